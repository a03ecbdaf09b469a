//! Starts the real program and waits for what it says, with a deadline.

use crate::soon::SOON;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

/// A running program; killed when it is dropped.
pub(crate) struct Program {
    child: Child,
    lines: Receiver<String>,
    /// All that was said on standard error up to now.
    pub(crate) said: Vec<String>,
}

impl Program {
    /// Starts `jackfield` in English with its own home.
    pub(crate) fn start(home: &Path, arguments: &[&str]) -> Self {
        Self::start_with(home, arguments, |command| {
            command.stdin(Stdio::piped()).stdout(Stdio::piped());
        })
    }

    /// The same with other ends of its pipes.
    pub(crate) fn start_with(
        home: &Path,
        arguments: &[&str],
        ends: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
        command.args(["--language", "en"]).args(arguments).env("JACKFIELD_HOME", home);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").stderr(Stdio::piped());
        ends(&mut command);
        let mut child = command.spawn().expect("the program starts");
        let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let (told, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if told.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines, said: Vec::new() }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line on standard error that holds `text`.
    pub(crate) fn says(&mut self, text: &str) -> String {
        let until = Instant::now() + SOON;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    self.said.push(line.clone());
                    if line.contains(text) {
                        return line;
                    }
                }
                Err(error) => panic!("{text:?} was not said ({error}): {:?}", self.said),
            }
        }
    }

    /// Waits until it listens, and tells where.
    pub(crate) fn listens_at(&mut self) -> String {
        let line = self.says("Listening on ");
        line.trim_start_matches("Listening on ").to_owned()
    }

    /// Writes to its standard input.
    pub(crate) fn hears(&mut self, bytes: &[u8]) {
        let stdin = self.child.stdin.as_mut().expect("a pipe");
        stdin.write_all(bytes).expect("it reads");
        stdin.flush().expect("it reads");
    }

    /// Ends its standard input.
    pub(crate) fn hears_the_end(&mut self) {
        drop(self.child.stdin.take());
    }

    /// Reads exactly so many bytes of its standard output.
    pub(crate) fn writes(&mut self, count: usize) -> Vec<u8> {
        let mut stdout = self.child.stdout.take().expect("a pipe");
        let (told, read) = channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; count];
            let done = stdout.read_exact(&mut bytes).map(|()| bytes);
            told.send((done, stdout)).ok();
        });
        let (bytes, stdout) = read.recv_timeout(SOON).expect("it writes in time");
        self.child.stdout = Some(stdout);
        bytes.expect("it writes so much")
    }

    /// Closes the reading end of its standard output.
    pub(crate) fn close_output(&mut self) {
        drop(self.child.stdout.take());
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let kill = Command::new("kill").args(["-s", name, &pid]).status().expect("kill runs");
        assert!(kill.success(), "the signal was sent");
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_some()
    }

    /// Waits for its end: the exit code, and the rest of its standard output.
    pub(crate) fn ends(&mut self) -> (Option<i32>, Vec<u8>) {
        let stdout = self.child.stdout.take();
        let reader = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut stdout) = stdout {
                stdout.read_to_end(&mut bytes).expect("a pipe");
            }
            bytes
        });
        let status = self.waits_for_end();
        (status.code(), reader.join().expect("the reader"))
    }

    /// Waits for its end without reading its standard output.
    pub(crate) fn ends_unread(&mut self) -> Option<i32> {
        self.waits_for_end().code()
    }

    fn waits_for_end(&mut self) -> ExitStatus {
        let until = Instant::now() + SOON;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            // Nothing tells of the end of a process but asking for it.
            assert!(Instant::now() < until, "it does not end; it said {:?}", self.heard());
            std::thread::yield_now();
        }
    }

    /// All that it has said.
    pub(crate) fn heard(&mut self) -> &[String] {
        self.said.extend(self.lines.try_iter());
        &self.said
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended by itself in every test that passes.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
