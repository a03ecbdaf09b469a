//! Who listens to the node: first to all there is, then to what happens.

use super::listener::Listener;
use crate::model::pairing::PairEvent;
use crossbeam_channel::{Receiver, Sender};

/// A channel to a listener. It has no bound of its own, since nobody knows how large the first
/// picture is before it is made: [`Listeners`] bounds what waits in it.
#[expect(clippy::disallowed_methods, reason = "bounded by `Listeners`")]
pub(super) fn channel() -> (Sender<PairEvent>, Receiver<PairEvent>) {
    crossbeam_channel::unbounded()
}

/// All who listen.
#[derive(Default)]
pub(super) struct Listeners(Vec<Listener>);

impl Listeners {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells all; who is too far behind is let go.
    pub(super) fn tell(&mut self, event: &PairEvent) {
        self.0.retain_mut(|one| one.tell(event));
    }

    /// Tells a new one all there is: nobody is let go for a large picture.
    pub(super) fn add(&mut self, events: Sender<PairEvent>, picture: Vec<PairEvent>) {
        if picture.into_iter().all(|event| events.send(event).is_ok()) {
            self.0.push(Listener::new(events));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::BEHIND;
    use super::*;
    use crate::model::pairing::ContactId;

    #[test]
    fn a_picture_of_any_size_is_told_whole_and_who_lags_behind_it_is_let_go() {
        let event = PairEvent::Sent(ContactId(1), 1);
        let (mut listeners, (events, listener)) = (Listeners::default(), channel());
        listeners.add(events, vec![event.clone(); 3 * BEHIND]);
        assert!(!listeners.is_empty());
        assert_eq!(listener.len(), 3 * BEHIND);
        for _ in 0..=BEHIND {
            listeners.tell(&event);
        }
        assert!(listeners.is_empty());
        assert_eq!(listener.len(), 4 * BEHIND);
    }
}
