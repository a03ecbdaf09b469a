//! One message, laid out: what is painted where, and which of it can be selected or pressed.

use super::clock::Clock;
use super::manner::Manner;
use super::text::Shown;
use super::{Mode, chat, dump, log, note};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{Address, ConnectionId, Nanos, SegmentKind, ThreadId};
use crate::record::{Message, Position};
use crate::ui::theme::Palette;
use egui::{Color32, Galley, Painter, Pos2, Rect};
use std::sync::Arc;

/// All that a layout depends on besides its message.
pub(super) struct Setting<'a> {
    pub(super) painter: &'a Painter,
    pub(super) p: &'static Palette,
    pub(super) words: &'a Words,
    pub(super) session: &'a Session,
    pub(super) clock: &'a Clock,
    pub(super) manner: Manner<'a>,
    /// Size of the font of bytes in a bubble.
    pub(super) bytes_font: f32,
    pub(super) width: f32,
    /// Whether more than one peer is shown, so that each message must say whose it is.
    pub(super) several: bool,
}

/// What is known of a message but its bytes.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) position: Position,
    pub(super) time: Nanos,
    pub(super) kind: SegmentKind,
    pub(super) connection: ConnectionId,
    pub(super) thread: ThreadId,
    pub(super) len: u64,
    pub(super) growing: bool,
}

impl Head {
    pub(super) fn of(message: &Message) -> Self {
        Self {
            position: message.position,
            time: message.time,
            kind: message.kind,
            connection: message.connection,
            thread: message.thread,
            len: message.len,
            growing: message.growing,
        }
    }
}

/// What a row can be asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Opens the viewer.
    ShowAll,
    /// Sends what never left once more.
    Resend,
}

/// A message, laid out at the origin.
pub(super) struct Row {
    pub(super) head: Head,
    pub(super) height: f32,
    /// The text that can be selected, and its place.
    pub(super) body: Arc<Galley>,
    pub(super) body_at: Pos2,
    pub(super) shown: Shown,
    /// Texts that step back: times, names, marks.
    pub(super) quiet: Vec<(Pos2, Arc<Galley>)>,
    /// The ground behind the text: where, its fill and its edge.
    pub(super) ground: Option<(Rect, Color32, Color32)>,
    /// Thin lines: where segments meet, or beside a note.
    pub(super) marks: Vec<(Rect, Color32)>,
    /// What can be pressed, and where.
    pub(super) actions: Vec<(Action, Rect)>,
    /// What is read out for it.
    pub(super) name: String,
}

impl Row {
    /// Lays out a message. `before` is the one above it.
    pub(super) fn of(message: &Message, before: Option<&Head>, s: &Setting<'_>) -> Self {
        if message.kind == SegmentKind::Note && s.manner.mode != Mode::Log {
            return note::row(message, s);
        }
        match s.manner.mode {
            Mode::Chat => chat::row(message, before, s),
            Mode::Log => log::row(message, before, s),
            Mode::Hex => dump::row(message, s),
        }
    }
}

impl Setting<'_> {
    /// Lays out a short text of ours on one line.
    pub(super) fn quiet(&self, text: String, color: Color32) -> Arc<Galley> {
        let font = egui::FontId::proportional(crate::ui::theme::size::SMALL);
        self.painter.layout_no_wrap(text, font, color)
    }

    /// A peer's name, bounded and without anything that steers the layout.
    pub(super) fn peer(&self, message: &Message) -> String {
        let name = peer_of(message, self.session);
        if message.peer.as_deref() == Some(&Address::Unnamed) {
            self.words.named(&name)
        } else {
            name
        }
    }

    /// A message as it is read out.
    pub(super) fn spoken(&self, message: &Message, text: &str) -> String {
        let key = match message.kind {
            SegmentKind::Received => "talk-spoken-received",
            SegmentKind::Sent => "talk-spoken-sent",
            SegmentKind::Unsent => "talk-spoken-unsent",
            SegmentKind::Note => return text.to_owned(),
        };
        let values = [
            ("peer", self.peer(message).into()),
            ("text", text.into()),
            ("bytes", self.words.bytes(message.len).into()),
        ];
        self.words.say_with(key, &values)
    }
}

/// Who is at the other end of a message: as its record has it, or as the living session knows it.
pub(super) fn peer_of(message: &Message, session: &Session) -> String {
    let name = message.peer.as_ref().map(ToString::to_string);
    safe(&name.unwrap_or_else(|| session.peer_title(message.connection)), 48)
}

/// A text from outside, at most so long, in which nothing hides.
pub(in crate::ui) fn safe(text: &str, most: usize) -> String {
    let mut kept: String = text.chars().take(most).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    crate::codec::printable(kept.as_bytes()).replace(['\n', '\t'], " ")
}

/// Where a stretch of characters stands in a galley, one rectangle a line.
pub(super) fn stretch(galley: &Galley, from: usize, to: usize) -> Vec<Rect> {
    use egui::text::CCursor;
    let at = |index: usize| galley.layout_from_cursor(CCursor::new(index));
    let (first, last) = (at(from), at(to));
    let mut rects = Vec::new();
    for (index, placed) in galley.rows.iter().enumerate().take(last.row + 1).skip(first.row) {
        let left = if index == first.row { placed.row.x_offset(first.column) } else { 0.0 };
        let right = if index == last.row {
            placed.row.x_offset(last.column)
        } else {
            // The line end that is selected too has no width of its own.
            placed.row.size.x + 4.0
        };
        let top = placed.pos.y;
        let bottom = top + placed.row.size.y;
        rects.push(Rect::from_min_max(
            egui::pos2(placed.pos.x + left, top),
            egui::pos2(placed.pos.x + right.max(left), bottom),
        ));
    }
    rects
}
