//! The manual page in both languages and the completions of the shells, made from the command line.

use super::{is_current, read};
use clap::{Arg, Command};
use clap_complete::Shell;
use jackfield::cli;
use jackfield::language::{Language, Words};
use std::fmt::Write;

#[test]
fn the_manual_page_is_current() {
    is_current("packaging/man/jackfield.1", &page(Language::English));
    is_current("packaging/man/zh_CN/jackfield.1", &page(Language::Chinese));
}

#[test]
fn the_completions_are_current() {
    for (shell, path) in [
        (Shell::Bash, "packaging/completions/jackfield.bash"),
        (Shell::Zsh, "packaging/completions/_jackfield"),
        (Shell::Fish, "packaging/completions/jackfield.fish"),
    ] {
        let mut written = Vec::new();
        let mut command = cli::command(&Words::new(Language::English));
        clap_complete::generate(shell, &mut command, "jackfield", &mut written);
        is_current(path, &String::from_utf8(written).expect("UTF-8"));
    }
}

/// The titles of the parts that come from the command line.
struct Titles {
    name: &'static str,
    synopsis: &'static str,
    description: &'static str,
    commands: &'static str,
    options: &'static str,
    manual: &'static str,
    /// How lines are set.
    setting: &'static str,
}

const ENGLISH: Titles = Titles {
    name: "NAME",
    synopsis: "SYNOPSIS",
    description: "DESCRIPTION",
    commands: "COMMANDS",
    options: "OPTIONS OF EVERY COMMAND",
    manual: "User Commands",
    setting: "",
};

const CHINESE: Titles = Titles {
    name: "名称",
    synopsis: "概要",
    description: "描述",
    commands: "命令",
    options: "所有命令共有的选项",
    manual: "用户命令",
    // Between its characters there is no space that could grow.
    setting: ".ad l\n.nh\n",
};

/// The page: what the command line says of itself, then what was written by hand.
fn page(language: Language) -> String {
    let (titles, tail) = match language {
        Language::English => (ENGLISH, read("packaging/man/tail.en.man")),
        Language::Chinese => (CHINESE, read("packaging/man/tail.zh-CN.man")),
    };
    let mut command = cli::command(&Words::new(language)).term_width(0);
    command.build();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut page = format!(
        ".\\\" Made by `make generate` from the command line and tail.*.man.\n\
         .TH JACKFIELD 1 {} \"jackfield {}\" \"{}\"\n{}",
        date(),
        env!("CARGO_PKG_VERSION"),
        titles.manual,
        titles.setting,
    );
    let summary = about.split([':', '\u{ff1a}']).next().unwrap_or_default();
    section(&mut page, titles.name, &format!("jackfield \\- {}\n", prose(summary)));
    let mut usages = ".B jackfield\n".to_owned();
    leaves(&mut command, &mut |leaf| {
        write!(usages, ".br\n{}", usage(leaf)).expect("memory");
    });
    section(&mut page, titles.synopsis, &usages);
    section(&mut page, titles.description, &paragraphs(&format!("{about}\n{after}")));
    let everywhere = command.get_arguments().map(option).collect::<String>();
    section(&mut page, titles.commands, "");
    leaves(&mut command, &mut |leaf| write!(page, "{}", described(leaf)).expect("memory"));
    section(&mut page, titles.options, &everywhere);
    page + &tail
}

/// The day of the newest release, which is in no other place.
fn date() -> String {
    let about = read("packaging/linux/io.github.jackfield.jackfield.metainfo.xml");
    let after = about.split("date=\"").nth(1).expect("a release with its date");
    after.split('"').next().expect("a date").to_owned()
}

fn section(page: &mut String, title: &str, text: &str) {
    write!(page, ".SH \"{title}\"\n{text}").expect("memory");
}

/// Calls `with` for every command that does something, below this one.
fn leaves(command: &mut Command, with: &mut dyn FnMut(&mut Command)) {
    for inner in command.get_subcommands_mut() {
        if inner.has_subcommands() { leaves(inner, with) } else { with(inner) }
    }
}

/// `jackfield listen [OPTIONS] <ENDPOINT>`, as a line of the page.
fn usage(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace('-', "\\-");
    let name = command.get_bin_name().unwrap_or_default().to_owned();
    format!("\\fB{name}\\fR{}\n", usage.strip_prefix(&name).unwrap_or(&usage))
}

fn described(command: &mut Command) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let is_own =
        |arg: &&Arg| !arg.is_global_set() && !matches!(arg.get_id().as_str(), "help" | "version");
    let options: String = command.get_arguments().filter(is_own).map(option).collect();
    let title = command.get_bin_name().unwrap_or_default();
    format!(".SS \"{title}\"\n{}{options}", paragraphs(&about))
}

/// An argument or option with its text.
fn option(arg: &Arg) -> String {
    let short = arg.get_short().map(|short| format!("\\fB\\-{short}\\fR, ")).unwrap_or_default();
    let value = arg.get_value_names().unwrap_or_default().join(" ");
    let value =
        if arg.get_action().takes_values() { format!("\\fI{value}\\fR") } else { String::new() };
    let name = match arg.get_long() {
        Some(long) => format!("{short}\\fB\\-\\-{}\\fR {value}", long.replace('-', "\\-")),
        None => value,
    };
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    format!(".TP\n{}\n{}\n", name.trim_end(), prose(&help))
}

/// Text as paragraphs, one for each of its lines.
fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| prose(line) + "\n").collect::<Vec<_>>().join(".PP\n")
}

/// Text with what the formatter would take for itself made harmless.
fn prose(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace("--", "\\-\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
