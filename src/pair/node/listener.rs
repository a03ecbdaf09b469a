//! Who listens to a node, and how far behind they may be.

use crate::model::pairing::{Item, PairEvent, Said};
use crossbeam_channel::Sender;
use std::collections::VecDeque;
use std::mem::size_of;

/// Bytes of events that may wait for one listener, beside what it was told first: more than an
/// outbox that was full, which comes at once.
const BEHIND: usize = 96 * 1024 * 1024;

/// One listener.
pub(super) struct Listener {
    to: Sender<PairEvent>,
    /// Events that may wait: the first picture and [`super::BEHIND`] more.
    limit: usize,
    /// About what each event that waits takes, the oldest first.
    waiting: VecDeque<usize>,
    bytes: usize,
}

impl Listener {
    /// What it was told so far does not count: that is the picture itself.
    pub(super) fn new(to: Sender<PairEvent>) -> Self {
        let limit = to.len() + super::BEHIND;
        let waiting = VecDeque::from(vec![0; to.len()]);
        Self { to, limit, waiting, bytes: 0 }
    }

    /// Tells it; false where it is gone, or too far behind in events or bytes.
    pub(super) fn tell(&mut self, event: &PairEvent) -> bool {
        // It takes the oldest first: what is left in the channel is what was put in last.
        let taken = self.waiting.len().saturating_sub(self.to.len());
        self.bytes -= self.waiting.drain(..taken).sum::<usize>();
        let bytes = weight(event);
        if self.bytes + bytes > BEHIND || self.to.len() >= self.limit {
            return false;
        }
        if self.to.send(event.clone()).is_err() {
            return false;
        }
        self.waiting.push_back(bytes);
        self.bytes += bytes;
        true
    }
}

/// About what an event takes in memory.
fn weight(event: &PairEvent) -> usize {
    let more = match event {
        PairEvent::Item(item) => size_of::<Item>() + weight_of_said(&item.said),
        PairEvent::Transfer(transfer) => size_of_val(&**transfer) + transfer.name.len(),
        PairEvent::Contact(contact) => {
            size_of_val(&**contact) + size_of_val(contact.addresses.as_slice())
        }
        PairEvent::Nearby(list) => size_of_val(list.as_slice()),
        _ => 0,
    };
    size_of::<PairEvent>() + more
}

fn weight_of_said(said: &Said) -> usize {
    match said {
        Said::Text(text) => text.len(),
        Said::Offer(offer) => {
            let entries = offer.entries.iter().map(|entry| size_of_val(entry) + entry.path.len());
            offer.name.len() + entries.sum::<usize>()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Nanos;
    use crate::model::pairing::{ContactId, ItemId};

    fn text(bytes: usize) -> PairEvent {
        PairEvent::Item(Box::new(Item {
            contact: ContactId(1),
            position: 1,
            mine: false,
            seq: 1,
            id: ItemId([1; 16]),
            at: Nanos(1),
            said: Said::Text("x".repeat(bytes)),
            earlier: false,
            returned: false,
        }))
    }

    #[test]
    fn who_reads_nothing_is_let_go_by_bytes() {
        let (to, events) = super::super::listeners::channel();
        let mut listener = Listener::new(to);
        let event = text(64 * 1024);
        let told = (0..super::super::BEHIND).take_while(|_| listener.tell(&event)).count();
        assert_eq!(told, BEHIND / weight(&event));
        assert_eq!(events.len(), told);
        // Room comes back with what is read.
        assert!(events.recv().is_ok());
        assert!(listener.tell(&event));
        assert!(!listener.tell(&event));
    }

    #[test]
    fn who_reads_is_told_all() {
        let (to, events) = super::super::listeners::channel();
        to.send(PairEvent::AllTold).expect("it listens");
        let mut listener = Listener::new(to);
        let event = text(1024 * 1024);
        for _ in 0..100 {
            assert!(listener.tell(&event));
            assert!(events.recv().is_ok());
        }
    }
}
