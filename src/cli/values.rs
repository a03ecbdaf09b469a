//! What stands for a value in a help text, in the person's language.

use crate::language::Words;

/// The names that the command line gives its values, in the order of their keys.
const NAMES: [&str; 12] = [
    "ADDRESS", "CODE", "ENDPOINT", "FILE", "FOLDER", "LANGUAGE", "NAME", "PATH", "PEER", "SIZE",
    "TEXT", "TIME",
];

/// A text of the parser with the names of values in the person's language. What stands in columns
/// stays in them.
pub(super) fn named(text: &str, words: &Words) -> String {
    let mut text = text.to_owned();
    for name in NAMES {
        let told = words.say(&format!("cli-value-{}", name.to_lowercase()));
        if told != name {
            for (open, close) in [('<', '>'), ('[', ']')] {
                let old = format!("{open}{name}{close}");
                text = replaced(&text, &old, &format!("{open}{told}{close}"));
            }
        }
    }
    text
}

/// Replaces one by the other, with as many spaces behind it as keep what follows in its column.
fn replaced(text: &str, old: &str, new: &str) -> String {
    let mut parts = text.split(old);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for rest in parts {
        whole.push_str(new);
        let line = rest.split('\n').next().unwrap_or_default();
        // A help text parts its columns by two spaces or more.
        let gap = line.find("  ").filter(|at| !line.get(..*at).unwrap_or_default().contains(' '));
        let Some(at) = gap else {
            whole.push_str(rest);
            continue;
        };
        let (before, behind) = rest.split_at(at);
        let spaces = behind.len() - behind.trim_start_matches(' ').len();
        let kept = (spaces + columns(old)).saturating_sub(columns(new)).max(2);
        whole.push_str(before);
        whole.push_str(&" ".repeat(kept));
        whole.push_str(behind.trim_start_matches(' '));
    }
    whole
}

/// Columns of a terminal that a text takes: a Chinese character takes two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;
    use crate::language::Language;

    #[test]
    fn columns_stay_columns() {
        let help =
            "      --language <LANGUAGE>  a\n      --file <FILE>          b\n<TEXT> [TEXT]...  c";
        let told = named(help, &Words::new(Language::Chinese));
        let lines: Vec<_> = told.lines().collect();
        assert_eq!(
            lines,
            [
                "      --language <语言>      a",
                "      --file <文件>          b",
                "<文本> [文本]...  c",
            ]
        );
        assert_eq!(named(help, &Words::new(Language::English)), help);
    }

    #[test]
    fn every_value_has_a_name_in_every_language() {
        let words = Words::new(Language::Chinese);
        assert_names(&command(&words), &words);
    }

    fn assert_names(command: &clap::Command, words: &Words) {
        let taking = command.get_arguments().filter(|arg| arg.get_action().takes_values());
        for name in taking.flat_map(|arg| arg.get_value_names().unwrap_or_default()) {
            let told = named(&format!("<{name}>"), words);
            // An abbreviation is the same in both.
            let is_same = matches!(name.as_str(), "N" | "PID");
            assert!(is_same || told != format!("<{name}>"), "{name}");
            assert!(!told.contains('⟨'), "{told}");
        }
        command.get_subcommands().for_each(|inner| assert_names(inner, words));
    }
}
