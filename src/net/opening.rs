//! How a session begins: looks its name up, then binds or connects.

use super::connector::Connector;
use super::datagram::{self, Port};
use super::listener::{self, Listener};
use super::session::{Phase, Session};
#[cfg(unix)]
use super::stream::Stream;
use super::watch::Watch;
use super::{error, resolve, socket};
use crate::model::{Address, Endpoint, Fault, FaultKind, HostPort, Role, SessionEvent, SessionId};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};

impl Session<'_> {
    /// Starts, or starts again after a pause.
    pub(super) fn begin(&mut self) {
        match self.spec.endpoint.clone() {
            Endpoint::Tcp(target) | Endpoint::Udp(target) => self.look_up(&target),
            #[cfg(unix)]
            Endpoint::Unix(path) => self.begin_unix(&path),
            #[cfg(unix)]
            Endpoint::UnixGram(path) => self.begin_unix_datagram(&path),
            #[cfg(not(unix))]
            Endpoint::Unix(path) | Endpoint::UnixGram(path) => {
                let what = format!("AF_UNIX {}", path.display());
                self.fail(Fault::new(FaultKind::Other(what)));
            }
        }
    }

    fn look_up(&mut self, target: &HostPort) {
        // An address with a scope goes through the resolver, which knows the interfaces.
        if let Some(ip) = target.ip().filter(|_| !target.host.contains('%')) {
            return self.use_addresses(vec![SocketAddr::new(ip, target.port)]);
        }
        self.look_up += 1;
        self.phase = Phase::Starting;
        self.sink.note(SessionEvent::Resolving(target.host.clone()));
        let (registry, answer) = (&self.context.registry, self.own.clone());
        if let Err(error) = resolve::look_up(registry, self.id, self.look_up, target, answer) {
            self.fail(error::of_start(&error));
        }
    }

    pub(super) fn resolved(&mut self, number: u32, found: io::Result<Vec<SocketAddr>>) {
        if number != self.look_up || !matches!(self.phase, Phase::Starting) {
            return;
        }
        let host = self.spec.endpoint.host_port().map(|to| to.host.clone()).unwrap_or_default();
        match found.map(resolve::interleave) {
            Ok(addresses) if addresses.is_empty() => {
                self.fail(Fault::new(FaultKind::NoSuchHost(host)));
            }
            Ok(addresses) => {
                self.sink.note(SessionEvent::Resolved(host, addresses.clone()));
                self.use_addresses(addresses);
            }
            Err(error) => {
                let fault = error::of_lookup(&error, &host);
                match fault.kind {
                    // A name that does not exist now will not in a second either.
                    FaultKind::NoSuchHost(_) | FaultKind::NoInterface(_) => self.fail(fault),
                    _ => self.fail_or_retry(fault),
                }
            }
        }
    }

    fn use_addresses(&mut self, addresses: Vec<SocketAddr>) {
        match (&self.spec.endpoint, self.spec.role) {
            (Endpoint::Udp(_), Role::Listen) => self.bind_all(&addresses, Self::bind_datagram),
            (Endpoint::Udp(_), Role::Connect) => self.connect_datagram(&addresses),
            (_, Role::Listen) => self.listen(&addresses),
            (_, Role::Connect) => self.phase = Phase::Connecting(Connector::new(addresses)),
        }
        self.tick();
    }

    fn listen(&mut self, addresses: &[SocketAddr]) {
        let mut listener = Listener::new(&self.options);
        self.bind_all(addresses, |session, at| {
            let ours = session.holder_of_ours();
            let (socket, local) =
                listener::bind_tcp(at, &session.options, ours, &mut session.sink)?;
            listener
                .add(socket, local.clone(), session.poll.registry())
                .map_err(|error| error::of_start(&error))?;
            Ok(local)
        });
        if !listener.is_empty() {
            self.phase = Phase::Listening(listener);
        }
    }

    /// Binds every address of a name: one that works is enough, the others are told of. Port 0 is
    /// the same port everywhere, chosen by the first.
    fn bind_all(
        &mut self,
        addresses: &[SocketAddr],
        mut bind: impl FnMut(&mut Self, SocketAddr) -> Result<Address, Fault>,
    ) {
        let (mut bound, mut faults): (Vec<Address>, Vec<_>) = (Vec::new(), Vec::new());
        for at in addresses {
            let mut at = *at;
            let chosen = bound.first().and_then(Address::port);
            at.set_port(if at.port() == 0 { chosen.unwrap_or(0) } else { at.port() });
            match bind(self, at) {
                Ok(local) => bound.push(local),
                Err(fault) => faults.push((at, fault)),
            }
        }
        if bound.is_empty() {
            let first = faults.into_iter().next().map(|(_, fault)| fault);
            return self.fail(first.unwrap_or_else(|| Fault::new(FaultKind::NobodyThere)));
        }
        for (at, fault) in faults {
            self.sink.note(SessionEvent::AttemptFailed(Address::Ip(at), fault));
        }
        if let Some(port) = bound.first().and_then(Address::port) {
            let transport = self.spec.endpoint.transport();
            self.lock_listening().insert((transport, port), self.id);
        }
        self.watch = Watch::over(&bound);
        self.sink.note(SessionEvent::Listening(bound));
    }

    fn bind_datagram(&mut self, at: SocketAddr) -> Result<Address, Fault> {
        let socket = socket::bind_datagram(at, &self.options, &mut self.sink)
            .map_err(|error| listener::explain(&error, at, true, self.holder_of_ours()))?;
        let local = socket.local_addr().map_or(Address::Ip(at), Address::Ip);
        let port =
            Port { socket: datagram::Socket::Udp(socket), local: local.clone(), remote: None };
        self.phase = Phase::Open;
        self.crew.place_port(port, &mut self.sink)?;
        Ok(local)
    }

    fn connect_datagram(&mut self, addresses: &[SocketAddr]) {
        let mut fault = None;
        for to in addresses {
            let remote = Address::canonical(*to);
            self.sink.note(SessionEvent::Connecting(remote.clone()));
            match socket::connect_datagram(*to, &self.options, &mut self.sink) {
                Ok(socket) => {
                    let local = socket.local_addr().map_or(Address::Unnamed, Address::canonical);
                    return self.open_port(datagram::Socket::Udp(socket), local, remote);
                }
                Err(error) => {
                    fault.get_or_insert(error::of_datagram(&error, &remote, 0));
                }
            }
        }
        self.fail_or_retry(fault.unwrap_or_else(|| Fault::new(FaultKind::NobodyThere)));
    }

    fn open_port(&mut self, socket: datagram::Socket, local: Address, remote: Address) {
        let remote = Some((self.crew.next_id(), remote));
        self.phase = Phase::Open;
        if let Err(fault) = self.crew.place_port(Port { socket, local, remote }, &mut self.sink) {
            self.fail(fault);
        }
    }

    #[cfg(unix)]
    fn begin_unix(&mut self, path: &std::path::Path) {
        let address = super::unix::named(path);
        if self.spec.role == Role::Connect {
            self.sink.note(SessionEvent::Connecting(address.clone()));
            return match super::unix::connect(path, &mut self.sink) {
                Ok(stream) => {
                    self.phase = Phase::Open;
                    self.retry.connected();
                    self.place(Stream::Unix(stream), address, Address::Unnamed);
                }
                Err(fault) => self.fail_or_retry(fault),
            };
        }
        let (backlog, replace) = (self.options.backlog, self.options.replace_stale);
        let mut listener = Listener::new(&self.options);
        let made = super::unix::listen(path, backlog, replace, &mut self.sink);
        let added = made.and_then(|(socket, bound)| {
            let socket = listener::Socket::Unix(socket, bound);
            listener
                .add(socket, address, self.poll.registry())
                .map_err(|error| error::of_start(&error))
        });
        match added {
            Ok(()) => {
                self.sink.note(SessionEvent::Listening(listener.addresses()));
                self.phase = Phase::Listening(listener);
                self.tick();
            }
            Err(fault) => self.fail(fault),
        }
    }

    #[cfg(unix)]
    fn begin_unix_datagram(&mut self, path: &std::path::Path) {
        let address = super::unix::named(path);
        if self.spec.role == Role::Connect {
            self.sink.note(SessionEvent::Connecting(address.clone()));
            return match super::unix::connect_datagram(path, &mut self.sink) {
                Ok((socket, bound)) => {
                    let local = bound.address();
                    self.open_port(datagram::Socket::Unix(socket, bound), local, address);
                }
                Err(fault) => self.fail_or_retry(fault),
            };
        }
        let replace = self.options.replace_stale;
        let placed = super::unix::bind_datagram(path, replace, &mut self.sink).and_then(
            |(socket, bound)| {
                let socket = datagram::Socket::Unix(socket, bound);
                let port = Port { socket, local: address.clone(), remote: None };
                self.phase = Phase::Open;
                self.crew.place_port(port, &mut self.sink)
            },
        );
        match placed {
            Ok(()) => self.sink.note(SessionEvent::Listening(vec![address])),
            Err(fault) => self.fail(fault),
        }
    }

    fn holder_of_ours(&self) -> impl Fn(u16) -> Option<SessionId> + use<> {
        let listening = Arc::clone(&self.context.listening);
        let transport = self.spec.endpoint.transport();
        move |port| {
            let listening = listening.lock().unwrap_or_else(PoisonError::into_inner);
            listening.get(&(transport, port)).copied()
        }
    }
}
