//! One node for all programs of a profile: the socket at which others wish and hear.
//!
//! Only one program holds the node of a profile: its window, or a command. It opens `pair.sock` in
//! the runtime folder, and another program of the same user attaches there instead of starting a
//! second node. A line upwards is a [`PairWish`](crate::model::pairing::PairWish) in JSON, a line
//! downwards a [`PairEvent`](crate::model::pairing::PairEvent); all there is comes first, as with
//! every subscription. The folder is open to its user only, so whoever can connect may.

#[cfg(unix)]
mod attached;
#[cfg(unix)]
mod server;
#[cfg(all(test, unix))]
mod tests;

#[cfg(not(unix))]
mod absent;
#[cfg(not(unix))]
pub use absent::{Attached, Local};
#[cfg(unix)]
pub use attached::Attached;
#[cfg(unix)]
pub use server::Local;

use std::io::{self, BufRead, Read};
#[cfg(unix)]
use std::time::Duration;
#[cfg(unix)]
use zeroize::Zeroizing;

/// The socket's name in the runtime folder.
#[cfg(unix)]
const SOCKET: &str = "pair.sock";
/// Programs that may be attached at once: more is a program that runs away.
#[cfg(unix)]
const CLIENTS: usize = 16;
/// Most bytes of a wish: a text of 64 KiB in which JSON escapes every byte fits.
#[cfg(unix)]
const WISH: u64 = 1024 * 1024;
/// Most bytes of an event: an offer of ten thousand long paths fits.
#[cfg(unix)]
const EVENT: u64 = 64 * 1024 * 1024;
/// How long a program may leave unread what fills its socket, and how long an end may take.
#[cfg(unix)]
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads a line of at most `limit` bytes, without its end; false at the end of all.
///
/// # Errors
/// `InvalidData` for a longer line; the rest of it is not read.
pub fn read_line(from: &mut impl BufRead, limit: u64, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let count = from.by_ref().take(limit.saturating_add(1)).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if u64::try_from(count).unwrap_or(u64::MAX) > limit {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the line is too long"));
    }
    Ok(count > 0)
}

/// Why a line is no wish, in words that repeat nothing of it: it may hold a code.
#[cfg(unix)]
fn why_not_understood(error: &serde_json::Error) -> String {
    if error.is_data() {
        return format!("no such wish, or a field of it is wrong at column {}", error.column());
    }
    error.to_string()
}

/// Writes a value in JSON as one line.
#[cfg(unix)]
fn write_line(
    mut to: impl io::Write,
    json: serde_json::Result<Zeroizing<Vec<u8>>>,
) -> io::Result<usize> {
    let mut line = json?;
    line.push(b'\n');
    to.write_all(&line)?;
    Ok(line.len())
}
