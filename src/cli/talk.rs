//! What is known of the one session of the command line, and what follows from each thing that happens.

use super::expect::Expect;
use super::outlet::Say;
use super::plan::Plan;
use super::screen::{Form, Screen};
use super::{Exit, json};
use crate::flow::{Batch, Output};
use crate::language::Words;
use crate::model::{
    CloseReason, Command, ConnectionGauges, ConnectionId, ConnectionInfo, Event, Fault, FaultKind,
    Nanos, RecordEvent, Role, SegmentKind, SessionEvent, SessionId, Target, ThreadEvent,
};
use crate::tr;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime};

/// Bytes on their way to one peer before standard input is left unread: enough to keep any line
/// busy, and far below the budget at which a send is refused.
const IN_FLIGHT: u64 = 1024 * 1024;

/// The talk of one session.
pub(super) struct Talk<'a, W: Write + Say> {
    words: &'a Words,
    plan: &'a Plan,
    session: SessionId,
    screen: Screen<W>,
    links: BTreeMap<ConnectionId, Link>,
    /// What is wished since the engine was last told.
    pub(super) wishes: Vec<Command>,
    input_ended: bool,
    /// How the program is to end, once that is clear. The first reason counts.
    pub(super) exit: Option<Exit>,
    /// The session is over.
    pub(super) stopped: bool,
    /// Where it listens, once it does.
    pub(super) listening: Option<Vec<String>>,
    /// When something last came or went.
    pub(super) active: Instant,
    broken: bool,
    deaf: bool,
    /// Why each address failed, as was told; since the last connection or the last try of them all.
    tried: Vec<Fault>,
}

/// An open connection.
struct Link {
    peer: String,
    gauges: Arc<ConnectionGauges>,
    expect: Option<Expect>,
    /// Bytes handed to the engine for it.
    handed: u64,
    /// The peer has nothing more to say.
    finished: bool,
}

impl<'a, W: Write + Say> Talk<'a, W> {
    pub(super) fn new(
        plan: &'a Plan,
        words: &'a Words,
        session: SessionId,
        screen: Screen<W>,
    ) -> Self {
        Self {
            words,
            plan,
            session,
            screen,
            links: BTreeMap::new(),
            wishes: Vec::new(),
            input_ended: false,
            exit: None,
            stopped: false,
            listening: None,
            active: Instant::now(),
            broken: false,
            deaf: false,
            tried: Vec::new(),
        }
    }

    /// Takes notice of one output of the engine. A batch goes home when this returns: however long
    /// the writing takes, the peer waits as long.
    pub(super) fn take(&mut self, output: Output) {
        let written = match output {
            Output::Data(batch) if batch.session == self.session => self.data(&batch),
            Output::Event(Event::Session(session, event)) if session == self.session => {
                self.session_event(&event)
            }
            Output::Event(Event::Thread(ThreadEvent::Panicked(_, fault))) => {
                self.say(&self.words.fault(&fault))
            }
            Output::Event(Event::Record(event)) => self.record_event(&event),
            _ => Ok(()),
        };
        self.written(written);
    }

    /// Whether more of standard input can be taken: somebody is there, and does read. A listener
    /// goes on while one of its clients reads; for one that does not, the engine refuses what
    /// passes its budget, and that is said.
    pub(super) fn has_room(&self) -> bool {
        let mut links = self.links.values();
        match self.plan.spec.role {
            Role::Connect => !self.links.is_empty() && links.all(|link| self.is_below(link)),
            Role::Listen => links.any(|link| self.is_below(link)),
        }
    }

    /// Whether anybody is connected.
    pub(super) fn is_connected(&self) -> bool {
        !self.links.is_empty()
    }

    /// Whether standard input has ended.
    pub(super) fn has_heard_all(&self) -> bool {
        self.input_ended
    }

    /// Sends what was typed to everybody.
    pub(super) fn send(&mut self, bytes: Vec<u8>) {
        self.active = Instant::now();
        for link in self.links.values_mut() {
            link.handed += bytes.len() as u64;
        }
        self.wish_send(Target::All, bytes);
    }

    /// Standard input has ended: a client tells its peer, a listener goes on listening and lets
    /// those go that have nothing more to say either.
    pub(super) fn end_input(&mut self) {
        self.input_ended = true;
        let open: Vec<ConnectionId> = self.links.keys().copied().collect();
        for connection in open {
            self.finish_sending(connection);
            self.let_go(connection);
        }
    }

    /// Says something in words.
    pub(super) fn tell(&mut self, sentence: &str) {
        let said = self.say(sentence);
        self.written(said);
    }

    pub(super) fn flush(&mut self) {
        if !self.deaf {
            let flushed = self.screen.flush();
            self.written(flushed);
        }
    }

    /// How it ends when nothing comes any more.
    pub(super) fn exit_in_silence(&self) -> Exit {
        if self.broken { Exit::Failed } else { Exit::Done }
    }

    /// Settles how the program ends, unless that was settled before.
    pub(super) fn end(&mut self, exit: Exit) {
        self.exit.get_or_insert(exit);
    }

    /// Bytes that the engine was given and the system has not taken.
    fn is_below(&self, link: &Link) -> bool {
        let (_, sent, waiting) = link.gauges.bytes();
        let options = &self.plan.spec.options;
        // Where the engine also sends by itself, or may drop a datagram, sums do not match.
        let counts = !options.echo && !options.room && !self.plan.is_datagram();
        let on_the_way = if counts { link.handed.saturating_sub(sent) } else { 0 };
        waiting.max(on_the_way) < IN_FLIGHT
    }

    fn data(&mut self, batch: &Batch) -> io::Result<()> {
        self.active = Instant::now();
        let received = batch.segments().filter(|(head, _)| head.kind == SegmentKind::Received);
        let mut seen = false;
        for (head, bytes) in received {
            self.broken = false;
            if let Some(link) = self.links.get_mut(&head.connection) {
                seen |= link.expect.as_mut().is_some_and(|expect| expect.feed(bytes));
            }
            if !self.deaf {
                self.screen.received(head.connection, bytes)?;
                if head.datagram {
                    self.screen.datagram_ended(head.connection, bytes)?;
                }
            }
        }
        if seen {
            self.end(Exit::Done);
        }
        if self.screen.form() == Form::Json && !self.deaf {
            for (head, bytes) in batch.segments() {
                let peer = self.links.get(&head.connection).map(|link| link.peer.as_str());
                if let Some(object) = json::segment(self.session, head, peer, bytes) {
                    self.screen.json(&object)?;
                }
            }
        }
        Ok(())
    }

    fn session_event(&mut self, event: &SessionEvent) -> io::Result<()> {
        if let SessionEvent::Connected(info) = event {
            self.connected(info);
        }
        let (_, connection) = json::name(event);
        let peer = self.links.get(&connection).map(|link| link.peer.clone());
        let told = self.tell_event(event, peer.as_deref());
        match event {
            SessionEvent::Closed(connection, reason, _) => self.closed(*connection, reason)?,
            SessionEvent::SendRefused { connection, bytes, fault } => {
                self.refused(*connection, *bytes);
                // A person at the terminal sends it again, in parts.
                let is_lost = matches!(fault.kind, FaultKind::TooLarge { .. });
                if is_lost && self.plan.is_datagram() && !io::stdin().is_terminal() {
                    self.end(Exit::Failed);
                }
            }
            SessionEvent::Listening(addresses) => {
                self.listening = Some(addresses.iter().map(ToString::to_string).collect());
            }
            SessionEvent::PeerFinished(connection) => {
                if let Some(link) = self.links.get_mut(connection) {
                    link.finished = true;
                }
                self.let_go(*connection);
            }
            // Datagrams have no end: that nobody wanted the last one is the failure there is.
            SessionEvent::Warning(_, fault) if matches!(fault.kind, FaultKind::Refused { .. }) => {
                self.broken = true;
            }
            SessionEvent::AttemptFailed(_, fault) => self.tried.push(fault.clone()),
            SessionEvent::Retrying { .. } => self.tried.clear(),
            SessionEvent::Failed(_) => self.end(Exit::Failed),
            SessionEvent::Stopped => self.stop(),
            _ => {}
        }
        told
    }

    fn connected(&mut self, info: &ConnectionInfo) {
        let link = Link {
            peer: info.peer.to_string(),
            gauges: Arc::clone(&info.gauges),
            expect: self.plan.expect.clone().map(Expect::new),
            handed: 0,
            finished: false,
        };
        self.links.insert(info.id, link);
        self.tried.clear();
        self.broken = false;
        for bytes in &self.plan.send {
            self.wish_send(Target::One(info.id), bytes.clone());
        }
        if self.input_ended {
            self.finish_sending(info.id);
        }
    }

    fn closed(&mut self, connection: ConnectionId, reason: &CloseReason) -> io::Result<()> {
        self.links.remove(&connection);
        let broken = matches!(reason, CloseReason::Broken(_));
        self.broken = broken;
        let options = &self.plan.spec.options;
        if self.plan.spec.role == Role::Connect && !(options.reconnect && broken) {
            self.end(self.plan.exit_at_close(broken));
        }
        if self.deaf { Ok(()) } else { self.screen.ended(connection) }
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.end(self.plan.exit_at_close(self.broken));
    }

    /// What was not taken is no longer on its way.
    fn refused(&mut self, connection: ConnectionId, bytes: u64) {
        if let Some(link) = self.links.get_mut(&connection) {
            link.handed = link.handed.saturating_sub(bytes);
            // The gauges count what leaves; nothing more is known of the rest.
            let sent = link.gauges.sent.load(Ordering::Relaxed);
            link.handed = link.handed.max(sent);
        }
        if self.plan.spec.role == Role::Connect && !self.plan.is_datagram() {
            self.end(Exit::Failed);
        }
    }

    fn finish_sending(&mut self, connection: ConnectionId) {
        let waits_for_an_answer = self.plan.expect.is_some();
        if self.plan.spec.role == Role::Connect && !self.plan.is_datagram() && !waits_for_an_answer
        {
            self.wishes.push(Command::FinishSending(self.session, connection));
        }
    }

    /// Ends our half of a client's connection on which the other half has ended.
    fn let_go(&mut self, connection: ConnectionId) {
        let finished = self.links.get(&connection).is_some_and(|link| link.finished);
        if self.plan.spec.role == Role::Listen && self.input_ended && finished {
            self.wishes.push(Command::FinishSending(self.session, connection));
        }
    }

    fn wish_send(&mut self, target: Target, bytes: Vec<u8>) {
        self.wishes.push(Command::Send { session: self.session, target, bytes: bytes.into() });
    }

    fn tell_event(&mut self, event: &SessionEvent, peer: Option<&str>) -> io::Result<()> {
        if self.screen.form() == Form::Json {
            let now = Nanos::from(SystemTime::now());
            let object = json::event(now, self.session, event, peer, self.words);
            if !self.deaf {
                self.screen.json(&object)?;
            }
            if !matches!(event, SessionEvent::Failed(_)) {
                return Ok(());
            }
        }
        if let SessionEvent::Failed(fault) = event
            && self.tried.contains(fault)
        {
            return self.say(&tr!(self.words, "cli-none-of", count = self.tried.len()));
        }
        if is_news(event) {
            let over = self.plan.spec.endpoint.transport();
            let sentence = self.words.session_event(event, peer.unwrap_or_default(), over);
            let fault = json::fault(event);
            let detail = fault.and_then(|fault| self.words.fault_detail(fault));
            let detail = detail.map(|detail| format!(" [{detail}]")).unwrap_or_default();
            self.say(&format!("{sentence}{detail}"))?;
            if fault.is_some_and(|fault| matches!(fault.kind, FaultKind::PathStale(_))) {
                // The window has a button for it.
                self.say(&tr!(self.words, "cli-replace-stale"))?;
            }
        }
        Ok(())
    }

    fn record_event(&mut self, event: &RecordEvent) -> io::Result<()> {
        let sentence = match event {
            RecordEvent::Paused(_, fault) => {
                tr!(self.words, "cli-record-paused", fault = self.words.fault(fault))
            }
            RecordEvent::Resumed(_, missing) => {
                tr!(self.words, "cli-record-resumed", missing = *missing)
            }
            RecordEvent::Pruned { conversations, bytes } => tr!(
                self.words,
                "cli-record-pruned",
                conversations = *conversations,
                bytes = self.words.bytes(*bytes),
            ),
        };
        self.say(&sentence)
    }

    fn say(&mut self, sentence: &str) -> io::Result<()> {
        if self.deaf {
            super::complain(sentence);
            return Ok(());
        }
        self.screen.say(sentence)
    }

    /// Where what comes goes to.
    pub(super) fn outlet(&self) -> &W {
        self.screen.outlet()
    }

    /// Gives it back, with all that was written on it.
    pub(super) fn into_outlet(self) -> Option<W> {
        self.screen.into_outlet()
    }

    /// Takes notice that nobody reads standard output any more.
    pub(super) fn unread(&mut self, error: io::Error) {
        self.written(Err(error));
    }

    /// Nobody reads standard output any more: that ends the talk, quietly if it is a closed pipe.
    fn written(&mut self, result: io::Result<()>) {
        let Err(error) = result else { return };
        if std::mem::replace(&mut self.deaf, true) {
            return;
        }
        if error.kind() == io::ErrorKind::BrokenPipe {
            self.end(Exit::Done);
        } else {
            super::complain(&tr!(self.words, "cli-no-output", error = error.to_string()));
            self.end(Exit::Failed);
        }
    }
}

impl Plan {
    /// Whether messages have edges of their own.
    pub(super) fn is_datagram(&self) -> bool {
        self.spec.endpoint.transport().is_datagram()
    }

    /// What it means that the connection ended: with an expected text it came too early.
    fn exit_at_close(&self, broken: bool) -> Exit {
        if broken || self.expect.is_some() { Exit::Failed } else { Exit::Done }
    }
}

/// Whether a person at the command line wants to read it: what they asked for themselves is none.
fn is_news(event: &SessionEvent) -> bool {
    use SessionEvent as E;
    !matches!(event, E::Opened { .. } | E::Resolving(_) | E::Stopped)
}
