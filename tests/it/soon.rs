//! How long a test waits for what must come.

use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Longer than anything here takes on a busy machine of two cores. Nothing waits that long unless it
/// fails.
pub(crate) const SOON: Duration = Duration::from_secs(30);

/// Who connects next. Fails when nobody comes soon; so does each read of what comes, for a socket
/// has the time limit of its listener.
#[track_caller]
pub(crate) fn accept(listener: &TcpListener) -> TcpStream {
    // SO_RCVTIMEO is a limit of accept(2) too (socket(7)).
    socket2::SockRef::from(listener).set_read_timeout(Some(SOON)).expect("a time limit");
    let (stream, _) = listener.accept().unwrap_or_else(|error| panic!("nobody came: {error}"));
    stream
}
