//! What links report: who was met, what was said, and what comes after a link's end.

use super::contacts::Known;
use super::hub::Hub;
use crate::model::pairing::{ContactId, Nearby, PairEvent, PairFault, TransferState};
use crate::pair::ceremony::Tries;
use crate::pair::discovery::Sighting;
use crate::pair::identity;
use crate::pair::link::{Errand, LinkId, Order, Report};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

impl Hub {
    pub(super) fn hear(&mut self, id: LinkId, report: Report) {
        match report {
            Report::Step(step) => self.tell(&PairEvent::Step(step)),
            Report::Known(contact, address, dialled) => self.meet(id, contact, address, dialled),
            Report::Paired(contact, address) => self.paired(id, contact, address),
            Report::WrongTry(code, count) => {
                let from = self.links.get(&id).and_then(|(_, from)| *from);
                if let Some(from) = from.filter(|_| self.board.is_shown(code)) {
                    let from = SocketAddr::new(from, 0);
                    self.tell(&PairEvent::WrongTry { from, count, limit: Tries::LIMIT });
                }
            }
            Report::Hidden(code, why) => {
                if self.board.is_shown(code) {
                    self.hide(why);
                }
            }
            Report::Tell(event) => self.pass_on(&event),
            Report::Changed(contact) => self.reload(contact),
            Report::OwnKey(from) => self.called_with_our_key(from),
            Report::DialBack(addresses) => self.probe(id, addresses),
            Report::Probed(tried, reached) => {
                if let Some(asker) = self.probes.remove(&id) {
                    self.order(asker, Order::Dialled(tried, reached));
                }
            }
            Report::Ended(fault) => self.ended(id, fault),
        }
    }

    fn pass_on(&mut self, event: &PairEvent) {
        match event {
            PairEvent::Sent(id, seq) => {
                if let Some(known) = self.contacts.get(*id) {
                    known.sent = known.sent.max(*seq);
                }
            }
            PairEvent::Stored(id, seq) => {
                if let Some(known) = self.contacts.get(*id) {
                    known.contact.stored = *seq;
                    known.moved();
                }
            }
            PairEvent::Item(item) => {
                if let Some(known) = self.contacts.get(item.contact) {
                    if !item.mine {
                        known.moved();
                    }
                    let contact = &mut known.contact;
                    let mark = if item.mine { &mut contact.said } else { &mut contact.heard };
                    *mark = item.seq;
                }
            }
            PairEvent::Transfer(it) if !it.mine && it.state == TransferState::Offered => {
                // It is a question: where to, and is there room?
                let downloads = self.downloads();
                self.tell(&downloads);
            }
            _ => {}
        }
        self.tell(event);
    }

    /// Reads a contact again, and tells.
    pub(super) fn reload(&mut self, id: ContactId) {
        if let Ok(contact) = self.ledger.contact(id) {
            let event = PairEvent::Contact(Box::new(contact.clone()));
            match self.contacts.get(id) {
                Some(known) => known.contact = contact,
                None => drop(self.contacts.0.insert(id, Known::new(contact, Instant::now()))),
            }
            self.tell(&event);
        }
    }

    fn paired(&mut self, id: LinkId, contact: ContactId, address: SocketAddr) {
        let entered = self.entering.as_ref().is_some_and(|entering| entering.link == Some(id));
        if entered {
            self.entering = None;
        }
        // As where they were removed, should that have failed.
        let was_over = self.contacts.get(contact).is_some_and(|known| {
            known.contact.revoked_at.is_some() || known.stopped.as_ref().is_some_and(is_removed)
        });
        if was_over {
            self.give_up_files(contact);
        }
        self.reload(contact);
        self.tell(&PairEvent::Paired(contact));
        let now = Instant::now();
        if let Some(known) = self.contacts.get(contact) {
            known.was_here();
            if entered {
                known.begin_round(&[address], now);
            } else {
                // Who typed the code dials; we only where that does not come.
                known.plan(now + Duration::from_secs(1), 0.5);
            }
        }
        self.listen().ok();
        self.tell_presence(contact);
    }

    /// A link has proved a contact's key: it may talk when no other one does.
    fn meet(&mut self, id: LinkId, contact: ContactId, address: SocketAddr, dialled: bool) {
        if let Some((_, from)) = self.links.get_mut(&id)
            && let Some(ip) = from.take()
        {
            self.door.leave(ip);
        }
        let (own, name) = (self.identity.public(), self.name());
        // A contact that was removed while its link was being made is nobody to talk to.
        let known = self.contacts.get(contact).filter(|it| it.contact.revoked_at.is_none());
        let Some(known) = known else { return self.let_go(id) };
        known.dialling.retain(|other| *other != id);
        let fresh = (id, address, dialled);
        // Both sides pick the same: the link that the smaller key dialled. Of two in the same
        // direction the later one: the earlier is a leftover that nobody has noticed yet.
        let preferred = |by_us: bool| by_us == (own < known.contact.key);
        let preferred_live =
            known.live.filter(|(_, _, by_us)| *by_us != dialled && preferred(*by_us));
        if let Some((live, ..)) = preferred_live {
            // Who dials although there is a link may have lost it: then the answer to a question is
            // a reset, and not half a minute of silence.
            self.order(live, Order::Ask);
            return self.let_go(id);
        }
        match known.live {
            None => {
                known.live = Some(fresh);
                known.begin_talk(Instant::now());
                known.queue.clear();
                known.retry_at = None;
                let pace = known.pace.clone();
                let others = std::mem::take(&mut known.dialling);
                for other in others {
                    self.let_go(other);
                }
                self.order(id, Order::Go(pace, name));
                self.tell_presence(contact);
            }
            Some((old, ..)) => {
                let waiting = known.next.replace(fresh);
                if let Some((waiting, ..)) = waiting {
                    self.let_go(waiting);
                }
                // It is let in when the old one has ended.
                if let Some((link, _)) = self.links.remove(&old) {
                    self.ending.extend(link.into_thread());
                }
            }
        }
    }

    fn ended(&mut self, id: LinkId, fault: Option<PairFault>) {
        self.let_go(id);
        self.probes.remove(&id);
        if self.entering.as_ref().is_some_and(|entering| entering.link == Some(id)) {
            let cut = PairFault::Cut(String::new());
            return self.entering_ended(fault.unwrap_or(cut));
        }
        let now = Instant::now();
        let Some(known) = self.contacts.of_link(id) else { return };
        let contact = known.contact.id;
        known.dialling.retain(|other| *other != id);
        if known.next.is_some_and(|(next, ..)| next == id) {
            known.next = None;
        }
        let was_live = known.live.take_if(|(live, ..)| *live == id).is_some();
        if was_live {
            known.end_talk(now);
        }
        if was_live && let Some(next) = known.next.take() {
            known.live = Some(next);
            known.begin_talk(now);
            let pace = known.pace.clone();
            self.order(next.0, Order::Go(pace, self.name()));
            return self.tell_presence(contact);
        }
        let is_news = known.last != fault;
        known.last.clone_from(&fault);
        let for_good = fault.as_ref().is_some_and(is_for_good);
        if for_good && known.live.is_none() {
            known.stopped.clone_from(&fault);
            known.queue.clear();
        }
        let is_removed = known.live.is_none() && fault.as_ref().is_some_and(is_removed);
        // Where it rests the plan is not looked at.
        if known.live.is_none() && known.dialling.is_empty() && known.queue.is_empty() {
            known.plan(now, crate::pair::chance());
        }
        self.tell_presence(contact);
        if is_removed {
            self.give_up_files(contact);
        }
        if let Some(fault @ PairFault::OtherKey { .. }) = fault.filter(|_| is_news) {
            self.tell(&PairEvent::Trouble { contact: Some(contact), fault });
        }
    }

    pub(super) fn sight(&mut self, sighting: Sighting) {
        match sighting {
            Sighting::Nearby(list) => {
                let now = Instant::now();
                for near in &list {
                    self.meet_nearby(near, now);
                }
                self.nearby = list;
                self.tell(&PairEvent::Nearby(self.nearby.clone()));
            }
            Sighting::Ended(why) => {
                let fault = PairFault::Other(why);
                self.tell(&PairEvent::Trouble { contact: None, fault });
            }
            // Anybody can announce our hint: only a key would prove a clone.
            Sighting::Cloned(addresses) => self.tell_cloned(false, addresses),
            // The person's own network, which the window and `doctor` tell of in words.
            Sighting::NoInterface => log::info!("no interface to look for machines nearby"),
            Sighting::LeftOut(_) | Sighting::Flooded(_) => {
                log::warn!("machines nearby: {sighting:?}");
            }
        }
    }

    /// Dials a contact at once that was just seen. What is announced is a hint: the key is proved.
    fn meet_nearby(&mut self, near: &Nearby, now: Instant) {
        for known in self.contacts.0.values_mut() {
            let is_it = identity::device_hint(&known.contact.key) == near.hint;
            if !is_it || known.live.is_some() || known.rests() {
                continue;
            }
            let fresh = known.freshly_seen(&near.addresses, now);
            if !fresh.is_empty() && known.dialling.is_empty() {
                known.begin_round(&fresh, now);
            }
        }
    }

    fn probe(&mut self, asker: LinkId, addresses: Vec<SocketAddr>) {
        let now = Instant::now();
        match self.probed_at.map(|then| then + super::showing::PROBE_PAUSE) {
            // It waits for its turn: a hasty *no* would be a lie.
            Some(free_at) if now < free_at => {
                if let Some((_, other, _)) = self.probe_waits.replace((free_at, asker, addresses))
                    && other != asker
                {
                    self.order(other, Order::Dialled(Vec::new(), false));
                }
            }
            _ => match self.start(Errand::Probe(addresses)) {
                Ok(id) => {
                    self.probed_at = Some(now);
                    self.probes.insert(id, asker);
                }
                Err(_) => self.order(asker, Order::Dialled(Vec::new(), false)),
            },
        }
    }

    /// Dials for who had to wait.
    pub(super) fn probe_who_waits(&mut self, now: Instant) {
        if let Some((_, asker, addresses)) = self.probe_waits.take_if(|(at, ..)| *at <= now) {
            self.probe(asker, addresses);
        }
    }
}

/// Whether we are nobody to them: what was between us comes to nothing.
fn is_removed(fault: &PairFault) -> bool {
    matches!(fault, PairFault::RemovedByThem | PairFault::Forgotten)
}

/// Whether trying again would only be told the same.
fn is_for_good(fault: &PairFault) -> bool {
    matches!(
        fault,
        PairFault::RemovedByThem
            | PairFault::Forgotten
            | PairFault::VersionsApart { .. }
            | PairFault::Downgraded
            | PairFault::NoContact
    ) || fault.is_of_ledger()
}
