//! Texts that are half typed, one for each paired machine.

use super::{StoreNotice, atomic, safe};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Largest file that is read, in bytes: a hundred texts of the greatest length, escaped.
const FILE: u64 = 16 * 1024 * 1024;

/// Texts that are half typed, by the name of whom they are for.
#[derive(Debug)]
pub struct Drafts {
    path: PathBuf,
    texts: Texts,
    is_saved: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Texts {
    drafts: BTreeMap<String, String>,
    /// What was said last when each was typed.
    after: BTreeMap<String, u64>,
}

impl Drafts {
    /// Reads the file. One that cannot be read counts as empty, and is set aside: what is typed from
    /// now on takes its place.
    #[must_use]
    pub fn load(file: &Path) -> Self {
        atomic::remove_orphans(file);
        let text = safe::read(file, FILE).map(Option::unwrap_or_default);
        let text = text.ok().and_then(|text| String::from_utf8(text).ok());
        let texts = text.and_then(|text| toml::from_str(&text).ok()).unwrap_or_else(|| {
            let aside = safe::move_aside(file, "bad");
            log::warn!("{} cannot be read, and is now {aside:?}", file.display());
            Texts::default()
        });
        Self { path: file.to_owned(), texts, is_saved: true }
    }

    /// What is half typed for somebody; empty where nothing is.
    #[must_use]
    pub fn of(&self, name: &str) -> &str {
        self.texts.drafts.get(name).map_or("", String::as_str)
    }

    /// The number of what had been said last when it was typed, as it was given to [`Self::put`].
    #[must_use]
    pub fn after(&self, name: &str) -> u64 {
        self.texts.after.get(name).copied().unwrap_or_default()
    }

    /// Takes in what is typed for somebody now, and the number of what was said to them last. True
    /// where it is another text.
    pub fn put(&mut self, name: &str, text: &str, after: u64) -> bool {
        if self.of(name) == text {
            return false;
        }
        if text.is_empty() {
            self.texts.drafts.remove(name);
            self.texts.after.remove(name);
        } else {
            self.texts.drafts.insert(name.to_owned(), text.to_owned());
            self.texts.after.insert(name.to_owned(), after);
        }
        self.is_saved = false;
        true
    }

    /// Whether all of it is in the file, or cannot be until something else is typed.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.is_saved
    }

    /// Writes the file, for its owner only, where something has changed.
    ///
    /// # Errors
    /// Says what stands in the way. It is tried again when something else is typed.
    pub fn save(&mut self) -> Result<(), StoreNotice> {
        if std::mem::replace(&mut self.is_saved, true) {
            return Ok(());
        }
        let text = toml::to_string(&self.texts).unwrap_or_default();
        let written = atomic::write_swiftly(&self.path, text.as_bytes());
        written.map_err(|error| safe::not_written(&self.path, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_comes_back_and_what_is_sent_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state/drafts.toml");
        let mut drafts = Drafts::load(&file);
        let text = "第一行\n\"two\" \\ \u{1b} \u{202e}";
        assert!(drafts.put("mia", text, 3) && drafts.put("tom", "x", 0));
        assert!(!drafts.put("mia", text, 4) && !drafts.is_saved());
        drafts.save().expect("saved");
        let mut again = Drafts::load(&file);
        assert_eq!((again.after("mia"), again.after("eve")), (3, 0));
        assert_eq!((again.of("mia"), again.of("tom"), again.of("eve")), (text, "x", ""));
        assert!(again.put("mia", "", 4) && again.put("tom", "xy", 1));
        again.save().expect("saved");
        assert_eq!((Drafts::load(&file).of("mia"), Drafts::load(&file).of("tom")), ("", "xy"));
        std::fs::write(&file, "[drafts").expect("written");
        assert_eq!(Drafts::load(&file).of("tom"), "");
        let names = file.parent().expect("a folder").read_dir().expect("readable").flatten();
        let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
        let [aside] = names.as_slice() else { panic!("{names:?}") };
        assert!(aside.to_string_lossy().starts_with("drafts.toml.bad-"), "{aside:?}");
    }
}
