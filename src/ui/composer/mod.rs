//! Where the next message is written.

use crate::app::state::Session;
use crate::language::Words;
use crate::model::Command;

/// What the screen keeps of one composer.
#[derive(Default)]
pub struct ComposerView {}

/// Draws the composer.
pub fn composer_ui(
    ui: &mut egui::Ui,
    _words: &Words,
    session: &Session,
    _view: &mut ComposerView,
) -> Vec<Command> {
    ui.label(session.spec.title());
    Vec::new()
}
