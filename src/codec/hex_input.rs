//! Hexadecimal digits as people paste them: bare, with prefixes, as an array, or as a dump.

use super::dump::read_dump;
use super::input::InputError;

/// Reads `AA BB`, `0xAA,0xBB`, `aa:bb`, `\xAA\xBB`, `{0xAA, 0xBB};`, and dumps with offsets.
pub(super) fn read_hex(text: &str) -> Result<Vec<u8>, InputError> {
    if let Some(bytes) = read_dump(text) {
        return Ok(bytes);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut reader = HexReader { chars, at: 0, digits: 0, odd: None, bytes: Vec::new() };
    reader.skip_declaration();
    reader.read()?;
    reader.odd.map_or(Ok(reader.bytes), |count| Err(InputError::OddDigits(count)))
}

struct HexReader {
    chars: Vec<char>,
    at: usize,
    /// Digits read so far, prefixes not counted.
    digits: usize,
    /// Digits up to the first place where one is missing. A character that is no digit is told
    /// before it: often it stands where the digit belongs.
    odd: Option<usize>,
    bytes: Vec<u8>,
}

impl HexReader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Goes behind the `{` of a C array and the `b"` of a Python literal.
    fn skip_declaration(&mut self) {
        if let Some(brace) = self.chars.iter().position(|c| *c == '{') {
            self.at = brace + 1;
        } else {
            while self.peek(0).is_some_and(char::is_whitespace) {
                self.at += 1;
            }
            if matches!((self.peek(0), self.peek(1)), (Some('b' | 'B'), Some('"' | '\''))) {
                self.at += 2;
            }
        }
    }

    fn read(&mut self) -> Result<(), InputError> {
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('0' | '\\', Some('x' | 'X')) => {
                    self.at += 2;
                    self.token(true);
                }
                ('/', Some('/')) => self.skip_line(),
                ('/', Some('*')) => self.skip_comment(),
                ('}', _) => return Ok(()),
                (c, _) if c.is_ascii_hexdigit() => self.token(false),
                (c, _) if is_separator(c) => self.at += 1,
                (found, _) => return Err(InputError::NotHex { at: self.at, found }),
            }
        }
        Ok(())
    }

    /// Digits without a gap. A single one is a byte only behind a prefix: `0xA`, but not `A`.
    fn token(&mut self, is_prefixed: bool) {
        let start = self.at;
        while let Some(digit) = self.peek(0).filter(char::is_ascii_hexdigit) {
            // `0x` may follow without a gap: 0x410x42.
            if digit == '0' && matches!(self.peek(1), Some('x' | 'X')) {
                break;
            }
            self.at += 1;
        }
        let digits: Vec<u8> = self
            .chars
            .get(start..self.at)
            .unwrap_or_default()
            .iter()
            .filter_map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        self.digits += digits.len();
        if let ([digit], true) = (digits.as_slice(), is_prefixed) {
            self.bytes.push(*digit);
            // Counted as the two that it stands for, so that a later count is odd when one misses.
            self.digits += 1;
            return;
        }
        if digits.is_empty() {
            self.odd.get_or_insert(self.digits + 1);
            return;
        }
        let (pairs, odd) = digits.as_chunks::<2>();
        self.bytes.extend(pairs.iter().map(|[high, low]| high * 16 + low));
        if !odd.is_empty() {
            self.odd.get_or_insert(self.digits);
        }
    }

    fn skip_line(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        while self.at < self.chars.len() && (self.peek(0), self.peek(1)) != (Some('*'), Some('/')) {
            self.at += 1;
        }
        self.at = self.chars.len().min(self.at + 2);
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || ",;:.-_[]()\"'|，；：、".contains(c)
}
