//! Makes Unix sockets, and is careful with the files they leave.

use super::error;
use super::sink::Sink;
use super::socket::{descriptor, did};
use super::trace::Begun;
use crate::model::{Address, ConnectionId, Fault, FaultKind, Op};
use socket2::{Domain, SockAddr, Socket, Type};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A socket file that is removed when its socket closes, if it is still the one that was made.
pub(crate) struct Bound {
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

impl Bound {
    /// Where it is.
    pub(super) fn address(&self) -> Address {
        named(&self.path)
    }

    fn at(path: &Path) -> Self {
        // A name in the abstract namespace has no file, whatever else has its spelling.
        let is_file = matches!(named(path), Address::Path(_));
        Self { path: path.to_path_buf(), identity: is_file.then(|| identity(path)).flatten() }
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        if self.identity.is_some() && identity(&self.path) == self.identity {
            // Somebody else may have removed it a moment ago.
            std::fs::remove_file(&self.path).ok();
        }
    }
}

/// `socket`, `bind`, `listen` at a path.
pub(super) fn listen(
    path: &Path,
    backlog: u32,
    replace_stale: bool,
    sink: &mut Sink,
) -> Result<(mio::net::UnixListener, Bound), Fault> {
    let (socket, bound) = bind(path, Type::STREAM, replace_stale, sink)?;
    let queue = i32::try_from(backlog).unwrap_or(i32::MAX);
    did(sink, Op::Listen(backlog), || socket.listen(queue))
        .map_err(|error| error::of_path(&error, path))?;
    Ok((mio::net::UnixListener::from_std(socket.into()), bound))
}

/// `socket`, `connect` to a path: on this machine the answer comes at once.
pub(super) fn connect(path: &Path, sink: &mut Sink) -> Result<mio::net::UnixStream, Fault> {
    let fault = |error: io::Error| error::of_path(&error, path);
    let socket = socket(Type::STREAM, sink).map_err(fault)?;
    let to = address_of(path).map_err(fault)?;
    did(sink, Op::Connect(path.display().to_string()), || socket.connect(&to)).map_err(fault)?;
    Ok(mio::net::UnixStream::from_std(socket.into()))
}

/// `socket`, `bind` for datagrams.
pub(super) fn bind_datagram(
    path: &Path,
    replace_stale: bool,
    sink: &mut Sink,
) -> Result<(UnixDatagram, Bound), Fault> {
    let (socket, bound) = bind(path, Type::DGRAM, replace_stale, sink)?;
    Ok((socket.into(), bound))
}

/// `socket`, `bind`, `connect` for datagrams: without a path of our own nobody could answer.
pub(super) fn connect_datagram(
    path: &Path,
    sink: &mut Sink,
) -> Result<(UnixDatagram, Bound), Fault> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let own = std::env::temp_dir().join(format!("jackfield-{}-{number}.sock", std::process::id()));
    let (socket, bound) = bind(&own, Type::DGRAM, true, sink)?;
    let fault = |error: io::Error| error::of_path(&error, path);
    let to = address_of(path).map_err(fault)?;
    did(sink, Op::Connect(path.display().to_string()), || socket.connect(&to)).map_err(fault)?;
    Ok((socket.into(), bound))
}

/// The address behind what the system says of an end.
pub(super) fn address(of: &SocketAddr) -> Address {
    if let Some(path) = of.as_pathname() {
        return Address::Path(path.to_path_buf());
    }
    #[cfg(target_os = "linux")]
    {
        use std::os::linux::net::SocketAddrExt;
        if let Some(name) = of.as_abstract_name() {
            return Address::Abstract(name.to_vec());
        }
    }
    Address::Unnamed
}

/// The same of the sender of a datagram; one that was never bound has no address at all.
pub(super) fn sender(of: Option<&rustix::net::SocketAddrUnix>) -> Address {
    use std::os::unix::ffi::OsStrExt;
    let path = of.and_then(|of| of.path_bytes());
    if let Some(path) = path {
        return Address::Path(PathBuf::from(std::ffi::OsStr::from_bytes(path)));
    }
    #[cfg(target_os = "linux")]
    if let Some(name) = of.and_then(|of| of.abstract_name()) {
        return Address::Abstract(name.to_vec());
    }
    Address::Unnamed
}

/// What a path that was typed names: `@name` is in the abstract namespace.
pub(super) fn named(path: &Path) -> Address {
    match path.to_str().and_then(|text| text.strip_prefix('@')) {
        Some(name) if cfg!(target_os = "linux") => Address::Abstract(name.as_bytes().to_vec()),
        _ => Address::Path(path.to_path_buf()),
    }
}

/// The system's form of an address that datagrams can go to.
pub(super) fn target(address: &Address) -> io::Result<SocketAddr> {
    match address {
        Address::Path(path) => SocketAddr::from_pathname(path),
        #[cfg(target_os = "linux")]
        Address::Abstract(name) => {
            use std::os::linux::net::SocketAddrExt;
            SocketAddr::from_abstract_name(name)
        }
        _ => Err(io::Error::from(ErrorKind::AddrNotAvailable)),
    }
}

/// A path that begins with `@` is a name in Linux's abstract namespace, as `ss` and socat show it.
fn address_of(path: &Path) -> io::Result<SockAddr> {
    match path.to_str().and_then(|text| text.strip_prefix('@')) {
        Some(name) if cfg!(target_os = "linux") => SockAddr::unix(format!("\0{name}")),
        _ => SockAddr::unix(path),
    }
}

fn socket(kind: Type, sink: &mut Sink) -> io::Result<Socket> {
    let name = if kind == Type::STREAM { "SOCK_STREAM" } else { "SOCK_DGRAM" };
    let begun = Begun::now();
    let made = Socket::new(Domain::UNIX, kind, None);
    let op = Op::Socket("AF_UNIX", name);
    let made = sink.trace.did(begun, ConnectionId::SESSION, op, made, descriptor)?;
    made.set_nonblocking(true)?;
    Ok(made)
}

fn bind(
    path: &Path,
    kind: Type,
    replace_stale: bool,
    sink: &mut Sink,
) -> Result<(Socket, Bound), Fault> {
    let fault = |error: io::Error| error::of_path_to_bind(&error, path);
    let socket = socket(kind, sink).map_err(fault)?;
    let at = address_of(path).map_err(fault)?;
    let mut try_bind = || did(sink, Op::Bind(path.display().to_string()), || socket.bind(&at));
    match try_bind() {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            if !matches!(named(path), Address::Path(_)) {
                return Err(Fault::with_os(FaultKind::PathTaken(path.to_path_buf()), &error));
            }
            make_way(path, kind, replace_stale, &error)?;
            try_bind().map_err(fault)?;
        }
        other => other.map_err(fault)?,
    }
    Ok((socket, Bound::at(path)))
}

/// Removes a socket file that nobody listens on, if that was asked for. Anything else is kept.
fn make_way(path: &Path, kind: Type, replace: bool, error: &io::Error) -> Result<(), Fault> {
    let found = std::fs::symlink_metadata(path).map_err(|error| error::of_path(&error, path))?;
    let refuse = |kind: fn(PathBuf) -> FaultKind| Fault::with_os(kind(path.to_path_buf()), error);
    if !found.file_type().is_socket() {
        return Err(refuse(FaultKind::PathNotSocket));
    }
    // A live listener whose queue is full would keep a blocking probe for ever.
    let answer = Socket::new(Domain::UNIX, kind, None).and_then(|probe| {
        probe.set_nonblocking(true)?;
        probe.connect(&SockAddr::unix(path)?)
    });
    // Refused: there is no socket behind the file. Any other answer comes from a live one.
    if !answer.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused) {
        return Err(refuse(FaultKind::PathTaken));
    }
    if !replace {
        return Err(refuse(FaultKind::PathStale));
    }
    std::fs::remove_file(path)
        .map_err(|error| Fault::with_os(FaultKind::PathForbidden(path.to_path_buf()), &error))
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    let file = std::fs::symlink_metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}
