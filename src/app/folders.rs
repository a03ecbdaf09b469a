//! Has the system's file manager show a folder.

use crate::model::ThreadRole;
use crate::threads::{Registry, Spec, spawn};
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What opens a folder on this system.
const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

/// Shows a folder. A file in its place is opened by nobody.
///
/// # Errors
/// It is no folder, or the system has nothing that shows one (`NotFound`).
pub(super) fn open(registry: &Registry, folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let mut child = shown_by(Command::new(OPENER).arg(folder)).or_else(|error| {
        // A small desktop may have this one alone.
        let second = cfg!(target_os = "linux") && error.kind() == io::ErrorKind::NotFound;
        if second { shown_by(Command::new("gio").arg("open").arg(folder)) } else { Err(error) }
    })?;
    // Somebody has to hear of its end; where no thread can be had, that is the system at ours.
    let heard = spawn(registry, Spec::new(ThreadRole::Files, "opener"), move |me| {
        me.wait(|| child.wait()).ok();
    });
    heard.map(drop)
}

fn shown_by(command: &mut Command) -> io::Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_not_opened() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let refused = open(&Registry::new(), file.path()).expect_err("no folder");
        assert_eq!(refused.kind(), io::ErrorKind::NotADirectory);
    }
}
