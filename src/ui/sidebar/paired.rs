//! Paired machines, each with its presence and what nobody has looked at yet.

use crate::app::state::State;
use crate::app::state::pairing::Known;
use crate::language::Words;
use crate::model::pairing::PairWish;
use crate::tr;
use crate::ui::intent::{Intent, Place};
use crate::ui::pair::{presence_line, presence_mark};
use crate::ui::theme::palette;
use crate::ui::view::{Dialog, View};
use crate::ui::widgets::{
    Icon, Renaming, Row, RowMark, context_menu, menu_item, rename_field, row,
};
use crate::ui::words;
use egui::{Key, Response, Ui};

/// Most characters of a name.
const NAME: usize = 48;

/// Draws the machines, and the code while one is shown. Nothing where there is neither.
pub(super) fn paired_ui(ui: &mut Ui, words: &Words, state: &State, view: &mut View) -> Vec<Intent> {
    let mut intents = Vec::new();
    let pairing = &state.pairing;
    if pairing.contacts.is_empty() && pairing.shown.is_none() {
        return intents;
    }
    super::heading(ui, &tr!(words, "sidebar-paired"));
    shown_ui(ui, words, state, view);
    // Ended pairings last.
    let (over, live): (Vec<&Known>, Vec<&Known>) =
        pairing.contacts.values().partition(|known| known.ended().is_some());
    for known in live.into_iter().chain(over) {
        let name = words.name_of(&known.contact.name);
        if super::matches(&view.sidebar.search, &[&name]) {
            contact_ui(ui, words, state, (known, &name), view, &mut intents);
        }
    }
    intents
}

/// The code that is shown, with its time: the way back to its dialog.
fn shown_ui(ui: &mut Ui, words: &Words, state: &State, view: &mut View) {
    let Some(shown) = &state.pairing.shown else { return };
    let (title, left) = (tr!(words, "pair-code-shown"), words::clock(shown.left(state.now)));
    let response = row(
        ui,
        &Row {
            id: ui.scope_id().with("code"),
            depth: 0,
            mark: RowMark::Icon(Icon::Listen),
            title: &title,
            detail: &left,
            name: &format!("{title}, {left}"),
            selected: false,
            mono: false,
        },
    );
    if response.clicked() {
        view.dialog = Some(Dialog::Pair);
    }
}

fn contact_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    (known, name): (&Known, &str),
    view: &mut View,
    intents: &mut Vec<Intent>,
) {
    let id = known.contact.id;
    if let Some((of, typed, focused)) = &mut view.sidebar.calling
        && *of == id
    {
        let width = ui.available_width();
        let label = tr!(words, "pair-name");
        match rename_field(ui, &label, (typed, focused), (NAME, width)) {
            Renaming::Typed => return,
            Renaming::Taken(name) => intents.push(Intent::Pair(PairWish::Rename(id, name))),
            Renaming::Left => {}
        }
        view.sidebar.calling = None;
        return;
    }
    let line = presence_line(words, known, state.now);
    let (shape, color) = presence_mark(known, palette(ui));
    let place = Place::Contact(id);
    let detail = match known.unread {
        0 if known.ended().is_some() => tr!(words, "pair-not-paired"),
        0 if known.queued() > 0 => tr!(words, "pair-queued", count = known.queued()),
        0 => String::new(),
        unread => tr!(words, "pair-unread", count = unread),
    };
    let response = row(
        ui,
        &Row {
            id: ui.scope_id().with(("contact", id)),
            depth: 0,
            mark: RowMark::Shape(shape, color),
            title: name,
            detail: &detail,
            name: &tr!(words, "sidebar-contact", name = name, state = line.as_str()),
            selected: view.shown.contains(&place),
            mono: false,
        },
    );
    if response.clicked() {
        intents.push(Intent::Show(place));
    }
    keys(&response, known, view);
    menu(&response, words, known, view, intents);
    response.on_hover_text(line);
}

fn keys(response: &Response, known: &Known, view: &mut View) {
    let pressed = |key| response.has_focus() && response.ctx.input(|i| i.key_pressed(key));
    let id = known.contact.id;
    if pressed(Key::F2) {
        view.sidebar.calling = Some((id, known.contact.name.clone(), false));
    }
    if pressed(Key::Delete) && !known.is_over() {
        view.dialog = Some(Dialog::Unpair(id));
    }
}

fn menu(
    response: &Response,
    words: &Words,
    known: &Known,
    view: &mut View,
    intents: &mut Vec<Intent>,
) {
    let id = known.contact.id;
    context_menu(response, |ui| {
        if menu_item(ui, tr!(words, "pair-rename-menu")) {
            view.sidebar.calling = Some((id, known.contact.name.clone(), false));
        }
        if menu_item(ui, tr!(words, "pair-details")) {
            view.dialog = Some(Dialog::Contact(id));
        }
        if known.ended().is_some() && menu_item(ui, tr!(words, "pair-again")) {
            view.dialog = Some(Dialog::Pair);
        }
        if known.is_over() {
            return;
        }
        if menu_item(ui, tr!(words, "pair-try-now")) {
            intents.push(Intent::Pair(PairWish::TryNow(id)));
        }
        if menu_item(ui, tr!(words, "pair-unpair-menu")) {
            view.dialog = Some(Dialog::Unpair(id));
        }
    });
}
