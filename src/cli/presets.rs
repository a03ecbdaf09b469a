//! `jackfield preset`: the saved sessions.

use super::arguments::{PresetAction, TalkOptions};
use super::plan::{self, Plan};
use super::table::table;
use super::{Exit, complain, session};
use crate::codec::printable;
use crate::language::Words;
use crate::model::{Preset, Role, SessionSpec};
use crate::store::{Paths, Presets, StoreNotice};
use crate::tr;
use std::io::{self, Write};
use std::path::Path;

/// Does what is asked with the presets.
pub(super) fn run(action: PresetAction, paths: &Paths, words: &Words) -> Exit {
    let (mut presets, notices) = Presets::load(&paths.presets_file());
    tell(&notices, words);
    let done = match action {
        PresetAction::List { json } => list(&presets, json, words),
        PresetAction::Show { name } => show(&presets, &name, words),
        PresetAction::Run { name, talk } => return open(&presets, &name, &talk, paths, words),
        PresetAction::Add(args) => {
            plan::preset(&args, words).and_then(|preset| add(&mut presets, preset, words))
        }
        PresetAction::Remove { name } => remove(&mut presets, &name, words),
        PresetAction::Export { file } => export(&presets, &file, words),
        PresetAction::Import { file } => import(&mut presets, &file, words),
    };
    match done {
        Ok(()) => Exit::Done,
        Err(sentence) => {
            complain(&sentence);
            Exit::WrongUse
        }
    }
}

fn open(presets: &Presets, name: &str, talk: &TalkOptions, paths: &Paths, words: &Words) -> Exit {
    let plan = find(presets, name, words).and_then(|preset| Plan::of_preset(preset, talk, words));
    match plan {
        Ok(plan) => session::run(plan, paths, words),
        Err(sentence) => {
            complain(&sentence);
            Exit::WrongUse
        }
    }
}

fn list(presets: &Presets, json: bool, words: &Words) -> Result<(), String> {
    let mut text = String::new();
    if json {
        for preset in presets.all() {
            let line = serde_json::to_string(preset).map_err(|error| error.to_string())?;
            text.push_str(&line);
            text.push('\n');
        }
        return print(&text, words);
    }
    if presets.all().is_empty() {
        complain(&tr!(words, "cli-preset-none"));
        return Ok(());
    }
    let head = ["cli-column-name", "cli-column-role", "cli-column-endpoint", "cli-column-folder"]
        .map(|key| words.say(key));
    let rows: Vec<Vec<String>> = presets.all().iter().map(|preset| row(preset, words)).collect();
    print(&table(&head, &rows), words)
}

fn row(preset: &Preset, words: &Words) -> Vec<String> {
    let role = match preset.spec.role {
        Role::Listen => tr!(words, "cli-word-listen"),
        Role::Connect => tr!(words, "cli-word-connect"),
    };
    vec![
        printable(preset.spec.title().as_bytes()),
        role,
        printable(preset.spec.endpoint.to_string().as_bytes()),
        printable(preset.folder.as_bytes()),
    ]
}

fn show(presets: &Presets, name: &str, words: &Words) -> Result<(), String> {
    let preset = find(presets, name, words)?;
    let text = toml::to_string(preset).map_err(|error| error.to_string())?;
    print(&text, words)
}

fn add(presets: &mut Presets, preset: Preset, words: &Words) -> Result<(), String> {
    let wanted = preset.spec.title();
    let name = printable(wanted.as_bytes());
    // A script that runs once more makes no second one.
    if let Some(there) = presets.by_name(&wanted) {
        if !is_same(there, &preset) {
            return Err(tr!(words, "cli-preset-name-taken", name = name));
        }
        complain(&tr!(words, "cli-preset-there", name = name));
        return Ok(());
    }
    let id = presets.add(preset);
    save(presets, words)?;
    let name = presets.get(&id).map_or(wanted, |preset| preset.spec.title());
    complain(&tr!(words, "cli-preset-added", name = printable(name.as_bytes())));
    Ok(())
}

/// Whether they differ in nothing but their number, and the letters' case of their name.
fn is_same(there: &Preset, preset: &Preset) -> bool {
    let spec = SessionSpec { name: there.spec.name.clone(), ..preset.spec.clone() };
    Preset { id: there.id.clone(), spec, ..preset.clone() } == *there
}

fn remove(presets: &mut Presets, name: &str, words: &Words) -> Result<(), String> {
    let id = find(presets, name, words)?.id.clone();
    presets.remove(&id);
    save(presets, words)?;
    complain(&tr!(words, "cli-preset-removed", name = printable(name.as_bytes())));
    Ok(())
}

/// Writes a preset file that never was: one that is there stays untouched.
fn export(presets: &Presets, file: &Path, words: &Words) -> Result<(), String> {
    let shown = printable(file.as_os_str().as_encoded_bytes());
    if file.exists() {
        return Err(tr!(words, "cli-file-exists", file = shown));
    }
    presets.export(None, file).map_err(|notice| unsaved(&notice, words))?;
    complain(&tr!(words, "cli-preset-exported", count = presets.all().len(), file = shown));
    Ok(())
}

fn import(presets: &mut Presets, file: &Path, words: &Words) -> Result<(), String> {
    let shown = printable(file.as_os_str().as_encoded_bytes());
    let import = Presets::import(file).map_err(|notice| words.import_notice(&notice))?;
    for (name, reason) in &import.unreadable {
        let (name, reason) = (printable(name.as_bytes()), printable(reason.as_bytes()));
        complain(&tr!(words, "cli-preset-unreadable", name = name, reason = reason));
    }
    if import.left_out > 0 {
        complain(&tr!(words, "cli-preset-left-out", count = import.left_out));
    }
    if import.presets.is_empty() {
        return Err(tr!(words, "cli-preset-nothing-imported"));
    }
    let is_there = |preset: &Preset| {
        presets.by_name(&preset.spec.title()).is_some_and(|there| is_same(there, preset))
    };
    let (there, new): (Vec<_>, Vec<_>) = import.presets.into_iter().partition(is_there);
    if !there.is_empty() {
        complain(&tr!(words, "cli-preset-imported-there", count = there.len()));
    }
    if new.is_empty() {
        return Ok(());
    }
    let count = new.len();
    for preset in new {
        presets.add(preset);
    }
    save(presets, words)?;
    complain(&tr!(words, "cli-preset-imported", count = count, file = shown));
    Ok(())
}

fn find<'a>(presets: &'a Presets, name: &str, words: &Words) -> Result<&'a Preset, String> {
    presets
        .by_name(name)
        .ok_or_else(|| tr!(words, "cli-preset-no-such", name = printable(name.as_bytes())))
}

fn save(presets: &mut Presets, words: &Words) -> Result<(), String> {
    let notice = presets.save().map_err(|notice| unsaved(&notice, words))?;
    tell(notice.as_slice(), words);
    Ok(())
}

/// Why a file was not written. Unlike a window, a command keeps nothing that could be saved later.
fn unsaved(notice: &StoreNotice, words: &Words) -> String {
    let (file, what) = match notice {
        StoreNotice::ReadOnly { file } => (file, tr!(words, "cli-word-read-only")),
        StoreNotice::DiskFull { file } => (file, tr!(words, "os-no-space")),
        StoreNotice::CannotWrite { file, os } => (file, words.os_text(os)),
        other => return words.store_notice(other),
    };
    let file = printable(file.as_os_str().as_encoded_bytes());
    tr!(words, "cli-preset-unsaved", file = file, what = what)
}

fn tell(notices: &[StoreNotice], words: &Words) {
    for notice in notices {
        complain(&words.store_notice(notice));
    }
}

fn print(text: &str, words: &Words) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(tr!(words, "cli-no-output", error = error.to_string()))
        }
        _ => Ok(()),
    }
}
