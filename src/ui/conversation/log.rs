//! The log view: one line a message, in columns.

use super::chat::{cuts, whole};
use super::note;
use super::row::{Head, Row, Setting};
use super::text::{LOG_SHOWN, Shown, first_chars};
use crate::model::SegmentKind;
use crate::record::Message;
use crate::tr;
use crate::ui::theme::size;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Rect, pos2, vec2};
use std::time::Duration;

/// Characters of a peer's address in its column.
const PEER: usize = 21;
/// The same in a narrow window, counted from its end, where the port is.
const PEER_NARROW: usize = 15;
/// Below this width the columns shrink in favour of the text, in points.
const NARROW: f32 = 700.0;
/// Height of a line.
const HEIGHT: f32 = 20.0;
/// Left of the first column.
const SIDE: f32 = 12.0;

pub(super) fn row(message: &Message, before: Option<&Head>, s: &Setting<'_>) -> Row {
    let font = FontId::monospace(size::SMALL);
    let is_note = message.kind == SegmentKind::Note;
    let trouble = message.note.as_ref().is_some_and(note::is_trouble);
    let columns = columns(message, before, s);
    let head = s.painter.layout_job(columns);
    let left = SIDE + head.size().x + 8.0;
    let width = (s.width - left - SIDE).max(60.0);

    let said = if is_note { note::text(message, s) } else { String::new() };
    let kept = if is_note { &[] } else { fitting(whole(message), width) };
    let shown = Shown::line(kept);
    let mut job = if is_note {
        let ink = if trouble { s.p.warn } else { s.p.weak };
        LayoutJob::single_section(said.clone(), TextFormat::simple(font, ink))
    } else if message.len == 0 {
        let text = tr!(s.words, "talk-empty-datagram");
        LayoutJob::single_section(text, TextFormat::simple(font, s.p.weak))
    } else {
        let mut job = shown.job(&font, s.p.text, s.p, width);
        if shown.bytes() < whole(message).len() || (message.bytes.len() as u64) < message.len {
            job.append("…", 0.0, TextFormat::simple(font, s.p.weak));
        }
        job
    };
    job.wrap = TextWrapping::truncate_at_width(width);
    let body = s.painter.layout_job(job);
    let body_at = pos2(left, ((HEIGHT - body.size().y) / 2.0).round());
    let quiet = vec![(pos2(SIDE, ((HEIGHT - head.size().y) / 2.0).round()), head)];
    let marks = cuts(message, &shown, &body, body_at, s);
    let name = if is_note { said } else { s.spoken(message, &shown.spoken()) };
    let ground = Rect::from_min_size(pos2(0.0, 0.0), vec2(s.width, HEIGHT));
    Row {
        head: Head::of(message),
        height: HEIGHT,
        body,
        body_at,
        shown,
        quiet,
        ground: Some((ground, Color32::TRANSPARENT, Color32::TRANSPARENT)),
        marks,
        actions: Vec::new(),
        name,
    }
}

/// The characters that may be visible in so many points: what is laid out and then cut costs as
/// much.
fn fitting(bytes: &[u8], width: f32) -> &[u8] {
    /// The narrowest character of the face, in points.
    const CHAR: f32 = 6.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bounded width")]
    let most = (width / CHAR).clamp(16.0, LOG_SHOWN as f32) as usize;
    first_chars(bytes, most)
}

/// Time, Δ, direction, peer and length as one job, so that columns align by the fixed width.
fn columns(message: &Message, before: Option<&Head>, s: &Setting<'_>) -> LayoutJob {
    let font = FontId::monospace(size::SMALL);
    let narrow = s.width < NARROW;
    let mut job = LayoutJob::default();
    let mut put = |text: &str, color: Color32| {
        job.append(text, 0.0, TextFormat::simple(font.clone(), color));
    };
    put(&s.clock.time(message.time), s.p.weak);
    let delta = before.map_or(String::new(), |b| delta(message.time.since(b.time)));
    if narrow {
        put(" ", s.p.weak);
    } else {
        put(&format!(" {delta:>9} "), s.p.weak);
    }
    let (arrow, ink) = match message.kind {
        SegmentKind::Received => ("←", s.p.good),
        SegmentKind::Sent => ("→", s.p.accent),
        SegmentKind::Unsent => ("✖", s.p.warn),
        SegmentKind::Note => ("·", s.p.weak),
    };
    put(&format!("{arrow} "), ink);
    if message.kind == SegmentKind::Note {
        return job;
    }
    if s.several {
        let peer = s.peer(message);
        let most = if narrow { PEER_NARROW } else { PEER };
        let skipped = peer.chars().count().saturating_sub(most);
        let cut: String = peer.chars().skip(skipped).collect();
        put(&format!("{cut:<most$} "), s.p.weak);
    }
    put(&format!("{:>6}", message.len), s.p.weak);
    job
}

/// The time since the message above, in six places.
fn delta(since: Duration) -> String {
    let seconds = since.as_secs_f64();
    if seconds < 0.001 {
        format!("+{:.0}µs", seconds * 1e6)
    } else if seconds < 1.0 {
        format!("+{:.1}ms", seconds * 1e3)
    } else if seconds < 100.0 {
        format!("+{seconds:.2}s")
    } else {
        format!("+{seconds:.0}s")
    }
}
