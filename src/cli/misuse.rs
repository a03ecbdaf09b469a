//! Wrong use as sentences: what the parser found, in the person's language, and what to do.

use super::Arguments;
use crate::codec::printable;
use crate::language::Words;
use crate::tr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error};
use std::error::Error as _;

/// What is wrong with the command line, how it is meant to be, and where to read more.
pub(super) fn text(error: &Error, words: &Words) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // The help itself, which is in the person's language, behind what is missing.
        let help = super::help::localized(&error.to_string(), words);
        return format!("{}\n\n{help}", tr!(words, "cli-misuse-no-command")).trim_end().to_owned();
    }
    let mut lines = vec![sentence(error, words)];
    lines.extend(suggestion(error, words));
    lines.extend(usage(error, words));
    lines.push(tr!(words, "cli-misuse-help"));
    lines.join("\n")
}

fn sentence(error: &Error, words: &Words) -> String {
    let argument = super::values::named(&named(error, ContextKind::InvalidArg, words), words);
    let value = named(error, ContextKind::InvalidValue, words);
    match error.kind() {
        ErrorKind::UnknownArgument => unknown(&argument, error, words),
        ErrorKind::InvalidSubcommand => {
            let command = named(error, ContextKind::InvalidSubcommand, words);
            tr!(words, "cli-misuse-unknown-command", command = command)
        }
        ErrorKind::MissingRequiredArgument => {
            tr!(words, "cli-misuse-missing", arguments = argument)
        }
        ErrorKind::MissingSubcommand => tr!(words, "cli-misuse-no-command"),
        ErrorKind::InvalidValue | ErrorKind::TooFewValues if value.is_empty() => {
            tr!(words, "cli-misuse-no-value", option = argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            bad_value(&argument, &value, error, words)
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            tr!(words, "cli-misuse-too-many-values", option = argument, value = value)
        }
        ErrorKind::ArgumentConflict => conflict(&argument, error, words),
        ErrorKind::InvalidUtf8 => tr!(words, "cli-misuse-not-utf8"),
        // Nothing of this command line leads here; the parser's own words are better than none.
        _ => tr!(words, "cli-misuse-other", error = printable(error.to_string().as_bytes())),
    }
}

fn unknown(argument: &str, error: &Error, words: &Words) -> String {
    let is_option = argument.starts_with('-');
    if let Some(command) = home_of(argument, error) {
        return tr!(words, "cli-misuse-elsewhere", option = argument, command = command);
    }
    match error.get(ContextKind::Suggested) {
        // The parser suggests this where a text may stand.
        Some(_) if is_option => {
            tr!(words, "cli-misuse-unknown-option-or-text", option = argument)
        }
        _ if is_option => tr!(words, "cli-misuse-unknown-option", option = argument),
        _ => tr!(words, "cli-misuse-unexpected", argument = argument),
    }
}

/// The one of `listen` and `connect` that takes this option, where the other was given it.
fn home_of(option: &str, error: &Error) -> Option<&'static str> {
    let name = option.strip_prefix("--")?;
    let usage = error.get(ContextKind::Usage)?.to_string();
    let (here, other) = [("listen", "connect"), ("connect", "listen")]
        .into_iter()
        .find(|(here, _)| usage.contains(&format!("jackfield {here} ")))?;
    let takes = |command: &str| {
        let all = Arguments::command();
        let found = all.find_subcommand(command);
        found.is_some_and(|it| it.get_arguments().any(|arg| arg.get_long() == Some(name)))
    };
    (!takes(here) && takes(other)).then_some(other)
}

/// The command that was meant by an option in front of all commands.
fn command_typed_as_option(error: &Error) -> Option<String> {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg) else { return None };
    let usage = error.get(ContextKind::Usage)?.to_string();
    let is_in_front = usage.split_whitespace().nth(2).is_none_or(|it| it.starts_with(['-', '[']));
    let all = Arguments::command();
    let mut names = all.get_subcommands().map(|it| it.get_name().to_owned());
    names.find(|name| is_in_front && typed.starts_with("--") && is_near(typed, name))
}

/// Whether what is offered is what was mistyped: most letters of the one stand in the other, in
/// their order. The parser offers what has little in common.
fn is_near(typed: &str, offered: &str) -> bool {
    let (typed, offered) = (typed.trim_start_matches('-'), offered.trim_start_matches('-'));
    let mut left = offered.chars();
    let kept = typed.chars().filter(|c| {
        let mut ahead = left.clone();
        let found = ahead.any(|other| other == *c);
        if found {
            left = ahead;
        }
        found
    });
    let (kept, typed) = (kept.count(), typed.chars().count());
    4 * kept >= 3 * typed && 4 * kept >= 3 * offered.chars().count()
}

/// The values of this command line that are not texts are whole numbers.
fn bad_value(argument: &str, value: &str, error: &Error, words: &Words) -> String {
    let limits = error.source().map(ToString::to_string).and_then(|told| limits(&told));
    match limits {
        Some((from, to)) => {
            tr!(words, "cli-misuse-range", option = argument, value = value, from = from, to = to)
        }
        None => tr!(words, "cli-misuse-number", option = argument, value = value),
    }
}

/// The limits in the parser's own `70 is not in 1..=64`: it gives them in no other way.
fn limits(told: &str) -> Option<(String, String)> {
    let (_, range) = told.rsplit_once(' ')?;
    let (from, to) = range.split_once("..=")?;
    Some((from.to_owned(), to.to_owned()))
}

fn conflict(argument: &str, error: &Error, words: &Words) -> String {
    let other = named(error, ContextKind::PriorArg, words);
    if other == argument {
        return tr!(words, "cli-misuse-twice", option = argument);
    }
    let first = match argument {
        "" => named(error, ContextKind::InvalidSubcommand, words),
        argument => argument.to_owned(),
    };
    tr!(words, "cli-misuse-conflict", first = first, second = other)
}

fn suggestion(error: &Error, words: &Words) -> Option<String> {
    if let Some(command) = command_typed_as_option(error) {
        return Some(tr!(words, "cli-misuse-suggestion", near = command));
    }
    let kinds = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    let near = kinds.map(|kind| named(error, kind, words)).into_iter().find(|it| !it.is_empty())?;
    let typed = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand];
    let typed = typed.map(|kind| named(error, kind, words));
    let fits = typed.iter().any(|typed| is_near(typed, &near));
    if !fits || home_of(&typed[0], error).is_some() {
        return None;
    }
    Some(tr!(words, "cli-misuse-suggestion", near = near))
}

fn usage(error: &Error, words: &Words) -> Option<String> {
    let usage = error.get(ContextKind::Usage)?.to_string();
    // The parser's heading is English.
    let line = usage.trim().trim_start_matches("Usage:").trim_start();
    Some(tr!(words, "cli-usage", usage = placeholders(line, words)))
}

/// The parser's own placeholders in a usage, in the person's language.
pub(super) fn placeholders(usage: &str, words: &Words) -> String {
    super::values::named(usage, words)
        .replace("[OPTIONS]", &tr!(words, "cli-placeholder-options"))
        .replace("[COMMAND]", &format!("[{}]", tr!(words, "cli-placeholder-command")))
        .replace("<COMMAND>", &format!("<{}>", tr!(words, "cli-placeholder-command")))
}

/// What the parser names, as it can stand in a sentence; empty where it names nothing.
fn named(error: &Error, kind: ContextKind, words: &Words) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => printable(text.as_bytes()),
        Some(ContextValue::Strings(texts)) => {
            let texts: Vec<_> = texts.iter().map(|text| printable(text.as_bytes())).collect();
            words.list(&texts)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;
    use crate::language::Language;
    use std::ffi::OsString;

    fn told(line: &[OsString], language: Language) -> String {
        let words = Words::new(language);
        let error = command(&words).try_get_matches_from(line).expect_err("wrong use");
        assert_eq!(error.exit_code(), 2, "{line:?}");
        text(&error, &words)
    }

    fn words_of(line: &str) -> Vec<OsString> {
        line.split_whitespace().map(OsString::from).collect()
    }

    /// Each wrong line, and what of it the answer names, with the end of the advice.
    const WRONG: [(&str, &[&str]); 23] = [
        ("jackfield --bogus", &["--bogus"]),
        ("jackfield connect", &["<ENDPOINT>", "jackfield connect <ENDPOINT>"]),
        ("jackfield preset add", &["<NAME>", "<ENDPOINT>"]),
        ("jackfield preset", &["import"]),
        ("jackfield pair", &["new-identity"]),
        ("jackfield connect 1 --max-threads 0", &["--max-threads <N>", "1", "64"]),
        ("jackfield listen 1 --max-threads 65", &["“65”", "64"]),
        ("jackfield connect 1 --max-threads x", &["“x”", "--max-threads <N>"]),
        ("jackfield listen 1 --backlog 0", &["--backlog", "“0”", "1", "65535"]),
        ("jackfield listen 1 --backlog -1", &["--backlog", "“-1”", "1", "65535"]),
        ("jackfield threads --pid -1", &["“-1”", "--pid <PID>"]),
        ("jackfield listen 1 --close-after-greet", &["--greet <TEXT>"]),
        ("jackfield threads --pid q", &["“q”", "--pid <PID>"]),
        ("jackfield listen 1 --crlf --lf", &["--crlf", "--lf"]),
        ("jackfield pair show --link --without-code", &["--link", "--without-code"]),
        ("jackfield send Mia hello --file notes.txt", &["--file <PATH>"]),
        ("jackfield send Mia", &["<TEXT>", "<PEER> --file <PATH>"]),
        ("jackfield dance", &["“dance”"]),
        ("jackfield conect 1", &["“conect”", "“connect”"]),
        ("jackfield connect 1 --send", &["--send <TEXT>"]),
        ("jackfield tour --pause --pause", &["--pause"]),
        ("jackfield tour extra", &["“extra”", "jackfield tour"]),
        ("jackfield connect 1 --hex=5", &["“5”", "--hex"]),
    ];

    #[test]
    fn wrong_use_is_told_in_the_persons_language() {
        for language in Language::ALL {
            let words = Words::new(language);
            for (line, names) in WRONG {
                let told = told(&words_of(line), language);
                assert!(!told.contains('⟨') && !told.contains("error:"), "{line}: {told}");
                for name in names {
                    let name = placeholders(name, &words);
                    assert!(told.contains(&name), "{line}: no {name} in {told}");
                }
                let is_chinese = language == Language::Chinese;
                let first = told.lines().next().unwrap_or_default();
                assert!(first.ends_with(if is_chinese { '。' } else { '.' }), "{line}: {told}");
                let english = ["Usage:", "argument", "value", "tip", "try"];
                let found = english.iter().find(|word| is_chinese && told.contains(*word));
                assert_eq!(found, None, "{line}: {told}");
            }
        }
    }

    #[test]
    fn a_near_miss_names_what_was_meant() {
        for (line, near) in [
            ("jackfield connect 1 --recnnect", "--reconnect"),
            ("jackfield preset add x 1 --lisen", "--listen"),
            ("jackfield --lisen 9999", "listen"),
            ("jackfield prset list", "preset"),
        ] {
            let told = told(&words_of(line), Language::English);
            assert!(told.contains(&format!("“{near}”")), "{told}");
        }
    }

    #[test]
    fn what_is_far_off_is_not_offered() {
        for line in ["jackfield listen 1 --foo", "jackfield listen 1 --reconnect"] {
            let told = told(&words_of(line), Language::English);
            assert!(!told.contains("Did you mean"), "{told}");
        }
    }

    #[test]
    fn an_option_of_the_other_command_is_told_to_be_one() {
        let told = told(&words_of("jackfield listen 1 --connect-timeout 5s"), Language::English);
        assert!(told.starts_with("“--connect-timeout” is only for connect."), "{told}");
        let told = self::told(&words_of("jackfield connect 1 --backlog 5"), Language::Chinese);
        assert!(told.starts_with("“--backlog”只用于 listen。"), "{told}");
    }

    #[test]
    fn nothing_typed_steers_the_terminal() {
        let told = told(&words_of("jackfield \u{1b}[2Jx --language en"), Language::English);
        assert!(!told.contains('\u{1b}'), "{told:?}");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_refused_in_words() {
        use std::os::unix::ffi::OsStringExt;
        let line = ["jackfield".into(), "connect".into(), OsString::from_vec(vec![0xff, 0xfe])];
        let told = told(&line, Language::English);
        assert!(told.contains("UTF-8") && !told.contains("error"), "{told}");
    }
}
