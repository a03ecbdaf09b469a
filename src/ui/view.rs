//! What only the screen cares for: what is shown, what is unfolded, what is half typed.

use super::composer::ComposerView;
use super::conversation::ConversationView;
use super::focus::FocusTrail;
use super::inspector::InspectorView;
use super::intent::Place;
use super::open_form::OpenForm;
use super::pair::PairView;
use super::sidebar::SidebarView;
use super::splitter::Sides;
use crate::app::state::Session;
use crate::model::SessionId;
use crate::model::pairing::ContactId;
use std::collections::BTreeMap;
use std::time::Instant;

/// Below this width of the window, in points, the conversation needs the room of the panel at the
/// right.
const NARROW: f32 = 940.0;

/// A dialog over the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Language, theme, zoom.
    Settings,
    /// All shortcuts.
    Keys,
    /// What the program is.
    About,
    /// Everything that can be done, by name; what was typed so far, and which row is chosen.
    Palette(String, usize),
    /// Shows a code, or takes one.
    Pair,
    /// Who a paired machine is.
    Contact(ContactId),
    /// Whether a pairing is to end.
    Unpair(ContactId),
    /// Under which name a session is saved as a preset; whether its field has had the keyboard.
    Save(SessionId, String, bool),
}

impl Dialog {
    /// Asks for a preset's name, with a proposal.
    #[must_use]
    pub fn save(session: &Session) -> Self {
        Self::Save(session.id, session.spec.title(), false)
    }

    /// Whether closing it would lose what was typed, or what is under way.
    #[must_use]
    pub fn holds_work(&self) -> bool {
        match self {
            Self::Settings | Self::Keys | Self::About => false,
            Self::Palette(text, _) => !text.is_empty(),
            Self::Pair | Self::Contact(_) | Self::Unpair(_) | Self::Save(..) => true,
        }
    }
}

/// A short message at the bottom that goes by itself.
#[derive(Clone, Debug)]
pub struct Toast {
    /// Its number: what [`super::Intent::Undo`] names.
    pub id: u64,
    /// What it says.
    pub text: String,
    /// How often that was to be said.
    pub count: u32,
    /// Whether what it tells can be taken back.
    pub undo: bool,
    /// When it goes.
    pub until: Instant,
}

/// All that the screen keeps.
#[derive(Default)]
pub struct View {
    /// What is in the middle: nothing, one, or two side by side.
    pub shown: Vec<Place>,
    /// The form in which a session is opened, while it is there.
    pub form: Option<OpenForm>,
    /// The list at the left.
    pub sidebar: SidebarView,
    /// The panel at the right.
    pub inspector: InspectorView,
    /// A dialog over all.
    pub dialog: Option<Dialog>,
    /// One for each conversation that was shown.
    pub conversations: BTreeMap<Place, ConversationView>,
    /// One for each session that was shown.
    pub composers: BTreeMap<SessionId, ComposerView>,
    /// Pairing, and the talks with who is paired.
    pub pair: PairView,
    /// Where the middle ends and the fields and bars below it begin, in points.
    pub(super) foot: f32,
    /// Height of the messages at the bottom in the last frame, in points: the conversation leaves it free.
    pub(super) toasts_tall: f32,
    /// It has done so in this frame.
    pub(super) toasts_free: bool,
    /// Messages at the bottom, oldest first.
    pub toasts: Vec<Toast>,
    /// What was shown when the keyboard was last given to a composer.
    settled: Vec<Place>,
    /// A form or a dialog was over it in the last frame.
    was_covered: bool,
    /// What had the keyboard.
    pub(super) focus: FocusTrail,
    /// How wide the panels at the sides are wanted.
    pub(super) sides: Sides,
    /// The window has no room for the panel at the right, unless it is asked for.
    pub(super) narrow: bool,
    /// It was asked for.
    pub(super) inspector_anyway: bool,
}

impl View {
    /// Shows one place in the middle.
    pub fn show(&mut self, place: Place) {
        if !self.shown.contains(&place) {
            self.shown = vec![place];
        }
    }

    /// Gives the keyboard to the composer of what has just come into the middle, once no form and
    /// no dialog needs it.
    pub(super) fn settle(&mut self, ctx: &egui::Context) {
        if self.form.is_some() || self.dialog.is_some() {
            if self.form.is_some() {
                self.settled.clear();
            }
            // Behind a dialog the keyboard goes back to where it was.
            self.was_covered = true;
            return;
        }
        if std::mem::take(&mut self.was_covered) {
            // egui keeps the keyboard in a dialog for the frame behind its last one.
            ctx.request_repaint();
            return;
        }
        if self.settled == self.shown {
            return;
        }
        let fresh = self.shown.iter().find(|place| !self.settled.contains(place));
        match fresh.or(self.shown.first()) {
            Some(Place::Session(id)) => {
                if let Some(composer) = self.composers.get_mut(id) {
                    composer.take_keyboard();
                }
            }
            Some(Place::Contact(id)) => self.pair.talks.entry(*id).or_default().take_keyboard(),
            _ => {}
        }
        self.settled.clone_from(&self.shown);
    }

    /// Whether the panel at the right is shown, in a window so wide.
    pub(super) fn shows_inspector(&mut self, preferred: bool, wide: f32) -> bool {
        self.narrow = wide < NARROW;
        if !self.narrow {
            self.inspector_anyway = false;
        }
        if self.narrow { self.inspector_anyway } else { preferred }
    }

    /// The first session in the middle, which shortcuts are for.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        self.shown.iter().find_map(|place| match place {
            Place::Session(id) => Some(*id),
            Place::Past(_) | Place::Contact(_) => None,
        })
    }
}
