//! This installation among those it is paired with: one thread that accepts, dials and supervises.

pub(in crate::pair) mod board;
mod contacts;
mod door;
mod files;
mod hub;
mod listener;
mod listeners;
mod listening;
mod meeting;
mod own;
mod places;
mod showing;
mod space;
#[cfg(test)]
mod tests;
mod wishes;

use super::identity::Identity;
use super::ledger::{History, Ledger, Lock};
use crate::flow::Wake;
use crate::model::ThreadRole;
use crate::model::pairing::{PairEvent, PairFault, PairWish};
use crate::threads::{self, Handle, Late, Registry, Spec};
use crossbeam_channel::{Receiver, Sender, TryRecvError};
use hub::Hub;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The port that is listened on where it is free. Not registered with IANA.
pub const PORT: u16 = 47_110;
/// Events that may wait for one listener; who is further behind is let go, and has to ask again.
const BEHIND: usize = 64 * 1024;

/// How a node is started.
pub struct Config {
    /// The file with this installation's key; made where it is missing.
    pub key_file: PathBuf,
    /// The folder of the ledger.
    pub folder: PathBuf,
    /// The folder below which files are received.
    pub downloads: PathBuf,
    /// The list that the node's threads are entered in.
    pub registry: Registry,
    /// Called from any thread when there is something to drain.
    pub wake: Wake,
    /// Where to listen; empty for port [`PORT`], or any port where that is taken, on all addresses.
    pub listen: Vec<SocketAddr>,
    /// Whether machines near are looked for, and see this one.
    pub discovery: bool,
}

/// What reaches the node's thread.
enum Call {
    Wish(PairWish),
    Subscribe(Sender<PairEvent>),
    Report(super::link::LinkId, super::link::Report),
    /// What a look-up of names has found.
    Places(u32, Result<Vec<SocketAddr>, PairFault>),
    Offered(Result<files::Looked, PairFault>),
    /// What a disk has answered.
    Space(u32, Option<u64>),
    Stop,
}

/// A way to the node's thread that any thread may hold.
#[derive(Clone)]
struct Way {
    calls: Sender<Call>,
    waker: Arc<mio::Waker>,
}

impl Way {
    fn send(&self, call: Call) {
        // A node that is gone has nothing to hear.
        if self.calls.send(call).is_ok() {
            self.waker.wake().ok();
        }
    }
}

/// Takes wishes, from any thread.
#[derive(Clone)]
pub struct Wishes(Way);

impl Wishes {
    /// Wishes something. What came of it is an event.
    pub fn send(&self, wish: PairWish) {
        self.0.send(Call::Wish(wish));
    }

    /// Listens: first to all there is, then to what happens. Who does not listen for long is let go.
    #[must_use]
    pub fn subscribe(&self) -> Receiver<PairEvent> {
        let (sender, receiver) = listeners::channel();
        self.0.send(Call::Subscribe(sender));
        receiver
    }
}

/// A running node. It ends when this is dropped; [`Node::shut_down`] waits for that.
pub struct Node {
    wishes: Wishes,
    events: Receiver<PairEvent>,
    folder: PathBuf,
    thread: Option<Handle<Vec<Late>>>,
}

impl Node {
    /// Opens the ledger and the key, listens, and dials whom it knows.
    ///
    /// # Errors
    /// [`PairFault::InUse`] when another program has this ledger;
    /// [`PairFault::CannotListen`] where the addresses cannot be had; a key or ledger that cannot be
    /// used; no thread.
    pub fn start(config: Config) -> Result<Self, PairFault> {
        let lock = Lock::take(&config.folder)?;
        let identity = Arc::new(Identity::load_or_create(&config.key_file)?);
        let ledger = Ledger::open(&config.folder)?;
        let poll = mio::Poll::new().map_err(|error| other(&error))?;
        if !config.listen.is_empty() {
            // Who names an address is told at once where it cannot be had; it is opened when needed.
            drop(listening::Listening::open(&config.listen, None, poll.registry())?);
        }
        let waker = mio::Waker::new(poll.registry(), listening::WAKE);
        let waker = Arc::new(waker.map_err(|error| other(&error))?);
        let (calls, inbox) = calls();
        let way = Way { calls, waker };
        let (registry, folder) = (config.registry.clone(), config.folder.clone());
        let hub = Hub::new(config, identity, ledger, lock, way.clone());
        let spec = Spec::new(ThreadRole::Pair, "pair");
        let thread = threads::spawn(&registry, spec, move |me| hub.run(poll, &inbox, me))
            .map_err(|error| other(&error))?;
        let wishes = Wishes(way);
        let events = wishes.subscribe();
        Ok(Self { wishes, events, folder, thread: Some(thread) })
    }

    /// An end for wishes that other threads may hold.
    #[must_use]
    pub fn wishes(&self) -> Wishes {
        self.wishes.clone()
    }

    /// Whether its thread is there: it is until it is shut down, or has panicked.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Another listener.
    #[must_use]
    pub fn subscribe(&self) -> Receiver<PairEvent> {
        self.wishes.subscribe()
    }

    /// What has happened, for who waits for it instead of draining.
    #[must_use]
    pub fn events(&self) -> &Receiver<PairEvent> {
        &self.events
    }

    /// Wishes something.
    pub fn wish(&self, wish: PairWish) {
        self.wishes.send(wish);
    }

    /// Hands out what happened, for no longer than `limit`. True when more is there.
    pub fn drain(&mut self, limit: Duration, each: &mut dyn FnMut(PairEvent)) -> bool {
        let begun = Instant::now();
        loop {
            match self.events.try_recv() {
                Ok(event) => each(event),
                Err(TryRecvError::Empty) => return false,
                Err(TryRecvError::Disconnected) => {
                    // Let go for being far behind: the picture is built anew.
                    self.events = self.wishes.subscribe();
                    return false;
                }
            }
            if begun.elapsed() >= limit {
                return !self.events.is_empty();
            }
        }
    }

    /// A reading end of the ledger.
    ///
    /// # Errors
    /// It cannot be opened a second time.
    pub fn history(&self) -> Result<History, PairFault> {
        History::open(&self.folder)
    }

    /// Ends all links and the node, and says who did not end in time.
    #[must_use]
    pub fn shut_down(mut self, limit: Duration) -> Vec<Late> {
        self.wishes.0.send(Call::Stop);
        match self.thread.take().map(|thread| thread.join_within(limit)) {
            Some(Ok(late)) => late.unwrap_or_default(),
            Some(Err(late)) => vec![late],
            None => Vec::new(),
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.wishes.0.send(Call::Stop);
    }
}

#[expect(clippy::disallowed_methods, reason = "wishes of people, and reports bounded by the links")]
fn calls() -> (Sender<Call>, Receiver<Call>) {
    crossbeam_channel::unbounded()
}

fn other(error: &std::io::Error) -> PairFault {
    PairFault::Other(error.to_string())
}
