//! Makes IP sockets, with every call shown in the ladder.

use super::pace::paced_seconds;
use super::sink::Sink;
use super::trace::Begun;
use crate::model::limits::KEEPALIVE;
use crate::model::{CallResult, ConnectionId, Op, Options, OsError};
use socket2::{Domain, SockAddr, Socket, TcpKeepalive, Type};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Bytes of datagrams the kernel may hold for us; it grants what `net.core.rmem_max` allows.
const DATAGRAM_BUFFER: usize = 8 * 1024 * 1024;

/// `socket`, `bind`, `listen`.
pub(super) fn listen(
    at: SocketAddr,
    options: &Options,
    sink: &mut Sink,
) -> io::Result<mio::net::TcpListener> {
    let socket = socket(at, Type::STREAM, sink)?;
    if cfg!(unix) {
        // A port whose old connections linger in TIME_WAIT can be bound again at once; on Windows
        // the option would let two programs share it.
        set(sink, "SO_REUSEADDR", "1", || socket.set_reuse_address(true))?;
    }
    if at.is_ipv6() {
        set(sink, "IPV6_V6ONLY", "0", || socket.set_only_v6(false))?;
    }
    // Connections inherit these from their listener (tcp(7)); elsewhere than on Linux not all do.
    stream_options(&socket, options, sink)?;
    bind(&socket, at, sink)?;
    let backlog = i32::try_from(options.backlog).unwrap_or(i32::MAX);
    did(sink, Op::Listen(options.backlog), || socket.listen(backlog))?;
    Ok(mio::net::TcpListener::from_std(socket.into()))
}

/// `socket` and the beginning of a `connect`, whose end the poll tells: when it began, and the
/// socket. One that fails at once is noted here.
pub(super) fn connect(
    to: SocketAddr,
    options: &Options,
    sink: &mut Sink,
) -> io::Result<(mio::net::TcpStream, Begun)> {
    let socket = socket(to, Type::STREAM, sink)?;
    stream_options(&socket, options, sink)?;
    let begun = Begun::now();
    match socket.connect(&SockAddr::from(to)) {
        Ok(()) => {}
        Err(error) if is_in_progress(&error) => {}
        Err(error) => {
            let result = CallResult::Failed(OsError::from(&error));
            sink.call(begun, ConnectionId::SESSION, Op::Connect(to.to_string()), result);
            return Err(error);
        }
    }
    Ok((mio::net::TcpStream::from_std(socket.into()), begun))
}

/// `socket` and `bind` for datagrams; joins the group where the address is one.
pub(super) fn bind_datagram(
    at: SocketAddr,
    options: &Options,
    sink: &mut Sink,
) -> io::Result<mio::net::UdpSocket> {
    let socket = socket(at, Type::DGRAM, sink)?;
    datagram_options(&socket, options, sink)?;
    if at.is_ipv6() {
        set(sink, "IPV6_V6ONLY", "0", || socket.set_only_v6(false))?;
    }
    if at.ip().is_multicast() {
        set(sink, "SO_REUSEADDR", "1", || socket.set_reuse_address(true))?;
    }
    bind(&socket, at, sink)?;
    match at.ip() {
        IpAddr::V4(group) if group.is_multicast() => {
            set(sink, "IP_ADD_MEMBERSHIP", &group.to_string(), || {
                socket.join_multicast_v4(&group, &Ipv4Addr::UNSPECIFIED)
            })?;
        }
        IpAddr::V6(group) if group.is_multicast() => {
            set(sink, "IPV6_ADD_MEMBERSHIP", &group.to_string(), || {
                socket.join_multicast_v6(&group, 0)
            })?;
        }
        _ => {}
    }
    Ok(mio::net::UdpSocket::from_std(socket.into()))
}

/// `socket` and `connect` for datagrams: a connected socket hears of refusals (udp(7)).
pub(super) fn connect_datagram(
    to: SocketAddr,
    options: &Options,
    sink: &mut Sink,
) -> io::Result<mio::net::UdpSocket> {
    let socket = socket(to, Type::DGRAM, sink)?;
    datagram_options(&socket, options, sink)?;
    did(sink, Op::Connect(to.to_string()), || socket.connect(&SockAddr::from(to)))?;
    Ok(mio::net::UdpSocket::from_std(socket.into()))
}

/// Options of a stream that no peer of ours may lack. On Linux accepted connections have them from
/// their listener; this sets them where they do not inherit.
#[cfg(not(target_os = "linux"))]
pub(super) fn accepted(stream: &mio::net::TcpStream, options: &Options) {
    let socket = socket2::SockRef::from(stream);
    // A peer that has gone already makes these fail; the first receive tells of it.
    socket.set_tcp_nodelay(options.no_delay).ok();
    socket.set_out_of_band_inline(true).ok();
    if options.keep_alive {
        socket.set_tcp_keepalive(&keep_alive()).ok();
    }
}

#[cfg(target_os = "linux")]
pub(super) fn accepted(_stream: &mio::net::TcpStream, _options: &Options) {}

/// A port at or behind `wanted` that is free to listen on at that address.
pub(super) fn free_port(wanted: SocketAddr, datagram: bool) -> Option<u16> {
    /// How far behind the taken port a free one is looked for.
    const TRIES: u16 = 50;
    (1..=TRIES).filter_map(|step| wanted.port().checked_add(step)).find(|port| {
        let mut at = wanted;
        at.set_port(*port);
        let kind = if datagram { Type::DGRAM } else { Type::STREAM };
        Socket::new(Domain::for_address(at), kind, None)
            .and_then(|socket| socket.bind(&SockAddr::from(at)))
            .is_ok()
    })
}

/// Whether a `connect` on a non-blocking socket has begun rather than failed.
pub(super) fn is_in_progress(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        error.raw_os_error() == Some(rustix::io::Errno::INPROGRESS.raw_os_error())
    }
    #[cfg(not(unix))]
    {
        error.kind() == io::ErrorKind::WouldBlock
    }
}

/// Lets this process open as many descriptors as it may have at most: many systems give a program
/// 1,024 of them until it asks (getrlimit(2)). Called once, at the start.
#[cfg(unix)]
pub fn raise_descriptor_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // macOS refuses "unlimited"; the usual limit is enough to go on with.
    setrlimit(Resource::Nofile, limit).ok();
}

/// There is no such limit on sockets here.
#[cfg(not(unix))]
pub fn raise_descriptor_limit() {}

fn socket(for_address: SocketAddr, kind: Type, sink: &mut Sink) -> io::Result<Socket> {
    let family = if for_address.is_ipv6() { "AF_INET6" } else { "AF_INET" };
    let name = if kind == Type::STREAM { "SOCK_STREAM" } else { "SOCK_DGRAM" };
    let begun = Begun::now();
    let made = Socket::new(Domain::for_address(for_address), kind, None);
    let made =
        sink.trace.did(begun, ConnectionId::SESSION, Op::Socket(family, name), made, |socket| {
            descriptor(socket)
        })?;
    made.set_nonblocking(true)?;
    Ok(made)
}

#[cfg(unix)]
pub(super) fn descriptor(socket: &impl std::os::fd::AsRawFd) -> CallResult {
    CallResult::Count(usize::try_from(socket.as_raw_fd()).unwrap_or_default())
}

#[cfg(not(unix))]
pub(super) fn descriptor<T>(_socket: &T) -> CallResult {
    CallResult::Done
}

fn bind(socket: &Socket, at: SocketAddr, sink: &mut Sink) -> io::Result<()> {
    did(sink, Op::Bind(at.to_string()), || socket.bind(&SockAddr::from(at)))
}

fn stream_options(socket: &Socket, options: &Options, sink: &mut Sink) -> io::Result<()> {
    if options.no_delay {
        set(sink, "TCP_NODELAY", "1", || socket.set_tcp_nodelay(true))?;
    }
    if options.keep_alive {
        let (idle, every, probes) = KEEPALIVE;
        let value = format!("{idle:?} + {probes} × {every:?}");
        set(sink, "SO_KEEPALIVE", &value, || socket.set_tcp_keepalive(&keep_alive()))?;
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        let limit = super::pace::paced(crate::model::limits::USER_TIMEOUT);
        set(sink, "TCP_USER_TIMEOUT", &format!("{limit:?}"), || {
            socket.set_tcp_user_timeout(Some(limit))
        })?;
    }
    set(sink, "SO_OOBINLINE", "1", || socket.set_out_of_band_inline(true))
}

fn keep_alive() -> TcpKeepalive {
    let (idle, every, probes) = KEEPALIVE;
    let keep_alive =
        TcpKeepalive::new().with_time(paced_seconds(idle)).with_interval(paced_seconds(every));
    #[cfg(unix)]
    let keep_alive = keep_alive.with_retries(probes);
    #[cfg(not(unix))]
    let _ = probes;
    keep_alive
}

fn datagram_options(socket: &Socket, options: &Options, sink: &mut Sink) -> io::Result<()> {
    let size = DATAGRAM_BUFFER.to_string();
    set(sink, "SO_RCVBUF", &size, || socket.set_recv_buffer_size(DATAGRAM_BUFFER))?;
    if options.broadcast {
        set(sink, "SO_BROADCAST", "1", || socket.set_broadcast(true))?;
    }
    Ok(())
}

fn set(
    sink: &mut Sink,
    name: &'static str,
    value: &str,
    call: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    did(sink, Op::SetSockOpt(name, value.to_owned()), call)
}

/// Makes a call that returns nothing, and notes it.
pub(super) fn did(
    sink: &mut Sink,
    op: Op,
    call: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    let begun = Begun::now();
    let result = call();
    sink.trace.did(begun, ConnectionId::SESSION, op, result, |()| CallResult::Done)
}
