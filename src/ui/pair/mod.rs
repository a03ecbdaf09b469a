//! Pairing with another machine, and talking with it.

mod bubble;
mod card;
mod code;
mod composer;
mod contact;
mod diagnose;
mod enter;
mod into;
mod list;
mod me;
mod offer;
mod start;
mod talk;
#[cfg(test)]
mod tests;
mod when;
mod words;

pub(super) use contact::{details_ui, unpair_ui};
pub(super) use start::pair_ui;
pub use talk::TalkView;
pub(super) use talk::talk_ui;
pub(super) use when::When;
pub(super) use words::{presence_line, presence_mark};

use crate::model::pairing::ContactId;
use enter::EnterView;
use std::collections::BTreeMap;

/// What the dialog shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    /// Two large choices.
    #[default]
    Choice,
    /// Our code.
    Show,
    /// Their code.
    Enter,
    /// Why others are not found.
    Diagnose,
}

/// What the screen keeps of pairing.
#[derive(Default)]
pub struct PairView {
    /// One for each talk that was shown.
    pub talks: BTreeMap<ContactId, TalkView>,
    page: Page,
    enter: EnterView,
    /// What we call ourselves, while it is typed.
    name: Option<String>,
    /// What a contact is called, while it is typed.
    calling: Option<(ContactId, String)>,
    /// The machine is to examine itself.
    examine: bool,
    /// What a new identity costs is told, and the person is asked.
    renewing: bool,
    /// Pairing without a code is unfolded.
    without: bool,
}

impl PairView {
    /// Two machines are paired: what was typed for it is of no use any more.
    pub fn paired(&mut self) {
        self.begin_anew();
    }

    /// The dialog begins with its two choices when it is opened next.
    fn begin_anew(&mut self) {
        (self.page, self.enter, self.without) = (Page::Choice, EnterView::default(), false);
        (self.renewing, self.examine, self.name) = (false, false, None);
    }
}
