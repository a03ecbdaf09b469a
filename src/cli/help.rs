//! The help in the person's language: each command and option finds its text by its name.

use crate::language::Words;
use crate::tr;
use clap::{Arg, ArgAction, Command};

/// The command line with all its texts, from the keys `cli-about-<command>` and `cli-option-<name>`.
pub(super) fn dressed(command: Command, words: &Words) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let after = tr!(words, "cli-after-help");
    // The parser wants headings that live as long as the program, which these do: it is done once.
    let headings = Headings {
        arguments: tr!(words, "cli-heading-arguments").leak(),
        options: tr!(words, "cli-heading-options").leak(),
        commands: tr!(words, "cli-heading-commands").leak(),
    };
    dress(command.arg(help).arg(version), words, headings, "").after_help(after)
}

/// A help text with what the parser itself writes in the person's language: placeholders, and the
/// colon behind each heading.
pub(super) fn localized(help: &str, words: &Words) -> String {
    let mut text = super::misuse::placeholders(help, words);
    for key in ["cli-heading-arguments", "cli-heading-options", "cli-heading-commands"] {
        let heading = words.say(key);
        let titled = tr!(words, "cli-heading-titled", heading = heading.as_str());
        text = text.replace(&format!("{heading}:"), &titled);
    }
    text
}

/// The place in the list of what every command knows: behind its own options.
const LAST: usize = 1000;

/// The titles of the parts of a help text.
#[derive(Clone, Copy)]
struct Headings {
    arguments: &'static str,
    options: &'static str,
    commands: &'static str,
}

fn dress(mut command: Command, words: &Words, headings: Headings, path: &str) -> Command {
    let ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    for (place, id) in ids.into_iter().enumerate() {
        let text = words.say(&match (path, id.as_str()) {
            // The option of one name that does another thing here.
            ("threads", "json") => "cli-option-threads-json".to_owned(),
            _ => option_key(&id),
        });
        let is_everywhere = matches!(id.as_str(), "help" | "version" | "profile" | "language");
        command = command.mut_arg(id, |arg| {
            let heading = if arg.is_positional() { headings.arguments } else { headings.options };
            let arg = arg.help_heading(heading).help(text);
            match arg.is_positional() {
                // In the order in which they are typed.
                true => arg.display_order(place),
                false if is_everywhere => arg.display_order(LAST),
                false => arg,
            }
        });
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().into()).collect();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}-{name}") };
        command = command.mut_subcommand(name, |sub| dress(sub, words, headings, &path));
    }
    // The program's own is longer, and is put in its place.
    let command = command.after_help(words.say("cli-exit-codes"));
    command
        .about(words.say(&about_key(path)))
        .help_template(format!(
            "{{about-with-newline}}\n{}\n\n{{all-args}}{{after-help}}",
            tr!(words, "cli-usage", usage = "{usage}")
        ))
        .subcommand_help_heading(headings.commands)
}

/// The key of an option's text: `close_after_greet` → `cli-option-close-after-greet`.
fn option_key(id: &str) -> String {
    format!("cli-option-{}", id.replace('_', "-"))
}

/// The key of a command's text; the program's own where the path is empty.
fn about_key(path: &str) -> String {
    if path.is_empty() { "cli-about".to_owned() } else { format!("cli-about-{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Arguments;
    use crate::language::Language;
    use clap::CommandFactory;

    #[test]
    fn every_command_and_option_has_a_text_in_every_language() {
        for language in Language::ALL {
            let words = Words::new(language);
            let mut command = dressed(Arguments::command(), &words);
            command.build();
            assert_texts(&command);
        }
    }

    fn assert_texts(command: &Command) {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(!about.is_empty() && !about.contains('⟨'), "{}: {about}", command.get_name());
        for arg in command.get_arguments() {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty() && !help.contains('⟨'), "{}: {help}", arg.get_id());
        }
        command.get_subcommands().for_each(assert_texts);
    }

    #[test]
    fn each_command_says_what_its_end_means_and_shows_its_arguments_first() {
        let words = Words::new(Language::English);
        let codes = words.say("cli-exit-codes");
        for path in [&["listen"][..], &["connect"], &["doctor"], &["send"], &["preset", "run"]] {
            let mut command = dressed(Arguments::command(), &words);
            command.build();
            let mut found = &mut command;
            for name in path {
                found = found.find_subcommand_mut(name).expect("a command");
            }
            let help = found.render_help().to_string();
            assert!(help.contains(&codes), "{help}");
            let (arguments, options) = (help.find("Arguments:"), help.find("Options:"));
            assert!(arguments.is_some() && arguments < options, "{help}");
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
        dressed(Arguments::command(), &Words::new(Language::English)).debug_assert();
    }
}
