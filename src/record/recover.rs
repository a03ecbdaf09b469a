//! Opens a capture that was found on disk, whatever state it is in.
//!
//! The index is believed as far as each entry is intact and joins the one before. The rest of the
//! capture is read again: a record that is not whole at the end was cut by a kill or a power
//! failure and is left out; damage in the middle is passed over up to the next intact header.

use super::folder;
use super::format::{CHUNK, ENTRY, HEADER, Header, IndexEntry, PAYLOAD, resynchronise};
use super::index::Builder;
use super::source::{Source, read_at};
use std::fs::File;
use std::io;
use std::path::Path;

/// Bytes that are read at once. Two of the largest records, so that one always fits.
const WINDOW: usize = 2 * (HEADER + PAYLOAD);

/// The capture in a folder.
///
/// # Errors
/// When there is none that this version can read.
pub(super) fn open(folder: &Path) -> io::Result<Source> {
    folder::conversation(folder)?;
    let capture = File::open(folder.join(folder::CAPTURE))?;
    let size = capture.metadata()?.len();
    up_to(folder, &capture, size)
}

/// The same with no more than the first `size` bytes: who writes the capture may go on meanwhile.
pub(super) fn up_to(folder: &Path, capture: &File, size: u64) -> io::Result<Source> {
    let mut index = Vec::new();
    let last = believed(folder, size, &mut index);
    let believed = index.len();
    let mut scan = Scan { index, builder: Builder::behind(last.as_ref(), CHUNK), whole: 0 };
    scan.whole = scan.builder.end();
    scan.run(capture, size)?;
    let Scan { index, whole, .. } = scan;
    let on_disk = std::fs::metadata(folder.join(folder::INDEX)).map_or(0, |data| data.len());
    let same = index.len() == believed && on_disk >= believed as u64;
    if !same && !folder::is_written(folder) {
        replace(folder, &index).ok(); // The one in memory serves as well; the next time costs again.
    }
    let chunks = (index.len() / ENTRY) as u64;
    let rebuilt = (!same || on_disk == 0).then_some(index);
    let source = Source::found(folder, rebuilt, size.saturating_sub(whole));
    source.publish(chunks, whole);
    source.finish();
    Ok(source)
}

/// The intact beginning of the index, and its last entry.
fn believed(folder: &Path, size: u64, index: &mut Vec<u8>) -> Option<IndexEntry> {
    let bytes = File::open(folder.join(folder::INDEX)).ok().and_then(|file| {
        // No more entries than a capture of this size can have.
        let most = (size / CHUNK + 1).saturating_mul(ENTRY as u64);
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::Read::take(file, most), &mut bytes).ok()?;
        Some(bytes)
    })?;
    let mut last: Option<IndexEntry> = None;
    for chunk in bytes.as_chunks::<ENTRY>().0 {
        let Some(entry) = IndexEntry::decode(chunk) else { break };
        if entry.offset != last.as_ref().map_or(0, |last| last.end) || entry.end > size {
            break;
        }
        index.extend_from_slice(chunk);
        last = Some(entry);
    }
    last
}

fn replace(folder: &Path, index: &[u8]) -> io::Result<()> {
    let new = folder.join("index.new");
    std::fs::remove_file(&new).ok(); // Usually there is none.
    let file = folder::new_file(&new)?;
    io::Write::write_all(&mut &file, index)?;
    file.sync_data()?;
    std::fs::rename(&new, folder.join(folder::INDEX))
}

struct Scan {
    index: Vec<u8>,
    builder: Builder,
    /// Where the last whole record ends.
    whole: u64,
}

impl Scan {
    fn run(&mut self, capture: &File, size: u64) -> io::Result<()> {
        let mut window = vec![0; WINDOW];
        while self.builder.end() < size {
            let from = self.builder.end();
            let left = usize::try_from(size.saturating_sub(from)).unwrap_or(usize::MAX);
            let room = window.get_mut(..WINDOW.min(left)).unwrap_or_default();
            let read = read_at(capture, room, from)?;
            let bytes = window.get(..read).unwrap_or_default();
            let last = from + read as u64 >= size || read == 0;
            if self.take(bytes, last) == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Takes the records in a window; how many bytes are done with.
    fn take(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| rest.len() >= HEADER) {
            let header = Header::decode(rest);
            let whole = header.and_then(|header| {
                Some((header, rest.get(HEADER..HEADER + header.head.len as usize)?))
            });
            let step = match whole {
                Some((header, payload)) => {
                    let entry = self.builder.add(&header, payload);
                    self.keep(entry);
                    self.whole = self.builder.end();
                    HEADER + payload.len()
                }
                // It may be whole in the next window.
                None if header.is_some() && !last => break,
                None => match rest.get(1..).and_then(resynchronise) {
                    Some(skip) => self.skip(skip + 1),
                    // The last bytes may be the beginning of a header.
                    None if !last => self.skip(rest.len() - HEADER + 1),
                    None => break,
                },
            };
            at += step;
        }
        at
    }

    /// Passes over damage, in steps that no chunk is too small for.
    fn skip(&mut self, bytes: usize) -> usize {
        let mut rest = bytes as u64;
        while rest > 0 {
            let step = rest.min(CHUNK);
            let entry = self.builder.pass(step);
            self.keep(entry);
            rest -= step;
        }
        bytes
    }

    fn keep(&mut self, entry: Option<IndexEntry>) {
        if let Some(entry) = entry {
            entry.encode(&mut self.index);
        }
    }
}
