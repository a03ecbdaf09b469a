//! Where a session stands, from its first look-up to its end.

use crate::model::Fault;
use std::time::{Duration, Instant};

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It was asked for; nothing was heard yet.
    Opening,
    /// A name is being looked up.
    Resolving(String),
    /// A connect is under way, to this address.
    Connecting(String),
    /// A listener is ready.
    Listening,
    /// A client's connection is open.
    Open,
    /// One side of a client's connection has finished sending.
    HalfClosed,
    /// The next connect comes after a pause.
    Retrying(Retry),
    /// We asked for its end.
    Closing,
    /// It is over, and nothing went wrong.
    Closed,
    /// It is over because of this.
    Failed(Fault),
}

/// A pause before the next connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Which try comes, from 1.
    pub attempt: u32,
    /// How many there will be.
    pub attempts: u32,
    /// When it comes.
    pub at: Instant,
    /// What went wrong last.
    pub fault: Fault,
}

impl Retry {
    /// Time until the next try.
    #[must_use]
    pub fn left(&self, now: Instant) -> Duration {
        self.at.saturating_duration_since(now)
    }
}

impl Stage {
    /// Whether it has ended: its threads are gone or going, and it can be opened again.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Closed | Self::Failed(_))
    }

    /// Whether it tries to get somewhere.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Opening | Self::Resolving(_) | Self::Connecting(_) | Self::Retrying(_))
    }
}
