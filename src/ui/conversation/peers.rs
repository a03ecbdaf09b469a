//! The tabs above a listener's conversation: all peers, or one of them.

use super::row::safe;
use super::{ConversationView, toolbar};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{ConnectionId, Role};
use crate::record::Position;
use crate::tr;
use crate::ui::theme::palette;
use crate::ui::widgets::{option, toggle};
use crate::ui::words::connection_note;
use egui::{RichText, ScrollArea, Ui};
use std::time::{Duration, Instant};

/// Peers with a tab of their own; the others are in the list behind the last one.
const TABS: usize = 4;
/// Characters of a peer's name in its tab.
const NAME: usize = 32;
/// Stands beside a peer that has finished sending, or to which we have.
const FINISHED: &str = "◑";
/// Messages of an earlier conversation that are read only to learn who speaks in it.
const SCANNED: usize = 20_000;
/// Time a frame may spend on that.
const SLICE: Duration = Duration::from_millis(2);

/// How far an earlier conversation was read for its peers.
#[derive(Default)]
pub(super) struct Scan {
    reached: Option<Position>,
    read: usize,
    done: bool,
}

/// Reads on for a slice of time. True while there is more.
pub(super) fn scan(view: &mut ConversationView) -> bool {
    let ConversationView { rows, scan, peers, .. } = view;
    // A filter hides the other peers: it goes on when there is none.
    if scan.done || !rows.filter().is_empty() {
        return false;
    }
    let begun = Instant::now();
    while begun.elapsed() < SLICE {
        let next = match scan.reached {
            Some(reached) => rows.next(reached),
            None => rows.first(),
        };
        let Some(position) = next.filter(|_| scan.read < SCANNED) else {
            scan.done = true;
            return false;
        };
        (scan.reached, scan.read) = (Some(position), scan.read + 1);
        if let Some(message) = rows.message(position, 0)
            && let Some(peer) = message.peer
        {
            peers.entry(message.connection).or_insert(peer);
        }
    }
    true
}

/// Who is known of in a conversation: from its events while it lives, from its record afterwards.
fn known(session: &Session, view: &ConversationView) -> usize {
    if session.read_only { view.peers.len() } else { session.connections.len() }
}

/// Draws the tabs, where there may be more than one peer.
pub(super) fn peers_ui(ui: &mut Ui, words: &Words, session: &Session, view: &mut ConversationView) {
    let count = known(session, view);
    if session.spec.role != Role::Listen && count < 2 {
        return;
    }
    let mut wished = view.peer();
    toolbar::strip(ui, |ui| {
        let all = if session.read_only { count } else { session.open.len() };
        let all = option(ui, &mut wished, None, tr!(words, "talk-all-peers", count = all));
        if session.half_closed > 0 {
            all.on_hover_text(tr!(words, "count-half-closed", count = session.half_closed));
        }
        let mut tabs: Vec<ConnectionId> = if session.read_only {
            view.peers.keys().copied().take(TABS).collect()
        } else {
            session.open.iter().copied().take(TABS).collect()
        };
        tabs.extend(view.peer().filter(|peer| !tabs.contains(peer)));
        for id in &tabs {
            tab_ui(ui, words, (session, view), *id, &mut wished);
        }
        let others = count.saturating_sub(tabs.len());
        if others > 0 {
            let mut search = std::mem::take(&mut view.peer_search);
            let open = session.open.iter().filter(|id| !tabs.contains(id)).count();
            let name = if session.read_only || open > 0 {
                tr!(words, "talk-more-peers", count = others)
            } else {
                tr!(words, "talk-gone-peers", count = others)
            };
            ui.menu_button(name, |ui| {
                list_ui(ui, words, (session, view), (&mut search, &mut wished));
            });
            view.peer_search = search;
        }
    });
    view.show_peer(wished);
}

fn tab_ui(
    ui: &mut Ui,
    words: &Words,
    (session, view): (&Session, &ConversationView),
    id: ConnectionId,
    wished: &mut Option<ConnectionId>,
) {
    let (name, finished) = called(words, (session, view), id);
    if let Some(side) = finished {
        let text = RichText::new(format!("{name} {FINISHED}")).color(palette(ui).weak);
        option(ui, wished, Some(id), text).on_hover_text(side);
    } else {
        option(ui, wished, Some(id), name);
    }
}

/// What a peer is called here; and what is not as usual about its connection.
fn called(
    words: &Words,
    (session, view): (&Session, &ConversationView),
    id: ConnectionId,
) -> (String, Option<String>) {
    let connection = session.connections.get(&id);
    let recorded = view.peers.get(&id).filter(|_| connection.is_none());
    let name = recorded.map_or_else(|| session.peer_title(id), ToString::to_string);
    let finished = connection.and_then(|peer| connection_note(words, peer));
    (safe(&words.named(&name), NAME), finished)
}

fn list_ui(
    ui: &mut Ui,
    words: &Words,
    (session, view): (&Session, &ConversationView),
    (search, wished): (&mut String, &mut Option<ConnectionId>),
) {
    toolbar::search_ui(ui, &tr!(words, "talk-search-peer"), search);
    let all: Vec<ConnectionId> = if session.read_only {
        view.peers.keys().copied().collect()
    } else {
        session.connections.keys().copied().collect()
    };
    let fits = |id: &ConnectionId| {
        search.is_empty() || called(words, (session, view), *id).0.contains(search.as_str())
    };
    let found: Vec<ConnectionId> = all.into_iter().filter(fits).collect();
    let high = ui.spacing().interact_size.y;
    ScrollArea::vertical().max_height(300.0).show_rows(ui, high, found.len(), |ui, visible| {
        for id in found.get(visible).unwrap_or_default() {
            let (mut name, finished) = called(words, (session, view), *id);
            if session.connections.get(id).is_some_and(|peer| !peer.is_open()) {
                name = tr!(words, "talk-peer-ended", peer = name);
            } else if finished.is_some() {
                name = format!("{name} {FINISHED}");
            }
            let mut row = toggle(ui, *wished == Some(*id), name);
            if let Some(side) = finished {
                row = row.on_hover_text(side);
            }
            if row.clicked() {
                *wished = Some(*id);
                ui.close();
            }
        }
    });
}
