//! One session: looks up, binds or connects, accepts, and ends when it is told to.

use super::connector::{Connector, Progress};
use super::crew::Crew;
use super::error;
use super::feeder::{Feeder, Job};
use super::handle::Context;
use super::listener::Listener;
use super::order::{Mailbox, NewConnection, Order, Report, SessionOrder};
use super::retry::Retry;
use super::sink::{BUFFER, Sink};
use super::stream::Stream;
use super::trace::Begun;
use super::watch::{Gone, Watch};
use crate::flow::{Entry, Pool};
use crate::model::limits::{DATAGRAM, LINGER, QUANTUM};
use crate::model::{
    Address, Audience, CallResult, CloseReason, ConnectionId, Fault, FaultKind, Feed, FeedEnd, Op,
    Options, Role, SessionEvent, SessionGauges, SessionId, SessionSpec, Target, ThreadId,
    Transport,
};
use crate::threads::Me;
use crossbeam_channel::Receiver;
use mio::{Events, Poll, Token};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// The token of the session's own mailbox.
pub(super) const WAKE: Token = Token(usize::MAX);

/// What a session is busy with beside its connections.
pub(super) enum Phase {
    /// Nothing is open yet: a name is being looked up, or the next line of code opens something.
    Starting,
    Listening(Listener),
    Connecting(Connector),
    /// Nothing: its only connection or datagram sockets are with their threads.
    Open,
    /// The next connect comes at its time.
    Resting(Instant),
    /// No more than waiting for connections to end, until then.
    Ending(Instant),
}

/// The session's thread.
pub(super) struct Session<'a> {
    pub(super) id: SessionId,
    pub(super) spec: SessionSpec,
    pub(super) options: Arc<Options>,
    pub(super) context: Context,
    pub(super) poll: Poll,
    pub(super) own: Mailbox<SessionOrder>,
    me: &'a Me,
    pub(super) sink: Sink,
    pub(super) crew: Crew,
    pub(super) phase: Phase,
    pub(super) look_up: u32,
    pub(super) retry: Retry,
    pub(super) watch: Option<Watch>,
    gauges: Arc<SessionGauges>,
    feeders: Vec<Feeder>,
    done: bool,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        id: SessionId,
        spec: SessionSpec,
        context: Context,
        poll: Poll,
        own: Mailbox<SessionOrder>,
        gauges: Arc<SessionGauges>,
        me: &'a Me,
    ) -> Self {
        let options = Arc::new(spec.options.clone());
        // This thread moves no bytes: its sink needs no buffers.
        let buffers = Pool::new(BUFFER, BUFFER, Arc::new(|| {}));
        let sink = Sink::new(id, me.id(), context.entries.clone(), buffers, Arc::clone(&gauges));
        let (registry, entries) = (context.registry.clone(), context.entries.clone());
        let crew = Crew::new(
            id,
            registry,
            Arc::clone(&options),
            entries,
            own.clone(),
            Arc::clone(&gauges),
        );
        Self {
            id,
            spec,
            options,
            context,
            poll,
            own,
            me,
            sink,
            crew,
            phase: Phase::Starting,
            look_up: 0,
            retry: Retry::default(),
            watch: None,
            gauges,
            feeders: Vec::new(),
            done: false,
        }
    }

    pub(super) fn run(mut self, inbox: &Receiver<SessionOrder>) {
        let (endpoint, role) = (self.spec.endpoint.to_string(), self.spec.role);
        self.sink.note(SessionEvent::Opened { endpoint, role });
        // A session that fails at once is over before anybody has asked who lives: its calls tell
        // what its thread was called.
        let run = Op::Run(format!("session:{}", self.id));
        self.sink.call(Begun::now(), ConnectionId::SESSION, run, CallResult::Done);
        self.begin();
        let mut events = Events::with_capacity(256);
        while !self.done {
            self.sink.flush();
            let patience = self.patience();
            if self.me.wait(|| self.poll.poll(&mut events, patience)).is_err() {
                // Interrupted by a signal; there is no other way for it to fail.
                continue;
            }
            for event in &events {
                self.note_ready(event.token());
            }
            // What comes meanwhile has its own wake-up: a loud room must keep nobody at the door.
            for order in inbox.try_iter().take(inbox.len()) {
                self.obey(order);
            }
            self.tick();
        }
        self.finish();
    }

    fn finish(mut self) {
        self.forget_ports();
        self.leave(Phase::Open);
        self.feeders.iter().for_each(Feeder::stop);
        for feeder in std::mem::take(&mut self.feeders) {
            feeder.join(&mut self.sink);
        }
        self.crew.dismiss(&mut self.sink);
        self.sink.flush();
        self.sink.note(SessionEvent::Stopped);
        // The record outlives every session; if it is gone the program is ending.
        self.context.entries.send(Entry::Close(self.id));
    }

    fn patience(&self) -> Option<Duration> {
        let deadline = match &self.phase {
            Phase::Listening(listener) => listener.deadline(),
            Phase::Connecting(connector) => connector.deadline(),
            Phase::Resting(until) | Phase::Ending(until) => Some(*until),
            Phase::Starting | Phase::Open => None,
        };
        let watch = self.watch.as_ref().map(Watch::deadline);
        let next = deadline.into_iter().chain(watch).min()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    fn note_ready(&mut self, token: Token) {
        match &mut self.phase {
            Phase::Listening(listener) => listener.note_ready(token),
            Phase::Connecting(connector) => {
                let registry = self.poll.registry();
                let progress = connector.note_ready(token, registry, &mut self.sink);
                self.progress(progress);
            }
            _ => {}
        }
    }

    fn obey(&mut self, order: SessionOrder) {
        match order {
            SessionOrder::Close => self.close(),
            #[cfg(test)]
            SessionOrder::Panic => panic!("on purpose, for the test"),
            SessionOrder::Pass(order) => self.pass(order),
            SessionOrder::Feed(audience, feed) => self.feed(audience, feed),
            SessionOrder::Report(Report::Fed(thread)) => self.fed(thread),
            SessionOrder::RetryNow => {
                if matches!(self.phase, Phase::Resting(_)) {
                    self.begin();
                }
            }
            SessionOrder::Report(Report::Resolved(number, found)) => self.resolved(number, found),
            SessionOrder::Report(Report::Finished) => self.feeders.iter().for_each(Feeder::look),
            SessionOrder::Report(report) => {
                let ports = matches!(report, Report::PortsClosed(_));
                let died = matches!(report, Report::Died(..));
                let ended = self.crew.take(report, &mut self.sink);
                if ports {
                    self.close();
                }
                if ended.is_some() {
                    self.feeders.iter().for_each(Feeder::look);
                }
                match ended {
                    // Its sockets went with the thread: nothing listens any more.
                    Some(CloseReason::Broken(fault)) if died && self.has_lost_its_ports() => {
                        self.fail(fault);
                    }
                    Some(reason) => self.connection_ended(&reason),
                    None => {}
                }
            }
        }
    }

    fn has_lost_its_ports(&self) -> bool {
        self.spec.role == Role::Listen && matches!(self.phase, Phase::Open) && self.crew.is_idle()
    }

    fn pass(&mut self, order: Order) {
        let bytes = match &order {
            Order::Send { parcel, .. } => parcel.bytes.len() as u64,
            _ => 0,
        };
        if let Order::Send { target: Target::Some(ids), parcel, .. } = &order {
            // Who sends something longer looks for who is there.
            let told = |id: &ConnectionId| parcel.receipt.is_none() && !self.crew.has(*id);
            let gone: Vec<_> = ids.iter().copied().filter(told).collect();
            for id in gone {
                self.refuse(id, bytes);
            }
            self.crew.pass(order);
            return;
        }
        let is_send = matches!(order, Order::Send { .. });
        let whom = match &order {
            Order::Send { target: Target::One(id), .. } => *id,
            _ => ConnectionId::SESSION,
        };
        if !self.crew.pass(order) && is_send {
            self.refuse(whom, bytes);
        }
    }

    fn feed(&mut self, audience: Audience, feed: Feed) {
        let name = feed.name();
        let transport = self.spec.endpoint.transport();
        let datagram = match transport {
            Transport::UnixGram => Some(QUANTUM),
            _ => transport.is_datagram().then_some(DATAGRAM),
        };
        let job = Job {
            session: self.id,
            audience,
            feed,
            budget: self.options.send_budget,
            datagram,
            gauges: Arc::clone(&self.gauges),
            orders: self.own.clone(),
            entries: self.context.entries.clone(),
        };
        match Feeder::start(&self.context.registry, job, &mut self.sink) {
            Ok(feeder) => {
                self.sink.note(SessionEvent::Feeding(feeder.info().clone()));
                self.feeders.push(feeder);
            }
            Err(error) => {
                let end = FeedEnd::Broken(error::of_start(&error));
                let (thread, lasted) = (self.me.id(), Duration::ZERO);
                self.sink.note(SessionEvent::Fed { thread, name, end, bytes: 0, times: 0, lasted });
            }
        }
    }

    fn fed(&mut self, thread: ThreadId) {
        let place = self.feeders.iter().position(|feeder| feeder.info().thread == thread);
        if let Some(place) = place {
            self.feeders.swap_remove(place).join(&mut self.sink);
        }
    }

    fn refuse(&mut self, connection: ConnectionId, bytes: u64) {
        let fault = Fault::new(FaultKind::NobodyThere);
        self.sink.note(SessionEvent::SendRefused { connection, fault, bytes });
    }

    pub(super) fn tick(&mut self) {
        if let Some(gone) = self.watch.as_mut().and_then(Watch::look) {
            self.addresses_are_gone(&gone);
        }
        match &mut self.phase {
            Phase::Listening(listener) => {
                if self.context.entries.is_behind() {
                    listener.rest();
                }
                let accepted = listener.accept(self.crew.open(), &self.options, &mut self.sink);
                for client in accepted {
                    self.place(client.stream, client.peer, client.local);
                }
            }
            Phase::Connecting(connector) => {
                let registry = self.poll.registry();
                let progress = connector.tick(registry, &self.options, &mut self.sink);
                self.progress(progress);
            }
            Phase::Resting(until) if *until <= Instant::now() => self.begin(),
            Phase::Ending(until) if self.crew.is_idle() || *until <= Instant::now() => {
                self.done = true;
            }
            _ => {}
        }
    }

    /// An address went away with its interface. Who listens on no other is at the end.
    fn addresses_are_gone(&mut self, gone: &Gone) {
        for address in &gone.addresses {
            let fault = Fault::new(FaultKind::NetworkDown(address.to_string()));
            if gone.all {
                return self.fail(fault);
            }
            self.sink.note(SessionEvent::Warning(ConnectionId::SESSION, fault));
        }
    }

    fn progress(&mut self, progress: Progress) {
        match progress {
            Progress::Pending => {}
            Progress::Failed(fault) => self.fail_or_retry(fault),
            Progress::Connected { stream, peer, local } => {
                self.phase = Phase::Open;
                self.retry.connected();
                self.place(stream, peer, local);
            }
        }
    }

    pub(super) fn place(&mut self, stream: Stream, peer: Address, local: Address) {
        let new = NewConnection { id: self.crew.next_id(), stream, peer, local };
        if let Err(fault) = self.crew.place(new, &mut self.sink) {
            match self.spec.role {
                Role::Listen => {
                    self.sink.note(SessionEvent::Warning(ConnectionId::SESSION, fault));
                }
                Role::Connect => self.fail(fault),
            }
        }
    }

    /// A connection of ours has ended. For the connecting side that is the end, or another try.
    fn connection_ended(&mut self, reason: &CloseReason) {
        if self.spec.role == Role::Listen || matches!(self.phase, Phase::Ending(_)) {
            return;
        }
        match reason {
            CloseReason::Broken(fault) => self.fail_or_retry(fault.clone()),
            CloseReason::Finished => self.fail_or_retry(Fault::new(FaultKind::BrokenPipe)),
            _ => self.done = true,
        }
    }

    pub(super) fn fail_or_retry(&mut self, fault: Fault) {
        let pause = if self.options.reconnect && self.spec.role == Role::Connect {
            self.retry.next()
        } else {
            None
        };
        match pause {
            Some((pause, attempt, attempts)) => {
                self.sink.note(SessionEvent::Retrying { attempt, attempts, pause, fault });
                self.phase = Phase::Resting(Instant::now() + pause);
            }
            // It was open before: its end has been told with the connection's.
            None if matches!(self.phase, Phase::Open) => self.done = true,
            None => self.fail(fault),
        }
    }

    pub(super) fn fail(&mut self, fault: Fault) {
        self.sink.note(SessionEvent::Failed(fault));
        self.done = true;
    }

    fn close(&mut self) {
        if matches!(self.phase, Phase::Ending(_)) {
            return;
        }
        self.forget_ports();
        self.watch = None;
        self.feeders.iter().for_each(Feeder::stop);
        self.leave(Phase::Ending(Instant::now() + LINGER + Duration::from_secs(1)));
        self.crew.pass(Order::CloseAll(CloseReason::WithSession));
    }

    /// Closes doors and attempts.
    fn leave(&mut self, next: Phase) {
        if let Phase::Listening(listener) = std::mem::replace(&mut self.phase, next) {
            listener.close(&mut self.sink);
        }
    }

    fn forget_ports(&mut self) {
        let id = self.id;
        self.lock_listening().retain(|_, session| *session != id);
    }

    pub(super) fn lock_listening(
        &self,
    ) -> std::sync::MutexGuard<'_, HashMap<(Transport, u16), SessionId>> {
        self.context.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
