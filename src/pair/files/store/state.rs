//! How a transfer stands, as the work on files changes it.
//!
//! A person may have given the transfer up in the meantime: each change is made only where the
//! transfer is not over, and that is looked at in the same commit.

use super::{Outcome, is_over, load, say_one, stamp, state_text};
use crate::model::pairing::{ContactId, PairFault, Said, Transfer, TransferId, TransferState};
use crate::pair::ledger::Ledger;
use rusqlite::{Transaction, params};

/// Keeps how a transfer stands now, and says what is to be said of that, in one commit. `None`
/// where it is over, or may not change: then nothing is changed or said.
pub(in crate::pair::files) fn set_state(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    state: &TransferState,
    said: Option<Said>,
    may: impl FnOnce(&Transfer) -> bool,
) -> Result<Option<Outcome>, PairFault> {
    let update = "UPDATE transfer SET state = ?3, touched = ?5,
         done = CASE WHEN ?4 THEN size ELSE done END,
         parts = CASE WHEN ?4 THEN 0 ELSE parts END WHERE contact = ?1 AND id = ?2";
    let whole = matches!(state, TransferState::Done(_));
    ledger.transaction(|sql| {
        let is = load(sql, contact, id)?.transfer;
        if is_over(&is.state) || !may(&is) {
            return Ok(None);
        }
        let values = params![contact.0, id.0, state_text(state), whole, stamp()];
        sql.prepare_cached(update)?.execute(values)?;
        let item = say_one(sql, contact, said)?;
        Ok(Some((load(sql, contact, id)?.transfer, item)))
    })
}

/// Keeps how many bytes have moved.
pub(in crate::pair::files) fn set_done(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    done: u64,
) -> Result<Transfer, PairFault> {
    let moved = "UPDATE transfer SET done = ?3, touched = ?4 WHERE contact = ?1 AND id = ?2";
    unless_over(ledger, contact, id, |sql| {
        sql.prepare_cached(moved)?.execute(params![contact.0, id.0, done, stamp()])?;
        Ok(())
    })
}

/// Keeps whether the sender has paused it.
pub(in crate::pair::files) fn set_held(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    held: bool,
) -> Result<Transfer, PairFault> {
    let update = "UPDATE transfer SET held = ?3, touched = ?4 WHERE contact = ?1 AND id = ?2";
    unless_over(ledger, contact, id, |sql| {
        sql.prepare_cached(update)?.execute(params![contact.0, id.0, held, stamp()])?;
        Ok(())
    })
}

/// Keeps the name that the whole file or folder is about to get.
pub(in crate::pair::files) fn set_target(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    target: &str,
) -> Result<Transfer, PairFault> {
    let update = "UPDATE transfer SET target = ?3, state = ?4 WHERE contact = ?1 AND id = ?2";
    let state = state_text(&TransferState::Checking);
    unless_over(ledger, contact, id, |sql| {
        sql.execute(update, params![contact.0, id.0, target, state])?;
        Ok(())
    })
}

/// These files are whole, and with them so many bytes more.
pub(in crate::pair::files) fn set_entries_done(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    entries: &[u32],
    bytes: u64,
) -> Result<Transfer, PairFault> {
    let mark = "UPDATE transfer_entry SET done = 1 WHERE contact = ?1 AND id = ?2 AND entry = ?3";
    let moved = "UPDATE transfer SET touched = ?4, done = ?3 + (
             SELECT coalesce(sum(size), 0) FROM transfer_entry
             WHERE contact = ?1 AND id = ?2 AND done = 1)
         WHERE contact = ?1 AND id = ?2";
    unless_over(ledger, contact, id, |sql| {
        sql.prepare_cached(moved)?.execute(params![contact.0, id.0, bytes, stamp()])?;
        for entry in entries {
            sql.prepare_cached(mark)?.execute(params![contact.0, id.0, entry])?;
        }
        Ok(())
    })
}

/// What was whole is gone: all of it is fetched anew.
pub(in crate::pair::files) fn begin_again(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
) -> Result<Transfer, PairFault> {
    let entries = "UPDATE transfer_entry SET done = 0 WHERE contact = ?1 AND id = ?2";
    let whole = "UPDATE transfer SET done = 0, target = NULL, state = ?3
         WHERE contact = ?1 AND id = ?2";
    let state = state_text(&TransferState::Moving);
    unless_over(ledger, contact, id, |sql| {
        sql.execute(entries, params![contact.0, id.0])?;
        sql.execute(whole, params![contact.0, id.0, state])?;
        Ok(())
    })
}

/// Changes a transfer that is not over; gives how it stands then.
fn unless_over(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    change: impl FnOnce(&Transaction<'_>) -> Result<(), PairFault>,
) -> Result<Transfer, PairFault> {
    ledger.transaction(|sql| {
        if !is_over(&load(sql, contact, id)?.transfer.state) {
            change(sql)?;
        }
        Ok(load(sql, contact, id)?.transfer)
    })
}
