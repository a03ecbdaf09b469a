//! What reaches the person's side: the window or the command line.

use super::Batch;
use crate::model::Event;

/// One thing that happened, behind its place in the record.
pub enum Output {
    /// A fact.
    Event(Event),
    /// Bytes, only where the engine was started with a tap. Holding it holds its buffer: a reader
    /// that is slow slows the peer.
    Data(Batch),
}
