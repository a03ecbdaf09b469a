//! What the network threads tell the record, in the order in which it happened.

use super::Batch;
use crate::model::{Event, Nanos, SessionEvent, SessionId, SessionSpec, ThreadId};

/// One entry on its way to the record and, behind it, to the person.
pub enum Entry {
    /// A session begins. Everything of it comes behind this.
    Open(SessionId, Box<SessionSpec>, Nanos),
    /// Bytes that came or left.
    Batch(Batch),
    /// Something happened to the session: kept as a note between the segments.
    Note(SessionId, SessionEvent, Nanos, ThreadId),
    /// Something that is told and not kept.
    Aside(Event),
    /// The session is over: its capture is finished and closed.
    Close(SessionId),
}
