//! The socket and thread calls that were made: the ladder.

use crate::model::{Call, Op, SessionId, ThreadId, limits};
use std::collections::{BTreeMap, VecDeque};

/// A call, and whose.
#[derive(Clone, Debug)]
pub struct LoggedCall {
    /// Which session it belongs to; none for a call on a thread that works for no session.
    pub session: Option<SessionId>,
    /// The call.
    pub call: Call,
}

/// The last [`limits::CALLS`] calls.
#[derive(Clone, Debug, Default)]
pub struct CallLog {
    /// In order of the time at which they began, oldest first.
    pub calls: VecDeque<LoggedCall>,
    /// Calls that are no longer here.
    pub dropped: u64,
    /// Calls ever taken in: tells a view whether there is news.
    pub ever: u64,
    /// Whose threads are and what they were called when they began to run, also of those that have
    /// ended.
    names: BTreeMap<ThreadId, (SessionId, String)>,
}

impl CallLog {
    /// What a thread was called when it began to run.
    #[must_use]
    pub fn thread_name(&self, id: ThreadId) -> Option<&str> {
        self.names.get(&id).map(|(_, name)| name.as_str())
    }

    /// Takes in a call that was made on a thread by another: it belongs to the thread's session.
    pub(super) fn apply_on(&mut self, thread: ThreadId, call: &Call) {
        let session = self.names.get(&thread).map(|(session, _)| *session);
        self.insert(LoggedCall { session, call: call.clone() });
        self.trim();
    }

    pub(super) fn apply(&mut self, session: SessionId, calls: &[Call]) {
        for call in calls {
            if let Op::Run(name) = &call.op {
                self.names.insert(call.thread, (session, name.clone()));
            }
            self.insert(LoggedCall { session: Some(session), call: call.clone() });
        }
        self.trim();
    }

    fn trim(&mut self) {
        while self.calls.len() > limits::CALLS {
            self.calls.pop_front();
            self.dropped += 1;
        }
        // As many as there can be calls to show them with.
        while self.names.len() > limits::CALLS {
            self.names.pop_first();
        }
    }
    /// Puts a call where it belongs in time: threads tell of theirs in turns, not call by call.
    fn insert(&mut self, logged: LoggedCall) {
        let time = logged.call.time;
        let later = self.calls.iter().rev().take_while(|other| other.call.time > time).count();
        self.calls.insert(self.calls.len() - later, logged);
        self.ever += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CallResult, ConnectionId, Nanos};
    use std::time::Duration;

    fn call(time: u64, thread: u32, op: Op) -> Call {
        Call {
            time: Nanos(time),
            thread: ThreadId(thread),
            connection: ConnectionId::SESSION,
            op,
            result: CallResult::Done,
            duration: Duration::ZERO,
            times: 1,
        }
    }

    #[test]
    fn calls_stand_in_order_of_time_whichever_thread_tells_first() {
        let mut log = CallLog::default();
        log.apply(SessionId(2), &[call(30, 2, Op::Recv(9)), call(50, 2, Op::Close)]);
        log.apply(SessionId(1), &[call(20, 1, Op::Send(9)), call(50, 1, Op::Accept)]);
        log.apply(SessionId(1), &[call(40, 1, Op::Close)]);
        let shown: Vec<_> = log.calls.iter().map(|one| (one.call.time.0, one.session)).collect();
        let (one, two) = (Some(SessionId(1)), Some(SessionId(2)));
        assert_eq!(shown, [(20, one), (30, two), (40, one), (50, two), (50, one)]);
        assert_eq!(log.ever, 5);
    }
    #[test]
    fn a_call_on_a_thread_belongs_to_the_session_that_the_thread_works_for() {
        let mut log = CallLog::default();
        log.apply(SessionId(7), &[call(10, 4, Op::Run("io:7#1".to_owned()))]);
        let renamed = call(20, 1, Op::SetName("io:7#1".to_owned(), "till".to_owned()));
        log.apply_on(ThreadId(4), &renamed);
        log.apply_on(ThreadId(2), &renamed);
        let owners: Vec<_> = log.calls.iter().skip(1).map(|one| one.session).collect();
        assert_eq!(owners, [Some(SessionId(7)), None]);
        assert_eq!(log.thread_name(ThreadId(4)), Some("io:7#1"));
    }
}
