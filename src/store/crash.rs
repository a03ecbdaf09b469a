//! Reports of crashes and stalls: what they leave for whoever mends them, in the state folder.
//!
//! A report holds no contents: what a panic says is cut at its first quote or bracket, because that
//! is where values begin, and threads that were renamed are only counted.

use super::atomic;
use std::backtrace::Backtrace;
use std::fmt::Write;
use std::fs;
use std::io;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Most reports that are kept; the oldest go first.
const MOST: usize = 10;
/// How names begin and end; those that nobody was told of have more in front of the end.
const NAME: (&str, &str) = ("crash-", ".txt");
const STALL: &str = "stall-";
const FRESH: &str = ".new.txt";
/// Longest part of a panic's words that is kept, in characters.
const WORDS: usize = 160;

/// Writes a report, for its user only, and says where.
///
/// # Errors
/// Those of the file system. The panic is told on standard error all the same.
pub fn keep(folder: &Path, panic: &PanicHookInfo<'_>) -> io::Result<PathBuf> {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let thread = std::thread::current().name().unwrap_or_default().to_owned();
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let words = panic.payload_as_str().unwrap_or_default();
    let text = report(&thread, words, &place, &Backtrace::force_capture().to_string());
    let moment = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("{}{moment}-{}-{number}{FRESH}", NAME.0, std::process::id());
    let file = folder.join(name);
    atomic::write(&file, text.as_bytes())?;
    for old in reports(folder).iter().rev().skip(MOST) {
        // One that cannot be removed does no harm.
        fs::remove_file(old).ok();
    }
    Ok(file)
}

/// What a thread did when the window stood still.
pub struct Doing<'a> {
    /// Its label.
    pub name: &'a str,
    /// What it is there for, as one word.
    pub role: String,
    /// What it did, as one word.
    pub state: String,
    /// Since when it has neither begun nor ended a wait, where it tells that.
    pub quiet: Option<Duration>,
    /// Processor time that it had used.
    pub cpu: Option<Duration>,
}

/// Writes down what all threads did while the window stood still, for its user only, and says where.
///
/// # Errors
/// Those of the file system.
pub fn keep_stall(folder: &Path, lasted: Duration, threads: &[Doing<'_>]) -> io::Result<PathBuf> {
    let mut text = String::from("The window of Jackfield stood still. It was sent to nobody.\n\n");
    // Writing into a text never fails.
    writeln!(text, "{}\nfor: {} ms", about(), lasted.as_millis()).ok();
    writeln!(text, "\nthread, role, state, quiet for, processor time").ok();
    let span = |span: Option<Duration>| {
        span.map_or("?".to_owned(), |span| format!("{} ms", span.as_millis()))
    };
    for Doing { name, role, state, quiet, cpu } in threads {
        let name = ours(name).unwrap_or("(renamed)");
        writeln!(text, "{name}, {role}, {state}, {}, {}", span(*quiet), span(*cpu)).ok();
    }
    let moment = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
    let file = folder.join(format!("{STALL}{moment}-{}{}", std::process::id(), NAME.1));
    atomic::write(&file, text.as_bytes())?;
    for old in named(folder, STALL).iter().rev().skip(MOST) {
        // One that cannot be removed does no harm.
        fs::remove_file(old).ok();
    }
    Ok(file)
}

/// Reports that nobody was told of yet, oldest first.
#[must_use]
pub fn fresh(folder: &Path) -> Vec<PathBuf> {
    let mut found = reports(folder);
    found.retain(|file| is_fresh(file));
    found
}

/// Keeps the reports and tells of them no more.
///
/// # Errors
/// Those of the file system.
pub fn told(folder: &Path) -> io::Result<()> {
    for file in fresh(folder) {
        let name = file.to_string_lossy();
        let name = name.strip_suffix(FRESH).unwrap_or(&name);
        fs::rename(&file, format!("{name}{}", NAME.1))?;
    }
    Ok(())
}

/// A report that was removed, and what was in it.
pub struct Report(PathBuf, Vec<u8>);

/// Removes all reports, and nothing else that is in the folder. What is returned is enough to bring
/// them back.
///
/// # Errors
/// Those of the file system; then all that were removed are there again, where that is possible.
pub fn remove(folder: &Path) -> io::Result<Vec<Report>> {
    let mut removed = Vec::new();
    for file in reports(folder).into_iter().chain(named(folder, STALL)) {
        // One that cannot be read any more is no loss.
        let text = fs::read(&file).unwrap_or_default();
        if let Err(error) = fs::remove_file(&file) {
            // Of the two errors the first one is told.
            restore(&removed).ok();
            return Err(error);
        }
        removed.push(Report(file, text));
    }
    Ok(removed)
}

/// Brings reports back that were removed.
///
/// # Errors
/// Those of the file system.
pub fn restore(removed: &[Report]) -> io::Result<()> {
    removed.iter().try_for_each(|Report(file, text)| atomic::write(file, text))
}

/// All reports of crashes, oldest first: the time is in front of their names.
fn reports(folder: &Path) -> Vec<PathBuf> {
    named(folder, NAME.0)
}

fn named(folder: &Path, beginning: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    found.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(beginning) && name.ends_with(NAME.1)
    });
    found.sort();
    found
}

fn is_fresh(file: &Path) -> bool {
    file.to_string_lossy().ends_with(FRESH)
}

/// The text of a report, in English as all that goes into a bug report.
fn report(thread: &str, words: &str, place: &str, backtrace: &str) -> String {
    let mut text = String::from("Crash report of Jackfield. It was sent to nobody.\n\n");
    // Writing into a text never fails.
    writeln!(text, "{}", about()).ok();
    writeln!(text, "thread: {}\nplace: {place}", ours(thread).unwrap_or("(renamed)")).ok();
    writeln!(text, "said: {}", without_values(words)).ok();
    writeln!(text, "threads: {}", threads()).ok();
    if let Some(start) = loaded_at() {
        writeln!(text, "loaded at: {start}").ok();
    }
    writeln!(text, "\n{backtrace}").ok();
    text
}

/// What it is a report of.
fn about() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let commit = option_env!("JACKFIELD_COMMIT").unwrap_or("no commit told");
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("version: {version} ({commit})\nsystem: {os} {arch}")
}

/// What a panic says, up to its first value: `Debug` and the standard library quote or bracket those.
fn without_values(words: &str) -> String {
    let end = words.find(|c| "\"'`“‘[{(<\n\r".contains(c)).unwrap_or(words.len());
    words[..end].trim_end().chars().take(WORDS).filter(|c| !c.is_control()).collect()
}

/// A thread's name as the program gave it: letters and dashes, and numbers behind a colon. What a
/// person made of it is nobody's business.
fn ours(name: &str) -> Option<&str> {
    let (kind, number) = name.split_once(':').unwrap_or((name, ""));
    let known = [
        "ui",
        "main",
        "jackfield",
        "session",
        "io",
        "dns",
        "record",
        "record-flush",
        "control",
        "signals",
        "pair",
        "link",
        "files",
        "input",
        "output",
        "mdns",
        "nearby",
        "doctor",
        "patience",
        "space",
        "sweep",
        "opener",
        "offer",
        "pair-attached",
        "pair-dns",
        "pair-local",
        "pair-client",
        "pair-tell",
        "watch",
        "file",
        "repeat",
        "notices",
    ];
    let is_number = number.chars().all(|c| c.is_ascii_digit() || c == '#');
    (known.contains(&kind) && is_number).then_some(name)
}

/// The threads that live, by the names that the system has for them.
fn threads() -> String {
    let mut names = Vec::new();
    let mut renamed = 0;
    for task in fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default();
        match ours(name.trim_end()) {
            Some(name) => names.push(name.to_owned()),
            None => renamed += 1,
        }
    }
    names.sort();
    format!("{}, and {renamed} others", names.join(", "))
}

/// Where the system put the program, without which the addresses of a stripped one mean nothing.
fn loaded_at() -> Option<String> {
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    maps.split('-').next().map(|start| format!("0x{start}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_out_of_a_report() {
        for (words, kept) in [
            ("index out of bounds: the len is 3 but the index is 5", None),
            ("called `Result::unwrap()` on an `Err` value: Os { .. }", Some("called")),
            ("a sentence: \"secret\"", Some("a sentence:")),
            ("start byte index 1 is not a char boundary; it is inside 'é' of `secret`", None),
            ("assertion `left == right` failed\n  left: [115]", Some("assertion")),
            ("bad: Secret([1, 2])", Some("bad: Secret")),
        ] {
            let said = without_values(words);
            assert!(!said.contains("secret") && !said.contains("115"), "{said}");
            assert!(kept.is_none_or(|kept| said == kept), "{said}");
        }
        let text = report("my secret plan", "x", "src/a.rs:1:1", "0: main");
        assert!(text.contains("thread: (renamed)") && !text.contains("secret"), "{text}");
        assert_eq!(ours("io:1#12"), Some("io:1#12"));
        assert_eq!(ours("io:secret"), None);
    }

    #[test]
    fn reports_are_told_of_once_and_removed_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["crash-1.new.txt", "crash-0.txt", "stall-1.txt", "notes.txt"] {
            fs::write(at(name), "").expect("written");
        }
        assert_eq!(fresh(folder.path()), [at("crash-1.new.txt")]);
        told(folder.path()).expect("renamed");
        assert_eq!(fresh(folder.path()), Vec::<PathBuf>::new());
        assert_eq!(reports(folder.path()), [at("crash-0.txt"), at("crash-1.txt")]);
        let removed = remove(folder.path()).expect("removed");
        assert_eq!(reports(folder.path()), Vec::<PathBuf>::new());
        assert!(!at("stall-1.txt").exists());
        restore(&removed).expect("restored");
        assert_eq!(reports(folder.path()), [at("crash-0.txt"), at("crash-1.txt")]);
        assert!(at("stall-1.txt").exists());
        drop(remove(folder.path()).expect("removed"));
        assert!(at("notes.txt").exists() && !at("stall-1.txt").exists());
    }
}
