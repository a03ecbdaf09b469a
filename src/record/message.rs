//! What a transcript shows, and how places in it are named.

use crate::model::{Address, ConnectionId, Nanos, SegmentKind, SessionEvent, ThreadId};
use std::sync::Arc;

/// A place between messages that stays valid while the capture grows and when the lens changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Where the segment stands in the capture.
    pub offset: u64,
    /// Which of its bytes.
    pub at: u32,
}

/// Which messages are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this connection's.
    pub connection: Option<ConnectionId>,
    /// Only these kinds.
    pub kinds: Option<Vec<SegmentKind>>,
    /// Only those with this text in them; the case of ASCII letters does not matter.
    pub text: Option<String>,
}

impl Filter {
    /// Whether it lets everything pass.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn passes(&self, connection: ConnectionId, kind: SegmentKind) -> bool {
        self.connection.is_none_or(|only| only == connection)
            && self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }
}

/// What a lens makes of one or more segments.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own; all combine")]
pub struct Message {
    /// Where its first byte is.
    pub position: Position,
    /// The number of its first segment in the session's record.
    pub sequence: u64,
    /// When its first segment came or left.
    pub time: Nanos,
    /// What it holds.
    pub kind: SegmentKind,
    /// Whose it is.
    pub connection: ConnectionId,
    /// The other end, as the record has it.
    pub peer: Option<Arc<Address>>,
    /// The thread that served its first segment.
    pub thread: ThreadId,
    /// A datagram, or a part of one.
    pub datagram: bool,
    /// All its bytes.
    pub len: u64,
    /// The first of them, as many as were asked for.
    pub bytes: Vec<u8>,
    /// Where segments meet in those bytes.
    pub cuts: Vec<u32>,
    /// It may still grow.
    pub growing: bool,
    /// It was cut at the limit: the next one continues it.
    pub continues: bool,
    /// It continues the one before.
    pub continued: bool,
    /// What happened, where it is a note.
    pub note: Option<SessionEvent>,
}
