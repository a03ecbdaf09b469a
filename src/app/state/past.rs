//! A conversation of an earlier run, as the sidebar lists it.

use crate::model::{Nanos, SessionSpec};
use std::path::PathBuf;

/// A conversation of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Where it is kept.
    pub folder: PathBuf,
    /// What was open.
    pub spec: SessionSpec,
    /// When it began.
    pub started: Nanos,
    /// Bytes on disk.
    pub bytes: u64,
    /// False where the program ended before the conversation did.
    pub finished: bool,
}
