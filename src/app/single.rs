//! One window for each profile: a second launch brings the first one's window to the front.

use crate::control;
use crate::private;
use crate::store::Paths;
use std::fs::{File, TryLockError};
use std::io;
use std::time::{Duration, Instant};

/// How long a first window that is just opening, or busy, may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// Whether this process is to open the window of its profile.
pub enum Single {
    /// It is: nobody else has one as long as this is held.
    Ours(Option<File>),
    /// Another process has one, and shows it now.
    Theirs,
    /// Another process has one and does not answer.
    Silent,
}

/// Finds out, and asks the other to come to the front where there is one. Without a place for the
/// lock, or on a system where nobody can be asked, each launch opens a window of its own.
#[must_use]
pub fn single(paths: &Paths) -> Single {
    if !cfg!(unix) {
        return Single::Ours(None);
    }
    let Ok(file) = lock_file(paths) else { return Single::Ours(None) };
    let deadline = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Single::Ours(Some(file)),
            Err(TryLockError::WouldBlock) => {}
            // A folder on a network may know no locks.
            Err(TryLockError::Error(_)) => return Single::Ours(None),
        }
        if comes_to_the_front(paths) {
            return Single::Theirs;
        }
        if Instant::now() >= deadline {
            return Single::Silent;
        }
        crossbeam_channel::never::<()>().recv_timeout(PAUSE).ok(); // Always runs out: a pause.
    }
}

fn lock_file(paths: &Paths) -> io::Result<File> {
    private::make_folder(&paths.runtime)?;
    let mut options = File::options();
    options.create(true).write(true).truncate(false);
    options.open(paths.runtime.join("window.lock"))
}

fn comes_to_the_front(paths: &Paths) -> bool {
    let found = control::instances(&paths.runtime).unwrap_or_default();
    found.iter().any(|instance| instance.front().unwrap_or(false))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::threads::Registry;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn the_second_launch_shows_the_first_and_the_next_one_is_first_again() {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths::below(home.path());
        let Single::Ours(Some(first)) = single(&paths) else { panic!("nobody else is there") };
        let shown = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&shown);
        let front = move || count.fetch_add(1, Ordering::Relaxed) < u32::MAX;
        let registry = Registry::new();
        let control = control::serve_window(&registry, &paths.runtime, Vec::new, front);
        let control = control.expect("a socket");
        assert!(matches!(single(&paths), Single::Theirs));
        assert_eq!(shown.load(Ordering::Relaxed), 1);
        drop((control, first));
        assert!(matches!(single(&paths), Single::Ours(Some(_))));
    }

    #[test]
    fn a_command_line_of_the_profile_is_no_window() {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths::below(home.path());
        let registry = Registry::new();
        let _control = control::serve(&registry, &paths.runtime, Vec::new).expect("a socket");
        assert!(!comes_to_the_front(&paths));
        assert!(matches!(single(&paths), Single::Ours(Some(_))));
    }
}
