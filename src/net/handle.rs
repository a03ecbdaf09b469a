//! The engine's end of a session.

use super::error;
use super::order::{Mailbox, Order, SessionOrder};
use super::session::{Session, WAKE};
use crate::flow::{Entry, Way};
use crate::model::{
    Audience, ConnectionId, Fault, FaultKind, Feed, Nanos, SessionEvent, SessionGauges, SessionId,
    SessionSpec, Target, ThreadRole, Transport,
};
use crate::threads::{self, Handle, Me, Registry, Spec};
use crossbeam_channel::Receiver;
use mio::Poll;
use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

/// What all sessions of a program share.
#[derive(Clone)]
pub struct Context {
    /// The list their threads are entered in.
    pub registry: Registry,
    /// The way to the record.
    pub entries: Way,
    /// Ports that sessions of ours hold, so that a taken port can say "it is ours".
    pub listening: Arc<Mutex<HashMap<(Transport, u16), SessionId>>>,
}

/// The engine's end of a session.
pub struct SessionHandle {
    orders: Mailbox<SessionOrder>,
    /// The other end, for what comes when nobody obeys any more.
    inbox: Receiver<SessionOrder>,
    thread: Handle<()>,
    /// Its living numbers.
    pub gauges: Arc<SessionGauges>,
}

impl SessionHandle {
    /// Starts the thread `session:<id>`, which does all the rest. What comes of it goes to the
    /// record, the last thing being [`SessionEvent::Stopped`].
    ///
    /// # Errors
    /// No poll or no thread could be had.
    pub fn open(context: &Context, id: SessionId, spec: SessionSpec) -> Result<Self, Fault> {
        let start = |error: io::Error| error::of_start(&error);
        let poll = Poll::new().map_err(start)?;
        let waker = mio::Waker::new(poll.registry(), WAKE).map_err(start)?;
        let (orders, inbox) = Mailbox::new(waker);
        let gauges = Arc::new(SessionGauges::default());
        let (stop, own) = (orders.clone(), orders.clone());
        let name = format!("session:{id}");
        let mut thread_spec = Spec::new(ThreadRole::Session, name).with_stop(move || {
            stop.send(SessionOrder::Close);
        });
        if !spec.name.is_empty() {
            thread_spec.label = format!("{} · {}", thread_spec.name, spec.name);
        }
        let unobeyed = inbox.clone();
        let (inner, shared) = (context.clone(), Arc::clone(&gauges));
        let thread = threads::spawn(&context.registry, thread_spec, move |me| {
            let finale = Finale { id, me, entries: inner.entries.clone() };
            let session = Session::new(id, spec, inner, poll, own, shared, me);
            let run = AssertUnwindSafe(|| session.run(&inbox));
            catch_unwind(run).unwrap_or_else(|panic| {
                finale.tell(threads::last_words(&*panic));
                resume_unwind(panic)
            });
        })
        .map_err(start)?;
        Ok(Self { orders, inbox: unobeyed, thread, gauges })
    }

    /// Ends it and all its connections, behind what waits to be sent.
    pub fn close(&self) {
        self.orders.send(SessionOrder::Close);
    }

    /// Tries the next connect now.
    pub fn retry_now(&self) {
        self.orders.send(SessionOrder::RetryNow);
    }

    /// Sends bytes to connections.
    pub fn send(&self, target: Target, bytes: Arc<[u8]>) {
        self.pass(Order::Send { target, said: None, parcel: bytes.into() });
    }

    /// Sends a file, or a message again and again, from a thread of its own.
    pub fn feed(&self, audience: Audience, feed: Feed) {
        self.orders.send(SessionOrder::Feed(audience, feed));
    }

    /// Shuts our direction of a connection down, behind what waits.
    pub fn finish_sending(&self, id: ConnectionId) {
        self.pass(Order::FinishSending(id));
    }

    /// Closes a connection, behind what waits.
    pub fn disconnect(&self, id: ConnectionId) {
        self.pass(Order::Disconnect(id));
    }

    /// Drops a connection with a reset.
    pub fn reset(&self, id: ConnectionId) {
        self.pass(Order::Reset(id));
    }

    /// Stops or goes on reading a connection.
    pub fn pause_reading(&self, id: ConnectionId, paused: bool) {
        self.pass(Order::PauseReading(id, paused));
    }

    /// Whether its thread has ended, so that joining it does not wait.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }

    /// What it was to send and did not, because it was at its end when it was told to. To be asked
    /// for behind its [`SessionEvent::Stopped`].
    pub fn refused(&self) -> impl Iterator<Item = SessionEvent> {
        self.inbox.try_iter().filter_map(|order| match order {
            SessionOrder::Pass(Order::Send { target, parcel, .. }) => {
                let connection = match target {
                    Target::One(id) => id,
                    _ => ConnectionId::SESSION,
                };
                let (fault, bytes) =
                    (Fault::new(FaultKind::NobodyThere), parcel.bytes.len() as u64);
                let refused = SessionEvent::SendRefused { connection, fault, bytes };
                // A piece of something longer: that has ended with its session.
                parcel.receipt.is_none().then_some(refused)
            }
            SessionOrder::Feed(_, feed) => Some(SessionEvent::not_fed(&feed)),
            _ => None,
        })
    }

    /// Gives the thread up, to be joined.
    #[must_use]
    pub fn into_thread(self) -> Handle<()> {
        self.thread
    }

    /// Lets the session's thread break down.
    #[cfg(test)]
    pub(super) fn panic(&self) {
        self.orders.send(SessionOrder::Panic);
    }

    pub(super) fn pass(&self, order: Order) {
        self.orders.send(SessionOrder::Pass(order));
    }
}

/// Tells the end of a session whose thread goes in a panic: nobody else would.
struct Finale<'a> {
    id: SessionId,
    me: &'a Me,
    entries: Way,
}

impl Finale<'_> {
    fn tell(&self, message: String) {
        let thread = format!("session:{}", self.id);
        let fault = Fault::new(FaultKind::Panicked { thread, message });
        let now = Nanos::from(SystemTime::now());
        for event in [SessionEvent::Failed(fault), SessionEvent::Stopped] {
            // The record outlives every session; if it is gone the program is ending.
            self.entries.send(Entry::Note(self.id, event, now, self.me.id()));
        }
        self.entries.send(Entry::Close(self.id));
    }
}
