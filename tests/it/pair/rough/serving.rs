//! A `jackfield serve` whose every line is taken as what has happened, and the state it adds up to.

use super::super::machine::Machine;
use super::spoken::{self, Presence, Told};
use crate::soon::{SOON, threads_of};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// A running node. It is killed when this is dropped.
pub(super) struct Serving {
    child: Child,
    input: ChildStdin,
    events: Receiver<Value>,
    errors: Arc<Mutex<Vec<u8>>>,
    /// The last number of ours in its ledger, as it told.
    pub(super) said: u64,
    /// The last number of ours on their disk, as it told.
    pub(super) stored: u64,
    /// The last number of theirs in its ledger.
    pub(super) heard: u64,
    /// The texts of ours that it said are in its ledger.
    pub(super) queued: Vec<String>,
    pub(super) presence: Presence,
    /// What the contact calls itself.
    pub(super) claimed: String,
    /// A link has ended, or a try, and nothing was done about it yet.
    is_lost: bool,
    /// It says nothing more.
    pub(super) is_gone: bool,
    /// Everything else that it told: names, and what is with them.
    pub(super) others: Vec<(String, Value)>,
}

impl Serving {
    /// Starts it at the machine's port.
    pub(super) fn start(machine: &Machine) -> Self {
        Self::under(machine, &[])
    }

    /// The same, run by another program.
    pub(super) fn under(machine: &Machine, wrapper: &[&str]) -> Self {
        Self::of(machine.command(wrapper, &["serve", "--listen", &machine.place()]))
    }

    /// The same, from a command line.
    pub(super) fn of(mut command: std::process::Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let (sender, events) = channel();
        let out = BufReader::new(child.stdout.take().expect("piped"));
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                // A line that a kill has cut is no event.
                let Ok(event) = serde_json::from_str(&line) else { return };
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        let errors = Arc::new(Mutex::new(Vec::new()));
        let (mut err, held) = (child.stderr.take().expect("piped"), Arc::clone(&errors));
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(count @ 1..) = err.read(&mut piece) {
                let mut errors = held.lock().unwrap_or_else(PoisonError::into_inner);
                errors.extend_from_slice(&piece[..count]);
            }
        });
        let input = child.stdin.take().expect("piped");
        let (presence, queued, others) = (Presence::Unknown, Vec::new(), Vec::new());
        let (said, stored, heard) = (0, 0, 0);
        let (is_lost, is_gone) = (false, false);
        Self {
            child,
            input,
            events,
            errors,
            said,
            stored,
            heard,
            queued,
            presence,
            claimed: String::new(),
            is_lost,
            is_gone,
            others,
        }
    }

    /// Its number in the system.
    pub(super) fn pid(&self) -> Pid {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a process")
    }

    /// What it said on standard error.
    pub(super) fn errors(&self) -> String {
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&errors).into_owned()
    }

    /// Says texts to its contact. Who was killed hears nothing.
    pub(super) fn say(&mut self, texts: impl IntoIterator<Item = String>) {
        let lines: String = texts.into_iter().map(|text| spoken::say(&text)).collect();
        self.input.write_all(lines.as_bytes()).ok();
    }

    /// Dials now, where there is no link.
    pub(super) fn try_now(&mut self) {
        self.input.write_all(spoken::try_now().as_bytes()).ok();
    }

    /// Whether no link is tried any more, for this reason if so.
    pub(super) fn stopped_by(&self) -> Option<&str> {
        match &self.presence {
            Presence::Stopped(why) => Some(why),
            _ => None,
        }
    }

    /// Whether it has told how it stands with its contact.
    pub(super) fn knows(&self) -> bool {
        !matches!(self.presence, Presence::Unknown)
    }

    /// Whether it listens.
    pub(super) fn listens(&self) -> bool {
        self.others.iter().any(|(name, body)| name == "node" && body["port"].is_u64())
    }

    /// Takes what has happened since, without waiting.
    pub(super) fn look(&mut self) {
        loop {
            match self.events.try_recv() {
                Ok(event) => self.take(&event),
                Err(error) => {
                    self.is_gone |= error == TryRecvError::Disconnected;
                    return;
                }
            }
        }
    }

    /// The same, and dials at once where there is no link: pauses are tested elsewhere.
    pub(super) fn look_and_dial(&mut self) {
        self.look();
        if std::mem::take(&mut self.is_lost) {
            self.try_now();
        }
    }

    /// Waits until its state is so.
    #[track_caller]
    pub(super) fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + SOON;
        while !is_so(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) => self.take(&event),
                Err(RecvTimeoutError::Disconnected) if !self.is_gone => self.is_gone = true,
                Err(error) => panic!("{what}: {error}\n{}", self.state()),
            }
        }
    }

    /// Waits for an event with this name.
    #[track_caller]
    pub(super) fn until_told(&mut self, wanted: &str) -> Value {
        self.until(wanted, |own| own.count(wanted) > 0);
        let told = self.others.iter().rfind(|(name, _)| name == wanted);
        told.map(|(_, body)| body.clone()).expect("just counted")
    }

    /// How often an event with this name was told.
    pub(super) fn count(&self, wanted: &str) -> usize {
        self.others.iter().filter(|(name, _)| name == wanted).count()
    }

    /// Kills it as SIGKILL does, if it is not dead already, and takes what it had told before.
    pub(super) fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().expect("our child");
        while let Ok(event) = self.events.recv_timeout(SOON) {
            self.take(&event);
        }
        self.is_gone = true;
    }

    /// Ends it in peace.
    #[track_caller]
    pub(super) fn end(mut self) {
        kill_process(self.pid(), Signal::TERM).expect("it runs");
        let deadline = Instant::now() + SOON;
        while self.child.try_wait().expect("our child").is_none() {
            let threads = || threads_of(self.child.id());
            assert!(Instant::now() < deadline, "it does not end\n{}\n{}", threads(), self.errors());
            std::thread::park_timeout(std::time::Duration::from_millis(2));
        }
    }

    /// For the message of a failure.
    pub(super) fn state(&self) -> String {
        format!(
            "said {} stored {} heard {} presence {:?}\nothers: {:?}\n{}",
            self.said,
            self.stored,
            self.heard,
            self.presence,
            self.others,
            self.errors()
        )
    }

    fn take(&mut self, line: &Value) {
        match spoken::told(line) {
            Told::Text { mine: true, seq, text } => {
                self.said = self.said.max(seq);
                self.queued.push(text);
            }
            Told::Text { mine: false, seq, .. } => self.heard = seq,
            Told::Stored(seq) => self.stored = seq,
            Told::Contact { said, stored, heard, claimed } => {
                self.said = self.said.max(said);
                self.heard = self.heard.max(heard);
                (self.stored, self.claimed) = (stored, claimed);
            }
            Told::Presence(presence) => {
                self.is_lost = matches!(presence, Presence::Away);
                self.presence = presence;
            }
            Told::Other(name, _) if name == "sent" => {}
            Told::Other(name, body) => self.others.push((name, body)),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
