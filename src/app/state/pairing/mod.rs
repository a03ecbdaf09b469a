//! What the window knows of the paired machines: built from nothing but the node's events.

mod known;
mod talk;
#[cfg(test)]
mod tests;

pub use known::{Delivery, Ended, Flow, Known};
pub use talk::{Talk, Talks, Turn};

use crate::model::pairing::diagnosis::Diagnosis;
use crate::model::pairing::{
    Contact, ContactId, Hidden, Item, ItemId, Means, Nearby, PairEvent, PairFault, PairStep,
    PairWish, Presence, PublicKey, Said, Secret, Transfer, TransferId, TransferState,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How many wishes are remembered until their refusal: it comes at once, or not at all.
const WISHES: usize = 64;

/// Who this machine is to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Myself {
    /// Our key.
    pub key: PublicKey,
    /// Its fingerprint, in letters.
    pub fingerprint: String,
    /// What we call ourselves.
    pub name: String,
    /// The port that is listened on, if it is.
    pub port: Option<u16>,
    /// Addresses others may use.
    pub addresses: Vec<SocketAddr>,
    /// Whether machines near see this one.
    pub visible: bool,
    /// Whether they see its name.
    pub named: bool,
}

/// A code while it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCode {
    /// How the other proves itself.
    pub means: Means,
    /// `123-456-789`; only with [`Means::Code`].
    pub code: Secret,
    /// The link; empty with [`Means::Nothing`].
    pub link: Secret,
    /// How long it is good in all.
    pub whole: Duration,
    /// Until when it is good.
    pub until: Instant,
}

impl ShownCode {
    /// How long it is still good.
    #[must_use]
    pub fn left(&self, now: Instant) -> Duration {
        self.until.saturating_duration_since(now)
    }

    /// The same as a share of all of its time, from 1 down to 0.
    #[must_use]
    pub fn share(&self, now: Instant) -> f32 {
        if self.whole.is_zero() { 0.0 } else { self.left(now).div_duration_f32(self.whole) }
    }
}

/// A wrong code that somebody tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongTry {
    /// From where.
    pub from: SocketAddr,
    /// The how manieth.
    pub count: u8,
    /// Of how many.
    pub limit: u8,
}

/// A text that could not be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// The text.
    pub text: String,
    /// Why.
    pub fault: PairFault,
}

/// This machine may be there twice: a copy of its disk or home folder runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloned {
    /// Somebody proved to have our key; otherwise it was only announced.
    pub proven: bool,
    /// Where.
    pub addresses: Vec<SocketAddr>,
}

/// Something that did not go as it was wished, or went wrong by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// With whom, where it is about one contact.
    pub contact: Option<ContactId>,
    /// What.
    pub fault: PairFault,
}

/// All that is known of the paired machines.
#[derive(Debug, Default)]
pub struct Pairing {
    /// Who we are; `None` until the node is there.
    pub myself: Option<Myself>,
    /// The paired machines, and those that were.
    pub contacts: BTreeMap<ContactId, Known>,
    /// Who is near.
    pub nearby: Vec<Nearby>,
    /// The code that is shown now.
    pub shown: Option<ShownCode>,
    /// The code was asked for by another program: not here.
    pub of_another: bool,
    /// A code was asked for here and is on its way.
    asked: bool,
    /// Why the last code is no longer shown.
    pub hidden: Option<Hidden>,
    /// The last wrong try of the code that is or was shown.
    pub wrong: Option<WrongTry>,
    /// How far pairing with somebody is, while it is under way.
    pub step: Option<PairStep>,
    /// Why the last try to pair failed.
    pub fault: Option<PairFault>,
    /// Who was paired and not yet told of on the screen.
    pub fresh: Vec<ContactId>,
    /// What was refused or went wrong and is not yet told of on the screen.
    pub troubles: Vec<Trouble>,
    /// What this machine found out about itself.
    pub diagnosis: Option<Diagnosis>,
    /// It examines itself at this moment.
    pub diagnosing: bool,
    /// That this machine may be there twice.
    pub cloned: Option<Cloned>,
    /// Files that come and go.
    pub transfers: BTreeMap<(ContactId, TransferId), Flow>,
    /// The folder below which files are received, and the bytes that are free there.
    pub downloads: Option<(PathBuf, Option<u64>)>,
    /// The talks that were opened in this run.
    pub talks: BTreeMap<ContactId, Talk>,
    /// Texts that came back, until their field has taken them.
    pub unsaid: BTreeMap<ContactId, Unsaid>,
    /// What could not be offered, and why, until its field has taken it.
    pub unoffered: BTreeMap<ContactId, (PathBuf, PairFault)>,
    /// Into which folders files could not be accepted, and why.
    pub unaccepted: BTreeMap<(ContactId, TransferId), PairFault>,
    /// Connections that were turned away before they had proved anything.
    pub turned_away: u64,
    /// Why nothing can be accepted or sent.
    pub broken: Option<PairFault>,
    /// Bytes of files that have come and gone while the window looked.
    pub moved: (u64, u64),
    /// What was wished here last, oldest first, to tell it from what another program wishes.
    wishes: VecDeque<PairWish>,
    /// Texts that are on their way to the ledger, oldest first.
    saying: VecDeque<(ContactId, String)>,
    /// What was offered here, to tell it from what another program offers.
    offering: BTreeSet<(ContactId, PathBuf)>,
    /// The same of what was accepted into a folder of the person's choice.
    accepting: BTreeSet<(ContactId, TransferId)>,
}

impl Pairing {
    /// Whether something on the screen changes by itself from second to second.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        let waits = |known: &Known| {
            matches!(known.presence, Presence::Away { next_try: Some(_) } | Presence::Dialling)
                && !known.is_over()
        };
        self.shown.is_some()
            || self.step.is_some()
            || self.contacts.values().any(waits)
            || self.transfers.values().any(|flow| flow.transfer.state == TransferState::Moving)
    }

    /// The transfer that has to come to its end before this one gets bytes: a contact's files go
    /// one after the other in each direction.
    #[must_use]
    pub fn goes_before(&self, behind: &Flow) -> Option<&Flow> {
        let is_behind = behind.moved().is_none() && behind.transfer.state == TransferState::Moving;
        let contact = behind.transfer.contact;
        let first = (contact, ItemId([0; 16]))..=(contact, ItemId([u8::MAX; 16]));
        let others = self.transfers.range(first).map(|(_, flow)| flow).filter(|flow| {
            let stands = &flow.transfer.state;
            flow.transfer.mine == behind.transfer.mine
                && flow.transfer.id != behind.transfer.id
                && (*stands == TransferState::Moving && flow.moved().is_some()
                    || matches!(stands, TransferState::Waiting { .. }) && !flow.transfer.mine)
        });
        others.filter(|_| is_behind).max_by_key(|flow| flow.moved())
    }

    /// Paired machines that there is a link to, and all that are paired.
    #[must_use]
    pub fn linked(&self) -> (usize, usize) {
        let paired = || self.contacts.values().filter(|known| known.ended().is_none());
        let is_here = |known: &&Known| matches!(known.presence, Presence::Here { .. });
        (paired().filter(is_here).count(), paired().count())
    }

    /// Items of others that nobody has looked at, of all talks.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.contacts.values().map(|known| known.unread).sum()
    }

    /// Takes in that something is wished, before it comes to the node.
    pub fn wished(&mut self, wish: &PairWish) {
        // What is typed to pair is a secret, and its failure is told in another way.
        if !matches!(wish, PairWish::Enter { .. } | PairWish::Say(..)) {
            self.wishes.push_back(wish.clone());
            self.wishes.drain(..self.wishes.len().saturating_sub(WISHES));
        }
        match wish {
            PairWish::Enter { .. } => {
                (self.step, self.fault) = (Some(PairStep::Dialling), None);
            }
            PairWish::Cancel => (self.step, self.fault) = (None, None),
            PairWish::Show(_) => {
                (self.hidden, self.wrong) = (None, None);
                self.asked = true;
            }
            PairWish::Offer(contact, path) => {
                self.offering.insert((*contact, path.clone()));
            }
            PairWish::Accept(contact, transfer, Some(_)) => {
                self.unaccepted.remove(&(*contact, *transfer));
                self.accepting.insert((*contact, *transfer));
            }
            PairWish::Say(contact, text) => self.saying.push_back((*contact, text.clone())),
            _ => {}
        }
    }

    /// Takes in that the person looks at the end of this talk.
    pub fn seen(&mut self, contact: ContactId) {
        if let Some(known) = self.contacts.get_mut(&contact) {
            known.unread = 0;
        }
    }

    /// Takes in one fact.
    pub fn apply(&mut self, event: PairEvent, now: Instant) {
        match event {
            PairEvent::Contact(contact) => self.contact(*contact, now),
            PairEvent::Presence(id, presence) => {
                if let Some(known) = self.contacts.get_mut(&id) {
                    known.present(presence, now);
                }
            }
            PairEvent::Item(item) => self.item(&item),
            PairEvent::Sent(id, seq) => self.know(id, |known| known.sent(seq)),
            PairEvent::Stored(id, seq) => self.know(id, |known| known.stored(seq)),
            PairEvent::BroughtBack(id, count) => {
                // What came back stands between what was held, with other numbers.
                self.talks.remove(&id);
                self.know(id, |known| known.brought_back += count);
            }
            PairEvent::GivenAgain(id, count) => self.know(id, |known| known.given_again += count),
            PairEvent::DialledBack { contact, tried, reached } => {
                self.know(contact, |known| known.dialled_back = Some((tried, reached)));
            }
            PairEvent::Transfer(transfer) => self.transfer(*transfer, now),
            PairEvent::FetchedAgain { contact, transfer, count, limit } => {
                if let Some(flow) = self.transfers.get_mut(&(contact, transfer)) {
                    flow.again = Some((count, limit));
                }
            }
            PairEvent::Downloads { folder, free } => self.downloads = Some((folder, free)),
            PairEvent::Nearby(nearby) => self.nearby = nearby,
            PairEvent::Refused { wish, fault } => self.refuse(*wish, fault),
            PairEvent::Trouble { contact, fault } => self.troubles.push(Trouble { contact, fault }),
            PairEvent::TurnedAway(count) => {
                self.turned_away = self.turned_away.saturating_add(count);
            }
            PairEvent::Broken(fault) => self.broken = Some(fault),
            ceremony => self.ceremony(ceremony, now),
        }
    }

    fn ceremony(&mut self, event: PairEvent, now: Instant) {
        match event {
            PairEvent::Node { key, fingerprint, name, port, addresses, visible, named } => {
                let myself = Myself { key, fingerprint, name, port, addresses, visible, named };
                if self.myself.as_ref().is_some_and(|old| old.key != myself.key) {
                    self.cloned = None;
                }
                self.myself = Some(myself);
                self.broken = None;
            }
            PairEvent::Showing { means, code, link, left } => {
                let until = now.checked_add(left).unwrap_or(now);
                self.shown = Some(ShownCode { means, code, link, whole: left, until });
                (self.hidden, self.wrong) = (None, None);
                self.of_another = !std::mem::take(&mut self.asked);
            }
            PairEvent::Cloned { proven, addresses } => {
                self.cloned = Some(Cloned { proven, addresses });
            }
            PairEvent::Hidden(why) => (self.shown, self.hidden) = (None, Some(why)),
            PairEvent::WrongTry { from, count, limit } => {
                self.wrong = Some(WrongTry { from, count, limit });
            }
            PairEvent::Step(step) => (self.step, self.fault) = (Some(step), None),
            PairEvent::Paired(id) => {
                (self.step, self.fault) = (None, None);
                // A new log may have begun, with other numbers: it is read again.
                self.talks.remove(&id);
                self.fresh.push(id);
            }
            PairEvent::PairFailed(fault) => (self.step, self.fault) = (None, Some(fault)),
            // Every other fact is taken in above.
            _ => {}
        }
    }

    fn know(&mut self, id: ContactId, learn: impl FnOnce(&mut Known)) {
        if let Some(known) = self.contacts.get_mut(&id) {
            learn(known);
        }
    }

    fn contact(&mut self, contact: Contact, now: Instant) {
        match self.contacts.get_mut(&contact.id) {
            Some(known) => known.renew(contact),
            None => drop(self.contacts.insert(contact.id, Known::new(contact, now))),
        }
    }

    fn item(&mut self, item: &Item) {
        if item.mine
            && let Said::Text(text) = &item.said
        {
            self.said(item.contact, text);
        }
        let fresh = match self.talks.get_mut(&item.contact) {
            Some(talk) => talk.push(item),
            None => true,
        };
        if let Some(known) = self.contacts.get_mut(&item.contact) {
            known.item(item, fresh);
        }
    }

    /// A text is on its way no longer. False where it was not ours.
    fn said(&mut self, contact: ContactId, text: &str) -> bool {
        let found = self.saying.iter().position(|(to, said)| *to == contact && said == text);
        found.and_then(|at| self.saying.remove(at)).is_some()
    }

    /// A text comes back to its field; anything else is told.
    fn refuse(&mut self, wish: PairWish, fault: PairFault) {
        let contact = wish.contact();
        if matches!(wish, PairWish::Show(_)) {
            self.asked = false;
        }
        if matches!((&wish, &fault), (PairWish::DialBack(_), PairFault::Away)) {
            // Where that is asked, whether they are there is told anyway; or another program asked.
            return;
        }
        if let PairWish::Offer(to, path) = &wish
            && self.offering.remove(&(*to, path.clone()))
        {
            self.unoffered.insert(*to, (path.clone(), fault));
            return;
        }
        if let PairWish::Accept(from, transfer, Some(_)) = &wish
            && self.accepting.remove(&(*from, *transfer))
        {
            self.unaccepted.insert((*from, *transfer), fault);
            return;
        }
        // What is not awaited here was wished by another program, which tells its person.
        let PairWish::Say(to, text) = wish else {
            if let Some(at) = self.wishes.iter().position(|own| *own == wish) {
                self.wishes.remove(at);
                self.troubles.push(Trouble { contact, fault });
            }
            return;
        };
        if !self.said(to, &text) {
            return;
        }
        match self.unsaid.get_mut(&to) {
            Some(Unsaid { text: all, fault: last }) => {
                all.push('\n');
                all.push_str(&text);
                *last = fault;
            }
            None => drop(self.unsaid.insert(to, Unsaid { text, fault })),
        }
    }

    fn transfer(&mut self, transfer: Transfer, now: Instant) {
        let key = (transfer.contact, transfer.id);
        if transfer.state != TransferState::Offered {
            self.accepting.remove(&key);
            self.unaccepted.remove(&key);
        }
        match self.transfers.get_mut(&key) {
            Some(flow) => {
                let (received, sent) = &mut self.moved;
                let way = if transfer.mine { sent } else { received };
                *way += transfer.done.saturating_sub(flow.transfer.done);
                flow.renew(transfer, now);
            }
            None => drop(self.transfers.insert(key, Flow::new(transfer, now))),
        }
    }

    /// Whether a transfer waits for the person's answer.
    #[must_use]
    pub fn waits_for_answer(transfer: &Transfer) -> bool {
        !transfer.mine && transfer.state == TransferState::Offered
    }
}
