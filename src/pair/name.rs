//! Makes what a stranger calls itself fit to be shown.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a name that are shown.
pub const LONGEST: usize = 48;
/// Marks that one letter may carry; Vietnamese and Hebrew get along with it.
const MARKS: usize = 2;
/// What nobody can be called by.
const NAMELESS: &str = "?";

/// A name in one line of at most 48 characters in NFC, with nothing in it that cannot be seen, turns
/// the direction of what follows, or piles up. `?` where nothing is left. A clean name stays as it
/// is.
pub fn clean(name: &str) -> String {
    let mut shown = String::new();
    let (mut count, mut marks, mut space) = (0, MARKS, false);
    for character in name.chars().filter(|character| !is_hidden(*character)).nfc() {
        if character.is_whitespace() {
            (space, marks) = (true, MARKS);
            continue;
        }
        if is_combining_mark(character) {
            // A mark that has no letter of ours would sit on what is shown before the name.
            if marks >= MARKS {
                continue;
            }
            marks += 1;
        } else {
            marks = 0;
        }
        let space_first = std::mem::take(&mut space) && count > 0;
        count += 1 + usize::from(space_first);
        if count > LONGEST {
            break;
        }
        shown.extend(space_first.then_some(' '));
        shown.push(character);
    }
    if shown.is_empty() { NAMELESS.into() } else { shown }
}

/// What two names have in common that are one to a person, or one file on some system: NFC (APFS)
/// and case (UAX #15, default caseless matching).
pub fn folded(name: &str) -> String {
    let upper: String = name.nfd().flat_map(char::to_uppercase).collect();
    upper.chars().flat_map(char::to_lowercase).nfc().collect()
}

/// Whether a character is not seen, or does something to others: control, format and tag
/// characters, variation selectors, fillers, private use and what is no character.
pub fn is_hidden(character: char) -> bool {
    let control = character.is_control() && !character.is_whitespace();
    control
        || matches!(u32::from(character),
            0xad | 0x34f | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x890..=0x891 | 0x8e2
            | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
            | 0x202a..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164 | 0xe000..=0xf8ff
            | 0xfdd0..=0xfdef | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb
            | 0x110bd | 0x110cd | 0x1_3430..=0x1_345f | 0x1_bca0..=0x1_bca3
            | 0x1_d173..=0x1_d17a | 0xe_0000..=0x10_ffff)
        || u32::from(character) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_people_stay_as_they_are() {
        for name in ["Mia's laptop", "Käthe", "Nguyễn Thị Hồng", "米娅的电脑", "שָׁלוֹם", "🦀"]
        {
            let composed: String = name.nfc().collect();
            assert_eq!(clean(&composed), composed);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        for (name, shown) in [
            ("a\u{202e}b\u{2066}c", "abc"),
            ("\u{200b}\u{feff}\u{ad}", "?"),
            ("a\0\u{1b}[31mb", "a[31mb"),
            ("  two \n\t lines\r\n ", "two lines"),
            ("a\u{e0041}\u{e0001}b\u{fe0f}", "ab"),
            ("\u{301}\u{301}x", "x"),
            (" \u{301}x", "x"),
            ("\u{3164}\u{2800}\u{115f}", "?"),
            ("a\u{fdd0}\u{ffff}\u{e000}\u{10ffff}b", "ab"),
            ("e\u{301}", "é"),
            ("", "?"),
        ] {
            assert_eq!(clean(name), shown, "{name:?}");
        }
    }

    #[test]
    fn marks_do_not_pile_up_and_length_ends() {
        let flood = format!("x{}", "\u{316}".repeat(1000));
        assert_eq!(clean(&flood).chars().count(), 1 + MARKS);
        assert_eq!(clean(&"ü".repeat(10_000)).chars().count(), LONGEST);
        assert_eq!(clean(&"a ".repeat(10_000)), "a ".repeat(24).trim_end());
    }

    proptest! {
        #[test]
        fn a_clean_name_is_clean(name in any::<String>()) {
            let once = clean(&name);
            prop_assert_eq!(&clean(&once), &once);
            prop_assert!((1..=LONGEST).contains(&once.chars().count()));
            prop_assert!(!once.chars().any(|it| it.is_control() || is_hidden(it)));
        }

        #[test]
        fn a_clean_name_of_marks_and_jamo_is_clean(
            name in "[ae \u{300}-\u{34f}\u{1100}-\u{11ff}\u{ac00}-\u{ac20}\u{200b}\u{5b0}\u{3099}か]{0,80}"
        ) {
            let once = clean(&name);
            prop_assert_eq!(&clean(&once), &once);
        }
    }
}
