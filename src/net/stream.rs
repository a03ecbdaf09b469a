//! A connected byte stream: TCP or Unix.

use mio::event::Source;
use mio::{Interest, Registry, Token};
use socket2::SockRef;
use std::io::{self, Read, Write};
use std::mem::MaybeUninit;
use std::net::Shutdown;
use std::time::Duration;

/// A non-blocking stream socket.
pub(crate) enum Stream {
    Tcp(mio::net::TcpStream),
    #[cfg(unix)]
    Unix(mio::net::UnixStream),
}

impl Stream {
    /// recv(2)
    pub(super) fn recv(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(room),
            #[cfg(unix)]
            Self::Unix(stream) => stream.read(room),
        }
    }

    /// Whether a receive that fills less than its room has taken all there was. One on a Unix socket
    /// stops behind each piece that carried descriptors or credentials (unix(7)); Windows tells of
    /// readiness again only when a receive would have blocked.
    pub(super) fn is_emptied_by_short_reads(&self) -> bool {
        cfg!(unix) && matches!(self, Self::Tcp(_))
    }

    /// send(2): may take less than it is given.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.write(bytes),
            #[cfg(unix)]
            Self::Unix(stream) => stream.write(bytes),
        }
    }

    /// Whether there is something to receive before the end or a fault (`MSG_PEEK`, recv(2)).
    pub(super) fn has_unread(&self) -> bool {
        let room = &mut [MaybeUninit::uninit()];
        match self {
            Self::Tcp(stream) => SockRef::from(stream).peek(room),
            #[cfg(unix)]
            Self::Unix(stream) => SockRef::from(stream).peek(room),
        }
        .is_ok_and(|count| count > 0)
    }

    /// What went wrong with the connection since it was asked last (`SO_ERROR`, socket(7)).
    pub(super) fn take_error(&self) -> Option<io::Error> {
        match self {
            Self::Tcp(stream) => stream.take_error(),
            #[cfg(unix)]
            Self::Unix(stream) => stream.take_error(),
        }
        .unwrap_or_else(Some)
    }

    /// Ends our direction: shutdown(2) with `SHUT_WR`.
    pub(super) fn finish(&self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            #[cfg(unix)]
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
        }
    }

    /// Makes the coming close a reset: `SO_LINGER` with zero (socket(7)). A Unix stream has none.
    pub(super) fn reset_on_close(&self) -> Option<io::Result<()>> {
        match self {
            Self::Tcp(stream) => Some(SockRef::from(stream).set_linger(Some(Duration::ZERO))),
            #[cfg(unix)]
            Self::Unix(_) => None,
        }
    }

    /// Process and user at the other end, where the system tells: `SO_PEERCRED` (unix(7)).
    pub(super) fn credentials(&self) -> Option<(u32, u32)> {
        match self {
            Self::Tcp(_) => None,
            #[cfg(target_os = "linux")]
            Self::Unix(stream) => {
                let peer = rustix::net::sockopt::socket_peercred(stream).ok()?;
                Some((u32::try_from(peer.pid.as_raw_nonzero().get()).ok()?, peer.uid.as_raw()))
            }
            #[cfg(all(unix, not(target_os = "linux")))]
            Self::Unix(_) => None,
        }
    }

    /// Registers once, for everything: writes are tried before readiness is asked for.
    pub(super) fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        let interest = interest();
        match self {
            Self::Tcp(stream) => stream.register(registry, token, interest),
            #[cfg(unix)]
            Self::Unix(stream) => {
                stream.register(registry, token, Interest::READABLE | Interest::WRITABLE)
            }
        }
    }

    pub(super) fn deregister(&mut self, registry: &Registry) {
        let done = match self {
            Self::Tcp(stream) => stream.deregister(registry),
            #[cfg(unix)]
            Self::Unix(stream) => stream.deregister(registry),
        };
        // The socket is closed next, which takes it out of the poll anyway.
        done.ok();
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn interest() -> Interest {
    // PRIORITY tells of urgent data.
    Interest::READABLE | Interest::WRITABLE | Interest::PRIORITY
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn interest() -> Interest {
    Interest::READABLE | Interest::WRITABLE
}
