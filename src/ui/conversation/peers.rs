//! The tabs above a listener's conversation: all peers, or one of them.

use super::ConversationView;
use super::row::safe;
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{ConnectionId, Role};
use crate::tr;
use egui::{ScrollArea, Ui};

/// Peers with a tab of their own; the others are in the list behind the last one.
const TABS: usize = 4;
/// Characters of a peer's name in its tab.
const NAME: usize = 32;

/// Draws the tabs, where there may be more than one peer.
pub(super) fn peers_ui(ui: &mut Ui, words: &Words, session: &Session, view: &mut ConversationView) {
    if session.spec.role != Role::Listen && session.connections.len() < 2 {
        return;
    }
    let mut wished = view.peer();
    super::toolbar::strip(ui, |ui| {
        ui.selectable_value(
            &mut wished,
            None,
            tr!(words, "talk-all-peers", count = session.open.len()),
        );
        let mut tabs: Vec<ConnectionId> = session.open.iter().copied().take(TABS).collect();
        tabs.extend(view.peer().filter(|peer| !tabs.contains(peer)));
        for id in &tabs {
            let name = safe(&session.peer_title(*id), NAME);
            ui.selectable_value(&mut wished, Some(*id), name);
        }
        let others = session.connections.len().saturating_sub(tabs.len());
        if others > 0 {
            ui.menu_button(tr!(words, "talk-more-peers", count = others), |ui| {
                list_ui(ui, words, session, (&mut view.peer_search, &mut wished));
            });
        }
    });
    view.show_peer(wished);
}

fn list_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    (search, wished): (&mut String, &mut Option<ConnectionId>),
) {
    super::toolbar::search_ui(ui, &tr!(words, "talk-search-peer"), search);
    let found: Vec<_> = session
        .connections
        .iter()
        .filter(|(_, peer)| search.is_empty() || peer.title().contains(search.as_str()))
        .collect();
    let high = ui.spacing().interact_size.y;
    ScrollArea::vertical().max_height(300.0).show_rows(ui, high, found.len(), |ui, visible| {
        for (id, peer) in found.get(visible).unwrap_or_default() {
            let mut name = safe(&peer.title(), NAME);
            if !peer.is_open() {
                name = tr!(words, "talk-peer-ended", peer = name);
            }
            if ui.selectable_label(*wished == Some(**id), name).clicked() {
                *wished = Some(**id);
                ui.close();
            }
        }
    });
}
