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
    let text = s.words.session_event(event, &s.peer(message), s.session.spec.endpoint.transport());
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

/// Width of a conversation, in points, below which an event has small margins and no rules.
const NARROW: f32 = 420.0;

/// Characters of a unit at most, with what stands behind it.
const UNIT: usize = 8;

/// Breaks a line behind spaces and the marks of Chinese, as wide as there is room: where words are
/// not parted by spaces it would be broken within them.
fn broken(line: &str, room: f32, wide: impl Fn(&str) -> f32) -> String {
    if wide(line) <= room {
        return line.to_owned();
    }
    let mut pieces: Vec<String> = Vec::new();
    for piece in line.split_inclusive([' ', '，', '。', '：', '；', '、', '？', '！', '）'])
    {
        // A number stays with its unit.
        match pieces.last_mut() {
            Some(last)
                if last.trim_end().ends_with(|c: char| c.is_ascii_digit())
                    && piece.starts_with(char::is_alphabetic)
                    && piece.chars().count() <= UNIT =>
            {
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
    }
    let (mut lines, mut last) = (String::new(), String::new());
    for piece in pieces {
        if !last.is_empty() && wide(format!("{last}{piece}").trim_end()) > room {
            lines.push_str(last.trim_end());
            lines.push('\n');
            last.clear();
        }
        last.push_str(&piece);
    }
    lines + &last
}

pub(super) fn row(message: &Message, s: &Setting<'_>) -> Row {
    let said = text(message, s);
    let trouble = message.note.as_ref().is_some_and(is_trouble);
    let ink = if trouble { s.p.warn } else { s.p.weak };
    let line = format!("{said} · {}", s.clock.time(message.time));
    // A narrow conversation, one of two side by side, has its room for words and not for margins.
    let room = (s.width - if s.width < NARROW { 2.0 * size::PAD } else { 120.0 }).max(120.0);
    let font = FontId::proportional(size::SMALL);
    let wide = |text: &str| s.painter.layout_no_wrap(text.to_owned(), font.clone(), ink).size().x;
    let line = broken(&line, room, wide);
    let mut job = egui::text::LayoutJob::simple(line, font, ink, room);
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
        marks: if s.width < NARROW {
            Vec::new()
        } else {
            vec![rule(16.0, left - 12.0), rule(right + 12.0, s.width - 16.0)]
        },
        actions: Vec::new(),
        name: said,
        body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_event_is_broken_between_words_and_not_within_them() {
        let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 6.0 } else { 12.0 }).sum();
        let line =
            "连接已关闭：双方均已结束，连接关闭。历时 7.4 毫秒，接收 20 B，发送 15 B。 · 18:00";
        let broken = broken(line, 130.0, wide);
        for line in broken.lines() {
            assert!(wide(line) <= 130.0, "{line:?} in {broken}");
            assert!(
                !line.ends_with(|c: char| c.is_ascii_digit()) || line.contains(':'),
                "{broken}"
            );
        }
        assert!(broken.contains("7.4 毫秒，") && broken.lines().count() > 3, "{broken}");
        assert_eq!(broken.replace(['\n', ' '], ""), line.replace(' ', ""));
    }
}
