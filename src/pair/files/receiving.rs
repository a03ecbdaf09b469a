//! Fetches files of theirs, one after the other, into part files, and names them when they are whole.

use super::fetch::{Fetch, Trouble};
use super::place::{Place, free_space};
use super::safe_name::{numbered, safe_name, shown};
use super::store::{self, Entry, Kept, now};
use super::sweep::{clear_given_up, part, place_of, tree};
use super::whole::Whole;
use super::{Desk, Progress, wishes};
use crate::model::pairing::{ContactId, PairFault, Said, TransferFault, TransferId, TransferState};
use crate::pair::frame::{FileFrame, Held};
use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// The highest number that is put behind a name.
const NUMBERS: u32 = 10_000;

/// The half that fetches.
#[derive(Debug)]
pub(super) struct Receiver {
    downloads: PathBuf,
    /// The contact's folder there.
    pub(super) name: String,
    fetch: Option<Fetch>,
    /// Files of a folder that are whole and not noted.
    whole: Option<Whole>,
    /// There may be a transfer to begin with.
    look: bool,
    /// A transfer was held on this link: what it asked for may still come.
    held: bool,
    /// What the other side knows to be held.
    told: BTreeSet<TransferId>,
    /// Some of it for want of space.
    lacks_space: bool,
}

impl Receiver {
    pub(super) fn new(downloads: &std::path::Path, name: &str, contact: ContactId) -> Self {
        let name = safe_name(name).map_or_else(|_| format!("contact {}", contact.0), |it| it.name);
        let (downloads, told) = (downloads.to_owned(), BTreeSet::new());
        Self {
            downloads,
            name,
            fetch: None,
            whole: None,
            look: true,
            held: false,
            told,
            lacks_space: false,
        }
    }

    pub(super) fn look_again(&mut self, desk: &mut Desk) -> Result<(), PairFault> {
        self.look = true;
        if let Some(id) = self.fetch.as_ref().map(|fetch| fetch.id) {
            let kept = store::get(&desk.ledger, desk.contact, id)?;
            match kept.map(|kept| kept.transfer.state) {
                Some(TransferState::Moving) => {}
                Some(TransferState::Paused) => self.hold(Held::ByHand, desk)?,
                _ => self.hold(Held::Over, desk)?,
            }
        }
        clear_given_up(&desk.ledger, desk.contact, &self.downloads)?;
        self.tell_held(desk)
    }

    /// Whether a transfer waits until there is space.
    pub(super) fn lacks_space(&self) -> bool {
        self.lacks_space
    }

    /// Goes on with what now has space.
    pub(super) fn look_for_space(&mut self, desk: &mut Desk) -> Result<(), PairFault> {
        for transfer in store::held(&desk.ledger, desk.contact)? {
            if matches!(transfer.state, TransferState::NoSpace { .. }) {
                let at = (desk.contact, transfer.id);
                let folder = wishes::folder(&desk.ledger, at.0, at.1, &self.downloads)?;
                let outcome = wishes::resume(&desk.ledger, at.0, at.1, free_space(&folder))?;
                if outcome.0.state == TransferState::Moving {
                    desk.tell(outcome);
                }
            }
        }
        self.look_again(desk)
    }

    /// Whether a file of this transfer is being fetched.
    pub(super) fn fetches(&self, id: TransferId) -> bool {
        self.fetch.as_ref().is_some_and(|fetch| fetch.id == id)
    }

    /// The sender has paused what is being fetched. It goes on with the next chunk.
    pub(super) fn held_there(&mut self, desk: &mut Desk) -> Result<(), PairFault> {
        // However often they say it, it is kept and told once.
        let Some(fetch) = self.fetch.as_mut().filter(|fetch| !fetch.held_there) else {
            return Ok(());
        };
        fetch.held_there = true;
        // It may rest for long from here on.
        self.whole.take().map_or(Ok(()), |whole| whole.note(desk))?;
        store::set_held(&desk.ledger, desk.contact, fetch.id, true)?;
        desk.tell_held(fetch.id, fetch.before + fetch.at.max(fetch.there))
    }

    /// Tells the other side what is held here, once on a link.
    pub(super) fn tell_held(&mut self, desk: &mut Desk) -> Result<(), PairFault> {
        let held = store::held(&desk.ledger, desk.contact)?;
        self.lacks_space = false;
        for transfer in held {
            let space = matches!(transfer.state, TransferState::NoSpace { .. });
            self.lacks_space |= space;
            if self.told.insert(transfer.id) {
                let why = if space { Held::NoSpace } else { Held::ByHand };
                desk.frames.push_back(FileFrame::Hold { transfer: transfer.id, why });
            }
        }
        Ok(())
    }

    /// Wants nothing more for now.
    fn hold(&mut self, why: Held, desk: &mut Desk) -> Result<(), PairFault> {
        let Some(fetch) = self.fetch.take() else { return Ok(()) };
        self.note(desk)?;
        (self.held, self.look) = (true, true);
        self.told.insert(fetch.id);
        desk.frames.push_back(FileFrame::Hold { transfer: fetch.id, why });
        desk.set_done(fetch.id, fetch.before + fetch.at.max(fetch.there))
    }

    /// Begins, hashes a slice, asks; true where there is more to do at once.
    pub(super) fn pump(&mut self, desk: &mut Desk) -> Result<bool, PairFault> {
        let Some(fetch) = &mut self.fetch else {
            if !self.look {
                return Ok(false);
            }
            self.look = self.begin(desk)?;
            return Ok(self.look);
        };
        let id = fetch.id;
        match fetch.work(desk) {
            Ok(more) => Ok(more),
            Err(error) => self.disk_failed(id, &error, desk).map(|()| true),
        }
    }

    /// Begins with the next file; false where there is none.
    fn begin(&mut self, desk: &mut Desk) -> Result<bool, PairFault> {
        let Some(kept) = store::next_to_fetch(&desk.ledger, desk.contact)? else {
            return Ok(false);
        };
        let id = kept.transfer.id;
        let begun = match self.begin_with(&kept, desk) {
            // The folder for parts was empty, and something else has just removed it.
            Err(Fault::Disk(error)) if error.kind() == ErrorKind::NotFound => {
                self.begin_with(&kept, desk)
            }
            begun => begun,
        };
        if let Err(fault) = begun {
            match fault {
                Fault::Disk(error) => self.disk_failed(id, &error, desk)?,
                Fault::Pair(fault) => return Err(fault),
            }
        }
        Ok(true)
    }

    fn begin_with(&mut self, kept: &Kept, desk: &mut Desk) -> Result<(), Fault> {
        let id = kept.transfer.id;
        let place = place_of(kept, &self.downloads)?;
        let expired = kept.is_expired(now());
        store::begin(&desk.ledger, kept)?;
        self.told.remove(&id);
        let mine = self.whole.as_ref().filter(|whole| whole.is_of(id));
        let (last, bytes) = mine.map_or((None, 0), |whole| (whole.last(), whole.bytes()));
        let (next, noted) = store::next_entry(&desk.ledger, desk.contact, id, last)?;
        let before = noted + bytes;
        if kept.folder {
            place.make_tree(&tree(id))?;
        }
        if next.is_none() || mine.is_none() {
            self.note(desk)?;
        }
        let Some(entry) = next else { return publish(kept, &place, desk) };
        if kept.folder && place.size_in_tree(&tree(id), &entry.path) == Some(entry.size) {
            // It was put there, and the program ended before that was written down.
            self.is_whole(id, place, &entry, before, desk)?;
            return Ok(());
        }
        let file = place.open_part(&part(id))?;
        if expired || file.metadata()?.len() > entry.size {
            file.set_len(0)?;
        }
        let there = file.metadata()?.len();
        let size = kept.transfer.size;
        self.fetch = Some(Fetch {
            id,
            entry,
            place,
            folder: kept.folder,
            size,
            before,
            file,
            there,
            hasher: blake3::Hasher::new(),
            at: 0,
            asked: false,
            fresh: false,
            taken: 0,
            held_there: kept.held_there,
            damaged: 0,
            progress: Progress::new(size, kept.transfer.done),
        });
        if kept.held_there {
            desk.tell_held(id, before + there)?;
        }
        Ok(())
    }

    pub(super) fn receive(&mut self, frame: FileFrame, desk: &mut Desk) -> Result<(), PairFault> {
        let id = match &frame {
            FileFrame::Chunk { transfer, .. }
            | FileFrame::End { transfer, .. }
            | FileFrame::Gone { transfer, .. } => *transfer,
            _ => return Ok(()),
        };
        // What is not being fetched was asked for before a pause or a cancel.
        let Some(fetch) = self.fetch.as_mut().filter(|fetch| fetch.id == id) else {
            return Ok(());
        };
        let result = match frame {
            FileFrame::Chunk { entry, offset, bytes, .. } => {
                fetch.chunk(entry, offset, &bytes, self.held, desk)
            }
            FileFrame::End { entry, hash, .. } => match fetch.end(entry, hash, self.held, desk) {
                Ok(true) => self.entry_done(desk),
                other => other.map(drop),
            },
            FileFrame::Gone { why, .. } => Err(Trouble::Gone(shown(&why))),
            _ => Ok(()),
        };
        match result {
            Ok(()) => Ok(()),
            Err(Trouble::Disk(error)) => self.disk_failed(id, &error, desk),
            Err(Trouble::Rules(what)) => self.fail(id, TransferFault::Rules(what), desk),
            Err(Trouble::Damaged) => self.fail(id, TransferFault::Damaged, desk),
            Err(Trouble::Gone(why)) => self.fail(id, TransferFault::Changed(why), desk),
            Err(Trouble::Pair(fault)) => Err(fault),
        }
    }

    fn entry_done(&mut self, desk: &mut Desk) -> Result<(), Trouble> {
        let Some(fetch) = self.fetch.take() else { return Ok(()) };
        self.look = true;
        if fetch.folder {
            fetch.place.put_in_tree(&part(fetch.id), &tree(fetch.id), &fetch.entry.path)?;
        }
        self.is_whole(fetch.id, fetch.place, &fetch.entry, fetch.before, desk)?;
        Ok(())
    }

    /// A file is whole and in its place, behind so many bytes.
    fn is_whole(
        &mut self,
        id: TransferId,
        place: Place,
        entry: &Entry,
        before: u64,
        desk: &mut Desk,
    ) -> Result<(), PairFault> {
        let whole = self.whole.get_or_insert_with(|| Whole::new(id, place, tree(id)));
        whole.add(entry);
        if whole.is_due() {
            self.note(desk)?;
        }
        desk.tell_done(id, before + entry.size)
    }

    /// Notes what is whole.
    pub(super) fn note(&mut self, desk: &Desk) -> Result<(), PairFault> {
        self.whole.take().map_or(Ok(()), |whole| whole.note(desk))
    }

    /// A full disk is the person's to clear; all else ends the transfer.
    fn disk_failed(
        &mut self,
        id: TransferId,
        error: &io::Error,
        desk: &mut Desk,
    ) -> Result<(), PairFault> {
        let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded].contains(&error.kind());
        if !full {
            return self.fail(id, TransferFault::Unwritable(error.to_string()), desk);
        }
        self.hold(Held::NoSpace, desk)?;
        let Some(kept) = store::get(&desk.ledger, desk.contact, id)? else { return Ok(()) };
        let needed = kept.transfer.size.saturating_sub(kept.transfer.done);
        let free = free_space(kept.place.as_deref().unwrap_or(&self.downloads)).unwrap_or(0);
        desk.set(id, &TransferState::NoSpace { needed, free })?;
        self.tell_held(desk)
    }

    fn fail(
        &mut self,
        id: TransferId,
        fault: TransferFault,
        desk: &mut Desk,
    ) -> Result<(), PairFault> {
        self.hold(Held::Over, desk)?;
        self.look = true;
        let said = Said::Result { transfer: id, done: false };
        desk.set_and_say(id, &TransferState::Failed(fault), Some(said))?;
        clear_given_up(&desk.ledger, desk.contact, &self.downloads)
    }
}

/// Gives the whole file or folder its name, which is written down before: a crash in between
/// makes no twin.
fn publish(kept: &Kept, place: &Place, desk: &mut Desk) -> Result<(), Fault> {
    let id = kept.transfer.id;
    let from = if kept.folder { tree(id) } else { part(id) };
    if let Some(target) = kept.target.as_ref().filter(|target| place.has(target))
        && (!place.has_part(&from) || kept.folder && place.tree_is_empty(&from))
    {
        place.clear(&part(id), &tree(id)).ok();
        done(id, place, target, desk)?;
        return Ok(());
    }
    if !place.has_part(&from) {
        store::begin_again(&desk.ledger, desk.contact, id)?;
        return Ok(());
    }
    for number in 0..NUMBERS {
        let name = match number {
            0 => kept.transfer.name.clone(),
            number => numbered(&kept.transfer.name, number),
        };
        if place.has(&name) {
            continue;
        }
        let stands = store::set_target(&desk.ledger, desk.contact, id, &name)?;
        if store::is_over(&stands.state) {
            return Ok(());
        }
        match place.publish(&from, &name) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
            Ok(()) if done(id, place, &name, desk)? => {
                place.tidy();
                return Ok(());
            }
            // Given up at the last moment: it is cleared with what comes to nothing.
            Ok(()) => return Ok(place.take_back(&name, &from)?),
        }
    }
    Err(io::Error::from(ErrorKind::AlreadyExists).into())
}

/// False where it was given up before.
fn done(id: TransferId, place: &Place, name: &str, desk: &mut Desk) -> Result<bool, PairFault> {
    let state = TransferState::Done(Some(place.path().join(name)));
    desk.change(id, &state, Some(Said::Result { transfer: id, done: true }), |_| true)
}

/// Why something could not be begun or ended.
enum Fault {
    Disk(io::Error),
    Pair(PairFault),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<PairFault> for Fault {
    fn from(fault: PairFault) -> Self {
        Self::Pair(fault)
    }
}
