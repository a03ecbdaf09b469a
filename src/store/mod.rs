//! Preset, settings and history files, and the folders they are in.

mod notice;

pub use notice::{Restored, StoreNotice};

use crate::language::Language;
use crate::model::{Preset, PresetId};
use std::io;
use std::path::{Path, PathBuf};

/// Where a profile keeps its files.
#[derive(Clone, Debug)]
pub struct Paths {
    pub config: PathBuf,
    pub data: PathBuf,
    pub state: PathBuf,
    pub runtime: PathBuf,
}

impl Paths {
    /// The usual folders of the system, those of a named profile, or (JACKFIELD_HOME) all in one folder.
    pub fn find(profile: Option<&str>) -> io::Result<Self> {
        todo!()
    }
    /// All below one folder: for tests and a portable installation.
    pub fn below(folder: &Path) -> Self {
        todo!()
    }
    pub fn presets_file(&self) -> PathBuf {
        todo!()
    }
    pub fn settings_file(&self) -> PathBuf {
        todo!()
    }
    pub fn captures(&self) -> PathBuf {
        todo!()
    }
}

/// The saved presets, as in the file and as on the screen.
pub struct Presets {}

/// What brings a removed preset back.
pub struct Removed {}

impl Presets {
    pub fn load(file: &Path) -> (Self, Vec<StoreNotice>) {
        todo!()
    }
    /// In the order of the person's making; folders as they come.
    pub fn all(&self) -> &[Preset] {
        todo!()
    }
    pub fn get(&self, id: &PresetId) -> Option<&Preset> {
        todo!()
    }
    pub fn by_name(&self, name: &str) -> Option<&Preset> {
        todo!()
    }
    /// Adds one under a fresh id and a name that is free, and says which.
    pub fn add(&mut self, preset: Preset) -> PresetId {
        todo!()
    }
    pub fn replace(&mut self, preset: Preset) {
        todo!()
    }
    pub fn rename(&mut self, id: &PresetId, name: &str) {
        todo!()
    }
    pub fn move_to(&mut self, id: &PresetId, folder: &str, index: usize) {
        todo!()
    }
    pub fn duplicate(&mut self, id: &PresetId) -> Option<PresetId> {
        todo!()
    }
    pub fn remove(&mut self, id: &PresetId) -> Option<Removed> {
        todo!()
    }
    pub fn restore(&mut self, removed: Removed) {
        todo!()
    }
    /// Writes the file: temp, fsync, rename, fsync of the folder.
    pub fn save(&mut self) -> Result<(), StoreNotice> {
        todo!()
    }
}

/// What the person set once for all sessions.
#[derive(Clone, Debug)]
pub struct Settings {
    pub language: Option<Language>, /* theme, zoom, inspector, window place … */
}

impl Settings {
    pub fn load(file: &Path) -> (Self, Vec<StoreNotice>) {
        todo!()
    }
    pub fn save(&self, file: &Path) -> Result<(), StoreNotice> {
        todo!()
    }
}

/// What was sent before, newest last: survives restarts.
pub struct History {}

impl History {
    pub fn load(file: &Path) -> Self {
        todo!()
    }
    pub fn push(&mut self, line: &str) {
        todo!()
    }
    pub fn lines(&self) -> &[String] {
        todo!()
    }
    pub fn save(&mut self) -> Result<(), StoreNotice> {
        todo!()
    }
}
