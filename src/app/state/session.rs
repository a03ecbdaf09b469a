//! One session: what it was asked to be, and what has become of it.

use super::{Connection, ConnectionStage, Past, Retry, Stage};
use crate::app::Rate;
use crate::model::{
    Address, CloseReason, ConnectionId, Fault, FeedInfo, Role, SessionEvent, SessionGauges,
    SessionId, SessionSpec, ThreadId, Totals,
};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

/// Ended connections whose names are kept for the window; the record keeps them all.
pub(super) const ENDED_KEPT: usize = 1_000;
/// Warnings of one session that are kept for the window; the record keeps them all.
pub(super) const WARNINGS_KEPT: usize = 100;

/// Something that went wrong and ended nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Whom it concerns.
    pub connection: ConnectionId,
    /// What it is.
    pub fault: Fault,
    /// Bytes that were refused by it and are still in the composer.
    pub refused: Option<u64>,
}

/// A session as the window knows it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its number. 0 for a conversation of an earlier run.
    pub id: SessionId,
    /// What was asked for.
    pub spec: SessionSpec,
    /// Where it stands.
    pub stage: Stage,
    /// All open connections, and the last `ENDED_KEPT` that ended.
    pub connections: BTreeMap<ConnectionId, Connection>,
    /// The open ones, oldest first.
    pub open: Vec<ConnectionId>,
    /// How many of the open ones have a side that finished sending.
    pub half_closed: usize,
    /// Addresses on which it listens, with the real ports.
    pub listening: Vec<Address>,
    /// Its living numbers, once the engine has them.
    pub gauges: Option<Arc<SessionGauges>>,
    /// Bytes a second.
    pub rate: Rate,
    /// What went wrong lately, newest last.
    pub warnings: VecDeque<Warning>,
    /// Warnings that are no longer kept here.
    pub warnings_dropped: u64,
    /// Set while accepting rests for want of descriptors.
    pub accept_paused: Option<Fault>,
    /// Clients that were turned away at the door.
    pub turned_away: u64,
    /// Datagrams that the system dropped.
    pub dropped: u64,
    /// What is known of a conversation of an earlier run.
    pub past: Option<Past>,
    /// A conversation of an earlier run: it can only be read.
    pub read_only: bool,
    /// What is being sent by threads of its own.
    pub feeds: BTreeMap<ThreadId, FeedInfo>,
    /// How the last of them ended, as it was told.
    pub fed: Option<SessionEvent>,
    ended: VecDeque<ConnectionId>,
}

impl Session {
    /// A session that was just asked for.
    #[must_use]
    pub fn new(id: SessionId, spec: SessionSpec) -> Self {
        Self {
            id,
            spec,
            stage: Stage::Opening,
            connections: BTreeMap::new(),
            open: Vec::new(),
            half_closed: 0,
            listening: Vec::new(),
            gauges: None,
            rate: Rate::default(),
            warnings: VecDeque::new(),
            warnings_dropped: 0,
            accept_paused: None,
            turned_away: 0,
            dropped: 0,
            read_only: false,
            feeds: BTreeMap::new(),
            fed: None,
            past: None,
            ended: VecDeque::new(),
        }
    }

    /// A conversation of an earlier run.
    #[must_use]
    pub fn of_past(past: &Past) -> Self {
        let mut session = Self::new(SessionId(0), past.spec.clone());
        session.stage = Stage::Closed;
        session.read_only = true;
        session.past = Some(past.clone());
        session
    }

    /// What a connection is called on the screen; its number once its name is no longer kept.
    #[must_use]
    pub fn peer_title(&self, id: ConnectionId) -> String {
        self.connections.get(&id).map_or_else(|| id.to_string(), Connection::title)
    }

    /// Whether something can be sent now, to anybody.
    #[must_use]
    pub fn can_send(&self) -> bool {
        !self.read_only
            && self.open.iter().any(|id| self.connections.get(id).is_some_and(Connection::can_send))
    }

    /// Reads the counters, for the rates.
    pub fn measure(&mut self, now: Instant) {
        if let Some(gauges) = &self.gauges {
            let (received, sent, _) = gauges.bytes();
            self.rate.measure(received, sent, now);
        }
        for id in &self.open {
            if let Some(connection) = self.connections.get_mut(id) {
                let (received, sent, _) = connection.info.gauges.bytes();
                connection.rate.measure(received, sent, now);
            }
        }
    }

    /// Whether it failed before anything was there: nothing was said in it.
    #[must_use]
    pub fn never_was(&self) -> bool {
        let is_empty = self.connections.is_empty() && self.listening.is_empty();
        matches!(self.stage, Stage::Failed(_)) && is_empty
    }

    /// Takes in one fact.
    pub fn apply(&mut self, event: &SessionEvent, now: Instant) {
        match event {
            SessionEvent::Opened { .. } => self.stage = Stage::Opening,
            SessionEvent::Resolving(name) => self.stage = Stage::Resolving(name.clone()),
            SessionEvent::Resolved(..) | SessionEvent::Urgent(_) | SessionEvent::Gap { .. } => {}
            SessionEvent::Connecting(to) => self.stage = Stage::Connecting(to.to_string()),
            SessionEvent::AttemptFailed(_, fault) => self.warn(ConnectionId::SESSION, fault, None),
            SessionEvent::Listening(at) => self.listens(at),
            SessionEvent::Connected(info) => self.connected(Connection::new(info.clone())),
            SessionEvent::PeerFinished(id) => self.finished(*id, ConnectionStage::PeerFinished),
            SessionEvent::WeFinished(id) => self.finished(*id, ConnectionStage::WeFinished),
            SessionEvent::Closed(id, reason, totals) => self.ended(*id, reason, *totals),
            SessionEvent::TurnedAway { count, .. } => self.turned_away += count,
            SessionEvent::AcceptPaused(fault) => self.accept_paused = Some(fault.clone()),
            SessionEvent::AcceptResumed => self.accept_paused = None,
            SessionEvent::SendRefused { connection, fault, bytes } => {
                self.warn(*connection, fault, Some(*bytes));
            }
            SessionEvent::Feeding(info) => drop(self.feeds.insert(info.thread, info.clone())),
            // Told where it was asked for.
            SessionEvent::Fed { thread, .. } => {
                self.feeds.remove(thread);
                self.fed = Some(event.clone());
            }
            SessionEvent::Warning(connection, fault) => self.warn(*connection, fault, None),
            SessionEvent::Dropped { count } => self.dropped += count,
            SessionEvent::Retrying { attempt, attempts, pause, fault } => {
                self.stage = Stage::Retrying(Retry {
                    attempt: *attempt,
                    attempts: *attempts,
                    at: now + *pause,
                    fault: fault.clone(),
                });
            }
            SessionEvent::Failed(fault) => self.stage = Stage::Failed(fault.clone()),
            SessionEvent::Stopped => self.stopped(),
        }
    }

    /// Takes in that its end was asked for.
    pub fn closing(&mut self) {
        if !self.stage.is_over() {
            self.stage = Stage::Closing;
        }
    }

    fn listens(&mut self, at: &[Address]) {
        self.stage = Stage::Listening;
        self.listening = at.to_vec();
    }

    fn connected(&mut self, connection: Connection) {
        let id = connection.info.id;
        if self.spec.role == Role::Connect {
            self.stage = Stage::Open;
            self.warnings.clear();
        }
        self.connections.insert(id, connection);
        if let Err(place) = self.open.binary_search(&id) {
            self.open.insert(place, id);
        }
    }

    fn finished(&mut self, id: ConnectionId, side: ConnectionStage) {
        if let Some(connection) = self.connections.get_mut(&id)
            && connection.finished(side)
        {
            self.half_closed += 1;
        }
        if self.spec.role == Role::Connect && self.stage == Stage::Open {
            self.stage = Stage::HalfClosed;
        }
    }

    fn ended(&mut self, id: ConnectionId, reason: &CloseReason, totals: Totals) {
        if let Ok(place) = self.open.binary_search(&id) {
            self.open.remove(place);
        }
        if let Some(connection) = self.connections.get_mut(&id) {
            if connection.is_half_closed() {
                self.half_closed = self.half_closed.saturating_sub(1);
            }
            connection.stage = ConnectionStage::Closed(reason.clone(), totals);
            connection.rate = Rate::default();
            self.ended.push_back(id);
        }
        if self.ended.len() > ENDED_KEPT
            && let Some(oldest) = self.ended.pop_front()
        {
            self.connections.remove(&oldest);
        }
        let goes_on = self.spec.role == Role::Listen || self.stage == Stage::Closing;
        if goes_on || !self.open.is_empty() {
            return;
        }
        self.stage = match reason {
            CloseReason::Broken(fault) => Stage::Failed(fault.clone()),
            _ => Stage::Closed,
        };
    }

    fn stopped(&mut self) {
        self.feeds.clear();
        self.open.clear();
        self.half_closed = 0;
        self.accept_paused = None;
        self.rate = Rate::default();
        if !matches!(self.stage, Stage::Failed(_)) {
            self.stage = Stage::Closed;
        }
    }

    fn warn(&mut self, connection: ConnectionId, fault: &Fault, refused: Option<u64>) {
        let warning = Warning { connection, fault: fault.clone(), refused };
        // A peer that refuses every send would otherwise push everything else out.
        if self.warnings.back() == Some(&warning) {
            return;
        }
        self.warnings.push_back(warning);
        if self.warnings.len() > WARNINGS_KEPT {
            self.warnings.pop_front();
            self.warnings_dropped += 1;
        }
    }
}
