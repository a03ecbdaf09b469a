//! The one file that is being fetched: hashed, asked for, written, compared.

use super::place::Place;
use super::store::{self, Entry};
use super::{AGAIN, Desk, FileFact, Progress, SLICE};
use crate::model::pairing::{PairFault, TransferId};
use crate::pair::frame::FileFrame;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};

/// Bytes that may be on their way.
pub(super) const WINDOW: u64 = 2 * 1024 * 1024;

/// The file that is being fetched.
#[derive(Debug)]
pub(super) struct Fetch {
    pub(super) id: TransferId,
    pub(super) entry: Entry,
    pub(super) place: Place,
    pub(super) folder: bool,
    /// Bytes of the transfer, and of its files that are whole.
    pub(super) size: u64,
    pub(super) before: u64,
    pub(super) file: File,
    pub(super) hasher: blake3::Hasher,
    /// Bytes that are hashed and, with `asked`, where the next have to come.
    pub(super) at: u64,
    /// Bytes that are in the part from before.
    pub(super) there: u64,
    pub(super) asked: bool,
    /// Nothing came since it was asked for: the sender may start over.
    pub(super) fresh: bool,
    /// Bytes that came since credit was given.
    pub(super) taken: u64,
    /// The sender has paused it.
    pub(super) held_there: bool,
    pub(super) damaged: u8,
    pub(super) progress: Progress,
}

impl Fetch {
    /// Hashes a slice of what is there, then asks for the rest; then gives credit.
    pub(super) fn work(&mut self, desk: &mut Desk) -> io::Result<bool> {
        if self.asked {
            if self.taken >= WINDOW / 2 {
                let (transfer, bytes) = (self.id, std::mem::take(&mut self.taken));
                desk.frames.push_back(FileFrame::Credit { transfer, bytes });
            }
            return Ok(false);
        }
        let slice = (self.there - self.at).min(SLICE);
        let read = io::copy(&mut (&self.file).take(slice), &mut self.hasher)?;
        self.at += read;
        if read < slice {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if self.at == self.there {
            self.ask(desk);
        }
        Ok(!self.asked)
    }

    pub(super) fn ask(&mut self, desk: &mut Desk) {
        (self.asked, self.fresh, self.taken) = (true, true, 0);
        let prefix = *self.hasher.finalize().as_bytes();
        let (transfer, entry, offset) = (self.id, self.entry.number, self.at);
        let want = FileFrame::Want { transfer, entry, offset, prefix, credit: WINDOW };
        desk.frames.push_back(want);
    }

    pub(super) fn start_over(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.hasher.reset();
        (self.at, self.there) = (0, 0);
        Ok(())
    }

    pub(super) fn chunk(
        &mut self,
        entry: u32,
        offset: u64,
        bytes: &[u8],
        held: bool,
        desk: &mut Desk,
    ) -> Result<(), Trouble> {
        let expected = entry == self.entry.number && self.asked;
        if expected && self.fresh && offset == 0 && self.at > 0 {
            self.start_over()?;
        }
        self.taken = self.taken.saturating_add(bytes.len() as u64);
        if !expected || offset != self.at {
            let what = format!("bytes at {offset} of file {entry} were not asked for");
            return if held { Ok(()) } else { Err(Trouble::Rules(what)) };
        }
        self.fresh = false;
        let size = self.entry.size;
        if bytes.len() as u64 > size - self.at {
            return Err(Trouble::Rules(format!("more than the {size} bytes that were offered")));
        }
        if let Err(error) = self.file.write_all(bytes) {
            // What was written of it is fetched again; where even this fails, the hash tells.
            self.file.set_len(self.at).ok();
            return Err(error.into());
        }
        self.hasher.update(bytes);
        self.at += bytes.len() as u64;
        let done = self.before + self.at;
        let goes_on = std::mem::take(&mut self.held_there);
        if goes_on {
            store::set_held(&desk.ledger, desk.contact, self.id, false)?;
        }
        if (goes_on || self.progress.is_due(done)) && done < self.size {
            desk.tell_done(self.id, done)?;
        }
        Ok(())
    }

    /// True where the file is whole and on the disk.
    pub(super) fn end(
        &mut self,
        entry: u32,
        hash: [u8; 32],
        held: bool,
        desk: &mut Desk,
    ) -> Result<bool, Trouble> {
        if entry != self.entry.number || !self.asked || self.at < self.entry.size {
            let what = format!("ended after {} of {} bytes", self.at, self.entry.size);
            return if held { Ok(false) } else { Err(Trouble::Rules(what)) };
        }
        if self.hasher.finalize() == hash {
            self.file.sync_all()?;
            return Ok(true);
        }
        if self.damaged == AGAIN {
            return Err(Trouble::Damaged);
        }
        self.damaged += 1;
        let (transfer, count) = (self.id, self.damaged);
        desk.frames.push_back(FileFrame::Again { transfer, entry, count });
        desk.facts.push(FileFact::Again(transfer, count));
        self.start_over()?;
        self.asked = false;
        Ok(false)
    }
}

/// Why a frame could not be taken in.
pub(super) enum Trouble {
    Disk(io::Error),
    Rules(String),
    Damaged,
    Gone(String),
    Pair(PairFault),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<PairFault> for Trouble {
    fn from(fault: PairFault) -> Self {
        Self::Pair(fault)
    }
}
