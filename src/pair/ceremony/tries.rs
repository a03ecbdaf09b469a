//! How often a shown code may be tried, over all connections.

use crate::model::pairing::PairFault;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The tries of one shown code: three, one at a time. Clones are the same tries.
#[derive(Clone, Debug, Default)]
pub struct Tries(Arc<Mutex<Count>>);

#[derive(Debug, Default)]
struct Count {
    used: u8,
    running: bool,
    ended: bool,
}

impl Tries {
    /// Runs that a code allows.
    pub const LIMIT: u8 = 3;

    /// The tries of a new code.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many were used.
    pub fn used(&self) -> u8 {
        self.count().used
    }

    /// Whether a run goes on: others are told [`super::busy_frame`].
    pub fn is_busy(&self) -> bool {
        self.count().running
    }

    /// Whether the code is good no longer: others are told [`super::used_up_frame`].
    pub fn is_over(&self) -> bool {
        let count = self.count();
        count.ended || count.used >= Self::LIMIT
    }

    /// Whether all were wrong: none is left, none goes on, and nothing else has ended the code.
    pub fn are_spent(&self) -> bool {
        let count = self.count();
        count.used >= Self::LIMIT && !count.running && !count.ended
    }

    /// Ends the code: it expired, was taken away or used. No run begins any more.
    pub fn end(&self) {
        self.count().ended = true;
    }

    /// Counts a try and begins its run.
    pub(super) fn begin(&self) -> Result<Run, PairFault> {
        let mut count = self.count();
        if count.running {
            return Err(PairFault::Busy);
        }
        if count.ended || count.used >= Self::LIMIT {
            return Err(PairFault::UsedUp);
        }
        count.used += 1;
        count.running = true;
        Ok(Run { tries: self.clone(), number: count.used })
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        // Three numbers are right whoever fell over while holding them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One run. The next may begin when it is dropped.
pub(super) struct Run {
    tries: Tries,
    number: u8,
}

impl Run {
    /// The how manieth try it is.
    pub(super) fn number(&self) -> u8 {
        self.number
    }

    /// How many the code allows after it.
    pub(super) fn left(&self) -> u8 {
        Tries::LIMIT.saturating_sub(self.number)
    }

    /// The code was right: it is used.
    pub(super) fn succeed(self) {
        self.tries.end();
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.tries.count().running = false;
    }
}
