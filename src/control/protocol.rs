//! What is asked and answered, as JSON.

use crate::model::{Role, SessionGauges, SessionId, SessionSpec, ThreadRow};
use serde::{Deserialize, Serialize};
use std::sync::atomic::Ordering;

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// The live threads and the open sessions.
    Threads,
    /// To bring its window to the front; the answer is `true`, or `false` where it has none.
    Front,
    /// To look at the pairing of its profile, which another program has used and lets go now; the
    /// answer is `true`, or `false` where it has no window.
    Look,
}

/// What an instance answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Its process number.
    pub pid: u32,
    /// Its version, because two may run at a time.
    pub version: String,
    /// Threads that live.
    pub count: usize,
    /// Most threads that lived at a time.
    pub peak: usize,
    /// Each of them, oldest first.
    pub threads: Vec<ThreadRow>,
    /// Each open session.
    pub sessions: Vec<SessionRow>,
}

/// An open session, in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Its number.
    pub id: SessionId,
    /// What it is called.
    pub title: String,
    /// Listen or connect.
    pub role: Role,
    /// Where.
    pub endpoint: String,
    /// Where a listener really listens, once it does: the port 0 of the endpoint is a number here.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Whether datagrams travel there, which know no connection.
    #[serde(default)]
    pub datagrams: bool,
    /// Connections that are open; where datagrams travel, peers that are known.
    pub open: u32,
    /// Bytes received.
    pub received: u64,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes that wait to be sent.
    pub waiting: u64,
}

impl SessionRow {
    /// A session with its living numbers; zeros where it has none yet.
    #[must_use]
    pub fn new(id: SessionId, spec: &SessionSpec, gauges: Option<&SessionGauges>) -> Self {
        let (received, sent, waiting) = gauges.map(SessionGauges::bytes).unwrap_or_default();
        Self {
            id,
            title: spec.title(),
            role: spec.role,
            endpoint: spec.endpoint.to_string(),
            addresses: Vec::new(),
            datagrams: spec.endpoint.transport().is_datagram(),
            open: gauges.map_or(0, |gauges| gauges.open.load(Ordering::Relaxed)),
            received,
            sent,
            waiting,
        }
    }
}
