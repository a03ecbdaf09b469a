//! Much data, from a file or a paste, sent in pieces as fast as the peer reads them.

use super::outgoing::Choice;
use crate::app::state::Session;
use crate::model::{Command, limits};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Bytes of one piece.
const PIECE: usize = 256 * 1024;
/// Pieces that one frame sends: 60 MB a second at 60 frames, and never a frame that is late.
const PIECES: usize = 4;

enum Source {
    File(File),
    Bytes(Arc<[u8]>),
}

/// Data on its way out.
pub(super) struct Stream {
    source: Source,
    /// What it is called.
    pub(super) name: String,
    pub(super) sent: u64,
    pub(super) len: u64,
}

/// How far a stream has come.
pub(super) enum Progress {
    Going,
    Done,
    /// The file ended early or cannot be read.
    Broken(io::Error),
    /// Everybody has gone.
    NobodyThere,
}

/// Why a file cannot be sent.
pub(super) enum FileError {
    Io(io::Error),
    /// A folder, a device, a pipe.
    NotRegular,
    /// More than a datagram holds.
    TooLarge(u64),
}

impl Stream {
    /// Data from the clipboard.
    pub(super) fn bytes(bytes: Arc<[u8]>, name: String) -> Self {
        let len = bytes.len() as u64;
        Self { source: Source::Bytes(bytes), name, sent: 0, len }
    }

    /// A file. Devices and pipes are refused: they may have no end, and reading them may wait.
    pub(super) fn file(path: &Path, datagram: bool) -> Result<Self, FileError> {
        let meta = std::fs::metadata(path).map_err(FileError::Io)?;
        if !meta.is_file() {
            return Err(FileError::NotRegular);
        }
        if datagram && meta.len() > limits::DATAGRAM as u64 {
            return Err(FileError::TooLarge(meta.len()));
        }
        let file = File::open(path).map_err(FileError::Io)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { source: Source::File(file), name, sent: 0, len: meta.len() })
    }

    /// Sends what may go now: the send budget is never filled by more than half.
    pub(super) fn step(
        &mut self,
        session: &Session,
        choice: &Choice,
        commands: &mut Vec<Command>,
    ) -> Progress {
        if choice.count(session) == 0 {
            return Progress::NobodyThere;
        }
        let half = session.spec.options.send_budget as u64 / 2;
        let waiting = choice.waiting(session);
        for piece in 0..PIECES as u64 {
            if self.sent >= self.len {
                return Progress::Done;
            }
            if waiting + piece * PIECE as u64 > half {
                break;
            }
            let bytes = match self.next() {
                Ok(bytes) => bytes,
                Err(error) => return Progress::Broken(error),
            };
            self.sent += bytes.len() as u64;
            let target = choice.target(session);
            commands.push(Command::Send { session: session.id, target, bytes });
        }
        if self.sent >= self.len { Progress::Done } else { Progress::Going }
    }

    fn next(&mut self) -> io::Result<Arc<[u8]>> {
        let left = usize::try_from(self.len - self.sent).unwrap_or(PIECE).min(PIECE);
        match &mut self.source {
            Source::Bytes(bytes) => {
                let from = usize::try_from(self.sent).unwrap_or(usize::MAX);
                let piece = bytes.get(from..from.saturating_add(left)).unwrap_or_default();
                Ok(piece.into())
            }
            Source::File(file) => {
                // A file that shrinks while it is sent ends here with an error that says so.
                let mut piece = vec![0; left];
                file.read_exact(&mut piece)?;
                Ok(piece.into())
            }
        }
    }
}
