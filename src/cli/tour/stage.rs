//! Where the tour plays: an engine of its own, and what has happened on it.

use crate::cli::threads::rows_text;
use crate::codec::printable;
use crate::engine::{Config, Engine};
use crate::flow::Output;
use crate::language::{Words, result_of};
use crate::model::{
    Address, Call, Command, ConnectionId, Event, SegmentKind, SessionEvent, SessionId, SessionSpec,
    ThreadId, ThreadRole, limits,
};
use crate::record;
use crate::threads::{Registry, Spec};
use crate::tr;
use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a fact may take to come before the tour says that it did not.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long is waited for the next thing to happen before the facts are looked at again.
const BREATH: Duration = Duration::from_millis(50);

/// Why a tour ends early.
pub(super) enum Broken {
    /// Nobody reads on.
    Pipe,
    /// Something did not happen.
    Sentence(String),
}

/// The engine of the tour and all that has happened in it.
pub(super) struct Stage<'a> {
    pub(super) words: &'a Words,
    pub(super) engine: Engine,
    pub(super) registry: Registry,
    pub(super) facts: Facts,
    out: io::Stdout,
    pause: bool,
    colour: bool,
    told: usize,
}

/// What has happened.
#[derive(Default)]
pub(super) struct Facts {
    events: Vec<(SessionId, SessionEvent)>,
    calls: Vec<(SessionId, Call)>,
    received: BTreeMap<(SessionId, ConnectionId), Vec<u8>>,
    labels: BTreeMap<ThreadId, String>,
}

impl Facts {
    fn take(&mut self, output: Output) {
        match output {
            Output::Event(Event::Session(session, event)) => self.events.push((session, event)),
            Output::Event(Event::Calls(session, calls)) => {
                self.calls.extend(calls.into_iter().map(|call| (session, call)));
            }
            Output::Event(_) => {}
            Output::Data(batch) => {
                for (head, bytes) in batch.segments() {
                    if head.kind == SegmentKind::Received {
                        let key = (batch.session, head.connection);
                        self.received.entry(key).or_default().extend_from_slice(bytes);
                    }
                }
            }
        }
    }

    /// Where a session listens, once it does.
    pub(super) fn listens_at(&self, session: SessionId) -> Option<u16> {
        self.of(session).find_map(|event| match event {
            SessionEvent::Listening(addresses) => addresses.iter().find_map(Address::port),
            _ => None,
        })
    }

    /// How many connections a session has had.
    pub(super) fn connected(&self, session: SessionId) -> usize {
        self.of(session).filter(|event| matches!(event, SessionEvent::Connected(_))).count()
    }

    /// How many of them are over.
    pub(super) fn closed(&self, session: SessionId) -> usize {
        self.of(session).filter(|event| matches!(event, SessionEvent::Closed(..))).count()
    }

    /// Whether a session failed.
    pub(super) fn failed(&self, session: SessionId) -> bool {
        self.of(session).any(|event| matches!(event, SessionEvent::Failed(_)))
    }

    /// Whether a session is over and its threads are joined.
    pub(super) fn stopped(&self, session: SessionId) -> bool {
        self.of(session).any(|event| matches!(event, SessionEvent::Stopped))
    }

    /// All that a session has received.
    pub(super) fn received(&self, session: SessionId) -> Vec<u8> {
        let of = |((owner, _), bytes): (&(SessionId, ConnectionId), &Vec<u8>)| {
            (*owner == session).then(|| bytes.clone())
        };
        self.received.iter().filter_map(of).flatten().collect()
    }

    /// How many calls of this name a session has made.
    pub(super) fn calls(&self, session: SessionId, name: &str) -> u32 {
        let of_this_name =
            self.calls.iter().filter(|(owner, call)| *owner == session && call.op.name() == name);
        of_this_name.map(|(_, call)| call.times).sum()
    }

    /// Whether a session has made a call of this name.
    pub(super) fn called(&self, session: SessionId, name: &str) -> bool {
        self.calls(session, name) > 0
    }

    fn of(&self, session: SessionId) -> impl Iterator<Item = &SessionEvent> {
        self.events.iter().filter(move |(owner, _)| *owner == session).map(|(_, event)| event)
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(words: &'a Words, pause: bool) -> io::Result<Self> {
        let registry = Registry::new();
        let _main = registry.adopt(Spec::new(ThreadRole::Main, "main"));
        let record = record::Config { folder: None, quota: limits::CAPTURE_QUOTA, tap: true };
        let config = Config { record, wake: Arc::new(|| ()), registry: registry.clone() };
        let engine = Engine::start(config)?;
        let out = io::stdout();
        let colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let facts = Facts::default();
        Ok(Self { words, engine, registry, facts, out, pause, colour, told: 0 })
    }

    /// Opens a session that nobody is told of later: the tour keeps nothing.
    pub(super) fn open(&mut self, mut spec: SessionSpec) -> SessionId {
        spec.options.record = false;
        let session = self.engine.next_session();
        self.engine.run(Command::Open(session, Box::new(spec)));
        session
    }

    /// Waits until something is so. `what` names it for the sentence that says it did not come.
    pub(super) fn wait(
        &mut self,
        what: &str,
        is_so: impl Fn(&Facts, &Registry) -> bool,
    ) -> Result<(), Broken> {
        let until = Instant::now() + PATIENCE;
        loop {
            for row in self.registry.rows() {
                self.facts.labels.insert(row.id, row.label);
            }
            if is_so(&self.facts, &self.registry) {
                return Ok(());
            }
            if Instant::now() >= until {
                return Err(Broken::Sentence(tr!(self.words, "tour-stuck", what = what)));
            }
            if let Some(output) = self.engine.wait(BREATH) {
                self.facts.take(output);
            }
        }
    }

    /// The title of a step. With `--pause` the one before waits for Enter first.
    pub(super) fn step(&mut self, number: u8, title: &str) -> Result<(), Broken> {
        if self.pause && number > 1 {
            self.line(&tr!(self.words, "tour-press-enter"))?;
            // The end of the input is as good as Enter: nobody is there to press it.
            io::stdin().lock().read_line(&mut String::new()).ok();
        }
        let title = format!("{number}. {title}");
        let title = if self.colour { format!("\x1b[1m{title}\x1b[0m") } else { title };
        self.line(&format!("\n{title}"))
    }

    /// A line of text.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Broken> {
        writeln!(self.out, "{text}").map_err(|error| self.broken(&error))
    }

    /// Bytes that came, as they would stand in a program.
    pub(super) fn bytes(&mut self, who: &str, bytes: &[u8]) -> Result<(), Broken> {
        let text = String::from_utf8_lossy(bytes);
        let text = printable(text.trim_end().as_bytes());
        self.line(&format!("    {who} ← {text}"))
    }

    /// The calls that were made since the last time, each with its result and its thread.
    pub(super) fn ladder(&mut self) -> Result<(), Broken> {
        let calls: Vec<Call> =
            self.facts.calls.iter().skip(self.told).map(|(_, call)| call.clone()).collect();
        self.told += calls.len();
        let mut calls: Vec<Call> = calls;
        // By their ends: a result is told when it is there.
        calls.sort_by_key(|call| call.time.0.saturating_add(nanos(call.duration)));
        for call in calls {
            let thread = self.facts.labels.get(&call.thread).cloned();
            let thread = thread.unwrap_or_else(|| format!("#{}", call.thread));
            let took = self.words.duration(call.duration);
            let times = if call.times > 1 { format!(" ×{}", call.times) } else { String::new() };
            let line = format!(
                "    {:<14} {} → {}{times}  ({took})",
                printable(thread.as_bytes()),
                printable(call.op.to_string().as_bytes()),
                printable(result_of(&call.result).as_bytes()),
            );
            self.line(&line)?;
        }
        Ok(())
    }

    /// `enumerate()` and `activeCount()`: the table of the live threads.
    pub(super) fn threads(&mut self) -> Result<(), Broken> {
        let rows = self.registry.rows();
        let head = tr!(self.words, "tour-threads", count = rows.len());
        self.line(&head)?;
        let table = rows_text(&rows, self.words);
        for line in table.lines() {
            self.line(&format!("    {line}"))?;
        }
        Ok(())
    }

    /// Clears the stage, however the play went.
    pub(super) fn leave(self, played: Result<(), Broken>) -> Result<(), Broken> {
        let late = self.engine.shut_down(limits::JOIN);
        played?;
        match late.first() {
            Some(late) => {
                let thread = late.label.clone();
                Err(Broken::Sentence(tr!(self.words, "cli-late-thread", thread = thread)))
            }
            None => Ok(()),
        }
    }

    fn broken(&self, error: &io::Error) -> Broken {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Broken::Pipe;
        }
        Broken::Sentence(tr!(self.words, "cli-no-output", error = error.to_string()))
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
