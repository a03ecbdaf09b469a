//! A thread that was asked to stop, and the time it has for that.

use crate::model::{ThreadEvent, ThreadId};
use crate::threads::Registry;
use std::time::{Duration, Instant};

pub(super) struct Stopping {
    id: ThreadId,
    label: String,
    asked: Instant,
    limit: Duration,
}

impl Stopping {
    pub(super) fn new(id: ThreadId, label: String, limit: Duration) -> Self {
        Self { id, label, asked: Instant::now(), limit }
    }

    pub(super) fn deadline(&self) -> Instant {
        self.asked + self.limit
    }

    /// What has come of it, once it is known.
    pub(super) fn outcome(&self, registry: &Registry) -> Option<ThreadEvent> {
        let label = || self.label.clone();
        if !registry.is_alive(self.id) {
            Some(ThreadEvent::Joined(self.id, label(), self.asked.elapsed()))
        } else if Instant::now() >= self.deadline() {
            Some(ThreadEvent::Late(self.id, label(), self.limit))
        } else {
            None
        }
    }
}
