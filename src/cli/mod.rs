//! The command line: the same engine as the window's, for scripts and terminals.

mod arguments;
mod duration;
mod expect;
mod help;
mod input;
mod json;
mod misuse;
mod moment;
mod outlet;
mod pair;
mod plan;
mod presets;
mod screen;
mod session;
mod shape;
mod signals;
mod table;
mod talk;
mod threads;
mod tour;
mod values;

pub use arguments::{Action, Arguments};

use crate::codec::printable;
use crate::language::{Language, Words};
use crate::store::{Paths, Settings};
use crate::tr;
use clap::{Command, CommandFactory, FromArgMatches};
use pair::Asked;
use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What was asked for is done.
    Done,
    /// The peer or the network failed, or what was waited for did not come.
    Failed,
    /// The command line or a file cannot be used as it is.
    WrongUse,
    /// SIGINT or SIGTERM came.
    Interrupted,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::WrongUse => 2,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The whole command line with its texts: what the manual page and the completions are made from.
#[must_use]
pub fn command(words: &Words) -> Command {
    help::dressed(Arguments::command(), words)
}

/// Reads the command line, in the language that it or the settings ask for.
///
/// # Errors
/// After `--help`, `--version` and wrong use: what is to be said has been said.
pub fn read(arguments: &[OsString]) -> Result<(Arguments, Words), Exit> {
    let words = Words::new(language(arguments));
    let parsed = command(&words)
        .try_get_matches_from(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches))
        .map_err(|error| {
            if error.use_stderr() {
                complain(&misuse::text(&error, &words));
                return Exit::WrongUse;
            }
            // A closed pipe behind `--help` is nobody's fault.
            let text = error.render();
            let shown =
                if io::stdout().is_terminal() { text.ansi().to_string() } else { text.to_string() };
            io::stdout().write_all(help::localized(&shown, &words).as_bytes()).ok();
            Exit::Done
        })?;
    match parsed.language.as_deref().filter(|tag| Language::named(tag).is_none()) {
        Some(tag) => {
            let known = words.list(&Language::ALL.map(Language::tag));
            let text = printable(tag.as_bytes());
            complain(&tr!(words, "cli-bad-language", known = known, text = text));
            Err(Exit::WrongUse)
        }
        None => Ok((parsed, words)),
    }
}

/// Where the files of a profile are.
///
/// # Errors
/// A sentence that says what is wrong with the profile's name or the folders.
pub fn paths(profile: Option<&str>, words: &Words) -> Result<Paths, String> {
    Paths::find(profile).map_err(|error| match (error.kind(), profile) {
        (io::ErrorKind::InvalidInput, Some(name)) => {
            tr!(words, "cli-bad-profile", name = printable(name.as_bytes()))
        }
        _ => tr!(words, "cli-no-folders", error = error.to_string()),
    })
}

/// Does what the command line asks for.
#[must_use]
pub fn run(action: Action, profile: Option<&str>, words: &Words) -> Exit {
    let paths = match paths(profile, words) {
        Ok(paths) => paths,
        Err(sentence) => {
            complain(&sentence);
            return Exit::WrongUse;
        }
    };
    match action {
        Action::Listen(args) => opened(plan::Plan::listen(&args, words), &paths, words),
        Action::Connect(args) => opened(plan::Plan::connect(&args, words), &paths, words),
        Action::Preset(action) => presets::run(action, &paths, words),
        Action::Threads(args) => threads::run(args, &paths, words),
        Action::Tour(args) => tour::run(args, words),
        Action::Pair(action) => pair::run(Asked::Pair(action), &paths, words),
        Action::Peers(args) => pair::run(Asked::Peers(args), &paths, words),
        Action::Send(args) => pair::run(Asked::Send(args), &paths, words),
        Action::Serve(args) => pair::run(Asked::Serve(args), &paths, words),
        Action::Unpair(args) => pair::run(Asked::Unpair(args), &paths, words),
        Action::Doctor(args) => pair::run(Asked::Doctor(args), &paths, words),
    }
}

fn opened(plan: Result<plan::Plan, String>, paths: &Paths, words: &Words) -> Exit {
    match plan {
        Ok(plan) => session::run(plan, paths, words),
        Err(sentence) => {
            complain(&sentence);
            Exit::WrongUse
        }
    }
}

/// Says a sentence on standard error. A closed standard error is no reason to stop.
pub fn complain(sentence: &str) {
    writeln!(io::stderr().lock(), "{sentence}").ok();
}

/// `--language`, else the one of the settings, else the system's. Looked for before anything is
/// parsed, because the parser's own texts depend on it.
fn language(arguments: &[OsString]) -> Language {
    if let Some(tag) = option(arguments, "--language") {
        return Language::named(&tag).unwrap_or_else(Language::of_system);
    }
    let profile = option(arguments, "--profile");
    let settings = Paths::find(profile.as_deref())
        .map(|paths| Settings::glance(&paths.settings_file()).language)
        .ok();
    settings.flatten().unwrap_or_else(Language::of_system)
}

/// The value of a long option, written as `--name value` or `--name=value`. The last one counts.
fn option(arguments: &[OsString], name: &str) -> Option<String> {
    let mut arguments = arguments.iter().map(|argument| argument.to_string_lossy());
    let mut found = None;
    while let Some(argument) = arguments.next() {
        if argument == name {
            found = arguments.next().map(Cow::into_owned);
        } else if let Some(value) = argument.strip_prefix(name) {
            found = value.strip_prefix('=').map(str::to_owned).or(found);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        use clap::Parser;
        Arguments::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn the_commands_of_the_handbook_are_understood() {
        for line in [
            "jackfield",
            "jackfield --profile work --language zh-CN",
            "jackfield listen 9999 --greet hi\\r\\n --close-after-greet",
            "jackfield listen tcp://0.0.0.0:9999 --echo --room --backlog 5 --max-threads 1 --json",
            "jackfield connect udp://localhost:9 --send a --send b --expect -x --timeout 500ms",
            "jackfield connect unix:/tmp/s --hex --record --reconnect --connect-timeout 2s",
            "jackfield connect udp://:1 --no-eol --broadcast --lines",
            "jackfield preset add web localhost:80 --crlf",
            "jackfield preset run web --json",
            "jackfield preset import file.toml",
            "jackfield threads --pid 7 --watch --json",
            "jackfield tour --pause",
            "jackfield pair show --link --listen 127.0.0.1:0",
            "jackfield pair show --without-code",
            "jackfield pair enter 123-456-789 192.168.1.5:47110 laptop:47110",
            "jackfield pair enter -",
            "jackfield pair enter - 192.168.1.5",
            "jackfield pair enter",
            "jackfield pair new-identity --yes",
            "jackfield peers --json",
            "jackfield send Mia -hello --timeout 5s",
            "jackfield send Mia --file notes.txt --no-wait",
            "jackfield serve --listen 47110 --accept /tmp --max 100MB",
            "jackfield unpair Mia",
            "jackfield doctor Mia",
            "jackfield doctor --json",
        ] {
            assert!(parse(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn wrong_use_is_refused() {
        for line in [
            "jackfield listen",
            "jackfield listen 1 --crlf --lf",
            "jackfield listen 1 --reconnect",
            "jackfield listen 1 --close-after-greet",
            "jackfield listen udp://:1 --lines --json",
            "jackfield connect 1 --room",
            "jackfield connect 1 --max-threads 0",
            "jackfield listen 1 --max-threads 65",
            "jackfield preset",
            "jackfield pair",
            "jackfield pair show --link --without-code",
            "jackfield send Mia",
            "jackfield send Mia hello --file notes.txt",
            "jackfield unpair",
            "jackfield dance",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn an_option_is_found_before_the_line_is_parsed() {
        let line = |text: &str| text.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        let found = |text: &str| option(&line(text), "--language");
        assert_eq!(found("jackfield tour --language zh-CN").as_deref(), Some("zh-CN"));
        assert_eq!(found("jackfield --language=en tour").as_deref(), Some("en"));
        assert_eq!(found("jackfield tour --language"), None);
        assert_eq!(found("jackfield tour --languages=x"), None);
        assert_eq!(found("jackfield --language=en tour --language=zh").as_deref(), Some("zh"));
    }
}
