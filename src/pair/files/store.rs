//! Transfers as they are kept: what was offered, how it stands, which files are whole.

mod parts;
mod state;
mod told;

use super::manifest::{Checked, checked};
use super::offering::LocalSource;
use super::safe_name::{safe_name, shown};
use super::sweep::EXPIRY;
use crate::model::Nanos;
use crate::model::pairing::{
    ContactId, Item, ItemId, Offer, PairFault, Said, Transfer, TransferFault, TransferId,
    TransferState,
};
use crate::pair::ledger::{Ledger, say};
use crate::pair::random_id;
pub use parts::give_up;
pub(super) use parts::{begin, forget_parts, held, with_parts};
use rusqlite::types::Type;
use rusqlite::{
    Connection, Error, OptionalExtension, Result as SqlResult, Row, Transaction, params,
};
pub(super) use state::{begin_again, set_done, set_entries_done, set_held, set_state, set_target};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
pub use told::{LAST, told};

/// How a transfer stands, and what was said of it in the same commit.
pub type Outcome = (Transfer, Option<Item>);

/// Offers of one peer that wait for an answer; more are declined.
pub const PENDING: u64 = 32;

const COLUMNS: &str = "contact, id, mine, name, renamed, files, size, done, state, folder, source, \
    home, place, target, parts, touched, held";

/// A transfer and what only this machine needs of it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) transfer: Transfer,
    pub(super) folder: bool,
    pub(super) source: Option<PathBuf>,
    pub(super) home: String,
    pub(super) place: Option<PathBuf>,
    pub(super) target: Option<String>,
    parts: bool,
    touched: Nanos,
    /// The sender has paused it.
    pub(super) held_there: bool,
}

impl Kept {
    /// How it stands for eyes: what the sender has paused waits for them.
    fn shown(self) -> Transfer {
        let waits = self.held_there && self.transfer.state == TransferState::Moving;
        let waiting = TransferState::Waiting { space: false };
        let state = if waits { waiting } else { self.transfer.state };
        Transfer { state, ..self.transfer }
    }

    /// Whether bytes of it were asked for.
    pub(super) fn was_begun(&self) -> bool {
        self.parts
    }

    /// Whether nobody has gone on with it for long.
    pub(super) fn is_expired(&self, now: Nanos) -> bool {
        let age = Duration::from_nanos(now.0.saturating_sub(self.touched.0));
        self.parts && !is_over(&self.transfer.state) && age > EXPIRY
    }

    pub(super) fn came_to_nothing(&self) -> bool {
        came_to_nothing(&self.transfer.state)
    }
}

/// One file of a transfer.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) number: u32,
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) changed: Nanos,
}

/// Keeps an offer of ours and says it: both, or neither. Its id is that of the item.
///
/// # Errors
/// [`PairFault::Transfer`] where the offer may not be made, or as many wait as may; those of
/// [`Ledger::say`].
pub fn keep(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    offer: Offer,
    source: &LocalSource,
) -> Result<(Transfer, Item), PairFault> {
    let mut checked = checked(&offer).map_err(PairFault::Transfer)?;
    // Ours stay as they are here: the other side makes them safe.
    checked.name.clone_from(&offer.name);
    checked.renamed = false;
    checked.paths = offer.entries.iter().map(|entry| entry.path.clone()).collect();
    let path = text(&source.path)?;
    ledger.transaction(|sql| {
        refuse_flood(sql, contact, true).map_err(PairFault::Transfer)?;
        let state = &TransferState::Offered;
        let new = New { contact, id, source: Some(path), home: None, state };
        insert(sql, &new, &offer, &checked, &source.changed)?;
        let said = [(id, now(), Said::Offer(offer))];
        let item = say(sql, contact, &said)?.pop().ok_or(PairFault::NoContact)?;
        Ok((load(sql, contact, id)?.transfer, item))
    })
}

/// Takes an offer of theirs in; one that may not be is kept as failed and declined.
pub(super) fn take_in(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    offer: &Offer,
    home: &str,
) -> Result<Option<Outcome>, PairFault> {
    // Looked at outside of the transaction: everybody else waits for the ledger.
    let flood = |sql: &Connection| Ok(refuse_flood(sql, contact, false));
    let good = ledger.with(flood)?.and_then(|()| checked(offer));
    ledger.transaction(|sql| {
        if find(sql, contact, id)?.is_some() {
            return Ok(None);
        }
        let found = good.and_then(|good| refuse_flood(sql, contact, false).map(|()| good));
        let new = |state| New { contact, id, source: None, home: Some(home), state };
        let said = match found {
            Ok(checked) => {
                insert(sql, &new(&TransferState::Offered), offer, &checked, &[])?;
                None
            }
            Err(fault) => {
                let name = safe_name(&offer.name).map_or_else(|_| shown(&offer.name), |n| n.name);
                let (paths, folder) = (Vec::new(), true);
                let nothing = Checked { name, folder, renamed: true, paths, size: 0 };
                insert(sql, &new(&TransferState::Failed(fault)), offer, &nothing, &[])?;
                told::forget_refused(sql, contact)?;
                Some(Said::Answer { transfer: id, accept: false })
            }
        };
        let item = say_one(sql, contact, said)?;
        Ok(Some((load(sql, contact, id)?.transfer, item)))
    })
}

/// Says something about a transfer, in the commit that changes it.
pub(super) fn say_one(
    sql: &Transaction<'_>,
    contact: ContactId,
    said: Option<Said>,
) -> Result<Option<Item>, PairFault> {
    let Some(said) = said else { return Ok(None) };
    Ok(say(sql, contact, &[(random_id()?, now(), said)])?.pop())
}

fn refuse_flood(sql: &Connection, contact: ContactId, mine: bool) -> Result<(), TransferFault> {
    let count = "SELECT count(*) FROM transfer WHERE contact = ?1 AND mine = ?2 AND state = ?3";
    let offered = state_text(&TransferState::Offered);
    let waiting: u64 = sql
        .query_row(count, params![contact.0, mine, offered], |row| row.get(0))
        .map_err(|error| TransferFault::Unwritable(error.to_string()))?;
    if waiting < PENDING {
        return Ok(());
    }
    Err(TransferFault::TooManyOffers { waiting })
}

/// All transfers, those of each contact in the order they were offered.
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn transfers(ledger: &Ledger) -> Result<Vec<Transfer>, PairFault> {
    ledger.with(|sql| {
        let mut select =
            sql.prepare_cached(&format!("SELECT {COLUMNS} FROM transfer ORDER BY rowid"))?;
        select.query_map([], |row| Ok(kept(row)?.transfer))?.collect()
    })
}

/// A transfer, where there is one.
pub(super) fn get(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
) -> Result<Option<Kept>, PairFault> {
    ledger.with(|sql| find(sql, contact, id))
}

/// Their first transfer whose bytes are to be fetched.
pub(super) fn next_to_fetch(
    ledger: &Ledger,
    contact: ContactId,
) -> Result<Option<Kept>, PairFault> {
    let select = format!(
        "SELECT {COLUMNS} FROM transfer WHERE contact = ?1 AND mine = 0 AND state IN (?2, ?3)
         ORDER BY rowid LIMIT 1"
    );
    let states = [&TransferState::Checking, &TransferState::Moving].map(state_text);
    ledger.with(|sql| {
        sql.prepare_cached(&select)?
            .query_row(params![contact.0, states[0], states[1]], kept)
            .optional()
    })
}

/// The first file behind this one that is not whole, and the bytes of all that were noted to be.
pub(super) fn next_entry(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    behind: Option<u32>,
) -> Result<(Option<Entry>, u64), PairFault> {
    let first = "SELECT entry, path, size, changed FROM transfer_entry
         WHERE contact = ?1 AND id = ?2 AND done = 0 AND entry > ?3 ORDER BY entry LIMIT 1";
    let whole = "SELECT coalesce(sum(size), 0) FROM transfer_entry
         WHERE contact = ?1 AND id = ?2 AND done = 1";
    ledger.with(|sql| {
        let key = params![contact.0, id.0];
        let first_key = params![contact.0, id.0, behind.map_or(-1, i64::from)];
        let next = sql.prepare_cached(first)?.query_row(first_key, entry).optional()?;
        Ok((next, sql.prepare_cached(whole)?.query_row(key, |row| row.get(0))?))
    })
}

/// A file of a transfer, and the bytes of all before it.
pub(super) fn entry_at(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    number: u32,
) -> Result<Option<(Entry, u64)>, PairFault> {
    let one = "SELECT entry, path, size, changed FROM transfer_entry
         WHERE contact = ?1 AND id = ?2 AND entry = ?3";
    let before = "SELECT coalesce(sum(size), 0) FROM transfer_entry
         WHERE contact = ?1 AND id = ?2 AND entry < ?3";
    ledger.with(|sql| {
        let key = params![contact.0, id.0, number];
        let Some(found) = sql.prepare_cached(one)?.query_row(key, entry).optional()? else {
            return Ok(None);
        };
        Ok(Some((found, sql.prepare_cached(before)?.query_row(key, |row| row.get(0))?)))
    })
}

/// Whether it is done, or came to nothing.
pub(super) fn is_over(state: &TransferState) -> bool {
    matches!(state, TransferState::Done(_)) || came_to_nothing(state)
}

fn came_to_nothing(state: &TransferState) -> bool {
    use TransferState::{Cancelled, Declined, Failed};
    matches!(state, Declined | Cancelled | Failed(_))
}

struct New<'a> {
    contact: ContactId,
    id: TransferId,
    source: Option<&'a str>,
    home: Option<&'a str>,
    state: &'a TransferState,
}

fn insert(
    sql: &Connection,
    new: &New<'_>,
    offer: &Offer,
    checked: &Checked,
    changed: &[Nanos],
) -> SqlResult<()> {
    let New { contact, id, source, home, state } = *new;
    let row = "INSERT INTO transfer
         (contact, id, mine, name, renamed, folder, files, size, state, source, home, touched)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let Checked { name, folder, renamed, paths, size } = checked;
    let (mine, files, state) = (source.is_some(), offer.entries.len(), state_text(state));
    sql.execute(
        row,
        params![
            contact.0,
            id.0,
            mine,
            name,
            renamed,
            folder,
            files,
            size,
            state,
            source,
            home,
            stamp()
        ],
    )?;
    let row = "INSERT INTO transfer_entry (contact, id, entry, path, size, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut insert = sql.prepare_cached(row)?;
    for (number, (path, entry)) in paths.iter().zip(&offer.entries).enumerate() {
        let changed = changed.get(number).map_or(0, |at| at.0.cast_signed());
        insert.execute(params![contact.0, id.0, number, path, entry.size, changed])?;
    }
    Ok(())
}

pub(super) fn find(
    sql: &Connection,
    contact: ContactId,
    id: TransferId,
) -> SqlResult<Option<Kept>> {
    sql.prepare_cached(&format!("SELECT {COLUMNS} FROM transfer WHERE contact = ?1 AND id = ?2"))?
        .query_row(params![contact.0, id.0], kept)
        .optional()
}

pub(super) fn load(
    sql: &Connection,
    contact: ContactId,
    id: TransferId,
) -> Result<Kept, PairFault> {
    find(sql, contact, id)?.ok_or_else(|| PairFault::Other(format!("there is no transfer {id}")))
}

fn kept(row: &Row<'_>) -> SqlResult<Kept> {
    let state: String = row.get(8)?;
    let state = serde_json::from_str(&state)
        .map_err(|error| Error::FromSqlConversionFailure(8, Type::Text, Box::new(error)))?;
    let path = |column| row.get::<_, Option<String>>(column).map(|path| path.map(PathBuf::from));
    let transfer = Transfer {
        contact: ContactId(row.get(0)?),
        id: ItemId(row.get(1)?),
        mine: row.get(2)?,
        name: row.get(3)?,
        renamed: row.get(4)?,
        files: row.get(5)?,
        size: row.get(6)?,
        done: row.get(7)?,
        state,
    };
    let (folder, source, place) = (row.get(9)?, path(10)?, path(12)?);
    let home = row.get::<_, Option<String>>(11)?.unwrap_or_default();
    let (target, parts) = (row.get(13)?, row.get(14)?);
    let touched = Nanos(row.get::<_, i64>(15)?.cast_unsigned());
    let held_there = row.get(16)?;
    Ok(Kept { transfer, folder, source, home, place, target, parts, touched, held_there })
}

fn entry(row: &Row<'_>) -> SqlResult<Entry> {
    let changed = Nanos(row.get::<_, i64>(3)?.cast_unsigned());
    Ok(Entry { number: row.get(0)?, path: row.get(1)?, size: row.get(2)?, changed })
}

/// Only `Done` holds a path, and that is text before it comes here.
pub(super) fn state_text(state: &TransferState) -> String {
    serde_json::to_string(state).unwrap_or_else(|_| r#"{"done":null}"#.to_owned())
}

/// The moment, as the ledger keeps it.
pub(super) fn stamp() -> i64 {
    i64::try_from(now().0).unwrap_or(i64::MAX)
}

pub(super) fn now() -> Nanos {
    Nanos::from(SystemTime::now())
}

pub(super) fn text(path: &Path) -> Result<&str, PairFault> {
    path.to_str().ok_or_else(|| {
        let why = format!("{}: its name is not Unicode", path.display());
        PairFault::Transfer(TransferFault::Unreadable(why))
    })
}
