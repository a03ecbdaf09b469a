//! Whom the node knows: their links, and when the next one is tried.

use crate::model::pairing::{Contact, ContactId, PairFault, Presence};
use crate::pair::link::LinkId;
use crate::pair::talk::Pace;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// The first and the longest pause between two tries.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));
/// Head start of one address before the next is dialled as well.
pub(super) const STAGGER: Duration = Duration::from_millis(250);
/// A link that lived so long, or moved something, was a good one.
const STEADY: Duration = Duration::from_secs(5);
/// How often one address is dialled because it was seen nearby.
const SEEN: Duration = Duration::from_secs(5);

/// One contact while the node runs.
pub(super) struct Known {
    pub(super) contact: Contact,
    /// The link that talks, and who dialled it.
    pub(super) live: Option<(LinkId, SocketAddr, bool)>,
    /// A link that may talk when the one before it has ended.
    pub(super) next: Option<(LinkId, SocketAddr, bool)>,
    /// Links that are being made.
    pub(super) dialling: Vec<LinkId>,
    /// Addresses still to be dialled in this round, and when.
    pub(super) queue: Vec<(Instant, SocketAddr)>,
    /// When the next round begins.
    pub(super) retry_at: Option<Instant>,
    tries: u32,
    /// When the link that talks began to.
    since: Option<Instant>,
    /// How fast its words are taken, whichever link brings them.
    pub(super) pace: Pace,
    /// Why nothing is tried any more; or, where it is our ledger's fault, not yet.
    pub(super) stopped: Option<PairFault>,
    /// Why the last round failed.
    pub(super) last: Option<PairFault>,
    /// What was sent last, for who listens later.
    pub(super) sent: u64,
    /// What was told of it last.
    told: Option<Presence>,
    seen: BTreeMap<SocketAddr, Instant>,
}

impl Known {
    pub(super) fn new(contact: Contact, now: Instant) -> Self {
        let stopped = contact.revoked_at.map(|_| PairFault::NoContact);
        Self {
            sent: contact.stored,
            told: None,
            contact,
            live: None,
            next: None,
            dialling: Vec::new(),
            queue: Vec::new(),
            retry_at: Some(now),
            tries: 0,
            since: None,
            pace: Pace::new(now),
            stopped,
            last: None,
            seen: BTreeMap::new(),
        }
    }

    /// What is said of it.
    pub(super) fn presence(&self, now: Instant) -> Presence {
        if let Some((_, address, _)) = self.live {
            return Presence::Here { address };
        }
        if let Some(fault) = &self.stopped {
            return Presence::Stopped(fault.clone());
        }
        if !self.dialling.is_empty() || !self.queue.is_empty() {
            return Presence::Dialling;
        }
        let next_try = self.retry_at.map(|at| at.saturating_duration_since(now));
        Presence::Away { next_try }
    }

    /// What is to be said of it, where that is not what was said last.
    pub(super) fn news(&mut self, now: Instant) -> Option<Presence> {
        let presence = self.presence(now);
        (self.told.as_ref() != Some(&presence)).then(|| self.told.insert(presence).clone())
    }

    /// Begins a round of dialling, at these addresses before those that are known.
    pub(super) fn begin_round(&mut self, first: &[SocketAddr], now: Instant) {
        self.retry_at = None;
        let all = first.iter().chain(&self.contact.addresses);
        let mut queue: Vec<SocketAddr> = Vec::new();
        for address in all {
            if !queue.contains(address) {
                queue.push(*address);
            }
        }
        queue.truncate(8);
        let at = |index: usize| now + STAGGER * u32::try_from(index).unwrap_or(u32::MAX);
        self.queue = queue.into_iter().enumerate().map(|(i, address)| (at(i), address)).collect();
        if self.queue.is_empty() {
            self.plan(now, 0.5);
        }
    }

    /// Plans the next round. `chance` in 0..1 keeps two machines from dialling in step.
    pub(super) fn plan(&mut self, now: Instant, chance: f64) {
        let (first, longest) = PAUSE;
        let pause = first.saturating_mul(1 << self.tries.min(16)).min(longest);
        self.tries = self.tries.saturating_add(1);
        self.retry_at = Some(now + pause.mul_f64(0.8 + 0.4 * chance));
    }

    /// None of its links is ours any more.
    pub(super) fn forget_links(&mut self, now: Instant) {
        (self.live, self.next) = (None, None);
        self.dialling.clear();
        self.queue.clear();
        self.retry_at = Some(now);
    }

    /// There was a good link: the next tries begin with short pauses again.
    pub(super) fn was_here(&mut self) {
        self.tries = 0;
        self.stopped = None;
    }

    /// Something was moved: the link is a good one.
    pub(super) fn moved(&mut self) {
        self.tries = 0;
    }

    /// A link begins to talk. Whether it is a good one will be seen: where a disk is full, here or
    /// there, each new link would give all that waits again and be cut.
    pub(super) fn begin_talk(&mut self, now: Instant) {
        self.since = Some(now);
        self.stopped = None;
    }

    /// The link that talked is over.
    pub(super) fn end_talk(&mut self, now: Instant) {
        let since = self.since.take();
        if since.is_some_and(|since| now.saturating_duration_since(since) >= STEADY) {
            self.moved();
        }
    }

    /// Whether it is not tried again by itself.
    pub(super) fn rests(&self) -> bool {
        self.stopped.as_ref().is_some_and(|fault| !fault.is_of_ledger())
    }

    /// The addresses of these that may be dialled because they were just seen.
    pub(super) fn freshly_seen(
        &mut self,
        addresses: &[SocketAddr],
        now: Instant,
    ) -> Vec<SocketAddr> {
        self.seen.retain(|_, then| now.saturating_duration_since(*then) < SEEN);
        let mut fresh = Vec::new();
        for address in addresses.iter().take(4) {
            if !self.seen.contains_key(address) {
                self.seen.insert(*address, now);
                fresh.push(*address);
            }
        }
        fresh
    }

    /// When something is to be done for it.
    pub(super) fn deadline(&self) -> Option<Instant> {
        if self.rests() || self.live.is_some() {
            return None;
        }
        // The next round waits for the end of this one.
        let is_idle = self.dialling.is_empty() && self.queue.is_empty();
        let next_round = self.retry_at.filter(|_| is_idle);
        self.queue.iter().map(|(at, _)| *at).chain(next_round).min()
    }
}

/// All contacts of a node.
#[derive(Default)]
pub(super) struct Contacts(pub(super) BTreeMap<ContactId, Known>);

impl Contacts {
    pub(super) fn get(&mut self, id: ContactId) -> Option<&mut Known> {
        self.0.get_mut(&id)
    }

    /// Whom this link is for, if it is being made or talks.
    pub(super) fn of_link(&mut self, link: LinkId) -> Option<&mut Known> {
        let is = |it: &Option<(LinkId, SocketAddr, bool)>| it.is_some_and(|(id, ..)| id == link);
        self.0
            .values_mut()
            .find(|known| is(&known.live) || is(&known.next) || known.dialling.contains(&link))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Nanos;
    use crate::model::pairing::{PublicKey, Verified};

    fn known(now: Instant) -> Known {
        let contact = Contact {
            id: ContactId(1),
            key: PublicKey([1; 32]),
            name: "Mia".into(),
            claimed: "Mia".into(),
            verified: Verified::Code,
            paired_at: Nanos(1),
            last_seen: None,
            addresses: vec![([127, 0, 0, 1], 1).into(), ([127, 0, 0, 1], 2).into()],
            revoked_at: None,
            said: 0,
            stored: 0,
            heard: 0,
        };
        Known::new(contact, now)
    }

    #[test]
    fn the_next_round_is_due_when_this_one_is_over_and_not_before() {
        let now = Instant::now();
        let mut known = known(now);
        known.begin_round(&[], now);
        assert_eq!(known.deadline(), Some(now), "the first address");
        known.queue.clear();
        known.dialling.push(LinkId(1));
        known.plan(now, 0.5);
        assert_eq!(known.deadline(), None, "a due time that nothing is done about is a busy loop");
        known.dialling.clear();
        assert_eq!(known.deadline(), Some(now + PAUSE.0));
    }

    #[test]
    fn the_same_is_told_once() {
        let now = Instant::now();
        let mut known = known(now);
        known.begin_round(&[], now);
        assert_eq!(known.news(now), Some(Presence::Dialling));
        assert_eq!(known.news(now), None);
    }

    #[test]
    fn pauses_grow_until_a_link_was_a_good_one() {
        let now = Instant::now();
        let mut known = known(now);
        let pause = |known: &mut Known, lived: Duration| {
            known.begin_talk(now);
            known.end_talk(now + lived);
            known.plan(now, 0.5);
            known.deadline().expect("a next try") - now
        };
        assert_eq!(pause(&mut known, Duration::ZERO), PAUSE.0);
        assert_eq!(pause(&mut known, Duration::ZERO), PAUSE.0 * 2);
        assert_eq!(pause(&mut known, STEADY), PAUSE.0);
    }

    #[test]
    fn a_full_disk_is_told_and_tried_again() {
        let now = Instant::now();
        let mut known = known(now);
        known.plan(now, 0.5);
        known.stopped = Some(PairFault::LedgerFull);
        assert_eq!(known.deadline(), Some(now + PAUSE.0));
        assert_eq!(known.presence(now), Presence::Stopped(PairFault::LedgerFull));
        known.stopped = Some(PairFault::RemovedByThem);
        assert_eq!(known.deadline(), None);
    }
}
