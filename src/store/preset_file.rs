//! The preset file as text: read into presets, edited so that everything else stays as it is.

use super::migrate;
use crate::model::{Preset, PresetId, limits};
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

/// Words that stand in the file.
const PRESET: &str = "preset";
const OPTIONS: &str = "options";

/// The file, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct PresetFile {
    /// All but the presets.
    root: DocumentMut,
    /// Those that could be read, in the order of the file.
    pub(super) presets: Vec<Preset>,
    /// How they stand in the file, with the comments and unknown keys they have there.
    tables: BTreeMap<PresetId, Table>,
    /// Those that could not be read, with the place they have among all.
    unreadable: Vec<(usize, Table)>,
    /// Name and reason of each that could not be read.
    pub(super) reasons: Vec<(String, String)>,
    /// Those beyond the limit: kept, not read.
    pub(super) too_many: Option<usize>,
    /// The version the file was written in.
    pub(super) version: migrate::Version,
}

impl PresetFile {
    /// A file of these presets alone.
    pub(super) fn of(presets: Vec<Preset>) -> Self {
        Self { presets, ..Self::default() }
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// A sentence for the log, if the text is no TOML or its presets are no tables.
    pub(super) fn parse(text: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(text).map_err(|error| error.to_string())?;
        let text = text.trim_start_matches('\u{feff}');
        let mut root: DocumentMut =
            text.parse().map_err(|error: toml_edit::TomlError| in_one_line(text, &error))?;
        let version = migrate::to_current(&mut root);
        let tables = match root.remove(PRESET) {
            None => ArrayOfTables::new(),
            Some(item) => item
                .into_array_of_tables()
                .map_err(|_| "`preset` is no list of tables".to_owned())?,
        };
        let mut file = Self { root, version, ..Self::default() };
        let count = tables.len();
        for (place, mut table) in tables.into_iter().enumerate() {
            forget_positions(&mut table);
            if place < limits::PRESET_FILE.1 {
                file.read_table(place, table);
            } else {
                file.unreadable.push((place, table));
                file.too_many = Some(count);
            }
        }
        Ok(file)
    }

    fn read_table(&mut self, place: usize, mut table: Table) {
        // A person who writes a preset by hand need not think of a key, and may copy one.
        let id = table.get("id").and_then(Item::as_str).map(|id| PresetId(id.to_owned()));
        let id = id.filter(|id| !id.0.is_empty() && !self.tables.contains_key(id));
        let is_wrong = table.get("id").is_some_and(|item| !item.is_str());
        if id.is_none() && !is_wrong {
            table.insert("id", toml_edit::value(super::fresh_id().0));
        }
        match read_preset(&table) {
            Ok(preset) => {
                self.tables.insert(preset.id.clone(), table);
                self.presets.push(preset);
            }
            Err(reason) => {
                let name = table.get("name").and_then(Item::as_str).unwrap_or_default();
                let name =
                    if name.is_empty() { format!("#{}", place + 1) } else { name.to_owned() };
                self.reasons.push((name, reason));
                self.unreadable.push((place, table));
            }
        }
    }

    /// How many presets stand in the file, readable or not.
    pub(super) fn len(&self) -> usize {
        self.presets.len() + self.unreadable.len()
    }

    /// How a preset stands in the file.
    pub(super) fn table(&self, id: &PresetId) -> Option<&Table> {
        self.tables.get(id)
    }

    /// Puts a table back under the key of a preset, for the next [`Self::render`].
    pub(super) fn keep_table(&mut self, id: PresetId, table: Table) {
        self.tables.insert(id, table);
    }

    /// The file as it should be: the presets in their order, the others where they were.
    pub(super) fn render(&mut self) -> String {
        let mut tables: Vec<Table> = Vec::with_capacity(self.len());
        for preset in &self.presets {
            let old = self.tables.remove(&preset.id);
            let table = written(preset, old);
            self.tables.insert(preset.id.clone(), table.clone());
            tables.push(table);
        }
        let kept: BTreeSet<&PresetId> = self.presets.iter().map(|preset| &preset.id).collect();
        self.tables.retain(|id, _| kept.contains(id));
        for (place, table) in &self.unreadable {
            tables.insert((*place).min(tables.len()), table.clone());
        }
        let mut document = self.root.clone();
        if document.is_empty() && document.trailing().as_str().is_none_or(str::is_empty) {
            document.decor_mut().clear();
        }
        document["version"] = match document.get("version") {
            Some(version) if self.version == migrate::Version::Current => version.clone(),
            _ => toml_edit::value(migrate::CURRENT),
        };
        document.insert(PRESET, Item::ArrayOfTables(tables.into_iter().collect()));
        document.to_string()
    }
}

/// Where a text is no TOML, and why, as part of a sentence.
fn in_one_line(text: &str, error: &toml_edit::TomlError) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    format!("line {line}: {}", error.message().replace('\n', ", "))
}

/// A table as a preset, or why it is none.
pub(super) fn read_preset(table: &Table) -> Result<Preset, String> {
    let mut alone = table.clone();
    alone.decor_mut().clear();
    let text = DocumentMut::from(alone).to_string();
    toml::from_str(&text).map_err(|error| error.message().replace('\n', ", "))
}

/// A preset as a table: the old one where there is one, with only that changed which differs.
fn written(preset: &Preset, old: Option<Table>) -> Table {
    let full = table_of(preset);
    let mut short = full.clone();
    leave_out_defaults(preset, &mut short);
    match old {
        // Untouched, even where a person wrote it differently.
        Some(old) if read_preset(&old).as_ref() == Ok(preset) => old,
        Some(mut old) => {
            merge(&mut old, &short, &full);
            old
        }
        None => {
            short.decor_mut().set_prefix("\n");
            short
        }
    }
}

/// A preset as a table with every key.
pub(super) fn table_of(preset: &Preset) -> Table {
    let text = toml::to_string(preset).unwrap_or_default();
    let mut table = text.parse::<DocumentMut>().unwrap_or_default().as_table().clone();
    forget_positions(&mut table);
    for (key, item) in table.iter_mut() {
        match item.as_table_mut().filter(|_| key == OPTIONS) {
            Some(options) => options.iter_mut().for_each(|(key, item)| keep_to_line(key, item)),
            None => keep_to_line(key, item),
        }
    }
    table
}

/// What is as usual is not written: a file for people holds what they chose.
fn leave_out_defaults(preset: &Preset, table: &mut Table) {
    let mut usual = preset.clone();
    usual.spec.options = crate::model::Options::default();
    let usual = table_of(&usual);
    let usual = usual.get(OPTIONS).and_then(Item::as_table);
    if let (Some(options), Some(usual)) =
        (table.get_mut(OPTIONS).and_then(Item::as_table_mut), usual)
    {
        options.retain(|key, item| !usual.get(key).is_some_and(|usual| is_same(usual, item)));
        if options.is_empty() {
            table.remove(OPTIONS);
        }
    }
    if table.get("folder").and_then(Item::as_str) == Some("") {
        table.remove("folder");
    }
}

/// Changes `old` into `new`. Keys that `known` does not have are somebody else's, and stay.
fn merge(old: &mut Table, new: &Table, known: &Table) {
    old.retain(|key, _| new.contains_key(key) || !known.contains_key(key) || key == OPTIONS);
    for (key, item) in new {
        spread(old, key, item);
        match (old.get_mut(key), item.as_table(), known.get(key).and_then(Item::as_table)) {
            (Some(Item::Table(old)), Some(new), Some(known)) => merge(old, new, known),
            (Some(old), _, _) if is_same(old, item) => {}
            (Some(old), _, _) => replace(old, item),
            (None, _, _) => {
                old.insert(key, item.clone());
            }
        }
    }
    if !new.contains_key(OPTIONS)
        && let Some(known) = known.get(OPTIONS).and_then(Item::as_table)
        && let Some(options) = old.get_mut(OPTIONS)
    {
        if let Some(options) = options.as_table_like_mut() {
            for (key, _) in known {
                options.remove(key);
            }
        }
        if options.as_table_like().is_some_and(toml_edit::TableLike::is_empty) {
            old.remove(OPTIONS);
        }
    }
}

/// Makes a table in one line a table of its own, where it is to be merged with one.
fn spread(table: &mut Table, key: &str, with: &Item) {
    if with.is_table()
        && let Some(old) = table.get_mut(key).filter(|old| old.is_inline_table())
        && let Ok(spread) = old.clone().into_table()
    {
        *old = Item::Table(spread);
    }
}

/// Another value, with the comment behind the old one.
fn replace(old: &mut Item, new: &Item) {
    let decor = old.as_value().map(|value| value.decor().clone());
    *old = new.clone();
    if let (Some(decor), Some(value)) = (decor, old.as_value_mut()) {
        *value.decor_mut() = decor;
    }
}

fn is_same(one: &Item, other: &Item) -> bool {
    let text = |item: &Item| {
        let mut item = item.clone();
        if let Some(value) = item.as_value_mut() {
            value.decor_mut().clear();
        }
        item.to_string()
    };
    text(one) == text(other)
}

/// Writes an entry in one line. A text too: in a text of several lines, an editor that changes the
/// line ends of the file would change what is sent.
fn keep_to_line(mut key: toml_edit::KeyMut<'_>, item: &mut Item) {
    let Ok(mut value) = item.clone().into_value() else { return };
    if let Some(text) = value.as_str().filter(|text| text.contains(['\n', '\r'])) {
        // JSON's escapes are TOML's, but TOML has one more character to escape.
        let quoted = serde_json::to_string(text).unwrap_or_default().replace('\u{7f}', "\\u007f");
        if let Ok(quoted) = quoted.parse() {
            value = quoted;
        }
    }
    value.decor_mut().clear();
    key.leaf_decor_mut().clear();
    *item = Item::Value(value);
}

/// Tables without a position are written in the order in which they stand in their parent.
pub(super) fn forget_positions(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => forget_positions(inner),
            Item::ArrayOfTables(inner) => inner.iter_mut().for_each(forget_positions),
            Item::None | Item::Value(_) => {}
        }
    }
}
