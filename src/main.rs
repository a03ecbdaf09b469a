//! Starts the program: the window, or what the command line asks for.

use jackfield::app::{Single, single};
use jackfield::cli::{self, Arguments, Exit};
use jackfield::language::{Language, Words};
use jackfield::store::{Paths, crash};
use jackfield::tr;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let (arguments, words) = match cli::read(&arguments) {
        Ok(read) => read,
        Err(exit) => return exit.into(),
    };
    let crashes = Paths::find(arguments.profile.as_deref()).ok().map(|paths| paths.crashes());
    tell_panics(words.language(), crashes);
    leave_no_core();
    #[cfg(feature = "inspection")]
    panic_on_purpose();
    match arguments.command {
        Some(action) => cli::run(action, arguments.profile.as_deref(), &words).into(),
        None => window(&arguments, &words).into(),
    }
}

/// Opens the window, where there is a display.
fn window(arguments: &Arguments, words: &Words) -> Exit {
    if !has_display() {
        cli::complain(&tr!(words, "cli-no-display"));
        return Exit::WrongUse;
    }
    // Its only place at which a person can look is the terminal that it was started from.
    log::set_logger(&ToTheTerminal).ok(); // It is the first one.
    log::set_max_level(log::LevelFilter::Warn);
    let language = arguments.language.as_deref().map(Language::of_tag);
    let opened = cli::paths(arguments.profile.as_deref(), words).and_then(|paths| {
        // Held as long as the window is there.
        let _single = match single(&paths) {
            Single::Theirs => {
                cli::complain(&tr!(words, "cli-window-shown"));
                return Ok(());
            }
            Single::Silent => {
                cli::complain(&tr!(words, "cli-window-silent"));
                None
            }
            Single::Ours(lock) => lock,
        };
        if is_root() {
            cli::complain(&tr!(words, "cli-window-as-root"));
        }
        jackfield::app::run(paths, language, Vec::new())
            .map_err(|error| tr!(words, "cli-no-window", error = error))
    });
    match opened {
        Ok(()) => Exit::Done,
        Err(sentence) => {
            cli::complain(&sentence);
            Exit::WrongUse
        }
    }
}

/// Says what goes wrong and concerns nobody but whoever looks for the reason.
struct ToTheTerminal;

impl log::Log for ToTheTerminal {
    fn enabled(&self, what: &log::Metadata<'_>) -> bool {
        what.level() <= log::Level::Warn && what.target().starts_with("jackfield")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            cli::complain(&record.args().to_string());
        }
    }

    fn flush(&self) {}
}

/// Keys and what was said are in memory, and a core dump would put them on the disk: none is made.
/// One byte instead of none, because none does not hold where dumps go to a program (core(5)).
#[cfg(unix)]
fn leave_no_core() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Core);
    limit.current = Some(limit.maximum.map_or(1, |most| most.min(1)));
    // A lower limit is never refused.
    setrlimit(Resource::Core, limit).ok();
}

#[cfg(not(unix))]
fn leave_no_core() {}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// The library that a panic says is missing: what draws loads some of them late (`xkbcommon-dl`).
fn missing_library(panic: &str) -> Option<&str> {
    panic.strip_prefix("Library ")?.strip_suffix(" could not be loaded.")
}

fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// For end-to-end tests: what a panic leaves.
#[cfg(feature = "inspection")]
fn panic_on_purpose() {
    if let Ok(words) = std::env::var("JACKFIELD_PANIC") {
        panic!("on purpose, for the test: {words:?}");
    }
}

/// Says a panic as a sentence, with its place for whoever mends it, and keeps a report of it. The
/// thread that panicked ends; the others go on.
fn tell_panics(language: Language, crashes: Option<PathBuf>) {
    std::panic::set_hook(Box::new(move |panic| {
        let words = Words::new(language);
        let thread = std::thread::current().name().unwrap_or("?").to_owned();
        let what = panic.payload_as_str().unwrap_or("?").to_owned();
        if let Some(library) = missing_library(&what) {
            // Nothing is open yet that could be lost.
            cli::complain(&tr!(words, "cli-no-library", library = library));
            std::process::exit(i32::from(Exit::WrongUse.code()));
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        cli::complain(&tr!(words, "cli-panic", thread = thread, what = what, place = place));
        // A report that cannot be written is no second fault: the sentence is there.
        let kept = crashes.as_deref().and_then(|folder| crash::keep(folder, panic).ok());
        if let Some(file) = kept {
            let file = file.display().to_string();
            cli::complain(&tr!(words, "cli-panic-kept", file = file));
        }
    }));
}
