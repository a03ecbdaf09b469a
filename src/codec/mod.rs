//! Bytes to text and back: what is typed, what is shown. Pure.

use crate::model::InputFormat;

/// Why what was typed is no bytes yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// A digit is missing: so many were typed.
    #[error("{0} hexadecimal digits: one is missing")]
    OddDigits(usize),
    /// No hexadecimal digit.
    #[error("{found:?} at {at} is no hexadecimal digit")]
    NotHex { at: usize, found: char },
    /// A backslash with something behind it that means nothing.
    #[error("{text:?} at {at} is no escape")]
    BadEscape { at: usize, text: String },
}

/// The bytes that a typed text stands for.
pub fn read_input(format: InputFormat, text: &str) -> Result<Vec<u8>, InputError> {
    todo!()
}

/// How a stretch of shown text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// As it is.
    Plain,
    /// A control character, made visible.
    Control,
    /// Bytes that are no text, one by one.
    Invalid,
    /// A character that would leave no mark or reorder others, made visible.
    Hidden,
}

/// A stretch of shown text of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub kind: SpanKind,
    /// The bytes it shows.
    pub bytes: std::ops::Range<usize>,
}

/// Bytes as text that a window or terminal can show without being told what to do by it.
/// A line feed ends a line of the layout and is shown as `␊` only if `show_line_ends`.
pub fn spans(bytes: &[u8], show_line_ends: bool) -> Vec<Span> {
    todo!()
}

/// The same as one string: `⟨C3⟩` for a byte that is no text, `⟨U+202E⟩` for what hides.
pub fn printable(bytes: &[u8]) -> String {
    todo!()
}

/// Bytes as a string in which `\r \n \t \\ \xNN` stand for themselves; [`read_input`] reads it back.
pub fn escape(bytes: &[u8]) -> String {
    todo!()
}
