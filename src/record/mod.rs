//! What was said: the capture on disk, and the transcript as a view of it.

use crate::flow::{Entry, Output};
use crate::model::{
    ConnectionId, Lens, Nanos, SegmentKind, SessionEvent, SessionId, SessionSpec, ThreadId,
};
use crate::threads::{Handle, Registry};
use crossbeam_channel::{Receiver, Sender};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where captures go, and what follows them.
pub struct Config {
    /// The folder of the kept captures; `None` keeps nothing beyond the session.
    pub folder: Option<PathBuf>,
    /// The folder for sessions that are not kept: a memory file system where there is one.
    pub scratch: PathBuf,
    /// Bytes that kept captures may take together.
    pub quota: u64,
    /// Whether batches go on to the output behind their place in the record.
    pub tap: bool,
}

/// The record's end that the engine holds.
pub struct Recorder {}

impl Recorder {
    /// Starts the record thread. It ends when all senders of `entries` are gone.
    pub fn start(
        registry: &Registry,
        config: Config,
        entries: Receiver<Entry>,
        out: Sender<Output>,
        wake: crate::flow::Wake,
    ) -> io::Result<Self> {
        todo!()
    }
    /// The capture of a session, from its `Opened` event on.
    pub fn source(&self, session: SessionId) -> Option<Arc<Source>> {
        todo!()
    }
    /// Waits for the thread; call it when all senders are dropped.
    pub fn join(self, limit: Duration) -> Result<(), crate::threads::Late> {
        todo!()
    }
}

/// A capture that can be read, also while it grows.
pub struct Source {}

/// A conversation on disk.
pub struct Conversation {
    pub folder: PathBuf,
    pub spec: SessionSpec,
    pub started: Nanos,
    pub bytes: u64,
    pub finished: bool,
}

/// Kept conversations, newest first.
pub fn conversations(folder: &Path) -> io::Result<Vec<Conversation>> {
    todo!()
}

/// A place between messages that stays valid while the capture grows and when the lens changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Where the segment stands in the capture.
    pub offset: u64,
    /// Which of its bytes.
    pub at: u32,
}

/// Which messages are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub connection: Option<ConnectionId>,
    pub kinds: Option<Vec<SegmentKind>>,
    pub text: Option<String>,
}

/// What a lens makes of one or more segments.
#[derive(Clone, Debug)]
pub struct Message {
    pub position: Position,
    pub sequence: u64,
    pub time: Nanos,
    pub kind: SegmentKind,
    pub connection: ConnectionId,
    pub thread: ThreadId,
    pub datagram: bool,
    /// All its bytes.
    pub len: u64,
    /// The first of them, as many as were asked for.
    pub bytes: Vec<u8>,
    /// Where segments meet in it.
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

/// A conversation as messages: a view of a capture through a lens and a filter.
pub struct Transcript {}

impl Transcript {
    pub fn open(source: Arc<Source>, lens: Lens) -> io::Result<Self> {
        todo!()
    }
    pub fn open_folder(folder: &Path, lens: Lens) -> io::Result<Self> {
        todo!()
    }
    pub fn lens(&self) -> Lens {
        todo!()
    }
    pub fn set_lens(&mut self, lens: Lens) {
        todo!()
    }
    pub fn filter(&self) -> &Filter {
        todo!()
    }
    pub fn set_filter(&mut self, filter: Filter) {
        todo!()
    }
    /// Takes notice of what was recorded since the last call. True when there is more.
    pub fn refresh(&mut self) -> bool {
        todo!()
    }
    pub fn first(&mut self) -> Option<Position> {
        todo!()
    }
    pub fn last(&mut self) -> Option<Position> {
        todo!()
    }
    pub fn next(&mut self, position: Position) -> Option<Position> {
        todo!()
    }
    pub fn previous(&mut self, position: Position) -> Option<Position> {
        todo!()
    }
    /// The message at or before a position, with at most `limit` of its bytes.
    pub fn message(&mut self, position: Position, limit: usize) -> Option<Message> {
        todo!()
    }
    /// Some bytes of a message, for what is longer than is shown.
    pub fn bytes(&mut self, position: Position, range: Range<u64>) -> Vec<u8> {
        todo!()
    }
    /// How far a position is through the capture: 0 to 1.
    pub fn fraction(&self, position: Position) -> f64 {
        todo!()
    }
    pub fn at_fraction(&mut self, fraction: f64) -> Option<Position> {
        todo!()
    }
    /// Messages behind a position: exact for raw and lines, of segments for the idle gap.
    pub fn count_after(&mut self, position: Position) -> u64 {
        todo!()
    }
    /// Bytes of the capture on disk.
    pub fn recorded(&self) -> u64 {
        todo!()
    }
}
