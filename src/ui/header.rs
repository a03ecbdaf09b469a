//! The head of a session: what it is, where it stands, and what can be done with it.

use super::intent::Intent;
use super::open_form::OpenForm;
use super::theme::{palette, size};
use super::view::{Dialog, View};
use super::widgets::{Icon, Kind, button, icon_button, mark, small};
use super::window::is_low;
use super::words;
use crate::app::state::{Session, Stage, State};
use crate::language::Words;
use crate::model::{Command, ConnectionId, Role, Transport};
use crate::tr;
use egui::{Layout, RichText, Ui};

/// Most addresses of a listener that are shown at once.
const ADDRESSES: usize = 4;

/// Points of width below which title and buttons do not fit one line.
const NARROW: f32 = 390.0;

/// Width of two buttons with a word each, in points.
const TWO: f32 = 240.0;

/// Draws the head.
pub(super) fn header_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    session: &Session,
    view: &mut View,
) -> Vec<Intent> {
    let mut intents = Vec::new();
    // Side by side the buttons keep their width and the title takes what is left; where that would
    // be nothing, the title has a line of its own.
    let narrow = ui.available_width() < NARROW;
    if narrow {
        ui.horizontal(|ui| title_ui(ui, session));
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = size::TIGHT;
            if !session.read_only {
                buttons_ui(ui, words, session, view, &mut intents);
            }
            if !narrow {
                ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                    title_ui(ui, session);
                });
            }
        });
    });
    let low = is_low(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        facts_ui(ui, words, state, session, view);
        if low && session.stage == Stage::Listening {
            addresses_ui(ui, words, state, session, &mut intents);
        }
    });
    if !low && session.stage == Stage::Listening {
        ui.horizontal_wrapped(|ui| addresses_ui(ui, words, state, session, &mut intents));
    }
    intents
}

fn title_ui(ui: &mut Ui, session: &Session) {
    mark(ui, &session.stage);
    ui.add_space(size::TIGHT);
    let title = RichText::new(session.spec.title()).size(17.0).strong().color(palette(ui).text);
    ui.add(egui::Label::new(title).truncate());
}

fn facts_ui(ui: &mut Ui, words: &Words, state: &State, session: &Session, view: &View) {
    if session.read_only {
        small(ui, tr!(words, "header-past"));
        if let Some(past) = &session.past {
            let end = if past.finished { "past-finished" } else { "past-unfinished" };
            small(ui, tr!(words, "past-begun", when = view.sidebar.when.exact(past.started)));
            small(ui, tr!(words, "past-size", size = words.bytes(past.bytes)));
            small(ui, words.say(end));
        }
    } else {
        small(ui, words::session_line(words, session, state.now));
    }
    if !session.spec.name.is_empty() {
        small(ui, session.spec.endpoint.to_string());
    }
    if session.spec.role == Role::Connect
        && let Some(connection) = session.open.last().and_then(|id| session.connections.get(id))
    {
        let (local, peer) = (connection.info.local.to_string(), connection.info.peer.to_string());
        small(ui, format!("{local} → {peer}"));
        if connection.is_paused() {
            let text = RichText::new(tr!(words, "client-paused")).size(size::SMALL);
            ui.label(text.color(palette(ui).warn));
        }
    }
    // Where there is no room for them, the inspector has them.
    if let Some(gauges) = session.gauges.as_ref().filter(|_| !is_low(ui.ctx())) {
        let (received, sent, waiting) = gauges.bytes();
        if !session.stage.is_over() {
            small(ui, words::rates(words, &session.rate));
        }
        let (received, sent) = (words.bytes(received), words.bytes(sent));
        small(ui, tr!(words, "header-totals", received = received, sent = sent));
        if waiting > 0 {
            let text = tr!(words, "header-waiting", bytes = words.bytes(waiting));
            ui.label(RichText::new(text).size(size::SMALL).color(palette(ui).warn));
        }
    }
}

/// From right to left: the rightmost first.
fn buttons_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut View,
    intents: &mut Vec<Intent>,
) {
    if icon_button(ui, Icon::Close, &tr!(words, "header-put-away"), false).clicked() {
        intents.push(Intent::PutAway(session.id));
    }
    if icon_button(ui, Icon::Save, &tr!(words, "header-save"), false).clicked() {
        view.dialog = Some(Dialog::save(session));
    }
    if session.stage.is_over() {
        // Where it failed, the fault has this button; a narrow head has no room for it.
        let shown = !matches!(session.stage, Stage::Failed(_)) && ui.available_width() > TWO;
        if shown && button(ui, Kind::Quiet, None, &tr!(words, "error-change")).clicked() {
            view.form = Some(OpenForm::of(&session.spec, Some(session.id)));
        }
        let name = match session.spec.role {
            Role::Listen => tr!(words, "header-listen-again"),
            Role::Connect => tr!(words, "header-reconnect"),
        };
        if button(ui, Kind::Normal, Some(Icon::Retry), &name).clicked() {
            intents.push(Intent::Replace(session.id, Box::new(session.spec.clone())));
        }
        return;
    }
    let name = match session.spec.role {
        Role::Listen => tr!(words, "header-stop"),
        Role::Connect if session.stage.is_under_way() => tr!(words, "header-cancel"),
        Role::Connect => tr!(words, "header-disconnect"),
    };
    if session.stage != Stage::Closing
        && button(ui, Kind::Normal, Some(Icon::Stop), &name).clicked()
    {
        intents.push(Intent::Engine(Command::Close(session.id)));
    }
    if let Some(connection) = half_closable(session) {
        let name = tr!(words, "header-finish");
        let hint = tr!(words, "header-finish-hint");
        if icon_button(ui, Icon::Half, &name, false).on_hover_text(hint).clicked() {
            intents.push(Intent::Engine(Command::FinishSending(session.id, connection)));
        }
    }
}

/// The connection of a client over a stream that can still send.
fn half_closable(session: &Session) -> Option<ConnectionId> {
    let is_stream = matches!(session.spec.endpoint.transport(), Transport::Tcp | Transport::Unix);
    let id = *session.open.last()?;
    let can_send = session.connections.get(&id)?.can_send();
    (session.spec.role == Role::Connect && is_stream && can_send).then_some(id)
}

/// The addresses that others type, each with a button that copies it.
fn addresses_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    session: &Session,
    intents: &mut Vec<Intent>,
) {
    ui.spacing_mut().item_spacing.x = size::TIGHT;
    let addresses = session.reachable(&state.local);
    for address in addresses.iter().take(ADDRESSES) {
        ui.label(RichText::new(address).monospace().size(size::MONO));
        let name = tr!(words, "header-copy", address = address.as_str());
        if icon_button(ui, Icon::Copy, &name, false).clicked() {
            intents.push(Intent::Copy(address.clone()));
        }
        ui.add_space(size::TIGHT);
    }
    if addresses.len() > ADDRESSES {
        let rest = addresses.get(ADDRESSES..).unwrap_or_default().join("\n");
        let count = addresses.len() - ADDRESSES;
        small(ui, tr!(words, "header-more-addresses", count = count)).on_hover_text(rest);
    }
    let port = session.spec.endpoint.host_port();
    if port.is_some_and(|to| !to.is_open_to_others()) {
        small(ui, tr!(words, "form-loopback-only"));
    }
}
