//! Sessions of this run, each with its state; below a listener its clients.

use crate::app::state::{Connection, Session, State};
use crate::language::Words;
use crate::model::{Command, ConnectionId, Role};
use crate::tr;
use crate::ui::intent::{Intent, Place};
use crate::ui::theme::{palette, size};
use crate::ui::view::{Dialog, View};
use crate::ui::widgets::{Icon, Row, RowMark, Shape, context_menu, mark_of, menu_item, row};
use crate::ui::words;
use egui::{Key, Response, Ui, vec2};
use std::time::Duration;

/// Height of a client's row with what is between two.
const CLIENT: f32 = size::DENSE_ROW + 2.0 + 2.0;
/// Height of the list of clients of one listener, in rows, before it scrolls by itself.
const CLIENTS_SHOWN: usize = 12;

/// Draws the sessions.
pub(super) fn sessions_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
) -> Vec<Intent> {
    let mut intents = Vec::new();
    if state.sessions.is_empty() {
        super::empty(ui, &tr!(words, "sidebar-no-sessions"));
    }
    for session in state.sessions.values() {
        let (title, line) = (session.spec.title(), words::session_line(words, session, state.now));
        if !super::matches(&view.sidebar.search, &[&title]) {
            continue;
        }
        let (shape, color) = mark_of(&session.stage, palette(ui));
        let detail = match session.spec.role {
            Role::Listen if !session.open.is_empty() => session.open.len().to_string(),
            _ => String::new(),
        };
        let place = Place::Session(session.id);
        let selected = view.shown.contains(&place);
        let id = ui.scope_id().with(("session", session.id));
        let response = row(
            ui,
            &Row {
                id,
                depth: 0,
                mark: RowMark::Shape(shape, color),
                title: &words::short_title(&session.spec),
                detail: &detail,
                name: &tr!(words, "sidebar-session", title = title.as_str(), state = line.as_str()),
                selected,
                mono: false,
            },
        );
        if selected && view.sidebar.revealed.as_ref() != Some(&place) {
            view.sidebar.revealed = Some(place.clone());
            response.scroll_to_me(None);
        }
        menu(&response, words, session, view, &mut intents);
        let can_fold = session.spec.role == Role::Listen && !session.open.is_empty();
        if can_fold {
            fold_mark(ui, &response, view.sidebar.folded_sessions.contains(&session.id));
        }
        if response.clicked() {
            if view.shown.as_slice() == [place.clone()] && can_fold {
                fold(view, session);
            }
            intents.push(Intent::Show(place));
        }
        response.on_hover_text(line);
        if !view.sidebar.folded_sessions.contains(&session.id) {
            clients_ui(ui, words, session, view, &mut intents);
        }
    }
    intents
}

/// A small triangle in front of a row below which there is more: to the right while it is folded.
fn fold_mark(ui: &Ui, response: &Response, folded: bool) {
    let at = egui::pos2(response.rect.left() + size::GAP / 2.0, response.rect.center().y);
    let corners = if folded {
        [vec2(-2.0, -3.5), vec2(2.5, 0.0), vec2(-2.0, 3.5)]
    } else {
        [vec2(-3.5, -2.0), vec2(3.5, -2.0), vec2(0.0, 2.5)]
    };
    let corners = corners.map(|corner| at + corner).to_vec();
    let shape = egui::Shape::convex_polygon(corners, palette(ui).weak, egui::Stroke::NONE);
    ui.painter().add(shape);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(!folded));
}

fn fold(view: &mut View, session: &Session) {
    if !view.sidebar.folded_sessions.remove(&session.id) {
        view.sidebar.folded_sessions.insert(session.id);
    }
}

fn menu(
    response: &Response,
    words: &Words,
    session: &Session,
    view: &mut View,
    intents: &mut Vec<Intent>,
) {
    context_menu(response, |ui| {
        if session.stage.is_over() {
            if menu_item(ui, tr!(words, "header-reconnect")) {
                intents.push(Intent::Replace(session.id, Box::new(session.spec.clone())));
            }
        } else if menu_item(ui, tr!(words, "header-stop")) {
            intents.push(Intent::Engine(Command::Close(session.id)));
        }
        if session.spec.role == Role::Connect
            && let Some(connection) = session.open.last().and_then(|id| session.connections.get(id))
        {
            connection_menu(ui, words, session, connection, intents);
        }
        if menu_item(ui, tr!(words, "header-save")) {
            view.dialog = Some(Dialog::save(session));
        }
        if menu_item(ui, tr!(words, "header-put-away")) {
            intents.push(Intent::PutAway(session.id));
        }
        if session.stage.is_over() && menu_item(ui, tr!(words, "sidebar-clear-all")) {
            intents.push(Intent::ClearEnded);
        }
    });
    if response.has_focus() && response.ctx.input(|input| input.key_pressed(Key::Delete)) {
        intents.push(Intent::PutAway(session.id));
    }
}

/// The open clients of a listener. Only those that can be seen are drawn: there may be 10,000.
fn clients_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut View,
    intents: &mut Vec<Intent>,
) {
    let count = session.open.len();
    if session.spec.role != Role::Listen || count == 0 {
        return;
    }
    let tall = CLIENT * count.min(CLIENTS_SHOWN) as f32;
    egui::ScrollArea::vertical()
        .id_salt(("clients", session.id))
        .max_height(tall)
        .auto_shrink([false, true])
        .show_rows(ui, CLIENT - 2.0, count, |ui, range| {
            for id in session.open.get(range).unwrap_or_default() {
                client_ui(ui, words, session, *id, view, intents);
            }
        });
}

fn client_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    id: ConnectionId,
    view: &mut View,
    intents: &mut Vec<Intent>,
) {
    let Some(connection) = session.connections.get(&id) else { return };
    let title = words.named(&connection.title());
    let (received, sent, _) = connection.info.gauges.bytes();
    let detail = words.bytes(received.saturating_add(sent));
    let place = Place::Session(session.id);
    let selected = view.sidebar.client == Some((session.id, id)) && view.shown.contains(&place);
    let finished = words::connection_note(words, connection);
    let p = palette(ui);
    let (mark, name) = match &finished {
        Some(side) => (
            if connection.is_paused() {
                RowMark::Icon(Icon::Pause)
            } else {
                RowMark::Shape(Shape::HalfDisc, p.weak)
            },
            tr!(words, "sidebar-client-finished", peer = title.as_str(), side = side.as_str()),
        ),
        None => (
            RowMark::Shape(Shape::Disc, p.good),
            tr!(words, "sidebar-client", peer = title.as_str()),
        ),
    };
    let key = ui.scope_id().with(("client", session.id, id));
    let response = row(
        ui,
        &Row {
            id: key,
            depth: 1,
            mark,
            title: &title,
            detail: &detail,
            name: &name,
            selected,
            mono: true,
        },
    );
    let response = match finished {
        Some(side) => response.on_hover_text(side),
        None => response,
    };
    if response.clicked() {
        view.sidebar.client = Some((session.id, id));
        intents.push(Intent::ShowClient(session.id, id));
    }
    context_menu(&response, |ui| {
        if menu_item(ui, tr!(words, "client-disconnect")) {
            intents.push(Intent::Engine(Command::Disconnect(session.id, id)));
        }
        connection_menu(ui, words, session, connection, intents);
        if menu_item(ui, tr!(words, "client-copy")) {
            intents.push(Intent::Copy(title.clone()));
        }
    });
}

/// What can be done with one connection besides ending it; reading is stopped or goes on.
fn connection_menu(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    connection: &Connection,
    intents: &mut Vec<Intent>,
) {
    let id = connection.info.id;
    let reading = if connection.is_paused() {
        (tr!(words, "client-resume"), Command::PauseReading(session.id, id, false))
    } else {
        (tr!(words, "client-pause"), Command::PauseReading(session.id, id, true))
    };
    let mut commands = vec![
        (tr!(words, "client-finish"), Command::FinishSending(session.id, id)),
        (tr!(words, "client-reset"), Command::Reset(session.id, id)),
        reading,
    ];
    if session.spec.endpoint.transport().is_datagram() {
        // Datagrams have no end and no reset, and one socket cannot rest for one of many peers.
        let from = if session.spec.role == Role::Connect { 2 } else { 3 };
        commands.drain(..from);
    }
    for (name, command) in commands {
        if menu_item(ui, name) {
            intents.push(Intent::Engine(command));
            // The thread of the connection tells in a gauge, which asks for no frame.
            ui.ctx().request_repaint_after(Duration::from_millis(100));
        }
    }
}
