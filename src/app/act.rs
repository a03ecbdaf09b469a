//! Does what the person wished.

use super::diagnostics::diagnostics;
use super::files::{Done, Files, Style};
use super::folders;
use super::state::{Past, Preferences, Session};
use super::window::{App, Undo};
use crate::language::{Language, Words};
use crate::model::{
    Address, Command, ConnectionId, Endpoint, HostPort, Lens, Options, Role, SessionId, SessionSpec,
};
use crate::ui::conversation::ConversationView;
use crate::ui::{Intent, Place, PresetIntent, Toast};
use crate::{store, tr};
use egui::Context;
use std::io;
use std::path::Path;
use std::time::Duration;

/// How long a removal can be taken back.
const UNDO: Duration = Duration::from_secs(10);
/// How long a message without a button stays.
const TOAST: Duration = Duration::from_secs(4);
/// The tutorial's port, backlog and greeting.
const TUTORIAL: (u16, u32, &str) = (9999, 5, "欢迎访问菜鸟教程!\r\n");

impl App {
    /// Does one wish.
    pub(super) fn act(&mut self, intent: Intent, ctx: &Context) {
        match intent {
            Intent::Engine(command) => self.command(command),
            Intent::Open(spec) => drop(self.open(*spec)),
            Intent::Replace(old, spec) => self.replace(old, *spec),
            Intent::PutAway(id) => self.put_away(id),
            Intent::Tutorial => self.open_tutorial(),
            Intent::Show(place) => self.view.show(place),
            Intent::ClearEnded => self.clear_ended(),
            Intent::ShowClient(id, client) => self.show_client(id, client),
            Intent::DismissWarnings(id) => {
                if let Some(session) = self.state.sessions.get_mut(&id) {
                    session.warnings.clear();
                    session.warnings_dropped = 0;
                }
            }
            Intent::DismissNotice(id) => self.state.notices.dismiss(id),
            Intent::DismissNotices => self.state.notices.dismiss_all(),
            Intent::Pair(wish) => self.pair_wish(wish),
            Intent::Diagnose => self.diagnose(),
            Intent::Preset(wish) => self.preset(wish),
            Intent::RemovePast(folder) => self.remove_past(&folder),
            Intent::Undo(id) => self.undo(id),
            Intent::OpenFolder(folder) => self.open_folder(&folder),
            Intent::Copy(text) => self.copy(text, ctx),
            Intent::KeepCrashes => {
                let kept = store::crash::told(&self.state.places.crashes);
                self.end_crashes(kept);
            }
            Intent::RemoveCrashes => self.remove_crashes(),
            Intent::CopyDiagnostics => self.copy_diagnostics(ctx),
            Intent::Reopen => self.reopen(),
            Intent::ForgetLeft => self.forget_left(),
            Intent::Prefer(preferences) => self.prefer(preferences, ctx),
        }
    }

    fn copy(&mut self, text: String, ctx: &Context) {
        ctx.copy_text(text);
        let text = tr!(self.words, "toast-copied");
        self.toast(text, None);
    }

    /// Tells no more of the crash reports, because they were seen or are gone.
    fn end_crashes(&mut self, done: io::Result<()>) {
        match done {
            Ok(()) => self.state.crashes = 0,
            Err(error) => {
                let text = tr!(self.words, "crash-stays", error = error.to_string());
                self.state.notice(text);
            }
        }
    }

    /// Removes the crash reports, with a chance to take that back.
    fn remove_crashes(&mut self) {
        match store::crash::remove(&self.state.places.crashes) {
            Ok(removed) => {
                let text = tr!(self.words, "toast-crashes-removed", count = removed.len());
                self.toast(text, Some(Undo::Crashes(removed)));
                self.end_crashes(Ok(()));
            }
            Err(error) => self.end_crashes(Err(error)),
        }
    }

    /// Puts what helps to mend the program on the clipboard.
    fn copy_diagnostics(&mut self, ctx: &Context) {
        let text = diagnostics(ctx, &self.words, &self.state);
        self.copy(text, ctx);
    }

    /// Has the system show a folder.
    fn open_folder(&mut self, folder: &Path) {
        let Some(engine) = &self.engine else { return };
        if let Err(error) = folders::open(engine.registry(), folder) {
            let text = if error.kind() == std::io::ErrorKind::NotFound {
                tr!(self.words, "pair-no-opener")
            } else {
                tr!(self.words, "pair-folder-stays", error = error.to_string())
            };
            self.state.notice(text);
        }
    }

    /// Shows what was said with one client, and writes to it.
    fn show_client(&mut self, id: SessionId, client: ConnectionId) {
        let place = Place::Session(id);
        self.view.show(place.clone());
        self.supply();
        if let Some(conversation) = self.view.conversations.get_mut(&place) {
            conversation.show_peer(Some(client));
        }
    }

    /// Opens a session and shows it alone.
    pub(super) fn open(&mut self, spec: SessionSpec) -> Option<SessionId> {
        // Of what never came to be one try is enough in the list.
        let failed = |session: &&Session| {
            let is_it = session.spec.role == spec.role && session.spec.endpoint == spec.endpoint;
            is_it && session.never_was()
        };
        let failed: Vec<SessionId> =
            self.state.sessions.values().filter(failed).map(|session| session.id).collect();
        let id = self.start(spec)?;
        self.view.shown = vec![Place::Session(id)];
        for old in failed {
            self.put_away(old);
        }
        Some(id)
    }

    pub(super) fn start(&mut self, spec: SessionSpec) -> Option<SessionId> {
        let engine = self.engine.as_mut()?;
        let id = engine.next_session();
        self.state.opened(id, spec.clone());
        let notice = self.files.opened(spec.role, &spec.endpoint.to_string());
        engine.run(Command::Open(id, Box::new(spec)));
        self.tell(notice);
        self.files.show(&mut self.state);
        Some(id)
    }

    fn command(&mut self, command: Command) {
        if let Command::Close(id) = &command
            && let Some(session) = self.state.sessions.get_mut(id)
        {
            session.closing();
        }
        if let Some(engine) = &mut self.engine {
            engine.run(command);
        }
    }

    /// Opens a session where another was, beside what else is shown.
    fn replace(&mut self, old: SessionId, spec: SessionSpec) {
        let place = self.view.shown.iter().position(|shown| *shown == Place::Session(old));
        let Some(id) = self.start(spec) else { return };
        if let Some(style) = self.styles.remove(&old) {
            self.styles.insert(id, style);
        }
        match place.and_then(|at| self.view.shown.get_mut(at)) {
            Some(shown) => *shown = Place::Session(id),
            None => self.view.shown = vec![Place::Session(id)],
        }
        self.put_away(old);
    }

    /// Closes a session and lists its conversation among the earlier ones.
    fn put_away(&mut self, id: SessionId) {
        self.command(Command::Close(id));
        let place = Place::Session(id);
        if let Some(session) = self.state.sessions.remove(&id)
            && let Some(engine) = &self.engine
            && let Ok(transcript) = engine.transcript(id, Lens::Raw)
            && let Some(folder) = transcript.source().folder()
        {
            let (folder, bytes) = (folder.to_owned(), transcript.recorded());
            let (spec, started) = (session.spec, self.state.clock);
            // One that failed before it opened holds nothing: each retry would leave one more.
            let is_nothing = session.stage.is_over()
                && session.connections.is_empty()
                && session.listening.is_empty();
            if !is_nothing || Files::remove_past(&folder).is_err() {
                self.state.past.insert(0, Past { folder, spec, started, bytes, finished: true });
            }
        }
        if let Some(engine) = &mut self.engine {
            engine.forget(id);
        }
        self.view.shown.retain(|shown| *shown != place);
        self.view.conversations.remove(&place);
        self.view.composers.remove(&id);
        if self.view.inspector.session == Some(id) {
            (self.view.inspector.session, self.view.inspector.connection) = (None, None);
        }
        if self.view.shown.is_empty()
            && let Some(other) = self.state.sessions.keys().next_back()
        {
            self.view.shown = vec![Place::Session(*other)];
        }
    }

    /// Closes all sessions that are over. What was said in them is listed among the earlier ones.
    fn clear_ended(&mut self) {
        let over = self.state.sessions.values().filter(|session| session.stage.is_over());
        let over: Vec<SessionId> = over.map(|session| session.id).collect();
        let before = self.state.past.len();
        for id in &over {
            self.put_away(*id);
        }
        let mut text = tr!(self.words, "toast-cleared", count = over.len());
        if self.state.past.len() > before {
            text = tr!(self.words, "toast-cleared-kept", cleared = text);
        }
        self.toast(text, None);
    }

    /// Starts the tutorial's server; its client follows as soon as it listens.
    fn open_tutorial(&mut self) {
        let (port, backlog, greeting) = TUTORIAL;
        let options = Options {
            backlog,
            greet: greeting.as_bytes().to_vec(),
            close_after_greet: true,
            ..Options::default()
        };
        let spec = SessionSpec {
            name: tr!(self.words, "tutorial-server"),
            role: Role::Listen,
            endpoint: here(port),
            options,
        };
        self.state.preferences.inspector = true;
        self.tutorial = self.open(spec);
    }

    /// Opens the client to the tutorial's server and shows the two side by side.
    pub(super) fn open_tutorial_client(&mut self, server: SessionId) {
        let listening = self.state.sessions.get(&server).map(|session| &session.listening);
        let port = listening.and_then(|at| at.first()).and_then(Address::port);
        let spec = SessionSpec {
            name: tr!(self.words, "tutorial-client"),
            role: Role::Connect,
            endpoint: here(port.unwrap_or(TUTORIAL.0)),
            // As the tutorial's client, which ends behind the greeting.
            options: Options { close_with_peer: true, ..Options::default() },
        };
        if let Some(client) = self.start(spec) {
            self.view.shown = vec![Place::Session(server), Place::Session(client)];
        }
    }

    fn preset(&mut self, wish: PresetIntent) {
        if let PresetIntent::Open(id) = &wish {
            if let Some(preset) = self.files.preset(id) {
                let style = Style::from(preset);
                if let Some(id) = self.open(preset.spec.clone()) {
                    self.styles.insert(id, style);
                }
            }
            return;
        }
        let style = self.style_of(&wish);
        let Done { removed, saved, notices } = self.files.preset_wish(wish, style);
        self.tell(notices);
        self.files.show(&mut self.state);
        if let Some(removed) = removed {
            let title = removed.preset().spec.title();
            let text = tr!(self.words, "toast-preset-removed", title = title);
            self.toast(text, Some(Undo::Preset(Box::new(removed))));
        }
        if let Some(title) = saved {
            let text = tr!(self.words, "toast-saved", title = title);
            self.toast(text, None);
        }
    }

    /// How the session that is saved is looked at now.
    fn style_of(&self, wish: &PresetIntent) -> Style {
        let PresetIntent::Save(spec, _) = wish else { return Style::default() };
        let is_it = |session: &&Session| {
            SessionSpec { name: session.spec.name.clone(), ..SessionSpec::clone(spec) }
                == session.spec
        };
        let found = self.state.sessions.values().find(is_it);
        let Some(id) = found.map(|session| session.id) else { return Style::default() };
        let conversation = self.view.conversations.get(&Place::Session(id));
        let composer = self.view.composers.get(&id);
        Style {
            lens: conversation.map(ConversationView::lens).unwrap_or_default(),
            input: composer.map(|composer| composer.format).unwrap_or_default(),
            line_ending: composer.map(|composer| composer.ending).unwrap_or_default(),
        }
    }

    fn remove_past(&mut self, folder: &Path) {
        match Files::remove_past(folder) {
            Ok(removed) => {
                let place = Place::Past(folder.to_owned());
                self.view.shown.retain(|shown| *shown != place);
                self.view.conversations.remove(&place);
                self.state.past.retain(|past| past.folder != *folder);
                let text = tr!(self.words, "toast-past-removed");
                self.toast(text, Some(Undo::Past(removed)));
            }
            Err(error) => {
                let text = tr!(self.words, "past-not-removed", what = error.to_string());
                self.state.notice(text);
            }
        }
    }

    fn undo(&mut self, id: u64) {
        self.view.toasts.retain(|toast| toast.id != id);
        match self.undo.remove(&id) {
            Some(Undo::Preset(removed)) => {
                let notice = self.files.restore(*removed);
                self.tell(notice);
                self.files.show(&mut self.state);
            }
            Some(Undo::Crashes(removed)) => {
                let restored = store::crash::restore(&removed);
                self.end_crashes(restored);
                self.state.crashes = store::crash::fresh(&self.state.places.crashes).len();
            }
            Some(Undo::Past(removed)) => match crate::record::restore(&removed) {
                Ok(found) => {
                    self.state.past.push(Past::from(found));
                    self.state.past.sort_by_key(|past| std::cmp::Reverse(past.started));
                }
                Err(error) => {
                    let text = tr!(self.words, "past-not-restored", what = error.to_string());
                    self.state.notice(text);
                }
            },
            None => {}
        }
    }

    fn prefer(&mut self, preferences: Preferences, ctx: &Context) {
        if preferences.language != self.state.preferences.language {
            // What the command line asked for held until now; the person has chosen since.
            self.language = None;
        }
        self.heed(preferences, ctx);
        let notice = self.files.prefer(preferences);
        // Either they are written, or what stands in the way is told.
        self.forget_half_edited();
        self.tell(notice);
    }

    /// Takes over settings that were edited in their file. What cannot be read there is told as long
    /// as that is so.
    pub(super) fn refresh_settings(&mut self, ctx: &Context) {
        let Some(edited) = self.files.refresh_settings() else { return };
        self.forget_half_edited();
        match edited {
            Ok(()) => self.heed(self.files.preferences(), ctx),
            Err(notice) => {
                let text = self.words.store_notice(&notice);
                self.half_edited = Some(text.clone());
                self.state.notice(text);
            }
        }
    }

    /// What was wrong with the settings is so no more.
    fn forget_half_edited(&mut self) {
        if let Some(old) = self.half_edited.take() {
            self.state.notices.take_back(&old);
        }
    }

    /// Looks and speaks as is preferred from now on.
    pub(super) fn heed(&mut self, preferences: Preferences, ctx: &Context) {
        self.state.preferences = preferences;
        let language = self.language.or(preferences.language).unwrap_or_else(Language::of_system);
        if language != self.words.language() {
            self.words = Words::new(language);
        }
        self.look(ctx);
    }

    pub(super) fn toast(&mut self, text: String, undo: Option<Undo>) {
        let until = self.state.now + if undo.is_some() { UNDO } else { TOAST };
        let mut told = self.view.toasts.iter_mut();
        if undo.is_none()
            && let Some(same) = told.find(|toast| !toast.undo && toast.text == text)
        {
            (same.count, same.until) = (same.count.saturating_add(1), until);
            return;
        }
        let id = self.next_toast;
        self.next_toast += 1;
        self.view.toasts.push(Toast { id, text, count: 1, undo: undo.is_some(), until });
        if let Some(undo) = undo {
            self.undo.insert(id, undo);
        }
    }
}

/// This port on this machine only.
fn here(port: u16) -> Endpoint {
    Endpoint::Tcp(HostPort { host: "127.0.0.1".to_owned(), port })
}
