//! A conversation as messages: a view of a capture through a lens and a filter.

use super::chunk::{Chunk, Next, Start};
use super::lens::MESSAGE;
use super::message::{Filter, Message, Position};
use super::peers::Peers;
use super::recover;
use super::scan::Barren;
use super::source::Source;
use super::view::View;
use crate::model::{Lens, SegmentKind};
use regex::bytes::{Regex, RegexBuilder};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long one call looks for a message that the filter lets pass. A frame of the window has 16 ms.
const PATIENCE: Duration = Duration::from_millis(5);
/// Chunks in which filtered messages are counted one by one; beyond them the count is estimated.
const COUNTED: u64 = 16;
/// Bytes of a message in which the filter's text is looked for: all, but in a raw segment that is
/// longer than any message of another lens.
const SOUGHT: usize = 2 * MESSAGE;

/// A conversation as messages. Only the chunks that are looked at are read and cut.
pub struct Transcript {
    pub(super) view: View,
    filter: Filter,
    text: Option<Regex>,
    barren: Barren,
    searching: bool,
    pub(super) peers: Peers,
}

/// A message's place: its chunk, and which of the messages that begin there.
type Place = (u64, usize);

/// The pieces of a message.
struct Pieces {
    /// Chunk, record, and bytes of its payload.
    list: Vec<(u64, u32, Range<usize>)>,
    ended: bool,
    continues: bool,
}

impl Transcript {
    /// A capture that may be growing.
    ///
    /// # Errors
    /// When its files cannot be opened.
    pub fn open(source: Arc<Source>, lens: Lens) -> io::Result<Self> {
        let view = View::open(source, lens)?;
        let (filter, barren) = (Filter::default(), Barren::default());
        let peers = Peers::default();
        Ok(Self { view, filter, text: None, barren, searching: false, peers })
    }

    /// A capture that was found on disk, as far as it is whole. While another program writes it,
    /// this is what it was at this moment.
    ///
    /// # Errors
    /// When there is none that this version can read.
    pub fn open_folder(folder: &Path, lens: Lens) -> io::Result<Self> {
        Self::open(Arc::new(recover::open(folder)?), lens)
    }

    /// The capture that it shows.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        self.view.source()
    }

    /// The lens.
    #[must_use]
    pub fn lens(&self) -> Lens {
        self.view.lens()
    }

    /// Changes the lens. Positions stay valid.
    pub fn set_lens(&mut self, lens: Lens) {
        if lens != self.lens() {
            self.view.set_lens(lens);
            self.barren = Barren::default();
        }
    }

    /// The filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Changes the filter. Positions stay valid.
    pub fn set_filter(&mut self, filter: Filter) {
        let text = filter.text.as_deref().filter(|text| !text.is_empty());
        self.text = text.and_then(|text| {
            // An escaped text is always a pattern, unless it is larger than one may be.
            RegexBuilder::new(&regex::escape(text)).case_insensitive(true).build().ok()
        });
        self.filter = filter;
        self.barren = Barren::default();
    }

    /// Takes notice of what was recorded since the last call. True when there is more.
    pub fn refresh(&mut self) -> bool {
        self.view.refresh()
    }

    /// Whether the last look for a message ended because its time was up, not because there is
    /// none. Asking again goes on from there: with a filter that lets little pass, ask each frame.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.searching
    }

    /// Whether nothing is added to the capture any more.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.view.extent().finished
    }

    /// Bytes of the capture that could not be read, in what was looked at so far, and at its end.
    #[must_use]
    pub fn damaged(&self) -> u64 {
        self.view.damaged() + self.source().torn()
    }

    /// Bytes at the beginning that were given up: only where the conversation is not kept.
    pub fn given_up(&mut self) -> u64 {
        let first = self.view.extent().first;
        first.checked_sub(1).and_then(|last| self.view.entry(last)).map_or(0, |last| last.end)
    }

    /// The first message.
    pub fn first(&mut self) -> Option<Position> {
        let place = self.forward((self.view.extent().first, 0))?;
        self.position(place)
    }

    /// The last message.
    pub fn last(&mut self) -> Option<Position> {
        let place = self.backward((self.view.end(), 0))?;
        self.position(place)
    }

    /// The message behind the one at a position.
    pub fn next(&mut self, position: Position) -> Option<Position> {
        let (chunk, number) = self.locate(position)?;
        let place = self.forward((chunk, number + 1))?;
        self.position(place)
    }

    /// The message before the one at a position.
    pub fn previous(&mut self, position: Position) -> Option<Position> {
        let place = self.locate(position)?;
        let place = self.backward(place)?;
        self.position(place)
    }

    /// The message that holds a position, or the next one where the filter hides that, with at most
    /// `limit` of its bytes.
    pub fn message(&mut self, position: Position, limit: usize) -> Option<Message> {
        let place = self.locate(position)?;
        let place = self.forward(place)?;
        self.build(place, limit)
    }

    /// Some bytes of the message at a position, for what is longer than is shown.
    pub fn bytes(&mut self, position: Position, range: Range<u64>) -> Vec<u8> {
        let place = self.locate(position).and_then(|place| self.forward(place));
        let Some(pieces) = place.and_then(|place| self.pieces(place)) else { return Vec::new() };
        let clip = |bound: u64| usize::try_from(bound).unwrap_or(usize::MAX);
        self.copy(&pieces, clip(range.start)..clip(range.end)).0
    }

    /// How far a position is through the capture: 0 to 1.
    #[must_use]
    pub fn fraction(&self, position: Position) -> f64 {
        let length = self.view.extent().length.max(1);
        ((position.offset + u64::from(position.at)) as f64 / length as f64).clamp(0.0, 1.0)
    }

    /// The message at about this part of the capture: 0 is the first, 1 the last.
    pub fn at_fraction(&mut self, fraction: f64) -> Option<Position> {
        let length = self.view.extent().length;
        if fraction >= 1.0 {
            return self.last();
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float becomes an integer by cutting, and stays within bounds"
        )]
        let offset = (length as f64 * fraction.max(0.0)) as u64;
        let place = self.locate(Position { offset, at: 0 })?;
        match self.forward(place) {
            Some(place) => self.position(place),
            None if self.searching => None,
            None => self.last(),
        }
    }

    /// Messages behind a position: exact for raw and lines but for lines that end more than a chunk
    /// away from their beginning; of segments for the idle gap; an estimate with a filter.
    pub fn count_after(&mut self, position: Position) -> u64 {
        let Some((chunk, number)) = self.locate(position) else { return 0 };
        let here = self.visible_from(chunk, number + 1);
        let end = self.view.end();
        if !self.filter.is_empty() {
            let near = (chunk + 1..end).take(usize::try_from(COUNTED).unwrap_or(0));
            let seen: u64 = near.map(|chunk| self.visible_from(chunk, 0)).sum();
            let all = end.saturating_sub(chunk + 1);
            let counted = COUNTED.min(all).max(1);
            return here + seen.saturating_mul(all) / counted;
        }
        let finished = self.view.extent().chunks;
        if chunk >= finished {
            return here;
        }
        let tail = self.visible_from(finished, 0);
        here + tail + self.counted(finished).saturating_sub(self.counted(chunk + 1))
    }

    /// Whether the filter shows the message that holds a position.
    pub(super) fn is_shown(&mut self, position: Position) -> bool {
        self.locate(position).is_some_and(|place| self.shows(place))
    }

    /// Bytes of the capture on disk.
    #[must_use]
    pub fn recorded(&self) -> u64 {
        self.view.extent().length
    }

    /// Messages that begin before a finished chunk's beginning.
    fn counted(&self, chunk: u64) -> u64 {
        let entry = chunk.checked_sub(1).and_then(|last| self.view.entry(last));
        let lines = self.lens() == Lens::Lines;
        entry.map_or(0, |entry| if lines { entry.lines } else { entry.segments })
    }

    fn visible_from(&mut self, chunk: u64, number: usize) -> u64 {
        let Some(starts) = self.view.chunk(chunk).map(|chunk| chunk.starts.len()) else { return 0 };
        if self.filter.is_empty() {
            return starts.saturating_sub(number) as u64;
        }
        (number..starts).filter(|number| self.shows((chunk, *number))).count() as u64
    }

    pub(super) fn position(&self, (chunk, number): Place) -> Option<Position> {
        let chunk = self.view.get(chunk)?;
        let start = chunk.starts.get(number)?;
        Some(Position { offset: chunk.offset_of(start.record), at: start.at })
    }

    /// The message that holds a position, whether the filter shows it or not.
    fn locate(&mut self, position: Position) -> Option<Place> {
        let number = self.view.find(position.offset).max(self.view.extent().first);
        let Some(chunk) = self.view.chunk(number) else { return Some((number, 0)) };
        let record = chunk.record_at(position.offset);
        let exact = chunk.offset_of(record) == position.offset;
        let behind =
            chunk.start_from(record, if exact { position.at.saturating_add(1) } else { 1 });
        let Some(stream) = chunk.stream(record) else { return Some((number, behind)) };
        if let Some(holder) = last_of(chunk, stream, behind) {
            return Some((number, holder));
        }
        // The record goes on with a message that begins in the chunk before.
        let before = number.checked_sub(1)?;
        let holder =
            self.view.chunk(before).and_then(|chunk| last_of(chunk, stream, chunk.starts.len()));
        Some(holder.map_or((number, behind), |holder| (before, holder)))
    }

    /// The first message at a place or behind it that the filter shows.
    fn forward(&mut self, (mut chunk, mut number): Place) -> Option<Place> {
        let deadline = Instant::now() + PATIENCE;
        self.searching = false;
        while chunk < self.view.end() {
            if number == 0
                && let Some(end) = self.barren.end_of(chunk)
            {
                chunk = end;
                continue;
            }
            let all = number == 0;
            let starts = self.candidates(chunk);
            while number < starts {
                if self.shows((chunk, number)) {
                    return Some((chunk, number));
                }
                number += 1;
            }
            let learned = self.note_barren(chunk, all);
            (chunk, number) = (chunk + 1, 0);
            if learned && self.is_late(deadline) {
                return None;
            }
        }
        None
    }

    /// The last message before a place that the filter shows.
    fn backward(&mut self, (mut chunk, mut number): Place) -> Option<Place> {
        let deadline = Instant::now() + PATIENCE;
        self.searching = false;
        let mut all = false;
        loop {
            while number > 0 {
                number -= 1;
                if self.shows((chunk, number)) {
                    return Some((chunk, number));
                }
            }
            let learned = self.note_barren(chunk, all);
            if learned && self.is_late(deadline) {
                return None;
            }
            chunk = chunk.checked_sub(1).filter(|chunk| *chunk >= self.view.extent().first)?;
            while let Some(begin) = self.barren.begin_of(chunk) {
                chunk = begin.checked_sub(1)?;
            }
            (number, all) = (self.candidates(chunk), true);
        }
    }

    fn is_late(&mut self, deadline: Instant) -> bool {
        self.searching = !self.filter.is_empty() && Instant::now() >= deadline;
        self.searching
    }

    /// How many messages of a chunk may be shown.
    fn candidates(&mut self, chunk: u64) -> usize {
        match self.filter.connection {
            Some(connection) if !self.view.may_hold(chunk, connection) => 0,
            _ => self.view.chunk(chunk).map_or(0, |chunk| chunk.starts.len()),
        }
    }

    /// Remembers that a chunk, looked through wholly, shows nothing, if that cannot change. Only
    /// behind such a step may a search end early: so each call gets further than the one before.
    fn note_barren(&mut self, chunk: u64, all: bool) -> bool {
        let lasting = all && !self.filter.is_empty() && chunk + 1 < self.view.extent().chunks;
        if lasting {
            self.barren.add(chunk);
        }
        lasting
    }

    /// Whether the filter shows a message of a chunk that is loaded.
    fn shows(&mut self, place: Place) -> bool {
        if self.filter.is_empty() {
            return true;
        }
        let chunk = self.view.get(place.0);
        let head = chunk.and_then(|chunk| chunk.head(chunk.starts.get(place.1)?.record));
        let Some((connection, kind)) = head.map(|head| (head.connection, head.kind)) else {
            return false;
        };
        if !self.filter.passes(connection, kind) {
            return false;
        }
        let Some(text) = self.text.clone() else { return true };
        self.pieces(place).is_some_and(|pieces| text.is_match(&self.copy(&pieces, 0..SOUGHT).0))
    }

    /// What a message consists of. It begins in this chunk and ends there or in the next.
    fn pieces(&mut self, (begin, number): Place) -> Option<Pieces> {
        let lens = self.lens();
        let chunk = self.view.chunk(begin)?;
        let Start { mut record, at, .. } = *chunk.starts.get(number)?;
        let stream = chunk.stream(record)?;
        let head = chunk.head(record)?;
        let alone = lens == Lens::Raw || head.kind == SegmentKind::Note || head.datagram;
        let mut pieces = Pieces { list: Vec::new(), ended: true, continues: false };
        let (mut number, mut from, mut look) = (begin, at, at.saturating_add(1));
        loop {
            let chunk = self.view.get(number)?;
            let end = chunk.start_within(record, look);
            let to = end.map_or(usize::MAX, |start| start.at as usize);
            let piece = chunk.piece(record, from as usize..to);
            let range = from as usize..from as usize + piece.len();
            let complete = lens == Lens::Lines && piece.last() == Some(&b'\n');
            if !range.is_empty() || pieces.list.is_empty() {
                pieces.list.push((number, record, range));
            }
            if let Some(end) = end {
                pieces.continues = end.continued;
                return Some(pieces);
            }
            if alone || complete {
                let header = chunk.records.get(record as usize).map(|record| record.header);
                pieces.continues =
                    lens == Lens::Raw && header.is_some_and(|header| header.continues);
                return Some(pieces);
            }
            (from, look) = (0, 0);
            record = match chunk.next_of_stream(record) {
                Next::Record(next) => next,
                Next::Missing => return Some(pieces),
                Next::Elsewhere => {
                    let first = if number == begin { self.view.chunk(begin + 1) } else { None };
                    let first = first.and_then(|next| next.first_of_stream(stream));
                    let Some(first) = first else {
                        pieces.ended = false;
                        return Some(pieces);
                    };
                    number = begin + 1;
                    first
                }
            };
        }
    }

    /// Bytes of a message, and where segments meet in them.
    fn copy(&self, pieces: &Pieces, wanted: Range<usize>) -> (Vec<u8>, Vec<u32>) {
        let (mut bytes, mut cuts, mut passed) = (Vec::new(), Vec::new(), 0_usize);
        for (chunk, record, range) in &pieces.list {
            if passed >= wanted.end {
                break;
            }
            let piece =
                self.view.get(*chunk).map_or(&[][..], |chunk| chunk.piece(*record, range.clone()));
            if passed > 0 {
                cuts.extend(u32::try_from(passed));
            }
            let from = wanted.start.saturating_sub(passed).min(piece.len());
            let to = (wanted.end - passed).min(piece.len());
            bytes.extend_from_slice(piece.get(from..to).unwrap_or_default());
            passed += piece.len();
        }
        (bytes, cuts)
    }

    fn build(&mut self, place: Place, limit: usize) -> Option<Message> {
        let pieces = self.pieces(place)?;
        let position = self.position(place)?;
        let chunk = self.view.get(place.0)?;
        let start = *chunk.starts.get(place.1)?;
        let head = *chunk.head(start.record)?;
        let peer = self.peer(head.connection);
        // The look-up may have put this chunk out of memory.
        let chunk = self.view.chunk(place.0)?;
        let note = (head.kind == SegmentKind::Note)
            .then(|| serde_json::from_slice(chunk.payload(start.record)).ok())
            .flatten();
        let (bytes, cuts) = self.copy(&pieces, 0..limit);
        let extent = self.view.extent();
        let closed = [place.0, place.0 + 1]
            .into_iter()
            .any(|chunk| self.view.get(chunk).is_some_and(|chunk| chunk.closes(head.connection)));
        Some(Message {
            position,
            sequence: head.sequence,
            time: head.time,
            kind: head.kind,
            connection: head.connection,
            peer,
            thread: head.thread,
            datagram: head.datagram,
            len: pieces.list.iter().map(|(_, _, range)| range.len() as u64).sum(),
            bytes,
            cuts,
            growing: !pieces.ended && !extent.finished && !closed && place.0 + 1 >= extent.chunks,
            continues: pieces.continues,
            continued: start.continued,
            note,
        })
    }
}

/// The last message of a stream among the first `behind` that begin in a chunk.
fn last_of(chunk: &Chunk, stream: super::chunk::Stream, behind: usize) -> Option<usize> {
    let starts = chunk.starts.get(..behind)?;
    starts.iter().rposition(|start| chunk.stream(start.record) == Some(stream))
}
