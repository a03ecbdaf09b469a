//! What a person wishes of the window: some of it is for the engine, some for its files.

use crate::app::state::{NoticeId, Preferences};
use crate::model::pairing::{ContactId, PairWish};
use crate::model::{Command, ConnectionId, PresetId, SessionId, SessionSpec};
use std::path::PathBuf;

/// What can be shown in the middle of the window.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A session of this run.
    Session(SessionId),
    /// A conversation of an earlier run, by its folder.
    Past(PathBuf),
    /// The talk with a paired machine.
    Contact(ContactId),
}

impl Place {
    /// Whose talk it is, where it is one.
    #[must_use]
    pub fn contact(&self) -> Option<ContactId> {
        match self {
            Self::Contact(id) => Some(*id),
            Self::Session(_) | Self::Past(_) => None,
        }
    }
}

/// A wish that a view returns.
#[derive(Clone, Debug)]
pub enum Intent {
    /// For the engine as it is.
    Engine(Command),
    /// Opens a session and shows it.
    Open(Box<SessionSpec>),
    /// Opens a session in the place of one that is over.
    Replace(SessionId, Box<SessionSpec>),
    /// Closes a session where it is open, and takes it off the list. Its conversation stays.
    PutAway(SessionId),
    /// Opens the tutorial's server and a client to it, side by side.
    Tutorial,
    /// Shows this in the middle.
    Show(Place),
    /// Takes the sessions that are over off the list.
    ClearEnded,
    /// Shows one client of a session.
    ShowClient(SessionId, ConnectionId),
    /// Takes the warnings of a session off the screen.
    DismissWarnings(SessionId),
    /// Takes a notice off the screen.
    DismissNotice(NoticeId),
    /// Takes all of them off.
    DismissNotices,
    /// For the node of paired machines as it is.
    Pair(PairWish),
    /// Examines this machine, and asks who is paired whether they get through to it.
    Diagnose,
    /// Something about the saved presets.
    Preset(PresetIntent),
    /// Removes a conversation of an earlier run, with a chance to take that back.
    RemovePast(PathBuf),
    /// Takes back what a toast tells of.
    Undo(u64),
    /// Has the system show a folder of received files; none of them is opened.
    OpenFolder(PathBuf),
    /// Puts a text on the clipboard.
    Copy(String),
    /// Keeps the crash reports and takes the word of them off the screen.
    KeepCrashes,
    /// Removes the crash reports.
    RemoveCrashes,
    /// Puts version, system and counts on the clipboard: nothing that was said, nobody's name.
    CopyDiagnostics,
    /// Opens again what was open when the program ended unexpectedly.
    Reopen,
    /// Does not ask for that any more.
    ForgetLeft,
    /// Language, theme, zoom.
    Prefer(Preferences),
}

/// What a person wishes of the presets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresetIntent {
    /// Saves this session as a new preset in this folder.
    Save(Box<SessionSpec>, String),
    /// Opens one.
    Open(PresetId),
    /// Gives it another name.
    Rename(PresetId, String),
    /// Puts it into a folder, in front of the preset that is at this index of the whole list.
    Move(PresetId, String, usize),
    /// Makes another like it.
    Duplicate(PresetId),
    /// Removes it, with a chance to take that back.
    Remove(PresetId),
}
