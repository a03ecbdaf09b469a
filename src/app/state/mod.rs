//! What the window knows: a picture of the engine, built from nothing but its events.

pub mod about;
mod calls;
mod connection;
mod notice;
pub mod pairing;
mod past;
mod reach;
mod record;
mod session;
mod stage;
#[cfg(test)]
mod tests;
mod threads;

pub use crate::app::rates::Rate;
pub use about::{Left, Places};
pub use calls::{CallLog, LoggedCall};
pub use connection::{Connection, ConnectionStage};
pub use notice::{Desktop, Notice, NoticeId, Notices, Preferences, Theme, Weight};
pub use pairing::Pairing;
pub use past::Past;
pub use record::RecordState;
pub use session::{Session, Warning};
pub use stage::{Retry, Stage};
pub use threads::{ThreadNews, Threads};

use crate::model::{Event, Nanos, Preset, SessionId, SessionSpec};
use std::collections::BTreeMap;
use std::time::Instant;

/// All facts known to the window.
pub struct State {
    /// The moment that is drawn.
    pub now: Instant,
    /// The same on the wall clock.
    pub clock: Nanos,
    /// Sessions that were opened in this run and not yet put away, oldest first.
    pub sessions: BTreeMap<SessionId, Session>,
    /// Presets, in the person's order.
    pub presets: Vec<Preset>,
    /// Conversations of earlier runs, newest first.
    pub past: Vec<Past>,
    /// The threads that live, and what came of those that were stopped.
    pub threads: Threads,
    /// The calls that were made.
    pub calls: CallLog,
    /// How the record fares.
    pub record: RecordState,
    /// Addresses of this machine under which others may reach it.
    pub local: Vec<std::net::IpAddr>,
    /// Addresses that were listened on lately, newest first.
    pub recent_listen: Vec<String>,
    /// Addresses that were connected to lately, newest first.
    pub recent_connect: Vec<String>,
    /// What a person should know that concerns no single session.
    pub notices: Notices,
    /// How the person wants the window.
    pub preferences: Preferences,
    /// Bytes a second of all sessions.
    pub rate: Rate,
    /// Bytes on disk of the sessions of this run.
    pub recorded: u64,
    /// The paired machines.
    pub pairing: Pairing,
    /// Crash reports that the person was not told of before this run.
    pub crashes: usize,
    /// What runs left that ended unexpectedly, until the person has decided on it.
    pub left: Option<Left>,
    /// The program has crashed so often that it begins with nothing but what is built in.
    pub is_careful: bool,
    /// Whether the desktop shows notifications.
    pub desktop: Desktop,
    /// Where the files of the profile are.
    pub places: Places,
}

impl State {
    /// Nothing known yet.
    #[must_use]
    pub fn new(now: Instant, clock: Nanos) -> Self {
        Self {
            now,
            clock,
            sessions: BTreeMap::new(),
            presets: Vec::new(),
            past: Vec::new(),
            threads: Threads::default(),
            calls: CallLog::default(),
            record: RecordState::default(),
            local: Vec::new(),
            recent_listen: Vec::new(),
            recent_connect: Vec::new(),
            notices: Notices::default(),
            preferences: Preferences::default(),
            rate: Rate::default(),
            recorded: 0,
            pairing: Pairing::default(),
            crashes: 0,
            left: None,
            is_careful: false,
            desktop: Desktop::default(),
            places: Places::default(),
        }
    }

    /// Takes in that something failed, as a sentence that stays until it is dismissed.
    pub fn notice(&mut self, text: String) {
        self.notices.add(Weight::Error, text);
    }

    /// Takes in what is good to know. It makes room for what is newer.
    pub fn inform(&mut self, text: String) {
        self.notices.add(Weight::Information, text);
    }

    /// Open connections of all sessions.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.open_over(false)
    }

    /// Those whom datagrams have come from or go to, which is no connection.
    #[must_use]
    pub fn datagram_peers(&self) -> usize {
        self.open_over(true)
    }

    fn open_over(&self, datagrams: bool) -> usize {
        let of = |session: &&Session| session.spec.endpoint.transport().is_datagram() == datagrams;
        self.sessions.values().filter(of).map(|session| session.open.len()).sum()
    }

    /// Reads all counters: once a second, for the rates.
    pub fn measure(&mut self, now: Instant) {
        let (mut received, mut sent) = (0_u64, 0_u64);
        for session in self.sessions.values_mut() {
            session.measure(now);
            if let Some(gauges) = &session.gauges {
                let (down, up, _) = gauges.bytes();
                received += down;
                sent += up;
            }
        }
        let (down, up) = self.pairing.moved;
        self.rate.measure(received + down, sent + up, now);
    }

    /// Whether something on the screen changes by itself from second to second.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        let stages = self.sessions.values().map(|session| &session.stage);
        let changes = |stage: &Stage| {
            stage.is_under_way() || matches!(stage, Stage::Retrying(_) | Stage::Closing)
        };
        self.rate.down > 0.0
            || self.rate.up > 0.0
            || self.pairing.is_moving()
            || stages.into_iter().any(changes)
    }

    /// Takes in a session that was just asked for.
    pub fn opened(&mut self, id: SessionId, spec: SessionSpec) {
        self.sessions.insert(id, Session::new(id, spec));
    }

    /// Takes in one fact. Facts of sessions that were put away are let go.
    pub fn apply(&mut self, event: &Event, now: Instant) {
        match event {
            Event::Session(id, event) => {
                if let Some(session) = self.sessions.get_mut(id) {
                    session.apply(event, now);
                }
            }
            Event::Thread(event) => self.threads.apply(event),
            Event::Record(event) => self.record.apply(event),
            Event::Calls(session, calls) => self.calls.apply(*session, calls),
            Event::ThreadCall(thread, call) => self.calls.apply_on(*thread, call),
        }
    }
}
