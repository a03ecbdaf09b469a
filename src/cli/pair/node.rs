//! The node that a command uses: its own, or that of the program that holds the profile's.

use super::own;
use crate::language::Words;
use crate::model::pairing::{PairEvent, PairFault, PairWish};
use crate::pair::local::{Attached, Local};
use crate::store::Paths;
use crate::threads::{Late, Registry};
use crossbeam_channel::Receiver;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a command waits for another program that has the ledger and does not answer: it is
/// about to start, or about to end.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it looks meanwhile.
const LOOK: Duration = Duration::from_millis(50);

/// A node, wherever it runs.
pub(super) trait NodeEnd {
    /// Wishes something. What came of it is an event.
    ///
    /// # Errors
    /// When the node is gone, or the wish cannot be told.
    fn wish(&self, wish: PairWish) -> Result<(), PairFault>;

    /// What has happened; all there is comes first. Ends when the node is gone.
    fn events(&self) -> &Receiver<PairEvent>;

    /// Whether it still works: events that end nevertheless were not read in time.
    fn is_there(&self) -> bool;

    /// Whether this program holds it.
    fn is_own(&self) -> bool;

    /// Ends the use of it. Names the threads that did not end in time.
    fn close(self: Box<Self>) -> Vec<Late>;
}

/// What a node is started with.
pub(super) struct Start<'a> {
    pub(super) registry: &'a Registry,
    pub(super) paths: &'a Paths,
    pub(super) words: &'a Words,
    /// Where it listens; empty for the usual place.
    pub(super) listen: Vec<SocketAddr>,
    /// Ends the wait for a node.
    pub(super) signals: &'a Receiver<()>,
}

/// Attaches to the node of the profile, or starts it. `None` when a signal came meanwhile.
///
/// # Errors
/// Why there is no node.
pub(super) fn open(start: &Start<'_>) -> Result<Option<Box<dyn NodeEnd>>, PairFault> {
    let until = Instant::now() + PATIENCE;
    loop {
        match Local::attach(start.registry, &start.paths.runtime) {
            Ok(attached) => return Ok(Some(Box::new(attached))),
            Err(error) if is_absent(&error) => {}
            Err(error) => return Err(PairFault::Other(format!("attach: {error}"))),
        }
        match own::start(start) {
            Err(PairFault::InUse) if Instant::now() < until => {}
            started => return started.map(Some),
        }
        if start.signals.recv_timeout(LOOK).is_ok() {
            return Ok(None);
        }
    }
}

fn is_absent(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    matches!(error.kind(), K::NotFound | K::NotADirectory | K::ConnectionRefused | K::Unsupported)
}

impl NodeEnd for Attached {
    fn wish(&self, wish: PairWish) -> Result<(), PairFault> {
        self.send(&wish).map_err(|error| PairFault::Other(format!("wish: {error}")))
    }

    fn events(&self) -> &Receiver<PairEvent> {
        Attached::events(self)
    }

    fn is_there(&self) -> bool {
        Attached::is_there(self)
    }

    fn is_own(&self) -> bool {
        false
    }

    fn close(self: Box<Self>) -> Vec<Late> {
        Vec::new()
    }
}
