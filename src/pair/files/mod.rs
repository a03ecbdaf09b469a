//! Files that two paired machines give each other.
//!
//! Who receives asks: a [`FileFrame::Want`] names a file of an offer, where to go on, and the hash
//! of what is there before; bytes come within the credit that was given. Where that hash is not the
//! hash of the sender's beginning, the sender starts over: its first chunk is at 0. Bytes that do
//! not come where they are expected are against the rules, unless the receiver has held the
//! transfer on this link: then they were on their way before.

mod fetch;
pub mod manifest;
pub mod offering;
mod place;
mod receiving;
pub mod safe_name;
mod sending;
pub mod store;
pub mod sweep;
#[cfg(test)]
mod tests;
mod whole;
pub mod wishes;

use crate::model::pairing::{
    ContactId, Item, PairFault, Said, Transfer, TransferId, TransferState,
};
use crate::pair::frame::{FileFrame, said_from_bytes};
use crate::pair::ledger::Ledger;
pub use place::free_space;
use receiving::Receiver;
use rusqlite::params;
use sending::Sender;
use std::collections::VecDeque;
use std::path::Path;
use std::time::{Duration, Instant};
pub use wishes::look_at;

/// Bytes of a file that are hashed at once: messages wait that long.
const SLICE: u64 = 4 * 1024 * 1024;

/// How often a file is fetched again that arrived damaged.
pub const AGAIN: u8 = 2;

/// What came of the work on files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFact {
    /// A transfer is new, or something about it is.
    Changed(Transfer),
    /// This was said to the other side: it is in the ledger.
    Said(Item),
    /// A file of this transfer arrived damaged and is fetched again, the how manieth time.
    Again(TransferId, u8),
}

/// The files of one contact, on one link.
#[derive(Debug)]
pub struct Files {
    desk: Desk,
    receiver: Receiver,
    sender: Sender,
}

/// What both halves write to.
#[derive(Debug)]
struct Desk {
    ledger: Ledger,
    contact: ContactId,
    frames: VecDeque<FileFrame>,
    facts: Vec<FileFact>,
}

impl Files {
    /// Goes on with a contact's transfers, as the ledger has them. Whole files come to a folder
    /// with the contact's name below the downloads.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn open(
        ledger: Ledger,
        contact: ContactId,
        contact_name: &str,
        downloads: &Path,
    ) -> Result<Self, PairFault> {
        let desk = Desk { ledger, contact, frames: VecDeque::new(), facts: Vec::new() };
        let receiver = Receiver::new(downloads, contact_name, contact);
        let mut files = Self { desk, receiver, sender: Sender::default() };
        files.catch_up()?;
        files.receiver.tell_held(&mut files.desk)?;
        Ok(files)
    }

    /// Takes in what an item of theirs says of transfers. It has to be in the ledger.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn heard(&mut self, item: &Item) -> Result<(), PairFault> {
        let text = matches!(item.said, Said::Text(_));
        if text || item.mine || item.contact != self.desk.contact {
            return Ok(());
        }
        self.take(item.id, &item.said)?;
        self.heard_up_to(item.position)
    }

    /// Takes a frame in.
    ///
    /// # Errors
    /// [`PairFault::Ledger`]. What the other side does wrong ends the transfer only.
    pub fn receive(&mut self, frame: FileFrame) -> Result<(), PairFault> {
        match frame {
            FileFrame::Hold { transfer, .. } if self.receiver.fetches(transfer) => {
                self.receiver.held_there(&mut self.desk)
            }
            FileFrame::Want { .. }
            | FileFrame::Credit { .. }
            | FileFrame::Hold { .. }
            | FileFrame::Again { .. } => self.sender.receive(&frame, &mut self.desk),
            _ => self.receiver.receive(frame, &mut self.desk),
        }
    }

    /// The person has changed something: see [`wishes`].
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn look_again(&mut self) -> Result<(), PairFault> {
        self.receiver.look_again(&mut self.desk)?;
        self.sender.look_again(&mut self.desk)
    }

    /// Whether a transfer goes on as soon as there is space: see [`Self::look_for_space`].
    #[must_use]
    pub fn lacks_space(&self) -> bool {
        self.receiver.lacks_space()
    }

    /// Goes on with what has space by now.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn look_for_space(&mut self) -> Result<(), PairFault> {
        self.receiver.look_for_space(&mut self.desk)
    }

    /// Works on: reads and hashes a slice, and gives about so many bytes of frames. True where
    /// there is more to do at once.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn pump(
        &mut self,
        room: usize,
        out: &mut Vec<FileFrame>,
    ) -> Result<(Vec<FileFact>, bool), PairFault> {
        let mut more = self.receiver.pump(&mut self.desk)?;
        out.extend(self.desk.frames.drain(..));
        more |= self.sender.pump(room, &mut self.desk)?;
        out.extend(self.desk.frames.drain(..));
        Ok((std::mem::take(&mut self.desk.facts), more))
    }

    /// What came of it so far, where nothing is to be worked on any more.
    #[must_use]
    pub fn facts(&mut self) -> Vec<FileFact> {
        std::mem::take(&mut self.desk.facts)
    }

    /// Takes in items that were stored when the program ended before it could look at them.
    fn catch_up(&mut self) -> Result<(), PairFault> {
        let key = self.cursor();
        let from: i64 =
            self.desk.ledger.meta(&key)?.and_then(|text| text.parse().ok()).unwrap_or(0);
        let select = "SELECT position, id, said FROM item
             WHERE contact = ?1 AND mine = 0 AND position > ?2 ORDER BY position LIMIT 64";
        let begun = from.cast_unsigned();
        let mut from = begun;
        loop {
            let items: Vec<(u64, [u8; 16], Vec<u8>)> = self.desk.ledger.with(|sql| {
                let mut select = sql.prepare_cached(select)?;
                let key = params![self.desk.contact.0, from];
                select.query_map(key, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
            })?;
            let Some(&(last, ..)) = items.last() else {
                return if from > begun { self.heard_up_to(from) } else { Ok(()) };
            };
            for (_, id, said) in items {
                // The ledger itself says it where an item cannot be read.
                if let Ok(said) = said_from_bytes(&said) {
                    self.take(crate::model::pairing::ItemId(id), &said)?;
                }
            }
            from = last;
        }
    }

    fn cursor(&self) -> String {
        format!("files-heard-{}", self.desk.contact.0)
    }

    fn heard_up_to(&self, position: u64) -> Result<(), PairFault> {
        self.desk.ledger.set_meta(&self.cursor(), &position.to_string())
    }

    fn take(&mut self, id: TransferId, said: &Said) -> Result<(), PairFault> {
        use TransferState::{Cancelled, Declined, Done, Moving, Offered, Waiting};
        let desk = &mut self.desk;
        match said {
            Said::Text(_) => Ok(()),
            Said::Offer(offer) => {
                let home = &self.receiver.name;
                let taken = store::take_in(&desk.ledger, desk.contact, id, offer, home)?;
                if let Some(outcome) = taken {
                    desk.tell(outcome);
                }
                Ok(())
            }
            Said::Answer { transfer, accept } => {
                let state = if *accept { Moving } else { Declined };
                let offered =
                    |kept: &Transfer| kept.mine && matches!(kept.state, Offered | Waiting { .. });
                desk.set_where(*transfer, &state, offered)?;
                self.sender.look_again(&mut self.desk)
            }
            Said::Result { transfer, done } => {
                let state = if *done { Done(None) } else { Cancelled };
                let going = |kept: &Transfer| kept.mine || !done;
                desk.set_where(*transfer, &state, going)?;
                self.look_again()
            }
        }
    }
}

impl Desk {
    /// Keeps and tells how a transfer stands.
    fn set(&mut self, id: TransferId, state: &TransferState) -> Result<(), PairFault> {
        self.set_and_say(id, state, None)
    }

    /// The same, and says something of it.
    fn set_and_say(
        &mut self,
        id: TransferId,
        state: &TransferState,
        said: Option<Said>,
    ) -> Result<(), PairFault> {
        self.change(id, state, said, |_| true).map(drop)
    }

    /// The same, where it is not over and may be; true where it was.
    fn change(
        &mut self,
        id: TransferId,
        state: &TransferState,
        said: Option<Said>,
        may: impl FnOnce(&Transfer) -> bool,
    ) -> Result<bool, PairFault> {
        let outcome = store::set_state(&self.ledger, self.contact, id, state, said, may)?;
        let is_changed = outcome.is_some();
        if let Some(outcome) = outcome {
            self.tell(outcome);
        }
        Ok(is_changed)
    }

    fn tell(&mut self, (transfer, said): store::Outcome) {
        self.facts.push(FileFact::Changed(transfer));
        self.facts.extend(said.map(FileFact::Said));
    }

    fn set_where(
        &mut self,
        id: TransferId,
        state: &TransferState,
        may: impl FnOnce(&Transfer) -> bool,
    ) -> Result<(), PairFault> {
        // They may speak of what there is not.
        if store::get(&self.ledger, self.contact, id)?.is_some() {
            self.change(id, state, None, may)?;
        }
        Ok(())
    }

    /// Tells that the other side has paused.
    fn tell_held(&mut self, id: TransferId, done: u64) -> Result<(), PairFault> {
        if let Some(kept) = store::get(&self.ledger, self.contact, id)? {
            let state = TransferState::Waiting { space: false };
            self.facts.push(FileFact::Changed(Transfer { done, state, ..kept.transfer }));
        }
        Ok(())
    }

    /// Tells how many bytes have moved; that is not worth a commit.
    fn tell_done(&mut self, id: TransferId, done: u64) -> Result<(), PairFault> {
        let kept = store::get(&self.ledger, self.contact, id)?;
        if let Some(kept) = kept.filter(|kept| !store::is_over(&kept.transfer.state)) {
            self.facts.push(FileFact::Changed(Transfer { done, ..kept.transfer }));
        }
        Ok(())
    }

    /// Keeps and tells how many bytes have moved.
    fn set_done(&mut self, id: TransferId, done: u64) -> Result<(), PairFault> {
        let transfer = store::set_done(&self.ledger, self.contact, id, done)?;
        self.facts.push(FileFact::Changed(transfer));
        Ok(())
    }
}

/// Longest time after which bytes that have moved are told.
const SPELL: Duration = Duration::from_secs(1);

/// Tells progress, but not at each chunk: every MiB, and at most some 200 times in all; on a slow
/// line each second, so that nobody takes it for one on which nothing moves.
#[derive(Debug)]
struct Progress {
    step: u64,
    told: u64,
    at: Instant,
}

impl Progress {
    fn new(size: u64, done: u64) -> Self {
        Self { step: (size / 200).max(1024 * 1024), told: done, at: Instant::now() }
    }

    fn is_due(&mut self, done: u64) -> bool {
        let moved = done.abs_diff(self.told);
        let due = moved >= self.step || moved > 0 && self.at.elapsed() >= SPELL;
        if due {
            (self.told, self.at) = (done, Instant::now());
        }
        due
    }
}
