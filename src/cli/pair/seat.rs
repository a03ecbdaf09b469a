//! A command's place at the node: what it hears, what it wishes, how long it waits.

use super::node::{self, NodeEnd, Start};
use super::picture::{Picture, Unclear};
use super::text::sentence;
use super::{fault_text, fingerprint};
use crate::cli::{Exit, complain, signals};
use crate::codec::printable;
use crate::language::Words;
use crate::model::ThreadRole;
use crate::model::pairing::{ContactId, PairEvent, PairFault, PairWish};
use crate::store::Paths;
use crate::threads::{Registry, Spec};
use crate::tr;
use crossbeam_channel::{Receiver, never, select};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a node may take to tell all there is.
const PATIENCE: Duration = Duration::from_secs(10);

/// A node with signals beside it. Errors are how the command ends; what is to be said was said.
pub(super) struct Seat<'a> {
    pub(super) words: &'a Words,
    pub(super) picture: Picture,
    pub(super) registry: Registry,
    end: Box<dyn NodeEnd>,
    signals: Receiver<()>,
}

impl<'a> Seat<'a> {
    /// Attaches to the profile's node, or starts it.
    pub(super) fn take(
        paths: &Paths,
        listen: Vec<SocketAddr>,
        words: &'a Words,
    ) -> Result<Self, Exit> {
        let registry = Registry::new();
        // Its row lasts as long as the registry; this thread has nothing to report about itself.
        let _main = registry.adopt(Spec::new(ThreadRole::Main, "main"));
        let signals = signals::watch(&registry).map_err(|error| {
            complain(&tr!(words, "cli-cannot-start", error = error.to_string()));
            Exit::Failed
        })?;
        let is_placed = !listen.is_empty();
        let start = Start { registry: &registry, paths, words, listen, signals: &signals };
        let opened = node::open(&start).map_err(|fault| {
            complain(&fault_text(words, &fault));
            let is_of_folder = fault.is_of_ledger() || matches!(fault, PairFault::Key(_));
            if let Some(home) = std::env::var_os("JACKFIELD_HOME").filter(|_| is_of_folder) {
                let home = printable(home.as_encoded_bytes());
                complain(&tr!(words, "pair-cli-home", home = home));
            }
            Exit::Failed
        })?;
        let end = opened.ok_or(Exit::Interrupted)?;
        if is_placed && !end.is_own() {
            complain(&tr!(words, "pair-cli-listens-already"));
        }
        Ok(Self { words, picture: Picture::default(), registry, end, signals })
    }

    /// Wishes something of the node.
    pub(super) fn wish(&self, wish: PairWish) -> Result<(), Exit> {
        self.end.wish(wish).map_err(|fault| {
            complain(&fault_text(self.words, &fault));
            Exit::Failed
        })
    }

    /// The next event; `None` when the time is up.
    pub(super) fn next(&mut self, until: Option<Instant>) -> Result<Option<PairEvent>, Exit> {
        let woken = self.next_or(until, &never::<()>())?;
        Ok(woken.and_then(Woken::event))
    }

    /// The next event or the next of something else, whichever comes first.
    pub(super) fn next_or<T>(
        &mut self,
        until: Option<Instant>,
        other: &Receiver<T>,
    ) -> Result<Option<Woken<T>>, Exit> {
        let time_up = until.map_or_else(never, crossbeam_channel::at);
        let event = select! {
            recv(self.signals) -> _ => return Err(Exit::Interrupted),
            recv(self.end.events()) -> event => event,
            recv(other) -> item => return Ok(Some(Woken::Other(item.ok()))),
            recv(time_up) -> _ => return Ok(None),
        };
        let Ok(event) = event else {
            let key = if self.end.is_there() { "pair-cli-behind" } else { "pair-cli-gone" };
            complain(&self.words.say(key));
            return Err(Exit::Failed);
        };
        self.picture.take(&event);
        if let PairEvent::Broken(fault) = &event {
            complain(&fault_text(self.words, fault));
            return Err(Exit::Failed);
        }
        Ok(Some(Woken::Event(event)))
    }

    /// The next of something else; events stay where they are.
    pub(super) fn wait_for<T>(&mut self, other: &Receiver<T>) -> Result<Option<Woken<T>>, Exit> {
        select! {
            recv(self.signals) -> _ => Err(Exit::Interrupted),
            recv(other) -> item => Ok(Some(Woken::Other(item.ok()))),
        }
    }

    /// Says what an event means, where that is of interest.
    pub(super) fn tell(&self, event: &PairEvent) {
        if let Some(text) = sentence(event, &self.picture, self.words) {
            complain(&text);
        }
    }

    /// Waits until the picture of all there is has come.
    pub(super) fn settle(&mut self) -> Result<(), Exit> {
        let until = Instant::now() + PATIENCE;
        while !self.picture.is_whole {
            match self.next(Some(until))? {
                // The node's program may turn this one away.
                Some(event @ (PairEvent::Trouble { .. } | PairEvent::Cloned { .. })) => {
                    self.tell(&event);
                }
                Some(_) => {}
                None => {
                    complain(&tr!(self.words, "pair-cli-no-answer"));
                    return Err(Exit::Failed);
                }
            }
        }
        Ok(())
    }

    /// Whom a name means.
    pub(super) fn find(&mut self, name: &str) -> Result<ContactId, Exit> {
        self.settle()?;
        self.picture.find(name).map_err(|unclear| {
            complain(&unclear_text(&unclear, name, &self.picture, self.words));
            Exit::WrongUse
        })
    }

    /// Whether the node is this program's own, and not that of a window or of another command.
    pub(super) fn is_own(&self) -> bool {
        self.end.is_own()
    }

    /// Leaves the node; ends it where it is this program's own.
    pub(super) fn leave(self) {
        for late in self.end.close() {
            complain(&tr!(self.words, "cli-late-thread", thread = late.label));
        }
    }
}

/// What ended a wait.
pub(super) enum Woken<T> {
    /// Something has happened to the node.
    Event(PairEvent),
    /// The other thing that was waited for; `None` at its end.
    Other(Option<T>),
}

impl<T> Woken<T> {
    fn event(self) -> Option<PairEvent> {
        match self {
            Self::Event(event) => Some(event),
            Self::Other(_) => None,
        }
    }
}

pub(super) fn unclear_text(
    unclear: &Unclear,
    name: &str,
    picture: &Picture,
    words: &Words,
) -> String {
    let name = printable(name.as_bytes());
    match unclear {
        Unclear::Nobody => tr!(words, "pair-cli-nobody", name = name),
        Unclear::Near(ids) => {
            tr!(words, "pair-cli-near", name = name, near = listed(ids, picture, words))
        }
        Unclear::Several(ids) => {
            tr!(words, "pair-cli-several", name = name, several = listed(ids, picture, words))
        }
    }
}

fn listed(ids: &[ContactId], picture: &Picture, words: &Words) -> String {
    let all: Vec<String> = ids
        .iter()
        .filter_map(|id| picture.contacts.get(id))
        .map(|one| format!("“{}” ({})", printable(one.name.as_bytes()), fingerprint(&one.key)))
        .collect();
    words.list(&all)
}

#[cfg(test)]
mod tests {
    use super::super::picture::tests::picture;
    use super::*;
    use crate::language::Language;

    #[test]
    fn who_may_be_meant_is_listed_with_fingerprints() {
        let words = Words::new(Language::English);
        for (names, typed) in [(["Mia's laptop", "Mia's desk"], "mia"), (["Mia", "Mia"], "mia")] {
            let picture = picture(&names);
            let unclear = picture.find(typed).expect_err("both");
            let text = unclear_text(&unclear, typed, &picture, &words);
            for one in picture.contacts.values() {
                let named = format!("“{}” ({})", one.name, fingerprint(&one.key));
                assert!(text.contains(&named), "{text}");
            }
        }
    }
}
