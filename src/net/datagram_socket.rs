//! The socket below a datagram port: UDP or Unix.

use crate::model::Address;
#[cfg(unix)]
use rustix::net::RecvFlags;
#[cfg(unix)]
use std::io::IoSliceMut;
use std::io::{self, ErrorKind};

/// Linux returns how long a datagram was; others only say that it was longer than the room.
#[cfg(any(target_os = "linux", target_os = "android"))]
const LENGTH: RecvFlags = RecvFlags::TRUNC;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
const LENGTH: RecvFlags = RecvFlags::empty();

/// A socket that datagrams come to.
pub(crate) enum Socket {
    Udp(mio::net::UdpSocket),
    #[cfg(unix)]
    Unix(
        std::os::unix::net::UnixDatagram,
        #[expect(dead_code, reason = "dropped with the socket: that removes the file")]
        super::unix::Bound,
    ),
}

impl Socket {
    /// Whether one peer's full queue says nothing of another's: an unconnected Unix socket writes
    /// into the queues of its peers (unix(7)).
    pub(super) fn has_a_queue_for_each(&self) -> bool {
        !matches!(self, Self::Udp(_))
    }

    /// recvfrom(2): how many bytes are in the room, how many the datagram had (at least, on systems
    /// that tell no more), and whose it is. UDP datagrams always fit the room; Unix ones may be larger
    /// (`MSG_TRUNC`, recv(2)).
    pub(super) fn recv(&mut self, room: &mut [u8]) -> io::Result<(usize, usize, Address)> {
        match self {
            Self::Udp(socket) => {
                let (count, from) = socket.recv_from(room)?;
                Ok((count, count, Address::canonical(from)))
            }
            #[cfg(unix)]
            Self::Unix(socket, _) => {
                use rustix::net::{RecvAncillaryBuffer, ReturnFlags, SocketAddrUnix, recvmsg};
                let mut none = RecvAncillaryBuffer::default();
                let size = room.len();
                let message = recvmsg(&*socket, &mut [IoSliceMut::new(room)], &mut none, LENGTH)?;
                let count = message.bytes.min(size);
                let is_cut = message.flags.contains(ReturnFlags::TRUNC);
                let whole = message.bytes.max(count + usize::from(is_cut));
                let from = message.address.and_then(|from| SocketAddrUnix::try_from(from).ok());
                Ok((count, whole, super::unix::sender(from.as_ref())))
            }
        }
    }

    /// Sends to an address, or to the connected peer.
    pub(super) fn send(&mut self, bytes: &[u8], to: Option<&Address>) -> io::Result<usize> {
        match (self, to) {
            (Self::Udp(socket), None) => socket.send(bytes),
            (Self::Udp(socket), Some(Address::Ip(to))) => send_udp(socket, bytes, *to),
            #[cfg(unix)]
            (Self::Unix(socket, _), None) => socket.send(bytes),
            #[cfg(unix)]
            (Self::Unix(socket, _), Some(to)) => {
                socket.send_to_addr(bytes, &super::unix::target(to)?)
            }
            (Self::Udp(_), Some(_)) => Err(ErrorKind::InvalidInput.into()),
        }
    }
}

/// Whether an error is an ICMP answer to an earlier datagram; Windows calls it a reset.
pub(super) fn is_refused(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset)
}

/// A dual-stack socket is of the IPv6 family: an IPv4 peer, shown as such, is mapped back.
fn send_udp(
    socket: &mio::net::UdpSocket,
    bytes: &[u8],
    to: std::net::SocketAddr,
) -> io::Result<usize> {
    let is_ipv6 = socket.local_addr()?.is_ipv6();
    match to {
        std::net::SocketAddr::V4(v4) if is_ipv6 => {
            let mapped = v4.ip().to_ipv6_mapped();
            socket.send_to(bytes, std::net::SocketAddr::from((mapped, v4.port())))
        }
        _ => socket.send_to(bytes, to),
    }
}
