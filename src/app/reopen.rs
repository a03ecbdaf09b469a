//! What is open outlives a crash: it is kept while the program runs, and offered at the next start.

use super::files::Style;
use super::state::Left;
use super::window::App;
use crate::model::{Role, SessionId, SessionSpec, Transport};
use crate::store::{Keeps, Open, OpenSession, StoreNotice};
use crate::ui::Place;
use crate::ui::composer::ComposerView;
use crate::ui::conversation::ConversationView;

impl App {
    /// Tells which files of this run will not be kept, and puts the examples among the presets.
    pub(super) fn begin_files(&mut self) {
        let no_place = self.files.no_place();
        let examples = self.files.offer_examples(&self.words);
        // Where nothing can be kept, that is told already: once, and not of each file.
        let is_known = |notice: &StoreNotice| {
            matches!(notice, StoreNotice::NoPlace { keeps: Keeps::Config, .. })
        };
        let examples = if no_place.iter().any(is_known) { Vec::new() } else { examples };
        self.tell(no_place);
        self.tell(examples);
    }

    /// Tells what the runs before this one left.
    pub(super) fn take_left(&mut self) {
        self.state.is_careful = self.before.is_careful;
        if self.before.is_careful || self.before.left.is_empty() {
            return;
        }
        let sessions = &self.before.left.sessions;
        let drafts = sessions.iter().filter(|session| !session.draft.is_empty()).count();
        self.state.left =
            Some(Left { sessions: sessions.len(), drafts, ended: self.before.left.ended });
    }

    /// Opens again what was open, with what was typed for it.
    pub(super) fn reopen(&mut self) {
        let mut shown = Vec::new();
        for session in std::mem::take(&mut self.before.left.sessions) {
            let OpenSession { spec, draft, lens, input, line_ending, shown: was_shown, ended } =
                session;
            let Some(id) = self.start(as_it_was(spec, ended)) else { continue };
            self.styles.insert(id, Style { lens, input, line_ending });
            let composer = ComposerView { text: draft, ..self.composer(id) };
            self.view.composers.insert(id, composer);
            if was_shown || shown.is_empty() {
                shown.push((was_shown, Place::Session(id)));
            }
        }
        // The first one only where none of them was in the middle.
        if shown.len() > 1 {
            shown.retain(|(was_shown, _)| *was_shown);
        }
        self.view.shown = shown.into_iter().map(|(_, place)| place).take(2).collect();
        // First on the disk as open, then no longer as left: a crash in between doubles, and loses
        // nothing.
        self.keep_open();
        self.forget_left();
    }

    /// What was left is not asked for again.
    pub(super) fn forget_left(&mut self) {
        self.state.left = None;
        self.before.left = Open::default();
        if let Some(Err(error)) = self.run.as_ref().map(crate::store::Run::forget_left) {
            log::warn!("what was open will be offered once more: {error}");
        }
    }

    /// Writes down what is open and typed, where that has changed.
    pub(super) fn keep_open(&mut self) {
        let open = self.open_now();
        let Some(run) = &mut self.run else { return };
        if let Err(error) = run.keep(open) {
            // The window said at its start that nothing can be kept, or says so of its other files.
            log::warn!("what is open is not kept for the case of a crash: {error}");
        }
    }

    fn open_now(&self) -> Open {
        let mut ended = 0;
        let session = |(id, session): (&SessionId, &super::state::Session)| {
            let composer = self.view.composers.get(id);
            let draft = composer.map(|composer| composer.text.clone()).unwrap_or_default();
            if session.stage.is_over() && draft.is_empty() {
                ended += 1;
                return None;
            }
            let place = Place::Session(*id);
            let conversation = self.view.conversations.get(&place);
            let style = self.styles.get(id).copied().unwrap_or_default();
            Some(OpenSession {
                spec: session.spec.clone(),
                draft,
                lens: conversation.map_or(style.lens, ConversationView::lens),
                input: composer.map_or(style.input, |composer| composer.format),
                line_ending: composer.map_or(style.line_ending, |composer| composer.ending),
                shown: self.view.shown.contains(&place),
                ended: session.stage.is_over(),
            })
        };
        let sessions = self.state.sessions.iter().filter_map(session).collect();
        Open { sessions, ended }
    }

    /// The end of this run is a good one.
    pub(super) fn end_run(&mut self) {
        if let Some(run) = self.run.take() {
            run.end();
        }
    }

    /// For end-to-end tests.
    #[cfg(feature = "inspection")]
    pub(super) fn fail_on_purpose(&self) {
        super::failpoint::fail(
            &self.view.composers.values().map(|composer| composer.text.as_str()),
        );
    }
}

/// What opens a session again. One that listened at a path has left its own socket file there: that
/// is replaced where nobody listens on it.
fn as_it_was(mut spec: SessionSpec, ended: bool) -> SessionSpec {
    let is_path = matches!(spec.endpoint.transport(), Transport::Unix | Transport::UnixGram);
    spec.options.replace_stale |= is_path && spec.role == Role::Listen && !ended;
    spec
}
