//! One program at a time has a profile's ledger.

use super::open::fault;
use crate::model::pairing::PairFault;
use crate::private;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held as long as it lives; the system lets go of it when the process ends, however that is.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, never read")] File);

impl Lock {
    /// Takes the lock of this folder, which is made if need be.
    ///
    /// # Errors
    /// [`PairFault::InUse`]: another program has it. [`PairFault::Place`] or
    /// [`PairFault::Ledger`]: the file cannot be made.
    pub fn take(folder: &Path) -> Result<Self, PairFault> {
        private::make_folder(folder).map_err(|error| fault(folder, &error))?;
        let path = folder.join("ledger.lock");
        let failed = |error| fault(&path, &error);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(PairFault::InUse),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}
