//! Keeps the views of what is shown supplied: transcripts, composers, names of threads.

use super::window::App;
use crate::control::SessionRow;
use crate::model::{Lens, SessionId};
use crate::record::Transcript;
use crate::tr;
use crate::ui::Place;
use crate::ui::composer::ComposerView;
use crate::ui::conversation::ConversationView;
use crate::ui::inspector::Tab;
use std::sync::{Arc, Mutex, PoisonError};

/// What the control thread tells of the sessions: a copy that is renewed once a second.
pub(super) type Told = Arc<Mutex<Vec<SessionRow>>>;

impl App {
    /// Opens what is shown for the first time, and hands on what changed.
    pub(super) fn supply(&mut self) {
        for place in self.view.shown.clone() {
            if place.contact().is_none() && !self.view.conversations.contains_key(&place) {
                self.open_transcript(&place);
            }
            if let Place::Session(id) = place
                && !self.view.composers.contains_key(&id)
            {
                let composer = self.composer(id);
                self.view.composers.insert(id, composer);
            }
        }
        self.label_threads();
        self.save_said();
    }

    /// Says where a file goes that was dropped where nobody takes it.
    pub(super) fn tell_dropped(&mut self, ui: &egui::Ui) {
        let dropped = ui.input(|input| !input.raw.dropped_files.is_empty());
        let is_taken = |place: &Place| !matches!(place, Place::Past(_));
        let text = tr!(self.words, "toast-dropped");
        let is_told = self.view.toasts.last().is_some_and(|toast| toast.text == text);
        if dropped && !is_told && !self.view.shown.iter().any(is_taken) {
            self.toast(text, None);
        }
    }

    fn open_transcript(&mut self, place: &Place) {
        let lens = match place {
            Place::Session(id) => self.styles.get(id).map_or(Lens::default(), |style| style.lens),
            Place::Past(_) | Place::Contact(_) => Lens::default(),
        };
        let opened = match (place, &self.engine) {
            (Place::Session(id), Some(engine)) => engine.transcript(*id, lens).ok(),
            (Place::Past(folder), _) => Transcript::open_folder(folder, lens).ok(),
            _ => None,
        };
        if let Some(transcript) = opened {
            self.view.conversations.insert(place.clone(), ConversationView::new(transcript));
        }
    }

    pub(super) fn composer(&self, id: SessionId) -> ComposerView {
        let style = self.styles.get(&id).copied();
        let usual = self.files.settings.composer;
        ComposerView {
            format: style.map_or(usual.input, |style| style.input),
            ending: style.map_or(usual.line_ending, |style| style.line_ending),
            history: self.files.history().to_vec(),
            ..ComposerView::default()
        }
    }

    /// Threads have the same names everywhere, and one that is clicked in a message is chosen in the
    /// panel.
    fn label_threads(&mut self) {
        let rows = &self.state.threads.rows;
        for place in &self.view.shown {
            let Some(conversation) = self.view.conversations.get_mut(place) else { continue };
            for row in rows {
                let label = conversation.thread_labels.entry(row.id).or_default();
                if *label != row.label {
                    label.clone_from(&row.label);
                }
            }
            if let Some(thread) = conversation.clicked_thread.take() {
                self.view.inspector.thread = Some(thread);
                self.view.inspector.tab = Tab::Threads;
                self.state.preferences.inspector = true;
            }
            conversation.highlight = self.view.inspector.thread;
        }
    }

    /// Writes what was sent into the history, and gives it to the other composers.
    fn save_said(&mut self) {
        let said: Vec<String> = self
            .view
            .composers
            .values_mut()
            .flat_map(|composer| std::mem::take(&mut composer.sent))
            .collect();
        if said.is_empty() {
            return;
        }
        let notice = self.files.said(&said);
        self.tell(notice);
        for composer in self.view.composers.values_mut() {
            composer.history = self.files.history().to_vec();
        }
    }

    /// Renews what the control thread tells.
    pub(super) fn tell_control(&self) {
        let rows = self
            .state
            .sessions
            .values()
            .filter(|session| !session.stage.is_over())
            .map(|session| {
                let gauges = session.gauges.as_deref();
                let mut row = SessionRow::new(session.id, &session.spec, gauges);
                row.addresses = session.listening.iter().map(ToString::to_string).collect();
                row
            })
            .collect();
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = rows;
    }
}
