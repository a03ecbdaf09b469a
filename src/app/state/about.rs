//! What the program can say about itself: its version, its folders, and what a crash left.

use std::path::PathBuf;

/// The version, as the package has it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit it was built from, where whoever built it told (`JACKFIELD_COMMIT`).
#[must_use]
pub fn commit() -> Option<&'static str> {
    option_env!("JACKFIELD_COMMIT").filter(|commit| !commit.is_empty())
}

/// The system and the processor it was built for, as `linux x86_64`.
#[must_use]
pub fn system() -> String {
    format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)
}

/// What a run that ended unexpectedly left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Sessions that were open.
    pub sessions: usize,
    /// Texts that were typed and not sent.
    pub drafts: usize,
    /// Sessions that had ended, and stay so.
    pub ended: usize,
}

/// Folders of the profile that a person may want to look into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Presets and settings.
    pub config: PathBuf,
    /// Conversations.
    pub data: PathBuf,
    /// History and crash reports.
    pub state: PathBuf,
    /// Crash reports alone.
    pub crashes: PathBuf,
}
