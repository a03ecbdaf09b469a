//! The panel at the right: threads, calls and the socket behind what is shown.

mod calls;
mod python;
mod socket;
mod threads;

pub use python::script;

use super::intent::Intent;
use super::theme::size;
use super::view::View;
use super::widgets::tab;
use crate::app::state::State;
use crate::language::Words;
use crate::model::{ConnectionId, SessionId, ThreadId};
use crate::tr;
use egui::Ui;

/// A page of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Every live thread.
    #[default]
    Threads,
    /// The ladder of calls.
    Calls,
    /// Addresses and options of the shown session.
    Socket,
}

impl Tab {
    /// Its name in the settings.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Threads => "threads",
            Self::Calls => "calls",
            Self::Socket => "socket",
        }
    }

    /// The page of this name; the first one where there is none.
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        let all = [Self::Threads, Self::Calls, Self::Socket];
        all.into_iter().find(|tab| tab.key() == key).unwrap_or_default()
    }
}

/// What the screen keeps of the inspector.
#[derive(Default)]
pub struct InspectorView {
    /// The page.
    pub tab: Tab,
    /// The thread that is chosen.
    pub thread: Option<ThreadId>,
    /// The thread that is being renamed, the name so far, and whether its field was focused.
    pub renaming: Option<(ThreadId, String, bool)>,
    /// Whose calls are shown; all where none.
    pub session: Option<SessionId>,
    /// The session that was shown in the middle in the last frame.
    shown: Option<SessionId>,
    /// Of which connection.
    pub connection: Option<ConnectionId>,
    /// Whether the legend of the thread functions is unfolded.
    pub legend: bool,
}

impl InspectorView {
    /// Who looks at the calls of the shown session goes on to the next with it; another that was
    /// chosen stays.
    fn follow(&mut self, shown: Option<SessionId>) {
        let before = std::mem::replace(&mut self.shown, shown);
        if before != shown && self.session.is_some() && self.session == before {
            (self.session, self.connection) = (shown, None);
        }
    }
}

/// Draws the inspector.
pub fn inspector_ui(ui: &mut Ui, words: &Words, state: &State, view: &mut View) -> Vec<Intent> {
    let tabs = [
        (Tab::Threads, tr!(words, "inspector-threads")),
        (Tab::Calls, tr!(words, "inspector-calls")),
        (Tab::Socket, tr!(words, "inspector-socket")),
    ];
    ui.horizontal(|ui| {
        ui.add_space(size::GAP);
        ui.spacing_mut().item_spacing.x = 0.0;
        for (page, name) in tabs {
            if tab(ui, view.inspector.tab == page, &name).clicked() {
                view.inspector.tab = page;
            }
        }
    });
    ui.separator();
    let shown = view.session();
    view.inspector.follow(shown);
    match view.inspector.tab {
        Tab::Threads => threads::threads_ui(ui, words, state, &mut view.inspector),
        Tab::Calls => calls::calls_ui(ui, words, state, &mut view.inspector),
        Tab::Socket => {
            let session = view.session().and_then(|id| state.sessions.get(&id));
            socket::socket_ui(ui, words, session);
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_follow_what_is_shown_unless_another_session_was_chosen() {
        let [one, two, three] = [1, 2, 3].map(|id| Some(SessionId(id)));
        let mut view = InspectorView::default();
        view.follow(one);
        view.follow(two);
        assert_eq!(view.session, None, "all are shown");
        view.session = two;
        view.follow(two);
        view.follow(three);
        assert_eq!(view.session, three);
        view.session = one;
        view.follow(two);
        assert_eq!(view.session, one, "it was chosen");
    }
}
