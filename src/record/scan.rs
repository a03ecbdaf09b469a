//! Remembers which chunks a filter shows nothing of.

use std::collections::BTreeMap;

/// Ranges that are remembered; beyond that all are forgotten, and looked for again.
const RANGES: usize = 10_000;

/// Ranges of finished chunks in which nothing passes the filter.
#[derive(Default)]
pub(super) struct Barren(BTreeMap<u64, u64>);

impl Barren {
    /// Adds a chunk.
    pub(super) fn add(&mut self, chunk: u64) {
        if self.end_of(chunk).is_some() {
            return;
        }
        if self.0.len() >= RANGES {
            self.0.clear();
        }
        let end = self.0.remove(&(chunk + 1)).unwrap_or(chunk + 1);
        let before = self.0.range_mut(..chunk).next_back().filter(|(_, end)| **end == chunk);
        match before {
            Some((_, before)) => *before = end,
            None => {
                self.0.insert(chunk, end);
            }
        }
    }

    /// The first chunk behind the barren range that a chunk is in.
    pub(super) fn end_of(&self, chunk: u64) -> Option<u64> {
        self.range_of(chunk).map(|(_, end)| end)
    }

    /// The first chunk of the barren range that a chunk is in.
    pub(super) fn begin_of(&self, chunk: u64) -> Option<u64> {
        self.range_of(chunk).map(|(begin, _)| begin)
    }

    fn range_of(&self, chunk: u64) -> Option<(u64, u64)> {
        let (begin, end) = self.0.range(..=chunk).next_back()?;
        (*end > chunk).then_some((*begin, *end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_become_one_range() {
        let mut barren = Barren::default();
        for chunk in [5, 3, 4, 9, 4] {
            barren.add(chunk);
        }
        assert_eq!(barren.0.into_iter().collect::<Vec<_>>(), [(3, 6), (9, 10)]);
    }
}
