//! Every text a person reads stands in the language files, and every text there is read.

use super::expect_none;
use super::source::{Literal, Source, files, rust_files};
use regex::Regex;
use std::collections::BTreeSet;

/// Calls that put their text before a person's eyes or ears.
const SHOWS: &[&str] = &[
    "label",
    "button",
    "small_button",
    "heading",
    "strong",
    "weak",
    "small",
    "monospace",
    "code",
    "link",
    "hyperlink_to",
    "selectable_label",
    "selectable_value",
    "checkbox",
    "radio",
    "radio_value",
    "toggle_value",
    "menu_button",
    "collapsing",
    "on_hover_text",
    "on_disabled_hover_text",
    "hint_text",
    "alt_text",
    "suffix",
    "prefix",
    "selected_text",
    "RichText::new",
    "Button::new",
    "Button::selectable",
    "Label::new",
    "Window::new",
    "CollapsingHeader::new",
    "WidgetText::from",
    "labeled",
    "with_title",
    "icon_button",
    "named_button",
    "menu_item",
    "label_weak",
    "tab",
    "choice",
    "toggle",
    "part",
    "set_label",
    "println!",
    "eprintln!",
];

#[test]
fn no_text_is_hard_coded_in_what_draws_or_prints() {
    let offences: Vec<_> = ["src/ui", "src/app", "src/cli"]
        .into_iter()
        .flat_map(rust_files)
        .flat_map(|file| {
            let offends = |literal: &&Literal| shows(&file, literal) && is_text(&literal.text);
            let told =
                |literal: &Literal| format!("{}:{}: {}", file.path, literal.line, literal.text);
            file.literals.iter().filter(offends).map(told).collect::<Vec<_>>()
        })
        .collect();
    expect_none("These texts belong into assets/languages", &offences);
}

/// What is written on keys, and the name of a font.
const NAMES: &[&str] =
    &["Enter", "Shift+Enter", "Ctrl+1 … 9", "Equals", "Comma", "Minus", "Hack", "Jackfield"];

#[test]
fn what_draws_holds_no_words_of_a_person() {
    let offences: Vec<_> = rust_files("src/ui")
        .into_iter()
        // It writes Python; the two others are there for tests alone.
        .filter(|file| {
            let others = ["inspector/python.rs", "conversation/fake.rs", "conversation/measure.rs"];
            !others.iter().any(|other| file.path.ends_with(other))
        })
        .flat_map(|file| {
            let offends =
                |literal: &&Literal| !in_tests(&file, literal.at) && is_spoken(&literal.text);
            let told =
                |literal: &Literal| format!("{}:{}: {}", file.path, literal.line, literal.text);
            file.literals.iter().filter(offends).map(told).collect::<Vec<_>>()
        })
        .collect();
    expect_none("These texts belong into assets/languages", &offences);
}

/// A word with a capital, or Chinese: whatever becomes of it, somebody will read it.
fn is_spoken(text: &str) -> bool {
    let without = Regex::new(r"\{[^}]*\}|\\.").expect("a pattern").replace_all(text, " ");
    let word = Regex::new(r"(^|\s)\p{Lu}\p{Ll}+|\p{Han}").expect("a pattern");
    !NAMES.contains(&text.trim()) && word.is_match(&without)
}

/// What reads the same in every language: the program's name and the signs of units.
const SIGNS: &[&str] = &["Jackfield", "ms", "kB", "MB", "GB", "px"];

/// Words, once placeholders, escapes and marks are taken out.
fn is_text(text: &str) -> bool {
    if SIGNS.contains(&text.trim()) {
        return false;
    }
    let without = Regex::new(r"\{[^}]*\}|\\.").expect("a pattern").replace_all(text, " ");
    Regex::new(r"\p{L}{2,}").expect("a pattern").is_match(&without)
}

/// Whether the literal is an argument of a call that shows it, be it through `format!`.
fn shows(file: &Source, literal: &Literal) -> bool {
    if in_tests(file, literal.at) {
        return false;
    }
    let mut at = literal.at;
    loop {
        let Some(call) = enclosing_call(&file.code[..at]) else { return false };
        let name = file.code[..call].trim_end();
        if SHOWS.iter().any(|shows| ends_with_name(name, shows)) {
            return true;
        }
        let passes = ["format!", "into", "from", "String::from", "Some"];
        if !passes.iter().any(|passes| ends_with_name(name, passes)) {
            return false;
        }
        at = call;
    }
}

fn in_tests(file: &Source, at: usize) -> bool {
    let tests = file.code.find("#[cfg(test)]\nmod tests {").unwrap_or(file.code.len());
    at > tests || file.path.ends_with("tests.rs") || file.path.contains("/tests/")
}

/// Where the parenthesis stands that is open at the end of the code.
fn enclosing_call(code: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in code.char_indices().rev() {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' if depth > 0 => depth -= 1,
            '(' => return Some(at),
            '[' | '{' | ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

fn ends_with_name(code: &str, name: &str) -> bool {
    let before = code.strip_suffix(name).map(|rest| rest.chars().next_back());
    before.is_some_and(|c| !c.is_some_and(|c| c.is_alphanumeric() || c == '_'))
}

/// The keys of a language file, attributes as `key.attribute`, and the keys it refers to.
fn keys(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut own, mut referred) = (BTreeSet::new(), BTreeSet::new());
    let message = Regex::new(r"^(-?[a-zA-Z][\w-]*)\s*=").expect("a pattern");
    let attribute = Regex::new(r"^\s+\.([a-zA-Z][\w-]*)\s*=").expect("a pattern");
    let reference = Regex::new(r"\{\s*(-?[a-z][\w.-]*)\s*\}").expect("a pattern");
    let mut last = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(found) = message.captures(line) {
            found[1].clone_into(&mut last);
            own.insert(last.clone());
        } else if let Some(found) = attribute.captures(line) {
            own.insert(format!("{last}.{}", &found[1]));
        }
        referred.extend(reference.captures_iter(line).map(|found| found[1].to_owned()));
    }
    (own, referred)
}

#[test]
fn every_key_in_the_code_is_in_the_language_files() {
    let (there, _) = english();
    let key = Regex::new(r"^[a-z][\w.-]*$").expect("a pattern");
    let asks = ["tr!", "say", "say_with"];
    let mut offences = Vec::new();
    for file in rust_files("src") {
        for literal in file.literals.iter().filter(|literal| !in_tests(&file, literal.at)) {
            let call = enclosing_call(&file.code[..literal.at]).unwrap_or_default();
            let name = file.code[..call].trim_end();
            let is_first = !file.code[call..literal.at].contains('"');
            if is_first
                && key.is_match(&literal.text)
                && asks.iter().any(|ask| ends_with_name(name, ask))
                && !there.contains(&literal.text)
            {
                offences.push(format!("{}:{}: {}", file.path, literal.line, literal.text));
            }
        }
    }
    expect_none("These keys are in no language file", &offences);
}

#[test]
fn every_key_in_the_language_files_is_used() {
    let (there, referred) = english();
    let files = rust_files("src");
    let texts: BTreeSet<_> =
        files.iter().flat_map(|file| &file.literals).map(|literal| literal.text.as_str()).collect();
    // `format!("fault-{kind}")` uses every key that begins so.
    let built: Vec<_> = texts
        .iter()
        .filter_map(|text| text.split_once("-{").map(|(prefix, _)| format!("{prefix}-")))
        .filter(|prefix| prefix.len() > 3 && !prefix.contains(' '))
        .collect();
    let used = |key: &String| {
        texts.contains(key.as_str())
            || referred.contains(key)
            || built.iter().any(|prefix| key.starts_with(prefix))
    };
    let offences: Vec<_> = there.iter().filter(|key| !used(key)).cloned().collect();
    expect_none("Nobody says these", &offences);
}

fn english() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut all, mut referred) = (BTreeSet::new(), BTreeSet::new());
    for (_, text) in files("assets/languages/en", "ftl") {
        let (own, refers) = keys(&text);
        all.extend(own);
        referred.extend(refers);
    }
    assert!(!all.is_empty(), "assets/languages/en holds the English texts");
    (all, referred)
}

#[test]
fn a_hard_coded_text_is_seen_through_format_and_a_key_is_not() {
    let code =
        "ui.label(format!(\"Open {name}\")); ui.label(tr!(words, \"open\")); x.push(\"Open\");";
    let file = Source::new("src/ui/x.rs".into(), code.into());
    let shown: Vec<_> = file.literals.iter().map(|literal| shows(&file, literal)).collect();
    assert_eq!(shown, [true, false, false]);
    assert!(is_spoken("Open {name}") && is_spoken("打开") && !is_spoken("talk-open"));
    assert!(!is_spoken("the list across") && !is_spoken("{Name}\\n"));
    let own = "icon_button(ui, Icon::Copy, \"copy it\", false); label_weak(ui, \"copy it\");";
    let file = Source::new("src/ui/x.rs".into(), own.into());
    assert!(file.literals.iter().all(|literal| shows(&file, literal) && is_text(&literal.text)));
    assert!(is_text("Open {name}") && !is_text("{name}:{port}\\n · ↓"));
}
