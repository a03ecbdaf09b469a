//! What else the composer sends: the same again, a file, a paste too large to be shown.

use super::outgoing::{self, Blocked};
use super::{ComposerView, reason, repeat};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{Command, Feed, FeedEnd, FeedInfo, SessionEvent, ThreadId, limits};
use crate::tr;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{aloud, anchored, small, take_over, toggle};
use egui::{Key, ProgressBar, RichText, TextEdit, Ui};
use std::time::Duration;

/// How often is looked at what a thread sends.
const LOOK: Duration = Duration::from_millis(100);

/// What is unfolded, and what is set there.
#[derive(Default)]
pub(super) struct Tools {
    repeat_open: bool,
    file_open: bool,
    /// The path gets the keyboard when it is drawn next.
    focus_path: bool,
    /// How often a message is to be repeated, as it is typed.
    pub(super) repeat: repeat::Typed,
    path: String,
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
        anchored(ui, "repeat", |ui| repeat::repeat_ui(ui, words, session, view, commands));
    }
    // Whoever drops a file need not have asked for its field before.
    view.own.tools.file_open |= ui.input(|input| !input.raw.dropped_files.is_empty());
    if view.own.tools.file_open {
        anchored(ui, "file", |ui| {
            ui.horizontal_wrapped(|ui| file_ui(ui, words, session, view, commands));
            let told = wrong_file(session, view).map(|event| sentence(words, session, &event));
            verdict_ui(ui, told.as_deref());
        });
    }
    if view.own.pasted.is_some() {
        anchored(ui, "pasted", |ui| {
            ui.horizontal_wrapped(|ui| pasted_ui(ui, words, session, view, commands));
        });
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
    if wrong_file(session, view).is_none()
        && let Some(event) = session.fed.as_ref().filter(|_| view.own.fed != last_fed(session))
    {
        small(ui, sentence(words, session, event));
    }
}

fn sentence(words: &Words, session: &Session, event: &SessionEvent) -> String {
    let text = words.session_event(event, "", session.spec.endpoint.transport());
    crate::ui::conversation::safe(&text, 300)
}

/// What is wrong in a row, on a line of its own that is always there: nothing moves under the
/// pointer when it comes.
pub(super) fn verdict_ui(ui: &mut Ui, wrong: Option<&str>) {
    let font = egui::FontId::proportional(size::SMALL);
    let tall = ui.ctx().fonts_mut(|fonts| fonts.row_height(&font)).ceil() + 1.0;
    let line = egui::vec2(ui.available_width(), tall);
    ui.allocate_ui(line, |ui| {
        ui.set_min_size(line);
        if let Some(wrong) = wrong {
            let text = RichText::new(wrong).color(palette(ui).bad).size(size::SMALL);
            aloud(&ui.add(egui::Label::new(text).truncate()).on_hover_text(wrong));
        }
    });
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
        ui.label(text).on_hover_text(tr!(words, "talk-stream-hint"));
    }
    if ui.button(tr!(words, "talk-stop")).clicked() {
        commands.push(Command::StopThread(feed.thread, limits::JOIN));
    }
}

/// Has a thread send something to those who are chosen.
pub(super) fn feed(session: &Session, view: &ComposerView, feed: Feed) -> Command {
    Command::Feed(session.id, view.own.choice.audience(session, feed.is_stream()), feed)
}

/// Whether something is being sent that no other may cut in two.
fn is_streaming(session: &Session) -> bool {
    session.feeds.values().any(|feed| !feed.name.is_empty())
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
    for file in ui.input(|i| i.raw.dropped_files.clone()) {
        view.own.tools.path = file.path().to_string_lossy().into_owned();
    }
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if std::mem::take(&mut view.own.tools.focus_path) || entered {
        // There is more to be said there, or to be corrected.
        take_over(&field, &view.own.tools.path);
    }
    if field.changed() {
        view.own.fed = last_fed(session);
    }
    let why = outgoing::blocked(session, &view.own.choice, 1);
    let path = view.own.tools.path.trim();
    let free = why.is_none() && !is_streaming(session) && !path.is_empty();
    let send = ui.add_enabled(free, egui::Button::new(tr!(words, "talk-file-send")));
    if free && (send.clicked() || entered) {
        commands.push(feed(session, view, Feed::File(path.into())));
        view.own.notice = None;
        view.own.fed = last_fed(session);
    }
}

/// What became of the last file is told below its row, where another is asked for.
fn wrong_file(session: &Session, view: &ComposerView) -> Option<SessionEvent> {
    let fed = session.fed.as_ref().filter(|_| view.own.fed != last_fed(session))?;
    let is_file = matches!(fed, SessionEvent::Fed { name, end: FeedEnd::Broken(_), .. }
        if !name.is_empty());
    (view.own.tools.file_open && is_file).then(|| fed.clone())
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
        Some(why) => response.on_disabled_hover_text(reason(words, session, why)),
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
