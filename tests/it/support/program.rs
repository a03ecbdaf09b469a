//! A program under test: what it is told, what it says, how it ends, and nothing of it left behind.

use super::Room;
use crate::soon::{SOON, threads_of};
use regex::Regex;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;
use tempfile::TempDir;

/// A running program. It is killed when this is dropped.
pub(crate) struct Program {
    name: String,
    child: Child,
    input: Option<Sender<Vec<u8>>>,
    out: Arc<Tape>,
    err: Arc<Tape>,
    /// Removed when the program is dropped.
    _home: Option<TempDir>,
}

/// What came out of a program so far.
#[derive(Default)]
struct Tape {
    heard: Mutex<Heard>,
    more: Condvar,
}

#[derive(Default)]
struct Heard {
    bytes: Vec<u8>,
    ended: bool,
}

/// `jackfield` with these arguments, in English, with a home of its own.
pub(crate) fn jackfield(arguments: &[&str]) -> Program {
    run_at_home(Command::new(env!("CARGO_BIN_EXE_jackfield")), arguments)
}

/// The same in a network of its own.
pub(crate) fn jackfield_in(room: &Room, arguments: &[&str]) -> Program {
    run_at_home(room.command(env!("CARGO_BIN_EXE_jackfield")), arguments)
}

fn run_at_home(mut command: Command, arguments: &[&str]) -> Program {
    let home = TempDir::new().expect("a folder for a home");
    command.args(["--language", "en"]).args(arguments).env("JACKFIELD_HOME", home.path());
    Program::start_at(command, Some(home))
}

/// The same, run by another program such as `ip netns exec NAME` or `prlimit`, perhaps as another
/// user: its home is open to all.
pub(crate) fn jackfield_under(wrapper: &[&str], arguments: &[&str]) -> Program {
    let home = TempDir::new().expect("a folder for a home");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let all = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(home.path(), all).expect("a folder of ours");
    }
    let ours = [env!("CARGO_BIN_EXE_jackfield"), "--language", "en"];
    let words: Vec<_> = wrapper.iter().chain(&ours).chain(arguments).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).env("JACKFIELD_HOME", home.path());
    Program::start_at(command, Some(home))
}

/// A program of somebody else's: a command line without quotes, split at its spaces.
pub(crate) fn foreign(line: &str) -> Program {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().expect("a program"));
    command.args(words);
    Program::start(command)
}

impl Program {
    /// Starts a command with all three of its streams in our hands.
    pub(crate) fn start(command: Command) -> Self {
        Self::start_at(command, None)
    }

    fn start_at(mut command: Command, home: Option<TempDir>) -> Self {
        let name = Path::new(command.get_program()).display().to_string();
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap_or_else(|error| {
            panic!("{name}: {error}; `packaging/linux/setup.sh test` installs what the tests need")
        });
        let mut stdin = child.stdin.take().expect("piped");
        let (input, said) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            // A program may end before it has heard us out: the test sees that at its exit.
            while let Ok(bytes) = said.recv() {
                if stdin.write_all(&bytes).is_err() {
                    return;
                }
            }
        });
        let out = Tape::record(child.stdout.take().expect("piped"));
        let err = Tape::record(child.stderr.take().expect("piped"));
        Self { name, child, input: Some(input), out, err, _home: home }
    }

    /// Its number in the system.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A line of its `status` in proc(5) that is a number.
    pub(crate) fn status(&self, what: &str) -> u64 {
        let file = format!("/proc/{}/status", self.pid());
        let status = std::fs::read_to_string(file).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("proc(5)");
        line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Memory that is in use, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        self.status("VmRSS")
    }

    /// Writes to its standard input.
    pub(crate) fn say(&self, bytes: &[u8]) {
        let input = self.input.as_ref().expect("its input is open");
        input.send(bytes.to_vec()).expect("the writer lives as long as its input");
    }

    /// Ends its standard input.
    pub(crate) fn finish(&mut self) {
        self.input = None;
    }

    /// Waits until it has said exactly this on standard output, and nothing besides.
    #[track_caller]
    pub(crate) fn expect_bytes(&self, wanted: &[u8]) {
        let heard = self.out.wait(|bytes| bytes.len() >= wanted.len());
        if heard != wanted {
            let same = heard.iter().zip(wanted).take_while(|(a, b)| a == b).count();
            let near = String::from_utf8_lossy(
                heard.get(same..heard.len().min(same + 80)).unwrap_or_default(),
            );
            panic!(
                "{}: {} bytes came where {} were wanted; they differ at {same}: {near:?}\n{}",
                self.name,
                heard.len(),
                wanted.len(),
                self.errors(),
            );
        }
    }

    /// Waits until its standard output begins so; false when it ends before.
    pub(crate) fn said(&self, beginning: &str) -> bool {
        let beginning = beginning.as_bytes();
        self.out.wait(|bytes| bytes.len() >= beginning.len()).starts_with(beginning)
    }

    /// Waits until its standard output holds a match, and returns its first group.
    #[track_caller]
    pub(crate) fn expect_out(&self, pattern: &str) -> String {
        self.expect_match(&self.out, pattern)
    }

    /// Waits until its standard error holds a match, and returns its first group.
    #[track_caller]
    pub(crate) fn expect_err(&self, pattern: &str) -> String {
        self.expect_match(&self.err, pattern)
    }

    #[track_caller]
    fn expect_match(&self, tape: &Tape, pattern: &str) -> String {
        let regex = Regex::new(pattern).expect("a pattern");
        let found = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            let groups = regex.captures(&text)?;
            Some(groups.get(1).or(groups.get(0)).expect("the whole match").as_str().to_owned())
        };
        let heard = tape.wait(|bytes| found(bytes).is_some());
        found(&heard).unwrap_or_else(|| {
            panic!(
                "{} did not say {pattern:?} but {:?}\n{}",
                self.name,
                String::from_utf8_lossy(&heard),
                self.errors()
            )
        })
    }

    /// The port of a listener of ours, as it tells it.
    #[track_caller]
    pub(crate) fn port(&self) -> u16 {
        self.expect_err(r"Listening on \S*:(\d+)").parse().expect("a port")
    }

    /// Waits until it says no more, and returns all of it.
    #[track_caller]
    pub(crate) fn all(&self) -> Vec<u8> {
        let heard = self.out.wait(|_| false);
        assert!(self.out.has_ended(), "{} does not end.\n{}", self.name, self.errors());
        heard
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("our child").is_some()
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn exit(&mut self) -> ExitStatus {
        let deadline = Instant::now() + SOON;
        loop {
            if let Some(status) = self.child.try_wait().expect("our child") {
                return status;
            }
            let threads = || threads_of(self.child.id());
            let late = || format!("{} does not end.\n{}\n{}", self.name, threads(), self.errors());
            assert!(Instant::now() < deadline, "{}", late());
            std::thread::park_timeout(super::facts::LOOK);
        }
    }

    /// Waits for its end, which must be a success.
    #[track_caller]
    pub(crate) fn succeed(&mut self) {
        self.exit_with(0);
    }

    /// Waits for its end, which must be with this code.
    #[track_caller]
    pub(crate) fn exit_with(&mut self, code: i32) {
        let status = self.exit();
        assert_eq!(status.code(), Some(code), "{}\n{}", self.name, self.errors());
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a process");
        kill_process(pid, signal).expect("it runs");
    }

    /// Asks it to end as Ctrl+C does, and waits for that.
    #[track_caller]
    pub(crate) fn interrupt(&mut self) {
        self.signal(Signal::INT);
        self.exit_with(130);
    }

    /// What it said on standard error, for the message of a failure.
    pub(crate) fn errors(&self) -> String {
        let heard = self.err.heard.lock().unwrap_or_else(PoisonError::into_inner);
        format!("standard error of {}:\n{}", self.name, String::from_utf8_lossy(&heard.bytes))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended already where the test succeeded.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Tape {
    fn record(mut from: impl Read + Send + 'static) -> Arc<Self> {
        let tape = Arc::new(Self::default());
        let writer = Arc::clone(&tape);
        std::thread::spawn(move || {
            let mut piece = vec![0; 64 * 1024];
            loop {
                let count = from.read(&mut piece).unwrap_or(0);
                let mut heard = writer.heard.lock().unwrap_or_else(PoisonError::into_inner);
                heard.bytes.extend_from_slice(&piece[..count]);
                heard.ended = count == 0;
                writer.more.notify_all();
                if heard.ended {
                    return;
                }
            }
        });
        tape
    }

    /// Waits until it holds what is wanted, ends, or the time is up; returns what it holds then.
    fn wait(&self, enough: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |heard: &mut Heard| !heard.ended && !enough(&heard.bytes);
        let waited = self.more.wait_timeout_while(heard, SOON, waits);
        waited.unwrap_or_else(PoisonError::into_inner).0.bytes.clone()
    }

    fn has_ended(&self) -> bool {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).ended
    }
}
