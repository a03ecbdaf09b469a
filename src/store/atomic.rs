//! Replaces a file so that the old or the new one is there at every moment.

use crate::private;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What is done, in this order. A power cut between any two leaves one complete file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Create,
    Write,
    SyncFile,
    Rename,
    SyncFolder,
}

#[cfg(test)]
pub(super) const STEPS: [Step; 5] =
    [Step::Create, Step::Write, Step::SyncFile, Step::Rename, Step::SyncFolder];

/// Asked before each step; a test lets one of them fail.
pub(super) trait Disk {
    fn before(&self, step: Step) -> io::Result<()>;
}

/// The disk as it is.
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn before(&self, _: Step) -> io::Result<()> {
        Ok(())
    }
}

/// Temporary files older than this belong to no write that still goes on.
const ORPHAN_AGE: Duration = Duration::from_mins(1);

/// Replaces a file's content: temp file, fsync, rename, fsync of the folder. Nobody but the user
/// may read the file. A symbolic link stays one, and its target is replaced. Missing folders are
/// made.
///
/// # Errors
/// Those of the file system. Up to the rename the old content is untouched.
pub fn write(file: &Path, content: &[u8]) -> io::Result<()> {
    write_on(&RealDisk, file, content)
}

pub(super) fn write_on(disk: &dyn Disk, file: &Path, content: &[u8]) -> io::Result<()> {
    let target = target_of(file)?;
    let folder = folder_of(&target);
    if target != file {
        refuse_foreign(&folder)?;
    }
    private::make_folder(&folder)?;
    let temp = folder.join(temp_name(&target));
    let written = write_temp(disk, &temp, content).and_then(|()| {
        disk.before(Step::Rename)?;
        fs::rename(&temp, &target)
    });
    if let Err(error) = written {
        // Best effort: what stays behind is removed at the next start.
        fs::remove_file(&temp).ok();
        return Err(error);
    }
    disk.before(Step::SyncFolder)?;
    private::sync_folder(&folder)
}

/// A link into another user's folder is a trap, or leaves files there that they cannot remove.
#[cfg(unix)]
fn refuse_foreign(folder: &Path) -> io::Result<()> {
    let owner = match fs::metadata(folder) {
        Ok(data) => std::os::unix::fs::MetadataExt::uid(&data),
        // It will be made, and be ours.
        Err(_) => return Ok(()),
    };
    if may_follow(owner, rustix::process::geteuid().as_raw()) {
        return Ok(());
    }
    let kind = io::ErrorKind::PermissionDenied;
    Err(io::Error::new(kind, "the link leads into another user's folder"))
}

#[cfg(not(unix))]
fn refuse_foreign(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether a link into a folder of this owner is followed by this user.
#[cfg(unix)]
fn may_follow(owner: u32, user: u32) -> bool {
    owner == user || owner == 0
}

/// Removes temporary files that a killed program left next to a file.
pub(super) fn remove_orphans(file: &Path) {
    let Ok(target) = target_of(file) else { return };
    let prefix = temp_prefix(&target);
    let Ok(entries) = fs::read_dir(folder_of(&target)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(rest) = name.strip_prefix(&*prefix).and_then(|rest| rest.strip_suffix(".tmp"))
        else {
            continue;
        };
        let pid = rest.split('-').next().and_then(|pid| pid.parse().ok());
        let age = entry.metadata().and_then(|data| data.modified()).ok();
        let age = age.and_then(|made| made.elapsed().ok()).unwrap_or_default();
        if age > ORPHAN_AGE || pid.is_some_and(is_gone) {
            // One that cannot be removed does no harm.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// A name for a file that moves out of the way: the same folder, the suffix, and never a name that
/// exists.
pub(super) fn free_name(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    let mut free = PathBuf::from(&name);
    let mut number = 2;
    while free.symlink_metadata().is_ok() {
        let mut next = name.clone();
        next.push(format!("-{number}"));
        free = PathBuf::from(next);
        number += 1;
    }
    free
}

/// The file behind a chain of symbolic links, whether or not it exists.
pub(super) fn target_of(file: &Path) -> io::Result<PathBuf> {
    /// As the kernel has it (`path_resolution(7)`).
    const LINKS: usize = 40;
    let mut target = file.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&target) {
            Ok(next) => target = folder_of(&target).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

fn write_temp(disk: &dyn Disk, temp: &Path, content: &[u8]) -> io::Result<()> {
    disk.before(Step::Create)?;
    let mut file = private::options().write(true).create_new(true).open(temp)?;
    disk.before(Step::Write)?;
    file.write_all(content)?;
    disk.before(Step::SyncFile)?;
    file.sync_all()
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn temp_prefix(target: &Path) -> String {
    format!(".{}.", target.file_name().unwrap_or_default().to_string_lossy())
}

fn temp_name(target: &Path) -> OsString {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}{}-{count}.tmp", temp_prefix(target), std::process::id()).into()
}

#[cfg(unix)]
fn is_gone(pid: i32) -> bool {
    let Some(pid) = rustix::process::Pid::from_raw(pid) else { return true };
    rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH)
}

#[cfg(not(unix))]
fn is_gone(_: i32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk on which one step fails.
    struct Failing(Step);

    impl Disk for Failing {
        fn before(&self, step: Step) -> io::Result<()> {
            if step == self.0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_old_or_the_new_file_is_there_whatever_fails() {
        for step in STEPS {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("f");
            write(&file, b"old").expect("written");
            let error = write_on(&Failing(step), &file, b"new").expect_err("it failed");
            assert_eq!(error.kind(), io::ErrorKind::StorageFull);
            let expected = if step == Step::SyncFolder { b"new" } else { b"old" };
            assert_eq!(fs::read(&file).expect("a file"), expected, "{step:?}");
            assert_eq!(names(folder.path()), ["f"], "{step:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_what_is_written() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a/b/f");
        write(&file, b"x").expect("written");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(&folder.path().join("a")), 0o700);
        assert_eq!(mode(&folder.path().join("a/b")), 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_its_target_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let (link, target) = (folder.path().join("link"), folder.path().join("dots/real"));
        private::make_folder(&folder.path().join("dots")).expect("a folder");
        std::os::unix::fs::symlink("dots/real", &link).expect("a link");
        for content in [&b"first"[..], b"second"] {
            write(&link, content).expect("written");
            assert!(link.is_symlink());
            assert_eq!(fs::read(&target).expect("a file"), content);
        }
        let circle = folder.path().join("circle");
        std::os::unix::fs::symlink(&circle, &circle).expect("a link");
        assert!(write(&circle, b"x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_into_folders_of_others_are_not_followed() {
        assert!(may_follow(1000, 1000) && may_follow(0, 1000) && may_follow(0, 0));
        assert!(!may_follow(1001, 1000) && !may_follow(1000, 0));
    }

    #[cfg(unix)]
    #[test]
    fn files_of_dead_programs_are_removed_and_others_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("f");
        let mine = format!(".f.{}-9.tmp", std::process::id());
        // No process has this number: Linux counts to 2^22.
        for name in [".f.2000000000-0.tmp", ".other.2000000000-0.tmp", ".f.tmp.txt", &mine] {
            fs::write(folder.path().join(name), b"x").expect("written");
        }
        remove_orphans(&file);
        let mut expected = [".f.tmp.txt", mine.as_str(), ".other.2000000000-0.tmp"];
        expected.sort_unstable();
        assert_eq!(names(folder.path()), expected);
    }
}
