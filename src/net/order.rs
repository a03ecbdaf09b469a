//! What one network thread tells another.

use super::datagram::Port;
use super::parcel::Parcel;
use super::room::Said;
use super::stream::Stream;
use crate::model::{Address, Audience, CloseReason, ConnectionId, Feed, Target, ThreadId};
use crossbeam_channel::{Sender, unbounded};
use std::io;
use std::sync::Arc;

/// From the engine to a session thread.
pub(crate) enum SessionOrder {
    /// End, with all connections.
    Close,
    /// Something for connections, to be passed on to their threads.
    Pass(Order),
    /// Send something from a thread of its own.
    Feed(Audience, Feed),
    /// Try the next connect now.
    RetryNow,
    /// News from one of its own threads.
    Report(Report),
    /// Break down.
    #[cfg(test)]
    Panic,
}

/// From a worker or a look-up to its session.
pub(crate) enum Report {
    /// A datagram port has a new peer.
    Began(ConnectionId, usize),
    /// A connection of the worker at this index ended.
    Ended(ConnectionId, usize, CloseReason),
    /// A client said something in a room.
    Said(Arc<Said>, Arc<[u8]>),
    /// There is room again for more to be said.
    Quieter,
    /// Nothing more can be sent through one that is open.
    Finished,
    /// The worker at this index has closed its datagram sockets.
    PortsClosed(usize),
    /// The worker at this index is gone without having been asked; this is what it said last.
    Died(usize, String),
    /// A thread that sent something ends.
    Fed(ThreadId),
    /// A look-up has come back; the number tells an old one from the one that is awaited.
    Resolved(u32, io::Result<Vec<std::net::SocketAddr>>),
}

/// From a session to a worker.
#[derive(Clone)]
pub(crate) enum Order {
    /// Send these bytes to those of them that are here.
    Send {
        /// To whom.
        target: Target,
        /// Who has said it in a room, and does not hear it.
        said: Option<Arc<Said>>,
        /// What.
        parcel: Parcel,
    },
    /// Shut our direction down.
    FinishSending(ConnectionId),
    /// Close behind what waits.
    Disconnect(ConnectionId),
    /// Drop at once, with a reset.
    Reset(ConnectionId),
    /// Stop or go on reading.
    PauseReading(ConnectionId, bool),
    /// Serve this connection. In a box that is emptied: orders that go to all threads are cloned,
    /// this one goes to one.
    Adopt(Once<NewConnection>),
    /// Serve this datagram socket.
    AdoptPort(Once<Port>),
    /// Close all connections, behind what waits.
    CloseAll(CloseReason),
    /// End: there is nothing left to do.
    Retire,
    /// Break down.
    #[cfg(test)]
    Panic,
}

/// A connection on its way to its thread.
pub(crate) struct NewConnection {
    pub(crate) id: ConnectionId,
    pub(crate) stream: Stream,
    pub(crate) peer: Address,
    pub(crate) local: Address,
}

/// A thing that can be taken out once, behind a handle that can be cloned.
pub(crate) struct Once<T>(Arc<std::sync::Mutex<Option<T>>>);

impl<T> Once<T> {
    pub(crate) fn new(thing: T) -> Self {
        Self(Arc::new(std::sync::Mutex::new(Some(thing))))
    }

    pub(crate) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
    }
}

impl<T> Clone for Once<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// A channel into a thread that sleeps in `poll`.
pub(crate) struct Mailbox<T> {
    orders: Sender<T>,
    waker: Arc<mio::Waker>,
}

impl<T> Clone for Mailbox<T> {
    fn clone(&self) -> Self {
        Self { orders: self.orders.clone(), waker: Arc::clone(&self.waker) }
    }
}

impl<T> Mailbox<T> {
    /// A mailbox, and the end that is read behind each `poll`.
    #[expect(
        clippy::disallowed_methods,
        reason = "orders are wishes of a person, or pass on bytes that a budget has let in"
    )]
    pub(crate) fn new(waker: mio::Waker) -> (Self, crossbeam_channel::Receiver<T>) {
        let (orders, inbox) = unbounded();
        (Self { orders, waker: Arc::new(waker) }, inbox)
    }

    /// Sends an order and wakes its reader. False where the reader has ended.
    pub(crate) fn send(&self, order: T) -> bool {
        let sent = self.orders.send(order).is_ok();
        self.wake();
        sent
    }

    /// Wakes the reader.
    pub(crate) fn wake(&self) {
        // A waker fails only when its poll is gone, and with it who would read.
        self.waker.wake().ok();
    }
}
