//! Names of presets and folders: data, never paths.

use crate::model::limits;

/// A name as it is kept: one line, no white space around it, not too long.
pub(super) fn name(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cut(plain.trim(), limits::PRESET_NAME)
}

/// A folder as it is kept: levels with a name each, `/` between them.
pub(super) fn folder(text: &str) -> String {
    let levels: Vec<String> = text.split('/').map(name).filter(|level| !level.is_empty()).collect();
    levels.join("/")
}

/// The name, with a number behind it if it is taken.
pub(super) fn free<'a>(wished: &str, taken: impl Iterator<Item = &'a str>) -> String {
    let taken: std::collections::HashSet<&str> = taken.collect();
    if !taken.contains(wished) {
        return wished.to_owned();
    }
    let stem = stem(wished);
    (2..=taken.len() + 2)
        .map(|number| {
            let tail = format!(" ({number})");
            cut(stem, limits::PRESET_NAME - tail.len()) + &tail
        })
        .find(|name| !taken.contains(name.as_str()))
        .unwrap_or_else(|| wished.to_owned())
}

/// The name without its number.
fn stem(name: &str) -> &str {
    let Some((stem, tail)) = name.rsplit_once(" (") else { return name };
    let is_number = tail
        .strip_suffix(')')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    if is_number { stem } else { name }
}

fn cut(text: &str, characters: usize) -> String {
    let cut: String = text.chars().take(characters).collect();
    cut.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_that_is_taken_gets_the_next_number() {
        for (wished, taken, name) in [
            ("a", vec![], "a"),
            ("a", vec!["a"], "a (2)"),
            ("a (2)", vec!["a", "a (2)"], "a (3)"),
            ("a (x)", vec!["a (x)"], "a (x) (2)"),
            ("A", vec!["a"], "A"),
        ] {
            assert_eq!(free(wished, taken.into_iter()), name);
        }
    }

    #[test]
    fn a_folder_is_no_path() {
        assert_eq!(folder("/Lab// boards /"), "Lab/boards");
        assert_eq!(folder("a\0b/\n"), "a b");
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_short_line(text in any::<String>()) {
            let kept = name(&text);
            prop_assert!(kept.chars().count() <= limits::PRESET_NAME);
            prop_assert!(!kept.chars().any(char::is_control));
            prop_assert_eq!(name(&kept), kept);
        }

        #[test]
        fn a_free_name_is_free_and_short(text in any::<String>(), copies in 1_usize..20) {
            let mut taken: Vec<String> = Vec::new();
            for _ in 0..copies {
                let next = free(&name(&text), taken.iter().map(String::as_str));
                prop_assert!(!taken.contains(&next));
                prop_assert!(next.chars().count() <= limits::PRESET_NAME);
                taken.push(next);
            }
        }
    }
}
