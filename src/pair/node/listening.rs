//! The door's sockets: where others may dial this installation.

use crate::model::limits::ACCEPT_PAUSE;
use crate::model::pairing::PairFault;
use crate::model::{FaultKind, is_out_of_handles};
use mio::net::TcpListener;
use mio::{Interest, Registry, Token};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

/// The token of the waker; listeners follow it.
pub(super) const WAKE: Token = Token(0);
/// Connections that the kernel may hold: those before authentication are few on purpose.
const BACKLOG: i32 = 128;
/// Most that one look takes: behind them something else has its turn, and those that failed are no
/// reason to go round for ever.
const ACCEPTS: usize = 256;

/// The listening sockets of a node.
#[derive(Default)]
pub(super) struct Listening {
    sockets: Vec<TcpListener>,
    /// Accepting failed for want of descriptors.
    rest: Option<Rest>,
}

/// A pause in accepting.
struct Rest {
    until: Instant,
    pause: Duration,
}

impl Listening {
    /// Listens at these addresses; where there are none on all of them, at the port of the last time
    /// where contacts look for us, or the usual one, or any.
    pub(super) fn open(
        at: &[SocketAddr],
        last: Option<u16>,
        registry: &Registry,
    ) -> Result<Self, PairFault> {
        let sockets: Result<Vec<_>, PairFault> = match at {
            [] => on_all(last.into_iter().chain([super::PORT, 0]))
                .map_err(|error| PairFault::Other(error.to_string())),
            at => at.iter().map(|at| bind(*at).map_err(|error| not_bound(*at, &error))).collect(),
        };
        let mut sockets = sockets?;
        for (index, socket) in sockets.iter_mut().enumerate() {
            let token = Token(WAKE.0 + 1 + index);
            registry
                .register(socket, token, Interest::READABLE)
                .map_err(|error| PairFault::Other(error.to_string()))?;
        }
        Ok(Self { sockets, rest: None })
    }

    /// Takes who waits, at most so many. True where descriptors have run out now: who waits then waits
    /// in the kernel until a timer looks again, because nothing else would wake us.
    pub(super) fn accept(
        &mut self,
        now: Instant,
        most: usize,
        mut each: impl FnMut(std::net::TcpStream, SocketAddr),
    ) -> bool {
        if self.rest.as_ref().is_some_and(|rest| now < rest.until) {
            return false;
        }
        let (mut room, mut looks) = (most, ACCEPTS);
        for socket in &self.sockets {
            while room > 0 && looks > 0 {
                looks -= 1;
                match socket.accept() {
                    Ok((stream, from)) => {
                        room -= 1;
                        let from = SocketAddr::new(from.ip().to_canonical(), from.port());
                        each(std::net::TcpStream::from(stream), from);
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) if is_out_of_handles(&error) => return self.pause(now),
                    // One that is gone already (accept(2): ECONNABORTED, EPROTO, EINTR).
                    Err(_) => {}
                }
            }
        }
        self.rest = None;
        false
    }

    /// Accepts nobody for a while, longer each time. True for the first time.
    fn pause(&mut self, now: Instant) -> bool {
        let (first, longest) = ACCEPT_PAUSE;
        let is_first = self.rest.is_none();
        let pause = self.rest.as_ref().map_or(first, |rest| (rest.pause * 2).min(longest));
        self.rest = Some(Rest { until: now + pause, pause });
        is_first
    }

    /// When it has to be looked at again although nothing happens.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.rest.as_ref().map(|rest| rest.until)
    }

    /// The port, of the first socket.
    pub(super) fn port(&self) -> Option<u16> {
        self.sockets.first()?.local_addr().ok().map(|local| local.port())
    }

    /// The port that is listened on at every address, if one is.
    pub(super) fn port_on_all(&self) -> Option<u16> {
        let locals = self.sockets.iter().filter_map(|socket| socket.local_addr().ok());
        locals.into_iter().find(|local| local.ip().is_unspecified()).map(|local| local.port())
    }

    /// Addresses under which others may reach this, best first.
    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        let mut all: Vec<SocketAddr> = Vec::new();
        for local in self.sockets.iter().filter_map(|socket| socket.local_addr().ok()) {
            if local.ip().is_unspecified() {
                let v4_too = matches!(local.ip(), IpAddr::V6(_)) || local.is_ipv4();
                let own = own_addresses()
                    .into_iter()
                    .filter(|ip| if ip.is_ipv4() { v4_too } else { local.is_ipv6() });
                all.extend(own.map(|ip| SocketAddr::new(ip, local.port())));
            } else {
                all.push(local);
            }
        }
        all.sort_by_key(|address| rank(address.ip()));
        all.dedup();
        all.truncate(8);
        all
    }
}

/// Private addresses first: the other machine is most often near.
fn rank(ip: IpAddr) -> u8 {
    match ip {
        IpAddr::V4(v4) if v4.is_private() => 0,
        IpAddr::V4(v4) if !v4.is_link_local() => 1,
        IpAddr::V6(_) => 2,
        IpAddr::V4(_) => 3,
    }
}

fn own_addresses() -> Vec<IpAddr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    let usable = |ip: &IpAddr| match ip {
        // A link-local address needs the other machine's interface behind it.
        IpAddr::V6(v6) => !v6.is_unicast_link_local(),
        IpAddr::V4(_) => true,
    };
    let ips = all.iter().filter(|it| !it.is_loopback()).map(if_addrs::Interface::ip);
    ips.filter(usable).collect()
}

/// The first of these ports that is free, on both families.
fn on_all(ports: impl Iterator<Item = u16>) -> io::Result<Vec<TcpListener>> {
    let mut last = io::ErrorKind::AddrInUse.into();
    for port in ports {
        let both = bind(SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)));
        match both.or_else(|_| bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)))) {
            Ok(socket) => return Ok(vec![socket]),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn not_bound(at: SocketAddr, error: &io::Error) -> PairFault {
    use io::ErrorKind as K;
    let whole = at.to_string();
    PairFault::CannotListen(match error.kind() {
        K::AddrInUse => FaultKind::PortTaken { at: whole, ours: None, holder: None, free: None },
        K::AddrNotAvailable => {
            let ours = own_addresses().iter().map(ToString::to_string).collect();
            FaultKind::NotOurAddress { address: at.ip().to_string(), ours }
        }
        K::PermissionDenied => FaultKind::PortForbidden(at.port()),
        _ => return PairFault::Other(format!("{whole}: {error}")),
    })
}

fn bind(at: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(at), Type::STREAM, Some(Protocol::TCP))?;
    if at.is_ipv6() {
        // `[::]` is for IPv4 as well.
        socket.set_only_v6(!at.ip().is_unspecified())?;
    }
    // A restart does not wait for connections that are over (RFC 9293, TIME-WAIT).
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&at.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(TcpListener::from_std(socket.into()))
}
