//! What else the composer sends: the same again, a file, a paste too large to be shown.

use super::outgoing::{self, Blocked};
use super::repeat::Repeat;
use super::stream::{FileError, Progress, Stream};
use super::{ComposerView, reason};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::Command;
use crate::tr;
use crate::ui::theme::palette;
use egui::{DragValue, ProgressBar, RichText, TextEdit, Ui};
use std::path::Path;
use std::time::Duration;

/// Longest pause of a repetition, in milliseconds.
const PAUSE: u64 = 3_600_000;
/// Most repetitions that can be asked for by number.
const TIMES: u32 = 1_000_000;

/// What is unfolded, and what is set there.
pub(super) struct Tools {
    repeat_open: bool,
    file_open: bool,
    /// The path gets the keyboard when it is drawn next.
    focus_path: bool,
    every: u64,
    times: u32,
    path: String,
}

impl Default for Tools {
    fn default() -> Self {
        let (repeat_open, file_open, focus_path) = (false, false, false);
        Self { repeat_open, file_open, focus_path, every: 1_000, times: 10, path: String::new() }
    }
}

#[cfg(test)]
impl Tools {
    /// Sets the repetition, as its fields would.
    pub(super) fn set(&mut self, every: u64, times: u32) {
        (self.every, self.times) = (every, times);
    }
}

/// Sends what is due: the next repetition, the next piece of a stream.
pub(super) fn run(
    ui: &Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
    run_repeat(ui, words, session, view, commands);
    let Some(stream) = &mut view.own.stream else { return };
    let before = commands.len();
    let progress = stream.step(session, &view.own.choice, commands);
    let name = stream.name.clone();
    let size = words.bytes(stream.sent);
    let said = match progress {
        Progress::Going => {
            // Soon if it goes on, a little later if it waits for the peer to read.
            let pause = if commands.len() > before { 4 } else { 30 };
            ui.ctx().request_repaint_after(Duration::from_millis(pause));
            return;
        }
        Progress::Done => tr!(words, "talk-stream-done", name = name, size = size),
        Progress::Broken(error) => {
            tr!(words, "talk-stream-broken", name = name, size = size, why = error.to_string())
        }
        Progress::NobodyThere => tr!(words, "talk-stream-nobody", name = name, size = size),
    };
    view.own.stream = None;
    view.own.notice = Some(said);
}

fn run_repeat(
    ui: &Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
    let Some(repeat) = &mut view.own.repeat else { return };
    let now = ui.input(|i| i.time);
    let count = repeat.bytes.len();
    if let Some(why) = outgoing::blocked(session, &view.own.choice, count) {
        let why = reason(words, &why);
        view.own.notice = Some(tr!(words, "talk-repeat-stopped", times = repeat.done, why = why));
        view.own.repeat = None;
        return;
    }
    for _ in 0..repeat.due(now) {
        let target = view.own.choice.target(session);
        let bytes = repeat.bytes.clone();
        commands.push(Command::Send { session: session.id, target, bytes });
    }
    if repeat.is_done() {
        view.own.notice = Some(tr!(words, "talk-repeat-done", times = repeat.done));
        view.own.repeat = None;
    } else {
        ui.ctx().request_repaint_after(repeat.pause(now));
    }
}

/// The buttons that unfold the rest.
pub(super) fn tools_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
    let tools = &mut view.own.tools;
    if ui.selectable_label(tools.repeat_open, tr!(words, "talk-repeat")).clicked() {
        tools.repeat_open = !tools.repeat_open;
    }
    if ui.selectable_label(tools.file_open, tr!(words, "talk-file")).clicked() {
        tools.file_open = !tools.file_open;
        tools.focus_path = tools.file_open;
    }
    let empty_ok = session.spec.endpoint.transport().is_datagram();
    if empty_ok
        && outgoing::blocked(session, &view.own.choice, 0).is_none()
        && ui.button(tr!(words, "talk-send-empty")).clicked()
    {
        let target = view.own.choice.target(session);
        let bytes = std::sync::Arc::from([].as_slice());
        commands.push(Command::Send { session: session.id, target, bytes });
    }
}

/// What is unfolded or under way.
pub(super) fn unfolded_ui(ui: &mut Ui, words: &Words, session: &Session, view: &mut ComposerView) {
    if view.own.tools.repeat_open || view.own.repeat.is_some() {
        ui.horizontal_wrapped(|ui| repeat_ui(ui, words, session, view));
    }
    if view.own.tools.file_open {
        ui.horizontal_wrapped(|ui| file_ui(ui, words, session, view));
    }
    if view.own.pasted.is_some() {
        ui.horizontal_wrapped(|ui| pasted_ui(ui, words, session, view));
    }
    if let Some(stream) = &view.own.stream {
        let part = stream.sent as f64 / stream.len.max(1) as f64;
        let (sent, all) = (words.bytes(stream.sent), words.bytes(stream.len));
        let name = crate::ui::conversation::safe(&stream.name, 60);
        let text = tr!(words, "talk-stream", name = name, sent = sent, all = all);
        let mut stop = false;
        ui.horizontal(|ui| {
            #[expect(clippy::cast_possible_truncation, reason = "a part of one")]
            let bar = ProgressBar::new(part as f32).desired_width(160.0);
            let response = ui.add(bar);
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(text.as_str()));
            ui.label(text.as_str());
            stop = ui.button(tr!(words, "talk-stop")).clicked();
        });
        if stop {
            view.own.stream = None;
        }
    }
}

fn repeat_ui(ui: &mut Ui, words: &Words, session: &Session, view: &mut ComposerView) {
    let label = ui.label(tr!(words, "talk-repeat-every"));
    let field = DragValue::new(&mut view.own.tools.every).range(1..=PAUSE).suffix(" ms");
    ui.add(field).labelled_by(label.id);
    let label = ui.label(tr!(words, "talk-repeat-times"));
    let field = DragValue::new(&mut view.own.tools.times).range(0..=TIMES);
    ui.add(field).labelled_by(label.id).on_hover_text(tr!(words, "talk-repeat-endless"));
    if let Some(repeat) = &view.own.repeat {
        let done = repeat.done;
        if ui.button(tr!(words, "talk-stop")).clicked() {
            view.own.repeat = None;
        }
        ui.label(tr!(words, "talk-repeat-going", times = done));
        return;
    }
    let made = view.outgoing();
    let free = made
        .as_ref()
        .is_ok_and(|bytes| outgoing::blocked(session, &view.own.choice, bytes.len()).is_none());
    if ui.add_enabled(free, egui::Button::new(tr!(words, "talk-repeat-start"))).clicked()
        && let Ok(bytes) = made
    {
        let now = ui.input(|i| i.time);
        let every = Duration::from_millis(view.own.tools.every);
        view.own.repeat = Some(Repeat::new(bytes.into(), every, view.own.tools.times, now));
        view.own.notice = None;
        ui.ctx().request_repaint();
    }
}

fn file_ui(ui: &mut Ui, words: &Words, session: &Session, view: &mut ComposerView) {
    let label = ui.label(tr!(words, "talk-file-path"));
    let field =
        TextEdit::singleline(&mut view.own.tools.path).char_limit(4096).desired_width(260.0);
    let field = ui.add(field).labelled_by(label.id);
    if std::mem::take(&mut view.own.tools.focus_path) {
        field.request_focus();
    }
    for file in ui.input(|i| i.raw.dropped_files.clone()) {
        view.own.tools.path = file.path().to_string_lossy().into_owned();
    }
    let why = outgoing::blocked(session, &view.own.choice, 1);
    let free = why.is_none() && view.own.stream.is_none() && !view.own.tools.path.trim().is_empty();
    if !ui.add_enabled(free, egui::Button::new(tr!(words, "talk-file-send"))).clicked() {
        return;
    }
    let datagram = session.spec.endpoint.transport().is_datagram();
    match Stream::file(Path::new(view.own.tools.path.trim()), datagram) {
        Ok(stream) => (view.own.stream, view.own.notice) = (Some(stream), None),
        Err(error) => view.own.notice = Some(file_error(words, &error)),
    }
    ui.ctx().request_repaint();
}

fn file_error(words: &Words, error: &FileError) -> String {
    match error {
        FileError::Io(error) => tr!(words, "talk-file-unreadable", why = error.to_string()),
        FileError::NotRegular => tr!(words, "talk-file-not-regular"),
        FileError::TooLarge(count) => {
            let limit = crate::model::limits::DATAGRAM;
            tr!(words, "talk-blocked-too-large", count = *count, limit = limit)
        }
    }
}

fn pasted_ui(ui: &mut Ui, words: &Words, session: &Session, view: &mut ComposerView) {
    let Some(bytes) = view.own.pasted.clone() else { return };
    let size = words.bytes(bytes.len() as u64);
    let p = palette(ui);
    ui.label(RichText::new(tr!(words, "talk-paste-large", size = size.as_str())).color(p.warn));
    let datagram = session.spec.endpoint.transport().is_datagram();
    let why = if datagram {
        Some(Blocked::TooLarge(bytes.len()))
    } else {
        outgoing::blocked(session, &view.own.choice, 1)
    };
    let send = egui::Button::new(tr!(words, "talk-paste-send", size = size));
    let response = ui.add_enabled(why.is_none() && view.own.stream.is_none(), send);
    let response = match &why {
        Some(why) => response.on_disabled_hover_text(reason(words, why)),
        None => response,
    };
    if response.clicked() {
        view.own.stream = Some(Stream::bytes(bytes, tr!(words, "talk-paste-name")));
        view.own.pasted = None;
        ui.ctx().request_repaint();
    } else if ui.button(tr!(words, "talk-discard")).clicked() {
        view.own.pasted = None;
    }
}
