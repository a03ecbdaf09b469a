//! Replaces a file so that the old or the new one is there at every moment.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
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
const ORPHAN_AGE: Duration = Duration::from_secs(60);

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
    make_folder(&folder)?;
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
    sync_folder(&folder)
}

/// Makes a folder and its parents, open to nobody but the user. One that exists stays as it is.
///
/// # Errors
/// Those of the file system.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
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
    /// As the kernel has it (path_resolution(7)).
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
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(temp)?;
    disk.before(Step::Write)?;
    file.write_all(content)?;
    disk.before(Step::SyncFile)?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network file systems have no fsync for folders.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
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
