//! What is said in a room, on its way from the one thread through the session to the others.

use super::order::{Mailbox, Report, SessionOrder};
use crate::model::{ConnectionId, SessionGauges};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that may be under way. Who speaks faster than it is passed on is not read meanwhile: TCP
/// slows it down, and no flood fills the memory.
const LIMIT: usize = 4 * 1024 * 1024;
/// What a message costs beside its bytes, about: many small ones must not cost more than large ones.
const MESSAGE: usize = 256;
/// What it costs more for each who hears it: an entry in a queue, and the time to put it there.
const HEARER: usize = 32;

/// How much is under way in a session.
#[derive(Default)]
struct Underway(AtomicUsize);

impl Underway {
    fn is_full(&self) -> bool {
        self.0.load(Ordering::SeqCst) >= LIMIT
    }

    /// A message is with all who hear it. True when those who wait may go on: they must be woken.
    fn take(&self, cost: usize) -> bool {
        let before = self.0.fetch_sub(cost, Ordering::SeqCst);
        before >= LIMIT && before - cost < LIMIT
    }

    fn add(&self, cost: usize) {
        self.0.fetch_add(cost, Ordering::SeqCst);
    }
}

/// A session's room: how its threads tell what was said there.
pub(crate) struct Room {
    underway: Underway,
    reports: Mailbox<SessionOrder>,
    gauges: Arc<SessionGauges>,
}

impl Room {
    pub(super) fn new(reports: Mailbox<SessionOrder>, gauges: Arc<SessionGauges>) -> Self {
        Self { underway: Underway::default(), reports, gauges }
    }

    /// Whether nobody may say more for now.
    pub(super) fn is_full(&self) -> bool {
        self.underway.is_full()
    }

    /// Tells what one has said.
    pub(super) fn say(self: &Arc<Self>, from: ConnectionId, bytes: Arc<[u8]>) {
        let hearers = self.gauges.open.load(Ordering::Relaxed) as usize;
        let cost = bytes.len() + MESSAGE + hearers * HEARER;
        self.underway.add(cost);
        let said = Arc::new(Said { from, cost, room: Arc::clone(self) });
        self.reports.send(SessionOrder::Report(Report::Said(said, bytes)));
    }
}

/// Who has said something; held by what carries it until each thread has taken it in.
pub(crate) struct Said {
    pub(super) from: ConnectionId,
    cost: usize,
    room: Arc<Room>,
}

impl Drop for Said {
    fn drop(&mut self) {
        if self.room.underway.take(self.cost) {
            self.room.reports.send(SessionOrder::Report(Report::Quieter));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_woken_once_there_is_room_again() {
        let underway = Underway::default();
        underway.add(LIMIT);
        assert!(underway.is_full());
        underway.add(10);
        assert!(!underway.take(10), "it is still full");
        assert!(underway.take(LIMIT));
        assert!(!underway.is_full());
        underway.add(10);
        assert!(!underway.take(10), "nobody waited");
    }

    #[test]
    fn what_one_thread_has_not_taken_in_keeps_all_silent() {
        let poll = mio::Poll::new().expect("a poll");
        let waker = mio::Waker::new(poll.registry(), mio::Token(0)).expect("a waker");
        let (reports, inbox) = Mailbox::new(waker);
        let gauges = Arc::<SessionGauges>::default();
        gauges.open.store(10_000, Ordering::Relaxed);
        let room = Arc::new(Room::new(reports, gauges));
        let mut said = 0;
        while !room.is_full() {
            room.say(ConnectionId(1), Arc::from(*b"x"));
            said += 1;
        }
        assert_eq!(said, 14, "so many hearers make a word dear");
        let mut heard: Vec<_> = inbox
            .try_iter()
            .map(|order| match order {
                SessionOrder::Report(Report::Said(said, _)) => said,
                _ => panic!("nothing else was told"),
            })
            .collect();
        let slow = heard.last().cloned();
        let last = heard.pop();
        drop(last);
        assert!(room.is_full(), "the slow thread has it still");
        drop(slow);
        assert!(!room.is_full());
        let told = inbox.try_recv().expect("those who wait are to be woken");
        assert!(matches!(told, SessionOrder::Report(Report::Quieter)));
        drop(heard);
        assert!(inbox.try_recv().is_err(), "once");
    }
}
