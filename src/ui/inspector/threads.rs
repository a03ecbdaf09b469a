//! Every live thread in a row: what it is called, does, serves and uses.

use super::InspectorView;
use crate::app::state::{State, ThreadNews};
use crate::language::Words;
use crate::model::{Command, ThreadId, ThreadRole, ThreadRow, ThreadState, limits};
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{
    Align, Cell, Column, Icon, Kind, Renaming, button, header, label_weak, rename_field, small,
    table_row,
};
use crate::ui::words;
use egui::{Key, Modifiers, RichText, ScrollArea, Ui};

/// Longest label of a thread, in characters: it is read in a column.
const LABEL: usize = 100;

const COLUMNS: [Column; 7] = [
    Column { width: 108.0, align: Align::Left },
    Column { width: 54.0, align: Align::Left },
    Column { width: 54.0, align: Align::Left },
    Column { width: 34.0, align: Align::Right },
    Column { width: 44.0, align: Align::Right },
    Column { width: 46.0, align: Align::Right },
    Column { width: 60.0, align: Align::Right },
];

/// The thread functions of the tutorial, and the keys of what shows each here.
const LEGEND: [(&str, &str); 9] = [
    ("currentThread()", "legend-current"),
    ("enumerate()", "legend-enumerate"),
    ("activeCount()", "legend-active"),
    ("run()", "legend-run"),
    ("start()", "legend-start"),
    ("start_new_thread()", "legend-start-new"),
    ("join([time])", "legend-join"),
    ("isAlive()", "legend-alive"),
    ("getName(), setName()", "legend-name"),
];

/// Draws the page.
pub(super) fn threads_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut InspectorView,
) -> Vec<Intent> {
    let mut intents = Vec::new();
    let inset = egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 4));
    inset.show(ui, |ui| summary_ui(ui, words, state));
    let foot = (ui.available_height() * 0.4).clamp(120.0, 260.0);
    let tall = (ui.available_height() - foot).max(80.0);
    let names = [
        "threads-name",
        "threads-role",
        "threads-state",
        "threads-connections",
        "threads-cpu",
        "threads-since",
        "threads-bytes",
    ]
    .map(|key| words.say(key));
    ScrollArea::horizontal().id_salt("threads across").show(ui, |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            header(ui, &COLUMNS, &names);
            let rows = &state.threads.rows;
            ScrollArea::vertical().max_height(tall).auto_shrink([false, true]).show_rows(
                ui,
                size::DENSE_ROW,
                rows.len(),
                |ui, range| {
                    for row in rows.get(range).unwrap_or_default() {
                        row_ui(ui, words, state, row, view, &mut intents);
                    }
                },
            );
        });
    });
    ui.separator();
    inset.show(ui, |ui| {
        ScrollArea::vertical().id_salt("thread foot").auto_shrink(false).show(ui, |ui| {
            chosen_ui(ui, words, state, view, &mut intents);
            news_ui(ui, words, state, view.thread);
            small(ui, tr!(words, "threads-foreign"));
            legend_ui(ui, words, view);
        });
    });
    intents
}

fn summary_ui(ui: &mut Ui, words: &Words, state: &State) {
    ui.horizontal_wrapped(|ui| {
        let (count, peak) = (state.threads.count, state.threads.peak);
        ui.label(RichText::new(tr!(words, "threads-active", count = count)).strong());
        small(ui, tr!(words, "threads-peak", count = peak));
    });
}

fn row_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    row: &ThreadRow,
    view: &mut InspectorView,
    intents: &mut Vec<Intent>,
) {
    if view.renaming.as_ref().is_some_and(|(id, ..)| *id == row.id) {
        rename_ui(ui, words, view, intents);
        return;
    }
    let p = palette(ui);
    let plain = |text: String| Cell { text, color: p.text, mono: false };
    let number = |text: String| Cell { text, color: p.text, mono: true };
    let color = match row.state {
        ThreadState::Running => p.good,
        ThreadState::Waiting => p.weak,
        ThreadState::Stopping => p.warn,
        ThreadState::Panicked => p.bad,
    };
    let is_stuck = state.threads.is_stuck(row, state.clock);
    let (doing, color) = if is_stuck {
        (tr!(words, "thread-state-stuck"), p.bad)
    } else {
        (words::thread_state(words, row.state), color)
    };
    let share = state
        .threads
        .cpu_share(row.id)
        .map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let connections =
        if row.connections == 0 { String::new() } else { row.connections.to_string() };
    let bytes = if row.bytes == 0 { String::new() } else { words.bytes(row.bytes) };
    let cells = [
        Cell { text: row.label.clone(), color: p.text, mono: true },
        plain(words::thread_role(words, row.role)),
        Cell { text: doing.clone(), color, mono: false },
        number(connections),
        number(share),
        number(words::clock(state.clock.since(row.since))),
        number(bytes),
    ];
    let name = tr!(words, "threads-row", name = row.label.as_str(), state = doing);
    let id = ui.scope_id().with(("thread", row.id));
    let response = table_row(ui, &COLUMNS, &cells, (Some(id), &name, view.thread == Some(row.id)));
    if response.clicked() {
        view.thread = Some(row.id);
        response.request_focus();
    }
    let f2 =
        response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2));
    // A third click counts as well: egui takes a click elsewhere just before for the first.
    if response.double_clicked() || response.triple_clicked() || f2 {
        view.renaming = Some((row.id, row.label.clone(), false));
        view.thread = Some(row.id);
    }
    let os_id = row.os_id.map_or_else(|| "–".to_owned(), |id| id.to_string());
    let name = row.os_name.as_str();
    let in_system = tr!(words, "threads-os", name = name, id = os_id);
    response.on_hover_text(format!("{}\n{in_system}", row.label));
}

fn rename_ui(ui: &mut Ui, words: &Words, view: &mut InspectorView, intents: &mut Vec<Intent>) {
    let Some((id, name, focused)) = &mut view.renaming else { return };
    let label = tr!(words, "threads-new-name");
    match rename_field(ui, &label, (name, focused), (LABEL, 240.0)) {
        Renaming::Typed => return,
        Renaming::Taken(name) => intents.push(Intent::Engine(Command::Rename(*id, name))),
        Renaming::Left => {}
    }
    view.renaming = None;
}

/// What can be done with the chosen thread.
fn chosen_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut InspectorView,
    intents: &mut Vec<Intent>,
) {
    let row = view.thread.and_then(|id| state.threads.rows.iter().find(|row| row.id == id));
    let Some(row) = row else {
        small(ui, tr!(words, "threads-choose"));
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&row.label).monospace());
        if button(ui, Kind::Normal, None, &tr!(words, "threads-rename")).clicked() {
            view.renaming = Some((row.id, row.label.clone(), false));
        }
        let limit = limits::JOIN;
        let name = tr!(words, "threads-stop", limit = words.duration(limit));
        let stop = ui.add_enabled_ui(row.can_stop && row.state != ThreadState::Stopping, |ui| {
            button(ui, Kind::Normal, Some(Icon::Stop), &name)
        });
        if stop.inner.clicked() {
            intents.push(Intent::Engine(Command::StopThread(row.id, limit)));
        }
        if !row.can_stop {
            let is_main = row.role == ThreadRole::Main;
            let key = if is_main { "threads-cannot-stop-main" } else { "threads-cannot-stop" };
            small(ui, words.say(key));
        }
    });
}

/// What became of the chosen thread when it was asked something, newest first, and of any that
/// broke down.
fn news_ui(ui: &mut Ui, words: &Words, state: &State, chosen: Option<ThreadId>) {
    const SHOWN: usize = 5;
    let concerns = |news: &&ThreadNews| news.is_panic() || Some(news.thread()) == chosen;
    for news in state.threads.news.iter().rev().filter(concerns).take(SHOWN) {
        let (text, bad) = match news {
            ThreadNews::Panicked(id, fault) => {
                (format!("{} · {}", thread(state, *id), words.fault(fault)), true)
            }
            ThreadNews::Joined(_, name, took) => {
                let took = words.duration(*took);
                (tr!(words, "threads-joined", name = name.as_str(), took = took), false)
            }
            ThreadNews::Late(_, name, limit) => {
                let limit = words.duration(*limit);
                (tr!(words, "threads-late", name = name.as_str(), limit = limit), true)
            }
            ThreadNews::Renamed(_, name, Some(os)) => {
                (tr!(words, "threads-renamed", name = name.as_str(), os = os.as_str()), false)
            }
            ThreadNews::Renamed(_, name, None) => {
                (tr!(words, "threads-renamed-here", name = name.as_str()), false)
            }
        };
        let color = if bad { palette(ui).bad } else { palette(ui).weak };
        ui.label(RichText::new(text).size(size::SMALL).color(color));
    }
}

fn thread(state: &State, id: ThreadId) -> String {
    state.threads.label(id).map_or_else(|| id.to_string(), str::to_owned)
}

/// Where each thread function of the tutorial is seen here.
fn legend_ui(ui: &mut Ui, words: &Words, view: &mut InspectorView) {
    let icon = if view.legend { Icon::ChevronDown } else { Icon::ChevronRight };
    if button(ui, Kind::Quiet, Some(icon), &tr!(words, "legend-title")).clicked() {
        view.legend = !view.legend;
    }
    if !view.legend {
        return;
    }
    egui::Grid::new("legend").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
        for (function, key) in LEGEND {
            ui.label(RichText::new(function).monospace().size(size::SMALL));
            label_weak(ui, words.say(key));
            ui.end_row();
        }
    });
}
