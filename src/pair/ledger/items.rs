//! What was said, by us and by them.

use super::contacts::state;
use super::rows::{self, ITEM, LogState, stamp};
use super::{Ledger, LogId};
use crate::model::Nanos;
use crate::model::pairing::{ContactId, Item, ItemId, PairFault, Said, TransferFault};
use crate::pair::frame::{self, ItemFrame, said_to_bytes};
use rusqlite::{Connection, OptionalExtension, Params, Transaction, params};

/// Items that may wait for a contact: what a person would hardly write while the other is away.
pub const OUTBOX_ITEMS: u64 = 10_000;
/// Bytes of items that may wait for a contact: what another machine may make this disk keep.
pub const OUTBOX_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes of a frame around what an item says.
const AROUND: usize = 64;

/// A row to be.
pub(super) struct NewItem<'a> {
    pub(super) contact: ContactId,
    pub(super) mine: bool,
    pub(super) log: LogId,
    pub(super) seq: u64,
    pub(super) id: ItemId,
    pub(super) at: Nanos,
    pub(super) said: &'a Said,
    pub(super) returned: bool,
}

impl Ledger {
    /// Takes what we say into the log, all or nothing, and gives the numbers.
    ///
    /// # Errors
    /// [`PairFault::TooLong`], [`PairFault::OutboxFull`], [`TransferFault::TooMany`],
    /// [`PairFault::NoContact`], [`PairFault::Ledger`]; then nothing was said.
    pub fn say(
        &self,
        contact: ContactId,
        said: &[(ItemId, Nanos, Said)],
    ) -> Result<Vec<Item>, PairFault> {
        self.transaction(|sql| say(sql, contact, said))
    }

    /// Items of ours in the current log behind a number, at most so many and about so many bytes;
    /// one at least, where there is one.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn outgoing(
        &self,
        contact: ContactId,
        after: u64,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Item>, PairFault> {
        let log = "(SELECT log FROM contact WHERE id = ?1)";
        self.log_from(&format!("mine = 1 AND log = {log}"), (contact.0, after), limit, bytes)
    }

    /// Items of theirs in the log with this name behind a number, to be given back.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn heard_from(
        &self,
        contact: ContactId,
        their_log: LogId,
        after: u64,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Item>, PairFault> {
        self.log_from("mine = 0 AND log = ?3", (contact.0, after, their_log), limit, bytes)
    }

    /// All items of ours up to this number are on their disk, and none behind it.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn stored(&self, contact: ContactId, seq: u64) -> Result<(), PairFault> {
        let update = "UPDATE contact SET stored = ?2 WHERE id = ?1";
        match self.with(|sql| sql.execute(update, params![contact.0, seq]))? {
            0 => Err(PairFault::NoContact),
            _ => Ok(()),
        }
    }

    /// Writes items of theirs and how far their log goes, all or nothing. Each has to be the next.
    ///
    /// # Errors
    /// [`PairFault::Altered`]: not the next, or an id that was there before. [`PairFault::NoContact`],
    /// [`PairFault::Ledger`].
    pub fn hear(
        &self,
        contact: ContactId,
        their_log: LogId,
        frames: &[ItemFrame],
    ) -> Result<Vec<Item>, PairFault> {
        self.transaction(|sql| hear(sql, contact, their_log, frames))
    }

    /// How far the log of theirs with this name is stored here: the number and the id of the last.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn heard_in(
        &self,
        contact: ContactId,
        their_log: LogId,
    ) -> Result<(u64, ItemId), PairFault> {
        self.with(|sql| heard_in(sql, contact, their_log))
    }

    /// The id of the item with a number in a log.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn id_at(
        &self,
        contact: ContactId,
        mine: bool,
        log: LogId,
        seq: u64,
    ) -> Result<Option<ItemId>, PairFault> {
        self.with(|sql| id_at(sql, contact, mine, log, seq))
    }

    fn log_from(
        &self,
        which: &str,
        values: impl Params,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Item>, PairFault> {
        let select = format!(
            "SELECT {ITEM}, size FROM item WHERE contact = ?1 AND {which} AND seq > ?2 ORDER BY seq"
        );
        self.with(|sql| {
            let mut select = sql.prepare_cached(&select)?;
            let mut rows = select.query(values)?;
            let (mut items, mut room) = (Vec::new(), bytes);
            while room > 0 && items.len() < limit {
                let Some(row) = rows.next()? else { break };
                room = room.saturating_sub(row.get::<_, usize>(9)? + AROUND);
                items.push(rows::item(row)?);
            }
            Ok(items)
        })
    }
}

/// Takes what we say into the log as a part of a commit.
///
/// What answers an offer, or says what came of it, finds room always: there is one of it for each
/// transfer, and without it the other side would wait for ever.
pub(in crate::pair) fn say(
    sql: &Transaction<'_>,
    contact: ContactId,
    said: &[(ItemId, Nanos, Said)],
) -> Result<Vec<Item>, PairFault> {
    let bytes = said.iter().map(|(_, _, said)| measured(said)).sum::<Result<u64, _>>()?;
    let logs = state(sql, contact)?.ok_or(PairFault::NoContact)?;
    if said.iter().any(|(_, _, said)| matches!(said, Said::Text(_) | Said::Offer(_))) {
        admit(sql, contact, &logs, said.len() as u64, bytes)?;
    }
    let mut items = Vec::with_capacity(said.len());
    for (seq, (id, at, said)) in (logs.next..).zip(said) {
        let (id, at, log) = (*id, *at, logs.log);
        let (mine, returned) = (true, false);
        let new = NewItem { contact, mine, log, seq, id, at, said, returned };
        items.push(insert(sql, &new)?);
    }
    let last = logs.next - 1 + said.len() as u64;
    sql.execute("UPDATE contact SET said = ?2 WHERE id = ?1", params![contact.0, last])?;
    Ok(items)
}

/// Bytes of what is said, if it may be.
fn measured(said: &Said) -> Result<u64, PairFault> {
    let too_long = |bytes: usize, limit: usize| {
        Err(PairFault::TooLong { bytes: bytes as u64, limit: limit as u64 })
    };
    match said {
        Said::Text(text) if text.len() > frame::TEXT => too_long(text.len(), frame::TEXT),
        Said::Offer(offer) if offer.entries.len() > frame::ENTRIES => {
            let (count, limit) = (offer.entries.len() as u64, frame::ENTRIES as u64);
            Err(PairFault::Transfer(TransferFault::TooMany { count, limit }))
        }
        _ => match said_to_bytes(said).len() {
            bytes if bytes > frame::ITEM - AROUND => too_long(bytes, frame::ITEM - AROUND),
            bytes => Ok(bytes as u64),
        },
    }
}

/// Whether so much more may wait.
fn admit(
    sql: &Connection,
    contact: ContactId,
    logs: &LogState,
    items: u64,
    bytes: u64,
) -> Result<(), PairFault> {
    let waiting = logs.next - 1 - logs.stored.min(logs.next - 1);
    let size: u64 = sql
        .prepare_cached(
            "SELECT coalesce(sum(size), 0) FROM item
             WHERE contact = ?1 AND mine = 1 AND log = ?2 AND seq > ?3",
        )?
        .query_row(params![contact.0, logs.log, logs.stored], |row| row.get(0))?;
    if waiting + items > OUTBOX_ITEMS || size + bytes > OUTBOX_BYTES {
        return Err(PairFault::OutboxFull { waiting });
    }
    Ok(())
}

pub(super) fn hear(
    sql: &Transaction<'_>,
    contact: ContactId,
    their_log: LogId,
    frames: &[ItemFrame],
) -> Result<Vec<Item>, PairFault> {
    let (mut heard, mut last) = heard_in(sql, contact, their_log)?;
    let mut items = Vec::with_capacity(frames.len());
    for ItemFrame { seq, id, at, said } in frames {
        if *seq != heard + 1 {
            return Err(PairFault::Altered(format!("item {seq} came after item {heard}")));
        }
        if known(sql, contact, *id)? {
            return Err(PairFault::Altered(format!("item {seq} has the id of another")));
        }
        (heard, last) = (*seq, *id);
        let (mine, returned, at, log) = (false, false, Nanos(*at), their_log);
        let new = NewItem { contact, mine, log, seq: *seq, id: *id, at, said, returned };
        items.push(insert(sql, &new)?);
    }
    let update = "UPDATE contact SET their_log = ?2, heard = ?3, heard_id = ?4 WHERE id = ?1";
    match sql.prepare_cached(update)?.execute(params![contact.0, their_log, heard, last.0])? {
        0 => Err(PairFault::NoContact),
        _ => Ok(items),
    }
}

fn heard_in(sql: &Connection, contact: ContactId, log: LogId) -> rusqlite::Result<(u64, ItemId)> {
    sql.prepare_cached(
        "SELECT seq, id FROM item WHERE contact = ?1 AND mine = 0 AND log = ?2
         ORDER BY seq DESC LIMIT 1",
    )?
    .query_row(params![contact.0, log], |row| Ok((row.get(0)?, ItemId(row.get(1)?))))
    .optional()
    .map(|last| last.unwrap_or((0, ItemId([0; 16]))))
}

pub(super) fn id_at(
    sql: &Connection,
    contact: ContactId,
    mine: bool,
    log: LogId,
    seq: u64,
) -> rusqlite::Result<Option<ItemId>> {
    // A number that `SQLite` cannot hold was given to nothing.
    let Ok(seq) = i64::try_from(seq) else { return Ok(None) };
    sql.prepare_cached(
        "SELECT id FROM item WHERE contact = ?1 AND mine = ?2 AND log = ?3 AND seq = ?4",
    )?
    .query_row(params![contact.0, mine, log, seq], |row| row.get(0).map(ItemId))
    .optional()
}

pub(super) fn known(sql: &Connection, contact: ContactId, id: ItemId) -> rusqlite::Result<bool> {
    sql.prepare_cached("SELECT 1 FROM item WHERE contact = ?1 AND id = ?2")?
        .exists(params![contact.0, id.0])
}

pub(super) fn insert(sql: &Connection, new: &NewItem<'_>) -> rusqlite::Result<Item> {
    let NewItem { contact, mine, log, seq, id, at, said, returned } = *new;
    let bytes = said_to_bytes(said);
    sql.prepare_cached(
        "INSERT INTO item (contact, mine, log, seq, id, at, returned, size, said)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        contact.0,
        mine,
        log,
        seq,
        id.0,
        stamp(at),
        returned,
        bytes.len(),
        bytes
    ])?;
    let position = sql.last_insert_rowid().cast_unsigned();
    let said = said.clone();
    Ok(Item { contact, position, mine, seq, id, at, said, returned, earlier: false })
}
