//! Finds a text in a stream that comes in pieces.

/// A text that is waited for, and how much of it the stream ends with at this moment.
///
/// Knuth, Morris and Pratt's automaton: its state is one number, so nothing that passed is kept and
/// the text is found wherever the pieces are cut.
#[derive(Clone, Debug)]
pub(super) struct Expect {
    needle: Vec<u8>,
    /// For each length of a matched beginning, the longest shorter beginning that it ends with.
    fallback: Vec<usize>,
    matched: usize,
}

impl Expect {
    /// Waits for `needle`, which must not be empty: nothing is everywhere.
    pub(super) fn new(needle: Vec<u8>) -> Self {
        let mut fallback = vec![0; needle.len()];
        let mut length = 0;
        for (at, byte) in needle.iter().enumerate().skip(1) {
            while length > 0 && needle.get(length) != Some(byte) {
                length = fallback.get(length - 1).copied().unwrap_or(0);
            }
            if needle.get(length) == Some(byte) {
                length += 1;
            }
            if let Some(slot) = fallback.get_mut(at) {
                *slot = length;
            }
        }
        Self { needle, fallback, matched: 0 }
    }

    /// Takes the next piece. True as soon as the text has been seen, and from then on.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> bool {
        let mut rest = bytes;
        while self.matched < self.needle.len() {
            if self.matched == 0 {
                // Most of a stream does not even begin the text: leap over it.
                let first = self.needle.first().copied().unwrap_or_default();
                let Some(at) = memchr::memchr(first, rest) else { return false };
                rest = rest.get(at..).unwrap_or_default();
            }
            let Some((byte, tail)) = rest.split_first() else { return false };
            rest = tail;
            self.step(*byte);
        }
        true
    }

    fn step(&mut self, byte: u8) {
        while self.matched > 0 && self.needle.get(self.matched) != Some(&byte) {
            self.matched = self.fallback.get(self.matched - 1).copied().unwrap_or(0);
        }
        if self.needle.get(self.matched) == Some(&byte) {
            self.matched += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_found_however_the_stream_is_cut() {
        let stream = b"ababac ababab OK\r\n";
        for needle in [&b"ababab"[..], b"a", b"OK\r\n", b"ababac ababab OK\r\n"] {
            for cut in 0..=stream.len() {
                let (head, tail) = stream.split_at(cut);
                let mut expect = Expect::new(needle.to_vec());
                assert!(expect.feed(head) || expect.feed(tail), "{needle:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let mut expect = Expect::new(b"ready".to_vec());
        assert!(
            !expect.feed(b"rea") && !expect.feed(b"") && !expect.feed(b"rready?"[..1].as_ref())
        );
        assert!(!expect.feed(b"eadx"));
        assert!(expect.feed(b"ready") && expect.feed(b"and on"));
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_search_of_the_whole(
            needle in proptest::collection::vec(0u8..3, 1..6),
            pieces in proptest::collection::vec(proptest::collection::vec(0u8..3, 0..8), 0..8),
        ) {
            let whole = pieces.concat();
            let mut expect = Expect::new(needle.clone());
            let found = pieces.iter().fold(false, |_, piece| expect.feed(piece))
                || expect.feed(&[]);
            let there = whole.windows(needle.len()).any(|window| window == needle);
            prop_assert_eq!(found, there);
        }
    }
}
