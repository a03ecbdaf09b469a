//! Systems without Unix sockets in the standard library: no instance can be asked.

use super::{Request, SessionRow};
use crate::threads::Registry;
use std::io;
use std::path::Path;

/// Nothing.
pub struct Control;

/// Does nothing: the window and the command line work without it.
///
/// # Errors
/// Never; the signature is the one of the systems that have it.
pub fn serve(
    _registry: &Registry,
    _runtime: &Path,
    _sessions: impl Fn() -> Vec<SessionRow> + Send + 'static,
) -> io::Result<Control> {
    Ok(Control)
}

/// The same for a window.
///
/// # Errors
/// Never, as [`serve`].
pub fn serve_window(
    registry: &Registry,
    runtime: &Path,
    sessions: impl Fn() -> Vec<SessionRow> + Send + 'static,
    _window: impl Fn(Request) -> bool + Send + 'static,
) -> io::Result<Control> {
    serve(registry, runtime, sessions)
}
