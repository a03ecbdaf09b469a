//! How another process of the same user asks a running instance what it does.
//!
//! Each instance, with a window or without, has a Unix socket `<pid>.sock` in the runtime folder of
//! its profile. A connection carries one request, a line of JSON, and one answer. The folder is open
//! to its user only, so whoever can connect may know.

mod ask;
mod protocol;
#[cfg(unix)]
mod server;

pub use ask::{Instance, instances};
pub use protocol::{Answer, Request, SessionRow};
#[cfg(unix)]
pub use server::{Control, serve, serve_window};

#[cfg(not(unix))]
mod absent;
#[cfg(not(unix))]
pub use absent::{Control, serve, serve_window};

/// Most bytes of a request: it is a few words.
#[cfg(unix)]
const REQUEST: u64 = 4 * 1024;
/// Most bytes of an answer: a row for each of ten thousand threads.
const ANSWER: u64 = 16 * 1024 * 1024;
/// How long one side waits for the other before it gives up.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);
