//! What is selected across messages: kept as places in the conversation, so it survives scrolling.

use super::list::Placed;
use super::manner::Manner;
use super::row::Row;
use super::rows::Rows;
use crate::codec;
use crate::model::{SegmentKind, limits};
use crate::record::Position;
use std::ops::Range;

/// Most bytes that one copy takes: what is cut is said.
pub(super) const COPY: usize = 4 * 1024 * 1024;
/// Most messages that one copy walks over.
const WALK: usize = 200_000;

/// A place in a message: its position and the character in what is shown of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point {
    pub(super) position: Position,
    pub(super) at: usize,
}

/// From where to where. The end is the one that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) start: Point,
    pub(super) end: Point,
}

impl Selection {
    /// Both ends in the order of the conversation.
    pub(super) fn sorted(&self) -> (Point, Point) {
        (self.start.min(self.end), self.start.max(self.end))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// One whole message.
    pub(super) fn message(position: Position) -> Self {
        Self { start: Point { position, at: 0 }, end: Point { position, at: usize::MAX } }
    }

    /// The characters of a row that are in it.
    pub(super) fn within(&self, row: &Row) -> Option<Range<usize>> {
        let (from, to) = self.sorted();
        let position = row.head.position;
        if position < from.position || position > to.position {
            return None;
        }
        let chars = row.shown.chars();
        let start = if position == from.position { from.at.min(chars) } else { 0 };
        let end = if position == to.position { to.at.min(chars) } else { chars };
        (start < end).then_some(start..end)
    }
}

/// How a selection is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// As it is shown, with what hides made visible.
    Shown,
    /// As text, with everything in it.
    Raw,
    /// `48 65 6C`
    Hex,
    /// A C array.
    C,
    /// Python bytes.
    Python,
}

impl Format {
    pub(super) const ALL: [Self; 5] = [Self::Shown, Self::Raw, Self::Hex, Self::C, Self::Python];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Shown => "talk-copy-shown",
            Self::Raw => "talk-copy-raw",
            Self::Hex => "talk-copy-hex",
            Self::C => "talk-copy-c",
            Self::Python => "talk-copy-python",
        }
    }

    fn write(self, bytes: &[u8]) -> String {
        match self {
            Self::Shown => codec::printable(bytes),
            Self::Raw => codec::copy::text(bytes),
            Self::Hex => codec::copy::hex(bytes),
            Self::C => codec::copy::c_array(bytes),
            Self::Python => codec::copy::python(bytes),
        }
    }
}

/// What was copied.
pub(super) struct Copied {
    pub(super) text: String,
    /// Bytes in it.
    pub(super) bytes: usize,
    /// More was selected than [`COPY`] or [`WALK`] allow.
    pub(super) cut: bool,
}

/// The selected bytes in a format. Messages of a text are on lines of their own; bytes follow one
/// another as they were.
pub(super) fn copy(
    rows: &mut dyn Rows,
    selection: Selection,
    manner: &Manner<'_>,
    format: Format,
) -> Copied {
    let (from, to) = selection.sorted();
    let is_text = matches!(format, Format::Shown | Format::Raw);
    let (mut bytes, mut cut) = (Vec::new(), false);
    let mut at = Some(from.position);
    for step in 0.. {
        let Some(position) = at.filter(|at| *at <= to.position) else { break };
        if bytes.len() >= COPY || step >= WALK {
            cut = true;
            break;
        }
        let ends = (
            (position == from.position).then_some(from.at),
            (position == to.position).then_some(to.at),
        );
        let part = part(rows, position, manner, ends);
        if is_text && !bytes.is_empty() && !part.is_empty() && !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        let room = COPY - bytes.len();
        cut |= part.len() > room;
        bytes.extend_from_slice(part.get(..room).unwrap_or(&part));
        at = rows.next(position);
    }
    Copied { text: format.write(&bytes), bytes: bytes.len(), cut }
}

/// The bytes of one message between two of its shown characters; all of it where there is no end.
fn part(
    rows: &mut dyn Rows,
    position: Position,
    manner: &Manner<'_>,
    (from, to): (Option<usize>, Option<usize>),
) -> Vec<u8> {
    let Some(message) = rows.message(position, limits::SHOWN) else { return Vec::new() };
    if message.kind == SegmentKind::Note {
        return Vec::new();
    }
    let (mut start, mut end) = (0, message.len);
    if from.is_some_and(|at| at > 0) || to.is_some_and(|at| at < usize::MAX) {
        let shown = manner.shown(&message);
        let chars = from.unwrap_or(0)..to.unwrap_or(usize::MAX).min(shown.chars());
        let range = shown.bytes_of(&chars);
        start = range.start as u64;
        if to.is_some_and(|at| at < shown.chars()) {
            end = range.end as u64;
        }
    }
    let end = end.min(start.saturating_add(COPY as u64 + 1));
    rows.bytes(position, start..end)
}

/// The place under a point of the view.
pub(super) fn point_at(placed: &[(Placed, &Row)], x: f32, y: f32) -> Option<Point> {
    let first = placed.first()?;
    let under = placed.iter().rev().find(|(place, _)| place.top <= y).unwrap_or(first);
    let (place, row) = under;
    let inside = egui::vec2(x - row.body_at.x, y - place.top - row.body_at.y);
    let at = if inside.y < 0.0 { 0 } else { row.body.cursor_from_pos(inside).index.0 };
    Some(Point { position: row.head.position, at: at.min(row.shown.chars()) })
}
