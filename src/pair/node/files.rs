//! What people wish of files: offered, wanted, held, given up.

use super::hub::Hub;
use super::{Call, Way};
use crate::model::pairing::{ContactId, PairEvent, PairFault, PairWish, TransferFault, TransferId};
use crate::model::{Nanos, ThreadRole};
use crate::pair::files::offering::LeftOut;
use crate::pair::files::{offering, store, sweep, wishes};
use crate::pair::ledger::Ledger;
use crate::pair::link::Order;
use crate::pair::random_id;
use crate::threads::{self, Spec};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// How often parts that nobody goes on with are looked for.
const SWEEP: Duration = Duration::from_hours(24);

/// What is to be offered: one is looked through at a time, so that they keep their order.
#[derive(Default)]
pub(super) struct Offers {
    queue: VecDeque<(ContactId, PathBuf)>,
    looking: Option<(ContactId, PathBuf)>,
    swept_at: Option<Instant>,
}

/// What was offered, and what of it was not.
pub(super) type Looked = (store::Outcome, LeftOut);

type Change = fn(&Ledger, ContactId, TransferId) -> Result<store::Outcome, PairFault>;

impl Hub {
    /// Offers a file or folder. A thread of its own looks through it: a disk may be slow.
    pub(super) fn offer(&mut self, id: ContactId, path: PathBuf) -> Result<(), PairFault> {
        self.willing(id)?;
        self.offers.queue.push_back((id, path));
        self.next_offer();
        Ok(())
    }

    /// One was looked through.
    pub(super) fn offered(&mut self, offered: Result<Looked, PairFault>) {
        let Some((contact, path)) = self.offers.looking.take() else { return };
        match offered {
            Ok((outcome, left_out)) => {
                self.tell_left_out(contact, &outcome.0.name, left_out);
                self.transferred(outcome);
            }
            Err(fault) => self.refuse_offer(contact, path, fault),
        }
        self.next_offer();
    }

    fn tell_left_out(&mut self, contact: ContactId, name: &str, left_out: LeftOut) {
        let LeftOut { count, first } = left_out;
        if count > 0 {
            let fault = TransferFault::LeftOut { name: name.to_owned(), count, first };
            let fault = PairFault::Transfer(fault);
            self.tell(&PairEvent::Trouble { contact: Some(contact), fault });
        }
    }

    fn refuse_offer(&mut self, contact: ContactId, path: PathBuf, fault: PairFault) {
        let wish = Box::new(PairWish::Offer(contact, path));
        self.tell(&PairEvent::Refused { wish, fault });
    }

    fn next_offer(&mut self) {
        while self.offers.looking.is_none() {
            let Some((contact, path)) = self.offers.queue.pop_front() else { return };
            match self.look_through(contact, path.clone()) {
                Ok(()) => self.offers.looking = Some((contact, path)),
                Err(fault) => self.refuse_offer(contact, path, fault),
            }
        }
    }

    fn look_through(&mut self, contact: ContactId, path: PathBuf) -> Result<(), PairFault> {
        let (ledger, way) = (self.ledger.clone(), self.way.clone());
        let spec = Spec::new(ThreadRole::Files, "offer");
        let thread = threads::spawn(&self.config.registry, spec, move |_| {
            let unknown = Err(PairFault::Other("the work on an offer has ended".into()));
            let mut reply = Reply { way, offered: Some(unknown) };
            reply.offered = Some(look_through(&ledger, contact, &path));
        });
        self.ending.push(thread.map_err(|error| PairFault::Other(error.to_string()))?);
        Ok(())
    }

    /// Takes an offer of theirs.
    pub(super) fn accept_files(
        &mut self,
        id: ContactId,
        transfer: TransferId,
        into: Option<PathBuf>,
    ) -> Result<(), PairFault> {
        self.active(id)?;
        let folder = into.clone().unwrap_or_else(|| self.config.downloads.clone());
        self.when_space_is_known(folder, PairWish::Accept(id, transfer, into));
        Ok(())
    }

    /// Goes on with a transfer.
    pub(super) fn resume_files(
        &mut self,
        id: ContactId,
        transfer: TransferId,
    ) -> Result<(), PairFault> {
        self.active(id)?;
        let folder = wishes::folder(&self.ledger, id, transfer, &self.config.downloads)?;
        self.when_space_is_known(folder, PairWish::Resume(id, transfer));
        Ok(())
    }

    /// Takes an offer, or goes on, now that it is known how much room there is.
    pub(super) fn go_on_with_files(
        &mut self,
        wish: &PairWish,
        free: Option<u64>,
    ) -> Result<(), PairFault> {
        let outcome = match wish {
            PairWish::Accept(id, transfer, into) => {
                self.active(*id)?;
                wishes::accept(&self.ledger, *id, *transfer, into.as_deref(), free)?
            }
            PairWish::Resume(id, transfer) => {
                self.active(*id)?;
                wishes::resume(&self.ledger, *id, *transfer, free)?
            }
            _ => return Ok(()),
        };
        self.transferred(outcome);
        Ok(())
    }

    /// Declines, holds, or gives up.
    pub(super) fn change_transfer(
        &mut self,
        id: ContactId,
        transfer: TransferId,
        change: Change,
    ) -> Result<(), PairFault> {
        self.active(id)?;
        let outcome = change(&self.ledger, id, transfer)?;
        self.transferred(outcome);
        Ok(())
    }

    /// Tells how a transfer stands, and what was said of it.
    fn transferred(&mut self, (transfer, said): store::Outcome) {
        let contact = transfer.contact;
        if let Some(item) = said {
            if let Some(known) = self.contacts.get(contact) {
                known.contact.said = item.seq;
            }
            self.tell(&PairEvent::Item(Box::new(item)));
            self.order_contact(contact, Order::Nudge);
        }
        self.tell(&PairEvent::Transfer(Box::new(transfer)));
        self.order_contact(contact, Order::LookAgain);
    }

    /// Transfers for who begins to listen, see [`store::told`], and where they are received.
    pub(super) fn transfers(&mut self) -> Vec<PairEvent> {
        let all = match store::told(&self.ledger) {
            Ok(all) => all,
            Err(fault) => return vec![PairEvent::Broken(fault)],
        };
        let all = all.into_iter().map(|it| PairEvent::Transfer(Box::new(it)));
        all.chain([self.downloads()]).collect()
    }

    /// Gives up all transfers with a contact that is one no more.
    pub(super) fn give_up_files(&mut self, id: ContactId) {
        match store::give_up(&self.ledger, id) {
            Ok(all) => {
                for transfer in all {
                    self.tell(&PairEvent::Transfer(Box::new(transfer)));
                }
            }
            Err(fault) => self.tell(&PairEvent::Trouble { contact: Some(id), fault }),
        }
        self.sweep();
    }

    /// Takes away what will not be finished, on a thread of its own.
    pub(super) fn sweep(&mut self) {
        self.offers.swept_at = Some(Instant::now());
        let (ledger, downloads) = (self.ledger.clone(), self.config.downloads.clone());
        let spec = Spec::new(ThreadRole::Files, "sweep");
        let swept = threads::spawn(&self.config.registry, spec, move |_| {
            let now = Nanos::from(SystemTime::now());
            if let Err(fault) = sweep::sweep(&ledger, &downloads, now) {
                log::warn!("parts of files stay: {fault:?}");
            }
        });
        match swept {
            Ok(thread) => self.ending.push(thread),
            Err(error) => log::warn!("parts of files stay: {error}"),
        }
    }

    /// When that is due again.
    pub(super) fn sweep_at(&self) -> Option<Instant> {
        self.offers.swept_at.map(|then| then + SWEEP)
    }
}

/// Tells the node how it ended, whatever ended it.
struct Reply {
    way: Way,
    offered: Option<Result<Looked, PairFault>>,
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(offered) = self.offered.take() {
            self.way.send(Call::Offered(offered));
        }
    }
}

fn look_through(ledger: &Ledger, contact: ContactId, path: &Path) -> Result<Looked, PairFault> {
    let (offer, mut source) = offering::offer(path).map_err(PairFault::Transfer)?;
    let left_out = std::mem::take(&mut source.left_out);
    let (transfer, item) = store::keep(ledger, contact, random_id()?, offer, &source)?;
    Ok(((transfer, Some(item)), left_out))
}
