//! Bytes to text and back: what is typed, what is shown. Pure.

mod chars;
pub mod copy;
mod dump;
mod hex_input;
mod hex_view;
mod input;
mod show;

#[cfg(test)]
mod tests;

pub use hex_view::{HexRow, hex_rows};
pub use input::{InputError, escape, read_input};
pub use show::{Span, SpanKind, incomplete_tail, printable, spans};
