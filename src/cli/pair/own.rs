//! A node of a command's own, which other programs of the profile may use meanwhile.

use super::node::{NodeEnd, Start};
use crate::cli::complain;
use crate::model::limits;
use crate::model::pairing::{PairEvent, PairFault, PairWish};
use crate::pair::local::Local;
use crate::pair::node::{Config, Node, Wishes};
use crate::threads::Late;
use crate::tr;
use crossbeam_channel::Receiver;
use std::sync::Arc;

struct Own {
    node: Node,
    wishes: Wishes,
    local: Option<Local>,
}

/// Starts a node, and lets others use it.
///
/// # Errors
/// [`PairFault::InUse`] when another program has the profile's; why it cannot be started.
pub(super) fn start(start: &Start<'_>) -> Result<Box<dyn NodeEnd>, PairFault> {
    let node = Node::start(config(start))?;
    let (wishes, listeners) = (node.wishes(), node.wishes());
    let local = Local::serve(
        start.registry,
        &start.paths.runtime,
        move |wish| wishes.send(wish),
        move || listeners.subscribe(),
    );
    // It works for itself without them.
    let local = local
        .inspect_err(|error| {
            complain(&tr!(start.words, "pair-cli-no-local", error = error.to_string()));
        })
        .ok();
    let wishes = node.wishes();
    Ok(Box::new(Own { node, wishes, local }))
}

fn config(start: &Start<'_>) -> Config {
    Config {
        key_file: start.paths.identity_file(),
        folder: start.paths.pair_folder(),
        downloads: start.paths.received(),
        registry: start.registry.clone(),
        // The loop sleeps on its subscription.
        wake: Arc::new(|| {}),
        listen: start.listen.clone(),
        discovery: true,
    }
}

impl NodeEnd for Own {
    fn wish(&self, wish: PairWish) -> Result<(), PairFault> {
        self.wishes.send(wish);
        Ok(())
    }

    fn events(&self) -> &Receiver<PairEvent> {
        self.node.events()
    }

    fn is_there(&self) -> bool {
        self.node.is_running()
    }

    fn is_own(&self) -> bool {
        true
    }

    fn close(self: Box<Self>) -> Vec<Late> {
        let Self { node, local, .. } = *self;
        // The others first: they hear of the end.
        drop(local);
        node.shut_down(limits::JOIN)
    }
}
