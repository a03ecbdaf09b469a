//! Who a paired machine is, and whether its pairing is to end.

use super::PairView;
use super::me::{broken, field, label};
use super::when::When;
use super::words::presence_line;
use crate::app::state::State;
use crate::app::state::pairing::Known;
use crate::language::Words;
use crate::model::pairing::{ContactId, PairWish, Presence, Verified};
use crate::pair::identity::fingerprint;
use crate::tr;
use crate::ui::dialog::{page, scrolled};
use crate::ui::intent::Intent;
use crate::ui::theme::size;
use crate::ui::view::{Dialog, View};
use crate::ui::widgets::{Icon, Kind, button, icon_button, label_weak, small};
use egui::{Grid, RichText, Ui};
use std::net::SocketAddr;

/// Width of the two dialogs, in points.
const WIDE: f32 = 480.0;

/// Draws what is known of a paired machine.
pub(in crate::ui) fn details_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    id: ContactId,
) -> Vec<Intent> {
    let mut intents = Vec::new();
    let Some(known) = state.pairing.contacts.get(&id) else { return intents };
    let mut next = Some(Dialog::Contact(id));
    let keep = page(ui, words, ("contact", WIDE), &words.name_of(&known.contact.name), |ui| {
        scrolled(ui, |ui| {
            small(ui, presence_line(words, known, state.now));
            if let Presence::Stopped(fault) = &known.presence
                && known.ended().is_none()
            {
                ui.label(words.pair_fault(fault, Some(&known.contact.name)));
            }
            ui.add_space(size::GAP);
            Grid::new("contact").num_columns(2).spacing([20.0, 8.0]).show(ui, |ui| {
                facts_ui(ui, words, known, &mut view.pair, &mut intents);
            });
            ui.add_space(size::PAD);
            ui.horizontal_wrapped(|ui| deeds_ui(ui, words, known, &mut intents, &mut next));
            if let Some((tried, reached)) = known.dialled_back.as_ref().filter(|_| !known.is_over())
            {
                ui.add_space(size::TIGHT);
                ui.label(words.dialled_back(&known.contact.name, tried, *reached));
            }
        });
    });
    if !keep {
        next = next.filter(|next| *next != Dialog::Contact(id));
        view.pair.calling = None;
    }
    view.dialog = next;
    intents
}

fn facts_ui(
    ui: &mut Ui,
    words: &Words,
    known: &Known,
    pair: &mut PairView,
    intents: &mut Vec<Intent>,
) {
    let (contact, when) = (&known.contact, When::default());
    label_weak(ui, tr!(words, "pair-name"));
    ui.horizontal(|ui| name_ui(ui, words, known, pair, intents));
    ui.end_row();
    label_weak(ui, tr!(words, "pair-claims"));
    ui.label(words.name_of(&contact.claimed));
    ui.end_row();
    label_weak(ui, tr!(words, "pair-verified"));
    ui.label(verified(words, contact.verified));
    ui.end_row();
    label_weak(ui, tr!(words, "pair-key"));
    let key = fingerprint(&contact.key);
    ui.horizontal(|ui| {
        ui.label(RichText::new(broken(ui, &key)).monospace());
        if icon_button(ui, Icon::Copy, &tr!(words, "pair-copy-key"), false).clicked() {
            intents.push(Intent::Copy(key));
        }
    });
    ui.end_row();
    label_weak(ui, tr!(words, "pair-paired-at"));
    ui.label(when.exact(contact.paired_at));
    ui.end_row();
    if let Some(seen) = contact.last_seen {
        label_weak(ui, tr!(words, "pair-last-seen"));
        ui.label(when.exact(seen));
        ui.end_row();
    }
    for (at, address) in contact.addresses.iter().filter(|at| is_usable(at)).enumerate() {
        label_weak(ui, if at == 0 { tr!(words, "pair-addresses") } else { String::new() });
        ui.label(RichText::new(address.to_string()).monospace());
        ui.end_row();
    }
}

/// An address of one link only leads nowhere without that link.
fn is_usable(address: &SocketAddr) -> bool {
    match address {
        SocketAddr::V4(_) => true,
        SocketAddr::V6(v6) => !v6.ip().is_unicast_link_local() || v6.scope_id() != 0,
    }
}

fn name_ui(
    ui: &mut Ui,
    words: &Words,
    known: &Known,
    pair: &mut PairView,
    intents: &mut Vec<Intent>,
) {
    let id = known.contact.id;
    let typed = pair.calling.take().filter(|(of, _)| *of == id);
    let mut name = typed.map_or_else(|| known.contact.name.clone(), |(_, name)| name);
    let edit = ui.add(field(&mut name, &tr!(words, "pair-name")).desired_width(220.0));
    label(&edit, &tr!(words, "pair-name"), &name);
    let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let fresh = !name.trim().is_empty() && name != known.contact.name;
    if fresh && (button(ui, Kind::Normal, None, &tr!(words, "pair-rename")).clicked() || enter) {
        intents.push(Intent::Pair(PairWish::Rename(id, name.trim().to_owned())));
    }
    pair.calling = Some((id, name));
}

/// How it was made sure that the key is theirs.
fn verified(words: &Words, how: Verified) -> String {
    match how {
        Verified::Code => tr!(words, "pair-verified-code"),
        Verified::Link => tr!(words, "pair-verified-link"),
        Verified::No => tr!(words, "pair-verified-no"),
    }
}

fn deeds_ui(
    ui: &mut Ui,
    words: &Words,
    known: &Known,
    intents: &mut Vec<Intent>,
    next: &mut Option<Dialog>,
) {
    let id = known.contact.id;
    if known.ended().is_some() {
        let again = tr!(words, "pair-again");
        if button(ui, Kind::Normal, Some(Icon::Pair), &again).clicked() {
            *next = Some(Dialog::Pair);
        }
        return;
    }
    let here = matches!(known.presence, Presence::Here { .. });
    if !here && button(ui, Kind::Normal, Some(Icon::Retry), &tr!(words, "pair-try-now")).clicked() {
        intents.push(Intent::Pair(PairWish::TryNow(id)));
    }
    if here && button(ui, Kind::Normal, None, &tr!(words, "pair-dial-back")).clicked() {
        intents.push(Intent::Pair(PairWish::DialBack(id)));
    }
    if known.contact.verified == Verified::No
        && button(ui, Kind::Normal, None, &tr!(words, "pair-verify")).clicked()
    {
        *next = Some(Dialog::Pair);
    }
    if button(ui, Kind::Quiet, None, &tr!(words, "pair-unpair")).clicked() {
        *next = Some(Dialog::Unpair(id));
    }
}

/// Asks whether a pairing is to end, and says what is lost and what stays.
pub(in crate::ui) fn unpair_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    id: ContactId,
) -> Vec<Intent> {
    let mut intents = Vec::new();
    let Some(known) = state.pairing.contacts.get(&id) else { return intents };
    let name = words.name_of(&known.contact.name);
    let mut done = false;
    let title = tr!(words, "pair-unpair-title", name = name.as_str());
    let keep = page(ui, words, ("unpair", WIDE), &title, |ui| {
        ui.label(tr!(words, "pair-unpair-lost", name = name.as_str()));
        ui.label(tr!(words, "pair-unpair-stays"));
        if known.queued() > 0 {
            ui.label(tr!(words, "pair-unpair-queued", count = known.queued()));
        }
        ui.add_space(size::PAD);
        ui.horizontal(|ui| {
            // The keyboard comes to the first of them: to what ends nothing.
            done |= button(ui, Kind::Primary, None, &tr!(words, "pair-keep")).clicked();
            if button(ui, Kind::Danger, None, &tr!(words, "pair-unpair")).clicked() {
                intents.push(Intent::Pair(PairWish::Unpair(id)));
                done = true;
            }
        });
    });
    view.dialog = (keep && !done).then_some(Dialog::Unpair(id));
    intents
}
