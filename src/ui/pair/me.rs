//! Who this machine is to others: name, fingerprint, and whether it is seen.

use super::PairView;
use crate::app::state::State;
use crate::app::state::pairing::{Cloned, Myself};
use crate::language::Words;
use crate::model::pairing::PairWish;
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::size;
use crate::ui::widgets::{Icon, Kind, Tone, banner, button, icon_button, label_weak, small};
use egui::{Grid, RichText, Role, TextEdit, Ui, WidgetInfo};

/// Most characters of a name.
const NAME: usize = 48;

/// Width of the window below which a fingerprint has two lines, in points.
const NARROW: f32 = 520.0;

/// Draws it.
pub(super) fn me_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    pair: &mut PairView,
    (wishes, intents): (&mut Vec<PairWish>, &mut Vec<Intent>),
) {
    let Some(me) = &state.pairing.myself else {
        if state.pairing.broken.is_none() {
            label_weak(ui, tr!(words, "pair-starting"));
        }
        return;
    };
    Grid::new("me").num_columns(2).spacing([20.0, 8.0]).show(ui, |ui| {
        label_weak(ui, tr!(words, "pair-my-name"));
        ui.horizontal(|ui| name_ui(ui, words, me, pair, wishes));
        ui.end_row();
        label_weak(ui, tr!(words, "pair-fingerprint"));
        ui.horizontal(|ui| fingerprint_ui(ui, words, &me.fingerprint, intents));
        ui.end_row();
        label_weak(ui, tr!(words, "pair-seen"));
        ui.horizontal_wrapped(|ui| seen_ui(ui, words, me, wishes));
        ui.end_row();
    });
    if let Some(Cloned { proven, addresses }) = &state.pairing.cloned {
        let tone = if *proven { Tone::Bad } else { Tone::Warn };
        banner(ui, tone, |ui| ui.label(words.cloned(*proven, addresses)));
    }
    // Who has paired with nobody yet listens from the first code on: nothing is amiss.
    let paired = state.pairing.contacts.values().any(|known| !known.is_over());
    if me.port.is_none() && paired {
        small(ui, tr!(words, "pair-no-port"));
    }
    if state.pairing.turned_away > 0 {
        small(ui, tr!(words, "pair-turned-away", count = state.pairing.turned_away));
    }
}

/// What another identity costs, and whether it is to be made.
pub(super) fn identity_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    pair: &mut PairView,
    wishes: &mut Vec<PairWish>,
) {
    let paired = state.pairing.contacts.values().filter(|known| !known.is_over()).count();
    banner(ui, Tone::Warn, |ui| {
        ui.label(tr!(words, "pair-new-identity-costs", count = paired));
        ui.horizontal_wrapped(|ui| {
            if button(ui, Kind::Normal, None, &tr!(words, "pair-new-identity-make")).clicked() {
                wishes.push(PairWish::NewIdentity);
                pair.renewing = false;
            }
            if button(ui, Kind::Quiet, None, &tr!(words, "pair-new-identity-keep")).clicked() {
                pair.renewing = false;
            }
        });
    });
}

fn name_ui(
    ui: &mut Ui,
    words: &Words,
    me: &Myself,
    pair: &mut PairView,
    wishes: &mut Vec<PairWish>,
) {
    let mut name = pair.name.clone().unwrap_or_else(|| me.name.clone());
    let field = ui.add(field(&mut name, &tr!(words, "pair-my-name")).desired_width(240.0));
    label(&field, &tr!(words, "pair-my-name"), &name);
    if field.changed() {
        pair.name = Some(name.clone());
    }
    if field.lost_focus() {
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            pair.name = None;
        }
        take_name(Some(me), pair, wishes);
    }
}

/// Takes what was typed as our name, where that is another one.
pub(super) fn take_name(me: Option<&Myself>, pair: &mut PairView, wishes: &mut Vec<PairWish>) {
    let Some(me) = me else { return };
    let typed = pair.name.take().map(|name| name.trim().to_owned());
    if let Some(name) = typed.filter(|name| !name.is_empty() && *name != me.name) {
        wishes.push(PairWish::CallMyself(name));
    }
}

/// A field of one line, as high as a button.
pub(super) fn field<'a>(text: &'a mut String, hint: &str) -> TextEdit<'a> {
    TextEdit::singleline(text)
        .char_limit(NAME)
        .hint_text(hint.to_owned())
        .margin(egui::Margin::symmetric(10, 5))
}

/// Gives a field its accessible name.
pub(super) fn label(field: &egui::Response, name: &str, text: &str) {
    field.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, name);
        info.current_text_value = Some(text.to_owned());
        info
    });
}

/// A fingerprint for reading: on two lines where the window is too narrow for one.
pub(super) fn broken(ui: &Ui, fingerprint: &str) -> String {
    let groups: Vec<&str> = fingerprint.split(' ').collect();
    if ui.ctx().content_rect().width() >= NARROW || groups.len() < 2 {
        return fingerprint.to_owned();
    }
    let (one, other) = groups.split_at(groups.len().div_ceil(2));
    format!("{}\n{}", one.join(" "), other.join(" "))
}

/// A fingerprint in letters, with a button that copies it.
pub(super) fn fingerprint_ui(
    ui: &mut Ui,
    words: &Words,
    fingerprint: &str,
    intents: &mut Vec<Intent>,
) {
    ui.spacing_mut().item_spacing.x = size::TIGHT;
    ui.label(RichText::new(broken(ui, fingerprint)).monospace());
    if icon_button(ui, Icon::Copy, &tr!(words, "pair-copy-fingerprint"), false).clicked() {
        intents.push(Intent::Copy(fingerprint.to_owned()));
    }
}

fn seen_ui(ui: &mut Ui, words: &Words, me: &Myself, wishes: &mut Vec<PairWish>) {
    let (mut visible, mut named) = (me.visible, me.named);
    ui.checkbox(&mut visible, tr!(words, "pair-visible"));
    ui.add_enabled_ui(visible, |ui| ui.checkbox(&mut named, tr!(words, "pair-named")));
    if (visible, named) != (me.visible, me.named) {
        wishes.push(PairWish::BeSeen { visible, named });
    }
}
