//! Whom a listener's message is for: all, some, one.

use super::ComposerView;
use super::outgoing::Choice;
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{ConnectionId, Role};
use crate::tr;
use crate::ui::conversation::search_ui;
use crate::ui::widgets::toggle;
use egui::{ScrollArea, Ui};

/// Characters of a peer's name in the list.
const NAME: usize = 40;

/// Draws the choice, where there is one.
pub(super) fn targets_ui(ui: &mut Ui, words: &Words, session: &Session, view: &mut ComposerView) {
    if session.spec.role != Role::Listen {
        return;
    }
    ui.label(tr!(words, "talk-to"));
    ui.menu_button(summary(words, session, &view.own.choice), |ui| {
        ui.set_min_width(240.0);
        let all = everybody(words, session);
        if toggle(ui, view.own.choice == Choice::All, all).clicked() {
            view.own.choice = Choice::All;
            ui.close();
        }
        search_ui(ui, &tr!(words, "talk-search-peer"), &mut view.own.search);
        let fits = |id: &&ConnectionId| {
            view.own.search.is_empty() || session.peer_title(**id).contains(&view.own.search)
        };
        let found: Vec<ConnectionId> = session.open.iter().filter(fits).copied().collect();
        let high = ui.spacing().interact_size.y;
        ScrollArea::vertical().max_height(260.0).show_rows(ui, high, found.len(), |ui, visible| {
            for id in found.get(visible).unwrap_or_default() {
                peer_ui(ui, session, *id, &mut view.own.choice);
            }
        });
    });
}

fn peer_ui(ui: &mut Ui, session: &Session, id: ConnectionId, choice: &mut Choice) {
    let mut chosen = match choice {
        Choice::All => std::collections::BTreeSet::new(),
        Choice::Some(chosen) => chosen.clone(),
    };
    let mut is_in = chosen.contains(&id);
    let name = crate::ui::conversation::safe(&session.peer_title(id), NAME);
    if ui.checkbox(&mut is_in, name).changed() {
        if is_in {
            chosen.insert(id);
        } else {
            chosen.remove(&id);
        }
        *choice = if chosen.is_empty() { Choice::All } else { Choice::Some(chosen) };
    }
}

fn everybody(words: &Words, session: &Session) -> String {
    if session.spec.endpoint.transport().is_datagram() {
        tr!(words, "talk-everybody", count = session.open.len())
    } else {
        tr!(words, "talk-all-clients", count = session.open.len())
    }
}

fn summary(words: &Words, session: &Session, choice: &Choice) -> String {
    match choice {
        Choice::All => everybody(words, session),
        Choice::Some(chosen) => match chosen.iter().collect::<Vec<_>>().as_slice() {
            [one] => crate::ui::conversation::safe(&session.peer_title(**one), NAME),
            _ => tr!(words, "talk-some-clients", count = chosen.len()),
        },
    }
}
