//! Writes one session's capture: plans the records of a turn, writes them at once, takes stock.

use super::flush::Unflushed;
use super::folder;
use super::format::{ENTRY, HEADER, Header, PAYLOAD};
use super::index::Builder;
use super::ring::Ring;
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

/// A capture that is being written.
pub(super) struct Capture {
    store: Store,
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
    /// Bytes since then.
    unflushed: u64,
}

/// Where its records go.
enum Store {
    Disk(Files),
    Memory(Arc<Ring>),
}

struct Files {
    capture: File,
    index: File,
    /// Held while they are written.
    lock: File,
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
    pub(super) fn create(folder: &Path, lock: File, chunk: u64) -> io::Result<Self> {
        let capture = folder::new_file(&folder.join(folder::CAPTURE))?;
        let index = folder::new_file(&folder.join(folder::INDEX))?;
        let store = Store::Disk(Files { capture, index, lock });
        Ok(Self::new(store, Source::on_disk(folder.to_owned()), chunk))
    }

    /// A capture of which only the last part is held, in memory.
    pub(super) fn in_memory(ring: Ring, chunk: u64) -> Self {
        let ring = Arc::new(ring);
        Self::new(Store::Memory(Arc::clone(&ring)), Source::in_memory(ring), chunk)
    }

    fn new(store: Store, source: Source, chunk: u64) -> Self {
        Self {
            store,
            source: Arc::new(source),
            builder: Builder::behind(None, chunk),
            indexed: 0,
            dropped: (0, 0),
            plan: Vec::new(),
            scratch: Vec::new(),
            entries: Vec::new(),
            dirty: None,
            unflushed: 0,
        }
    }

    /// Bytes of whole records written.
    pub(super) fn written(&self) -> u64 {
        self.builder.end()
    }

    /// Whether it goes with the session.
    pub(super) fn is_in_memory(&self) -> bool {
        matches!(self.store, Store::Memory(_))
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
        let before = self.builder.end();
        let result = match &self.store {
            Store::Memory(ring) => {
                let ring = Arc::clone(ring);
                self.hold(&ring, &bytes);
                Ok(())
            }
            Store::Disk(_) => self.write_to_disk(&bytes),
        };
        self.source.publish(self.indexed, self.builder.end());
        self.unflushed += self.builder.end() - before;
        self.dirty = Some(Instant::now());
        self.give_up();
        self.scratch.shrink_to(SCRATCH);
        result
    }

    /// Copies what is planned into the ring, record by record: a payload that was just looked
    /// through for its lines is still in the processor's cache.
    fn hold<'a>(&mut self, ring: &Ring, bytes: &impl Fn(usize) -> &'a [u8]) {
        for planned in std::mem::take(&mut self.plan) {
            let header = planned.at..planned.at + HEADER;
            let payload = planned.payload(&self.scratch, bytes);
            let at = self.builder.end();
            let entry = self.builder.add(&planned.header, payload);
            // What is to be overwritten is given up before that.
            let begin = ring.begin_at(at + (HEADER + payload.len()) as u64);
            while self.dropped.1 < begin {
                let Some(oldest) = ring.entry(self.dropped.0) else { break };
                self.dropped = (self.dropped.0 + 1, oldest.end);
                self.source.give_up(self.dropped.0);
                // The last that was given up tells how much that was.
                ring.forget(self.dropped.0 - 1);
            }
            ring.write(at, self.scratch.get(header).unwrap_or_default());
            ring.write(at + HEADER as u64, payload);
            if let Some(entry) = entry {
                ring.push(entry);
                self.indexed += 1;
            }
        }
    }

    fn write_to_disk<'a>(
        &mut self,
        bytes: &impl Fn(usize) -> &'a [u8],
    ) -> Result<(), (io::Error, Missing)> {
        let Store::Disk(files) = &mut self.store else { return Ok(()) };
        let slices = slices(&self.plan, &self.scratch, bytes);
        let (written, error) = write_slices(&mut files.capture, slices);
        let whole = self.take_stock(written, bytes);
        let missing = count(self.plan.get(whole..).unwrap_or_default());
        if error.is_some() {
            self.cut_back();
        }
        let error = error.or(self.write_index().err());
        error.map_or(Ok(()), |error| Err((error, missing)))
    }

    /// Enters the records that were written whole into the index; how many these are.
    fn take_stock<'a>(&mut self, mut written: usize, bytes: &impl Fn(usize) -> &'a [u8]) -> usize {
        let mut whole = 0;
        for planned in &self.plan {
            let payload = planned.payload(&self.scratch, bytes);
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
        let Store::Disk(files) = &mut self.store else { return };
        // Where this fails as well, the reader's checks find the torn record; the next write begins
        // at the right place in any case.
        files.capture.set_len(end).ok();
        files.capture.seek(SeekFrom::Start(end)).ok();
    }

    /// Writes the entries that wait. Where it fails they go on waiting, and readers see no further
    /// than the last that was written.
    fn write_index(&mut self) -> io::Result<()> {
        let Store::Disk(files) = &mut self.store else { return Ok(()) };
        if self.entries.is_empty() {
            return Ok(());
        }
        files.index.seek(SeekFrom::Start(self.indexed * ENTRY as u64))?;
        files.index.write_all(&self.entries)?;
        self.indexed += (self.entries.len() / ENTRY) as u64;
        self.entries.clear();
        Ok(())
    }

    /// What is to be brought to the disk, if anything is.
    pub(super) fn flush(&mut self) -> Option<Unflushed> {
        // It rests, or ends: the memory may go.
        (self.scratch, self.plan) = (Vec::new(), Vec::new());
        let bytes = std::mem::take(&mut self.unflushed);
        let dirty = self.dirty.take().is_some();
        let Store::Disk(files) = &self.store else { return None };
        if !dirty {
            return None;
        }
        let files = [files.capture.try_clone().ok()?, files.index.try_clone().ok()?];
        Some(Unflushed { files, bytes })
    }

    /// Closes it; what is to be brought to the disk.
    pub(super) fn finish(mut self) -> Option<Unflushed> {
        let unflushed = self.flush();
        self.source.finish();
        if let (Store::Disk(files), Some(folder)) = (self.store, self.source.folder()) {
            drop(files.lock);
            // One that stays is seen to be held by nobody.
            std::fs::remove_file(folder.join(folder::LOCK)).ok();
        }
        unflushed
    }
}

impl Planned {
    /// Its bytes.
    fn payload<'s, 'a: 's>(
        &self,
        scratch: &'s [u8],
        bytes: &impl Fn(usize) -> &'a [u8],
    ) -> &'s [u8] {
        let from = self.at + HEADER;
        match &self.place {
            Place::Scratch => scratch.get(from..from + self.header.head.len as usize),
            Place::Batch(number, range) => bytes(*number).get(range.clone()),
        }
        .unwrap_or_default()
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
