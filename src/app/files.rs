//! What the window keeps in files: presets, settings, recent addresses, earlier conversations.

use super::state::{Past, Places, Preferences, State, Theme};
use crate::language::Words;
use crate::model::{InputFormat, Lens, LineEnding, Preset, PresetId, Role};
use crate::record;
use crate::store::{self, History, Paths, Presets, Recent, Settings, StoreNotice};
use crate::ui::PresetIntent;
use std::path::Path;
use std::time::SystemTime;

/// The files, as they were read and as they are written.
pub(super) struct Files {
    paths: Paths,
    pub(super) settings: Settings,
    presets: Presets,
    recent: Recent,
    history: History,
    /// The settings are those that are built in, and their file is not touched.
    is_careful: bool,
    /// When the settings were written last, by us or by another program.
    settings_written: Option<SystemTime>,
}

impl Files {
    /// Reads all files; what is wrong with them becomes notices.
    pub(super) fn load(paths: Paths, is_careful: bool) -> (Self, Vec<StoreNotice>) {
        let (settings, mut notices) = if is_careful {
            (Settings { examples_offered: true, ..Settings::default() }, Vec::new())
        } else {
            Settings::load(&paths.settings_file())
        };
        let (presets, more) = Presets::load(&paths.presets_file());
        notices.extend(more);
        let recent = Recent::load(&paths.recent_file());
        let history = History::load(&paths.history_file());
        let settings_written = written(&paths.settings_file());
        (Self { paths, settings, presets, recent, history, is_careful, settings_written }, notices)
    }

    /// The folders that nothing can be written into.
    pub(super) fn no_place(&self) -> Vec<StoreNotice> {
        store::no_place(&self.paths)
    }

    /// Puts what the files say into the state.
    pub(super) fn show(&self, state: &mut State) {
        state.presets = self.presets.all().to_vec();
        let (listen, connect) = (self.recent.of(Role::Listen), self.recent.of(Role::Connect));
        state.recent_listen = listen.to_vec();
        state.recent_connect = connect.to_vec();
    }

    /// What was sent before, newest last.
    pub(super) fn history(&self) -> &[String] {
        self.history.lines()
    }

    /// Keeps what was sent.
    pub(super) fn said(&mut self, lines: &[String]) -> Option<StoreNotice> {
        for line in lines {
            self.history.push(line);
        }
        self.history.save().err()
    }

    /// The conversations of earlier runs.
    pub(super) fn past(&self) -> Vec<Past> {
        // A folder that cannot be read has no conversations to show; writing to it will tell why.
        let found = record::conversations(&self.paths.captures()).unwrap_or_default();
        found.into_iter().map(Past::from).collect()
    }

    /// Where all of it is.
    pub(super) fn places(&self) -> Places {
        let crashes = self.paths.crashes();
        let Paths { config, data, state, .. } = self.paths.clone();
        Places { config, data, state, crashes }
    }

    /// Offers the tutorial's presets, once.
    pub(super) fn offer_examples(&mut self, words: &Words) -> Vec<StoreNotice> {
        if self.settings.examples_offered {
            return Vec::new();
        }
        self.settings.examples_offered = true;
        if self.presets.all().is_empty() {
            for preset in store::examples(words) {
                self.presets.add(preset);
            }
        }
        [self.save_presets().1, self.save_settings()].into_iter().flatten().collect()
    }

    pub(super) fn preferences(&self) -> Preferences {
        let theme = match self.settings.theme {
            store::Theme::System => Theme::System,
            store::Theme::Light => Theme::Light,
            store::Theme::Dark => Theme::Dark,
        };
        Preferences {
            language: self.settings.language,
            theme,
            zoom: self.settings.zoom,
            notifications: self.settings.notifications,
            inspector: self.settings.inspector.open,
        }
    }

    pub(super) fn prefer(&mut self, preferences: Preferences) -> Option<StoreNotice> {
        self.settings.language = preferences.language;
        self.settings.theme = match preferences.theme {
            Theme::System => store::Theme::System,
            Theme::Light => store::Theme::Light,
            Theme::Dark => store::Theme::Dark,
        };
        self.settings.zoom = preferences.zoom;
        self.settings.notifications = preferences.notifications;
        self.settings.inspector.open = preferences.inspector;
        self.save_settings()
    }

    pub(super) fn save_settings(&mut self) -> Option<StoreNotice> {
        if self.is_careful {
            return None;
        }
        let file = self.paths.settings_file();
        let notice = self.settings.save(&file).err();
        self.settings_written = written(&file);
        notice
    }

    /// The same when the program ends. What somebody edits at this moment is left to them.
    pub(super) fn save_at_end(&mut self) -> Option<StoreNotice> {
        match Settings::load_again(&self.paths.settings_file()) {
            Err(notice @ StoreNotice::NotHeeded { .. }) => Some(notice),
            _ => self.save_settings(),
        }
    }

    /// Takes over what was changed in the file of the settings. `None` if nothing was; what is wrong
    /// with the change where it does not hold.
    pub(super) fn refresh_settings(&mut self) -> Option<Result<(), StoreNotice>> {
        let file = self.paths.settings_file();
        let now = written(&file);
        if now == self.settings_written || self.is_careful {
            return None;
        }
        self.settings_written = now;
        Some(Settings::load_again(&file).map(|fresh| {
            let Some(fresh) = fresh else { return };
            // Where the window is, it knows better than the file.
            self.settings = Settings { window: self.settings.window, ..fresh };
        }))
    }

    /// Remembers an address that was opened.
    pub(super) fn opened(&mut self, role: Role, address: &str) -> Option<StoreNotice> {
        self.recent.push(role, address).err()
    }

    pub(super) fn preset(&self, id: &PresetId) -> Option<&Preset> {
        self.presets.get(id)
    }

    /// Takes over what other programs have changed. `None` if nothing has changed.
    pub(super) fn refresh(&mut self) -> Option<Vec<StoreNotice>> {
        self.presets.refresh()
    }

    /// Does what is wished of the presets.
    pub(super) fn preset_wish(&mut self, wish: PresetIntent, style: Style) -> Done {
        let mut done = Done { notices: self.refresh().unwrap_or_default(), ..Done::default() };
        let mut added = None;
        match wish {
            PresetIntent::Save(spec, folder) => {
                let Style { lens, input, line_ending } = style;
                let id = PresetId(String::new());
                let preset = Preset { id, folder, spec: *spec, lens, input, line_ending };
                added = Some(self.presets.add(preset));
            }
            PresetIntent::Open(_) => return done,
            PresetIntent::Rename(id, name) => self.presets.rename(&id, &name),
            PresetIntent::Move(id, folder, index) => self.presets.move_to(&id, &folder, index),
            PresetIntent::Duplicate(id) => drop(self.presets.duplicate(&id)),
            PresetIntent::Remove(id) => done.removed = self.presets.remove(&id),
        }
        let (is_saved, notice) = self.save_presets();
        done.notices.extend(notice);
        let added = added.filter(|_| is_saved).and_then(|id| self.presets.get(&id));
        done.saved = added.map(|preset| preset.spec.title());
        done
    }

    pub(super) fn restore(&mut self, removed: store::Removed) -> Option<StoreNotice> {
        self.presets.restore(removed);
        self.save_presets().1
    }

    /// Tries once more what could not be saved.
    pub(super) fn save_rest(&mut self) -> Option<StoreNotice> {
        if self.presets.is_dirty() { self.save_presets().1 } else { None }
    }

    /// Whether the presets are in the file now, and what there is to say of it.
    fn save_presets(&mut self) -> (bool, Option<StoreNotice>) {
        match self.presets.save() {
            Ok(notice) => (true, notice),
            Err(notice) => (false, Some(notice)),
        }
    }

    /// Takes a conversation away; it can be restored while the program runs.
    pub(super) fn remove_past(folder: &Path) -> std::io::Result<record::Removed> {
        record::remove(&record::conversation(folder)?)
    }
}

fn written(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|data| data.modified()).ok()
}

/// What became of a wish for the presets.
#[derive(Default)]
pub(super) struct Done {
    /// What was removed, to be restored.
    pub(super) removed: Option<store::Removed>,
    /// The name of what was added, as it is in the file now.
    pub(super) saved: Option<String>,
    /// What there is to say.
    pub(super) notices: Vec<StoreNotice>,
}

/// How a session is looked at and written to: what a preset keeps besides its spec.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) lens: Lens,
    pub(super) input: InputFormat,
    pub(super) line_ending: LineEnding,
}

impl From<&Preset> for Style {
    fn from(preset: &Preset) -> Self {
        Self { lens: preset.lens, input: preset.input, line_ending: preset.line_ending }
    }
}

impl From<record::Conversation> for Past {
    fn from(found: record::Conversation) -> Self {
        let record::Conversation { folder, spec, started, bytes, finished } = found;
        Self { folder, spec, started, bytes, finished }
    }
}
