//! The program without a window: commands in, outputs out. It has no thread of its own.

use crate::flow::{Output, Wake};
use crate::model::{Command, Lens, SessionGauges, SessionId};
use crate::record::{self, Transcript};
use crate::threads::{Late, Registry};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// How the engine is started.
pub struct Config {
    /// Where conversations go.
    pub record: record::Config,
    /// Called from any thread when there is something to drain.
    pub wake: Wake,
    /// The list that the engine's threads are entered in.
    pub registry: Registry,
}

/// Sessions, their threads and their record.
pub struct Engine {}

impl Engine {
    /// Starts the record, and nothing else yet.
    pub fn start(config: Config) -> io::Result<Self> {
        todo!()
    }
    /// The id for the next [`Command::Open`].
    pub fn next_session(&mut self) -> SessionId {
        todo!()
    }
    /// Does what is wished. Never blocks, never fails: what came of it is drained.
    pub fn run(&mut self, command: Command) {
        todo!()
    }
    /// Hands out what happened, for no longer than `limit`. True when more is there.
    pub fn drain(&mut self, limit: Duration, each: &mut dyn FnMut(Output)) -> bool {
        todo!()
    }
    /// Waits for one output, no longer than `limit`: for a program without a window.
    pub fn wait(&mut self, limit: Duration) -> Option<Output> {
        todo!()
    }
    /// The live threads.
    pub fn registry(&self) -> &Registry {
        todo!()
    }
    /// A session's living numbers, from its open to its stop and after.
    pub fn gauges(&self, session: SessionId) -> Option<Arc<SessionGauges>> {
        todo!()
    }
    /// A session's conversation, from its `Opened` event on.
    pub fn transcript(&self, session: SessionId, lens: Lens) -> io::Result<Transcript> {
        todo!()
    }
    /// Closes all sessions, flushes the record and joins all threads; who did not come in time is named.
    pub fn shut_down(self, limit: Duration) -> Vec<Late> {
        todo!()
    }
}
