//! The folder that files are received into: nothing is written outside of it.
//!
//! All paths are opened below a handle of the folder, and no link is followed to a part file. A
//! received file is put in its place with one component's name on both sides, because `renameat`
//! would follow links between.

use cap_std::ambient_authority;
use cap_std::fs::{Dir, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The folder in a place for what is not whole yet: on the same disk, so that it can be renamed.
const PARTS: &str = ".parts";

/// An open folder of received files.
#[derive(Debug)]
pub(super) struct Place {
    path: PathBuf,
    home: Dir,
    parts: Dir,
}

impl Place {
    /// Opens a folder that the person chose.
    pub(super) fn chosen(path: &Path) -> io::Result<Self> {
        Dir::create_ambient_dir_all(path, ambient_authority())?;
        Self::within(path.to_owned(), Dir::open_ambient_dir(path, ambient_authority())?)
    }

    /// Opens a contact's folder below the downloads; a link that leads elsewhere is refused.
    pub(super) fn of_contact(downloads: &Path, name: &str) -> io::Result<Self> {
        Dir::create_ambient_dir_all(downloads, ambient_authority())?;
        let all = Dir::open_ambient_dir(downloads, ambient_authority())?;
        Self::within(downloads.join(name), folder(&all, name)?)
    }

    fn within(path: PathBuf, home: Dir) -> io::Result<Self> {
        let parts = folder(&home, PARTS)?;
        Ok(Self { path, home, parts })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a part file to read and write, and makes it where it is not there.
    pub(super) fn open_part(&self, name: &str) -> io::Result<std::fs::File> {
        let mut options = private();
        options.create_new(true);
        match self.parts.open_with(name, &options) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return made.map(File::into_std),
        }
        let options = private();
        let file = self.parts.open_with(name, &options)?;
        if !self.parts.symlink_metadata(name)?.is_file() || !file.metadata()?.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "the part is not a file"));
        }
        Ok(file.into_std())
    }

    pub(super) fn has_part(&self, name: &str) -> bool {
        self.parts.symlink_metadata(name).is_ok()
    }

    /// Makes the folder that a folder's files are gathered in.
    pub(super) fn make_tree(&self, name: &str) -> io::Result<()> {
        folder(&self.parts, name).map(drop)
    }

    /// Whether nothing was gathered there.
    pub(super) fn tree_is_empty(&self, name: &str) -> bool {
        self.parts.read_dir(name).is_ok_and(|mut entries| entries.next().is_none())
    }

    /// The size of a file in such a folder, if it is there.
    pub(super) fn size_in_tree(&self, tree: &str, path: &str) -> Option<u64> {
        let data = self.parts.symlink_metadata(Path::new(tree).join(path)).ok()?;
        data.is_file().then(|| data.len())
    }

    /// Puts a whole part in such a folder.
    pub(super) fn put_in_tree(&self, part: &str, tree: &str, path: &str) -> io::Result<()> {
        let mut into = folder(&self.parts, tree)?;
        let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
        for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
            into = folder(&into, parent)?;
        }
        rename_new(&self.parts, part, &into, name)
    }

    /// Has the names in a folder within such a folder reach the disk.
    pub(super) fn sync_in_tree(&self, tree: &str, folder: &str) {
        let opened = self.parts.open_dir(Path::new(tree).join(folder));
        // Best effort: not every system lets a folder be synced, and what is in it is on disk.
        opened.and_then(|folder| sync(&folder)).ok();
    }

    /// Gives a whole file or folder its name; one that is there is never replaced.
    pub(super) fn publish(&self, part: &str, name: &str) -> io::Result<()> {
        rename_new(&self.parts, part, &self.home, name)?;
        // As above.
        sync(&self.home).ok();
        Ok(())
    }

    /// Takes the name away again that was just given.
    pub(super) fn take_back(&self, name: &str, part: &str) -> io::Result<()> {
        rename_new(&self.home, name, &self.parts, part)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.home.symlink_metadata(name).is_ok()
    }

    /// Removes what is left of a transfer.
    pub(super) fn clear(&self, part: &str, tree: &str) -> io::Result<()> {
        let missing_is_fine = |result: io::Result<()>| match result {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            result => result,
        };
        missing_is_fine(self.parts.remove_file(part))?;
        missing_is_fine(self.parts.remove_dir_all(tree))?;
        self.tidy();
        Ok(())
    }

    /// Removes the folder for parts where nothing is in it.
    pub(super) fn tidy(&self) {
        // It stays where something else is on its way.
        self.home.remove_dir(PARTS).ok();
    }
}

/// To read and write, open to nobody but the user; a link is not followed.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags(NO_FOLLOW);
    }
    options
}

/// Opens a file of ours to be sent, below its folder; neither links are followed nor pipes waited
/// for.
pub(super) fn open_source(folder: &Path, path: &str) -> io::Result<std::fs::File> {
    let folder = Dir::open_ambient_dir(folder, ambient_authority())?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt as _;
        options.custom_flags(NO_FOLLOW | rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    Ok(folder.open_with(path, &options)?.into_std())
}

#[cfg(unix)]
const NO_FOLLOW: i32 = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();

fn folder(within: &Dir, name: &str) -> io::Result<Dir> {
    let mut builder = DirBuilder::new();
    builder.recursive(false);
    #[cfg(unix)]
    {
        use cap_std::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    match within.create_dir_with(name, &builder) {
        Ok(()) => {
            // As for the files in it.
            sync(within).ok();
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    within.open_dir(name)
}

/// Renames without replacing. Where the system cannot, a second name is made and the first removed.
fn rename_new(from: &Dir, old: &str, to: &Dir, new: &str) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(from, old, to, new, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            result => return result.map_err(io::Error::from),
        }
    }
    if from.symlink_metadata(old)?.is_file() {
        match from.hard_link(old, to, new) {
            // FAT has no second names.
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {}
            made => return made.and_then(|()| from.remove_file(old)),
        }
    }
    if to.symlink_metadata(new).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    from.rename(old, to, new)
}

/// Has the names in a folder reach the disk.
fn sync(folder: &Dir) -> io::Result<()> {
    // The handle itself is no more than a place in the tree (`O_PATH`), which cannot be synced.
    folder.open(".")?.sync_all()
}

/// Bytes that are free where a folder is or would be; `None` where nobody says.
#[must_use]
pub fn free_space(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let there = path.ancestors().find(|path| path.exists())?;
        let disk = rustix::fs::statvfs(there).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_names_in_a_folder_can_be_synced() {
        let home = tempfile::tempdir().expect("a folder");
        let place = Place::chosen(home.path()).expect("opened");
        for folder in [&place.home, &place.parts] {
            sync(folder).expect("it reaches the disk");
        }
    }
}
