//! What a person should know that concerns no single session.

use crate::language::Language;
use crate::model::Notifications;

/// Names a notice, to take it off the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoticeId(pub u64);

/// A sentence that stays on the screen until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its name.
    pub id: NoticeId,
    /// The sentence.
    pub text: String,
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];
}

/// How the person wants the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferences {
    /// The language; the system's where none was chosen.
    pub language: Option<Language>,
    /// Light or dark.
    pub theme: Theme,
    /// Size of everything: 1 is as designed.
    pub zoom: f32,
    /// What the desktop is told while nobody looks.
    pub notifications: Notifications,
    /// Whether the inspector is there.
    pub inspector: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::System,
            zoom: 1.0,
            notifications: Notifications::default(),
            inspector: true,
        }
    }
}

/// Whether the desktop can be told something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Desktop {
    /// Nobody has asked yet, or there is no answer yet.
    #[default]
    Unknown,
    /// It shows notifications.
    Ready,
    /// There is no session bus.
    NoBus,
    /// Nobody on the session bus shows notifications.
    NoService,
    /// This system has no way that the program knows.
    NoWay,
}
