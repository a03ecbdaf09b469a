//! Writes one session's capture: plans the records of a turn, writes them at once, takes stock.

use super::folder;
use super::format::{ENTRY, HEADER, Header, PAYLOAD};
use super::index::Builder;
use super::source::Source;
use crate::flow::Batch;
use crate::model::{ConnectionId, Nanos, SegmentHead, SegmentKind, SessionEvent, ThreadId};
use std::fs::File;
use std::io::{self, IoSlice, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// A payload shorter than this is copied behind its header: cheaper than two more slices.
const SMALL: usize = 4 * 1024;
/// Slices of one `writev` (`IOV_MAX` of Linux).
const SLICES: usize = 1024;
/// Scratch memory that is kept from turn to turn, in bytes: more than a turn of small segments
/// needs, since memory that is given back costs a page fault for each 4 KiB when it is needed again.
const SCRATCH: usize = 4 * 1024 * 1024;

/// The files of a capture that is being written.
pub(super) struct Capture {
    files: Files,
    pub(super) source: Arc<Source>,
    builder: Builder,
    /// Index entries on disk.
    indexed: u64,
    /// Chunks and bytes at the beginning that were given up.
    dropped: (u64, u64),
    plan: Vec<Planned>,
    scratch: Vec<u8>,
    entries: Vec<u8>,
    /// When it was last written, if not flushed since.
    pub(super) dirty: Option<Instant>,
    /// The lock of a kept capture; that of a scratch one belongs to its source.
    lock: Option<File>,
}

struct Files {
    capture: File,
    index: File,
}

struct Planned {
    header: Header,
    /// Where its header stands in the scratch memory.
    at: usize,
    place: Place,
}

/// Where a planned payload is.
enum Place {
    Scratch,
    Batch(usize, Range<usize>),
}

/// Segments and bytes that could not be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) segments: u64,
    pub(super) bytes: u64,
}

impl Capture {
    /// Makes the files in a folder that was just created.
    pub(super) fn create(folder: &Path, lock: File, keep: bool, chunk: u64) -> io::Result<Self> {
        let files = Files {
            capture: folder::new_file(&folder.join(folder::CAPTURE))?,
            index: folder::new_file(&folder.join(folder::INDEX))?,
        };
        let (lock, scratch) = if keep { (Some(lock), None) } else { (None, Some(lock)) };
        Ok(Self {
            files,
            source: Arc::new(Source::new(folder.to_owned(), scratch)),
            builder: Builder::behind(None, chunk),
            indexed: 0,
            dropped: (0, 0),
            plan: Vec::new(),
            scratch: Vec::new(),
            entries: Vec::new(),
            dirty: None,
            lock,
        })
    }

    /// Bytes of whole records written.
    pub(super) fn written(&self) -> u64 {
        self.builder.end()
    }

    /// Bytes of the file that were not given up.
    pub(super) fn held(&self) -> u64 {
        self.builder.end() - self.dropped.1
    }

    /// Gives up chunks from the beginning until at most `keep` bytes are held.
    #[cfg(target_os = "linux")]
    pub(super) fn drop_oldest(&mut self, keep: u64) {
        use rustix::fs::{FallocateFlags, fallocate};
        let Ok(reader) = self.source.reader() else { return };
        let (mut chunks, mut end) = self.dropped;
        while self.builder.end() - end > keep && chunks < self.indexed {
            let Some(entry) = reader.entry(chunks) else { break };
            (chunks, end) = (chunks + 1, entry.end);
        }
        self.dropped = (chunks, end);
        self.source.give_up(chunks);
        let how = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        // A file system without holes keeps the bytes, which nobody looks at any more.
        fallocate(&self.files.capture, how, 0, end).ok();
    }

    /// Plans the segments of a batch that is number `number` of this turn.
    pub(super) fn plan_batch(&mut self, number: usize, batch: &Batch, sequence: &mut u64) {
        let mut from = 0;
        for (head, bytes) in batch.segments() {
            let range = from..from + bytes.len();
            from = range.end;
            let head = SegmentHead { sequence: *sequence, ..*head };
            *sequence += 1;
            self.plan_segment(head, bytes, number, range.start);
        }
    }

    /// One record, or several where the segment is longer than a record may be.
    fn plan_segment(&mut self, mut head: SegmentHead, bytes: &[u8], batch: usize, mut from: usize) {
        let mut rest = bytes;
        let mut continued = false;
        loop {
            let (piece, tail) = rest.split_at(rest.len().min(PAYLOAD));
            let more = !tail.is_empty();
            // Lossless: a piece is no longer than PAYLOAD.
            head.len = u32::try_from(piece.len()).unwrap_or(0);
            let header = Header { head, continues: more, continued };
            let at = self.scratch.len();
            header.encode(&mut self.scratch);
            let place = if piece.len() < SMALL {
                self.scratch.extend_from_slice(piece);
                Place::Scratch
            } else {
                Place::Batch(batch, from..from + piece.len())
            };
            self.plan.push(Planned { header, at, place });
            if !more {
                return;
            }
            head.since_lf = match memchr::memrchr(b'\n', piece) {
                Some(lf) => u32::try_from(piece.len() - lf - 1).unwrap_or(0),
                None => head.since_lf.wrapping_add(head.len),
            };
            head.since_previous = 0;
            (rest, from, continued) = (tail, from + piece.len(), true);
        }
    }

    /// Plans a note.
    pub(super) fn plan_note(
        &mut self,
        event: &SessionEvent,
        time: Nanos,
        thread: ThreadId,
        sequence: &mut u64,
    ) {
        let Ok(text) = serde_json::to_vec(event) else { return };
        let text = text.get(..text.len().min(PAYLOAD)).unwrap_or_default();
        let head = SegmentHead {
            sequence: *sequence,
            time,
            connection: connection_of(event),
            thread,
            kind: SegmentKind::Note,
            datagram: true,
            len: u32::try_from(text.len()).unwrap_or(0),
            since_lf: 0,
            since_previous: u32::MAX,
        };
        *sequence += 1;
        let header = Header { head, continues: false, continued: false };
        let at = self.scratch.len();
        header.encode(&mut self.scratch);
        self.scratch.extend_from_slice(text);
        self.plan.push(Planned { header, at, place: Place::Scratch });
    }

    /// What is planned.
    pub(super) fn planned(&self) -> Missing {
        count(&self.plan)
    }

    /// Forgets the plan.
    pub(super) fn give_up(&mut self) {
        self.plan.clear();
        self.scratch.clear();
    }

    /// Writes what is planned and makes it visible. `bytes` gives the bytes of a batch of this turn.
    ///
    /// # Errors
    /// What went wrong, and what is missing for it: everything from the first record that could not
    /// be written whole. The file ends with a whole record again.
    pub(super) fn write<'a>(
        &mut self,
        bytes: impl Fn(usize) -> &'a [u8],
    ) -> Result<(), (io::Error, Missing)> {
        if self.plan.is_empty() {
            return Ok(());
        }
        let slices = slices(&self.plan, &self.scratch, &bytes);
        let (written, error) = write_slices(&mut self.files.capture, slices);
        let whole = self.take_stock(written, &bytes);
        let missing = count(self.plan.get(whole..).unwrap_or_default());
        if error.is_some() {
            self.cut_back();
        }
        let error = error.or(self.write_index().err());
        self.source.publish(self.indexed, self.builder.end());
        self.dirty = Some(Instant::now());
        self.give_up();
        self.scratch.shrink_to(SCRATCH);
        error.map_or(Ok(()), |error| Err((error, missing)))
    }

    /// Enters the records that were written whole into the index; how many these are.
    fn take_stock<'a>(&mut self, mut written: usize, bytes: &impl Fn(usize) -> &'a [u8]) -> usize {
        let mut whole = 0;
        for planned in &self.plan {
            let payload = match &planned.place {
                Place::Scratch => {
                    let from = planned.at + HEADER;
                    self.scratch.get(from..from + planned.header.head.len as usize)
                }
                Place::Batch(number, range) => bytes(*number).get(range.clone()),
            };
            let payload = payload.unwrap_or_default();
            let Some(rest) = written.checked_sub(HEADER + payload.len()) else { break };
            written = rest;
            whole += 1;
            if let Some(entry) = self.builder.add(&planned.header, payload) {
                entry.encode(&mut self.entries);
            }
        }
        whole
    }

    /// Cuts a record that is not whole off the end.
    fn cut_back(&mut self) {
        let end = self.builder.end();
        // Where this fails as well, the reader's checks find the torn record; the next write begins
        // at the right place in any case.
        self.files.capture.set_len(end).ok();
        self.files.capture.seek(SeekFrom::Start(end)).ok();
    }

    /// Writes the entries that wait. Where it fails they go on waiting, and readers see no further
    /// than the last that was written.
    fn write_index(&mut self) -> io::Result<()> {
        if self.entries.is_empty() {
            return Ok(());
        }
        self.files.index.seek(SeekFrom::Start(self.indexed * ENTRY as u64))?;
        self.files.index.write_all(&self.entries)?;
        self.indexed += (self.entries.len() / ENTRY) as u64;
        self.entries.clear();
        Ok(())
    }

    /// Brings what was written to the disk.
    pub(super) fn flush(&mut self) {
        // It rests, or ends: the memory may go.
        self.scratch = Vec::new();
        if self.dirty.take().is_some() && self.lock.is_some() {
            // A disk that fails here fails at the next write too, and is told of there.
            self.files.capture.sync_data().ok();
            self.files.index.sync_data().ok();
        }
    }

    /// Flushes and closes it.
    pub(super) fn finish(mut self) {
        self.flush();
        self.source.finish();
        if self.lock.take().is_some() {
            // One that stays is seen to be held by nobody.
            std::fs::remove_file(self.source.folder().join(folder::LOCK)).ok();
        }
    }
}

fn count(plan: &[Planned]) -> Missing {
    let mut missing = Missing::default();
    for planned in plan {
        missing.segments += u64::from(!planned.header.continued);
        missing.bytes += u64::from(planned.header.head.len);
    }
    missing
}

/// All that is planned, in order: what lies together in the scratch memory is one slice.
fn slices<'s, 'a: 's>(
    plan: &[Planned],
    scratch: &'s [u8],
    bytes: &impl Fn(usize) -> &'a [u8],
) -> Vec<IoSlice<'s>> {
    let mut slices = Vec::with_capacity(plan.len().min(SLICES));
    let mut from = 0;
    for planned in plan {
        if let Place::Batch(number, range) = &planned.place {
            let head = scratch.get(from..planned.at + HEADER).unwrap_or_default();
            from = planned.at + HEADER;
            slices.push(IoSlice::new(head));
            slices.push(IoSlice::new(bytes(*number).get(range.clone()).unwrap_or_default()));
        }
    }
    if let Some(rest) = scratch.get(from..).filter(|rest| !rest.is_empty()) {
        slices.push(IoSlice::new(rest));
    }
    slices
}

/// Writes all of them; how many bytes that were, and what stopped it.
fn write_slices(file: &mut File, mut slices: Vec<IoSlice<'_>>) -> (usize, Option<io::Error>) {
    let mut rest = slices.as_mut_slice();
    let mut written = 0;
    while !rest.is_empty() {
        let now = rest.get(..rest.len().min(SLICES)).unwrap_or_default();
        match file.write_vectored(now) {
            Ok(0) => return (written, Some(io::ErrorKind::WriteZero.into())),
            Ok(some) => {
                written += some;
                IoSlice::advance_slices(&mut rest, some);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (written, Some(error)),
        }
    }
    (written, None)
}

/// Whose note it is.
pub(super) fn connection_of(event: &SessionEvent) -> ConnectionId {
    match event {
        SessionEvent::Connected(info) => info.id,
        SessionEvent::PeerFinished(connection)
        | SessionEvent::WeFinished(connection)
        | SessionEvent::Closed(connection, ..)
        | SessionEvent::SendRefused { connection, .. }
        | SessionEvent::Warning(connection, _)
        | SessionEvent::Urgent(connection) => *connection,
        _ => ConnectionId::SESSION,
    }
}
