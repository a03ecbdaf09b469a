//! How fast a peer's items are taken.

use std::time::{Duration, Instant};

/// 200 items a second: more than people and their files ever say, less than fills a disk soon.
const EACH: Duration = Duration::from_millis(5);
/// Items that may come at once: what was said while there was no link.
const BURST: u32 = 1_000;

/// A bucket of tokens, kept as the moment when it would be full again.
#[derive(Debug)]
pub(super) struct Pace {
    full: Instant,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self { full: now }
    }

    pub(super) fn take(&mut self, now: Instant) {
        self.full = self.full.max(now) + EACH;
    }

    /// From when on more may be read; in the past where it may be now.
    pub(super) fn free(&self, now: Instant) -> Instant {
        self.full.checked_sub(EACH * BURST).unwrap_or(now)
    }
}
