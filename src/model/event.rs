//! What happened. Session events are also kept in the record, as notes between the segments.

use super::{
    Address, Call, ConnectionGauges, ConnectionId, Fault, Feed, FeedEnd, FeedInfo, SessionId,
    ThreadId,
};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// A peer that has just come, or that we have just reached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConnectionInfo {
    /// Its number in the session.
    pub id: ConnectionId,
    /// The other end.
    pub peer: Address,
    /// Our end, with the port the system chose.
    pub local: Address,
    /// The thread that serves it.
    pub thread: ThreadId,
    /// Process and user behind a Unix socket, where the system tells them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<(u32, u32)>,
    /// Whether it is no connection: a datagram socket that is bound and sends to this one address,
    /// where nobody need be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub addressed: bool,
    /// Its living numbers. Not kept in the record.
    #[serde(skip)]
    pub gauges: Arc<ConnectionGauges>,
}

/// What passed through a connection from its first to its last moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Bytes received.
    pub received: u64,
    /// Bytes the system took.
    pub sent: u64,
    /// Bytes that never left.
    pub unsent: u64,
    /// Bytes that left behind the last word of the peer: after a fault, perhaps not delivered.
    pub doubtful: u64,
    /// How long it lasted.
    pub lasted: Duration,
}

/// Why a connection ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CloseReason {
    /// Both sides had finished.
    Finished,
    /// We closed it.
    ByUs,
    /// It went with its session.
    WithSession,
    /// It was dropped by us at once.
    ResetByUs,
    /// It broke.
    Broken(Fault),
}

/// What happened to a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionEvent {
    /// It was asked for. First note of every record.
    Opened {
        /// The endpoint as typed.
        endpoint: String,
        /// Listen or connect.
        role: super::Role,
    },
    /// A name is being looked up.
    Resolving(String),
    /// A name was found to be these addresses, in the order in which they are tried.
    Resolved(String, Vec<SocketAddr>),
    /// A connect to this address has begun.
    Connecting(Address),
    /// A connect to one of several addresses failed; others go on.
    AttemptFailed(Address, Fault),
    /// The listener is ready, at these addresses.
    Listening(Vec<Address>),
    /// A connection is open.
    Connected(ConnectionInfo),
    /// The peer finished sending; we still can.
    PeerFinished(ConnectionId),
    /// We finished sending; the peer still can.
    WeFinished(ConnectionId),
    /// A connection ended.
    Closed(ConnectionId, CloseReason, Totals),
    /// Clients were turned away at the door.
    TurnedAway {
        /// How many.
        count: u64,
        /// How many may be there.
        limit: usize,
    },
    /// No more descriptors: accepting rests.
    AcceptPaused(Fault),
    /// Accepting goes on.
    AcceptResumed,
    /// A send was refused; the bytes come back.
    SendRefused {
        /// By which connection; [`ConnectionId::SESSION`] where there was none to send to.
        connection: ConnectionId,
        /// Why.
        fault: Fault,
        /// How many bytes.
        bytes: u64,
    },
    /// A thread of its own has begun to send something.
    Feeding(FeedInfo),
    /// It has ended.
    Fed {
        /// Which one, as it was told with [`SessionEvent::Feeding`].
        thread: ThreadId,
        /// What it was called; empty for a repetition.
        name: String,
        /// Why.
        end: FeedEnd,
        /// Bytes that the system took.
        bytes: u64,
        /// Times a message was said.
        times: u64,
        /// From its start until the last of it had left.
        #[serde(default)]
        lasted: Duration,
    },
    /// A datagram could not be delivered, or something else went wrong that ends nothing.
    Warning(ConnectionId, Fault),
    /// The peer sent urgent data (RFC 9293, 3.8.5); it is shown in line, once noted.
    Urgent(ConnectionId),
    /// The system dropped datagrams because they came faster than they were read.
    Dropped {
        /// How many since the last note.
        count: u64,
    },
    /// The next connect comes after a pause.
    Retrying {
        /// Which try, from 1.
        attempt: u32,
        /// How many there will be.
        attempts: u32,
        /// The pause.
        pause: Duration,
        /// What went wrong.
        fault: Fault,
    },
    /// The record could not be written for a while: this much is missing from it here.
    Gap {
        /// How many segments.
        segments: u64,
        /// How many bytes.
        bytes: u64,
    },
    /// It could not be opened, or broke, and is over.
    Failed(Fault),
    /// It is over, and its threads have been joined.
    Stopped,
}

impl SessionEvent {
    /// That a feed was not even begun: the session it was meant for has ended.
    #[must_use]
    pub fn not_fed(feed: &Feed) -> Self {
        let (name, end) = (feed.name(), FeedEnd::NobodyThere);
        let (thread, lasted) = (ThreadId(0), Duration::ZERO);
        Self::Fed { thread, name, end, bytes: 0, times: 0, lasted }
    }
}

/// What happened to a thread.
#[derive(Clone, Debug)]
pub enum ThreadEvent {
    /// It panicked; nobody else did.
    Panicked(ThreadId, Fault),
    /// It was asked to stop and has ended, after this long.
    Joined(ThreadId, String, Duration),
    /// It was asked to stop and had not ended in time.
    Late(ThreadId, String, Duration),
    /// It has another label, and this name in the system where that followed.
    Renamed(ThreadId, String, Option<String>),
}

/// What happened to the record.
#[derive(Clone, Debug)]
pub enum RecordEvent {
    /// It cannot be written; conversations go on without it.
    Paused(SessionId, Fault),
    /// It can be written again; this many segments are missing, which a note in it says.
    Resumed(SessionId, u64),
    /// Old conversations were removed to keep within the quota.
    Pruned {
        /// How many conversations.
        conversations: usize,
        /// How many bytes.
        bytes: u64,
    },
}

/// Anything that happened, on its way from the threads to the person.
#[derive(Clone, Debug)]
pub enum Event {
    /// To a session. It is in the record already.
    Session(SessionId, SessionEvent),
    /// To a thread.
    Thread(ThreadEvent),
    /// To the record.
    Record(RecordEvent),
    /// Calls that were made, in order.
    Calls(SessionId, Vec<Call>),
    /// A call that somebody else made on this thread, such as giving it a name.
    ThreadCall(ThreadId, Call),
}
