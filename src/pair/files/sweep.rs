//! Takes away what was begun and will not be finished: only what the ledger says was made.

use super::place::Place;
use super::store::{self, Kept};
use crate::model::Nanos;
use crate::model::pairing::{ContactId, PairFault, TransferId};
use crate::pair::ledger::Ledger;
use std::io;
use std::path::Path;
use std::time::Duration;

/// How long a part is kept that nobody goes on with.
pub const EXPIRY: Duration = Duration::from_hours(14 * 24);

/// Removes what is left of all transfers that came to nothing, and the parts of those that nobody
/// has gone on with for [`EXPIRY`]: these begin anew, should the other side come back.
///
/// Gives how many were cleared. What cannot be removed now is tried again the next time.
///
/// # Errors
/// [`PairFault::Ledger`].
pub fn sweep(ledger: &Ledger, downloads: &Path, now: Nanos) -> Result<usize, PairFault> {
    let mut cleared = 0;
    for kept in store::with_parts(ledger)? {
        if (kept.came_to_nothing() || kept.is_expired(now)) && clear(&kept, downloads).is_ok() {
            store::forget_parts(ledger, &kept)?;
            cleared += 1;
        }
    }
    Ok(cleared)
}

/// The same for one contact, and only what came to nothing.
pub(super) fn clear_given_up(
    ledger: &Ledger,
    contact: ContactId,
    downloads: &Path,
) -> Result<(), PairFault> {
    let all = store::with_parts(ledger)?;
    for kept in all.iter().filter(|kept| kept.transfer.contact == contact) {
        if kept.came_to_nothing() && clear(kept, downloads).is_ok() {
            store::forget_parts(ledger, kept)?;
        }
    }
    Ok(())
}

/// A folder that is gone, say a disk that was taken out, is not made for this.
fn clear(kept: &Kept, downloads: &Path) -> io::Result<()> {
    let home = kept.place.clone().unwrap_or_else(|| downloads.join(&kept.home));
    home.symlink_metadata()?;
    place_of(kept, downloads)?.clear(&part(kept.transfer.id), &tree(kept.transfer.id))
}

/// The folder that a transfer is received into.
pub(super) fn place_of(kept: &Kept, downloads: &Path) -> io::Result<Place> {
    match &kept.place {
        Some(path) => Place::chosen(path),
        // As the contact was called when it offered: a part is gone on with where it is.
        None => Place::of_contact(downloads, &kept.home),
    }
}

/// The file that is not whole yet.
pub(super) fn part(id: TransferId) -> String {
    format!("{id}.part")
}

/// The folder that is not whole yet.
pub(super) fn tree(id: TransferId) -> String {
    format!("{id}.tree")
}
