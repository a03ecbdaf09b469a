//! The ladder: every socket and thread call with its arguments, its result and its time.

use super::{InspectorView, python};
use crate::app::state::{LoggedCall, State};
use crate::language::{Words, result_of};
use crate::model::{CallResult, ConnectionId};
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{
    Align, Cell, Column, Icon, Kind, button, choice, header, label_weak, small, table_row,
};
use egui::{ComboBox, ScrollArea, Ui, Vec2};
use std::collections::BTreeSet;

const COLUMNS: [Column; 4] = [
    Column { width: 92.0, align: Align::Left },
    // "session:10" must not look like "session:1".
    Column { width: 88.0, align: Align::Left },
    Column { width: 300.0, align: Align::Left },
    Column { width: 58.0, align: Align::Right },
];

/// Least and largest width of the calls themselves, in points.
const CALL: (f32, f32) = (180.0, 420.0);

/// The columns, the calls as wide as there is room, and how many characters that is.
fn columns(ui: &Ui) -> ([Column; 4], usize) {
    let mut columns = COLUMNS;
    let others = columns.iter().map(|column| column.width + size::GAP).sum::<f32>() + size::GAP;
    let [_, _, call, _] = &mut columns;
    // The bar at the right is over the table, and fills some of it.
    let room = ui.available_width() - (others - call.width) - size::GAP;
    call.width = room.clamp(CALL.0, CALL.1);
    let font = egui::FontId::monospace(size::SMALL);
    let letter = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen")]
    let letters = (call.width / letter) as usize;
    (columns, letters)
}

/// Draws the page.
pub(super) fn calls_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut InspectorView,
) -> Vec<Intent> {
    let mut intents = Vec::new();
    let shown: Vec<&LoggedCall> = state
        .calls
        .calls
        .iter()
        .filter(|logged| view.session.is_none_or(|session| Some(session) == logged.session))
        .filter(|logged| view.connection.is_none_or(|id| id == logged.call.connection))
        .collect();
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 4)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            filters_ui(ui, words, state, view);
            if button(ui, Kind::Quiet, Some(Icon::Copy), &tr!(words, "calls-copy")).clicked() {
                let lines: Vec<String> = shown.iter().map(|call| line(state, call)).collect();
                intents.push(Intent::Copy(lines.join("\n")));
            }
            let hint = tr!(words, "calls-python-hint");
            let name = tr!(words, "calls-python");
            let copy = button(ui, Kind::Quiet, Some(Icon::Copy), &name).on_hover_text(hint);
            if copy.clicked() {
                let calls: Vec<_> = shown.iter().map(|logged| &logged.call).collect();
                intents.push(Intent::Copy(python::script(&calls)));
            }
        });
        let missing = state.calls.dropped
            + state
                .sessions
                .values()
                .filter_map(|session| session.gauges.as_ref())
                .map(|gauges| gauges.calls_skipped.load(std::sync::atomic::Ordering::Relaxed))
                .sum::<u64>();
        if missing > 0 {
            small(ui, tr!(words, "calls-skipped", count = missing));
        }
    });
    if shown.is_empty() {
        ui.add_space(size::SECTION);
        ui.vertical_centered(|ui| label_weak(ui, tr!(words, "calls-none")));
        return intents;
    }
    let names =
        ["calls-time", "calls-thread", "calls-call", "calls-took"].map(|key| words.say(key));
    let (columns, letters) = columns(ui);
    ScrollArea::horizontal().id_salt("calls across").show(ui, |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(0.0, 1.0);
            header(ui, &columns, &names);
            ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true).show_rows(
                ui,
                size::DENSE_ROW,
                shown.len(),
                |ui, range| {
                    for logged in shown.get(range).unwrap_or_default() {
                        row_ui(ui, words, state, logged, (&columns, letters));
                    }
                },
            );
        });
    });
    intents
}

fn filters_ui(ui: &mut Ui, words: &Words, state: &State, view: &mut InspectorView) {
    let all = tr!(words, "calls-all-sessions");
    let title = |id| {
        let open = state.sessions.get(&id).map(|session| session.spec.title());
        open.unwrap_or_else(|| format!("session:{id}"))
    };
    let combo = ComboBox::from_id_salt("calls session").width(120.0).truncate();
    let chosen = view.session.map_or_else(|| all.clone(), title);
    let response = combo.selected_text(&chosen).show_ui(ui, |ui| {
        if choice(ui, view.session.is_none(), &*all) {
            (view.session, view.connection) = (None, None);
        }
        // Also those that were put away, while their calls are here.
        let told = state.calls.calls.iter().filter_map(|logged| logged.session);
        let offered: BTreeSet<_> = state.sessions.keys().copied().chain(told).collect();
        for id in offered {
            if choice(ui, view.session == Some(id), title(id)) {
                (view.session, view.connection) = (Some(id), None);
            }
        }
    });
    name(&response.response, tr!(words, "calls-session"), &chosen);
    let Some(session) = view.session.and_then(|id| state.sessions.get(&id)) else { return };
    let all = tr!(words, "calls-all-connections");
    let chosen = match view.connection {
        None => all.clone(),
        Some(id) => session.peer_title(id),
    };
    // A list of ten thousand is no list: the newest of them, as many as can be looked through.
    const OFFERED: usize = 50;
    let combo = ComboBox::from_id_salt("calls connection").width(120.0).truncate();
    let response = combo.selected_text(&chosen).show_ui(ui, |ui| {
        if choice(ui, view.connection.is_none(), &*all) {
            view.connection = None;
        }
        for id in session.connections.keys().rev().take(OFFERED) {
            let selected = view.connection == Some(*id);
            if choice(ui, selected, session.peer_title(*id)) {
                view.connection = Some(*id);
            }
        }
    });
    name(&response.response, tr!(words, "calls-connection"), &chosen);
}

fn name(response: &egui::Response, text: String, chosen: &str) {
    crate::ui::conversation::named_combo(response, &text, chosen);
    response.clone().on_hover_text(text);
}

fn row_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    logged: &LoggedCall,
    (columns, letters): (&[Column], usize),
) {
    let p = palette(ui);
    let call = &logged.call;
    let color = match call.result {
        CallResult::Failed(_) => p.bad,
        _ => p.text,
    };
    let (text, thread) = (rung(logged), thread(state, logged));
    let whole = format!("{thread}\n{text}");
    let cells = [
        Cell { text: time(call.time.0), color: p.weak, mono: true },
        Cell { text: thread, color: p.weak, mono: true },
        Cell { text: cell(logged, letters), color, mono: true },
        Cell { text: words.duration(call.duration), color: p.weak, mono: true },
    ];
    table_row(ui, columns, &cells, (None, &text, false)).on_hover_text(whole);
}

fn thread(state: &State, logged: &LoggedCall) -> String {
    let id = logged.call.thread;
    let name = state.threads.label(id).or_else(|| state.calls.thread_name(id));
    name.map_or_else(|| id.to_string(), str::to_owned)
}

/// The rung as a narrow column shows it: what does not fit is left out of the middle of the call,
/// so that its name and its result can be read.
fn cell(logged: &LoggedCall, letters: usize) -> String {
    let (call, result) = parts(logged);
    let room = letters.saturating_sub(result.chars().count()).max(letters / 2).max(4);
    let count = call.chars().count();
    if count <= room {
        return call + &result;
    }
    let tail = (room - 1) / 2;
    let head: String = call.chars().take(room - 1 - tail).collect();
    let tail: String = call.chars().skip(count - tail).collect();
    format!("{head}…{tail}{result}")
}

/// `recv(65536) = 17`, with how many calls it stands for.
fn rung(logged: &LoggedCall) -> String {
    let (call, result) = parts(logged);
    call + &result
}

/// The call, and what came of it.
fn parts(logged: &LoggedCall) -> (String, String) {
    let call = &logged.call;
    let times = if call.times > 1 { format!(" ×{}", call.times) } else { String::new() };
    let whose = if call.connection == ConnectionId::SESSION {
        String::new()
    } else {
        format!("{} ", call.connection)
    };
    (format!("{whose}{}", call.op), format!(" = {}{times}", result_of(&call.result)))
}

fn line(state: &State, logged: &LoggedCall) -> String {
    let took = logged.call.duration;
    let time = time(logged.call.time.0);
    format!("{time}  {:<16}  {}  {took:?}", thread(state, logged), rung(logged))
}

/// The time of day in UTC, to the millisecond.
fn time(nanos: u64) -> String {
    let millis = nanos / 1_000_000;
    let seconds = millis / 1_000;
    let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{:03}", seconds % 60, millis % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Call, Nanos, Op, OsError, ThreadId};

    #[test]
    fn the_name_of_a_call_and_its_result_fit_the_column() {
        let text = "Connection refused".to_owned();
        let call = Call {
            time: Nanos(0),
            thread: ThreadId(1),
            connection: ConnectionId::SESSION,
            op: Op::Connect("[2001:db8:1:2:3:4:5:6]:9999".to_owned()),
            result: CallResult::Failed(OsError { code: Some(99_999), text }),
            duration: std::time::Duration::ZERO,
            times: 1,
        };
        let mut logged = LoggedCall { session: None, call };
        assert_eq!(
            cell(&logged, 40),
            "connect([2001…4:5:6]:9999) = errno 99999",
            "as many characters as there is room for"
        );
        assert_eq!(rung(&logged), "connect([2001:db8:1:2:3:4:5:6]:9999) = errno 99999");
        logged.call.op = Op::Connect("127.0.0.1:9998".to_owned());
        logged.call.result = CallResult::Done;
        assert_eq!(cell(&logged, 40), "connect(127.0.0.1:9998) = ok");
    }
}
