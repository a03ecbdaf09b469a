//! Which transfers are told to who begins to listen, and which are kept at all.

use super::{COLUMNS, kept};
use crate::model::pairing::{ContactId, PairFault, Transfer};
use crate::pair::ledger::Ledger;
use rusqlite::{Connection, Result as SqlResult, params};

/// Transfers of a contact that are over and still told; refused offers of it that are kept. A
/// contact says as many offers as it likes: what came of them must not grow without end.
pub const LAST: u64 = 200;

/// States that are over, as the ledger has them.
const OVER: &str = r#"(state IN ('"declined"', '"cancelled"')
    OR state LIKE '{"done"%' OR state LIKE '{"failed"%')"#;

/// All transfers that are not over and the last [`LAST`] of each contact that are, those of each
/// contact in the order they were offered.
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn told(ledger: &Ledger) -> Result<Vec<Transfer>, PairFault> {
    let select = format!(
        "SELECT {COLUMNS} FROM transfer WHERE NOT {OVER} OR rowid IN (
             SELECT number FROM (
                 SELECT rowid AS number,
                     row_number() OVER (PARTITION BY contact ORDER BY rowid DESC) AS behind
                 FROM transfer WHERE {OVER})
             WHERE behind <= ?1)
         ORDER BY rowid"
    );
    ledger.with(|sql| {
        let mut select = sql.prepare_cached(&select)?;
        select.query_map([LAST], |row| Ok(kept(row)?.shown()))?.collect()
    })
}

/// Forgets all offers of a contact that were refused at once but the last [`LAST`]: the items say
/// them still. Nothing of these was ever on the disk, they have not even a list of files.
pub(super) fn forget_refused(sql: &Connection, contact: ContactId) -> SqlResult<()> {
    let refused = "contact = ?1 AND mine = 0 AND parts = 0 AND size = 0
         AND state LIKE '{\"failed\"%' AND NOT EXISTS (SELECT 1 FROM transfer_entry
             WHERE transfer_entry.contact = ?1 AND transfer_entry.id = transfer.id)";
    let delete = format!(
        "DELETE FROM transfer WHERE {refused} AND rowid <= (
             SELECT rowid FROM transfer WHERE {refused} ORDER BY rowid DESC LIMIT 1 OFFSET ?2)"
    );
    sql.prepare_cached(&delete)?.execute(params![contact.0, LAST]).map(drop)
}
