//! Bytes as text that a window or terminal can show without being told what to do by it.

use super::chars::{is_hidden, is_mark, shapes_emoji};
use std::fmt::Write;
use std::ops::Range;

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
    /// What is shown.
    pub text: String,
    /// How.
    pub kind: SpanKind,
    /// The bytes it shows.
    pub bytes: Range<usize>,
}

/// Most combining marks that are drawn onto one character. Languages need four; more is mischief,
/// and costs the layout a time that grows with their square.
const MARKS: usize = 64;

/// Bytes as text that a window or terminal can show without being told what to do by it.
///
/// The spans' ranges tile the bytes. A line feed, alone or behind a carriage return, ends a line of
/// the layout and is shown as `␊` only if `show_line_ends`; a tab stays one. Every other control
/// character, what hides, and each byte that is no UTF-8 stands in `⟨⟩`. Of combining marks 64 are
/// kept per character, and the others counted.
#[must_use]
pub fn spans(bytes: &[u8], show_line_ends: bool) -> Vec<Span> {
    let mut shown = Shown { spans: Vec::new(), end: 0, show_line_ends };
    for chunk in bytes.utf8_chunks() {
        shown.text(chunk.valid());
        for byte in chunk.invalid() {
            shown.push(SpanKind::Invalid, 1, |text| write!(text, "⟨{byte:02X}⟩"));
        }
    }
    shown.spans
}

/// The same as one string: `⟨C3⟩` for a byte that is no text, `⟨U+202E⟩` for what hides.
#[must_use]
pub fn printable(bytes: &[u8]) -> String {
    let spans = spans(bytes, false);
    let mut text = String::with_capacity(bytes.len());
    for span in &spans {
        text.push_str(&span.text);
    }
    text
}

/// How many bytes at the end are the beginning of a character whose rest has not come yet: 0 to 3.
/// Whoever shows a message that still grows holds them back, for at most 200 ms.
#[must_use]
pub fn incomplete_tail(bytes: &[u8]) -> usize {
    for length in 1..=bytes.len().min(3) {
        let (_, tail) = bytes.split_at(bytes.len() - length);
        match std::str::from_utf8(tail) {
            Ok(_) => return 0,
            Err(error) if error.valid_up_to() == 0 && error.error_len().is_none() => return length,
            Err(_) => {}
        }
    }
    0
}

/// The spans that were made so far.
struct Shown {
    spans: Vec<Span>,
    /// The first byte that is not shown yet.
    end: usize,
    show_line_ends: bool,
}

impl Shown {
    fn text(&mut self, text: &str) {
        let mut before = None;
        let mut marks = 0;
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            let after = rest.clone().next();
            let is_on_another = is_mark(c) && !is_hidden(c);
            marks = if is_on_another { marks + 1 } else { 0 };
            if marks > MARKS {
                let (count, length) = take_marks(&mut rest, c);
                self.push(SpanKind::Hidden, length, |text| write!(text, "⟨+{count}⟩"));
            } else if c == '\r' && after == Some('\n') {
                rest.next();
                self.line_end("␍␊\n", 2);
            } else if c == '\n' {
                self.line_end("␊\n", 1);
            } else if c.is_control() && c != '\t' {
                self.push(SpanKind::Control, c.len_utf8(), |text| control(text, c));
            } else if is_hidden(c) && !shapes_emoji(before, c, after) {
                let code = u32::from(c);
                self.push(SpanKind::Hidden, c.len_utf8(), |text| write!(text, "⟨U+{code:04X}⟩"));
            } else {
                self.push(SpanKind::Plain, c.len_utf8(), |text| text.write_char(c));
            }
            before = Some(c);
        }
    }

    fn line_end(&mut self, visible: &str, length: usize) {
        if self.show_line_ends {
            self.push(SpanKind::Control, length, |text| text.write_str(visible));
        } else {
            self.push(SpanKind::Plain, length, |text| text.write_char('\n'));
        }
    }

    /// Shows the next bytes, in the last span if it is of the same kind.
    fn push(
        &mut self,
        kind: SpanKind,
        length: usize,
        write: impl FnOnce(&mut String) -> std::fmt::Result,
    ) {
        let start = self.end;
        self.end += length;
        if self.spans.last().is_none_or(|last| last.kind != kind) {
            self.spans.push(Span { text: String::new(), kind, bytes: start..start });
        }
        if let Some(span) = self.spans.last_mut() {
            span.bytes.end = self.end;
            write(&mut span.text).expect("a String takes everything");
        }
    }
}

/// Takes all marks that follow, and says how many there are with the first, and their bytes.
fn take_marks(rest: &mut std::str::Chars<'_>, first: char) -> (usize, usize) {
    let (mut count, mut length) = (1, first.len_utf8());
    while let Some(c) = rest.clone().next().filter(|c| is_mark(*c) && !is_hidden(*c)) {
        rest.next();
        count += 1;
        length += c.len_utf8();
    }
    (count, length)
}

fn control(text: &mut String, c: char) -> std::fmt::Result {
    match c {
        '\r' => text.write_str("⟨CR⟩"),
        '\u{1b}' => text.write_str("⟨ESC⟩"),
        // C1 controls are two bytes; one in ⟨⟩ would read like a byte that is no text.
        c if c >= '\u{80}' => write!(text, "⟨U+{:04X}⟩", u32::from(c)),
        c => write!(text, "⟨{:02X}⟩", u32::from(c)),
    }
}
