//! A `jackfield serve` whose every line is taken as what has happened, and the state it adds up to.

use super::super::machine::Machine;
use crate::support::SOON;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The one contact of a machine in these tests.
pub(super) const CONTACT: u32 = 1;

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
    pub(super) presence: Value,
    /// A link has ended, or a try, and nothing was done about it yet.
    is_lost: bool,
    /// It says nothing more.
    pub(super) is_gone: bool,
    /// Everything else that it told.
    pub(super) others: Vec<Value>,
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
        let (presence, queued, others) = (Value::Null, Vec::new(), Vec::new());
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

    /// Wishes something. Who was killed hears nothing.
    pub(super) fn wish(&mut self, wish: &Value) {
        self.input.write_all(format!("{wish}\n").as_bytes()).ok();
    }

    /// Says texts to its contact.
    pub(super) fn say(&mut self, texts: impl IntoIterator<Item = String>) {
        let mut lines = String::new();
        for text in texts {
            writeln!(lines, "{}", json!({ "say": [CONTACT, text] })).expect("a string takes all");
        }
        self.input.write_all(lines.as_bytes()).ok();
    }

    /// Dials now, where there is no link.
    pub(super) fn try_now(&mut self) {
        self.wish(&json!({ "try-now": CONTACT }));
    }

    /// Whether there is a link.
    pub(super) fn is_here(&self) -> bool {
        self.presence.get("here").is_some()
    }

    /// Takes what has happened since, without waiting.
    pub(super) fn look(&mut self) {
        loop {
            match self.events.try_recv() {
                Ok(event) => self.take(event),
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
                Ok(event) => self.take(event),
                Err(RecvTimeoutError::Disconnected) if !self.is_gone => self.is_gone = true,
                Err(_) => panic!("it did not come to this: {what}\n{}", self.state()),
            }
        }
    }

    /// Waits for an event.
    #[track_caller]
    pub(super) fn until_told(&mut self, name: &str) -> Value {
        self.until(name, |own| own.others.iter().any(|event| event.get(name).is_some()));
        let event = self.others.iter().rfind(|event| event.get(name).is_some());
        event.and_then(|event| event.get(name)).cloned().expect("just found")
    }

    /// Kills it as SIGKILL does, if it is not dead already, and takes what it had told before.
    pub(super) fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().expect("our child");
        while let Ok(event) = self.events.recv_timeout(SOON) {
            self.take(event);
        }
        self.is_gone = true;
    }

    /// Ends it in peace.
    #[track_caller]
    pub(super) fn end(mut self) {
        kill_process(self.pid(), Signal::TERM).expect("it runs");
        let deadline = Instant::now() + SOON;
        while self.child.try_wait().expect("our child").is_none() {
            assert!(Instant::now() < deadline, "it does not end\n{}", self.errors());
            std::thread::park_timeout(std::time::Duration::from_millis(2));
        }
    }

    /// For the message of a failure.
    pub(super) fn state(&self) -> String {
        format!(
            "said {} stored {} heard {} presence {}\nothers: {:?}\n{}",
            self.said,
            self.stored,
            self.heard,
            self.presence,
            self.others,
            self.errors()
        )
    }

    fn take(&mut self, event: Value) {
        let number = |value: &Value| value.as_u64().expect("a number");
        if let Some(item) = event.get("item") {
            if item["mine"] == json!(true) {
                self.said = self.said.max(number(&item["seq"]));
                if let Some(text) = item["said"]["text"].as_str() {
                    self.queued.push(text.to_owned());
                }
            } else {
                self.heard = number(&item["seq"]);
            }
        } else if let Some(stored) = event.get("stored") {
            self.stored = number(&stored[1]);
        } else if let Some(contact) = event.get("contact") {
            self.said = self.said.max(number(&contact["said"]));
            self.stored = number(&contact["stored"]);
            self.heard = self.heard.max(number(&contact["heard"]));
        } else if let Some(presence) = event.get("presence") {
            self.presence = presence[1].clone();
            self.is_lost = self.presence.get("away").is_some();
            let stopped = self.presence.get("stopped");
            assert_eq!(stopped, None, "nothing may stop the tries\n{}", self.errors());
        } else if event.get("sent").is_none() {
            self.others.push(event);
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
