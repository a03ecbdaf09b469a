//! What a segment must know of its stream's past, so that lenses can start anywhere.

use crate::model::Nanos;
use memchr::memrchr;

/// One direction of one connection.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    since_lf: u32,
    previous: Option<Nanos>,
}

impl Cursor {
    /// Takes a segment in; answers `since_lf` and `since_previous` as they were before it.
    pub(super) fn pass(&mut self, bytes: &[u8], time: Nanos) -> (u32, u32) {
        let before = self.since_lf;
        let len = wrapping_u32(bytes.len());
        self.since_lf = match memrchr(b'\n', bytes) {
            Some(at) => wrapping_u32(bytes.len() - at - 1),
            None => self.since_lf.wrapping_add(len),
        };
        let gap = self.previous.map_or(u32::MAX, |previous| {
            u32::try_from(time.since(previous).as_micros()).unwrap_or(u32::MAX)
        });
        self.previous = Some(time);
        (before, gap)
    }
}

/// The lower 32 bits: `since_lf` wraps there by its definition.
fn wrapping_u32(value: usize) -> u32 {
    u32::try_from(value & 0xffff_ffff).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_from_the_last_line_feed_and_the_last_segment() {
        let mut cursor = Cursor::default();
        assert_eq!(cursor.pass(b"ab", Nanos(1_000)), (0, u32::MAX));
        assert_eq!(cursor.pass(b"c\nde", Nanos(6_000)), (2, 5));
        assert_eq!(cursor.pass(b"f\n", Nanos(6_000)), (2, 0));
        assert_eq!(cursor.pass(b"", Nanos(5_000)), (0, 0), "a clock set back is no gap");
    }
}
