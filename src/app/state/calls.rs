//! The socket and thread calls that were made: the ladder.

use crate::model::{Call, SessionId, limits};
use std::collections::VecDeque;

/// A call, and whose.
#[derive(Clone, Debug)]
pub struct LoggedCall {
    /// Which session made it.
    pub session: SessionId,
    /// The call.
    pub call: Call,
}

/// The last [`limits::CALLS`] calls.
#[derive(Clone, Debug, Default)]
pub struct CallLog {
    /// Oldest first.
    pub calls: VecDeque<LoggedCall>,
    /// Calls that are no longer here.
    pub dropped: u64,
    /// Calls ever taken in: tells a view whether there is news.
    pub ever: u64,
}

impl CallLog {
    pub(super) fn apply(&mut self, session: SessionId, calls: &[Call]) {
        for call in calls {
            self.calls.push_back(LoggedCall { session, call: call.clone() });
            self.ever += 1;
        }
        while self.calls.len() > limits::CALLS {
            self.calls.pop_front();
            self.dropped += 1;
        }
    }
}
