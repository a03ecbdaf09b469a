//! The talk with a paired machine: who it is, what was said, and the field to say more.

use super::composer::composer_ui;
use super::list::{ListView, list_ui};
use super::when::When;
use super::words::{presence_line, presence_mark};
use crate::app::state::State;
use crate::app::state::pairing::{Known, Talk, Turn, Unsaid};
use crate::language::Words;
use crate::model::pairing::{ContactId, PairFault, PairWish, Presence, TransferId, Verified};
use crate::tr;
use crate::ui::intent::{Intent, Place};
use crate::ui::theme::{palette, size};
use crate::ui::view::{Dialog, View};
use crate::ui::widgets::{
    Icon, Kind, Tone, banner, button, focus_ring, icon_button, label_weak, paint_mark, small,
};
use egui::{CentralPanel, Frame, Layout, Margin, Panel, RichText, Stroke, Ui};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;

/// What the screen keeps of a talk.
#[derive(Default)]
pub struct TalkView {
    /// Where the talk is to be read on.
    pub turn: Option<Turn>,
    /// The end of the talk is seen.
    pub at_end: bool,
    /// What is typed.
    pub(super) text: String,
    /// Why it was not said.
    pub(super) fault: Option<PairFault>,
    /// The path of what is to be offered, while it is typed.
    pub(super) path: Option<String>,
    /// The offer that is to be received into another folder, and its path, while it is typed.
    pub(super) into: Option<(TransferId, String)>,
    /// That field is to get the keyboard.
    pub(super) into_focus: bool,
    /// The field is to get the keyboard.
    pub(super) focus: bool,
    /// The field of the path is to get it.
    pub(super) path_focus: bool,
    /// Long texts that are shown whole, by position.
    pub(super) whole: BTreeSet<u64>,
    pub(super) list: ListView,
    pub(super) when: When,
}

impl TalkView {
    /// Gives the keyboard to the field.
    pub fn take_keyboard(&mut self) {
        self.focus = true;
    }

    /// What is typed and not said.
    #[must_use]
    pub fn draft(&self) -> &str {
        &self.text
    }

    /// Puts what was typed in an earlier run into the field, where nothing is typed yet.
    pub fn take_draft(&mut self, text: &str) {
        if self.text.is_empty() {
            text.clone_into(&mut self.text);
        }
    }

    /// Puts a path that could not be offered back, to be corrected.
    pub fn take_path_back(&mut self, path: &Path, fault: PairFault) {
        self.path = Some(path.display().to_string());
        (self.path_focus, self.focus, self.fault) = (true, false, Some(fault));
    }

    /// Puts a text that was refused back, in front of what was typed since.
    pub fn take_back(&mut self, unsaid: Unsaid) {
        if self.text.is_empty() {
            self.text = unsaid.text;
        } else {
            self.text = format!("{}\n{}", unsaid.text, self.text);
        }
        self.fault = Some(unsaid.fault);
    }
}

/// What the parts of a talk need to draw.
pub(super) struct Scene<'a> {
    pub(super) words: &'a Words,
    pub(super) state: &'a State,
    pub(super) known: &'a Known,
    /// What they are called, cleaned.
    pub(super) name: String,
}

impl Scene<'_> {
    pub(super) fn id(&self) -> ContactId {
        self.known.contact.id
    }
}

/// Draws the talk with a paired machine.
pub(in crate::ui) fn talk_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    id: ContactId,
) -> Vec<Intent> {
    let mut intents = Vec::new();
    let Some(known) = state.pairing.contacts.get(&id) else { return intents };
    let scene = Scene { words, state, known, name: words.name_of(&known.contact.name) };
    let (p, place) = (palette(ui), Place::Contact(id));
    let head = Frame::new().fill(p.base).inner_margin(Margin::symmetric(16, 10));
    Panel::top(("head", &place)).frame(head).resizable(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = size::TIGHT;
        head_ui(ui, &scene, &mut view.dialog, &mut intents);
        banners_ui(ui, &scene);
    });
    let talk_view = view.pair.talks.entry(id).or_default();
    let foot = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(16, 10));
    let foot = Panel::bottom(("say", &place)).frame(foot).resizable(false).show(ui, |ui| {
        composer_ui(ui, &scene, talk_view, &mut view.dialog, &mut intents);
    });
    view.foot = view.foot.min(foot.response.rect.top());
    let middle = Frame::new().fill(p.base).inner_margin(Margin::symmetric(12, 6));
    CentralPanel::default().frame(middle).show(ui, |ui| match state.pairing.talks.get(&id) {
        Some(talk) => said_ui(ui, &scene, talk, talk_view, &mut intents),
        None => drop(label_weak(ui, tr!(words, "pair-talk-closed"))),
    });
    intents
}

fn said_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    talk: &Talk,
    view: &mut TalkView,
    intents: &mut Vec<Intent>,
) {
    if let Some(fault) = &talk.fault {
        banner(ui, Tone::Bad, |ui| ui.label(scene.words.pair_fault(fault, None)));
    }
    if talk.items().is_empty() {
        view.at_end = true;
        if scene.known.ended().is_some() {
            return;
        }
        ui.centered_and_justified(|ui| {
            label_weak(ui, tr!(scene.words, "pair-talk-empty", name = scene.name.as_str()))
        });
        return;
    }
    list_ui(ui, scene, talk, view, intents);
}

fn head_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &mut Option<Dialog>, intents: &mut Vec<Intent>) {
    let (words, known) = (scene.words, scene.known);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = size::TIGHT;
            if icon_button(ui, Icon::More, &tr!(words, "pair-details"), false).clicked() {
                *dialog = Some(Dialog::Contact(scene.id()));
            }
            let waits = matches!(known.presence, Presence::Away { .. } | Presence::Stopped(_));
            let text = tr!(words, "pair-try-now");
            if waits
                && known.ended().is_none()
                && button(ui, Kind::Normal, Some(Icon::Retry), &text).clicked()
            {
                intents.push(Intent::Pair(PairWish::TryNow(scene.id())));
            }
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                title_ui(ui, scene, dialog);
            });
        });
    });
    ui.horizontal_wrapped(|ui| {
        let line = presence_line(words, known, scene.state.now);
        if known.ended().is_some() {
            let p = palette(ui);
            ui.label(RichText::new(line).size(size::SMALL).color(p.bad));
            return;
        }
        small(ui, line);
        if let Presence::Here { address } = &known.presence {
            small(ui, listens_at(known, *address));
        }
    });
}

/// Where they listen. The port a connection of theirs comes from says nothing to anybody.
fn listens_at(known: &Known, from: SocketAddr) -> String {
    let listens = known.contact.addresses.iter().find(|listens| listens.ip() == from.ip());
    listens.map_or_else(|| from.ip().to_string(), ToString::to_string)
}

fn title_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &mut Option<Dialog>) {
    let p = palette(ui);
    let (shape, color) = presence_mark(scene.known, p);
    paint_mark(ui, shape, color);
    ui.add_space(size::TIGHT);
    if scene.known.contact.verified == Verified::No {
        let text = RichText::new(tr!(scene.words, "pair-not-verified")).size(size::SMALL);
        let chip = egui::Button::new(text.color(p.warn))
            .fill(p.warn_soft)
            .stroke(Stroke::NONE)
            .corner_radius(size::CARD_RADIUS);
        let title = RichText::new(scene.name.as_str()).size(17.0).strong().color(p.text);
        let width = (ui.available_width() - 120.0).max(40.0);
        ui.scope(|ui| {
            ui.set_max_width(width);
            ui.add(egui::Label::new(title).truncate());
        });
        let hint = tr!(scene.words, "pair-not-verified-hint");
        let chip = ui.add(chip).on_hover_text(hint);
        if chip.has_focus() {
            focus_ring(ui, chip.rect.expand(2.0));
        }
        if chip.clicked() {
            *dialog = Some(Dialog::Contact(scene.id()));
        }
    } else {
        let title = RichText::new(scene.name.as_str()).size(17.0).strong().color(p.text);
        ui.add(egui::Label::new(title).truncate());
    }
}

/// What holds the whole talk up.
fn banners_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let (words, known) = (scene.words, scene.known);
    if let Some(fault) = &scene.state.pairing.broken {
        banner(ui, Tone::Bad, |ui| {
            ui.label(words.pair_fault(fault, None));
            small(ui, tr!(words, "pair-broken"));
        });
    }
    if let Presence::Stopped(fault) = &known.presence
        && known.ended().is_none()
    {
        banner(ui, Tone::Bad, |ui| ui.label(words.pair_fault(fault, Some(&scene.name))));
    }
    for (count, key) in
        [(known.brought_back, "pair-brought-back"), (known.given_again, "pair-given-again")]
    {
        if count > 0 {
            let values =
                [("count", count.into()), ("name", crate::language::Value::from(&scene.name))];
            banner(ui, Tone::Warn, |ui| ui.label(words.say_with(key, &values)));
        }
    }
}
