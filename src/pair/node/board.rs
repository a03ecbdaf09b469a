//! The code that is shown, for the links to which somebody wants to prove that they know it.

use crate::model::pairing::Means;
use crate::pair::ceremony::{Secrets, Tries};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a code is good, with the link beside it, and how long a link alone.
const GOOD: (Duration, Duration) = (Duration::from_mins(5), Duration::from_mins(10));

/// What is shown.
#[derive(Clone)]
pub(in crate::pair) struct Code {
    /// Counts the codes of a node: who proves an earlier one changes nothing of the next.
    pub(in crate::pair) number: u64,
    /// What is to be known, for each way to prove it.
    pub(in crate::pair) secrets: Secrets,
    /// How often.
    pub(in crate::pair) tries: Tries,
    until: Instant,
}

/// The one code of a node, shared by its links for a moment at a time.
#[derive(Clone, Default)]
pub(in crate::pair) struct Board(Arc<Mutex<Shared>>);

#[derive(Default)]
struct Shared {
    code: Option<Code>,
    number: u64,
}

impl Board {
    /// Shows a code instead of the one before, and says how long it is good.
    pub(super) fn show(&self, secrets: Secrets, now: Instant) -> Duration {
        self.hide();
        let link_alone = secrets.has(Means::Link) && !secrets.has(Means::Code);
        let good = if link_alone { GOOD.1 } else { GOOD.0 };
        let mut shared = self.lock();
        shared.number += 1;
        let (number, until) = (shared.number, now + good);
        shared.code = Some(Code { number, secrets, tries: Tries::new(), until });
        good
    }

    /// Takes the code away. A run of it that goes on is the last one.
    pub(super) fn hide(&self) {
        if let Some(code) = self.lock().code.take() {
            code.tries.end();
        }
    }

    /// What can be proved now. Only while there is something the pairing protocol is offered at all.
    pub(in crate::pair) fn code(&self, now: Instant) -> Option<Code> {
        let shared = self.lock();
        shared.code.as_ref().filter(|code| now < code.until && !code.tries.is_over()).cloned()
    }

    /// Whether this is the code that is shown.
    pub(super) fn is_shown(&self, number: u64) -> bool {
        self.lock().code.as_ref().is_some_and(|code| code.number == number)
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_for_its_time_until_the_next_is_shown() {
        let (board, now) = (Board::default(), Instant::now());
        assert!(board.code(now).is_none());
        let good = board.show(Secrets::one(Means::Code, b"12345678"), now);
        let first = board.code(now).expect("it is shown");
        assert!(board.code(now + good).is_none(), "its time is over");
        board.show(Secrets::one(Means::Code, b"87654321"), now);
        assert!(first.tries.is_over(), "an earlier code is worth nothing");
        assert!(!board.is_shown(first.number));
        let second = board.code(now).expect("it is shown");
        assert!(!second.tries.is_over());
        board.hide();
        assert!(board.code(now).is_none());
    }
}
