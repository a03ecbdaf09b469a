//! Licence expressions (SPDX 2.3, annex D): which licences of one are enough, given those we accept.

use std::iter::Peekable;

/// An expression that was read.
#[derive(Debug, PartialEq)]
pub(super) enum Expression {
    Licence(String),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// Preferred where there is a choice: its one text serves all crates under it.
const PREFERRED: &str = "Apache-2.0";

impl Expression {
    /// Reads an expression; a slash is the old way to write `OR`.
    pub(super) fn read(text: &str) -> Self {
        let spaced = text.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let mut words = spaced.split_whitespace().peekable();
        let expression = Self::any(&mut words);
        assert!(words.next().is_none(), "a licence expression that cannot be read: {text}");
        expression
    }

    fn any<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Self {
        let mut parts = vec![Self::all(words)];
        while words.next_if_eq(&"OR").is_some() {
            parts.push(Self::all(words));
        }
        if parts.len() == 1 { parts.remove(0) } else { Self::Any(parts) }
    }

    fn all<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Self {
        let mut parts = vec![Self::one(words)];
        while words.next_if_eq(&"AND").is_some() {
            parts.push(Self::one(words));
        }
        if parts.len() == 1 { parts.remove(0) } else { Self::All(parts) }
    }

    fn one<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Self {
        if words.next_if_eq(&"(").is_some() {
            let inner = Self::any(words);
            assert_eq!(words.next(), Some(")"), "a parenthesis is open");
            return inner;
        }
        let name = words.next().expect("a licence");
        match words.next_if_eq(&"WITH") {
            Some(_) => {
                Self::Licence(format!("{name} WITH {}", words.next().expect("an exception")))
            }
            None => Self::Licence(name.to_owned()),
        }
    }

    /// The licences under which it can be used when only those that are allowed may be; nothing
    /// where it cannot.
    pub(super) fn choose(&self, allowed: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
        match self {
            Self::Licence(name) => allowed(name).then(|| vec![name.clone()]),
            Self::All(parts) => {
                let chosen: Option<Vec<_>> =
                    parts.iter().map(|part| part.choose(allowed)).collect();
                let mut all = chosen?.concat();
                all.sort();
                all.dedup();
                Some(all)
            }
            Self::Any(parts) => parts
                .iter()
                .filter_map(|part| part.choose(allowed))
                .min_by_key(|names| names.iter().filter(|name| *name != PREFERRED).count()),
        }
    }
}

#[test]
fn a_choice_falls_on_what_is_allowed_and_needs_the_fewest_texts() {
    let allowed = |name: &str| name != "GPL-2.0-only";
    let chosen =
        |text: &str| Expression::read(text).choose(&allowed).map(|names| names.join(" + "));
    for (text, expected) in [
        ("MIT", Some("MIT")),
        ("MIT/Apache-2.0", Some("Apache-2.0")),
        ("GPL-2.0-only", None),
        ("GPL-2.0-only OR MIT", Some("MIT")),
        ("GPL-2.0-only AND MIT", None),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", Some("Apache-2.0 + Unicode-3.0")),
        ("MIT AND (MIT OR ISC)", Some("MIT")),
        ("Apache-2.0 WITH LLVM-exception", Some("Apache-2.0 WITH LLVM-exception")),
        ("GPL-2.0-only AND MIT OR ISC", Some("ISC")),
    ] {
        assert_eq!(chosen(text).as_deref(), expected, "{text}");
    }
}
