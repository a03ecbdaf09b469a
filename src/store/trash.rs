//! Removed presets, kept for a month in a file beside the others.

use super::atomic;
use super::preset_file::{read_preset, table_of};
use super::presets::Removed;
use super::safe;
use crate::model::{Nanos, PresetId, limits};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

/// How long a removed preset is kept.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// Most presets that are kept; the oldest go first.
const MOST: usize = 500;

/// Words that stand in the file.
const PRESET: &str = "preset";
const REMOVED_AT: &str = "removed-at";

/// Where the removed presets of a file are.
pub(super) fn file_of(presets: &Path) -> PathBuf {
    presets.with_extension("trash.toml")
}

/// What was removed, and when, the last one first.
pub(super) fn list(presets: &Path) -> Vec<(Nanos, Removed)> {
    let mut all: Vec<(Nanos, Removed)> = tables(&file_of(presets))
        .into_iter()
        .filter_map(|mut table| {
            let at = removed_at(&table);
            table.remove(REMOVED_AT);
            let preset = read_preset(&table).ok()?;
            // Its place is long forgotten: it goes to the end.
            Some((at, Removed { preset, table: Some(table), index: usize::MAX }))
        })
        .collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all
}

/// Puts what was removed into the trash, and takes out what came back or is too old.
pub(super) fn update(presets: &Path, removed: &[(Nanos, Removed)], back: &[PresetId]) {
    let file = file_of(presets);
    let now = Nanos::from(SystemTime::now());
    let mut kept = tables(&file);
    kept.retain(|table| {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default();
        !back.iter().any(|back| back.0 == id) && now.since(removed_at(table)) < KEPT
    });
    for (at, removed) in removed {
        let mut table = removed.table.clone().unwrap_or_else(|| table_of(&removed.preset));
        let seconds = i64::try_from(at.0 / 1_000_000_000).unwrap_or(i64::MAX);
        table.insert(REMOVED_AT, toml_edit::value(seconds));
        kept.push(table);
    }
    let excess = kept.len().saturating_sub(MOST);
    let mut document = DocumentMut::new();
    document["version"] = toml_edit::value(super::migrate::CURRENT);
    let kept: ArrayOfTables = kept.into_iter().skip(excess).collect();
    document.insert(PRESET, Item::ArrayOfTables(kept));
    // The person wished them gone: that they stay a while is more than was asked for.
    if let Err(error) = atomic::write(&file, document.to_string().as_bytes()) {
        log::warn!("removed presets are not kept: {error}");
    }
}

/// The presets in the trash as they stand there. A damaged file moves aside.
fn tables(file: &Path) -> Vec<Table> {
    let Ok(Some(text)) = safe::read(file, limits::PRESET_FILE.0) else { return Vec::new() };
    let document: Option<DocumentMut> =
        std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok());
    let Some(mut document) = document else {
        safe::move_aside(file, "bad");
        return Vec::new();
    };
    let tables = document.remove(PRESET).and_then(|item| item.into_array_of_tables().ok());
    let mut tables: Vec<Table> = tables.unwrap_or_default().into_iter().collect();
    tables.iter_mut().for_each(super::preset_file::forget_positions);
    tables
}

fn removed_at(table: &Table) -> Nanos {
    let seconds = table.get(REMOVED_AT).and_then(Item::as_integer).unwrap_or_default();
    Nanos(u64::try_from(seconds).unwrap_or_default().saturating_mul(1_000_000_000))
}
