//! The saved presets, as in the file and as on the screen.

use super::merge::merge;
use super::migrate::Version;
use super::preset_file::PresetFile;
use super::safe::{self, Stamp};
use super::{StoreNotice, fresh_id, load, names, trash};
use crate::model::{Nanos, OsError, Preset, PresetId};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use toml_edit::Table;

/// The saved presets. Changes are in memory until [`Presets::save`].
#[derive(Debug)]
pub struct Presets {
    pub(super) path: PathBuf,
    pub(super) file: PresetFile,
    /// The presets as they stood in the file when it was read or written last.
    pub(super) base: Vec<Preset>,
    /// The file when it was read or written last; `None` if there was none.
    pub(super) stamp: Option<Stamp>,
    /// How the file looked when [`Presets::refresh`] looked at it last.
    pub(super) seen: Option<(u64, Option<SystemTime>)>,
    /// The text of an older version, until it has been copied.
    pub(super) old_text: Option<Vec<u8>>,
    pub(super) saving: Saving,
    pub(super) is_dirty: bool,
    /// What was removed since the last save, and when.
    pub(super) removed: Vec<(Nanos, Removed)>,
    /// What came back since the last save.
    pub(super) returned: Vec<PresetId>,
}

/// Whether the file may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saving {
    On,
    /// The file holds more than was understood.
    Off,
}

/// What brings a removed preset back.
#[derive(Clone, Debug)]
pub struct Removed {
    pub(super) preset: Preset,
    pub(super) table: Option<Table>,
    pub(super) index: usize,
}

impl Removed {
    /// What was removed.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        &self.preset
    }
}

impl Presets {
    /// Reads the file. Whatever is wrong with it, the program goes on with what could be read, and
    /// nothing that was in it is lost.
    #[must_use]
    pub fn load(file: &Path) -> (Self, Vec<StoreNotice>) {
        load::presets(file)
    }

    /// In the order of the person's making; folders as they come.
    #[must_use]
    pub fn all(&self) -> &[Preset] {
        &self.file.presets
    }

    /// The preset with this key.
    #[must_use]
    pub fn get(&self, id: &PresetId) -> Option<&Preset> {
        self.all().iter().find(|preset| preset.id == *id)
    }

    /// The first preset of this name; one that differs only in case, if none is equal.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Preset> {
        let name = name.trim();
        let all = self.all();
        let lower = name.to_lowercase();
        all.iter()
            .find(|preset| preset.spec.name == name)
            .or_else(|| all.iter().find(|preset| preset.spec.name.to_lowercase() == lower))
    }

    /// Whether there are changes that are not in the file.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Whether [`Presets::save`] would write at all. It would not, if the file holds more than this
    /// program understands.
    #[must_use]
    pub fn can_save(&self) -> bool {
        self.saving != Saving::Off
    }

    /// Adds one under a fresh id and a name that is free, and says which.
    pub fn add(&mut self, preset: Preset) -> PresetId {
        self.insert(self.all().len(), preset)
    }

    /// Puts a changed preset in the place of the one with the same id, under a name that is free;
    /// adds it under its id if that is gone.
    pub fn replace(&mut self, mut preset: Preset) {
        preset.spec.name = self.free_name(&preset, Some(&preset.id));
        match self.index_of(&preset.id).and_then(|index| self.file.presets.get_mut(index)) {
            Some(place) if *place == preset => return,
            Some(place) => *place = preset,
            None => self.file.presets.push(preset),
        }
        self.is_dirty = true;
    }

    /// Gives one another name. An empty one becomes its endpoint; one that is taken gets a number.
    pub fn rename(&mut self, id: &PresetId, name: &str) {
        if let Some(mut preset) = self.get(id).cloned() {
            name.clone_into(&mut preset.spec.name);
            self.replace(preset);
        }
    }

    /// Puts one into a folder, and so that it stands at this index among all.
    pub fn move_to(&mut self, id: &PresetId, folder: &str, index: usize) {
        let Some(old) = self.index_of(id) else { return };
        let mut preset = self.file.presets.remove(old);
        preset.folder = names::folder(folder);
        let index = index.min(self.file.presets.len());
        self.file.presets.insert(index, preset);
        self.is_dirty = true;
    }

    /// Puts a copy behind one, and says its id.
    pub fn duplicate(&mut self, id: &PresetId) -> Option<PresetId> {
        let index = self.index_of(id)?;
        let copy = self.all().get(index)?.clone();
        Some(self.insert(index + 1, copy))
    }

    /// Removes one, and gives what brings it back.
    pub fn remove(&mut self, id: &PresetId) -> Option<Removed> {
        let index = self.index_of(id)?;
        let table = self.file.table(id).cloned();
        let preset = self.file.presets.remove(index);
        self.is_dirty = true;
        let removed = Removed { preset, table, index };
        self.removed.push((Nanos::from(SystemTime::now()), removed.clone()));
        self.returned.retain(|returned| returned != id);
        Some(removed)
    }

    /// Brings a removed preset back to its place, with its comments in the file.
    pub fn restore(&mut self, removed: Removed) {
        let Removed { mut preset, table, index } = removed;
        self.removed.retain(|(_, removed)| removed.preset.id != preset.id);
        self.returned.push(preset.id.clone());
        if self.index_of(&preset.id).is_some() {
            // It came back from the file in the meantime; both stay.
            preset.id = fresh_id();
        } else if let Some(table) = table {
            self.file.keep_table(preset.id.clone(), table);
        }
        preset.spec.name = self.free_name(&preset, None);
        self.file.presets.insert(index.min(self.file.presets.len()), preset);
        self.is_dirty = true;
    }

    /// Writes the file: temp, fsync, rename, fsync of the folder; then the same as its `.bak`. What
    /// another program changed in the file meanwhile is kept: then a notice says so.
    ///
    /// # Errors
    /// Says what stands in the way. The changes stay in memory and can be saved again.
    pub fn save(&mut self) -> Result<Option<StoreNotice>, StoreNotice> {
        if !self.can_save() {
            return Err(StoreNotice::SavingOff { file: self.path.clone() });
        }
        let merged = self.merge_others()?;
        self.keep_old_text()?;
        self.fill_trash();
        let text = self.file.render().into_bytes();
        safe::write(&self.path, &text)?;
        self.stamp = Some(Stamp::of(&self.path, &text));
        self.base.clone_from(&self.file.presets);
        self.is_dirty = false;
        self.file.version = Version::Current;
        // The presets are safe already; the copy is against damage from elsewhere.
        if let Err(notice) = safe::write(&safe::beside(&self.path, ".bak"), &text) {
            log::warn!("no copy of the presets: {notice:?}");
        }
        Ok(merged)
    }

    /// Whether the file looks like another program has changed it. Cheap: reads no content.
    #[must_use]
    pub fn changed_outside(&self) -> bool {
        match &self.stamp {
            Some(stamp) => self.path.exists() && !stamp.looks_the_same(&self.path),
            None => self.path.exists(),
        }
    }

    /// Reads the file again; changes that were not saved are dropped.
    pub fn reload(&mut self) -> Vec<StoreNotice> {
        let (presets, notices) = Self::load(&self.path);
        *self = presets;
        notices
    }

    /// Takes over what another program has changed in the file, unless there are changes of ours,
    /// which [`Presets::save`] puts together with theirs. A file that cannot be read as it is, is
    /// left alone: somebody may be about to write it. Where nothing has changed it costs a look at
    /// the length and the time of the file.
    ///
    /// `None` if nothing has changed; else what there is to say of the file.
    pub fn refresh(&mut self) -> Option<Vec<StoreNotice>> {
        let data = std::fs::metadata(&self.path).ok()?;
        let looks = (data.len(), data.modified().ok());
        if self.is_dirty || self.seen == Some(looks) {
            return None;
        }
        self.seen = Some(looks);
        if !self.changed_outside() {
            return None;
        }
        let (text, file) = load::look(&self.path).ok()??;
        if self.stamp.is_some_and(|stamp| !stamp.differs(&text)) {
            return None;
        }
        let mut fresh = Self::empty(&self.path);
        let notices = load::accept(&mut fresh, file, text);
        fresh.seen = self.seen;
        *self = fresh;
        Some(notices)
    }

    /// What was removed within the last thirty days, and when, the last one first. Any of it comes
    /// back with [`Presets::restore`].
    #[must_use]
    pub fn trash(&self) -> Vec<(Nanos, Removed)> {
        let unsaved = self.removed.iter().rev().cloned();
        let saved = trash::list(&self.path).into_iter();
        unsaved
            .chain(saved)
            .filter(|(_, removed)| !self.returned.contains(&removed.preset.id))
            .collect()
    }

    /// Before the presets are written without it, what was removed is in the trash.
    fn fill_trash(&mut self) {
        if !self.removed.is_empty() || !self.returned.is_empty() {
            trash::update(&self.path, &self.removed, &self.returned);
            self.removed.clear();
            self.returned.clear();
        }
    }

    /// Puts what another program wrote together with what is to be written, and says so. What
    /// cannot be read, or was made by a newer version, is never overwritten.
    fn merge_others(&mut self) -> Result<Option<StoreNotice>, StoreNotice> {
        let Some(text) = safe::read(&self.path, u64::MAX - 1)? else { return Ok(None) };
        if self.stamp.is_some_and(|stamp| !stamp.differs(&text)) {
            return Ok(None);
        }
        let changed = || StoreNotice::ChangedOutside { file: self.path.clone() };
        let (text, theirs) = load::look(&self.path)?.ok_or_else(changed)?;
        if let Version::Newer(version) = &theirs.version {
            let version = version.clone();
            return Err(StoreNotice::Newer { file: self.path.clone(), version });
        }
        let ours = std::mem::take(&mut self.file);
        let mut others = Self::empty(&self.path);
        load::accept(&mut others, theirs, text);
        let merged = merge(&self.base, &ours, &others.file);
        (self.base, self.stamp, self.old_text) = (others.base, others.stamp, others.old_text);
        self.file = merged;
        self.is_dirty = true;
        Ok(Some(StoreNotice::Merged { file: self.path.clone() }))
    }

    /// Copies the text of an older version before it is overwritten for the first time.
    fn keep_old_text(&mut self) -> Result<(), StoreNotice> {
        if let (Some(text), Version::Older(version)) = (&self.old_text, &self.file.version) {
            safe::write(&load::old_version_copy(&self.path, *version), text)?;
            self.old_text = None;
        }
        Ok(())
    }

    /// No presets, of no file yet.
    pub(super) fn empty(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            file: PresetFile::default(),
            base: Vec::new(),
            stamp: None,
            seen: None,
            old_text: None,
            saving: Saving::On,
            is_dirty: false,
            removed: Vec::new(),
            returned: Vec::new(),
        }
    }

    fn insert(&mut self, index: usize, mut preset: Preset) -> PresetId {
        preset.id = fresh_id();
        preset.folder = names::folder(&preset.folder);
        preset.spec.name = self.free_name(&preset, None);
        let id = preset.id.clone();
        self.file.presets.insert(index.min(self.file.presets.len()), preset);
        self.is_dirty = true;
        id
    }

    fn index_of(&self, id: &PresetId) -> Option<usize> {
        self.all().iter().position(|preset| preset.id == *id)
    }

    fn free_name(&self, preset: &Preset, but: Option<&PresetId>) -> String {
        let wished = names::name(&preset.spec.name);
        let wished =
            if wished.is_empty() { names::name(&preset.spec.endpoint.to_string()) } else { wished };
        let taken = self.all().iter().filter(|other| Some(&other.id) != but);
        names::free(&wished, taken.map(|preset| preset.spec.name.as_str()))
    }
}

/// What is in a file that is to be imported. Nothing is added yet, and nothing of it is opened.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// What can be added.
    pub presets: Vec<Preset>,
    /// Name and reason of what cannot be read.
    pub unreadable: Vec<(String, String)>,
    /// How many there were beyond the limit.
    pub left_out: usize,
}

impl Presets {
    /// Writes all presets, or those with these ids, to a file of their own.
    ///
    /// # Errors
    /// Says what stands in the way.
    pub fn export(&self, ids: Option<&[PresetId]>, to: &Path) -> Result<(), StoreNotice> {
        let chosen =
            self.all().iter().filter(|preset| ids.is_none_or(|ids| ids.contains(&preset.id)));
        let mut file = PresetFile::of(chosen.cloned().collect());
        safe::write(to, file.render().as_bytes())
    }

    /// Reads a file to be imported, for a look before each is added with [`Presets::add`].
    ///
    /// # Errors
    /// Says why the file holds no presets.
    pub fn import(from: &Path) -> Result<Import, StoreNotice> {
        let file = from.to_owned();
        let text = safe::read(from, crate::model::limits::PRESET_FILE.0)?.ok_or_else(|| {
            let os = OsError::from(&std::io::Error::from(std::io::ErrorKind::NotFound));
            StoreNotice::CannotRead { file: file.clone(), os }
        })?;
        let read =
            PresetFile::parse(&text).map_err(|reason| StoreNotice::NotPresets { file, reason })?;
        let left_out = read.too_many.map_or(0, |count| count - crate::model::limits::PRESET_FILE.1);
        Ok(Import { presets: read.presets, unreadable: read.reasons, left_out })
    }
}
