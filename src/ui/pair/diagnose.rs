//! Why others are not found or do not get in: what this machine found out about itself.

use super::start::back_ui;
use super::{Page, PairView};
use crate::app::state::State;
use crate::app::state::pairing::Known;
use crate::language::{Finding, Words};
use crate::model::pairing::Presence;
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{Icon, Kind, button, icon_button, label_weak};
use egui::{RichText, Ui};

/// Width of the column of marks, in points.
const MARK: f32 = 16.0;

/// A button that leads here.
pub(super) fn diagnose_button(ui: &mut Ui, words: &Words, pair: &mut PairView) {
    if button(ui, Kind::Normal, None, &tr!(words, "pair-diagnose")).clicked() {
        (pair.page, pair.examine) = (Page::Diagnose, true);
    }
}

/// Draws the page.
pub(super) fn diagnose_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    pair: &mut PairView,
    intents: &mut Vec<Intent>,
) {
    let pairing = &state.pairing;
    let mut examine = std::mem::take(&mut pair.examine);
    label_weak(ui, tr!(words, "pair-diagnose-about"));
    ui.add_space(size::GAP);
    match &pairing.diagnosis {
        Some(diagnosis) if !pairing.diagnosing => {
            for finding in words.findings(diagnosis) {
                finding_ui(ui, &finding, words, intents);
            }
            for known in pairing.contacts.values().filter(|known| !known.is_over()) {
                dialled_ui(ui, words, known);
            }
        }
        _ => drop(label_weak(ui, tr!(words, "pair-diagnosing"))),
    }
    ui.add_space(size::GAP);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(!pairing.diagnosing, |ui| {
            examine |= button(ui, Kind::Normal, None, &tr!(words, "pair-diagnose-again")).clicked();
        });
        back_ui(ui, words, pair);
    });
    if examine {
        intents.push(Intent::Diagnose);
    }
}

fn finding_ui(ui: &mut Ui, finding: &Finding, words: &Words, intents: &mut Vec<Intent>) {
    mark_ui(ui, finding.good, &finding.text);
    for line in &finding.lines {
        ui.horizontal_wrapped(|ui| {
            ui.add_space(size::SECTION);
            ui.label(RichText::new(line).monospace());
            if icon_button(ui, Icon::Copy, &tr!(words, "pair-copy-line"), false).clicked() {
                intents.push(Intent::Copy(line.clone()));
            }
        });
    }
}

/// A sentence behind a mark: its form says the same as its colour.
fn mark_ui(ui: &mut Ui, good: Option<bool>, text: &str) {
    let p = palette(ui);
    let (mark, color) = match good {
        Some(true) => ("✔", p.good),
        Some(false) => ("✖", p.bad),
        None => ("•", p.weak),
    };
    ui.horizontal_top(|ui| {
        // The marks are of different widths; the sentences begin at one edge.
        ui.scope(|ui| {
            ui.set_min_width(MARK);
            ui.label(RichText::new(mark).color(color));
        });
        ui.add(egui::Label::new(text).wrap());
    });
}

/// Whether a paired machine gets through to this one: nobody else can say.
fn dialled_ui(ui: &mut Ui, words: &Words, known: &Known) {
    let name = known.contact.name.as_str();
    match (&known.presence, &known.dialled_back) {
        (_, Some((tried, reached))) => {
            mark_ui(ui, Some(*reached), &words.dialled_back(name, tried, *reached));
        }
        (Presence::Here { .. }, None) => {
            mark_ui(ui, None, &tr!(words, "pair-asked-to-dial", name = name));
        }
        _ => mark_ui(ui, None, &tr!(words, "pair-cannot-be-asked", name = name)),
    }
}
