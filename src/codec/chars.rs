//! Which characters hide, reorder, or pile up.

use regex::Regex;
use std::sync::OnceLock;

/// Whether a character leaves no mark of its own or reorders others (Unicode's default ignorable
/// code points, bidi controls, separators of lines that are none, and fillers).
pub(super) fn is_hidden(c: char) -> bool {
    if c < '\u{ad}' {
        return false;
    }
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Characters that are drawn as emoji, or can be.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
        | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{24c2}'
        | '\u{25a0}'..='\u{27bf}' | '\u{2934}'..='\u{2935}' | '\u{2b00}'..='\u{2bff}'
        | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether a hidden character only shapes the emoji it stands at: a joiner between two, or one
/// variation selector behind one. It stays as it is there.
pub(super) fn shapes_emoji(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '\u{200d}' => {
            before.is_some_and(|c| is_emoji(c) || c == '\u{fe0f}') && after.is_some_and(is_emoji)
        }
        '\u{fe0e}' | '\u{fe0f}' => {
            before.is_some_and(|c| is_emoji(c) || matches!(c, '0'..='9' | '#' | '*'))
        }
        _ => false,
    }
}

/// One character of Unicode's category M, once it was asked for.
static MARK: OnceLock<Regex> = OnceLock::new();

/// Whether a character is drawn onto the one before it (Unicode category M).
pub(super) fn is_mark(c: char) -> bool {
    // The scripts in which most text is written have none, and need no look into the table.
    if c < '\u{300}' || matches!(c, '\u{3400}'..='\u{a66e}' | '\u{ac00}'..='\u{d7ff}') {
        return false;
    }
    let mark = MARK.get_or_init(|| Regex::new(r"^\p{M}$").expect("a fixed pattern"));
    mark.is_match(c.encode_utf8(&mut [0; 4]))
}
