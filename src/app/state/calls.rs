//! The socket and thread calls that were made: the ladder.

use crate::model::{Call, Op, SessionId, ThreadId, limits};
use std::collections::{BTreeMap, VecDeque};

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
    /// What threads were called when they began to run, also of those that have ended.
    names: BTreeMap<ThreadId, String>,
}

impl CallLog {
    /// What a thread was called when it began to run.
    #[must_use]
    pub fn thread_name(&self, id: ThreadId) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }

    pub(super) fn apply(&mut self, session: SessionId, calls: &[Call]) {
        for call in calls {
            if let Op::Run(name) = &call.op {
                self.names.insert(call.thread, name.clone());
            }
            self.calls.push_back(LoggedCall { session, call: call.clone() });
            self.ever += 1;
        }
        while self.calls.len() > limits::CALLS {
            self.calls.pop_front();
            self.dropped += 1;
        }
        // As many as there can be calls to show them with.
        while self.names.len() > limits::CALLS {
            self.names.pop_first();
        }
    }
}
