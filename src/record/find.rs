//! Looks for text, bytes or a pattern in a conversation, a little at a time.

use super::chunk::{Stream, StreamMap};
use super::message::{Filter, Position};
use super::transcript::Transcript;
use super::view::View;
use crate::model::{Lens, SegmentKind};
use regex::bytes::{Regex, RegexBuilder};
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};
use thiserror::Error;

/// Places that are kept. More are counted.
const HITS: usize = 10_000;
/// How far a match may reach over the edge of a segment, in bytes on either side.
const REACH: usize = 4 * 1024;
/// Streams whose last bytes are kept to find what crosses the edges of segments; beyond them all
/// are forgotten, and a match that crosses an edge just there is missed.
const STREAMS: usize = 16 * 1024;
/// Most memory that a compiled pattern may take, in bytes.
const PATTERN: usize = 4 * 1024 * 1024;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needle {
    /// A text, in UTF-8.
    Text {
        /// The text.
        text: String,
        /// Whether `A` is something else than `a`.
        match_case: bool,
    },
    /// These bytes.
    Bytes(Vec<u8>),
    /// A regular expression over bytes; `^` and `$` are the edges of lines.
    Pattern(String),
}

/// Why something cannot be looked for.
#[derive(Debug, Error)]
pub enum NeedleError {
    /// There is nothing in it.
    #[error("there is nothing to look for")]
    Empty,
    /// It is no regular expression, or one that is too large.
    #[error("not a pattern: {0}")]
    Pattern(String),
    /// The capture cannot be opened.
    #[error("the conversation cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// A search through a capture: from a position to the end, then from the beginning to it. What is
/// recorded meanwhile is searched too, when [`Finder::step`] is called again.
pub struct Finder {
    view: View,
    pattern: Regex,
    reach: usize,
    /// The pieces of a stream may be searched as one. Not for patterns: `^` and `$` also stand for
    /// the edges of segments.
    joins: bool,
    filter: Filter,
    /// Checks what only whole messages can tell: the filter's text.
    messages: Option<Transcript>,
    /// Where the search began: the first chunk of the first part.
    from: u64,
    ahead: Part,
    behind: Part,
    hits: Vec<Position>,
    count: u64,
}

/// A search in one direction of growth: towards the end, or from the beginning to where it started.
#[derive(Default)]
struct Part {
    chunk: u64,
    record: usize,
    ends: StreamMap<Tail>,
    found: usize,
}

/// The last bytes of a stream, each with its place.
#[derive(Default)]
struct Tail {
    bytes: Vec<u8>,
    /// Where pieces of it begin, and where these are in the capture.
    places: Vec<(usize, Position)>,
    /// The end of the last match, where the next one may begin.
    done: usize,
    /// Something was added that was not searched.
    fresh: bool,
}

impl Finder {
    /// A search through what a transcript shows, beginning at a position.
    ///
    /// # Errors
    /// When there is nothing to look for, the pattern is none, or the capture cannot be opened.
    pub fn new(
        transcript: &Transcript,
        needle: &Needle,
        from: Position,
    ) -> Result<Self, NeedleError> {
        let (pattern, reach) = compile(needle)?;
        let source = Arc::clone(transcript.source());
        let view = View::open(Arc::clone(&source), Lens::Raw)?;
        let filter = transcript.filter().clone();
        let messages = match filter.text {
            Some(_) => {
                let mut messages = Transcript::open(source, transcript.lens())?;
                messages.set_filter(filter.clone());
                Some(messages)
            }
            None => None,
        };
        let from = view.find(from.offset).max(view.extent().first);
        let part = |chunk| Part { chunk, ..Part::default() };
        let behind = part(view.extent().first);
        // One chunk earlier, only to know how the streams ended there.
        let ahead = part(from.saturating_sub(1).max(view.extent().first));
        let (hits, count) = (Vec::new(), 0);
        let joins = !matches!(needle, Needle::Pattern(_));
        Ok(Self { view, pattern, reach, joins, filter, messages, from, ahead, behind, hits, count })
    }

    /// Goes on for about so long. True when all that is there was searched.
    pub fn step(&mut self, budget: Duration) -> bool {
        let deadline = Instant::now() + budget;
        self.view.refresh();
        if let Some(messages) = &mut self.messages {
            messages.refresh();
        }
        loop {
            let forward = self.ahead.chunk < self.view.end()
                && !self.is_searched(self.ahead.chunk, self.ahead.record);
            if forward {
                let mut part = std::mem::take(&mut self.ahead);
                self.search(&mut part, true);
                self.ahead = part;
            } else if self.behind.chunk < self.from {
                let mut part = std::mem::take(&mut self.behind);
                self.search(&mut part, false);
                self.behind = part;
            } else {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
        }
    }

    /// Where matches begin, in the order of the capture; at most ten thousand.
    #[must_use]
    pub fn hits(&self) -> &[Position] {
        &self.hits
    }

    /// All matches, also those beyond what [`Finder::hits`] holds.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How much was searched: 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        let (first, end) = (self.view.extent().first, self.view.end());
        let behind = self.behind.chunk.saturating_sub(first);
        let done = self.ahead.chunk.saturating_sub(self.from) + behind;
        (done as f64 / end.saturating_sub(first).max(1) as f64).min(1.0)
    }

    /// Whether nothing of the growing chunk is new.
    fn is_searched(&self, chunk: u64, record: usize) -> bool {
        chunk == self.view.extent().chunks
            && self.view.get(chunk).is_some_and(|chunk| {
                chunk.end() == self.view.extent().length && chunk.records.len() <= record
            })
    }

    /// Searches what a chunk has behind the last record that was searched.
    fn search(&mut self, part: &mut Part, ahead: bool) {
        let number = part.chunk;
        let seeding = ahead && number < self.from;
        let skip = self.filter.connection.is_some_and(|only| !self.view.may_hold(number, only));
        let records = if skip { Some(0) } else { self.view.load(number).map(|c| c.records.len()) };
        let mut found = Vec::new();
        if self.joins {
            self.search_streams(part, number, part.record..records.unwrap_or(0), &mut found);
        } else {
            for record in part.record..records.unwrap_or(0) {
                self.search_record(part, number, record, &mut found);
            }
        }
        if !seeding {
            self.enter(part, ahead, found);
        }
        if number < self.view.extent().chunks {
            (part.chunk, part.record) = (number + 1, 0);
        } else {
            part.record = records.unwrap_or(0);
        }
    }

    /// Puts the records of each stream behind each other and searches them as one: a needle costs
    /// a search in each chunk instead of two for each segment.
    fn search_streams(
        &self,
        part: &mut Part,
        number: u64,
        records: Range<usize>,
        found: &mut Vec<Position>,
    ) {
        let Some(chunk) = self.view.get(number) else { return };
        let mut touched = Vec::new();
        for record in records.filter_map(|record| u32::try_from(record).ok()) {
            let Some(head) = chunk.head(record) else { continue };
            if head.kind == SegmentKind::Note || !self.filter.passes(head.connection, head.kind) {
                continue;
            }
            let (payload, offset) = (chunk.payload(record), chunk.offset_of(record));
            if head.datagram {
                self.search_alone(payload, offset, found);
                continue;
            }
            let stream = (head.connection, head.kind);
            if part.ends.len() >= STREAMS && !part.ends.contains_key(&stream) {
                part.search(&self.pattern, self.reach, touched.drain(..), found);
                part.ends.clear();
            }
            let tail = part.ends.entry(stream).or_default();
            if !std::mem::replace(&mut tail.fresh, true) {
                touched.push(stream);
            }
            tail.places.push((tail.bytes.len(), Position { offset, at: 0 }));
            tail.bytes.extend_from_slice(payload);
        }
        part.search(&self.pattern, self.reach, touched.drain(..), found);
    }

    fn search_alone(&self, payload: &[u8], offset: u64, found: &mut Vec<Position>) {
        for hit in self.pattern.find_iter(payload).filter(|hit| !hit.is_empty()) {
            let at = u32::try_from(hit.start()).unwrap_or(u32::MAX);
            found.push(Position { offset, at });
        }
    }

    fn search_record(
        &self,
        part: &mut Part,
        number: u64,
        record: usize,
        found: &mut Vec<Position>,
    ) {
        let Some(chunk) = self.view.get(number) else { return };
        let Ok(record) = u32::try_from(record) else { return };
        let Some(head) = chunk.head(record) else { return };
        if head.kind == SegmentKind::Note || !self.filter.passes(head.connection, head.kind) {
            return;
        }
        let (payload, offset) = (chunk.payload(record), chunk.offset_of(record));
        let stream = (head.connection, head.kind);
        if !head.datagram
            && let Some(tail) = part.ends.get(&stream)
        {
            tail.crossing(&self.pattern, payload, self.reach, found);
        }
        self.search_alone(payload, offset, found);
        if !head.datagram && self.reach > 0 {
            if part.ends.len() >= STREAMS {
                part.ends.clear();
            }
            part.ends.entry(stream).or_default().push(payload, offset, self.reach);
        }
    }

    /// Takes over what a chunk had, in the order of the capture.
    fn enter(&mut self, part: &mut Part, ahead: bool, mut found: Vec<Position>) {
        if let Some(messages) = &mut self.messages {
            found.retain(|hit| messages.is_shown(*hit));
        }
        found.sort_unstable();
        found.dedup();
        self.count += found.len() as u64;
        found.truncate(HITS.saturating_sub(self.hits.len()));
        let at = if ahead { self.hits.len() } else { part.found };
        part.found += found.len();
        self.hits.splice(at..at, found);
    }
}

impl Part {
    /// Searches what is new of some streams.
    fn search(
        &mut self,
        pattern: &Regex,
        reach: usize,
        streams: impl Iterator<Item = Stream>,
        found: &mut Vec<Position>,
    ) {
        for stream in streams {
            let Some(tail) = self.ends.get_mut(&stream) else { continue };
            let from = tail.done;
            for hit in pattern.find_iter(tail.bytes.get(from..).unwrap_or_default()) {
                found.extend(tail.place(from + hit.start()));
                tail.done = from + hit.end();
            }
            tail.fresh = false;
            tail.trim(reach);
        }
    }
}

impl Tail {
    /// Finds what begins in these bytes and ends in those that follow.
    fn crossing(&self, pattern: &Regex, payload: &[u8], reach: usize, found: &mut Vec<Position>) {
        if self.bytes.is_empty() || payload.is_empty() {
            return;
        }
        let mut joined = self.bytes.clone();
        joined.extend_from_slice(payload.get(..reach.min(payload.len())).unwrap_or_default());
        let edge = self.bytes.len();
        let crossing = |hit: &regex::bytes::Match<'_>| hit.start() < edge && hit.end() > edge;
        for hit in pattern.find_iter(&joined).filter(crossing) {
            found.extend(self.place(hit.start()));
        }
    }

    fn place(&self, at: usize) -> Option<Position> {
        let piece = self.places.partition_point(|(begin, _)| *begin <= at).checked_sub(1)?;
        let (begin, position) = self.places.get(piece)?;
        let within = u32::try_from(at - begin).ok()?;
        Some(Position { at: position.at.checked_add(within)?, ..*position })
    }

    /// Adds what came, and keeps the last `reach` bytes.
    fn push(&mut self, payload: &[u8], offset: u64, reach: usize) {
        let kept = payload.len().min(reach);
        let at = u32::try_from(payload.len() - kept).unwrap_or(u32::MAX);
        self.places.push((self.bytes.len(), Position { offset, at }));
        self.bytes.extend_from_slice(payload.get(payload.len() - kept..).unwrap_or_default());
        self.trim(reach);
    }

    /// Keeps the last `reach` bytes.
    fn trim(&mut self, reach: usize) {
        let surplus = self.bytes.len().saturating_sub(reach);
        if surplus == 0 {
            return;
        }
        self.bytes.drain(..surplus);
        self.done = self.done.saturating_sub(surplus);
        let first = self.places.partition_point(|(begin, _)| *begin <= surplus).saturating_sub(1);
        self.places.drain(..first);
        for (begin, position) in &mut self.places {
            let cut = surplus.saturating_sub(*begin);
            *begin = begin.saturating_sub(surplus);
            position.at = position.at.saturating_add(u32::try_from(cut).unwrap_or(0));
        }
    }
}

/// The pattern, and how far a match of it may reach over an edge.
fn compile(needle: &Needle) -> Result<(Regex, usize), NeedleError> {
    let (pattern, fold, reach) = match needle {
        Needle::Text { text, match_case } => {
            // A letter in another case may take up to three times the bytes.
            (regex::escape(text), !match_case, (text.len() * 3).min(REACH))
        }
        Needle::Bytes(bytes) => {
            let escaped: Vec<_> = bytes.iter().map(|byte| format!(r"(?-u:\x{byte:02x})")).collect();
            (escaped.concat(), false, bytes.len().min(REACH))
        }
        Needle::Pattern(pattern) => (pattern.clone(), false, REACH),
    };
    if pattern.is_empty() {
        return Err(NeedleError::Empty);
    }
    let regex = RegexBuilder::new(&pattern)
        .case_insensitive(fold)
        .multi_line(true)
        .size_limit(PATTERN)
        .dfa_size_limit(PATTERN)
        .build()
        .map_err(|error| NeedleError::Pattern(error.to_string()))?;
    Ok((regex, reach))
}
