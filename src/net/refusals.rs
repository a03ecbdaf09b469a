//! Refused sends, told at once and then no more than once a second for each connection.
//!
//! In a busy room a client that does not read would otherwise be told of as often as anybody speaks.

use super::sink::Sink;
use crate::model::{ConnectionId, Fault, FaultKind, SessionEvent};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_secs(1);

/// What was refused and not told yet.
#[derive(Default)]
pub(super) struct Refusals(BTreeMap<ConnectionId, Refused>);

struct Refused {
    tell_at: Instant,
    untold: Option<(FaultKind, u64)>,
}

impl Refusals {
    /// Notes a refusal, and tells of it unless that connection's last one was told just now.
    pub(super) fn add(&mut self, id: ConnectionId, kind: FaultKind, bytes: usize, sink: &mut Sink) {
        let bytes = bytes as u64;
        if let Some(refused) = self.0.get_mut(&id) {
            let before = refused.untold.take().map_or(0, |(_, bytes)| bytes);
            refused.untold = Some((kind, before + bytes));
        } else {
            self.0.insert(id, Refused { tell_at: Instant::now() + EVERY, untold: None });
            tell(id, kind, bytes, sink);
        }
    }

    /// When [`Refusals::tell_due`] has something to tell.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.0.values().map(|refused| refused.tell_at).min()
    }

    /// Tells of those whose time has come, and forgets who was refused nothing since.
    pub(super) fn tell_due(&mut self, sink: &mut Sink) {
        if self.0.is_empty() {
            return;
        }
        let now = Instant::now();
        self.0.retain(|id, refused| {
            if refused.tell_at > now {
                return true;
            }
            let Some((kind, bytes)) = refused.untold.take() else { return false };
            tell(*id, kind, bytes, sink);
            refused.tell_at = now + EVERY;
            true
        });
    }

    /// Tells all that is left: the connection ends.
    pub(super) fn forget(&mut self, id: ConnectionId, sink: &mut Sink) {
        if let Some((kind, bytes)) = self.0.remove(&id).and_then(|refused| refused.untold) {
            tell(id, kind, bytes, sink);
        }
    }
}

fn tell(connection: ConnectionId, kind: FaultKind, bytes: u64, sink: &mut Sink) {
    sink.note(SessionEvent::SendRefused { connection, fault: Fault::new(kind), bytes });
}
