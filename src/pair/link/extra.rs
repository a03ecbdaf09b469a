//! Frames of a line that are not the talk's own: bounded, whatever is asked and however slowly it is
//! read.

use crate::pair::frame::{self, Frame};
use std::net::SocketAddr;

/// Bytes that may wait before nothing more is read.
const MOST: usize = 64 * 1024;

/// What waits to be sent beside the talk.
#[derive(Default)]
pub(super) struct Extra {
    words: Vec<u8>,
    /// Whether we reached them, the last time they asked. Each question with an answer of its own
    /// would let who never reads fill our memory.
    dialled: Option<(Vec<SocketAddr>, bool)>,
}

impl Extra {
    /// Adds what somebody here wished.
    pub(super) fn add(&mut self, frame: &Frame) {
        frame::encode(frame, &mut self.words);
    }

    /// Tells where they were dialled and whether they were reached, in place of an older answer that
    /// has not left.
    pub(super) fn answer(&mut self, tried: Vec<SocketAddr>, reached: bool) {
        self.dialled = Some((tried, reached));
    }

    /// Whether so much waits that nothing more is to be asked of us.
    pub(super) fn is_full(&self) -> bool {
        self.words.len() > MOST
    }

    /// All that waits.
    pub(super) fn take(&mut self) -> Vec<u8> {
        if let Some((tried, reached)) = self.dialled.take() {
            self.add(&Frame::Dialled(tried, reached));
        }
        std::mem::take(&mut self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::frame::Decoder;
    use std::net::Ipv4Addr;

    fn address(port: u16) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, port).into()
    }

    #[test]
    fn who_asks_without_end_and_reads_nothing_is_owed_one_answer() {
        let mut extra = Extra::default();
        for port in 1..=u16::MAX {
            extra.answer(vec![address(port)], false);
        }
        assert!(!extra.is_full());
        let mut decoder = Decoder::new();
        decoder.push(&extra.take());
        let frame = decoder.next().expect("a frame");
        assert_eq!(frame, Some(Frame::Dialled(vec![address(u16::MAX)], false)));
        assert_eq!(decoder.next(), Ok(None));
        assert!(extra.take().is_empty());
    }

    #[test]
    fn nothing_is_read_where_too_much_waits() {
        let mut extra = Extra::default();
        while !extra.is_full() {
            extra.add(&Frame::DialBack(address(1)));
        }
        assert!(extra.take().len() > MOST);
        assert!(!extra.is_full());
    }
}
