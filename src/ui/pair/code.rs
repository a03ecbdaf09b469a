//! Our code while it is shown: large enough to be read aloud, with its time and its wrong tries.

use super::PairView;
use super::start::back_ui;
use crate::app::state::State;
use crate::app::state::pairing::{Pairing, ShownCode};
use crate::language::Words;
use crate::model::pairing::{Hidden, Means, PairWish};
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{Icon, Kind, Tone, aloud, banner, button, icon_button, label_weak, small};
use crate::ui::words;
use egui::{Align, CornerRadius, Layout, Rect, RichText, Role, Sense, Ui, Vec2, WidgetInfo};
use std::time::Instant;

/// Height of the digits, in points.
const DIGITS: f32 = 46.0;
/// Height of the bar that runs down, in points.
const BAR: f32 = 6.0;
/// Share of its time from which on the bar warns.
const LATE: f32 = 0.2;

type Wished<'a> = (&'a mut Vec<PairWish>, &'a mut Vec<Intent>);

/// Draws the page.
pub(super) fn code_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    pair: &mut PairView,
    (wishes, intents): Wished<'_>,
) {
    let pairing = &state.pairing;
    match &pairing.shown {
        Some(shown) => {
            shown_ui(ui, words, shown, state.now, intents);
            if pairing.of_another {
                banner(ui, Tone::Warn, |ui| aloud(&ui.label(tr!(words, "pair-code-of-another"))));
                ui.add_space(size::GAP);
            }
        }
        None => gone_ui(ui, words, pairing, wishes),
    }
    if let Some(wrong) = pairing.wrong {
        let from = wrong.from.ip().to_string();
        let (count, limit) = (wrong.count, wrong.limit);
        let text = tr!(words, "pair-wrong-try", from = from, count = count, limit = limit);
        banner(ui, Tone::Warn, |ui| aloud(&ui.label(text)));
        ui.add_space(size::GAP);
    }
    if pairing.shown.is_some() {
        addresses_ui(ui, words, pairing, intents);
    }
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        if pairing.shown.is_some() {
            if button(ui, Kind::Normal, None, &tr!(words, "pair-hide")).clicked() {
                wishes.push(PairWish::Hide);
                pair.page = super::Page::Choice;
            }
            small(ui, tr!(words, "pair-may-close"));
        } else {
            back_ui(ui, words, pair);
        }
    });
}

fn shown_ui(
    ui: &mut Ui,
    words: &Words,
    shown: &ShownCode,
    now: Instant,
    intents: &mut Vec<Intent>,
) {
    if shown.means == Means::Nothing {
        banner(ui, Tone::Warn, |ui| ui.label(tr!(words, "pair-open-to-anyone")));
    } else {
        label_weak(ui, tr!(words, "pair-read-aloud"));
    }
    ui.add_space(size::GAP);
    if !shown.code.is_empty() {
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            // Eleven signs, each three fifths of their height: at a large zoom they are smaller.
            let tall = DIGITS.min(ui.available_width() / 7.0);
            let digits = RichText::new(shown.code.expose()).monospace().size(tall).strong();
            ui.label(digits.color(palette(ui).text));
        });
        ui.add_space(size::TIGHT);
    }
    bar_ui(ui, words, shown, now);
    ui.horizontal_wrapped(|ui| {
        small(ui, tr!(words, "pair-left", left = words::clock(shown.left(now))));
        let copies = [
            (&shown.code, "pair-copy-code", "pair-copy-code"),
            (&shown.link, "pair-copy-link", "pair-copy-link-hint"),
        ];
        for (text, name, hint) in copies {
            if text.is_empty() {
                continue;
            }
            let copy = button(ui, Kind::Quiet, Some(Icon::Copy), &words.say(name));
            if copy.on_hover_text(words.say(hint)).clicked() {
                intents.push(Intent::Copy(text.expose().to_owned()));
            }
        }
    });
    ui.add_space(size::GAP);
}

/// A bar that runs down with the code's time.
fn bar_ui(ui: &mut Ui, words: &Words, shown: &ShownCode, now: Instant) {
    let wide = Vec2::new(ui.available_width(), BAR);
    let (rect, response) = ui.allocate_exact_size(wide, Sense::hover());
    let name = tr!(words, "pair-left", left = words::clock(shown.left(now)));
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &name));
    let p = palette(ui);
    let share = shown.share(now);
    let color = if share < LATE { p.warn } else { p.accent };
    let round = CornerRadius::same(3);
    ui.painter().rect_filled(rect, round, p.control);
    let full = Rect::from_min_size(rect.min, Vec2::new(rect.width() * share, BAR));
    ui.painter().rect_filled(full, round, color);
}

/// There is no code: it is on its way, or over.
fn gone_ui(ui: &mut Ui, words: &Words, pairing: &Pairing, wishes: &mut Vec<PairWish>) {
    let text = match pairing.hidden.and_then(|why| words.code_hidden(why)) {
        Some(text) => text,
        None if pairing.hidden == Some(Hidden::ByHand) && pairing.of_another => {
            tr!(words, "pair-code-replaced")
        }
        None if pairing.hidden == Some(Hidden::ByHand) => tr!(words, "pair-no-code"),
        None if pairing.broken.is_some() => return,
        None => {
            label_weak(ui, tr!(words, "pair-code-comes"));
            return;
        }
    };
    aloud(&ui.label(text));
    ui.add_space(size::GAP);
    if button(ui, Kind::Primary, None, &tr!(words, "pair-new-code")).clicked() {
        wishes.push(PairWish::Show(Means::Code));
    }
    ui.add_space(size::GAP);
}

/// Where others may reach us: what is typed where nobody is seen.
fn addresses_ui(ui: &mut Ui, words: &Words, pairing: &Pairing, intents: &mut Vec<Intent>) {
    let Some(me) = &pairing.myself else { return };
    if me.addresses.is_empty() {
        let text = tr!(words, "pair-no-addresses");
        banner(ui, Tone::Warn, |ui| aloud(&ui.label(text)));
        return;
    }
    small(ui, tr!(words, "pair-my-addresses"));
    ui.horizontal_wrapped(|ui| {
        for address in &me.addresses {
            let text = address.to_string();
            let name = tr!(words, "pair-copy-address", address = text.as_str());
            ui.label(RichText::new(text.as_str()).monospace());
            if icon_button(ui, Icon::Copy, &name, false).clicked() {
                intents.push(Intent::Copy(text));
            }
        }
        if me.addresses.len() > 1
            && button(ui, Kind::Quiet, None, &tr!(words, "pair-copy-addresses")).clicked()
        {
            let all: Vec<String> = me.addresses.iter().map(ToString::to_string).collect();
            intents.push(Intent::Copy(all.join(", ")));
        }
    });
}
