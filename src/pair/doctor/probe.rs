//! Sends a multicast packet out of an interface and waits for it to come back.
//!
//! The probe has a port of its own, so that it disturbs nobody and needs no share of port 5353.
//! It is heard by this machine: that the network carries it further, only another machine can say.

use super::{Family, Outcome};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::time::{Duration, Instant};

/// The groups of multicast DNS (RFC 6762, section 3).
const GROUP_V4: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const GROUP_V6: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 0xfb);
/// Least time that a read waits: zero would be for ever.
const LEAST: Duration = Duration::from_millis(1);

/// A probe that is on its way.
pub(super) struct Probe {
    pub(super) family: Family,
    socket: io::Result<UdpSocket>,
    word: [u8; 16],
    sent: Instant,
}

impl Probe {
    /// Sends one from this address of the interface with this index.
    pub(super) fn send(address: IpAddr, index: u32) -> Self {
        let mut word = [0; 16];
        // Without random bytes an echo of another probe could be taken for this one; no harm.
        getrandom::fill(&mut word).ok();
        let family = if address.is_ipv4() { Family::V4 } else { Family::V6 };
        let socket = match address {
            IpAddr::V4(address) => send_v4(address, &word),
            IpAddr::V6(_) => send_v6(index, &word),
        };
        Self { family, socket, word, sent: Instant::now() }
    }

    /// Waits until it was heard, but not beyond the deadline.
    pub(super) fn hear(self, deadline: Instant) -> Outcome {
        match self.socket.and_then(|socket| hear(&socket, &self.word, deadline)) {
            Ok(true) => Outcome::Heard { after: self.sent.elapsed() },
            Ok(false) => Outcome::NotHeard,
            Err(error) => Outcome::NotSent(error.to_string()),
        }
    }
}

fn send_v4(address: Ipv4Addr, word: &[u8]) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)).into())?;
    socket.join_multicast_v4(&GROUP_V4, &address)?;
    socket.set_multicast_if_v4(&address)?;
    socket.set_multicast_loop_v4(true)?;
    let socket = UdpSocket::from(socket);
    let port = socket.local_addr()?.port();
    socket.send_to(word, (GROUP_V4, port))?;
    Ok(socket)
}

fn send_v6(index: u32, word: &[u8]) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_only_v6(true)?;
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)).into())?;
    socket.join_multicast_v6(&GROUP_V6, index)?;
    socket.set_multicast_if_v6(index)?;
    socket.set_multicast_loop_v6(true)?;
    let socket = UdpSocket::from(socket);
    let port = socket.local_addr()?.port();
    socket.send_to(word, SocketAddrV6::new(GROUP_V6, port, 0, index))?;
    Ok(socket)
}

fn hear(socket: &UdpSocket, word: &[u8], deadline: Instant) -> io::Result<bool> {
    let mut buffer = [0; 64];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        socket.set_read_timeout(Some(left.max(LEAST)))?;
        match socket.recv(&mut buffer) {
            Ok(length) if buffer.get(..length) == Some(word) => return Ok(true),
            // Somebody else's packet, or a signal.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if is_time_up(&error) => return Ok(false),
            Err(error) => return Err(error),
        }
        if left.is_zero() {
            return Ok(false);
        }
    }
}

fn is_time_up(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
