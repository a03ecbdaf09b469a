//! The chat view: what we said at the right, what they said at the left, in bubbles.

use super::row::{Action, Head, Row, Setting};
use super::text::{LINES, Shown};
use crate::model::{ConnectionId, SegmentKind};
use crate::record::Message;
use crate::tr;
use crate::ui::theme::size;
use egui::text::TextFormat;
use egui::{FontId, Galley, Pos2, Rect, Vec2, pos2, vec2};
use std::sync::Arc;

/// Around the text in its bubble.
const PADDING: Vec2 = vec2(12.0, 7.0);
/// Beside all bubbles.
const SIDE: f32 = 16.0;
/// Widest bubble: longer lines are hard to follow.
const WIDEST: f32 = 720.0;
/// Bytes of a message that are read out.
const SPOKEN: usize = 48;
/// Height of a line with a link or button under the text.
const ACTION: f32 = 26.0;

pub(super) fn row(message: &Message, before: Option<&Head>, s: &Setting<'_>) -> Row {
    let ours = message.kind.is_ours();
    let is_hex = s.manner.is_hex(message);
    let widest = ((s.width - 2.0 * SIDE) * size::BUBBLE_SHARE).clamp(80.0, WIDEST);
    let ink = if ours { s.p.on_mine } else { s.p.on_theirs };
    let shown = s.manner.shown(message);
    let body = if is_hex {
        bytes(message, &shown, ink, s)
    } else {
        body(message, &shown, ink, widest - 2.0 * PADDING.x, s)
    };

    let fresh = before.is_none_or(|b| {
        b.connection != message.connection
            || b.kind.is_ours() != ours
            || b.kind == SegmentKind::Note
    });
    let mut top = if fresh { size::GAP } else { 1.0 };
    let mut quiet = Vec::new();
    if fresh && s.several && message.connection != ConnectionId::SESSION {
        let label = s.quiet(whose(message, s), s.p.weak);
        let x = if ours { s.width - SIDE - label.size().x } else { SIDE };
        quiet.push((pos2(x, top), Arc::clone(&label)));
        top += label.size().y + 3.0;
    }

    let actions = actions(message, body.elided || (shown.bytes() as u64) < message.len, s);
    let buttons: f32 = actions.iter().map(|(_, width)| width + size::GAP).sum();
    let wide = body.size().x.max(buttons - size::GAP) + 2.0 * PADDING.x;
    let under = if actions.is_empty() { 0.0 } else { ACTION + 4.0 };
    let left = if ours { s.width - SIDE - wide } else { SIDE };
    let high = body.size().y + 2.0 * PADDING.y + under;
    let bubble = Rect::from_min_size(pos2(left, top), vec2(wide, high));
    let body_at = bubble.min + PADDING;

    let meta = s.quiet(meta(message, s), s.p.weak);
    let (at, below) = meta_place(&meta, bubble, ours, s.width);
    quiet.push((at, meta));

    let mut x = bubble.left() + PADDING.x;
    let y = bubble.bottom() - PADDING.y - ACTION;
    let mut placed = Vec::new();
    for (action, width) in actions {
        placed.push((action, Rect::from_min_size(pos2(x, y), vec2(width, ACTION))));
        x += width + size::GAP;
    }
    let edge = match message.kind {
        SegmentKind::Unsent => s.p.warn,
        _ => egui::Color32::TRANSPARENT,
    };
    let fill = if ours { s.p.mine } else { s.p.theirs };
    let marks = cuts(message, &shown, &body, body_at, s);
    let name = if is_hex {
        let spoken = message.bytes.get(..SPOKEN).unwrap_or(&message.bytes);
        let more = if (spoken.len() as u64) < message.len { " …" } else { "" };
        s.spoken(message, &(crate::codec::copy::hex(spoken) + more))
    } else {
        s.spoken(message, &shown.spoken())
    };
    Row {
        head: Head::of(message),
        height: bubble.bottom() + below + 1.0,
        body,
        body_at,
        shown,
        quiet,
        ground: Some((bubble, fill, edge)),
        marks,
        actions: placed,
        name,
    }
}

/// Points for the characters of a bubble of bytes, which may be as wide as all bubbles together.
pub(super) fn room(width: f32) -> f32 {
    (width - 2.0 * SIDE).clamp(80.0, WIDEST) - 2.0 * PADDING.x
}

/// What is no text, as bytes.
fn bytes(message: &Message, shown: &Shown, ink: egui::Color32, s: &Setting<'_>) -> Arc<Galley> {
    let font = FontId::monospace(s.bytes_font);
    let mut job = shown.job(&font, ink, s.p, f32::INFINITY);
    if (shown.bytes() as u64) < message.len {
        job.append(" …", 0.0, TextFormat::simple(font, ink));
    }
    s.painter.layout_job(job)
}

fn body(
    message: &Message,
    shown: &Shown,
    ink: egui::Color32,
    width: f32,
    s: &Setting<'_>,
) -> Arc<Galley> {
    if message.len == 0 {
        return s.painter.layout_no_wrap(
            tr!(s.words, "talk-empty-datagram"),
            FontId::proportional(size::BODY),
            ink.gamma_multiply(0.75),
        );
    }
    let mut job = shown.job(&FontId::proportional(size::BODY), ink, s.p, width);
    job.wrap.max_rows = LINES;
    if shown.bytes() < whole(message).len() || (message.bytes.len() as u64) < message.len {
        job.append("…", 0.0, TextFormat::simple(FontId::proportional(size::BODY), ink));
    }
    s.painter.layout_job(job)
}

fn whose(message: &Message, s: &Setting<'_>) -> String {
    let peer = s.peer(message);
    if message.kind.is_ours() { tr!(s.words, "talk-to-peer", peer = peer) } else { peer }
}

/// Time, bytes and marks.
fn meta(message: &Message, s: &Setting<'_>) -> String {
    let mut parts = vec![s.clock.time(message.time), s.words.bytes(message.len)];
    if message.continued {
        parts.push(tr!(s.words, "talk-continued"));
    }
    if message.continues {
        parts.push(tr!(s.words, "talk-continues"));
    }
    if message.growing {
        // What we send is not awaited: it only has no end yet by which it would be cut.
        parts.push(if message.kind.is_ours() {
            tr!(s.words, "talk-growing-sent")
        } else {
            tr!(s.words, "talk-growing")
        });
    }
    let text = parts.join(" · ");
    match message.kind {
        SegmentKind::Sent => format!("{text} ✔"),
        SegmentKind::Unsent => format!("{text} · {}", tr!(s.words, "talk-not-sent")),
        _ => text,
    }
}

/// Beside the bubble where there is room, below it elsewhere; and how much it adds to the height.
fn meta_place(meta: &Galley, bubble: Rect, ours: bool, width: f32) -> (Pos2, f32) {
    let size = meta.size();
    let free = width - 2.0 * SIDE - bubble.width();
    let beside = size.x + size::GAP <= free;
    let y = if beside { bubble.bottom() - size.y - 4.0 } else { bubble.bottom() + 2.0 };
    let x = match (ours, beside) {
        (false, true) => bubble.right() + size::GAP,
        (true, true) => bubble.left() - size::GAP - size.x,
        (false, false) => SIDE,
        (true, false) => (width - SIDE - size.x).max(SIDE),
    };
    (pos2(x, y), if beside { 0.0 } else { size.y + 4.0 })
}

fn actions(message: &Message, cut: bool, s: &Setting<'_>) -> Vec<(Action, f32)> {
    let mut actions = Vec::new();
    let width = |text: String| s.quiet(text, s.p.text).size().x + 28.0;
    if cut {
        actions.push((Action::ShowAll, width(show_all(message.len, s))));
    }
    if message.kind == SegmentKind::Unsent && !s.session.read_only {
        actions.push((Action::Resend, width(tr!(s.words, "talk-resend"))));
    }
    actions
}

/// The text of the button that opens the viewer.
pub(super) fn show_all(len: u64, s: &Setting<'_>) -> String {
    tr!(s.words, "talk-show-all", size = s.words.bytes(len))
}

/// Thin lines in the text where one segment ended and the next began.
pub(super) fn cuts(
    message: &Message,
    shown: &Shown,
    body: &Galley,
    body_at: Pos2,
    s: &Setting<'_>,
) -> Vec<(Rect, egui::Color32)> {
    /// Marks in one message: a hundred cuts are a pattern, ten thousand are only slow.
    const MOST: usize = 256;
    let cuts = message.cuts.iter().map(|cut| *cut as usize);
    let within = cuts.filter(|cut| *cut > 0 && *cut < shown.bytes()).take(MOST);
    let mark = |cut: usize| {
        let at = egui::text::CCursor::new(shown.char_of(cut));
        let caret = body.pos_from_cursor(at).translate(body_at.to_vec2());
        (
            Rect::from_min_max(
                pos2(caret.min.x - 0.5, caret.min.y),
                pos2(caret.min.x + 0.5, caret.max.y),
            ),
            s.p.accent,
        )
    };
    within.map(mark).collect()
}

/// A message's bytes without the beginning of a character whose rest is still to come, or was not
/// asked for.
pub(super) fn whole(message: &Message) -> &[u8] {
    let open = message.growing || (message.bytes.len() as u64) < message.len;
    let held = if open { crate::codec::incomplete_tail(&message.bytes) } else { 0 };
    message.bytes.get(..message.bytes.len() - held).unwrap_or_default()
}
