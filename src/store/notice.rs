//! What a person should know about the files.

use crate::model::{Nanos, OsError};
use std::path::PathBuf;

/// What was brought back in place of a damaged file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// When the copy was made.
    pub made: Nanos,
    /// How many entries are in it.
    pub entries: usize,
}

/// What is kept in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Presets, settings and the key of this installation.
    Config,
    /// Conversations, and what is said with paired machines.
    Data,
    /// What was sent before, reports, and what is open.
    State,
}

/// What a person should know about the files. Nothing is lost in any of these cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreNotice {
    /// A file was no TOML any more, or not of the form it should have.
    Damaged {
        /// Which.
        file: PathBuf,
        /// Where it is now; `None` if it could not be moved, and saving is off.
        moved_to: Option<PathBuf>,
        /// What took its place.
        restored: Option<Restored>,
    },
    /// A file was missing, and its copy took its place.
    Gone {
        /// Which.
        file: PathBuf,
        /// What took its place.
        copy: Restored,
    },
    /// Entries that cannot be read; their text is kept in the file as it is.
    Unreadable {
        /// In which file.
        file: PathBuf,
        /// Name (or number) of each, and the reason.
        entries: Vec<(String, String)>,
    },
    /// Made by a newer version of the program: saving is off.
    Newer {
        /// Which.
        file: PathBuf,
        /// The version it says it has.
        version: String,
    },
    /// Made by an older version, and brought up to date behind a copy.
    Migrated {
        /// Which.
        file: PathBuf,
        /// The copy of the old one.
        backup: PathBuf,
    },
    /// The file is there and cannot be read: saving is off.
    CannotRead {
        /// Which.
        file: PathBuf,
        /// What the system said.
        os: OsError,
    },
    /// Settings were edited while the program runs and cannot be read: those before stay.
    NotHeeded {
        /// Which.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// Settings that could not be read had to make room for what the person has chosen since.
    PutAside {
        /// Which.
        file: PathBuf,
        /// Where they are now.
        moved_to: PathBuf,
    },
    /// The file or its folder may not be written.
    ReadOnly {
        /// Which.
        file: PathBuf,
    },
    /// The disk is full.
    DiskFull {
        /// Which was to be written.
        file: PathBuf,
    },
    /// It could not be written for another reason.
    CannotWrite {
        /// Which.
        file: PathBuf,
        /// What the system said.
        os: OsError,
    },
    /// Nothing can be written into a folder: what it is for is not kept.
    NoPlace {
        /// Which.
        folder: PathBuf,
        /// What it is for.
        keeps: Keeps,
        /// What the system said.
        os: OsError,
    },
    /// Another program changed the file as well: what both made is in it now.
    Merged {
        /// Which.
        file: PathBuf,
    },
    /// Another program changed the file since it was read, and it cannot be read as it is now.
    ChangedOutside {
        /// Which.
        file: PathBuf,
    },
    /// Nothing was written, because the file could not be understood when it was read.
    SavingOff {
        /// Which.
        file: PathBuf,
    },
    /// The file is larger than any that was made on purpose, and was not read: saving is off.
    TooLarge {
        /// Which.
        file: PathBuf,
        /// Its bytes.
        bytes: u64,
        /// The most that are read.
        limit: u64,
    },
    /// More presets than are read; the rest stays in the file.
    TooMany {
        /// In which file.
        file: PathBuf,
        /// How many it has.
        count: usize,
        /// How many were read.
        limit: usize,
    },
    /// A file that was to be imported holds no presets.
    NotPresets {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl StoreNotice {
    /// Whether it only tells what was done, and nothing is left to the person.
    #[must_use]
    pub fn is_news(&self) -> bool {
        matches!(self, Self::Gone { .. } | Self::Migrated { .. } | Self::Merged { .. })
    }
}
