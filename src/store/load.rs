//! Reading the preset file, whatever is wrong with it.

use super::migrate::Version;
use super::preset_file::PresetFile;
use super::presets::{Presets, Saving};
use super::safe::{self, Stamp};
use super::{Restored, StoreNotice, atomic};
use crate::model::{Nanos, limits};
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn presets(path: &Path) -> (Presets, Vec<StoreNotice>) {
    atomic::remove_orphans(path);
    let mut presets = Presets::empty(path);
    let text = match safe::read(path, limits::PRESET_FILE.0) {
        Ok(Some(text)) => text,
        Ok(None) => {
            let restored = restore(&mut presets);
            let gone = restored.map(|copy| StoreNotice::Gone { file: path.to_owned(), copy });
            return (presets, gone.into_iter().collect());
        }
        Err(notice) => {
            presets.saving = Saving::Off;
            return (presets, vec![notice]);
        }
    };
    let notices = match PresetFile::parse(&text) {
        Ok(file) if !is_cut(path, &text, &file) => accept(&mut presets, file, text),
        parsed => {
            if let Err(reason) = parsed {
                log::warn!("{}: {reason}", path.display());
            }
            vec![damaged(&mut presets)]
        }
    };
    (presets, notices)
}

/// What stands in the file now; `None` if it is missing, damaged or but half written. Nothing is
/// moved or restored.
pub(super) fn look(path: &Path) -> Result<Option<(Vec<u8>, PresetFile)>, StoreNotice> {
    let Some(text) = safe::read(path, limits::PRESET_FILE.0)? else { return Ok(None) };
    match PresetFile::parse(&text) {
        Ok(file) if !is_cut(path, &text, &file) => Ok(Some((text, file))),
        _ => Ok(None),
    }
}

/// Takes what was read from the file itself, and says what there is to say of it.
pub(super) fn accept(presets: &mut Presets, file: PresetFile, text: Vec<u8>) -> Vec<StoreNotice> {
    presets.stamp = Some(Stamp::of(&presets.path, &text));
    presets.base.clone_from(&file.presets);
    take(presets, file, text)
}

/// Where the text of an older version is kept.
pub(super) fn old_version_copy(path: &Path, version: i64) -> PathBuf {
    safe::beside(path, &format!(".v{version}.bak"))
}

/// Whether a text is but the beginning of what was saved last. Such a text may well be TOML.
fn is_cut(path: &Path, text: &[u8], file: &PresetFile) -> bool {
    let saved = safe::read(&safe::beside(path, ".bak"), limits::PRESET_FILE.0);
    let Ok(Some(saved)) = saved else { return false };
    let Some(rest) = saved.strip_prefix(text).filter(|rest| !rest.is_empty()) else { return false };
    let is_edited = file.reasons.is_empty() && text.ends_with(b"\n") && begins_a_table(rest);
    !is_edited
}

/// Whether a list's table follows, or nothing, behind comments. A person who deletes the last presets
/// leaves the text before one; what cuts a file off rarely hits that place, and the copy stays.
fn begins_a_table(rest: &[u8]) -> bool {
    let mut lines = rest.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"#"));
    first.is_none_or(|line| line.starts_with(b"[["))
}

fn take(presets: &mut Presets, file: PresetFile, text: Vec<u8>) -> Vec<StoreNotice> {
    let path = presets.path.clone();
    let mut notices = Vec::new();
    match &file.version {
        Version::Current => {}
        Version::Older(version) => {
            let backup = old_version_copy(&path, *version);
            notices.push(StoreNotice::Migrated { file: path.clone(), backup });
            presets.old_text = Some(text);
        }
        Version::Newer(version) => {
            presets.saving = Saving::Off;
            notices.push(StoreNotice::Newer { file: path.clone(), version: version.clone() });
        }
    }
    if !file.reasons.is_empty() {
        let entries = file.reasons.clone();
        notices.push(StoreNotice::Unreadable { file: path.clone(), entries });
    }
    if let Some(count) = file.too_many {
        let limit = limits::PRESET_FILE.1;
        notices.push(StoreNotice::TooMany { file: path, count, limit });
    }
    presets.file = file;
    notices
}

/// Moves the file out of the way and puts the copy in its place.
fn damaged(presets: &mut Presets) -> StoreNotice {
    let file = presets.path.clone();
    let moved_to = safe::move_aside(&file, "bad");
    let restored = restore(presets);
    if moved_to.is_none() {
        presets.saving = Saving::Off;
    }
    StoreNotice::Damaged { file, moved_to, restored }
}

/// Takes the copy, if presets are in it, and writes it where the file is missing: at once, so that
/// no later start takes an empty file for what the person made.
fn restore(presets: &mut Presets) -> Option<Restored> {
    let path = presets.path.clone();
    let copy = safe::beside(&path, ".bak");
    let text = match safe::read(&copy, limits::PRESET_FILE.0) {
        Ok(None) => return None,
        Ok(Some(text)) => text,
        Err(_) => return keep_copy_aside(&copy),
    };
    let Ok(file) = PresetFile::parse(&text) else { return keep_copy_aside(&copy) };
    if file.len() == 0 {
        return None;
    }
    let made = fs::metadata(&copy).and_then(|data| data.modified()).ok();
    let made = made.map(Nanos::from).unwrap_or_default();
    let restored = Restored { made, entries: file.len() };
    presets.is_dirty = true;
    if !path.exists() {
        match safe::write(&path, &text) {
            Ok(()) => {
                presets.stamp = Some(Stamp::of(&path, &text));
                presets.base.clone_from(&file.presets);
                presets.is_dirty = false;
            }
            // As long as the file is missing, every start comes back to the copy.
            Err(notice) => log::warn!("the copy was not written back: {notice:?}"),
        }
    }
    take(presets, file, text);
    Some(restored)
}

/// What the next save would overwrite and nobody can read here, somebody may be able to mend.
fn keep_copy_aside(copy: &Path) -> Option<Restored> {
    safe::move_aside(copy, "bad");
    None
}
