//! What is said in a room, on its way from the one thread through the session to the others.

use super::order::{Mailbox, Report, SessionOrder};
use crate::model::ConnectionId;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that may be under way. Who speaks faster than it is passed on is not read meanwhile: TCP
/// slows it down, and no flood fills the memory.
const LIMIT: usize = 4 * 1024 * 1024;
/// What a message costs beside its bytes, about: many small ones must not cost more than large ones.
const MESSAGE: usize = 256;

/// How much is under way in a session.
#[derive(Default)]
pub(super) struct Underway(AtomicUsize);

impl Underway {
    /// Whether nobody may say more for now.
    pub(super) fn is_full(&self) -> bool {
        self.0.load(Ordering::SeqCst) >= LIMIT
    }

    /// A message has been passed on. True when those who wait may go on: they must be woken.
    pub(super) fn passed_on(&self, bytes: usize) -> bool {
        let before = self.0.fetch_sub(bytes + MESSAGE, Ordering::SeqCst);
        before >= LIMIT && before - (bytes + MESSAGE) < LIMIT
    }

    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes + MESSAGE, Ordering::SeqCst);
    }
}

/// A worker's way to tell its session what was said.
pub(super) struct Speaker<'a> {
    pub(super) underway: &'a Underway,
    pub(super) reports: &'a Mailbox<SessionOrder>,
}

impl Speaker<'_> {
    /// Tells what one has said.
    pub(super) fn say(&self, from: ConnectionId, bytes: Arc<[u8]>) {
        self.underway.add(bytes.len());
        self.reports.send(SessionOrder::Report(Report::Said(from, bytes)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_woken_once_there_is_room_again() {
        let underway = Underway::default();
        underway.add(LIMIT - MESSAGE);
        assert!(underway.is_full());
        underway.add(10);
        assert!(!underway.passed_on(10), "it is still full");
        assert!(underway.passed_on(LIMIT - MESSAGE));
        assert!(!underway.is_full());
        underway.add(10);
        assert!(!underway.passed_on(10), "nobody waited");
    }
}
