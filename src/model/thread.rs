//! A row of the threads panel.

use super::{Nanos, ThreadId};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a thread is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThreadRole {
    /// The main thread: draws the window, or runs the command line.
    Main,
    /// Binds, resolves, accepts and places the connections of a session.
    Session,
    /// Reads and writes the connections of a session.
    Io,
    /// Reads a file and sends it, or says something again and again.
    Feed,
    /// Waits for a name to be looked up.
    Lookup,
    /// Writes the record.
    Record,
    /// Answers other processes of this user: `jackfield threads`.
    Control,
    /// Reads standard input for the command line.
    Input,
    /// Writes standard output for the command line.
    Output,
    /// Waits for signals.
    Signals,
    /// Accepts, dials and supervises the links between paired machines.
    Pair,
    /// Serves one link between paired machines.
    Link,
    /// Reads and writes the files of paired machines.
    Files,
    /// Looks for machines that are near (mDNS).
    Discovery,
}

/// What a thread does at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThreadState {
    /// Working.
    Running,
    /// Asleep in `poll`, or on a channel, until something happens.
    Waiting,
    /// Asked to stop; not ended yet.
    Stopping,
    /// Its code panicked. The row stays until the panic was shown.
    Panicked,
}

/// One thread that was started and has not ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ThreadRow {
    /// Its number in the registry.
    pub id: ThreadId,
    /// Its number in the operating system, where that tells it.
    pub os_id: Option<u32>,
    /// Its name in the operating system; Linux keeps 15 bytes.
    pub os_name: String,
    /// The name people see and can change.
    pub label: String,
    /// What it is there for.
    pub role: ThreadRole,
    /// What it does now.
    pub state: ThreadState,
    /// When it started.
    pub since: Nanos,
    /// Processor time it has used, where the system tells it.
    pub cpu: Option<Duration>,
    /// Connections it serves.
    pub connections: u32,
    /// Bytes it has moved, both ways.
    pub bytes: u64,
    /// Whether it can be stopped by itself.
    pub can_stop: bool,
}
