//! What failed, where the eye is, with what helps as buttons.

use super::intent::{Intent, Place};
use super::open_form::OpenForm;
use super::theme::size;
use super::view::View;
use super::widgets::{Icon, Kind, Tone, aloud, banner, button, icon_button, small};
use super::window::is_low;
use crate::app::state::{Retry, Session, Stage, State, Warning};
use crate::language::Words;
use crate::model::{Command, ConnectionId, Endpoint, Fault, FaultKind, SessionId, SessionSpec};
use crate::tr;
use egui::{Align, Label, Layout, Ui, Vec2};

/// What helps against a fault.
enum Fix {
    /// Listen on this port instead.
    UsePort(u16),
    /// Show our own session that holds the port.
    ShowOurs(SessionId),
    /// Remove the left-over socket file.
    ReplaceStale,
    /// Allow broadcast addresses.
    AllowBroadcast,
}

/// Draws why a session failed, or why it tries again, or what went wrong lately.
pub(super) fn errors_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    session: &Session,
    view: &mut View,
) -> Vec<Intent> {
    let mut intents = Vec::new();
    match &session.stage {
        Stage::Failed(fault) => failed_ui(ui, words, state, session, fault, view, &mut intents),
        Stage::Retrying(retry) => retrying_ui(ui, words, state, session, retry, &mut intents),
        _ => {}
    }
    if let Some(fault) = &session.accept_paused {
        banner(ui, Tone::Warn, |ui| {
            ui.label(tr!(words, "error-accept-paused"));
            fault_ui(ui, words, fault);
        });
    }
    if session.turned_away > 0 {
        let limit = session.spec.options.max_clients;
        banner(ui, Tone::Warn, |ui| {
            ui.label(tr!(words, "error-turned-away", count = session.turned_away, limit = limit));
        });
    }
    if let Some(warning) = session.warnings.back()
        && !matches!(session.stage, Stage::Failed(_))
    {
        warning_ui(ui, words, session, warning, &mut intents);
    }
    intents
}

fn failed_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    session: &Session,
    fault: &Fault,
    view: &mut View,
    intents: &mut Vec<Intent>,
) {
    banner(ui, Tone::Bad, |ui| {
        fault_ui(ui, words, fault);
        ui.horizontal_wrapped(|ui| {
            for (place, fix) in fixes_of(fault, state).iter().enumerate() {
                let kind = if place == 0 { Kind::Primary } else { Kind::Normal };
                if button(ui, kind, None, &fix_name(words, fix)).clicked() {
                    intents.push(apply(fix, session));
                }
            }
            if button(ui, Kind::Normal, Some(Icon::Retry), &tr!(words, "error-try-again")).clicked()
            {
                intents.push(Intent::Replace(session.id, Box::new(session.spec.clone())));
            }
            if button(ui, Kind::Quiet, None, &tr!(words, "error-change")).clicked() {
                view.form = Some(OpenForm::of(&session.spec, Some(session.id)));
            }
        });
    });
}

fn retrying_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    session: &Session,
    retry: &Retry,
    intents: &mut Vec<Intent>,
) {
    banner(ui, Tone::Warn, |ui| {
        fault_ui(ui, words, &retry.fault);
        small(ui, super::words::stage(words, &session.stage, state.now));
        ui.horizontal(|ui| {
            if button(ui, Kind::Normal, Some(Icon::Retry), &tr!(words, "error-now")).clicked() {
                intents.push(Intent::Engine(Command::RetryNow(session.id)));
            }
            if button(ui, Kind::Quiet, None, &tr!(words, "error-give-up")).clicked() {
                intents.push(Intent::Engine(Command::Close(session.id)));
            }
        });
    });
}

fn warning_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    warning: &Warning,
    intents: &mut Vec<Intent>,
) {
    let more = session.warnings.len() as u64 - 1 + session.warnings_dropped;
    if is_low(ui.ctx()) {
        return low_warning_ui(ui, words, session, warning, intents);
    }
    banner(ui, Tone::Warn, |ui| {
        if let Some(bytes) = warning.refused {
            ui.label(tr!(words, "error-refused", bytes = words.bytes(bytes)));
        }
        fault_ui(ui, words, &warning.fault);
        let peer = session.peer_title(warning.connection);
        let is_named = words.fault(&warning.fault).contains(&peer);
        if warning.connection != ConnectionId::SESSION && !is_named {
            small(ui, peer);
        }
        if more > 0 {
            small(ui, tr!(words, "error-more", count = more));
        }
        ui.horizontal(|ui| {
            if matches!(warning.fault.kind, FaultKind::BroadcastOff(_))
                && button(ui, Kind::Primary, None, &tr!(words, "error-allow-broadcast")).clicked()
            {
                intents.push(apply(&Fix::AllowBroadcast, session));
            }
            if button(ui, Kind::Quiet, None, &tr!(words, "notice-dismiss")).clicked() {
                intents.push(Intent::DismissWarnings(session.id));
            }
        });
    });
}

/// The same on one line: the conversation needs the room. The whole is told where the pointer rests.
fn low_warning_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    warning: &Warning,
    intents: &mut Vec<Intent>,
) {
    banner(ui, Tone::Warn, |ui| {
        let layout = Layout::right_to_left(Align::Center);
        let line = Vec2::new(ui.available_width(), size::ROW);
        ui.allocate_ui_with_layout(line, layout, |ui| {
            if icon_button(ui, Icon::Close, &tr!(words, "notice-dismiss"), false).clicked() {
                intents.push(Intent::DismissWarnings(session.id));
            }
            if matches!(warning.fault.kind, FaultKind::BroadcastOff(_))
                && button(ui, Kind::Primary, None, &tr!(words, "error-allow-broadcast")).clicked()
            {
                intents.push(apply(&Fix::AllowBroadcast, session));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let refused = warning.refused.map(|bytes| words.bytes(bytes));
                let refused = refused.map(|bytes| tr!(words, "error-refused", bytes = bytes));
                let told = [refused, Some(words.fault(&warning.fault))];
                let told = told.into_iter().flatten().collect::<Vec<_>>().join(" ");
                aloud(&ui.add(Label::new(told.as_str()).truncate()).on_hover_text(told.as_str()));
            });
        });
    });
}

/// The sentence, and below it what the system said.
fn fault_ui(ui: &mut Ui, words: &Words, fault: &Fault) {
    aloud(&ui.label(words.fault(fault)));
    if let Some(os) = &fault.os {
        small(ui, os.to_string());
    }
}

/// What helps, most likely first.
fn fixes_of(fault: &Fault, state: &State) -> Vec<Fix> {
    match &fault.kind {
        FaultKind::PortTaken { ours, free, .. } => {
            let ours = ours.filter(|id| state.sessions.contains_key(id)).map(Fix::ShowOurs);
            ours.into_iter().chain(free.map(Fix::UsePort)).collect()
        }
        FaultKind::PortLingers { free, .. } => free.map(Fix::UsePort).into_iter().collect(),
        FaultKind::PathStale(_) => vec![Fix::ReplaceStale],
        FaultKind::BroadcastOff(_) => vec![Fix::AllowBroadcast],
        _ => Vec::new(),
    }
}

fn fix_name(words: &Words, fix: &Fix) -> String {
    match fix {
        // As text: a port has no thousands separator.
        Fix::UsePort(port) => tr!(words, "error-use-port", port = port.to_string()),
        Fix::ShowOurs(_) => tr!(words, "error-show-ours"),
        Fix::ReplaceStale => tr!(words, "error-replace-stale"),
        Fix::AllowBroadcast => tr!(words, "error-allow-broadcast"),
    }
}

fn apply(fix: &Fix, session: &Session) -> Intent {
    let mut spec = session.spec.clone();
    match fix {
        Fix::ShowOurs(id) => return Intent::Show(Place::Session(*id)),
        Fix::UsePort(port) => set_port(&mut spec, *port),
        Fix::ReplaceStale => spec.options.replace_stale = true,
        Fix::AllowBroadcast => spec.options.broadcast = true,
    }
    Intent::Replace(session.id, Box::new(spec))
}

fn set_port(spec: &mut SessionSpec, port: u16) {
    match &mut spec.endpoint {
        Endpoint::Tcp(to) | Endpoint::Udp(to) => to.port = port,
        Endpoint::Unix(_) | Endpoint::UnixGram(_) => {}
    }
}
