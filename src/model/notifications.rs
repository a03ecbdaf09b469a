//! How much the desktop's notifications may tell.

use serde::{Deserialize, Serialize};

/// How much the desktop's notifications may tell while another window has the focus. They may be
/// read over a shoulder, on a locked screen, or in a list that the desktop keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notifications {
    /// Nothing: there are none.
    Off,
    /// Who, and what kind of news; not what was said or offered.
    #[default]
    WithoutContent,
    /// Also what was said or offered.
    WithContent,
}

impl Notifications {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Off, Self::WithoutContent, Self::WithContent];
}
