//! A saved session, with the way it is looked at and written to.

use super::{Lens, LineEnding, SessionSpec};
use serde::{Deserialize, Serialize};

/// A preset's key. Names may change and repeat; this does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PresetId(pub String);

/// How the composer reads what is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputFormat {
    /// As it stands, in UTF-8.
    #[default]
    Text,
    /// Text in which `\r \n \t \0 \\ \xNN \u{NNNN}` stand for bytes.
    Escapes,
    /// Hexadecimal digits.
    Hex,
}

/// A session that can be opened again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Preset {
    /// Its key.
    pub id: PresetId,
    /// The folder it is in, with `/` between levels; empty for none.
    #[serde(default)]
    pub folder: String,
    /// What it opens. Its name is the preset's.
    #[serde(flatten)]
    pub spec: SessionSpec,
    /// How its messages are cut.
    #[serde(default)]
    pub lens: Lens,
    /// How its composer reads what is typed.
    #[serde(default)]
    pub input: InputFormat,
    /// What its composer puts behind each line.
    #[serde(default)]
    pub line_ending: LineEnding,
}
