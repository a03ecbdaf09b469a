//! A system event: centred, between lines, in no bubble, so that no peer's text can pass for it.

use super::row::{Head, Row, Setting, safe};
use super::text::Shown;
use crate::model::{CloseReason, FeedEnd, SessionEvent};
use crate::record::Message;
use crate::ui::theme::size;
use egui::{Align, FontId, Rect, pos2, vec2};

/// What happened, as one line.
pub(super) fn text(message: &Message, s: &Setting<'_>) -> String {
    let Some(event) = &message.note else { return String::new() };
    let text = s.words.session_event(event, &s.peer(message));
    let sign = if is_trouble(event) { "⚠ " } else { "" };
    format!("{sign}{}", safe(&text, 600))
}

/// Whether an event tells of something that went wrong.
pub(super) fn is_trouble(event: &SessionEvent) -> bool {
    matches!(
        event,
        SessionEvent::AttemptFailed(..)
            | SessionEvent::TurnedAway { .. }
            | SessionEvent::AcceptPaused(_)
            | SessionEvent::SendRefused { .. }
            | SessionEvent::Fed { end: FeedEnd::Broken(_) | FeedEnd::NobodyThere, .. }
            | SessionEvent::Warning(..)
            | SessionEvent::Dropped { .. }
            | SessionEvent::Retrying { .. }
            | SessionEvent::Failed(_)
            | SessionEvent::Gap { .. }
            | SessionEvent::Closed(_, CloseReason::Broken(_), _)
    )
}

pub(super) fn row(message: &Message, s: &Setting<'_>) -> Row {
    let said = text(message, s);
    let trouble = message.note.as_ref().is_some_and(is_trouble);
    let ink = if trouble { s.p.warn } else { s.p.weak };
    let line = format!("{said} · {}", s.clock.time(message.time));
    let mut job = egui::text::LayoutJob::simple(
        line,
        FontId::proportional(size::SMALL),
        ink,
        (s.width - 120.0).max(120.0),
    );
    job.halign = Align::LEFT;
    let body = s.painter.layout_job(job);
    let left = ((s.width - body.size().x) / 2.0).round();
    let body_at = pos2(left, size::GAP);
    let middle = body_at.y + body.size().y / 2.0;
    let rule = |from: f32, to: f32| {
        (Rect::from_min_size(pos2(from, middle), vec2((to - from).max(0.0), 1.0)), s.p.border)
    };
    let right = left + body.size().x;
    Row {
        head: Head::of(message),
        height: body.size().y + 2.0 * size::GAP,
        body_at,
        shown: Shown::default(),
        quiet: Vec::new(),
        ground: None,
        marks: vec![rule(16.0, left - 12.0), rule(right + 12.0, s.width - 16.0)],
        actions: Vec::new(),
        name: said,
        body,
    }
}
