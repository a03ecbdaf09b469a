//! What a person wishes. A command never fails: what came of it is an [`super::Event`].

use super::{Audience, ConnectionId, Feed, SessionId, SessionSpec, ThreadId};
use std::sync::Arc;
use std::time::Duration;

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Every open connection of the session.
    All,
    /// One.
    One(ConnectionId),
    /// Some.
    Some(Vec<ConnectionId>),
}

/// A wish, addressed to the engine.
#[derive(Clone, Debug)]
pub enum Command {
    /// Opens a session under an id from `Engine::next_session`.
    Open(SessionId, Box<SessionSpec>),
    /// Ends a session and all its connections. What waits to be sent has three seconds to leave.
    Close(SessionId),
    /// Sends bytes.
    Send {
        /// Through which session.
        session: SessionId,
        /// To whom.
        target: Target,
        /// What. Shared: a broadcast to ten thousand copies nothing.
        bytes: Arc<[u8]>,
    },
    /// Sends a file, or a message again and again, from a thread of its own. It is stopped as a thread.
    Feed(SessionId, Audience, Feed),
    /// Tells the peer that nothing more comes from here; receiving goes on (`shutdown(SHUT_WR)`).
    FinishSending(SessionId, ConnectionId),
    /// Closes one connection, behind what waits to be sent.
    Disconnect(SessionId, ConnectionId),
    /// Drops one connection at once, with a reset (`SO_LINGER` zero).
    Reset(SessionId, ConnectionId),
    /// Stops (true) or goes on (false) reading one connection.
    PauseReading(SessionId, ConnectionId, bool),
    /// Tries the next connect now instead of after the pause.
    RetryNow(SessionId),
    /// Gives a thread another label; the system's name follows where that is possible.
    Rename(ThreadId, String),
    /// Asks a thread to end and waits for it, this long at most.
    StopThread(ThreadId, Duration),
}
