//! The node of the profile, for the window and for the commands that come while it is open.

use super::pairing::{PairNode, PairSource};
use super::state::pairing::Talks;
use crate::flow::Wake;
use crate::model::pairing::{ContactId, Item, PairEvent, PairFault, PairWish};
use crate::pair::ledger::{History, Ledger};
use crate::pair::local::Local;
use crate::pair::node::{Config, Node};
use crate::store::Paths;
use crate::threads::{Late, Registry};
use std::time::Duration;

/// Where the node of a profile has its files.
pub(super) struct Profile {
    paths: Paths,
    registry: Registry,
    wake: Wake,
}

impl Profile {
    pub(super) fn new(paths: Paths, registry: Registry, wake: Wake) -> Self {
        Self { paths, registry, wake }
    }
}

impl PairSource for Profile {
    fn was_used(&self) -> bool {
        Ledger::is_in(&self.paths.pair_folder())
    }

    fn start(&self) -> Result<Box<dyn PairNode>, PairFault> {
        let node = Node::start(Config {
            key_file: self.paths.identity_file(),
            folder: self.paths.pair_folder(),
            downloads: self.paths.received(),
            registry: self.registry.clone(),
            wake: Wake::clone(&self.wake),
            listen: Vec::new(),
            discovery: true,
        })?;
        let (wishes, listeners) = (node.wishes(), node.wishes());
        let (grant, listen) = (move |wish| wishes.send(wish), move || listeners.subscribe());
        let local = Local::serve(&self.registry, &self.paths.runtime, grant, listen);
        // The window works without the commands that would use its node.
        let local = local.inspect_err(|error| log::warn!("commands cannot use the node: {error}"));
        Ok(Box::new(Held { node, local: local.ok() }))
    }
}

/// A node, and the end at which commands use it.
struct Held {
    node: Node,
    local: Option<Local>,
}

impl PairNode for Held {
    fn wish(&self, wish: PairWish) {
        self.node.wish(wish);
    }

    fn drain(&mut self, limit: Duration, each: &mut dyn FnMut(PairEvent)) -> bool {
        self.node.drain(limit, each)
    }

    fn talks(&self) -> Result<Box<dyn Talks>, PairFault> {
        Ok(Box::new(self.node.history()?))
    }

    fn shut_down(self: Box<Self>, limit: Duration) -> Vec<Late> {
        let Self { node, local } = *self;
        // They hear of the end.
        drop(local);
        node.shut_down(limit)
    }
}

impl Talks for History {
    fn page(
        &self,
        contact: ContactId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Item>, PairFault> {
        Self::page(self, contact, before, limit)
    }

    fn after(
        &self,
        contact: ContactId,
        position: u64,
        limit: usize,
    ) -> Result<Vec<Item>, PairFault> {
        Self::after(self, contact, position, limit)
    }
}
