//! What of a transfer is on the disk and not whole.

use super::{COLUMNS, Kept, is_over, kept, now, set_state, stamp, state_text, transfers};
use crate::model::pairing::{ContactId, PairFault, Transfer, TransferState};
use crate::pair::ledger::Ledger;
use rusqlite::params;

/// Nanoseconds for which what was noted of a transfer's age is good enough.
const FRESH: u64 = 24 * 60 * 60 * 1_000_000_000;

/// Transfers of theirs of which something may be there that is not whole.
pub(in crate::pair::files) fn with_parts(ledger: &Ledger) -> Result<Vec<Kept>, PairFault> {
    let select = format!("SELECT {COLUMNS} FROM transfer WHERE mine = 0 AND parts = 1");
    ledger.with(|sql| sql.prepare_cached(&select)?.query_map([], kept)?.collect())
}

/// Transfers of theirs that are held here.
pub(in crate::pair::files) fn held(
    ledger: &Ledger,
    contact: ContactId,
) -> Result<Vec<Transfer>, PairFault> {
    let select = format!(
        "SELECT {COLUMNS} FROM transfer WHERE contact = ?1 AND mine = 0
         AND (state = ?2 OR state LIKE '{{\"no-space\"%') ORDER BY rowid"
    );
    let paused = state_text(&TransferState::Paused);
    ledger.with(|sql| {
        let mut select = sql.prepare_cached(&select)?;
        let rows = select.query_map(params![contact.0, paused], |row| Ok(kept(row)?.transfer))?;
        rows.collect()
    })
}

/// There will be something on the disk that has to be taken away, should it come to nothing.
pub(in crate::pair::files) fn begin(ledger: &Ledger, kept: &Kept) -> Result<(), PairFault> {
    let is_fresh = now().0.saturating_sub(kept.touched.0) < FRESH;
    if kept.parts && is_fresh {
        return Ok(());
    }
    let update = "UPDATE transfer SET parts = 1, touched = ?3 WHERE contact = ?1 AND id = ?2";
    let (contact, id) = (kept.transfer.contact.0, kept.transfer.id.0);
    ledger.with(|sql| sql.execute(update, params![contact, id, stamp()])).map(drop)
}

/// Nothing is on the disk any more; what goes on begins anew.
pub(in crate::pair::files) fn forget_parts(ledger: &Ledger, kept: &Kept) -> Result<(), PairFault> {
    let entries = "UPDATE transfer_entry SET done = 0 WHERE contact = ?1 AND id = ?2";
    let whole = "UPDATE transfer SET parts = 0, done = 0, target = NULL
         WHERE contact = ?1 AND id = ?2";
    let (contact, id) = (kept.transfer.contact.0, kept.transfer.id.0);
    ledger.transaction(|sql| {
        sql.execute(entries, params![contact, id])?;
        sql.execute(whole, params![contact, id])?;
        Ok(())
    })
}

/// Gives up all transfers with a contact that are not over; nothing is said any more.
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn give_up(ledger: &Ledger, contact: ContactId) -> Result<Vec<Transfer>, PairFault> {
    let all = transfers(ledger)?.into_iter();
    let open = all.filter(|it| it.contact == contact && !is_over(&it.state));
    let cancelled = &TransferState::Cancelled;
    let give_up = |it: Transfer| {
        let outcome = set_state(ledger, contact, it.id, cancelled, None, |_| true)?;
        Ok(outcome.map(|(transfer, _)| transfer))
    };
    open.filter_map(|it| give_up(it).transpose()).collect()
}
