//! Our ledger was restored from an older copy: what they have of our log is ours again.

use super::contacts::state;
use super::items::{NewItem, id_at, insert, known};
use super::rows::{self, ITEM};
use super::{Ledger, LogId};
use crate::model::Nanos;
use crate::model::pairing::{ContactId, Item, PairFault};
use crate::pair::frame::ItemFrame;
use rusqlite::{Transaction, params};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BroughtBack {
    /// Items that were lost here.
    pub count: u64,
    /// These, and behind them ours that got new numbers and places.
    pub items: Vec<Item>,
}

impl Ledger {
    /// Takes our own items as they gave them back, in the order of their numbers, all or nothing.
    ///
    /// One that is the same here is stored there. From the first that is not, ours are taken out,
    /// theirs put in, and ours appended with new numbers.
    ///
    /// # Errors
    /// [`PairFault::Altered`]: not the next behind what was stored, or an id that was there before.
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn bring_back(
        &self,
        contact: ContactId,
        returned: &[ItemFrame],
    ) -> Result<BroughtBack, PairFault> {
        self.transaction(|sql| {
            let logs = state(sql, contact)?.ok_or(PairFault::NoContact)?;
            for (expected, item) in (logs.stored + 1..).zip(returned) {
                if item.seq != expected {
                    return Err(PairFault::Altered(format!("item {} was given back", item.seq)));
                }
            }
            let same = same(sql, contact, logs.log, returned)?;
            let (_, lost) = returned.split_at(same);
            let stored = logs.stored + returned.len() as u64;
            let (items, said) = match lost.first() {
                None => (Vec::new(), logs.next - 1),
                Some(first) => put_back(sql, contact, logs.log, first.seq, lost)?,
            };
            sql.execute(
                "UPDATE contact SET said = ?2, stored = ?3 WHERE id = ?1",
                params![contact.0, said, stored],
            )?;
            Ok(BroughtBack { count: lost.len() as u64, items })
        })
    }
}

/// How many at the front are the same here.
fn same(
    sql: &Transaction<'_>,
    contact: ContactId,
    log: LogId,
    returned: &[ItemFrame],
) -> Result<usize, PairFault> {
    for (place, item) in returned.iter().enumerate() {
        if id_at(sql, contact, true, log, item.seq)? != Some(item.id) {
            return Ok(place);
        }
    }
    Ok(returned.len())
}

/// The rows as they are now, and the last number that is given.
fn put_back(
    sql: &Transaction<'_>,
    contact: ContactId,
    log: LogId,
    from: u64,
    lost: &[ItemFrame],
) -> Result<(Vec<Item>, u64), PairFault> {
    let ours = take_out(sql, contact, log, from)?;
    let mut items = Vec::with_capacity(lost.len() + ours.len());
    for ItemFrame { seq, id, at, said } in lost {
        if known(sql, contact, *id)? || ours.iter().any(|item| item.id == *id) {
            return Err(PairFault::Altered(format!("item {seq} has the id of another")));
        }
        let (mine, returned, at) = (true, true, Nanos(*at));
        let new = NewItem { contact, mine, log, seq: *seq, id: *id, at, said, returned };
        items.push(insert(sql, &new)?);
    }
    let mut last = from - 1 + lost.len() as u64;
    for Item { id, at, said, returned, .. } in ours {
        last += 1;
        let (mine, said) = (true, &said);
        let new = NewItem { contact, mine, log, seq: last, id, at, said, returned };
        items.push(insert(sql, &new)?);
    }
    Ok((items, last))
}

fn take_out(
    sql: &Transaction<'_>,
    contact: ContactId,
    log: LogId,
    from: u64,
) -> rusqlite::Result<Vec<Item>> {
    let which = "contact = ?1 AND mine = 1 AND log = ?2 AND seq >= ?3";
    let ours = sql
        .prepare(&format!("SELECT {ITEM} FROM item WHERE {which} ORDER BY seq"))?
        .query_map(params![contact.0, log, from], rows::item)?
        .collect::<rusqlite::Result<_>>()?;
    sql.execute(&format!("DELETE FROM item WHERE {which}"), params![contact.0, log, from])?;
    Ok(ours)
}
