//! Bytes of a peer as text that is safe to lay out, and the way back from its characters to them.

use crate::codec::{self, Span, SpanKind};
use crate::model::limits;
use crate::ui::theme::Palette;
use egui::text::{LayoutJob, LayoutSection, TextFormat};
use egui::{Color32, FontId, Stroke};
use std::ops::Range;

/// Lines of one message that are laid out in its bubble; a message of 4,096 line feeds would be
/// 70,000 points high.
pub(super) const LINES: usize = 48;
/// Characters of a message in a line of the log: more than a window of 3,000 points holds.
pub(super) const LOG_SHOWN: usize = 512;
/// Bytes of a message in the hex view, 64 rows of 16.
pub(super) const HEX_SHOWN: usize = 1024;
/// Characters of a message in its accessible name.
const SPOKEN: usize = 200;

/// A stretch of shown characters, and the bytes they stand for.
#[derive(Clone, Debug)]
struct Piece {
    chars: Range<usize>,
    bytes: Range<usize>,
    /// Every character stands for its own bytes; otherwise all of them for all.
    plain: bool,
}

/// What a stretch of shown text is, for its looks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ink {
    Span(SpanKind),
    /// Offsets and other helps that stand for no byte.
    Help,
}

/// What becomes of line ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    /// They break the line.
    Break,
    /// They are seen, and break nothing.
    Visible,
    /// Both; and tabs are seen as well.
    Both,
}

/// Shown text that remembers where it came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    text: String,
    inks: Vec<(Range<usize>, Ink)>,
    pieces: Vec<Piece>,
    chars: usize,
    bytes: usize,
}

impl Shown {
    /// At most [`limits::SHOWN`] bytes and [`LINES`] lines. The line end that closes the message is
    /// made visible instead of opening an empty line; with `raw` all line ends and tabs are visible,
    /// and still do what they do.
    pub(super) fn lines(bytes: &[u8], raw: bool) -> Self {
        let kept = bytes.get(..limits::SHOWN).map_or(bytes, |kept| cut_whole(kept, bytes.len()));
        let kept = first_lines(kept, LINES);
        let end = kept.strip_suffix(b"\n").unwrap_or(kept);
        let end = end.strip_suffix(b"\r").unwrap_or(end).len();
        let (body, tail) = kept.split_at(end);
        let mut shown = Self::default();
        shown.extend(body, if raw { Ends::Both } else { Ends::Break });
        shown.extend(tail, Ends::Visible);
        shown
    }

    /// One line, at most [`LOG_SHOWN`] characters of it, with every line end visible.
    pub(super) fn line(bytes: &[u8]) -> Self {
        let mut shown = Self::default();
        shown.extend(first_chars(bytes, LOG_SHOWN), Ends::Visible);
        shown
    }

    /// Rows of 16 bytes with their offsets, at most [`HEX_SHOWN`] of them.
    pub(super) fn hex(bytes: &[u8], offset: u64) -> Self {
        let kept = bytes.get(..HEX_SHOWN).unwrap_or(bytes);
        Self::dump(kept, 16, |at| format!("{:08X}  ", offset + at as u64))
    }

    /// Rows of so many bytes with short offsets; one row alone has none.
    pub(super) fn bubble(bytes: &[u8], per_row: usize) -> Self {
        if bytes.len() <= per_row {
            return Self::dump(bytes, bytes.len().max(1), |_| String::new());
        }
        Self::dump(bytes, per_row, |at| format!("{at:04X}  "))
    }

    fn dump(bytes: &[u8], per_row: usize, offset: impl Fn(usize) -> String) -> Self {
        let mut shown = Self::default();
        let last = bytes.len().div_ceil(per_row).saturating_sub(1);
        let parted = per_row > 8;
        for (number, row) in bytes.chunks(per_row).enumerate() {
            let at = number * per_row;
            shown.help(&offset(at), at);
            for (place, byte) in row.iter().enumerate() {
                let gap = if place == 7 && parted { "  " } else { " " };
                shown.add(&format!("{byte:02X}"), Ink::Span(SpanKind::Plain), at + place, 1, false);
                shown.help(gap, at + place + 1);
            }
            let missing = (per_row - row.len()) * 3 + usize::from(row.len() < 8 && parted);
            shown.help(&" ".repeat(missing + 1), at + row.len());
            let text: String = row.iter().map(|b| visible(*b)).collect();
            shown.add(&text, Ink::Span(SpanKind::Plain), at, row.len(), true);
            if number < last {
                shown.help("\n", at + row.len());
            }
        }
        shown
    }

    fn extend(&mut self, source: &[u8], ends: Ends) {
        let from = self.bytes;
        for Span { text, kind, bytes } in codec::spans(source, ends != Ends::Break) {
            let ink = Ink::Span(kind);
            let at = from + bytes.start;
            if kind != SpanKind::Plain {
                // The fonts that ship have no ␍ and ␊; a program text has these.
                let text = match ends {
                    Ends::Break => text,
                    Ends::Visible => text.replace('\n', "").replace('␍', "\\r").replace('␊', "\\n"),
                    Ends::Both => text.replace('␍', "\\r").replace('␊', "\\n"),
                };
                self.add(&text, ink, at, bytes.len(), false);
            } else if ends == Ends::Both && text.len() == bytes.len() && text.contains('\t') {
                self.add_tabs(&text, at);
            } else if text.len() == bytes.len() {
                self.add(&text, ink, at, bytes.len(), true);
            } else {
                self.add_lines(source.get(bytes).unwrap_or_default(), at);
            }
        }
    }

    /// Plain text in which a line end of two bytes is shown as one character.
    fn add_lines(&mut self, source: &[u8], mut at: usize) {
        let ink = Ink::Span(SpanKind::Plain);
        for line in source.split_inclusive(|byte| *byte == b'\n') {
            let body = line.strip_suffix(b"\n").unwrap_or(line);
            let body = body.strip_suffix(b"\r").unwrap_or(body);
            let end = line.len() - body.len();
            self.add(&String::from_utf8_lossy(body), ink, at, body.len(), true);
            if end > 0 {
                self.add("\n", ink, at + body.len(), end, false);
            }
            at += line.len();
        }
    }

    /// Plain text in which each tab has an arrow in front.
    fn add_tabs(&mut self, text: &str, mut at: usize) {
        for part in text.split_inclusive('\t') {
            let body = part.strip_suffix('\t').unwrap_or(part);
            self.add(body, Ink::Span(SpanKind::Plain), at, body.len(), true);
            if body.len() < part.len() {
                self.add("→\t", Ink::Span(SpanKind::Control), at + body.len(), 1, false);
            }
            at += part.len();
        }
    }

    fn help(&mut self, text: &str, at: usize) {
        self.add(text, Ink::Help, at, 0, false);
    }

    fn add(&mut self, text: &str, ink: Ink, at: usize, bytes: usize, plain: bool) {
        let (from, first) = (self.text.len(), self.chars);
        self.text.push_str(text);
        self.chars += text.chars().count();
        match self.inks.last_mut().filter(|(_, last)| *last == ink) {
            Some((range, _)) => range.end = self.text.len(),
            None => self.inks.push((from..self.text.len(), ink)),
        }
        let bytes = at..at + bytes;
        self.bytes = self.bytes.max(bytes.end);
        self.pieces.push(Piece { chars: first..self.chars, bytes, plain });
    }

    /// Characters that are shown.
    pub(super) fn chars(&self) -> usize {
        self.chars
    }

    /// Bytes that it shows: fewer than there are where a bound bit.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The text with its looks: what stands for bytes stands on a ground of its own, in the
    /// fixed-width face, which has the brackets.
    pub(super) fn job(&self, font: &FontId, ink: Color32, p: &Palette, width: f32) -> LayoutJob {
        let mut job = LayoutJob { text: self.text.clone(), ..LayoutJob::default() };
        job.wrap.max_width = width;
        let fixed = FontId::monospace(font.size * 0.88);
        for (range, kind) in &self.inks {
            let mut format = TextFormat::simple(font.clone(), ink);
            match kind {
                Ink::Span(SpanKind::Plain) => {}
                Ink::Help => format.color = ink.gamma_multiply(0.6),
                Ink::Span(SpanKind::Control) if font.family == fixed.family => {
                    format.color = p.mark;
                }
                Ink::Span(SpanKind::Control) => {
                    (format.font_id, format.color) = (fixed.clone(), p.mark);
                }
                Ink::Span(SpanKind::Invalid) => {
                    (format.font_id, format.color, format.background) =
                        (fixed.clone(), p.bad, p.bad_soft);
                }
                Ink::Span(SpanKind::Hidden) => {
                    (format.font_id, format.color, format.background) =
                        (fixed.clone(), p.warn, p.warn_soft);
                }
            }
            if !matches!(kind, Ink::Help | Ink::Span(SpanKind::Plain)) {
                // What stands for a byte and what only reads like it differ by more than a colour.
                format.underline = Stroke::new(1.0, format.color);
            }
            job.sections.push(LayoutSection {
                leading_space: 0.0,
                byte_range: range.start.into()..range.end.into(),
                format,
            });
        }
        job
    }

    /// The bytes that a range of characters stands for.
    pub(super) fn bytes_of(&self, chars: &Range<usize>) -> Range<usize> {
        let start = self.byte_at(chars.start, false);
        start..self.byte_at(chars.end, true).max(start)
    }

    fn byte_at(&self, at: usize, end: bool) -> usize {
        let inside = |p: &&Piece| if end { at <= p.chars.end } else { at < p.chars.end };
        let Some(piece) = self.pieces.iter().find(inside) else { return self.bytes };
        let into = at.saturating_sub(piece.chars.start);
        if piece.plain {
            let text = self.text.chars().skip(piece.chars.start).take(into);
            piece.bytes.start + text.map(char::len_utf8).sum::<usize>()
        } else if end && into > 0 {
            piece.bytes.end
        } else {
            piece.bytes.start
        }
    }

    /// The character at which a byte is shown.
    pub(super) fn char_of(&self, byte: usize) -> usize {
        let Some(piece) = self.pieces.iter().find(|p| byte < p.bytes.end) else {
            return self.chars;
        };
        if !piece.plain {
            return piece.chars.start;
        }
        let mut left = byte.saturating_sub(piece.bytes.start);
        let text = self.text.chars().skip(piece.chars.start);
        let before = text.take_while(|c| {
            let fits = left >= c.len_utf8();
            left = left.saturating_sub(c.len_utf8());
            fits
        });
        piece.chars.start + before.count()
    }

    /// The first of it, for those who have it read out.
    pub(super) fn spoken(&self) -> String {
        let mut text: String = self.text.chars().take(SPOKEN).collect();
        if self.chars > SPOKEN {
            text.push('…');
        }
        text
    }

    /// The word around a character, for a double click.
    pub(super) fn word(&self, at: usize) -> Range<usize> {
        let chars: Vec<char> = self.text.chars().collect();
        let is_word = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        if !is_word(at) {
            return at.min(chars.len())..(at + 1).min(chars.len());
        }
        let start = (0..at).rev().take_while(|i| is_word(*i)).last().unwrap_or(at);
        let end = (at..chars.len()).take_while(|i| is_word(*i)).last().map_or(at, |i| i + 1);
        start..end
    }
}

fn visible(byte: u8) -> char {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '.' }
}

/// The first characters; a byte that is no text counts as one. What is cut is cut between two.
pub(super) fn first_chars(bytes: &[u8], most: usize) -> &[u8] {
    /// The longest character of UTF-8, in bytes (RFC 3629).
    const LONGEST: usize = 4;
    let near = bytes.get(..most.saturating_mul(LONGEST)).unwrap_or(bytes);
    let (mut left, mut end) = (most, 0);
    for chunk in near.utf8_chunks() {
        let lengths = chunk.valid().chars().map(char::len_utf8);
        for length in lengths.chain(chunk.invalid().iter().map(|_| 1)) {
            if left == 0 {
                return bytes.get(..end).unwrap_or(bytes);
            }
            (left, end) = (left - 1, end + length);
        }
    }
    near
}

/// What was kept of so many bytes, without the beginning of a character whose rest was not.
pub(super) fn cut_whole(kept: &[u8], of: usize) -> &[u8] {
    let held = if kept.len() < of { codec::incomplete_tail(kept) } else { 0 };
    kept.get(..kept.len() - held).unwrap_or(kept)
}

fn first_lines(bytes: &[u8], lines: usize) -> &[u8] {
    memchr::memchr_iter(b'\n', bytes)
        .nth(lines.saturating_sub(1))
        .and_then(|end| bytes.get(..=end))
        .unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_end_is_seen_and_opens_no_line() {
        let shown = Shown::lines(b"a\r\nb\r\n", false);
        assert_eq!(shown.text, "a\nb\\r\\n");
        assert_eq!(shown.bytes(), 6);
    }

    #[test]
    fn raw_line_ends_and_tabs_are_seen_where_they_are() {
        let bytes = b"a\r\nb\tc\nd\n";
        let shown = Shown::lines(bytes, true);
        assert_eq!(shown.text, "a\\r\\n\nb→\tc\\n\nd\\n");
        assert_eq!(shown.bytes_of(&(0..shown.chars())), 0..bytes.len());
        assert_eq!(shown.bytes_of(&(7..9)), 4..5, "the tab");
        assert_eq!(shown.char_of(5), 9, "c");
    }

    #[test]
    fn a_text_is_cut_between_two_characters() {
        let text = "迎".repeat(LOG_SHOWN * 8);
        let shown = Shown::line(text.as_bytes());
        assert_eq!((shown.chars(), shown.bytes()), (LOG_SHOWN, LOG_SHOWN * 3));
        let shown = Shown::lines(text.as_bytes(), false);
        assert_eq!(shown.bytes(), limits::SHOWN / 3 * 3);
        assert!(shown.text.chars().all(|c| c == '迎'));
    }

    #[test]
    fn characters_lead_back_to_their_bytes() {
        let bytes = "h\u{1b}欢迎\u{202e}x".as_bytes();
        let shown = Shown::lines(bytes, false);
        assert_eq!(shown.text, "h⟨ESC⟩欢迎⟨U+202E⟩x");
        let whole = shown.bytes_of(&(0..shown.chars()));
        assert_eq!(whole, 0..bytes.len());
        assert_eq!(shown.bytes_of(&(6..7)), 2..5, "欢");
        assert_eq!(shown.bytes_of(&(2..4)), 1..2, "half of a mark is all of it");
        assert_eq!(shown.char_of(5), 7, "迎");
    }

    #[test]
    fn a_hex_row_leads_back_to_its_bytes() {
        let shown = Shown::hex(b"0123456789abcdefXYZ", 0);
        let text = &shown.text;
        let at = |part: &str| {
            text.chars().count() - text[text.find(part).expect(part)..].chars().count()
        };
        assert_eq!(shown.bytes_of(&(at("31")..at("33") + 2)), 1..4);
        let row = at("XYZ");
        assert_eq!(shown.bytes_of(&(row + 1..row + 3)), 17..19);
    }

    #[test]
    fn a_message_of_line_feeds_is_cut_at_a_number_of_lines() {
        let shown = Shown::lines(&[b'\n'; 4096], false);
        assert_eq!(shown.bytes(), LINES);
        assert!(Shown::lines(&vec![b'x'; 1 << 20], false).chars() <= limits::SHOWN);
    }

    #[test]
    fn a_double_click_takes_the_word() {
        let shown = Shown::lines(b"say hello_1, you", false);
        assert_eq!(shown.word(6), 4..11);
        assert_eq!(shown.word(11), 11..12);
    }
}
