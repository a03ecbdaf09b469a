//! Gives files of ours, as they are asked for and as fast as there is credit.

use super::place::open_source;
use super::store::{self, Entry, Kept};
use super::{AGAIN, Desk, FileFact, Progress, SLICE, SPELL};
use crate::model::pairing::{PairFault, TransferFault, TransferId, TransferState};
use crate::pair::frame::{CHUNK, FileFrame, Held};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Instant;

/// The one file that is given at a time.
#[derive(Debug, Default)]
pub(super) struct Sender {
    stream: Option<Stream>,
    /// What they said last of a file that arrived damaged, and how often.
    again: Option<(TransferId, u32, u8)>,
    /// When it was last kept how far a transfer is.
    kept_at: Option<Instant>,
}

#[derive(Debug)]
struct Stream {
    id: TransferId,
    entry: Entry,
    /// Bytes of all files before this one.
    before: u64,
    /// Bytes of all files.
    size: u64,
    file: File,
    hasher: blake3::Hasher,
    at: u64,
    /// What the receiver has, still to be compared.
    prefix: Option<(u64, [u8; 32])>,
    credit: u64,
    moving: bool,
    progress: Progress,
}

impl Sender {
    pub(super) fn receive(&mut self, frame: &FileFrame, desk: &mut Desk) -> Result<(), PairFault> {
        match *frame {
            FileFrame::Want { transfer, entry, offset, prefix, credit } => {
                self.want(transfer, entry, (offset, prefix), credit, desk)
            }
            FileFrame::Credit { transfer, bytes } => {
                if let Some(stream) = self.stream.as_mut().filter(|stream| stream.id == transfer) {
                    stream.credit = stream.credit.saturating_add(bytes);
                }
                Ok(())
            }
            FileFrame::Hold { transfer, why } => {
                if let Some(stream) = self.stream.take_if(|stream| stream.id == transfer) {
                    stream.keep_done(desk)?;
                }
                held(desk, transfer, why)
            }
            FileFrame::Again { transfer, entry, count } => {
                // What they say is shown, and nothing else comes of it.
                let said = Some((transfer, entry, count));
                if std::mem::replace(&mut self.again, said) == said {
                    return Ok(());
                }
                let sent = store::get(&desk.ledger, desk.contact, transfer)?;
                if sent.is_some_and(|kept| kept.transfer.mine) {
                    desk.facts.push(FileFact::Again(transfer, count.clamp(1, AGAIN)));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn look_again(&mut self, desk: &mut Desk) -> Result<(), PairFault> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        match store::get(&desk.ledger, desk.contact, stream.id)? {
            Some(kept) if !kept.came_to_nothing() => {
                let state = &kept.transfer.state;
                let moved = stream.moving;
                stream.moving = matches!(state, TransferState::Moving | TransferState::Done(_));
                if moved && !stream.moving {
                    stream.tell_held(desk);
                    stream.keep_done(desk)?;
                }
            }
            _ => self.stream = None,
        }
        Ok(())
    }

    fn want(
        &mut self,
        id: TransferId,
        entry: u32,
        prefix: (u64, [u8; 32]),
        credit: u64,
        desk: &mut Desk,
    ) -> Result<(), PairFault> {
        let gone = |why: &str| FileFrame::Gone { transfer: id, entry, why: why.to_owned() };
        self.stream = None;
        let kept = store::get(&desk.ledger, desk.contact, id)?.filter(|kept| kept.transfer.mine);
        let found = store::entry_at(&desk.ledger, desk.contact, id, entry)?;
        let (Some(kept), Some((entry, before))) = (kept, found) else {
            desk.frames.push_back(gone("not offered"));
            return Ok(());
        };
        match &kept.transfer.state {
            // To ask for bytes is to accept, should the answer itself be lost.
            TransferState::Offered | TransferState::Waiting { .. } => {
                desk.set(id, &TransferState::Moving)?;
            }
            TransferState::Failed(_) => {
                desk.frames.push_back(gone("it can no longer be given"));
                return Ok(());
            }
            // The item that said so may be lost, or they have an older copy of their ledger: who
            // gets no answer asks for ever, and for nothing else.
            TransferState::Declined | TransferState::Cancelled => {
                desk.frames.push_back(gone("it was given up"));
                return Ok(());
            }
            // Where it was done they have lost it: it is given again.
            _ => {}
        }
        let moving = kept.transfer.state != TransferState::Paused;
        let file = match open(&kept, &entry) {
            Ok(file) => file,
            Err(why) => return fail(desk, id, entry.number, &why),
        };
        let size = kept.transfer.size;
        let progress = Progress::new(size, kept.transfer.done);
        // More than there is cannot be what we gave: the sender starts over.
        let prefix = (prefix.0 > 0 && prefix.0 <= entry.size).then_some(prefix);
        let hasher = blake3::Hasher::new();
        let stream = Stream {
            id,
            entry,
            before,
            size,
            file,
            hasher,
            at: 0,
            prefix,
            credit,
            moving,
            progress,
        };
        if !moving {
            stream.tell_held(desk);
        }
        self.stream = Some(stream);
        Ok(())
    }

    /// Reads about as many bytes as there is room for; true where there is more to do at once.
    pub(super) fn pump(&mut self, room: usize, desk: &mut Desk) -> Result<bool, PairFault> {
        let Some(stream) = self.stream.as_mut().filter(|stream| stream.moving) else {
            return Ok(false);
        };
        let (id, entry) = (stream.id, stream.entry.number);
        match stream.work(room, desk) {
            Ok(Work::More) => {}
            Ok(Work::Waits) => return Ok(false),
            Ok(Work::Ended) => {
                let (done, size) = (stream.before + stream.entry.size, stream.size);
                self.stream = None;
                self.ended(id, done, size, desk)?;
                return Ok(false);
            }
            Err(error) => {
                self.stream = None;
                fail(desk, id, entry, &error.to_string())?;
                return Ok(false);
            }
        }
        let done = stream.before + stream.at;
        if stream.prefix.is_none() && stream.progress.is_due(done) {
            desk.tell_done(id, done)?;
        }
        Ok(true)
    }

    /// A file was given. One of many small ones is not worth a commit: it is kept now and then, and
    /// at the end.
    fn ended(
        &mut self,
        id: TransferId,
        done: u64,
        size: u64,
        desk: &mut Desk,
    ) -> Result<(), PairFault> {
        if done < size && self.kept_at.is_some_and(|then| then.elapsed() < SPELL) {
            return desk.tell_done(id, done);
        }
        self.kept_at = Some(Instant::now());
        desk.set_done(id, done)
    }
}

/// What a stream can do after it has worked.
enum Work {
    More,
    Waits,
    Ended,
}

impl Stream {
    /// The receiver is told that nothing comes for now: the next chunk says that it goes on.
    fn tell_held(&self, desk: &mut Desk) {
        desk.frames.push_back(FileFrame::Hold { transfer: self.id, why: Held::ByHand });
    }

    /// Keeps how far it is, which is else only told while it moves.
    fn keep_done(&self, desk: &mut Desk) -> Result<(), PairFault> {
        let compared = self.prefix.map_or(self.at, |(offset, _)| offset);
        desk.set_done(self.id, self.before + compared)
    }

    fn work(&mut self, room: usize, desk: &mut Desk) -> io::Result<Work> {
        if let Some((offset, hash)) = self.prefix {
            return self.compare(offset, hash);
        }
        let mut left = room;
        while left > 0 && self.at < self.entry.size {
            let most = self.credit.min(self.entry.size - self.at).min(CHUNK as u64);
            let most = usize::try_from(most).unwrap_or(CHUNK);
            if most == 0 {
                return Ok(Work::Waits);
            }
            let mut bytes = vec![0; most];
            self.file.read_exact(&mut bytes)?;
            self.hasher.update(&bytes);
            let (transfer, entry, offset) = (self.id, self.entry.number, self.at);
            self.at += most as u64;
            self.credit -= most as u64;
            left = left.saturating_sub(most);
            desk.frames.push_back(FileFrame::Chunk { transfer, entry, offset, bytes });
        }
        if self.at < self.entry.size {
            return Ok(Work::More);
        }
        check(&self.file, &self.entry)?;
        let hash = *self.hasher.finalize().as_bytes();
        let (transfer, entry) = (self.id, self.entry.number);
        desk.frames.push_back(FileFrame::End { transfer, entry, hash });
        Ok(Work::Ended)
    }

    /// Hashes a slice of what the receiver has; starts over where it is something else.
    fn compare(&mut self, offset: u64, hash: [u8; 32]) -> io::Result<Work> {
        let slice = (offset - self.at).min(SLICE);
        let read = self.hasher_reads(slice)?;
        self.at += read;
        if read < slice {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if self.at == offset {
            self.prefix = None;
            if self.hasher.finalize() != hash {
                self.file.seek(SeekFrom::Start(0))?;
                self.hasher.reset();
                self.at = 0;
            }
        }
        Ok(Work::More)
    }

    fn hasher_reads(&mut self, bytes: u64) -> io::Result<u64> {
        io::copy(&mut (&self.file).take(bytes), &mut self.hasher)
    }
}

/// They want nothing for now: the person is told why.
fn held(desk: &mut Desk, id: TransferId, why: Held) -> Result<(), PairFault> {
    let waits = |state: &TransferState| match state {
        TransferState::Moving | TransferState::Waiting { .. } => true,
        // They have accepted, and have no room: that is said when they go on.
        TransferState::Offered => why == Held::NoSpace,
        _ => false,
    };
    let state = TransferState::Waiting { space: why == Held::NoSpace };
    if why == Held::Over {
        return Ok(());
    }
    desk.set_where(id, &state, |kept| kept.mine && kept.state != state && waits(&kept.state))
}

/// What was offered cannot be given any more.
fn fail(desk: &mut Desk, id: TransferId, entry: u32, why: &str) -> Result<(), PairFault> {
    desk.frames.push_back(FileFrame::Gone { transfer: id, entry, why: why.to_owned() });
    desk.set(id, &TransferState::Failed(TransferFault::Changed(why.to_owned())))
}

fn open(kept: &Kept, entry: &Entry) -> Result<File, String> {
    let source = kept.source.as_deref().unwrap_or(Path::new(""));
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let (folder, path) = match &*entry.path {
        "" => (source.parent().unwrap_or(source), &*name),
        path => (source, path),
    };
    let opened = open_source(folder, path).and_then(|file| check(&file, entry).map(|()| file));
    // The path on this machine is nobody else's business.
    opened.map_err(|error| format!("{name}: {error}"))
}

/// Whether a file is as it was offered.
fn check(file: &File, entry: &Entry) -> io::Result<()> {
    let data = file.metadata()?;
    let same = data.is_file()
        && data.len() == entry.size
        && crate::model::Nanos::from(data.modified()?) == entry.changed;
    if same { Ok(()) } else { Err(io::Error::other("it has changed since it was offered")) }
}
