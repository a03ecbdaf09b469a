//! What waits to be sent through one stream.

use std::collections::VecDeque;
use std::sync::Arc;

/// Bytes in the order in which they were asked for; shared, not copied.
#[derive(Default)]
pub(super) struct SendQueue {
    chunks: VecDeque<Arc<[u8]>>,
    /// Bytes of the first chunk that are gone already.
    gone: usize,
    waiting: usize,
}

impl SendQueue {
    pub(super) fn push(&mut self, bytes: Arc<[u8]>) {
        if !bytes.is_empty() {
            self.waiting += bytes.len();
            self.chunks.push_back(bytes);
        }
    }

    /// Bytes that wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// The next bytes to send.
    pub(super) fn front(&self) -> Option<&[u8]> {
        self.chunks.front().and_then(|chunk| chunk.get(self.gone..))
    }

    /// Takes off what a send took. A piece that has left with it is handed back.
    pub(super) fn advance(&mut self, sent: usize) -> Option<Arc<[u8]>> {
        self.gone += sent;
        self.waiting = self.waiting.saturating_sub(sent);
        self.chunks.front().filter(|chunk| self.gone >= chunk.len())?;
        self.gone = 0;
        self.chunks.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_send_leaves_the_rest_in_front() {
        let mut queue = SendQueue::default();
        queue.push(Arc::from(*b"abc"));
        queue.push(Arc::from(*b""));
        queue.push(Arc::from(*b"de"));
        assert_eq!((queue.waiting(), queue.front()), (5, Some(&b"abc"[..])));
        assert_eq!(queue.advance(2), None);
        assert_eq!((queue.waiting(), queue.front()), (3, Some(&b"c"[..])));
        assert_eq!(queue.advance(1).as_deref(), Some(&b"abc"[..]));
        assert_eq!(queue.advance(2).as_deref(), Some(&b"de"[..]));
        assert!(queue.is_empty());
        assert_eq!(queue.front(), None);
    }
}
