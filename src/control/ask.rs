//! The asking side: which instances run, and what they answer.

use super::{ANSWER, Answer, PATIENCE, Request};
#[cfg(unix)]
use serde::de::DeserializeOwned;
use std::io;
use std::path::{Path, PathBuf};

/// A running instance, as its socket tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its process number.
    pub pid: u32,
    path: PathBuf,
}

/// The sockets in a runtime folder that somebody answers, by process number. Those of dead processes
/// are removed.
///
/// # Errors
/// When the folder cannot be read; that there is none means that nothing runs.
pub fn instances(runtime: &Path) -> io::Result<Vec<Instance>> {
    let entries = match std::fs::read_dir(runtime) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let pid = path.extension().filter(|end| *end == "sock").and(path.file_stem());
        let Some(pid) = pid.and_then(|stem| stem.to_str()?.parse().ok()) else { continue };
        found.push(Instance { pid, path });
    }
    found.retain(Instance::answers);
    found.sort_by_key(|instance| instance.pid);
    Ok(found)
}

#[cfg(unix)]
impl Instance {
    /// Whether somebody listens. The socket of a dead process refuses, and is removed; a living one
    /// that refuses may be about to listen.
    fn answers(&self) -> bool {
        match std::os::unix::net::UnixStream::connect(&self.path) {
            Ok(_) => true,
            Err(error) => {
                if error.kind() == io::ErrorKind::ConnectionRefused && self.is_dead() {
                    std::fs::remove_file(&self.path).ok();
                }
                false
            }
        }
    }

    /// Whether no process has this number (kill(2): `ESRCH`; one of another user is `EPERM`).
    fn is_dead(&self) -> bool {
        use rustix::process::{Pid, test_kill_process};
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        pid.is_none_or(|pid| test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
    }

    /// Asks.
    ///
    /// # Errors
    /// `ConnectionRefused` and `NotFound` when the instance is gone, `TimedOut` when it does not
    /// answer in time; `UnexpectedEof` and `InvalidData` when that is no answer.
    pub fn ask(&self, request: Request) -> io::Result<Answer> {
        self.asked(request)
    }

    /// Asks it to bring its window to the front. False where it has none.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn front(&self) -> io::Result<bool> {
        self.asked(Request::Front)
    }

    /// Asks its window to look at the pairing of the profile, which was used elsewhere. False where it
    /// has none.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn look(&self) -> io::Result<bool> {
        self.asked(Request::Look)
    }

    fn asked<T: DeserializeOwned>(&self, request: Request) -> io::Result<T> {
        self.exchange(request).map_err(|error| match error.kind() {
            // A time limit of a socket is told as `EAGAIN` (socket(7)).
            io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
            // Where in the JSON it ended helps nobody.
            io::ErrorKind::UnexpectedEof => io::ErrorKind::UnexpectedEof.into(),
            _ => error,
        })
    }

    fn exchange<T: DeserializeOwned>(&self, request: Request) -> io::Result<T> {
        use std::io::{Read, Write};
        let mut stream = std::os::unix::net::UnixStream::connect(&self.path)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut line = serde_json::to_vec(&request)?;
        line.push(b'\n');
        stream.write_all(&line)?;
        let mut text = String::new();
        stream.take(ANSWER).read_to_string(&mut text)?;
        Ok(serde_json::from_str(&text)?)
    }
}

#[cfg(not(unix))]
impl Instance {
    fn answers(&self) -> bool {
        false
    }

    /// Asks nobody.
    ///
    /// # Errors
    /// Always: this system has no such sockets.
    pub fn ask(&self, _request: Request) -> io::Result<Answer> {
        let _ = (ANSWER, PATIENCE);
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Asks nobody.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn front(&self) -> io::Result<bool> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Asks nobody.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn look(&self) -> io::Result<bool> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::control::{SessionRow, serve};
    use crate::model::{Endpoint, Role, SessionId, SessionSpec};
    use crate::threads::Registry;
    use std::io::{Read, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::{UnixListener, UnixStream};

    fn row() -> SessionRow {
        let endpoint = Endpoint::parse("9999", Role::Listen).expect("an endpoint");
        SessionRow::new(SessionId(1), &SessionSpec::new(Role::Listen, endpoint), None)
    }

    #[test]
    fn only_a_window_comes_to_the_front_and_looks_at_its_pairing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (window, line) = (folder.path().join("window"), folder.path().join("line"));
        let registry = Registry::new();
        let (tell, told) = crossbeam_channel::bounded(2);
        let asked = move |request| tell.send(request).is_ok();
        let control = crate::control::serve_window(&registry, &window, Vec::new, asked);
        let _window = control.expect("a socket");
        let _line = serve(&registry, &line, Vec::new).expect("a socket");
        let of = |folder| instances(folder).expect("a folder").remove(0);
        assert!(of(&window).look().expect("an answer"));
        assert!(of(&window).front().expect("an answer"));
        assert_eq!(told.try_iter().collect::<Vec<_>>(), [Request::Look, Request::Front]);
        assert!(!of(&line).look().expect("an answer"));
    }

    #[test]
    fn an_instance_is_found_answers_and_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = folder.path().join("run");
        assert_eq!(instances(&runtime).expect("no folder is no error"), []);
        let registry = Registry::new();
        let control = serve(&registry, &runtime, || vec![row()]).expect("a socket");
        let found = instances(&runtime).expect("a folder");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].pid, std::process::id());
        let mode = |path: &Path| path.metadata().expect("is there").permissions().mode() & 0o777;
        assert_eq!((mode(&runtime), mode(&found[0].path)), (0o700, 0o600));
        let answer = found[0].ask(Request::Threads).expect("an answer");
        assert_eq!((answer.count, answer.threads.len()), (1, 1));
        assert_eq!(answer.threads[0].label, "control");
        assert_eq!(answer.sessions, [row()]);
        drop(control);
        assert_eq!(instances(&runtime).expect("a folder"), []);
        assert_eq!(registry.count().0, 0, "the thread was joined");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the socket of a process that has ended")]
    fn the_socket_of_a_dead_process_is_removed_and_other_files_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        // More than any system numbers its processes with.
        let stale = folder.path().join("2000000000.sock");
        drop(UnixListener::bind(&stale).expect("a socket"));
        let mine = folder.path().join(format!("{}.sock", std::process::id()));
        drop(UnixListener::bind(&mine).expect("a socket"));
        let other = folder.path().join("notes.sock");
        std::fs::write(&other, "mine").expect("a file");
        assert_eq!(instances(folder.path()).expect("a folder"), []);
        assert!(!stale.exists() && other.exists());
        assert!(mine.exists(), "its process lives");
    }

    #[test]
    fn who_asks_nonsense_gets_nothing_and_the_next_one_an_answer() {
        let folder = tempfile::tempdir().expect("a folder");
        let registry = Registry::new();
        let _control = serve(&registry, folder.path(), Vec::new).expect("a socket");
        let instance = instances(folder.path()).expect("a folder").remove(0);
        for nonsense in [&b"dance\n"[..], &[b'x'; 5000], b"\n"] {
            let mut stream = UnixStream::connect(&instance.path).expect("it listens");
            // It may hang up before it has read all: that is what is tested.
            stream.write_all(nonsense).ok();
            let mut got = Vec::new();
            stream.read_to_end(&mut got).ok();
            assert_eq!(got, b"");
        }
        assert!(instance.ask(Request::Threads).is_ok());
    }
}
