//! What a person types or pastes to pair: a code of nine digits, or a link.

mod link;
#[cfg(test)]
mod tests;

pub use link::Link;

use super::identity::random;
use super::name::is_hidden;
use crate::model::pairing::{CodeFault, PairFault};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Digits that are secret: 26.6 bits.
const SECRET: usize = 8;
/// How many codes there are.
const CODES: u32 = 100_000_000;

/// Eight random digits and one that finds a typo. Never in debug output, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Code([u8; SECRET + 1]);

impl Code {
    /// A new code; each of the 10^8 is as likely as any other.
    ///
    /// # Errors
    /// [`PairFault::Other`] where the system gives no random bytes.
    pub fn random() -> Result<Self, PairFault> {
        loop {
            let number = u32::from_le_bytes(*random::<4>()?);
            // The last, incomplete hundred million would make small numbers more likely.
            if number < u32::MAX / CODES * CODES {
                return Ok(Self::of(number % CODES));
            }
        }
    }

    fn of(number: u32) -> Self {
        let mut digits = [0; SECRET + 1];
        let mut rest = number;
        for digit in digits[..SECRET].iter_mut().rev() {
            *digit = u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        digits[SECRET] = check(&digits[..SECRET]);
        Self(digits)
    }

    /// Reads a code as people type it: with spaces, dashes or neither, digits of half or full
    /// width.
    ///
    /// # Errors
    /// [`CodeFault::NotNine`] for anything but nine digits; [`CodeFault::Typo`] where the last one
    /// does not belong to the others.
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        let mut code = Self([0; SECRET + 1]);
        let mut count = 0;
        for character in text.chars().filter(|character| !is_separator(*character)) {
            let place = code.0.get_mut(count).ok_or(CodeFault::NotNine)?;
            *place = digit(character).ok_or(CodeFault::NotNine)?;
            count += 1;
        }
        match count == code.0.len() {
            false => Err(CodeFault::NotNine),
            // With its check digit behind it a number leads back to zero.
            true if check(&code.0) != 0 => Err(CodeFault::Typo),
            true => Ok(code),
        }
    }

    /// What the ceremony proves to know: the eight digits in ASCII.
    pub fn secret(&self) -> zeroize::Zeroizing<[u8; SECRET]> {
        zeroize::Zeroizing::new(std::array::from_fn(|place| b'0' + self.0[place]))
    }
}

impl fmt::Display for Code {
    /// `123-456-789`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            write!(f, "{}{digit}", if place > 0 && place % 3 == 0 { "-" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// What was typed.
#[derive(Debug)]
pub enum Typed {
    /// A code.
    Code(Code),
    /// A link.
    Link(Link),
    /// Nothing: pair without, *not verified*.
    Nothing,
}

impl Typed {
    /// Tells what was typed.
    ///
    /// # Errors
    /// [`CodeFault`] where it is neither.
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Nothing);
        }
        if link::is_meant(text) {
            return Link::parse(text).map(Self::Link);
        }
        Code::parse(text).map(Self::Code)
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || is_hidden(character)
        || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

fn digit(character: char) -> Option<u8> {
    let value = match character {
        '0'..='9' => u32::from(character) - u32::from('0'),
        '０'..='９' => u32::from(character) - u32::from('０'),
        _ => return None,
    };
    u8::try_from(value).ok()
}

/// The check digit of H. Michael Damm (2004): finds every wrong digit and every swap of
/// neighbours.
fn check(digits: &[u8]) -> u8 {
    const TABLE: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    digits.iter().fold(0, |row, digit| TABLE[usize::from(row)][usize::from(*digit)])
}
