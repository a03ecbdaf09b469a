//! Rows of the ledger as what they mean, and back.

use super::LogId;
use crate::model::Nanos;
use crate::model::pairing::{Contact, ContactId, Item, ItemId, PublicKey, Verified};
use crate::pair::frame::said_from_bytes;
use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};

pub(super) const CONTACT: &str = "id, key, name, claimed, verified, paired_at, last_seen, \
    addresses, revoked_at, said, stored, heard";
pub(super) const ITEM: &str = "contact, position, mine, seq, id, at, said, returned, \
    mine = 1 AND log <> (SELECT log FROM contact WHERE contact.id = item.contact)";

/// How one contact's two logs stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogState {
    /// The name of ours.
    pub log: LogId,
    /// The number that our next item gets.
    pub next: u64,
    /// The last one of ours that is stored there.
    pub stored: u64,
    /// The name of theirs; zeros where nothing was heard.
    pub their_log: LogId,
    /// The last one of theirs that is stored here.
    pub heard: u64,
    /// Its id; zeros for none.
    pub heard_id: ItemId,
    /// The protocol they spoke the last time; 0 for never.
    pub protocol: u32,
}

pub(super) fn contact(row: &Row<'_>) -> Result<Contact> {
    let addresses: String = row.get(7)?;
    Ok(Contact {
        id: ContactId(row.get(0)?),
        key: PublicKey(row.get(1)?),
        name: row.get(2)?,
        claimed: row.get(3)?,
        verified: verified(row.get(4)?),
        paired_at: moment(row.get(5)?),
        last_seen: row.get::<_, Option<i64>>(6)?.map(moment),
        addresses: addresses.lines().filter_map(|line| line.parse().ok()).collect(),
        revoked_at: row.get::<_, Option<i64>>(8)?.map(moment),
        said: row.get(9)?,
        stored: row.get(10)?,
        heard: row.get(11)?,
    })
}

pub(super) fn item(row: &Row<'_>) -> Result<Item> {
    let said = row.get_ref(6)?.as_blob()?;
    Ok(Item {
        contact: ContactId(row.get(0)?),
        position: row.get(1)?,
        mine: row.get(2)?,
        seq: row.get(3)?,
        id: ItemId(row.get(4)?),
        at: moment(row.get(5)?),
        said: said_from_bytes(said)
            .map_err(|error| Error::FromSqlConversionFailure(6, Type::Blob, Box::new(error)))?,
        returned: row.get(7)?,
        earlier: row.get(8)?,
    })
}

pub(super) fn log_state(row: &Row<'_>) -> Result<LogState> {
    Ok(LogState {
        log: row.get(0)?,
        next: row.get::<_, u64>(1)? + 1,
        stored: row.get(2)?,
        their_log: row.get(3)?,
        heard: row.get(4)?,
        heard_id: ItemId(row.get(5)?),
        protocol: row.get(6)?,
    })
}

/// `SQLite` knows signed numbers only. A clock beyond the year 2262 is the peer's invention; the bits
/// are kept, so that it is the same on both machines.
pub(super) fn stamp(at: Nanos) -> i64 {
    at.0.cast_signed()
}

pub(super) fn moment(at: i64) -> Nanos {
    Nanos(at.cast_unsigned())
}

pub(super) fn verified(number: i64) -> Verified {
    match number {
        2 => Verified::Code,
        1 => Verified::Link,
        _ => Verified::No,
    }
}

/// More is better.
pub(super) fn rank(verified: Verified) -> i64 {
    match verified {
        Verified::Code => 2,
        Verified::Link => 1,
        Verified::No => 0,
    }
}
