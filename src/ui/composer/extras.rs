//! What else the composer sends: the same again, a file, a paste too large to be shown.

use super::outgoing::{self, Blocked};
use super::{ComposerView, reason};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{Command, Feed, FeedInfo, SessionEvent, ThreadId, limits};
use crate::tr;
use crate::ui::theme::palette;
use crate::ui::widgets::{small, toggle};
use egui::{DragValue, Key, ProgressBar, RichText, TextEdit, Ui};
use std::num::NonZeroU32;
use std::time::Duration;

/// Longest pause of a repetition, in milliseconds.
const PAUSE: u64 = 3_600_000;
/// How often is looked at what a thread sends.
const LOOK: Duration = Duration::from_millis(100);
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

/// The buttons that unfold the rest.
pub(super) fn tools_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
    let tools = &mut view.own.tools;
    if toggle(ui, tools.repeat_open, tr!(words, "talk-repeat")).clicked() {
        tools.repeat_open = !tools.repeat_open;
    }
    if toggle(ui, tools.file_open, tr!(words, "talk-file")).clicked() {
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
pub(super) fn unfolded_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
    if view.own.tools.repeat_open {
        ui.horizontal_wrapped(|ui| repeat_ui(ui, words, session, view, commands));
    }
    // Whoever drops a file need not have asked for its field before.
    view.own.tools.file_open |= ui.input(|input| !input.raw.dropped_files.is_empty());
    if view.own.tools.file_open {
        ui.horizontal_wrapped(|ui| file_ui(ui, words, session, view, commands));
    }
    if view.own.pasted.is_some() {
        ui.horizontal_wrapped(|ui| pasted_ui(ui, words, session, view, commands));
    }
}

/// What threads send, and how the last one ended.
pub(super) fn feeds_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &ComposerView,
    commands: &mut Vec<Command>,
) {
    for feed in session.feeds.values() {
        ui.horizontal(|ui| feed_ui(ui, words, feed, commands));
        ui.ctx().request_repaint_after(LOOK);
    }
    if let Some(event) = session.fed.as_ref().filter(|_| view.own.fed != last_fed(session)) {
        let text = words.session_event(event, "");
        small(ui, crate::ui::conversation::safe(&text, 300));
    }
}

/// Which thread was the last that ended.
pub(super) fn last_fed(session: &Session) -> Option<ThreadId> {
    match session.fed {
        Some(SessionEvent::Fed { thread, .. }) => Some(thread),
        _ => None,
    }
}

/// Something that a thread sends.
fn feed_ui(ui: &mut Ui, words: &Words, feed: &FeedInfo, commands: &mut Vec<Command>) {
    let (sent, len, times) = feed.gauges.read();
    if feed.name.is_empty() {
        ui.label(tr!(words, "talk-repeat-going", times = times));
    } else {
        let name = crate::ui::conversation::safe(&feed.name, 60);
        let (of, all) = (words.bytes(sent), words.bytes(len));
        let text = tr!(words, "talk-stream", name = name, sent = of, all = all);
        let part = sent as f64 / len.max(1) as f64;
        #[expect(clippy::cast_possible_truncation, reason = "a part of one")]
        let bar = ProgressBar::new(part as f32).desired_width(160.0);
        let response = ui.add(bar);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(text.as_str()));
        ui.label(text);
    }
    if ui.button(tr!(words, "talk-stop")).clicked() {
        commands.push(Command::StopThread(feed.thread, limits::JOIN));
    }
}

/// Has a thread send something to those who are chosen.
fn feed(session: &Session, view: &ComposerView, feed: Feed) -> Command {
    Command::Feed(session.id, view.own.choice.audience(session, feed.is_stream()), feed)
}

/// Whether something is being sent that no other may cut in two.
fn is_streaming(session: &Session) -> bool {
    session.feeds.values().any(|feed| !feed.name.is_empty())
}

fn repeat_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
    let label = ui.label(tr!(words, "talk-repeat-every"));
    let field = DragValue::new(&mut view.own.tools.every).range(1..=PAUSE).suffix(" ms");
    ui.add(field).labelled_by(label.id);
    let label = ui.label(tr!(words, "talk-repeat-times"));
    let field = DragValue::new(&mut view.own.tools.times).range(0..=TIMES);
    ui.add(field).labelled_by(label.id).on_hover_text(tr!(words, "talk-repeat-endless"));
    let made = view.outgoing();
    let free = made
        .as_ref()
        .is_ok_and(|bytes| outgoing::blocked(session, &view.own.choice, bytes.len()).is_none())
        && session.feeds.values().all(|feed| !feed.name.is_empty());
    if ui.add_enabled(free, egui::Button::new(tr!(words, "talk-repeat-start"))).clicked()
        && let Ok(made) = made
    {
        let every = Duration::from_millis(view.own.tools.every);
        let times = NonZeroU32::new(view.own.tools.times);
        commands.push(feed(session, view, Feed::Repeat { bytes: made.into(), every, times }));
        view.own.notice = None;
    }
}

fn file_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
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
    let path = view.own.tools.path.trim();
    let free = why.is_none() && !is_streaming(session) && !path.is_empty();
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if entered {
        // There is more to be said there, or to be corrected.
        field.request_focus();
    }
    let send = ui.add_enabled(free, egui::Button::new(tr!(words, "talk-file-send")));
    if send.clicked() || (entered && free) {
        commands.push(feed(session, view, Feed::File(path.into())));
        view.own.notice = None;
    }
}

fn pasted_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
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
    let response = ui.add_enabled(why.is_none() && !is_streaming(session), send);
    let response = match &why {
        Some(why) => response.on_disabled_hover_text(reason(words, why)),
        None => response,
    };
    if response.clicked() {
        let paste = Feed::Bytes(tr!(words, "talk-paste-name"), bytes);
        commands.push(feed(session, view, paste));
        view.own.pasted = None;
    } else if ui.button(tr!(words, "talk-discard")).clicked() {
        view.own.pasted = None;
    }
}
