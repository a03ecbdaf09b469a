//! What is typed into the composer, as bytes.

use super::chars::is_hidden;
use super::hex_input::read_hex;
use crate::model::InputFormat;
use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

/// Why what was typed is no bytes yet. Positions count characters, from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// A digit is missing: so many were typed.
    #[error("{0} hexadecimal digits: one is missing")]
    OddDigits(usize),
    /// No hexadecimal digit.
    #[error("{found:?} at {at} is no hexadecimal digit")]
    NotHex {
        /// Where.
        at: usize,
        /// What stands there instead.
        found: char,
    },
    /// A backslash with something behind it that means nothing.
    #[error("{text:?} at {at} is no escape")]
    BadEscape {
        /// Where the backslash is.
        at: usize,
        /// The backslash and what follows.
        text: String,
    },
}

/// The bytes that a typed text stands for.
///
/// # Errors
/// The first place at which the text means nothing in this format; plain text means always itself.
pub fn read_input(format: InputFormat, text: &str) -> Result<Vec<u8>, InputError> {
    match format {
        InputFormat::Text => Ok(text.as_bytes().to_vec()),
        InputFormat::Escapes => read_escapes(text),
        InputFormat::Hex => read_hex(text),
    }
}

/// Bytes as a string in which `\r \n \t \\ \xNN` stand for themselves; [`read_input`] reads it
/// back. Control characters, what hides, and what is no UTF-8 are escaped.
#[must_use]
pub fn escape(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\r' => text.push_str(r"\r"),
                '\n' => text.push_str(r"\n"),
                '\t' => text.push_str(r"\t"),
                '\\' => text.push_str(r"\\"),
                c if c.is_control() || is_hidden(c) => {
                    push_bytes(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                c => text.push(c),
            }
        }
        push_bytes(&mut text, chunk.invalid());
    }
    text
}

fn push_bytes(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        write!(text, "\\x{byte:02x}").expect("a String takes everything");
    }
}

/// Longest number between the braces of `\u{…}`, in digits.
const CODE_DIGITS: usize = 6;

fn read_escapes(text: &str) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut reader = Reader { rest: text.chars().peekable(), at: 0 };
    while let Some(c) = reader.next() {
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let at = reader.at - 1;
        let mut seen = String::from('\\');
        match reader.next().inspect(|c| seen.push(*c)) {
            Some('r') => bytes.push(b'\r'),
            Some('n') => bytes.push(b'\n'),
            Some('t') => bytes.push(b'\t'),
            Some('0') => bytes.push(0),
            Some('e') => bytes.push(0x1b),
            Some('\\') => bytes.push(b'\\'),
            Some('x') => match reader.byte(&mut seen) {
                Some(byte) => bytes.push(byte),
                None => return Err(InputError::BadEscape { at, text: seen }),
            },
            Some('u') => match reader.code(&mut seen) {
                Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                None => return Err(InputError::BadEscape { at, text: seen }),
            },
            _ => return Err(InputError::BadEscape { at, text: seen }),
        }
    }
    Ok(bytes)
}

/// What is left of a typed text, and how many characters were taken.
struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        self.at += 1;
        self.rest.next()
    }

    /// Two hexadecimal digits. What was taken is put behind `seen`, for the error.
    fn byte(&mut self, seen: &mut String) -> Option<u8> {
        let mut digits = String::new();
        while digits.len() < 2 {
            let digit = self.rest.next_if(char::is_ascii_hexdigit)?;
            self.at += 1;
            seen.push(digit);
            digits.push(digit);
        }
        u8::from_str_radix(&digits, 16).ok()
    }

    /// A code point in braces.
    fn code(&mut self, seen: &mut String) -> Option<char> {
        seen.push(self.rest.next_if_eq(&'{')?);
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_hexdigit) {
            seen.push(digit);
            digits.push(digit);
            if digits.len() > CODE_DIGITS {
                return None;
            }
        }
        seen.push(self.rest.next_if_eq(&'}')?);
        self.at += digits.len() + 2;
        char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
    }
}
