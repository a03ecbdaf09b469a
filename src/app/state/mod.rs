//! What the window knows: a picture of the engine, built from nothing but its events.

mod calls;
mod connection;
mod past;
mod record;
mod session;
mod stage;
mod threads;

pub use calls::{CallLog, LoggedCall};
pub use connection::{Connection, ConnectionStage};
pub use past::Past;
pub use record::RecordState;
pub use session::{Session, Warning};
pub use stage::{Retry, Stage};
pub use threads::{ThreadNews, Threads};

use crate::model::{Event, Preset, SessionId, SessionSpec};
use std::collections::BTreeMap;
use std::time::Instant;

/// All facts known to the window.
#[derive(Default)]
pub struct State {
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
}

impl State {
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
        }
    }
}
