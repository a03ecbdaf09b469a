//! What a person wishes of a transfer, whether there is a link or not.
//!
//! A link sees it when it looks again. What has to be said to the other side is an item like others,
//! in the ledger by the same commit.

use super::store::{is_over, load, say_one, stamp, state_text, text};
use crate::model::pairing::{ContactId, PairFault, Said, Transfer, TransferId, TransferState};
use crate::pair::ledger::Ledger;
use rusqlite::params;
use std::path::{Path, PathBuf};

pub use super::store::Outcome;

/// Takes an offer of theirs: into a folder, or into the contact's own below the downloads. So many
/// bytes are `free` there; `None` where nobody says.
///
/// Nothing is said where there is too little space: it stands as `NoSpace` until it is resumed.
///
/// # Errors
/// [`PairFault::Transfer`] where the folder's name is not Unicode; [`PairFault::Ledger`].
pub fn accept(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    into: Option<&Path>,
    free: Option<u64>,
) -> Result<Outcome, PairFault> {
    let place = into.map(text).transpose()?;
    change(
        ledger,
        contact,
        id,
        |transfer| {
            let open = !transfer.mine && transfer.state == TransferState::Offered;
            let said = Said::Answer { transfer: id, accept: true };
            Ok(open.then(|| go_on(transfer, free, Some(said))))
        },
        place,
    )
}

/// Does not take an offer of theirs.
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn decline(ledger: &Ledger, contact: ContactId, id: TransferId) -> Result<Outcome, PairFault> {
    change(
        ledger,
        contact,
        id,
        |transfer| {
            let open = !transfer.mine && transfer.state == TransferState::Offered;
            let said = Said::Answer { transfer: id, accept: false };
            Ok(open.then_some((TransferState::Declined, Some(said))))
        },
        None,
    )
}

/// Holds a transfer.
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn pause(ledger: &Ledger, contact: ContactId, id: TransferId) -> Result<Outcome, PairFault> {
    change(
        ledger,
        contact,
        id,
        |transfer| {
            let moving = transfer.state == TransferState::Moving;
            Ok(moving.then_some((TransferState::Paused, None)))
        },
        None,
    )
}

/// Where a transfer goes to: the folder it was accepted into, or the downloads.
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn folder(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    downloads: &Path,
) -> Result<PathBuf, PairFault> {
    let kept = super::store::get(ledger, contact, id)?;
    Ok(kept.and_then(|kept| kept.place).unwrap_or_else(|| downloads.to_owned()))
}

/// Lets a transfer go on that was held, or that lacked space; so many bytes are `free` in its
/// [`folder`].
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn resume(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    free: Option<u64>,
) -> Result<Outcome, PairFault> {
    let kept = super::store::get(ledger, contact, id)?;
    // What was begun was accepted before.
    let is_new = kept.is_some_and(|kept| !kept.was_begun());
    let said = is_new.then_some(Said::Answer { transfer: id, accept: true });
    change(
        ledger,
        contact,
        id,
        |transfer| {
            Ok(match transfer.state {
                TransferState::Paused => Some((TransferState::Moving, None)),
                TransferState::NoSpace { .. } => Some(go_on(transfer, free, said)),
                _ => None,
            })
        },
        None,
    )
}

/// Gives a transfer up.
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn cancel(ledger: &Ledger, contact: ContactId, id: TransferId) -> Result<Outcome, PairFault> {
    change(
        ledger,
        contact,
        id,
        |transfer| {
            let said = Said::Result { transfer: id, done: false };
            Ok((!is_over(&transfer.state)).then_some((TransferState::Cancelled, Some(said))))
        },
        None,
    )
}

/// Moving, where there is space for the rest.
fn go_on(
    transfer: &Transfer,
    free: Option<u64>,
    said: Option<Said>,
) -> (TransferState, Option<Said>) {
    let needed = transfer.size.saturating_sub(transfer.done);
    match free {
        Some(free) if free < needed => (TransferState::NoSpace { needed, free }, None),
        _ => (TransferState::Moving, said),
    }
}

/// A wish that came too late changes nothing.
fn change(
    ledger: &Ledger,
    contact: ContactId,
    id: TransferId,
    decide: impl FnOnce(&Transfer) -> Result<Option<(TransferState, Option<Said>)>, PairFault>,
    place: Option<&str>,
) -> Result<Outcome, PairFault> {
    let update = "UPDATE transfer SET state = ?3, place = coalesce(?4, place), touched = ?5
         WHERE contact = ?1 AND id = ?2";
    ledger.transaction(|sql| {
        let mut transfer = load(sql, contact, id)?.transfer;
        let Some((state, said)) = decide(&transfer)? else { return Ok((transfer, None)) };
        let values = params![contact.0, id.0, state_text(&state), place, stamp()];
        sql.execute(update, values)?;
        transfer.state = state;
        Ok((transfer, say_one(sql, contact, said)?))
    })
}
