//! The dialog in which two machines are paired: show a code, or enter one.

use super::code::code_ui;
use super::diagnose::{diagnose_button, diagnose_ui};
use super::enter::enter_ui;
use super::me::{identity_ui, me_ui, take_name};
use super::{Page, PairView};
use crate::app::state::State;
use crate::language::Words;
use crate::model::pairing::{Means, PairWish};
use crate::tr;
use crate::ui::dialog::page;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::view::{Dialog, View};
use crate::ui::widgets::{
    Icon, Kind, Tone, banner, button, focus_ring, label_weak, paint_icon, reveal,
};
use egui::{
    CornerRadius, FontId, Galley, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo,
};
use std::sync::Arc;

/// Width of the dialog, in points.
const WIDE: f32 = 560.0;
/// Space within a large choice, and side of its picture, in points.
const INSIDE: f32 = 16.0;
const ICON: f32 = 22.0;
/// Points of the window's height that the dialog's frame and title take.
const AROUND: f32 = 150.0;

/// Draws the dialog.
pub(in crate::ui) fn pair_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
) -> Vec<Intent> {
    let mut wishes = Vec::new();
    let mut intents = Vec::new();
    let pair = &mut view.pair;
    if pair.page == Page::Choice && state.pairing.shown.is_some() {
        pair.page = Page::Show;
    }
    let tall = ui.ctx().content_rect().height() - AROUND;
    let keep = page(ui, words, ("pair", WIDE), &tr!(words, "pair-title"), |ui| {
        ScrollArea::vertical().max_height(tall).min_scrolled_height(tall).show(ui, |ui| {
            if let Some(fault) = &state.pairing.broken {
                banner(ui, Tone::Bad, |ui| ui.label(words.pair_fault(fault, None)));
                ui.add_space(size::GAP);
            }
            match pair.page {
                Page::Choice => choice_ui(ui, words, state, pair, (&mut wishes, &mut intents)),
                Page::Show => code_ui(ui, words, state, pair, (&mut wishes, &mut intents)),
                Page::Enter => enter_ui(ui, words, state, pair, &mut wishes),
                Page::Diagnose => diagnose_ui(ui, words, state, pair, &mut intents),
            }
        });
    });
    // Who chooses, or closes the dialog, is done with the name; Escape leaves it as it was.
    if !keep || pair.page != Page::Choice {
        let left = ui.input(|input| input.key_pressed(egui::Key::Escape));
        pair.name = pair.name.take().filter(|_| !left);
        // Before what was chosen: the other side is told it.
        let mut first = Vec::new();
        take_name(state.pairing.myself.as_ref(), pair, &mut first);
        wishes.splice(0..0, first);
    }
    if !keep && state.pairing.step.is_none() {
        pair.begin_anew();
    }
    view.dialog = keep.then_some(Dialog::Pair);
    intents.extend(wishes.into_iter().map(Intent::Pair));
    intents
}

/// A quiet button that leads back to the two choices.
pub(super) fn back_ui(ui: &mut Ui, words: &Words, pair: &mut PairView) {
    if button(ui, Kind::Quiet, None, &tr!(words, "pair-back")).clicked() {
        pair.page = Page::Choice;
    }
}

fn choice_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    pair: &mut PairView,
    (wishes, intents): (&mut Vec<PairWish>, &mut Vec<Intent>),
) {
    label_weak(ui, tr!(words, "pair-intro"));
    ui.add_space(size::GAP);
    let wide = (ui.available_width() - size::PAD) / 2.0;
    let show = (tr!(words, "pair-show"), tr!(words, "pair-show-text"));
    let enter = (tr!(words, "pair-enter"), tr!(words, "pair-enter-text"));
    let show = Choice::new(ui, wide, Icon::Listen, show);
    let enter = Choice::new(ui, wide, Icon::Keys, enter);
    let card = Vec2::new(wide, show.tall().max(enter.tall()));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        if large(ui, card, show).clicked() {
            pair.page = Page::Show;
            wishes.push(PairWish::Show(Means::Code));
        }
        if large(ui, card, enter).clicked() {
            pair.page = Page::Enter;
            pair.enter.focus = true;
        }
    });
    ui.add_space(size::SECTION);
    me_ui(ui, words, state, pair, (wishes, intents));
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        diagnose_button(ui, words, pair);
        if button(ui, Kind::Normal, None, &tr!(words, "pair-without")).clicked() {
            (pair.without, pair.renewing) = (!pair.without, false);
        }
        let is_there = state.pairing.myself.is_some();
        if is_there && button(ui, Kind::Normal, None, &tr!(words, "pair-new-identity")).clicked() {
            (pair.without, pair.renewing) = (false, !pair.renewing);
        }
    });
    if pair.without {
        without_ui(ui, words, pair, wishes);
    }
    if pair.renewing {
        identity_ui(ui, words, state, pair, wishes);
    }
}

/// Pairing that proves nothing, behind a word of warning.
fn without_ui(ui: &mut Ui, words: &Words, pair: &mut PairView, wishes: &mut Vec<PairWish>) {
    banner(ui, Tone::Warn, |ui| {
        ui.label(tr!(words, "pair-without-warning"));
        ui.horizontal_wrapped(|ui| {
            if button(ui, Kind::Normal, None, &tr!(words, "pair-without-let-in")).clicked() {
                pair.page = Page::Show;
                wishes.push(PairWish::Show(Means::Nothing));
            }
            if button(ui, Kind::Normal, None, &tr!(words, "pair-without-go")).clicked() {
                pair.page = Page::Enter;
                pair.enter.without = true;
            }
        });
    });
}

/// What a large choice says, laid out for its width.
struct Choice {
    icon: Icon,
    name: String,
    title: Arc<Galley>,
    text: Arc<Galley>,
}

impl Choice {
    fn new(ui: &Ui, wide: f32, icon: Icon, (name, text): (String, String)) -> Self {
        let (p, inner) = (palette(ui), wide - 2.0 * INSIDE);
        let font = FontId::proportional(17.0);
        let title = ui.painter().layout(name.clone(), font, p.text, inner);
        let text = ui.painter().layout(text, FontId::proportional(size::MONO), p.weak, inner);
        Self { icon, name, title, text }
    }

    fn tall(&self) -> f32 {
        INSIDE + ICON + size::GAP + self.title.size().y + size::TIGHT + self.text.size().y + INSIDE
    }
}

fn large(ui: &mut Ui, card: Vec2, choice: Choice) -> Response {
    let (rect, response) = ui.allocate_exact_size(card, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &choice.name));
    reveal(&response);
    let p = palette(ui);
    let fill = if response.hovered() { p.control } else { p.panel };
    let corners = CornerRadius::same(size::CARD_RADIUS);
    ui.painter().rect(rect, corners, fill, Stroke::new(1.0, p.border), StrokeKind::Inside);
    if response.has_focus() {
        focus_ring(ui, rect);
    }
    let mut at = rect.min + Vec2::splat(INSIDE);
    paint_icon(ui.painter(), Rect::from_min_size(at, Vec2::splat(ICON)), choice.icon, p.accent);
    at.y += ICON + size::GAP;
    let below = at.y + choice.title.size().y + size::TIGHT;
    ui.painter().galley(at, choice.title, p.text);
    ui.painter().galley(egui::pos2(at.x, below), choice.text, p.weak);
    response
}
