//! Which message a screen reader says by itself: the newest one, at most one in a second.

use super::ConversationView;
use super::list::Placed;
use crate::model::SegmentKind;
use crate::record::Position;
use egui::Ui;
use std::time::Duration;

/// Between two that are said: a flood would never be heard to its end.
const PAUSE: Duration = Duration::from_secs(1);

/// What was said last, and when, in seconds since the start.
pub(super) type Said = (Position, f64);

/// Chooses it among the rows that are seen.
pub(super) fn choose(ui: &Ui, view: &mut ConversationView, placed: &[Placed]) {
    let Some(last) = placed.last().filter(|_| view.list.is_stuck()) else { return };
    let heard = |at| view.cache.get(at).is_some_and(|row| row.head.kind == SegmentKind::Received);
    if !heard(last.position) {
        return;
    }
    let now = ui.input(|input| input.time);
    match view.said {
        Some((position, _)) if position == last.position => {}
        Some((_, then)) if now - then < PAUSE.as_secs_f64() => ui.request_repaint_after(PAUSE),
        _ => view.said = Some((last.position, now)),
    }
}
