//! Stub.
use super::frame::FileFrame;
use super::ledger::Ledger;
use crate::model::pairing::*;
use std::path::{Path, PathBuf};
pub struct Files;
pub enum FileFact { Changed(Transfer), Say(Said) }
impl Files {
    pub fn open(_: Ledger, _: ContactId, _: &str, _: &Path) -> Result<Self, PairFault> { Ok(Self) }
    pub fn heard(&mut self, _: &Item) -> Result<Vec<FileFact>, PairFault> { Ok(vec![]) }
    pub fn receive(&mut self, _: FileFrame) -> Result<Vec<FileFact>, PairFault> { Ok(vec![]) }
    pub fn look_again(&mut self) {}
    pub fn pump(&mut self, _: usize, _: &mut Vec<FileFrame>) -> Result<(Vec<FileFact>, bool), PairFault> { Ok((vec![], false)) }
}
pub struct LocalSource;
type Decided = Result<(Transfer, Option<Said>), PairFault>;
pub fn offer(_: &Path) -> Result<(Offer, LocalSource), TransferFault> { Err(TransferFault::TooDeep) }
pub fn keep(_: &Ledger, _: ContactId, _: TransferId, _: &Offer, _: &LocalSource) -> Result<Transfer, PairFault> { Err(PairFault::NoContact) }
pub fn transfers(_: &Ledger) -> Result<Vec<Transfer>, PairFault> { Ok(vec![]) }
pub fn accept(_: &Ledger, _: TransferId, _: Option<PathBuf>) -> Decided { Err(PairFault::NoContact) }
pub fn decline(_: &Ledger, _: TransferId) -> Decided { Err(PairFault::NoContact) }
pub fn pause(_: &Ledger, _: TransferId) -> Decided { Err(PairFault::NoContact) }
pub fn resume(_: &Ledger, _: TransferId) -> Decided { Err(PairFault::NoContact) }
pub fn cancel(_: &Ledger, _: TransferId) -> Decided { Err(PairFault::NoContact) }
