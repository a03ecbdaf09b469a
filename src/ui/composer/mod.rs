//! Where the next message is written.

mod extras;
mod field;
mod history;
mod outgoing;
mod repeat;
mod targets;

#[cfg(test)]
mod tests;

use crate::app::state::Session;
use crate::language::Words;
use crate::model::{Command, ConnectionId, InputFormat, LineEnding, ThreadId};
use crate::tr;
use crate::ui::conversation::named_combo;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{Kind, anchored, button, choice};
use crate::ui::window::is_low;
use egui::{ComboBox, RichText, ScrollArea, Ui, vec2};
use outgoing::{Blocked, Choice};
use std::sync::Arc;

/// What the screen keeps of one composer.
#[derive(Default)]
pub struct ComposerView {
    /// What is typed.
    pub text: String,
    /// How it is read.
    pub format: InputFormat,
    /// What is put behind each line.
    pub ending: LineEnding,
    /// What was sent before, newest last: the app fills it when the composer is made.
    pub history: Vec<String>,
    /// What was sent since the app last looked: it takes and saves them.
    pub sent: Vec<String>,
    /// What only the composer itself cares for.
    pub own: Own,
}

/// What only the composer itself cares for: nobody else can look into it.
#[derive(Default)]
pub struct Own {
    choice: Choice,
    followed: Option<ConnectionId>,
    search: String,
    walk: history::Walk,
    /// A paste that is too large to be shown.
    pasted: Option<Arc<[u8]>>,
    tools: extras::Tools,
    /// What has just gone wrong, or was done.
    notice: Option<String>,
    /// What was sent last, until it is known that it was not refused.
    last: Option<(String, u64)>,
    /// The field gets the keyboard when it is drawn next.
    focus: bool,
    /// Whose end was read: something was sent since.
    fed: Option<ThreadId>,
}

impl ComposerView {
    /// Writes to the peer whose tab is shown, from the moment on at which it is shown. What the
    /// person chooses afterwards stands.
    pub fn follow(&mut self, peer: Option<ConnectionId>) {
        if self.own.followed != peer {
            self.own.followed = peer;
            self.own.choice = peer.map_or(Choice::All, |id| Choice::Some([id].into()));
            self.take_keyboard();
        }
    }

    /// What is typed from now on goes into the field.
    pub fn take_keyboard(&mut self) {
        self.own.focus = true;
    }

    fn outgoing(&self) -> Result<Vec<u8>, Blocked> {
        outgoing::bytes(self.format, &self.text, self.ending).map_err(Blocked::Input)
    }
}

/// Bytes of what goes out that are previewed.
const PREVIEW: usize = 24;

/// Draws the composer, and sends what is due.
pub fn composer_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
) -> Vec<Command> {
    let mut commands = Vec::new();
    bring_back(session, view);
    // In front of all buttons: it comes and goes, and none of them moves.
    anchored(ui, "feeds", |ui| extras::feeds_ui(ui, words, session, view, &mut commands));
    let mut tools_ui = |ui: &mut Ui| {
        targets::targets_ui(ui, words, session, view);
        format_ui(ui, words, view);
        extras::tools_ui(ui, words, session, view, &mut commands);
    };
    anchored(ui, "tools", |ui| {
        if is_low(ui.ctx()) {
            let line = ScrollArea::horizontal().id_salt("tools");
            line.show(ui, |ui| ui.horizontal(tools_ui));
        } else {
            ui.horizontal_wrapped(&mut tools_ui);
        }
    });
    extras::unfolded_ui(ui, words, session, view, &mut commands);
    anchored(ui, "line", |ui| line_ui(ui, words, session, view, &mut commands));
    commands
}

/// The field, its button, and what is to be known of what is in it.
fn line_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
    let made = view.outgoing();
    let count = made.as_ref().map_or(0, Vec::len);
    let why = match &made {
        Err(why) => Some(why.clone()),
        Ok(_) => outgoing::blocked(session, &view.own.choice, count),
    };
    let mut wished = false;
    let tall = field::height(ui, &view.text);
    ui.horizontal(|ui| {
        let label = tr!(words, "talk-send");
        let wide = ui.painter().layout_no_wrap(
            label.clone(),
            egui::TextStyle::Button.resolve(ui.style()),
            egui::Color32::PLACEHOLDER,
        );
        let room = ui.available_width() - wide.size().x - 3.0 * size::PAD - size::GAP;
        ui.allocate_ui(vec2(room.max(80.0), tall), |ui| {
            wished |= field::field_ui(ui, words, view, room.max(80.0));
        });
        let press = ui.add_enabled_ui(why.is_none(), |ui| button(ui, Kind::Primary, None, &label));
        let press = press.inner;
        let press = match &why {
            Some(why) => press.on_disabled_hover_text(reason(words, session, why)),
            None => press.on_hover_text(tr!(words, "talk-send-hint")),
        };
        if press.clicked() {
            wished = true;
            view.take_keyboard();
        }
    });
    status_ui(ui, words, session, view, (made.as_deref().ok(), why.as_ref()));
    // Read again: what was typed in the same frame, before Enter, belongs to it.
    if wished
        && let Ok(bytes) = view.outgoing()
        && outgoing::blocked(session, &view.own.choice, bytes.len()).is_none()
    {
        let target = view.own.choice.target(session);
        commands.push(Command::Send { session: session.id, target, bytes: bytes.into() });
        sent(session, view);
        ui.ctx().request_repaint();
    }
}

fn sent(session: &Session, view: &mut ComposerView) {
    let text = std::mem::take(&mut view.text);
    if !text.is_empty() {
        history::push(&mut view.history, &text);
        view.sent.push(text.clone());
    }
    view.own.walk.stop();
    view.own.notice = None;
    view.own.fed = extras::last_fed(session);
    view.own.last = Some((text, refusals(session)));
}

/// How often a send was refused so far.
fn refusals(session: &Session) -> u64 {
    let kept = session.warnings.iter().filter(|warning| warning.refused.is_some()).count();
    session.warnings_dropped + kept as u64
}

/// A refused send comes back into the field, unless something else is being typed there.
fn bring_back(session: &Session, view: &mut ComposerView) {
    let Some((text, before)) = &view.own.last else { return };
    if refusals(session) > *before {
        if view.text.is_empty() {
            view.text.clone_from(text);
        }
        view.own.last = None;
    }
}

fn format_ui(ui: &mut Ui, words: &Words, view: &mut ComposerView) {
    let name = |format: InputFormat| match format {
        InputFormat::Text => tr!(words, "talk-format-text"),
        InputFormat::Escapes => tr!(words, "talk-format-escapes"),
        InputFormat::Hex => tr!(words, "talk-format-hex"),
    };
    let formats = [InputFormat::Text, InputFormat::Escapes, InputFormat::Hex];
    let shown =
        ComboBox::from_id_salt("format").selected_text(name(view.format)).show_ui(ui, |ui| {
            for format in formats {
                if choice(ui, view.format == format, name(format)) {
                    view.format = format;
                }
            }
        });
    named_combo(&shown.response, &tr!(words, "talk-format"), &name(view.format));
    if view.format == InputFormat::Hex {
        return;
    }
    let name = |ending: LineEnding| match ending {
        LineEnding::None => tr!(words, "talk-ending-none"),
        LineEnding::Cr => "CR".to_owned(),
        LineEnding::Lf => "LF".to_owned(),
        LineEnding::CrLf => "CRLF".to_owned(),
    };
    let shown =
        ComboBox::from_id_salt("ending").selected_text(name(view.ending)).show_ui(ui, |ui| {
            for ending in LineEnding::ALL {
                if choice(ui, view.ending == ending, name(ending)) {
                    view.ending = ending;
                }
            }
        });
    named_combo(&shown.response, &tr!(words, "talk-ending"), &name(view.ending));
}

/// Count, preview, what waits, and why nothing can be sent.
fn status_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &ComposerView,
    (bytes, why): (Option<&[u8]>, Option<&Blocked>),
) {
    let p = palette(ui);
    let quiet = |text: String| RichText::new(text).color(p.weak).size(size::SMALL);
    ui.horizontal_wrapped(|ui| {
        if let Some(bytes) = bytes {
            ui.label(quiet(words.bytes(bytes.len() as u64)));
            if !bytes.is_empty() {
                let kept = bytes.get(..PREVIEW).unwrap_or(bytes);
                let more = if kept.len() < bytes.len() { " …" } else { "" };
                let hex = format!("{}{more}", crate::codec::copy::hex(kept));
                ui.label(quiet(hex).monospace()).on_hover_text(tr!(words, "talk-preview"));
            }
        }
        let waiting = view.own.choice.waiting(session);
        if waiting > 0 {
            let text = tr!(words, "talk-waiting", size = words.bytes(waiting));
            ui.label(RichText::new(text).color(p.warn).size(size::SMALL));
        }
        if let Some(why) = why.filter(|why| !matches!(why, Blocked::Nothing)) {
            let ink = if matches!(why, Blocked::Input(_)) { p.bad } else { p.warn };
            ui.label(RichText::new(reason(words, session, why)).color(ink).size(size::SMALL));
        }
        if let Some(notice) = &view.own.notice {
            ui.label(RichText::new(notice).color(p.warn).size(size::SMALL));
        }
    });
}

/// Why nothing can be sent, as a sentence.
fn reason(words: &Words, session: &Session, why: &Blocked) -> String {
    match why {
        Blocked::ReadOnly => tr!(words, "talk-blocked-read-only"),
        Blocked::NobodyThere if session.spec.endpoint.transport().is_datagram() => {
            tr!(words, "talk-blocked-no-peer")
        }
        Blocked::NobodyThere => tr!(words, "talk-blocked-nobody"),
        Blocked::Finished => tr!(words, "talk-blocked-finished"),
        Blocked::ChosenGone => tr!(words, "talk-blocked-chosen-gone"),
        Blocked::Input(error) => words.input_error(error),
        Blocked::Nothing => tr!(words, "talk-blocked-nothing"),
        Blocked::TooLarge(count) => {
            let limit = crate::model::limits::DATAGRAM;
            tr!(words, "talk-blocked-too-large", count = *count, limit = limit)
        }
        Blocked::Full(waiting) => {
            tr!(words, "talk-blocked-full", size = words.bytes(*waiting))
        }
    }
}
