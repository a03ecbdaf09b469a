//! What people wish of the node, done one after the other.

use super::contacts::Known;
use super::hub::Hub;
use crate::model::Nanos;
use crate::model::pairing::{ContactId, Hidden, ItemId, PairEvent, PairFault, PairWish, Said};
use crate::pair::files::wishes;
use crate::pair::link::Order;
use crate::pair::random_id;
use std::time::{Instant, SystemTime};

impl Hub {
    /// Does what is wished. Texts to one contact that come together are one transaction.
    pub(super) fn grant(&mut self, wishes: Vec<PairWish>) {
        let mut texts: Vec<(ContactId, Vec<String>)> = Vec::new();
        for wish in wishes {
            match wish {
                PairWish::Say(id, text) => match texts.iter_mut().find(|(other, _)| *other == id) {
                    Some((_, list)) => list.push(text),
                    None => texts.push((id, vec![text])),
                },
                other => {
                    self.say_all(&mut texts);
                    if let Err(fault) = self.grant_one(other.clone()) {
                        self.tell(&PairEvent::Refused { wish: Box::new(other), fault });
                    }
                }
            }
        }
        self.say_all(&mut texts);
    }

    fn say_all(&mut self, texts: &mut Vec<(ContactId, Vec<String>)>) {
        for (id, texts) in std::mem::take(texts) {
            if self.say_texts(id, &texts).is_ok() {
                continue;
            }
            // Each by itself: what is wrong with one is no reason to refuse the others.
            for text in texts {
                if let Err(fault) = self.say_texts(id, std::slice::from_ref(&text)) {
                    let wish = Box::new(PairWish::Say(id, text));
                    self.tell(&PairEvent::Refused { wish, fault });
                }
            }
        }
    }

    fn say_texts(&mut self, id: ContactId, texts: &[String]) -> Result<(), PairFault> {
        let item = |text: &String| Ok((random_id()?, now(), Said::Text(text.clone())));
        let new = texts.iter().map(item).collect::<Result<Vec<_>, PairFault>>()?;
        self.say(id, &new)
    }

    fn say(&mut self, id: ContactId, new: &[(ItemId, Nanos, Said)]) -> Result<(), PairFault> {
        self.willing(id)?;
        let items = self.ledger.say(id, new)?;
        for item in items {
            if let Some(known) = self.contacts.get(id) {
                known.contact.said = item.seq;
            }
            self.tell(&PairEvent::Item(Box::new(item)));
        }
        self.order_contact(id, Order::Nudge);
        Ok(())
    }

    /// A contact that has not ended the pairing, as far as we know: nothing is queued for one that has.
    pub(super) fn willing(&mut self, id: ContactId) -> Result<(), PairFault> {
        match &self.active(id)?.stopped {
            Some(fault @ (PairFault::RemovedByThem | PairFault::Forgotten)) => Err(fault.clone()),
            _ => Ok(()),
        }
    }

    pub(super) fn active(&mut self, id: ContactId) -> Result<&mut Known, PairFault> {
        let known = self.contacts.get(id).ok_or(PairFault::NoContact)?;
        if known.contact.revoked_at.is_some() {
            return Err(PairFault::NoContact);
        }
        Ok(known)
    }

    fn grant_one(&mut self, wish: PairWish) -> Result<(), PairFault> {
        match wish {
            PairWish::Show(means) => self.show(means),
            PairWish::Hide => {
                self.hide(Hidden::ByHand);
                Ok(())
            }
            PairWish::Enter { code, addresses } => match self.enter(code.expose(), &addresses) {
                Ok(()) => Ok(()),
                Err(fault) => {
                    self.tell(&PairEvent::PairFailed(fault));
                    Ok(())
                }
            },
            PairWish::Cancel => {
                self.cancel_entering();
                Ok(())
            }
            PairWish::Say(id, text) => self.say_texts(id, &[text]),
            PairWish::Offer(id, path) => self.offer(id, path),
            PairWish::Accept(id, transfer, into) => self.accept_files(id, transfer, into),
            PairWish::Decline(id, transfer) => self.change_transfer(id, transfer, wishes::decline),
            PairWish::Pause(id, transfer) => self.change_transfer(id, transfer, wishes::pause),
            PairWish::Resume(id, transfer) => self.resume_files(id, transfer),
            PairWish::CancelTransfer(id, transfer) => {
                self.change_transfer(id, transfer, wishes::cancel)
            }
            PairWish::Rename(id, name) => {
                self.ledger.rename(id, &crate::pair::name::clean(&name))?;
                self.reload(id);
                Ok(())
            }
            PairWish::Unpair(id) => self.unpair(id),
            PairWish::TryNow(id) => self.try_now(id),
            PairWish::CallMyself(name) => {
                let name = if name.trim().is_empty() {
                    String::new()
                } else {
                    crate::pair::name::clean(&name)
                };
                self.ledger.set_meta("name", &name)?;
                self.tell_settings();
                let live: Vec<_> = self.contacts.0.values().filter_map(|it| it.live).collect();
                for (link, ..) in live {
                    self.order(link, Order::Name(self.name()));
                }
                Ok(())
            }
            PairWish::BeSeen { visible, named } => {
                let word = |yes: bool| if yes { "yes" } else { "no" };
                self.ledger.set_meta("visible", word(visible))?;
                self.ledger.set_meta("named", word(named))?;
                self.tell_settings();
                Ok(())
            }
            PairWish::NewIdentity => self.renew_identity(),
            PairWish::DialBack(id) => {
                let known = self.active(id)?;
                let (live, _, _) = known.live.ok_or(PairFault::Away)?;
                let port = self.port().ok_or(PairFault::NotListening)?;
                self.order(live, Order::DialBack(port));
                Ok(())
            }
        }
    }

    fn unpair(&mut self, id: ContactId) -> Result<(), PairFault> {
        self.active(id)?;
        self.ledger.revoke(id, now())?;
        let known = self.active(id)?;
        known.stopped = Some(PairFault::NoContact);
        known.queue.clear();
        known.retry_at = None;
        let mut links = std::mem::take(&mut known.dialling);
        links.extend(known.next.take().map(|(link, ..)| link));
        let live = known.live.map(|(link, ..)| link);
        // It says its last word and ends by itself; the next dial would be refused.
        if let Some(live) = live {
            self.order(live, Order::Unpair);
        }
        for link in links {
            self.let_go(link);
        }
        self.reload(id);
        self.tell_presence(id);
        // Last: whatever goes wrong with the files, the contact is one no more.
        self.give_up_files(id);
        Ok(())
    }

    fn try_now(&mut self, id: ContactId) -> Result<(), PairFault> {
        let known = self.active(id)?;
        known.stopped = None;
        if known.live.is_none() && known.dialling.is_empty() {
            known.begin_round(&[], Instant::now());
        }
        self.tell_presence(id);
        Ok(())
    }
}

fn now() -> Nanos {
    Nanos::from(SystemTime::now())
}
