//! The dialog in which two machines are paired: show a code, or enter one.

use super::code::code_ui;
use super::diagnose::{diagnose_button, diagnose_ui};
use super::enter::enter_ui;
use super::me::{identity_ui, me_ui};
use super::{Page, PairView};
use crate::app::state::State;
use crate::language::Words;
use crate::model::pairing::{Means, PairWish};
use crate::tr;
use crate::ui::dialog::page;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::view::{Dialog, View};
use crate::ui::widgets::{Icon, Kind, Tone, banner, button, label_weak, paint_icon};
use egui::{
    CornerRadius, FontId, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo,
};

/// Width of the dialog, and height of a large choice, in points.
const SIZE: (f32, f32) = (560.0, 132.0);
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
    let keep = page(ui, words, ("pair", SIZE.0), &tr!(words, "pair-title"), |ui| {
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
    let card = Vec2::new((ui.available_width() - size::PAD) / 2.0, SIZE.1);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        let (title, text) = (tr!(words, "pair-show"), tr!(words, "pair-show-text"));
        if large(ui, card, Icon::Listen, (&title, &text)).clicked() {
            pair.page = Page::Show;
            wishes.push(PairWish::Show(Means::Code));
        }
        let (title, text) = (tr!(words, "pair-enter"), tr!(words, "pair-enter-text"));
        if large(ui, card, Icon::Keys, (&title, &text)).clicked() {
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

fn large(ui: &mut Ui, card: Vec2, icon: Icon, (title, text): (&str, &str)) -> Response {
    let (rect, response) = ui.allocate_exact_size(card, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), title));
    let p = palette(ui);
    let lit = response.hovered() || response.has_focus();
    let (fill, edge) = if lit { (p.control, p.accent) } else { (p.panel, p.border) };
    let corners = CornerRadius::same(size::CARD_RADIUS);
    ui.painter().rect(rect, corners, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    let left = rect.left() + 16.0;
    let spot = Rect::from_min_size(egui::pos2(left, rect.top() + 16.0), Vec2::splat(22.0));
    paint_icon(ui.painter(), spot, icon, p.accent);
    let inner = card.x - 32.0;
    let title = ui.painter().layout(title.to_owned(), FontId::proportional(17.0), p.text, inner);
    ui.painter().galley(egui::pos2(left, rect.top() + 46.0), title, p.text);
    let font = FontId::proportional(size::MONO);
    let text = ui.painter().layout(text.to_owned(), font, p.weak, inner);
    ui.painter().galley(egui::pos2(left, rect.top() + 72.0), text, p.weak);
    response
}
