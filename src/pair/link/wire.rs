//! A TCP connection with TLS on it, waited for in one poll together with the node's orders.

use super::{About, Far, Order};
use crate::model::pairing::{PairFault, PublicKey};
use crate::pair::tls::{self, Aim, Gate, Opened, Purpose, Refusal};
use crate::threads::Me;
use if_addrs::IfAddr;
use mio::net::TcpStream;
use mio::{Events, Interest, Token};
use rustls::Connection;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, SocketAddrV6};
use std::time::Instant;

/// The token of the waker.
pub(super) const WAKE: Token = Token(0);
const SOCKET: Token = Token(1);
/// Bytes that are read before it is the writing's turn.
const TURN: usize = 256 * 1024;

/// Bytes that the system takes before it has sent those it has (tcp(7), `TCP_NOTSENT_LOWAT`).
#[cfg(any(target_os = "linux", target_os = "android"))]
const NOT_SENT: u32 = 128 * 1024;

/// A line to the other side.
pub(super) struct Wire {
    stream: TcpStream,
    tls: Connection,
    peer: SocketAddr,
    aim: Aim,
    events: Events,
    /// Bytes may be there: the poll tells once.
    readable: bool,
    writable: bool,
    /// The other side sends nothing more.
    ended: bool,
}

impl Wire {
    /// Connects to one address.
    pub(super) fn connect(
        to: SocketAddr,
        deadline: Instant,
        far: &mut Far,
        me: &Me,
    ) -> Result<TcpStream, PairFault> {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(to).map_err(|error| failed_dial(to, &error))?;
        let (registry, both) = (far.poll.registry(), Interest::READABLE | Interest::WRITABLE);
        registry.register(&mut stream, SOCKET, both).map_err(|error| other(&error))?;
        let mut events = Events::with_capacity(8);
        loop {
            if let Some(error) = stream.take_error().map_err(|error| other(&error))? {
                return Err(failed_dial(to, &error));
            }
            match stream.peer_addr() {
                Ok(_) => return Ok(stream),
                Err(error) if error.kind() == ErrorKind::NotConnected => {}
                Err(error) => return Err(failed_dial(to, &error)),
            }
            if Instant::now() >= deadline {
                let after = begun.elapsed();
                return Err(PairFault::NoAnswer { to: to.to_string(), after });
            }
            wait(&mut events, Some(deadline), far, me)?;
            is_wanted(far)?;
        }
    }

    /// Takes a connected stream whose socket is registered already.
    pub(super) fn new(
        stream: TcpStream,
        peer: SocketAddr,
        aim: Aim,
        mut tls: Connection,
        far: &mut Far,
    ) -> Result<Self, PairFault> {
        // What is given to it is bounded by who gives.
        tls.set_buffer_limit(None);
        stream.set_nodelay(true).map_err(|error| other(&error))?;
        let keepalive = socket2::TcpKeepalive::new().with_time(crate::model::limits::KEEPALIVE.0);
        // Bytes of files wait here, where a message can go in front of them, not in the system.
        #[cfg(any(target_os = "linux", target_os = "android"))]
        socket2::SockRef::from(&stream).set_tcp_notsent_lowat(NOT_SENT).ok();
        // Pings find out as well.
        socket2::SockRef::from(&stream).set_tcp_keepalive(&keepalive).ok();
        is_wanted(far)?;
        let events = Events::with_capacity(8);
        Ok(Self { stream, tls, peer, aim, events, readable: true, writable: true, ended: false })
    }

    /// Reads the first words of somebody who came, and picks how to answer.
    pub(super) fn accept(
        stream: std::net::TcpStream,
        from: SocketAddr,
        mut gate: Gate,
        deadline: Instant,
        far: &mut Far,
        me: &Me,
    ) -> Result<Self, PairFault> {
        stream.set_nonblocking(true).map_err(|error| other(&error))?;
        let mut stream = TcpStream::from_std(stream);
        let (registry, both) = (far.poll.registry(), Interest::READABLE | Interest::WRITABLE);
        registry.register(&mut stream, SOCKET, both).map_err(|error| other(&error))?;
        let mut events = Events::with_capacity(8);
        loop {
            match gate.read_tls(&mut stream) {
                Ok(0) => return Err(PairFault::Cut("before the first word".into())),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    wait(&mut events, Some(deadline), far, me)?;
                    is_wanted(far)?;
                    if Instant::now() >= deadline {
                        return Err(PairFault::Cut("it said nothing in time".into()));
                    }
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(PairFault::Cut(error.to_string())),
            }
            match gate.open() {
                Ok(None) => {}
                Ok(Some(Opened { purpose, connection })) => {
                    let aim = Aim { purpose, wanted: String::new(), to: from.to_string() };
                    return Self::new(stream, from, aim, connection.into(), far);
                }
                Err(Refusal { fault, alert }) => {
                    // A stranger's bad first word: our answer is a courtesy.
                    stream.write_all(&alert).ok();
                    return Err(fault);
                }
            }
        }
    }

    /// Who is at the other end, by address.
    pub(super) fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// The address at which this line ends here.
    pub(super) fn own_ip(&self) -> Result<IpAddr, PairFault> {
        let local = self.stream.local_addr().map_err(|error| PairFault::Cut(error.to_string()))?;
        Ok(local.ip().to_canonical())
    }

    /// The secret that is bound to this line.
    pub(super) fn exporter(&self) -> Result<[u8; 32], PairFault> {
        match &self.tls {
            Connection::Client(tls) => tls::exporter(tls),
            Connection::Server(tls) => tls::exporter(tls),
        }
    }

    /// The key that the other end has proved.
    pub(super) fn peer_key(&self) -> Result<PublicKey, PairFault> {
        tls::established(&self.tls, &self.aim)
    }

    /// What was agreed on.
    pub(super) fn purpose(&self) -> Purpose {
        self.aim.purpose
    }

    /// Where we may be dialled, for the other side: at the address where this line ends here, and at
    /// those that are known. On a machine without a network there is only the first.
    pub(super) fn own_addresses(&self, about: &About) -> Vec<SocketAddr> {
        let local = self.stream.local_addr().ok().map(|local| local.ip().to_canonical());
        let here = about.port.zip(local).map(|(port, ip)| SocketAddr::new(ip, port));
        let mut all: Vec<SocketAddr> = here.into_iter().collect();
        all.extend(about.addresses.iter().filter(|address| Some(**address) != here));
        all.truncate(8);
        all
    }

    /// Where the other side may be dialled, by what it says: the address it was seen at goes first.
    pub(super) fn addresses_of_peer(&self, told: &[SocketAddr]) -> Vec<SocketAddr> {
        let seen = told.first().map(|first| self.peer_at(first.port()));
        let mut all: Vec<SocketAddr> = Vec::new();
        // A link-local address means nothing without the interface that it was seen at here.
        let told = told.iter().copied().filter(|address| !is_link_local(address.ip()));
        for address in seen.into_iter().chain(told) {
            if !all.contains(&address) {
                all.push(address);
            }
        }
        all.truncate(8);
        all
    }

    /// A port where the other side was seen; a link-local address with the interface it has here
    /// (RFC 4007, section 6).
    pub(super) fn peer_at(&self, port: u16) -> SocketAddr {
        match self.peer {
            SocketAddr::V6(v6) if v6.ip().to_ipv4_mapped().is_none() => {
                SocketAddrV6::new(*v6.ip(), port, 0, v6.scope_id()).into()
            }
            peer => SocketAddr::new(peer.ip().to_canonical(), port),
        }
    }

    /// Makes the line secret.
    pub(super) fn handshake(
        &mut self,
        deadline: Instant,
        far: &mut Far,
        me: &Me,
    ) -> Result<(), PairFault> {
        while self.tls.is_handshaking() {
            self.flush()?;
            // Until the socket says that nothing is there: the poll tells once, also of bytes and an
            // end that came together.
            if self.readable && self.tls.is_handshaking() {
                self.read_some()?;
            }
            if !self.tls.is_handshaking() {
                break;
            }
            if self.ended || Instant::now() >= deadline {
                return Err(PairFault::NotUs { to: self.aim.to.clone() });
            }
            let may_write = self.writable && self.tls.wants_write();
            if !self.readable && !may_write {
                self.wait(Some(deadline), far, me)?;
                is_wanted(far)?;
            }
        }
        self.flush()?;
        self.peer_key().map(drop)
    }

    /// Sleeps until bytes move, an order comes, or it is late.
    pub(super) fn wait(
        &mut self,
        deadline: Option<Instant>,
        far: &mut Far,
        me: &Me,
    ) -> Result<(), PairFault> {
        wait(&mut self.events, deadline, far, me)?;
        for event in self.events.iter().filter(|event| event.token() == SOCKET) {
            self.readable |= event.is_readable() || event.is_read_closed() || event.is_error();
            self.writable |= event.is_writable() || event.is_write_closed() || event.is_error();
        }
        Ok(())
    }

    /// Whether the other side has said its last word.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether the socket takes bytes, and has taken all that were given.
    pub(super) fn has_room(&self) -> bool {
        self.writable && !self.tls.wants_write()
    }

    /// Reads what is there, up to a turn's worth, and hands it out in the clear.
    pub(super) fn read(&mut self, mut each: impl FnMut(&[u8])) -> Result<usize, PairFault> {
        let mut total = 0;
        let mut clear = [0; 16 * 1024];
        while total < TURN {
            loop {
                match self.tls.reader().read(&mut clear) {
                    Ok(0) => {
                        self.ended = true;
                        break;
                    }
                    Ok(count) => {
                        each(clear.get(..count).unwrap_or_default());
                        total += count;
                    }
                    // Nothing there; or an end without a farewell, which `ended` tells as well.
                    Err(_) => break,
                }
            }
            if !self.readable || self.ended {
                break;
            }
            self.read_some()?;
        }
        Ok(total)
    }

    /// Gives bytes to be sent.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), PairFault> {
        self.tls.writer().write_all(bytes).map_err(|error| other(&error))?;
        self.flush()
    }

    /// Says the last word, as far as it goes.
    pub(super) fn say_goodbye(&mut self) {
        self.tls.send_close_notify();
        self.flush().ok();
    }

    /// Sends what waits, as much as the socket takes.
    pub(super) fn flush(&mut self) -> Result<(), PairFault> {
        while self.writable && self.tls.wants_write() {
            match self.tls.write_tls(&mut self.stream) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.writable = false,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    // Why it was closed may be there to be read.
                    self.read_some()?;
                    return Err(PairFault::Cut(error.to_string()));
                }
            }
        }
        Ok(())
    }

    fn read_some(&mut self) -> Result<(), PairFault> {
        match self.tls.read_tls(&mut self.stream) {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => self.readable = false,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(PairFault::Cut(error.to_string())),
        }
        match self.tls.process_new_packets() {
            Ok(_) => Ok(()),
            Err(error) => {
                // The alert that tells the other side why.
                self.tls.write_tls(&mut self.stream).ok();
                Err(tls::fault_of(&self.tls, &error, &self.aim))
            }
        }
    }
}

fn is_link_local(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V6(v6) if v6.is_unicast_link_local())
}

/// Whether an address they claim may be dialled for them, who were seen at another one: where both
/// are on one cable with us, which its link-local addresses prove. There they can see by themselves
/// who answers, so that they learn nothing from us.
pub(super) fn neighbours(seen: SocketAddr, claimed: SocketAddr) -> bool {
    let SocketAddr::V6(at) = seen else { return false };
    let is_proof = is_link_local(seen.ip()) && at.scope_id() != 0;
    is_proof
        && claimed != seen
        && claimed.port() == seen.port()
        && if_addrs::get_if_addrs()
            .unwrap_or_default()
            .iter()
            .filter(|own| own.index == Some(at.scope_id()))
            .any(|own| is_on_link(&own.addr, claimed.ip()))
}

fn is_on_link(own: &IfAddr, ip: IpAddr) -> bool {
    match (own, ip) {
        (IfAddr::V4(own), IpAddr::V4(ip)) => {
            let mask = own.netmask.to_bits();
            own.ip.to_bits() & mask == ip.to_bits() & mask
        }
        (IfAddr::V6(own), IpAddr::V6(ip)) if !ip.is_unicast_link_local() => {
            let mask = own.netmask.to_bits();
            own.ip.to_bits() & mask == ip.to_bits() & mask
        }
        _ => false,
    }
}

/// An error where the node no longer wants the link.
pub(super) fn is_wanted(far: &mut Far) -> Result<(), PairFault> {
    match far.inbox.try_recv() {
        Err(crossbeam_channel::TryRecvError::Disconnected) => Err(PairFault::Cut(String::new())),
        // Before the talk there is nothing to be ordered.
        Ok(Order::Unpair) => Err(PairFault::NoContact),
        Ok(_) | Err(crossbeam_channel::TryRecvError::Empty) => Ok(()),
    }
}

fn wait(
    events: &mut Events,
    deadline: Option<Instant>,
    far: &mut Far,
    me: &Me,
) -> Result<(), PairFault> {
    let limit = deadline.map(|at| at.saturating_duration_since(Instant::now()));
    match me.wait(|| far.poll.poll(events, limit)) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
        Err(error) => Err(other(&error)),
    }
}

fn failed_dial(to: SocketAddr, error: &io::Error) -> PairFault {
    match error.kind() {
        ErrorKind::ConnectionRefused => PairFault::Refused { to: to.to_string() },
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown => {
            PairFault::NoRoute { to: to.to_string() }
        }
        _ => PairFault::Other(format!("{to}: {error}")),
    }
}

fn other(error: &io::Error) -> PairFault {
    PairFault::Other(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_is_on_the_same_cable_may_name_another_address() {
        let at = |text: &str| text.parse::<SocketAddr>().expect("an address");
        assert!(!neighbours(at("10.0.0.1:5"), at("127.0.0.1:5")), "not seen by its cable");
        assert!(!neighbours(at("[fe80::1]:5"), at("127.0.0.1:5")), "on which cable?");
        let all = if_addrs::get_if_addrs().expect("interfaces");
        let lo = all.iter().find(|own| own.is_loopback()).and_then(|own| own.index);
        let seen =
            SocketAddrV6::new("fe80::1".parse().expect("one"), 5, 0, lo.expect("its number"));
        assert!(neighbours(seen.into(), at("127.0.0.9:5")));
        assert!(!neighbours(seen.into(), at("127.0.0.9:6")), "another port");
        assert!(!neighbours(seen.into(), at("192.0.2.1:5")), "elsewhere");
    }
}
