//! What is open, in a file that is only there while the program runs: what a crash leaves behind is
//! offered at the next start.

use super::{Paths, atomic, safe};
use crate::model::{InputFormat, Lens, LineEnding, Nanos, SessionSpec};
use crate::private;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// Largest file that is read, in bytes.
const FILE: u64 = 64 * 1024 * 1024;
/// So many runs that ended unexpectedly within this time are answered with a careful start.
const CRASHES: (usize, Duration) = (3, Duration::from_mins(1));

/// A session that was open, and what was typed for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OpenSession {
    /// What opens it again.
    pub spec: SessionSpec,
    /// What was typed and not sent.
    #[serde(default)]
    pub draft: String,
    /// How its messages were cut.
    #[serde(default)]
    pub lens: Lens,
    /// How what was typed is read.
    #[serde(default)]
    pub input: InputFormat,
    /// What was put behind each line.
    #[serde(default)]
    pub line_ending: LineEnding,
    /// Whether it was in the middle of the window.
    #[serde(default)]
    pub shown: bool,
    /// Whether it had ended, and is kept for its draft.
    #[serde(default)]
    pub ended: bool,
}

/// What is open and typed at a moment. What is typed to paired machines is in [`super::Drafts`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Open {
    /// Sessions, oldest first.
    pub sessions: Vec<OpenSession>,
    /// How many more were in the list and had ended, with nothing typed: they are not opened again.
    pub ended: usize,
}

impl Open {
    /// Whether there is nothing that a person would miss.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Adds what was open at a later moment.
    fn add(&mut self, later: Self) {
        self.sessions.extend(later.sessions);
        self.ended = self.ended.saturating_add(later.ended);
    }
}

/// The file as it is on the disk.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// When this run began, and before it those that ended unexpectedly of late: seconds since 1970.
    starts: Vec<u64>,
    open: Open,
}

/// How the runs before this one ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// What they left and nobody has decided on.
    pub left: Open,
    /// They ended unexpectedly so often within a minute that this one is to begin with nothing but
    /// what is built in.
    pub is_careful: bool,
}

/// This run, as the next one will find it if this one does not end well.
pub struct Run {
    file: PathBuf,
    left: PathBuf,
    starts: Vec<u64>,
    open: Open,
    /// Held as long as the run lasts: another window of the profile keeps out of these files.
    _lock: File,
}

impl Run {
    /// Begins a run, and says what is left of those before it. `None` where another process of the
    /// profile has one, or where nothing can be kept: then a crash cannot be told from an end.
    #[must_use]
    pub fn begin(paths: &Paths) -> (Option<Self>, Before) {
        let Some(lock) = lock(paths) else { return (None, Before::default()) };
        let (file, left) = (paths.open_file(), paths.left_file());
        atomic::remove_orphans(&file);
        let mut before = Before { left: read(&left).unwrap_or_default().open, is_careful: false };
        let now = Nanos::from(SystemTime::now()).0 / 1_000_000_000;
        let mut starts = Vec::new();
        if let Some(kept) = read(&file) {
            starts = kept.starts;
            if !kept.open.is_empty() {
                before.left.add(kept.open);
                let text = written(&Kept { starts: Vec::new(), open: before.left.clone() });
                if atomic::write(&left, &text).is_err() {
                    // The file stays as it is, and is offered again.
                    return (None, before);
                }
            }
        }
        starts.retain(|start| *start <= now && now - start < CRASHES.1.as_secs());
        before.is_careful = starts.len() >= CRASHES.0;
        starts.push(now);
        let mut run = Self { file, left, starts, open: Open::default(), _lock: lock };
        // Where it cannot be written, the window says so of all its files.
        run.write().ok();
        (Some(run), before)
    }

    /// Keeps what is open now, if that has changed.
    ///
    /// # Errors
    /// Those of the file system; the next call tries again.
    pub fn keep(&mut self, open: Open) -> io::Result<()> {
        if self.open == open {
            return Ok(());
        }
        let old = std::mem::replace(&mut self.open, open);
        self.write().inspect_err(|_| self.open = old)
    }

    /// What was left is open again, or not wanted.
    ///
    /// # Errors
    /// Those of the file system: it will be offered once more.
    pub fn forget_left(&self) -> io::Result<()> {
        match fs::remove_file(&self.left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// This run ends as it should: nothing of it is left.
    pub fn end(self) {
        // One that cannot be removed is offered at the next start, which does no harm.
        fs::remove_file(&self.file).ok();
    }

    /// Not to the disk at once: it outlives the process, and that a power cut may take the last
    /// second of it is no reason to wait for a disk each second.
    fn write(&mut self) -> io::Result<()> {
        let kept = Kept { starts: self.starts.clone(), open: self.open.clone() };
        atomic::write_swiftly(&self.file, &written(&kept))
    }
}

/// A lock that ends with the process, however that ends.
fn lock(paths: &Paths) -> Option<File> {
    let file = paths.open_file().with_extension("lock");
    private::make_folder(file.parent()?).ok()?;
    let lock = private::options().create(true).write(true).truncate(false).open(file).ok()?;
    lock.try_lock().ok().map(|()| lock)
}

/// The file, `None` where there is none. One that cannot be understood is set aside: that it was
/// there is known all the same.
fn read(file: &std::path::Path) -> Option<Kept> {
    match safe::read(file, FILE) {
        Ok(Some(text)) => Some(serde_json::from_slice(&text).unwrap_or_else(|error| {
            log::warn!("{}: {error}", file.display());
            if !text.is_empty() {
                safe::move_aside(file, "bad");
            }
            Kept::default()
        })),
        Ok(None) => None,
        Err(notice) => {
            log::warn!("{notice:?}");
            safe::move_aside(file, "bad");
            None
        }
    }
}

fn written(kept: &Kept) -> Vec<u8> {
    // Texts and numbers only: nothing that cannot be written as JSON.
    serde_json::to_vec(kept).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Endpoint, Role};

    fn open(draft: &str) -> Open {
        let endpoint = Endpoint::parse("127.0.0.1:9", Role::Connect).expect("an endpoint");
        let session = OpenSession {
            spec: SessionSpec::new(Role::Connect, endpoint),
            draft: draft.to_owned(),
            lens: Lens::Lines,
            input: InputFormat::Hex,
            line_ending: LineEnding::CrLf,
            shown: true,
            ended: false,
        };
        Open { sessions: vec![session], ended: 0 }
    }

    fn run(paths: &Paths) -> (Run, Before) {
        let (run, before) = Run::begin(paths);
        (run.expect("nobody else has it"), before)
    }

    #[test]
    fn what_was_open_at_a_crash_is_left_until_somebody_decides() {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths::below(home.path());
        let (mut first, before) = run(&paths);
        assert_eq!(before, Before::default());
        first.keep(open("你好\u{0}")).expect("kept");
        assert!(Run::begin(&paths).0.is_none(), "one run for each profile");
        drop(first);
        let (mut second, before) = run(&paths);
        assert_eq!(before, Before { left: open("你好\u{0}"), is_careful: false });
        // A crash before an answer adds to what is left.
        second.keep(open("later")).expect("kept");
        drop(second);
        let (third, before) = run(&paths);
        assert_eq!(before.left.sessions.len(), 2);
        third.end();
        let (fourth, before) = run(&paths);
        assert_eq!(before.left.sessions.len(), 2, "an end is no answer");
        fourth.forget_left().expect("removed");
        fourth.forget_left().expect("twice is once");
        fourth.end();
        assert_eq!(run(&paths).1, Before::default());
    }

    #[test]
    fn three_crashes_in_a_minute_make_the_next_start_careful_and_older_ones_do_not() {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths::below(home.path());
        for careful in [false, false, false, true, true] {
            let (run, before) = run(&paths);
            assert_eq!(before.is_careful, careful);
            drop(run);
        }
        let text = fs::read_to_string(paths.open_file()).expect("a file");
        let mut kept: Kept = serde_json::from_str(&text).expect("JSON");
        kept.starts.iter_mut().for_each(|start| *start -= CRASHES.1.as_secs());
        fs::write(paths.open_file(), written(&kept)).expect("written");
        assert!(!run(&paths).1.is_careful, "they are a minute old");
        let (first, _) = run(&paths);
        first.end();
        assert!(!run(&paths).1.is_careful, "a good end begins anew");
    }

    #[test]
    fn a_file_that_is_no_file_of_ours_is_set_aside() {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths::below(home.path());
        drop(run(&paths));
        for broken in ["{\"open\": {\"sessions\": [{\"new\": 1}]}}", "rubbish", ""] {
            fs::write(paths.open_file(), broken).expect("written");
            let (run, before) = run(&paths);
            assert_eq!(before, Before::default());
            drop(run);
        }
        let entries = fs::read_dir(&paths.state).expect("a folder").flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        assert_eq!(names.filter(|name| name.contains(".bad-")).count(), 2);
    }
}
