//! Thread calls that the engine makes itself, on the main thread: wishes are obeyed there.

use crate::model::{Call, CallResult, ConnectionId, Nanos, Op, ThreadId};
use crate::threads::Registry;
use std::time::{Instant, SystemTime};

/// A call that has begun.
pub(super) struct Begun {
    wall: Nanos,
    clock: Instant,
}

impl Begun {
    pub(super) fn now() -> Self {
        Self { wall: SystemTime::now().into(), clock: Instant::now() }
    }

    /// The call, now that it has returned.
    pub(super) fn returned(self, registry: &Registry, op: Op, result: CallResult) -> Call {
        let duration = self.clock.elapsed();
        Call {
            time: self.wall,
            thread: registry.main().unwrap_or(ThreadId(0)),
            connection: ConnectionId::SESSION,
            op,
            result,
            duration,
            times: 1,
        }
    }
}
