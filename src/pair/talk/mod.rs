//! One talk over one link: what is owed, sent and stored, without sockets and without a clock.
//!
//! Bytes and moments come in, frames and facts go out. All that has to outlive the link is in the
//! ledger, so a talk may end at any byte. After a hello each side knows what the other has stored,
//! and goes on behind it.

mod pace;
mod receive;
mod send;
#[cfg(test)]
mod tests;

pub use pace::Pace;

use super::frame::{Frame, ItemFrame};
use super::ledger::{BroughtBack, Ledger, LogId, LogState};
use crate::model::pairing::{ContactId, Item, ItemId, PairFault};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Silence after which a sign of life is asked for.
pub const PING: Duration = Duration::from_secs(10);
/// Silence after which nobody is there any more.
pub const DEAD: Duration = Duration::from_secs(30);
/// The same while something of ours waits to be acknowledged: a person looks at it, and who is there
/// says something within moments.
pub const OWED: (Duration, Duration) = (Duration::from_secs(3), Duration::from_secs(10));

/// What we say of ourselves.
#[derive(Clone, Debug)]
pub struct Introduction {
    /// What we call ourselves.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// Where we listen.
    pub addresses: Vec<SocketAddr>,
}

/// What a talk tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TalkFact {
    /// They have introduced themselves. Nothing of it is cleaned.
    Hello {
        /// What they call themselves.
        name: String,
        /// The version they run.
        version: String,
        /// Where they say that they listen.
        addresses: Vec<SocketAddr>,
    },
    /// An item of theirs is on our disk.
    Heard(Item),
    /// All items of ours up to this number are on their way.
    Sent(u64),
    /// All items of ours up to this number are on their disk.
    Stored(u64),
    /// Our ledger was older than their copy: so many items came back. With them come all that have
    /// a new number or place.
    BroughtBack(u64, Vec<Item>),
    /// Their ledger was older than ours: so many items are given again.
    GivenAgain(u64),
    /// They send more than is taken at once, and are read slowly from now on; told once.
    HeldBack,
    /// They ended the pairing.
    UnpairedByThem,
    /// Not about the talk.
    Other(Frame),
}

/// A talk with one contact, as long as one link lives.
#[derive(Debug)]
pub struct Talk {
    ledger: Ledger,
    contact: ContactId,
    own: Introduction,
    logs: LogState,
    link: Link,
    /// Frames that are due, each at most once, however often they were asked for.
    due: Due,
    /// What waits for a commit.
    inbound: Inbound,
    /// What they have given back so far.
    brought: BroughtBack,
    /// The last item of ours that went into this link, or that they had before.
    sent: u64,
    /// There may be more of ours in the ledger than was sent.
    more: bool,
    /// Up to which of their own items we have given back.
    giving_back: Option<u64>,
    pace: Pace,
    heard_at: Instant,
    pinged_at: Instant,
    /// Since when something of ours waits to be acknowledged.
    owed_at: Option<Instant>,
}

/// How far the link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// They have said nothing yet.
    Silent,
    /// They give back what our ledger lost; nothing of ours is sent until this number is here again.
    Recalling { until: u64, last: ItemId },
    /// Both talk.
    Open,
}

#[derive(Debug, Default)]
struct Due {
    hello: bool,
    ack: bool,
    ping: bool,
    pong: bool,
    recall: bool,
}

#[derive(Debug, Default)]
struct Inbound {
    their_log: LogId,
    /// The last number of theirs that was taken, in the ledger or here.
    heard: u64,
    items: Vec<ItemFrame>,
    returned: Vec<ItemFrame>,
    /// About what these take in memory.
    returned_bytes: u64,
    /// The last that was given back.
    given: Option<(u64, ItemId)>,
    /// They say that all was given back.
    all_returned: bool,
    /// The highest number of ours that they have acknowledged.
    stored: Option<u64>,
}

impl Talk {
    /// Begins a talk. The hello is the first that goes out. `pace` is the contact's, for all its
    /// links.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn start(
        ledger: Ledger,
        contact: ContactId,
        own: Introduction,
        pace: Pace,
        now: Instant,
    ) -> Result<Self, PairFault> {
        let logs = ledger.log_state(contact)?;
        Ok(Self {
            ledger,
            contact,
            own,
            sent: logs.next - 1,
            logs,
            link: Link::Silent,
            due: Due { hello: true, ..Due::default() },
            inbound: Inbound::default(),
            brought: BroughtBack::default(),
            more: false,
            giving_back: None,
            pace,
            heard_at: now,
            pinged_at: now,
            owed_at: None,
        })
    }

    /// Whether they have introduced themselves.
    pub fn is_open(&self) -> bool {
        self.link != Link::Silent
    }

    /// What came and waits for [`Self::settle`].
    pub fn pending(&self) -> usize {
        let Inbound { items, returned, stored, .. } = &self.inbound;
        items.len()
            + returned.len()
            + usize::from(stored.is_some())
            + usize::from(self.inbound.all_returned)
    }

    /// The outbox has grown.
    pub fn nudge(&mut self) {
        self.more = true;
    }

    /// Whether more may be read now. Where not, TCP slows them; nothing is dropped. The moment when
    /// it may be again is in what [`Self::tick`] gives.
    pub fn may_read(&self, now: Instant) -> bool {
        self.pace.free(now) <= now
    }

    /// Asks for a sign of life now: there may be nobody any more.
    pub fn ask(&mut self, now: Instant) {
        self.due.ping = true;
        self.pinged_at = now;
    }

    /// Looks at the clock; gives the moment when it has to be looked at again.
    ///
    /// # Errors
    /// [`PairFault::Cut`]: they were silent for [`DEAD`], or while they owed us an acknowledgement
    /// for the second of [`OWED`].
    pub fn tick(&mut self, now: Instant) -> Result<Instant, PairFault> {
        let is_owed = self.link == Link::Open && self.sent > self.logs.stored;
        self.owed_at = is_owed.then(|| self.owed_at.unwrap_or(now));
        let (ping, dead) = self.patience();
        if now >= dead {
            let silent = now.saturating_duration_since(self.heard_at);
            return Err(PairFault::Cut(format!("nothing came for {} s", silent.as_secs())));
        }
        if now >= ping {
            self.ask(now);
        }
        let next = dead.min(self.patience().0);
        let free = self.pace.free(now);
        Ok(if free > now { next.min(free) } else { next })
    }

    /// When a sign of life is asked for, and when nobody is there any more.
    fn patience(&self) -> (Instant, Instant) {
        let (last, dead) = (self.heard_at.max(self.pinged_at), self.heard_at + DEAD);
        match self.owed_at {
            None => (last + PING, dead),
            Some(since) => {
                let (ping, owed) = OWED;
                (
                    (last.max(since) + ping).min(last + PING),
                    dead.min(self.heard_at.max(since) + owed),
                )
            }
        }
    }
}

/// Against the rules of the protocol.
fn altered(what: &str) -> PairFault {
    PairFault::Altered(what.to_owned())
}
