//! Systems without Unix sockets: one program of a profile at a time.

use crate::model::pairing::{PairEvent, PairWish};
use crate::threads::Registry;
use crossbeam_channel::Receiver;
use std::io;
use std::path::Path;

/// Never there.
pub struct Local(std::convert::Infallible);

/// Never there.
pub struct Attached(std::convert::Infallible);

impl Local {
    /// Opens nothing.
    ///
    /// # Errors
    /// Always: this system has no such sockets.
    pub fn serve(
        _registry: &Registry,
        _runtime: &Path,
        _wish: impl Fn(PairWish) + Send + Sync + 'static,
        _subscribe: impl Fn() -> Receiver<PairEvent> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Attaches to nobody.
    ///
    /// # Errors
    /// Always: this system has no such sockets.
    pub fn attach(_registry: &Registry, _runtime: &Path) -> io::Result<Attached> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Attached {
    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn send(&self, _wish: &PairWish) -> io::Result<()> {
        match self.0 {}
    }

    /// Never called.
    #[must_use]
    pub fn is_there(&self) -> bool {
        match self.0 {}
    }

    /// Never called.
    #[must_use]
    pub fn events(&self) -> &Receiver<PairEvent> {
        match self.0 {}
    }
}
