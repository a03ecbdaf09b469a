//! Older forms of the preset file, and how each becomes the next.

use toml_edit::{DocumentMut, Item};

/// The version that this program writes.
pub(super) const CURRENT: i64 = 1;

/// What a file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Version {
    /// As this program writes it.
    #[default]
    Current,
    /// Older, and brought up to date in memory.
    Older(i64),
    /// Newer: read as far as it is understood, never written.
    Newer(String),
}

/// The step from the version that is its index to the next.
const STEPS: &[fn(&mut DocumentMut)] = &[from_0];

/// Brings a file up to date, in memory, and says which version it had.
pub(super) fn to_current(document: &mut DocumentMut) -> Version {
    let version = match document.get("version") {
        // Files of before the first release had no version; neither have those begun by hand.
        None => 0,
        Some(item) => match item.as_integer() {
            Some(version) if (0..=CURRENT).contains(&version) => version,
            _ => return Version::Newer(item.to_string().trim().to_owned()),
        },
    };
    if version == CURRENT {
        return Version::Current;
    }
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or_default()) {
        step(document);
    }
    Version::Older(version)
}

/// Version 0 had `[[presets]]`, and `address` for `endpoint`.
fn from_0(document: &mut DocumentMut) {
    if !document.contains_key("preset")
        && let Some(presets) = document.remove("presets")
    {
        document.insert("preset", presets);
    }
    if let Some(presets) = document.get_mut("preset").and_then(Item::as_array_of_tables_mut) {
        for preset in presets.iter_mut() {
            if !preset.contains_key("endpoint")
                && let Some(address) = preset.remove("address")
            {
                preset.insert("endpoint", address);
            }
        }
    }
}
