//! Where messages begin in a segment.
//!
//! A lens is a rule that says at which bytes messages begin, from the segment and its head alone; a
//! message is what stands between two beginnings of one stream. So every byte belongs to exactly one
//! message, wherever reading starts.

use crate::model::{Lens, SegmentHead, SegmentKind, limits};

/// Most bytes of a message, as a length.
pub(super) const MESSAGE: usize = limits::MESSAGE as usize;

/// Calls `begin(at, continued)` for each byte of a segment where a message begins, in order.
/// `filled` is the idle-gap lens' memory of its stream: bytes since the last beginning.
pub(super) fn cut(
    lens: Lens,
    head: &SegmentHead,
    payload: &[u8],
    filled: &mut usize,
    mut begin: impl FnMut(usize, bool),
) {
    match lens {
        _ if head.kind == SegmentKind::Note => begin(0, false),
        Lens::Raw => begin(0, false),
        Lens::Lines => lines(head, payload, begin),
        Lens::IdleGap(_) if head.datagram => begin(0, false),
        Lens::IdleGap(gap) => {
            let gap = gap.saturating_mul(1000);
            let new = head.since_previous >= gap || head.since_previous == u32::MAX;
            idle(new, payload.len(), filled, begin);
        }
    }
}

/// A message begins behind each line feed, and behind each [`MESSAGE`] bytes without one.
fn lines(head: &SegmentHead, payload: &[u8], mut begin: impl FnMut(usize, bool)) {
    let since = if head.datagram { 0 } else { head.since_lf as usize };
    let mut filled = since % MESSAGE;
    if filled == 0 && (head.datagram || !payload.is_empty()) {
        begin(0, since != 0);
    }
    let mut from = 0;
    let ends = memchr::memchr_iter(b'\n', payload).map(|lf| lf + 1);
    for end in ends.chain(std::iter::once(payload.len())) {
        let mut forced = from + (MESSAGE - filled);
        while forced < end {
            begin(forced, true);
            forced += MESSAGE;
        }
        if end < payload.len() {
            begin(end, false);
        }
        (from, filled) = (end, 0);
    }
}

/// A message begins behind each silence, and behind each [`MESSAGE`] bytes without one.
fn idle(new: bool, len: usize, filled: &mut usize, mut begin: impl FnMut(usize, bool)) {
    if new {
        *filled = 0;
        begin(0, false);
    }
    let mut at = 0;
    while at < len {
        if *filled >= MESSAGE {
            *filled = 0;
            begin(at, true);
        }
        let step = (MESSAGE - *filled).min(len - at);
        at += step;
        *filled += step;
    }
}

/// How many messages of the lines lens begin in a segment. As [`cut`] says it, but only counted:
/// this stands in the bulk path.
pub(super) fn count_lines(head: &SegmentHead, payload: &[u8]) -> u64 {
    if head.kind == SegmentKind::Note {
        return 1;
    }
    let since = if head.datagram { 0 } else { head.since_lf as usize };
    let mut filled = since % MESSAGE;
    let mut count = u64::from(filled == 0 && (head.datagram || !payload.is_empty()));
    // A line feed at the end begins nothing in this segment.
    let mut rest = payload.strip_suffix(b"\n").unwrap_or(payload);
    // How many bytes of `payload` remain counts for a forced cut, which needs a byte behind it.
    let ended = payload.len() - rest.len();
    while !rest.is_empty() {
        let room = MESSAGE - filled;
        if rest.len() + ended <= room {
            return count + line_feeds(rest);
        }
        let (window, behind) = rest.split_at(room.min(rest.len()));
        if let Some(last) = memchr::memrchr(b'\n', window) {
            count += line_feeds(window);
            rest = rest.get(last + 1..).unwrap_or_default();
        } else {
            count += 1;
            rest = behind;
        }
        filled = 0;
    }
    count
}

fn line_feeds(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConnectionId, Nanos, ThreadId};

    fn head(len: usize, since_lf: u32, since_previous: u32, datagram: bool) -> SegmentHead {
        SegmentHead {
            sequence: 0,
            time: Nanos(0),
            connection: ConnectionId(1),
            thread: ThreadId(1),
            kind: SegmentKind::Received,
            datagram,
            len: u32::try_from(len).expect("short"),
            since_lf,
            since_previous,
        }
    }

    fn begins(lens: Lens, head: &SegmentHead, payload: &[u8]) -> Vec<(usize, bool)> {
        let mut all = Vec::new();
        cut(lens, head, payload, &mut 0, |at, continued| all.push((at, continued)));
        all
    }

    #[test]
    fn a_line_begins_behind_each_line_feed() {
        for (payload, since_lf, expected) in [
            (&b"a\nb\n"[..], 0, vec![0, 2]),
            (b"a\nb", 0, vec![0, 2]),
            (b"a\nb", 3, vec![2]),
            (b"\n\n", 0, vec![0, 1]),
            (b"", 0, vec![]),
            (b"more", 9, vec![]),
        ] {
            let head = head(payload.len(), since_lf, 0, false);
            let found: Vec<_> =
                begins(Lens::Lines, &head, payload).iter().map(|(at, _)| *at).collect();
            assert_eq!(found, expected, "{payload:?} after {since_lf}");
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_and_marked() {
        let payload = vec![b'x'; 2 * MESSAGE];
        let since = u32::try_from(MESSAGE - 10).expect("short");
        let cuts = begins(Lens::Lines, &head(payload.len(), since, 0, false), &payload);
        assert_eq!(cuts, [(10, true), (MESSAGE + 10, true)]);
        let on_edge = head(4, limits::MESSAGE, 0, false);
        assert_eq!(begins(Lens::Lines, &on_edge, b"more"), [(0, true)]);
    }

    proptest::proptest! {
        #[test]
        fn counting_agrees_with_cutting(
            lines in proptest::collection::vec(0_usize..100_000, 1..6),
            ends: bool,
            datagram: bool,
            since: u32,
        ) {
            let mut payload = Vec::new();
            for len in lines {
                payload.resize(payload.len() + len, b'x');
                payload.push(b'\n');
            }
            if !ends {
                payload.pop();
            }
            // Forced cuts at the very edge are what may go wrong.
            for since in [0, since, since & !0xffff, (since & !0xffff) + 0xffff] {
                let head = head(payload.len(), since, 0, datagram);
                let expected = begins(Lens::Lines, &head, &payload).len() as u64;
                proptest::prop_assert_eq!(count_lines(&head, &payload), expected);
            }
        }
    }

    #[test]
    fn an_empty_datagram_is_a_message() {
        for lens in [Lens::Raw, Lens::Lines, Lens::IdleGap(100)] {
            assert_eq!(begins(lens, &head(0, 7, 3, true), b""), [(0, false)], "{lens:?}");
        }
    }

    #[test]
    fn silence_begins_a_message() {
        let lens = Lens::IdleGap(2);
        assert_eq!(begins(lens, &head(3, 0, 1999, false), b"abc"), []);
        assert_eq!(begins(lens, &head(3, 0, 2000, false), b"abc"), [(0, false)]);
        assert_eq!(begins(Lens::IdleGap(u32::MAX), &head(3, 0, u32::MAX, false), b"abc").len(), 1);
    }
}
