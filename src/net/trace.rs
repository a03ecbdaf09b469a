//! The calls of one thread, on their way to the ladder.

use crate::model::{Call, CallResult, ConnectionId, Nanos, Op, OsError, SessionGauges, ThreadId};
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

/// Calls a thread shows in a second. More are counted and not shown: nobody reads them, and each
/// would cost the bulk path more than the call itself.
const CALLS_A_SECOND: u32 = 500;

/// A call that has begun.
#[derive(Clone, Copy)]
pub struct Begun {
    wall: Nanos,
    clock: Instant,
}

impl Begun {
    /// It begins at this moment.
    #[must_use]
    pub fn now() -> Self {
        Self { wall: SystemTime::now().into(), clock: Instant::now() }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    /// The call, now that it has returned.
    #[must_use]
    pub fn returned(
        self,
        thread: ThreadId,
        connection: ConnectionId,
        op: Op,
        result: CallResult,
    ) -> Call {
        let (time, duration) = (self.wall, self.elapsed());
        Call { time, thread, connection, op, result, duration, times: 1 }
    }
}

/// Collects calls until they are taken along.
pub(super) struct Trace {
    thread: ThreadId,
    gauges: Arc<SessionGauges>,
    calls: Vec<Call>,
    left: u32,
    refilled: Instant,
}

impl Trace {
    pub(super) fn new(thread: ThreadId, gauges: Arc<SessionGauges>) -> Self {
        let refilled = Instant::now();
        Self { thread, gauges, calls: Vec::new(), left: CALLS_A_SECOND, refilled }
    }

    /// Notes a call that has just returned.
    pub(super) fn note(
        &mut self,
        begun: Begun,
        connection: ConnectionId,
        op: Op,
        result: CallResult,
    ) {
        let call = begun.returned(self.thread, connection, op, result);
        if self.left == 0 {
            if begun.clock.duration_since(self.refilled) < Duration::from_secs(1) {
                self.gauges.calls_skipped.fetch_add(1, Ordering::Relaxed);
                return;
            }
            self.refilled = begun.clock;
            self.left = CALLS_A_SECOND;
        }
        self.left -= 1;
        self.calls.push(call);
    }

    /// Notes a call that may have failed, and hands its result on.
    pub(super) fn did<T>(
        &mut self,
        begun: Begun,
        connection: ConnectionId,
        op: Op,
        result: io::Result<T>,
        shown: impl FnOnce(&T) -> CallResult,
    ) -> io::Result<T> {
        let outcome = match &result {
            Ok(value) => shown(value),
            Err(error) => CallResult::Failed(OsError::from(error)),
        };
        self.note(begun, connection, op, outcome);
        result
    }

    /// Counts calls that are not shown after all.
    pub(super) fn skip(&mut self, count: usize) {
        self.gauges.calls_skipped.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// The calls since the last time, if there were any.
    pub(super) fn take(&mut self) -> Option<Vec<Call>> {
        (!self.calls.is_empty()).then(|| std::mem::take(&mut self.calls))
    }
}
