//! A paired machine's state as mark and words, for several views.

use crate::app::state::pairing::{Ended, Known};
use crate::language::Words;
use crate::model::pairing::Presence;
use crate::tr;
use crate::ui::theme::Palette;
use crate::ui::widgets::Shape;
use egui::Color32;
use std::time::Instant;

/// Shape and colour of a presence: never told by colour alone.
pub(in crate::ui) fn presence_mark(known: &Known, p: &Palette) -> (Shape, Color32) {
    if known.ended().is_some() {
        return (Shape::Struck, p.weak);
    }
    match known.presence {
        Presence::Here { .. } => (Shape::Disc, p.good),
        Presence::Dialling => (Shape::Dots, p.accent),
        Presence::Away { .. } => (Shape::Hollow, p.weak),
        Presence::Stopped(_) => (Shape::Cross, p.bad),
    }
}

/// Who ended a pairing.
fn ended_line(words: &Words, known: &Known, ended: Ended) -> String {
    let name = words.name_of(&known.contact.name);
    match ended {
        Ended::Here => tr!(words, "pair-over"),
        Ended::There => tr!(words, "pair-over-there", name = name),
        Ended::Forgotten => tr!(words, "pair-over-forgotten", name = name),
    }
}

/// Where a paired machine is, how much waits for it and when it is tried again.
pub(in crate::ui) fn presence_line(words: &Words, known: &Known, now: Instant) -> String {
    if let Some(ended) = known.ended() {
        return ended_line(words, known, ended);
    }
    let mut parts = vec![match known.presence {
        Presence::Here { .. } => tr!(words, "pair-here"),
        Presence::Dialling => tr!(words, "pair-dialling"),
        Presence::Away { .. } => tr!(words, "pair-away"),
        Presence::Stopped(_) => tr!(words, "pair-stopped"),
    }];
    if known.queued() > 0 {
        parts.push(tr!(words, "pair-queued", count = known.queued()));
    }
    if let Some(left) = known.next_try(now) {
        // Rounded up, so that the last second reads 1 and not 0.
        parts.push(tr!(words, "pair-next-try", seconds = left.as_secs_f64().ceil()));
    }
    parts.join(" · ")
}
