//! A paired machine and a transfer, each with what the window adds to it.

use crate::model::pairing::{Contact, Item, PairFault, Presence, Transfer, TransferState};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How far an item of ours is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delivery {
    /// In our ledger.
    Queued,
    /// On its way.
    Sent,
    /// On their disk.
    Stored,
}

/// Who ended a pairing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person here.
    Here,
    /// The person there.
    There,
    /// Nobody: one of the two has another key, or lost its ledger.
    Forgotten,
}

/// A paired machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The facts.
    pub contact: Contact,
    /// Whether it can be talked to.
    pub presence: Presence,
    /// When that was told.
    pub told: Instant,
    /// Items of theirs that nobody has looked at.
    pub unread: usize,
    /// Items of ours that were lost here and brought back from their copy.
    pub brought_back: u64,
    /// Items of ours that were lost there and given again.
    pub given_again: u64,
    /// The addresses that they dialled back, and whether the last one answered.
    pub dialled_back: Option<(Vec<SocketAddr>, bool)>,
    sent: u64,
}

impl Known {
    pub(super) fn new(contact: Contact, now: Instant) -> Self {
        Self {
            sent: contact.stored,
            contact,
            presence: Presence::Away { next_try: None },
            told: now,
            unread: 0,
            brought_back: 0,
            given_again: 0,
            dialled_back: None,
        }
    }

    /// Counts may be on their way while a copy of the contact is told: none of them goes back, unless
    /// the two were paired anew.
    pub(super) fn renew(&mut self, contact: Contact) {
        if contact.paired_at != self.contact.paired_at {
            self.sent = contact.stored;
            self.contact = contact;
            return;
        }
        let (said, stored) = (self.contact.said, self.contact.stored);
        self.contact = contact;
        self.contact.said = self.contact.said.max(said);
        self.stored(stored);
    }

    pub(super) fn present(&mut self, presence: Presence, now: Instant) {
        if !matches!(presence, Presence::Here { .. }) {
            // What was under way and not stored leaves again with the next link.
            self.sent = self.contact.stored;
        }
        (self.presence, self.told) = (presence, now);
    }

    pub(super) fn sent(&mut self, seq: u64) {
        self.sent = self.sent.max(seq);
    }

    pub(super) fn stored(&mut self, seq: u64) {
        self.contact.stored = self.contact.stored.max(seq);
        self.sent = self.sent.max(self.contact.stored);
    }

    pub(super) fn item(&mut self, item: &Item, fresh: bool) {
        if item.mine {
            self.contact.said = self.contact.said.max(item.seq);
        } else if fresh {
            self.unread += 1;
        }
    }

    /// How far an item of ours is.
    #[must_use]
    pub fn delivery(&self, item: &Item) -> Delivery {
        if item.earlier || item.seq <= self.contact.stored {
            Delivery::Stored
        } else if item.seq <= self.sent {
            Delivery::Sent
        } else {
            Delivery::Queued
        }
    }

    /// Items of ours that are not on their disk.
    #[must_use]
    pub fn queued(&self) -> u64 {
        self.contact.said.saturating_sub(self.contact.stored)
    }

    /// Time until the next try, where one comes.
    #[must_use]
    pub fn next_try(&self, now: Instant) -> Option<Duration> {
        let Presence::Away { next_try: Some(after) } = self.presence else { return None };
        Some(after.saturating_sub(now.saturating_duration_since(self.told)))
    }

    /// Whether the pairing was ended from here.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.contact.revoked_at.is_some()
    }

    /// Who ended the pairing, where it has ended: nothing more can be said.
    #[must_use]
    pub fn ended(&self) -> Option<Ended> {
        match self.presence {
            _ if self.is_over() => Some(Ended::Here),
            Presence::Stopped(PairFault::RemovedByThem) => Some(Ended::There),
            Presence::Stopped(PairFault::Forgotten) => Some(Ended::Forgotten),
            _ => None,
        }
    }
}

/// Least time over which the speed of a transfer is taken.
const SPELL: Duration = Duration::from_millis(500);

/// Time without a byte after which that is told: progress is reported each second.
const STILL: Duration = Duration::from_secs(5);

/// A transfer and how fast it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// The facts.
    pub transfer: Transfer,
    /// Bytes a second; 0 while nothing moves.
    pub rate: f64,
    /// It arrived damaged and is fetched again: the how manieth time, of how many.
    pub again: Option<(u8, u8)>,
    read: (Instant, u64),
    /// When bytes came to it last.
    moved: Option<Instant>,
}

impl Flow {
    pub(super) fn new(transfer: Transfer, now: Instant) -> Self {
        Self { rate: 0.0, again: None, read: (now, transfer.done), moved: None, transfer }
    }

    pub(super) fn renew(&mut self, transfer: Transfer, now: Instant) {
        let (then, done) = self.read;
        let spell = now.saturating_duration_since(then);
        if transfer.done > self.transfer.done {
            self.moved = Some(now);
        } else if transfer.state != self.transfer.state {
            self.moved = None;
        }
        if transfer.state != TransferState::Moving || transfer.done < done {
            (self.rate, self.read) = (0.0, (now, transfer.done));
        } else if spell >= SPELL {
            self.rate = (transfer.done - done) as f64 / spell.as_secs_f64();
            self.read = (now, transfer.done);
        }
        self.transfer = transfer;
    }

    /// When bytes came to it last, where some have since it stands as it does.
    #[must_use]
    pub fn moved(&self) -> Option<Instant> {
        self.moved
    }

    /// How long no byte has come, where that is longer than the time between two reports.
    #[must_use]
    pub fn still(&self, now: Instant) -> Option<Duration> {
        let still = now.saturating_duration_since(self.moved?);
        (self.transfer.state == TransferState::Moving && still >= STILL).then_some(still)
    }

    /// How long the rest takes, where something moves.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        let left = self.transfer.size.saturating_sub(self.transfer.done);
        (self.rate >= 1.0).then(|| Duration::from_secs_f64((left as f64 / self.rate).min(1e9)))
    }

    /// How much of it has moved, from 0 to 1.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a share for eyes")]
    pub fn share(&self) -> f32 {
        match self.transfer.size {
            0 => 0.0,
            size => (self.transfer.done.min(size) as f64 / size as f64) as f32,
        }
    }
}
