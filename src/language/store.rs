//! What became of the files on disk, as a sentence.

use super::Words;
use super::fault::shown_path;
use super::words::shown;
use crate::model::{Nanos, OsError};
use crate::store::{Keeps, Restored, StoreNotice};
use crate::tr;
use std::io::{self, ErrorKind};
use std::time::SystemTime;

/// Most names of entries in one sentence.
const NAMED: usize = 3;

impl Words {
    /// What happened to a file, and what to do.
    #[must_use]
    pub fn store_notice(&self, notice: &StoreNotice) -> String {
        use StoreNotice as N;
        match notice {
            N::Damaged { .. } => self.damaged(notice),
            N::Gone { file, copy } => {
                let (file, age, entries) = (shown_path(file), self.age(copy), copy.entries);
                tr!(self, "store-gone", file = file, age = age, entries = entries)
            }
            N::Unreadable { file, entries } => self.unreadable(&shown_path(file), entries),
            N::Newer { file, version } => {
                tr!(self, "store-newer", file = shown_path(file), version = shown(version))
            }
            N::Migrated { file, backup } => {
                let backup = shown_path(backup);
                tr!(self, "store-migrated", file = shown_path(file), backup = backup)
            }
            N::CannotRead { file, os } => {
                tr!(self, "store-cannot-read", file = shown_path(file), what = self.os_text(os))
            }
            N::NotHeeded { file, line, reason } => {
                let (file, reason) = (shown_path(file), shown(reason));
                tr!(self, "store-not-heeded", file = file, line = *line, reason = reason)
            }
            N::PutAside { file, moved_to } => {
                let moved = shown_path(moved_to);
                tr!(self, "store-put-aside", file = shown_path(file), moved = moved)
            }
            N::ReadOnly { file } => tr!(self, "store-read-only", file = shown_path(file)),
            N::DiskFull { file } => tr!(self, "store-disk-full", file = shown_path(file)),
            N::CannotWrite { file, os } => {
                tr!(self, "store-cannot-write", file = shown_path(file), what = self.os_text(os))
            }
            N::NoPlace { folder, keeps, os } => {
                let (folder, what) = (shown_path(folder), self.os_text(os));
                match keeps {
                    Keeps::Config => tr!(self, "store-no-config", folder = folder, what = what),
                    Keeps::Data => tr!(self, "store-no-data", folder = folder, what = what),
                    Keeps::State => tr!(self, "store-no-state", folder = folder, what = what),
                }
            }
            N::Merged { file } => tr!(self, "store-merged", file = shown_path(file)),
            N::ChangedOutside { file } => {
                tr!(self, "store-changed-outside", file = shown_path(file))
            }
            N::SavingOff { file } => tr!(self, "store-saving-off", file = shown_path(file)),
            N::TooLarge { file, bytes, limit } => {
                let (bytes, limit) = (self.bytes(*bytes), self.bytes(*limit));
                tr!(self, "store-too-large", file = shown_path(file), bytes = bytes, limit = limit)
            }
            N::TooMany { file, count, limit } => {
                let file = shown_path(file);
                tr!(self, "store-too-many", file = file, count = *count, limit = *limit)
            }
            N::NotPresets { file, reason } => {
                tr!(self, "store-not-presets", file = shown_path(file), reason = shown(reason))
            }
        }
    }

    /// What the system said of a file, in a few words; what is not common in its own.
    #[must_use]
    pub fn os_text(&self, os: &OsError) -> String {
        let known = io::Error::from_raw_os_error(os.code.unwrap_or_default()).kind();
        let is = |kind: ErrorKind| {
            // Where there is no number, the standard library's own words stand there.
            (os.code.is_some() && known == kind) || os.text == kind.to_string()
        };
        if is(ErrorKind::NotFound) {
            tr!(self, "os-not-found")
        } else if is(ErrorKind::PermissionDenied) {
            tr!(self, "os-denied")
        } else if is(ErrorKind::AlreadyExists) {
            tr!(self, "os-exists")
        } else if is(ErrorKind::IsADirectory) {
            tr!(self, "os-is-folder")
        } else if is(ErrorKind::StorageFull) {
            tr!(self, "os-no-space")
        } else if is(ErrorKind::ReadOnlyFilesystem) {
            tr!(self, "os-read-only")
        } else {
            shown(&os.text)
        }
    }

    /// Why a file could not be imported, and what to do.
    #[must_use]
    pub fn import_notice(&self, notice: &StoreNotice) -> String {
        match notice {
            StoreNotice::CannotRead { file, os } => {
                let (file, what) = (shown_path(file), self.os_text(os));
                tr!(self, "store-import-cannot-read", file = file, what = what)
            }
            StoreNotice::TooLarge { file, bytes, limit } => {
                let (file, bytes, limit) =
                    (shown_path(file), self.bytes(*bytes), self.bytes(*limit));
                tr!(self, "store-import-too-large", file = file, bytes = bytes, limit = limit)
            }
            other => self.store_notice(other),
        }
    }

    fn damaged(&self, notice: &StoreNotice) -> String {
        let StoreNotice::Damaged { file, moved_to, restored } = notice else {
            return String::new();
        };
        let file = shown_path(file);
        let Some(moved) = moved_to.as_deref().map(shown_path) else {
            return tr!(self, "store-damaged-unmoved", file = file);
        };
        match restored {
            Some(copy) => {
                let (age, entries) = (self.age(copy), copy.entries);
                tr!(
                    self,
                    "store-damaged-restored",
                    file = file,
                    moved = moved,
                    age = age,
                    entries = entries
                )
            }
            None => tr!(self, "store-damaged", file = file, moved = moved),
        }
    }

    fn age(&self, copy: &Restored) -> String {
        self.duration(Nanos::from(SystemTime::now()).since(copy.made))
    }

    fn unreadable(&self, file: &str, entries: &[(String, String)]) -> String {
        let mut names: Vec<String> =
            entries.iter().take(NAMED).map(|(name, _)| shown(name)).collect();
        if entries.len() > NAMED {
            names.push("…".to_owned());
        }
        tr!(self, "store-unreadable", count = entries.len(), file = file, names = self.list(&names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn what_is_common_is_said_in_the_persons_language() {
        let words = Words::new(Language::Chinese);
        let told = |code, text: &str| words.os_text(&OsError { code, text: text.to_owned() });
        assert_eq!(told(None, "entity not found"), "找不到");
        assert_eq!(told(None, "permission denied"), "没有权限");
        #[cfg(unix)]
        assert_eq!(told(Some(2), "No such file or directory (os error 2)"), "找不到");
        assert_eq!(told(None, "the moon is full"), "the moon is full");
    }
}
