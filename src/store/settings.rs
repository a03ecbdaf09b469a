//! What the person set once for all sessions.

use super::notice::Restored;
use super::{StoreNotice, atomic, safe};
use crate::language::Language;
use crate::model::{InputFormat, LineEnding, Nanos, Notifications};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;
use toml_edit::{DocumentMut, Item};

/// The version that this program writes.
const VERSION: i64 = 1;
/// Largest file that is read, in bytes.
const FILE: u64 = 1024 * 1024;
/// Zoom of the whole window, least and most.
const ZOOM: (f32, f32) = (0.5, 4.0);
/// Width and height of the window in points, least and most: larger ones crash drivers.
const WINDOW: (f32, f32) = (200.0, 16_384.0);
/// Farthest place of the window from the corner of the screens, in points.
const PLACE: f32 = 65_536.0;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the inspector was like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InspectorChoice {
    /// Whether it was open.
    pub open: bool,
    /// The name of its tab; the window knows which there are.
    pub tab: String,
}

/// Where the window was, in points. The place may be on a screen that is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowPlace {
    /// Left edge and top edge, where the system tells them.
    pub position: Option<(f32, f32)>,
    /// Width and height.
    pub size: Option<(f32, f32)>,
    /// Whether it filled the screen.
    pub maximized: bool,
}

/// What the composer was set to last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ComposerChoice {
    /// How it read what was typed.
    pub input: InputFormat,
    /// What it put behind each line.
    pub line_ending: LineEnding,
}

/// What the person set once for all sessions.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The language; the system's where `None`.
    pub language: Option<Language>,
    /// Light or dark.
    pub theme: Theme,
    /// Zoom of the whole window; 1 is the system's size.
    pub zoom: f32,
    /// What the desktop is told while nobody looks.
    pub notifications: Notifications,
    /// The inspector.
    pub inspector: InspectorChoice,
    /// The window.
    pub window: WindowPlace,
    /// The composer.
    pub composer: ComposerChoice,
    /// Whether the examples were offered: they are, once.
    pub examples_offered: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::default(),
            zoom: 1.0,
            notifications: Notifications::default(),
            inspector: InspectorChoice { open: true, tab: String::new() },
            window: WindowPlace::default(),
            composer: ComposerChoice::default(),
            examples_offered: false,
        }
    }
}

impl Settings {
    /// Reads the file. What is missing or cannot be read is as usual; the rest is as written.
    #[must_use]
    pub fn load(file: &Path) -> (Self, Vec<StoreNotice>) {
        atomic::remove_orphans(file);
        let mut settings = Self::default();
        let text = match safe::read(file, FILE) {
            Ok(Some(text)) => text,
            Ok(None) => return (settings, Vec::new()),
            Err(notice) => return (settings, vec![notice]),
        };
        let mut notices = Vec::new();
        let document = parse(&text).unwrap_or_else(|| {
            let moved_to = safe::move_aside(file, "bad");
            let (document, restored) = last_good(file).unzip();
            notices.push(StoreNotice::Damaged { file: file.to_owned(), moved_to, restored });
            document.unwrap_or_default()
        });
        if let Some(version) = newer(&document) {
            notices.push(StoreNotice::Newer { file: file.to_owned(), version });
        }
        let entries = settings.take(&document);
        if !entries.is_empty() {
            notices.push(StoreNotice::Unreadable { file: file.to_owned(), entries });
        }
        settings.clamp();
        (settings, notices)
    }

    /// Looks into the file before the window or the command line has begun: nothing is moved, and
    /// what is wrong with it is told by who loads it.
    #[must_use]
    pub fn glance(file: &Path) -> Self {
        let mut settings = Self::default();
        let text = safe::read(file, FILE).ok().flatten().unwrap_or_default();
        if let Some(document) = parse(&text).or_else(|| Some(last_good(file)?.0)) {
            settings.take(&document);
        }
        settings.clamp();
        settings
    }

    /// Reads the file once more, while the program runs. `None` where it is not there.
    ///
    /// # Errors
    /// Says why it does not hold as it is now. Who edits it may be in the middle of a word, so it
    /// stays where it is.
    pub fn load_again(file: &Path) -> Result<Option<Self>, StoreNotice> {
        let Some(text) = safe::read(file, FILE)? else { return Ok(None) };
        let text = String::from_utf8_lossy(&text);
        let document = text.parse::<DocumentMut>().map_err(|error| {
            let end = error.span().map_or(0, |span| span.start);
            let line = text.get(..end).unwrap_or_default().matches('\n').count() + 1;
            not_heeded(file, line, error.message())
        })?;
        if let Some(version) = newer(&document) {
            return Err(StoreNotice::Newer { file: file.to_owned(), version });
        }
        let mut settings = Self::default();
        if let Some((key, reason)) = settings.take(&document).first() {
            let is_it = |line: &str| line.trim_start_matches(['[', ' ', '\t']).starts_with(key);
            let line = text.lines().position(is_it).unwrap_or_default() + 1;
            return Err(not_heeded(file, line, reason));
        }
        settings.clamp();
        Ok(Some(settings))
    }

    /// Writes the file. Comments and keys that this program does not know stay in it.
    ///
    /// # Errors
    /// Says what stands in the way: the file is a newer program's, or cannot be read or written. Also
    /// where it was written, but in the place of one that could not be read.
    pub fn save(&self, file: &Path) -> Result<(), StoreNotice> {
        let old = safe::read(file, FILE)?.unwrap_or_default();
        let mut aside = None;
        let mut document = match parse(&old) {
            Some(document) => document,
            // Damaged since it was read: out of the way, but not lost.
            None => {
                aside = safe::move_aside(file, "bad");
                if aside.is_none() {
                    return Err(StoreNotice::ReadOnly { file: file.to_owned() });
                }
                DocumentMut::new()
            }
        };
        if newer(&document).is_some() {
            return Err(StoreNotice::SavingOff { file: file.to_owned() });
        }
        document["version"] = toml_edit::value(VERSION);
        self.put(&mut document);
        let text = document.to_string();
        if text.as_bytes() != old {
            safe::write(file, text.as_bytes())?;
            // Without a copy the next start is as good as this one, unless the file is damaged.
            if let Err(notice) = safe::write(&safe::beside(file, ".bak"), text.as_bytes()) {
                log::warn!("no copy of the settings was kept: {notice:?}");
            }
        }
        let file = file.to_owned();
        aside.map_or(Ok(()), |moved_to| Err(StoreNotice::PutAside { file, moved_to }))
    }

    /// Takes what can be read, and tells what cannot.
    fn take(&mut self, document: &DocumentMut) -> Vec<(String, String)> {
        let mut bad = Vec::new();
        read(document, "language", &mut self.language, &mut bad);
        read(document, "theme", &mut self.theme, &mut bad);
        read(document, "zoom", &mut self.zoom, &mut bad);
        read(document, "notifications", &mut self.notifications, &mut bad);
        read(document, "inspector", &mut self.inspector, &mut bad);
        read(document, "window", &mut self.window, &mut bad);
        read(document, "composer", &mut self.composer, &mut bad);
        read(document, "examples-offered", &mut self.examples_offered, &mut bad);
        bad
    }

    fn put(&self, document: &mut DocumentMut) {
        match self.language {
            Some(language) => write(document, "language", &language),
            None => drop(document.remove("language")),
        }
        write(document, "theme", &self.theme);
        write(document, "zoom", &self.zoom);
        write(document, "notifications", &self.notifications);
        write(document, "examples-offered", &self.examples_offered);
        write(document, "inspector", &self.inspector);
        write(document, "window", &self.window);
        write(document, "composer", &self.composer);
    }

    /// A file that was edited by hand, or a screen that is gone, must not lose the window.
    fn clamp(&mut self) {
        self.zoom = if self.zoom.is_finite() { self.zoom.clamp(ZOOM.0, ZOOM.1) } else { 1.0 };
        let is_near = |place: f32| place.is_finite() && place.abs() <= PLACE;
        self.window.position = self.window.position.filter(|(x, y)| is_near(*x) && is_near(*y));
        self.window.size =
            self.window.size.filter(|(width, height)| width.is_finite() && height.is_finite()).map(
                |(width, height)| {
                    (width.clamp(WINDOW.0, WINDOW.1), height.clamp(WINDOW.0, WINDOW.1))
                },
            );
    }
}

fn not_heeded(file: &Path, line: usize, reason: &str) -> StoreNotice {
    StoreNotice::NotHeeded { file: file.to_owned(), line, reason: reason.to_owned() }
}

/// The copy of what was saved last, where it can be read.
fn last_good(file: &Path) -> Option<(DocumentMut, Restored)> {
    let copy = safe::beside(file, ".bak");
    let document = parse(&safe::read(&copy, FILE).ok()??)?;
    let made = fs::metadata(&copy).and_then(|data| data.modified()).ok();
    let made = made.map(Nanos::from).unwrap_or_default();
    let entries = document.iter().filter(|(key, _)| *key != "version").count();
    Some((document, Restored { made, entries }))
}

fn parse(text: &[u8]) -> Option<DocumentMut> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn newer(document: &DocumentMut) -> Option<String> {
    let version = document.get("version")?;
    let is_known = version.as_integer().is_some_and(|version| version <= VERSION);
    (!is_known).then(|| version.to_string().trim().to_owned())
}

/// One of the keys, on its own, so that a bad one spoils no other.
#[derive(Serialize, Deserialize)]
struct Alone<T> {
    value: T,
}

fn read<T: DeserializeOwned>(
    document: &DocumentMut,
    key: &str,
    into: &mut T,
    bad: &mut Vec<(String, String)>,
) {
    let Some(item) = document.get(key) else { return };
    let mut alone = DocumentMut::new();
    let value = item.clone().into_value().map_or_else(|item| item, Item::Value);
    alone.insert("value", value);
    match toml::from_str::<Alone<T>>(&alone.to_string()) {
        Ok(read) => *into = read.value,
        Err(error) => bad.push((key.to_owned(), error.message().to_owned())),
    }
}

fn write<T: Serialize>(document: &mut DocumentMut, key: &str, value: &T) {
    let Some(new) = toml::to_string(&Alone { value })
        .ok()
        .and_then(|text| text.parse::<DocumentMut>().ok())
        .and_then(|mut alone| alone.remove("value"))
    else {
        return;
    };
    put_item(document.entry(key).or_insert(Item::None), new);
}

/// Puts a value in the place of another, with its comments; of a table, key by key.
fn put_item(old: &mut Item, new: Item) {
    match (old.as_table_like_mut(), new) {
        (Some(old), Item::Table(new)) => {
            for (key, item) in new {
                put_item(old.entry(&key).or_insert(Item::None), item);
            }
        }
        (_, mut new) => {
            if let (Some(old), Some(new)) = (old.as_value(), new.as_value_mut()) {
                *new.decor_mut() = old.decor().clone();
            }
            if let Item::Table(table) = &mut new {
                table.set_position(None);
            }
            *old = new;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("settings.toml");
        fs::write(&file, text).expect("written");
        (folder, file)
    }

    #[test]
    fn settings_come_back_and_strangers_keys_stay() {
        let (_folder, file) = place(
            "# mine\nnext = 1\ntheme = \"light\" # bright\n[window]\nmonitor = 2\n[zoo]\nx = 1\n",
        );
        let (mut settings, notices) = Settings::load(&file);
        assert_eq!((settings.theme, notices), (Theme::Light, vec![]));
        settings.theme = Theme::Dark;
        settings.language = Some(Language::Chinese);
        settings.zoom = 1.25;
        settings.notifications = Notifications::WithContent;
        settings.inspector = InspectorChoice { open: false, tab: "threads".to_owned() };
        settings.window = WindowPlace {
            position: Some((-5.0, 10.0)),
            size: Some((800.0, 600.0)),
            maximized: true,
        };
        settings.composer =
            ComposerChoice { input: InputFormat::Hex, line_ending: LineEnding::CrLf };
        settings.examples_offered = true;
        settings.save(&file).expect("saved");
        assert_eq!(Settings::load(&file), (settings.clone(), vec![]));
        let text = fs::read_to_string(&file).expect("a file");
        for kept in ["# mine", "next = 1", "theme = \"dark\" # bright", "monitor = 2", "[zoo]"] {
            assert!(text.contains(kept), "{kept} is gone from\n{text}");
        }
        settings.language = None;
        settings.save(&file).expect("saved");
        assert_eq!(Settings::load(&file).0.language, None);
    }

    #[test]
    fn one_bad_value_spoils_no_other() {
        let (_folder, file) = place("theme = \"dark\"\nzoom = \"large\"\nlanguage = \"tlh\"\n");
        let (settings, notices) = Settings::load(&file);
        assert_eq!(Settings::glance(&file), settings);
        assert_eq!((settings.theme, settings.zoom, settings.language), (Theme::Dark, 1.0, None));
        let [StoreNotice::Unreadable { entries, .. }] = notices.as_slice() else {
            panic!("{notices:?}");
        };
        let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["language", "zoom"]);
    }

    #[test]
    fn a_window_off_all_screens_comes_back() {
        let (_folder, file) =
            place("zoom = nan\n[window]\nposition = [1e30, nan]\nsize = [1e6, 1.0]\n");
        let (settings, _) = Settings::load(&file);
        assert!((settings.zoom - 1.0).abs() < f32::EPSILON);
        assert_eq!(settings.window.position, None);
        assert_eq!(settings.window.size, Some((WINDOW.1, WINDOW.0)));
    }

    #[test]
    fn what_is_edited_badly_while_it_runs_is_told_with_its_line_and_not_lost() {
        let (_folder, file) = place("theme = \"dark\"\nzoom = 1.5\n[window]\nmaximized = tr\n");
        let read = |text: &str| {
            fs::write(&file, text).expect("written");
            Settings::load_again(&file)
        };
        for (text, bad) in [
            ("theme = \"dark\"\nzoom = 1.5\n[window]\nmaximized = tr\n", 4),
            ("theme = \"dark", 1),
            ("theme = \"dark\"\nzoom = \"large\"\n", 2),
            ("\n\n  [composer]\ninput = 5\n", 3),
        ] {
            let Err(StoreNotice::NotHeeded { line, .. }) = read(text) else { panic!("{text:?}") };
            assert_eq!(line, bad, "{text:?}");
        }
        let good = read("theme = \"dark\"\n").expect("it can be read").expect("it is there");
        assert_eq!(good.theme, Theme::Dark);
        assert!(matches!(read("version = 2\n"), Err(StoreNotice::Newer { .. })));
        drop(read("theme = ["));
        let Err(StoreNotice::PutAside { moved_to, .. }) = good.save(&file) else {
            panic!("it is told")
        };
        assert_eq!(fs::read_to_string(moved_to).expect("aside"), "theme = [");
        assert_eq!(Settings::load(&file), (good.clone(), vec![]));
        assert_eq!(good.save(&file), Ok(()));
        fs::remove_file(&file).expect("removed");
        assert_eq!(Settings::load_again(&file), Ok(None));
    }

    #[test]
    fn damaged_and_newer_settings_are_not_lost() {
        let (folder, file) = place("theme = \"da");
        assert_eq!(Settings::glance(&file), Settings::default());
        let (settings, notices) = Settings::load(&file);
        assert_eq!(settings, Settings::default());
        let [StoreNotice::Damaged { moved_to: Some(aside), restored: None, .. }] = &notices[..]
        else {
            panic!("{notices:?}");
        };
        assert_eq!(fs::read_to_string(aside).expect("aside"), "theme = \"da");
        // What was saved last comes back, and is the file again with the next save.
        let kept = Settings { theme: Theme::Dark, zoom: 1.5, ..Settings::default() };
        assert_eq!(kept.save(&file), Ok(()));
        fs::write(&file, "theme = \"da").expect("written");
        assert_eq!(Settings::glance(&file), kept);
        let (settings, notices) = Settings::load(&file);
        assert_eq!(settings, kept);
        assert!(matches!(&notices[..], [StoreNotice::Damaged { restored: Some(_), .. }]));
        drop(folder);

        let newer = "version = 2\ntheme = \"dark\"\n";
        let (_folder, file) = place(newer);
        let (settings, notices) = Settings::load(&file);
        assert_eq!(settings.theme, Theme::Dark);
        assert!(matches!(notices.as_slice(), [StoreNotice::Newer { .. }]));
        let saved = settings.save(&file);
        assert_eq!(saved, Err(StoreNotice::SavingOff { file: file.clone() }));
        assert_eq!(fs::read_to_string(&file).expect("a file"), newer);
    }
}
