//! The folders in which captures lie: their names, what is in them, and how one is removed.

use super::format::VERSION;
use crate::model::{Nanos, SessionId, SessionSpec};
use crate::private;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the session was.
pub(super) const META: &str = "meta.json";
/// The records.
pub(super) const CAPTURE: &str = "capture";
/// An entry for each finished chunk of the records.
pub(super) const INDEX: &str = "index";
/// Locked while the capture is written; gone when it was finished in order.
pub(super) const LOCK: &str = "lock";
/// Removed conversations, each under the second of its removal and its name.
const TRASH: &str = ".trash";
/// Most bytes of a `meta.json` that are read.
const META_MAX: u64 = 1024 * 1024;
/// Seconds that a removed conversation stays in the trash: a program that still runs may be asked
/// to restore it while another one starts.
const KEPT: u64 = 24 * 60 * 60;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Meta {
    version: u32,
    spec: SessionSpec,
    started: Nanos,
}

/// A conversation on disk.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Where.
    pub folder: PathBuf,
    /// What was opened.
    pub spec: SessionSpec,
    /// When.
    pub started: Nanos,
    /// What it takes on disk.
    pub bytes: u64,
    /// Nobody writes it any more.
    pub finished: bool,
}

/// A conversation that was removed and can still be restored.
#[derive(Debug)]
pub struct Removed {
    from: PathBuf,
    to: PathBuf,
}

/// Makes the folder of a new capture, which is the caller's alone.
pub(super) fn create(
    parent: &Path,
    session: SessionId,
    spec: &SessionSpec,
    started: Nanos,
) -> io::Result<(PathBuf, File)> {
    private::make_folder(parent)?;
    let name = format!("{}-{}-{session}", utc(started), std::process::id());
    let mut folder = parent.join(&name);
    let mut more = 1;
    while let Err(error) = private::make_new_folder(&folder) {
        if error.kind() != io::ErrorKind::AlreadyExists || more > 100 {
            return Err(error);
        }
        folder = parent.join(format!("{name}-{more}"));
        more += 1;
    }
    let made = furnish(&folder, spec, started);
    if made.is_err() {
        // A folder without its files says nothing to anybody.
        std::fs::remove_dir_all(&folder).ok();
    }
    Ok((folder, made?))
}

fn furnish(folder: &Path, spec: &SessionSpec, started: Nanos) -> io::Result<File> {
    let lock = new_file(&folder.join(LOCK))?;
    lock.try_lock().map_err(|error| match error {
        TryLockError::Error(error) => error,
        TryLockError::WouldBlock => io::ErrorKind::WouldBlock.into(),
    })?;
    let meta = Meta { version: VERSION, spec: spec.clone(), started };
    serde_json::to_writer_pretty(&new_file(&folder.join(META))?, &meta)?;
    Ok(lock)
}

/// A new file that only its owner may read.
pub(super) fn new_file(path: &Path) -> io::Result<File> {
    private::options().read(true).write(true).create_new(true).open(path)
}

/// Kept conversations, newest first. What is no conversation is passed over.
///
/// # Errors
/// When the folder cannot be read; one that does not exist holds no conversations.
pub fn conversations(folder: &Path) -> io::Result<Vec<Conversation>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut all: Vec<_> =
        entries.filter_map(|entry| conversation(&entry.ok()?.path()).ok()).collect();
    all.sort_by(|a, b| (b.started, &b.folder).cmp(&(a.started, &a.folder)));
    Ok(all)
}

/// One conversation.
///
/// # Errors
/// When there is none, or one of a newer version of the program.
pub fn conversation(folder: &Path) -> io::Result<Conversation> {
    let meta = meta(folder)?;
    let size = |name| std::fs::metadata(folder.join(name)).map_or(0, |data| data.len());
    Ok(Conversation {
        folder: folder.to_owned(),
        spec: meta.spec,
        started: meta.started,
        bytes: size(CAPTURE) + size(INDEX),
        finished: !is_written(folder),
    })
}

fn meta(folder: &Path) -> io::Result<Meta> {
    let mut text = Vec::new();
    File::open(folder.join(META))?.take(META_MAX).read_to_end(&mut text)?;
    let meta: Meta = serde_json::from_slice(&text)?;
    if meta.version > VERSION {
        let text = format!("written by a newer version (format {})", meta.version);
        return Err(io::Error::new(io::ErrorKind::Unsupported, text));
    }
    Ok(meta)
}

/// Whether a living program writes the capture. The lock ends with the program that holds it, also
/// when that is killed.
pub(super) fn is_written(folder: &Path) -> bool {
    let Ok(lock) = File::open(folder.join(LOCK)) else { return false };
    matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock))
}

/// Takes a conversation away; [`restore`] brings it back as long as it is in the trash.
///
/// # Errors
/// `ResourceBusy` while it is written; otherwise the system's word.
pub fn remove(conversation: &Conversation) -> io::Result<Removed> {
    let from = conversation.folder.clone();
    if is_written(&from) {
        return Err(io::ErrorKind::ResourceBusy.into());
    }
    let (Some(parent), Some(name)) = (from.parent(), from.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let trash = parent.join(TRASH);
    private::make_folder(&trash)?;
    let mut in_trash = OsString::from(format!("{}-", seconds(SystemTime::now())));
    in_trash.push(name);
    let to = trash.join(in_trash);
    std::fs::rename(&from, &to)?;
    Ok(Removed { from, to })
}

/// Brings a removed conversation back.
///
/// # Errors
/// The system's word; the conversation stays in the trash.
pub fn restore(removed: &Removed) -> io::Result<Conversation> {
    std::fs::rename(&removed.to, &removed.from)?;
    conversation(&removed.from)
}

/// Removes what has been in the trash for long.
pub(super) fn empty_trash(folder: &Path) {
    let now = seconds(SystemTime::now());
    let Ok(entries) = std::fs::read_dir(folder.join(TRASH)) else { return };
    for entry in entries.flatten() {
        // Moving a folder leaves its own time as it was, so the name tells.
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let told = name.split_once('-').and_then(|(second, _)| second.parse().ok());
        let own = || entry.metadata().and_then(|data| data.modified()).map_or(0, seconds);
        // A moment to come is one of a clock that was wrong.
        if now.abs_diff(told.unwrap_or_else(own)) > KEPT {
            // What cannot be removed now is tried again at the next start.
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}

/// Seconds since 1970.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Removes the oldest finished conversations until what is left fits; how many, and their bytes.
pub(super) fn prune(folder: &Path, quota: u64) -> (usize, u64) {
    let Ok(mut all) = conversations(folder) else { return (0, 0) };
    let mut total: u64 = all.iter().map(|conversation| conversation.bytes).sum();
    let mut gone = (0, 0);
    while total > quota {
        let Some(oldest) = all.pop() else { break };
        if oldest.finished && std::fs::remove_dir_all(&oldest.folder).is_ok() {
            total -= oldest.bytes;
            gone = (gone.0 + 1, gone.1 + oldest.bytes);
        }
    }
    gone
}

/// A moment in UTC as part of a file name, to the millisecond.
fn utc(time: Nanos) -> String {
    // 64 bits of nanoseconds end in 2554, a timestamp in 9999.
    let moment = Timestamp::from_nanosecond(i128::from(time.0)).unwrap_or(Timestamp::MAX);
    moment.strftime("%Y%m%dT%H%M%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trash_is_emptied_of_what_is_old_only() {
        let parent = tempfile::tempdir().expect("a folder");
        let trash = parent.path().join(TRASH);
        let now = seconds(SystemTime::now());
        let names = [
            (format!("{}-20261123T000000.000Z-1-1", now - 60), true),
            (format!("{}-20261123T000000.000Z-1-1", now - KEPT - 60), false),
            (format!("{}-20261123T000000.000Z-1-1", now + 2 * KEPT), false),
            ("20261123T000000.000Z-1-1".to_owned(), true), // Its own time is now.
        ];
        for (name, _) in &names {
            private::make_folder(&trash.join(name)).expect("made");
        }
        empty_trash(parent.path());
        for (name, stays) in &names {
            assert_eq!(trash.join(name).exists(), *stays, "{name}");
        }
    }

    #[test]
    fn a_moment_is_named_in_utc() {
        for (seconds, name) in [
            (0, "19700101T000000.000Z"),
            (951_782_400, "20000229T000000.000Z"),
            (1_798_761_599, "20261231T235959.000Z"),
        ] {
            assert_eq!(utc(Nanos(seconds * 1_000_000_000)), name);
        }
    }
}
