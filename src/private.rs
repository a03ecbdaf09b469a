//! Files, folders and sockets that nobody but the user may open.
//!
//! On systems without the modes of POSIX they get the rights of the folder they are in: there a
//! user's own folders are closed to others from the start.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a folder and its parents. One that exists stays as it is.
///
/// # Errors
/// Those of the file system.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    builder().recursive(true).create(folder)
}

/// Makes a folder that must be new.
///
/// # Errors
/// `AlreadyExists` where something has its name; else those of the file system.
pub fn make_new_folder(folder: &Path) -> io::Result<()> {
    builder().create(folder)
}

fn builder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is set on Unix only"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// How to open a file: one that is made is for its user only.
#[must_use]
pub fn options() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is set on Unix only"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Has the names in a folder reach the disk: a file that was made, renamed or removed there
/// (`fsync(2)`).
///
/// # Errors
/// Those of the file system.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        // Elsewhere a folder cannot be opened like a file.
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        // Some network file systems have no fsync for folders.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

/// Makes a folder for sockets, and closes it to others even where it was there and open.
///
/// # Errors
/// Those of the file system.
#[cfg(unix)]
pub fn make_runtime_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    make_folder(folder)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

/// Binds a Unix socket (`unix(7)`). Until it has its mode, its folder keeps others out.
///
/// # Errors
/// `AddrInUse` where something has its name; else those of `bind(2)` and of the file system.
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "no session's socket: net has no part in it")]
pub fn bind(path: &Path) -> io::Result<std::os::unix::net::UnixListener> {
    use std::os::unix::fs::PermissionsExt;
    let listener = std::os::unix::net::UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_for_its_user_only() {
        let home = tempfile::tempdir().expect("a folder");
        let at = |name: &str| home.path().join(name);
        make_folder(&at("a/b")).expect("made");
        make_folder(&at("a/b")).expect("it is there");
        make_new_folder(&at("new")).expect("made");
        options().create_new(true).write(true).open(at("file")).expect("made");
        let socket = bind(&at("socket")).expect("bound");
        sync_folder(home.path()).expect("synced");
        let modes = ["a", "a/b", "new", "file", "socket"].map(|name| mode(&at(name)));
        assert_eq!(modes, [0o700, 0o700, 0o700, 0o600, 0o600]);
        drop(socket);
    }

    #[test]
    fn what_must_be_new_is_refused_where_it_is_there() {
        let home = tempfile::tempdir().expect("a folder");
        let refused = make_new_folder(home.path()).map_err(|error| error.kind());
        assert_eq!(refused, Err(io::ErrorKind::AlreadyExists));
    }

    #[test]
    fn a_folder_for_sockets_is_closed_again() {
        let home = tempfile::tempdir().expect("a folder");
        set_permissions(home.path(), Permissions::from_mode(0o755)).expect("opened");
        make_runtime_folder(home.path()).expect("closed");
        assert_eq!(mode(home.path()), 0o700);
    }
}
