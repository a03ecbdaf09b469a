//! What one receive returned or one send took: the raw truth that everything shown is a view of.

use super::{ConnectionId, Nanos, ThreadId};

/// What a segment holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SegmentKind {
    /// Bytes that one `recv` or `recvfrom` returned.
    Received = 1,
    /// Bytes that one `send` or `sendto` took: handed to the system, not yet seen by the peer.
    Sent = 2,
    /// Bytes that were waiting when the connection ended, and never left.
    Unsent = 3,
    /// A [`super::SessionEvent`] as JSON.
    Note = 4,
}

impl SegmentKind {
    /// The kind with this number in a capture, if there is one.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Received, Self::Sent, Self::Unsent, Self::Note]
            .into_iter()
            .find(|kind| *kind as u8 == number)
    }

    /// Whether the bytes come from our side of the conversation.
    #[must_use]
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Sent | Self::Unsent)
    }
}

/// All that is known of a segment but its bytes.
///
/// `since_lf` and `since_previous` look back over the segment's *stream*: one connection, one
/// [`SegmentKind`]. With them the lines and idle-gap lenses can start cutting anywhere in a capture
/// without reading what came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentHead {
    /// Position in the session's record, from 0. The record assigns it: it is the order of arrival.
    pub sequence: u64,
    /// When the call returned.
    pub time: Nanos,
    /// Whose bytes.
    pub connection: ConnectionId,
    /// The thread that made the call.
    pub thread: ThreadId,
    /// What it holds.
    pub kind: SegmentKind,
    /// A whole datagram, with edges that belong to the peer; otherwise a piece of a byte stream.
    pub datagram: bool,
    /// Bytes in it.
    pub len: u32,
    /// Bytes of the stream since its last line feed, before this segment: 0 at the start of a line.
    /// Wraps at 2³², which is a multiple of [`super::limits::MESSAGE`].
    pub since_lf: u32,
    /// Microseconds since the stream's previous segment; `u32::MAX` for the first one or more.
    pub since_previous: u32,
}
