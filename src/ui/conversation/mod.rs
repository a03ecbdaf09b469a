//! The conversation in the centre of the window.

use crate::app::state::Session;
use crate::language::Words;
use crate::model::Command;
use crate::record::Transcript;

/// What the screen keeps of one conversation.
pub struct ConversationView {
    transcript: Transcript,
}

impl ConversationView {
    /// A fresh view of a conversation.
    #[must_use]
    pub fn new(transcript: Transcript) -> Self {
        Self { transcript }
    }
}

/// Draws the conversation.
pub fn conversation_ui(
    ui: &mut egui::Ui,
    _words: &Words,
    session: &Session,
    view: &mut ConversationView,
) -> Vec<Command> {
    view.transcript.refresh();
    ui.label(session.spec.title());
    Vec::new()
}
