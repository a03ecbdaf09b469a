//! The hex view: offset, bytes and text of each message, with thin marks where segments meet.

use super::chat::{cuts, show_all};
use super::row::{Action, Head, Row, Setting};
use super::text::Shown;
use crate::model::SegmentKind;
use crate::record::Message;
use crate::tr;
use crate::ui::theme::size;
use egui::{Color32, FontId, Rect, pos2, vec2};

/// Left of the dump.
const SIDE: f32 = 16.0;

/// The size at which a row of 16 bytes fits, within what can be read.
fn fitting(width: f32) -> f32 {
    /// Characters of a row, and the width of one as a share of the font's size.
    const ROW: f32 = 78.0 * 0.602;
    ((width - 2.0 * SIDE - 12.0) / ROW).clamp(9.5, size::MONO)
}

pub(super) fn row(message: &Message, s: &Setting<'_>) -> Row {
    let shown = s.manner.shown(message);
    let (arrow, ink) = match message.kind {
        SegmentKind::Sent => ("➡", s.p.accent),
        SegmentKind::Unsent => ("✖", s.p.warn),
        _ => ("⬅", s.p.good),
    };
    let mut title = format!(
        "{arrow} {} · {} · {}",
        s.clock.time(message.time),
        s.peer(message),
        s.words.bytes(message.len)
    );
    if message.len == 0 {
        title = format!("{title} · {}", tr!(s.words, "talk-empty-datagram"));
    }
    if message.kind == SegmentKind::Unsent {
        title = format!("{title} · {}", tr!(s.words, "talk-not-sent"));
    }
    let title = s.quiet(title, ink);
    let body_at = pos2(SIDE + 10.0, size::GAP + title.size().y + 4.0);
    let job = shown.job(&FontId::monospace(fitting(s.width)), s.p.text, s.p, f32::INFINITY);
    let body = s.painter.layout_job(job);
    let mut bottom = body_at.y + if message.len == 0 { 0.0 } else { body.size().y };
    let mut actions = Vec::new();
    if (shown.bytes() as u64) < message.len {
        let width = s.quiet(show_all(message.len, s), s.p.text).size().x + 28.0;
        let at = pos2(body_at.x, bottom + 4.0);
        actions.push((Action::ShowAll, Rect::from_min_size(at, vec2(width, 26.0))));
        bottom += 32.0;
    }
    let bar = Rect::from_min_max(pos2(SIDE, body_at.y), pos2(SIDE + 2.0, bottom));
    let mut marks = cuts(message, &shown, &body, body_at, s);
    marks.push((bar, ink));
    let ground = Rect::from_min_max(pos2(0.0, 0.0), pos2(s.width, bottom + 4.0));
    Row {
        head: Head::of(message),
        height: bottom + 6.0,
        body,
        body_at,
        name: s.spoken(message, &Shown::lines(&message.bytes, false).spoken()),
        shown,
        quiet: vec![(pos2(SIDE, size::GAP), title)],
        ground: Some((ground, Color32::TRANSPARENT, Color32::TRANSPARENT)),
        marks,
        actions,
    }
}
