//! What an errno means for a person.

use crate::model::{Address, Fault, FaultKind, is_out_of_handles};
use std::io::{self, ErrorKind};
use std::time::Duration;

/// A call on an open stream failed.
pub(super) fn of_stream(error: &io::Error, call: &str, peer: &Address) -> Fault {
    let kind = match error.kind() {
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => FaultKind::Reset,
        ErrorKind::BrokenPipe | ErrorKind::NotConnected => FaultKind::BrokenPipe,
        // Keep-alive or TCP_USER_TIMEOUT ran out (tcp(7)); what an ICMP message has said of the
        // way there in the meantime takes the place of ETIMEDOUT.
        ErrorKind::TimedOut | ErrorKind::HostUnreachable => FaultKind::Lost,
        ErrorKind::NetworkDown | ErrorKind::NetworkUnreachable => {
            FaultKind::NetworkDown(peer.to_string())
        }
        _ => of_process(error).unwrap_or_else(|| FaultKind::Other(format!("{call} {peer}"))),
    };
    Fault::with_os(kind, error)
}

/// A connect to an IP address failed.
pub(super) fn of_connect(error: &io::Error, to: &Address, after: Duration) -> Fault {
    let target = to.to_string();
    let kind = match error.kind() {
        ErrorKind::ConnectionRefused => FaultKind::Refused { to: target, after },
        ErrorKind::TimedOut => FaultKind::NoAnswer { to: target, after },
        ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable if lacks_ipv6(to) => {
            FaultKind::NoIpv6(target)
        }
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown => {
            FaultKind::NoRoute(target)
        }
        _ if is_no_ipv6(error) => FaultKind::NoIpv6(target),
        _ => of_process(error).unwrap_or(FaultKind::Other(format!("connect {target}"))),
    };
    Fault::with_os(kind, error)
}

/// Sending or receiving a datagram failed.
pub(super) fn of_datagram(error: &io::Error, to: &Address, bytes: usize) -> Fault {
    if is_too_large(error) {
        let limit = crate::model::limits::DATAGRAM;
        return Fault::with_os(FaultKind::TooLarge { bytes, limit }, error);
    }
    #[cfg(unix)]
    if let Address::Path(path) = to {
        return of_path(error, path);
    }
    match error.kind() {
        // A firewall's EPERM is of the same kind: the address must be one that may be a broadcast's.
        ErrorKind::PermissionDenied if is_broadcast_refused(error) => {
            Fault::with_os(FaultKind::BroadcastOff(to.to_string()), error)
        }
        // Windows' word for an ICMP answer to an earlier datagram (WSAECONNRESET).
        ErrorKind::ConnectionReset => {
            let refused = FaultKind::Refused { to: to.to_string(), after: Duration::ZERO };
            Fault::with_os(refused, error)
        }
        _ => of_connect(error, to, Duration::ZERO),
    }
}

/// A bind or listen on an IP address failed, for other reasons than a taken port.
pub(super) fn of_bind(error: &io::Error, at: &Address) -> Fault {
    let kind = match error.kind() {
        ErrorKind::AddrNotAvailable if lacks_ipv6(at) => FaultKind::NoIpv6(at.to_string()),
        // No interface leads to a multicast group.
        _ if is_no_device(error) => FaultKind::NoRoute(at.to_string()),
        ErrorKind::AddrNotAvailable => FaultKind::NotOurAddress {
            address: at.ip().map_or_else(|| at.to_string(), |ip| ip.to_string()),
            ours: super::local::addresses().iter().map(ToString::to_string).collect(),
        },
        ErrorKind::PermissionDenied => FaultKind::PortForbidden(at.port().unwrap_or_default()),
        _ if is_no_ipv6(error) => FaultKind::NoIpv6(at.to_string()),
        _ => of_process(error).unwrap_or(FaultKind::Other(format!("bind {at}"))),
    };
    Fault::with_os(kind, error)
}

/// A Unix socket could not be reached: one errno has three reasons, the file tells which.
#[cfg(unix)]
pub(super) fn of_path(error: &io::Error, path: &std::path::Path) -> Fault {
    use std::os::unix::fs::FileTypeExt;
    let file = std::fs::metadata(path);
    let owned = path.to_path_buf();
    let kind = match (error.kind(), file.map(|file| file.file_type())) {
        (ErrorKind::PermissionDenied, _) => FaultKind::PathForbidden(owned),
        // A datagram socket whose peer was closed is connected to nobody from the second send on.
        (ErrorKind::ConnectionRefused | ErrorKind::NotConnected, Ok(kind)) if kind.is_socket() => {
            FaultKind::PathDeserted(owned)
        }
        (_, Ok(kind)) if !kind.is_socket() => FaultKind::PathNotSocket(owned),
        (ErrorKind::NotFound | ErrorKind::NotADirectory, _) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            match folder {
                Some(folder) if !folder.is_dir() => FaultKind::NoFolder(folder.to_path_buf()),
                _ => FaultKind::PathMissing(owned),
            }
        }
        (ErrorKind::AddrInUse, _) => FaultKind::PathTaken(owned),
        _ => of_process(error).unwrap_or(FaultKind::Other(path.display().to_string())),
    };
    Fault::with_os(kind, error)
}

/// A Unix socket could not be made.
#[cfg(unix)]
pub(super) fn of_path_to_bind(error: &io::Error, path: &std::path::Path) -> Fault {
    let fault = of_path(error, path);
    match fault.kind {
        FaultKind::PathMissing(path) => Fault { kind: FaultKind::PathUnfit(path), ..fault },
        _ => fault,
    }
}

/// A name could not be looked up. std gives no kind for this, only getaddrinfo's text, which is
/// English because nothing here calls setlocale(3).
pub(super) fn of_lookup(error: &io::Error, host: &str) -> Fault {
    let host = host.to_owned();
    let kind = if error.to_string().contains("Temporary failure") {
        FaultKind::NameServerSilent(host)
    } else if let Some((_, interface)) = host.split_once('%') {
        FaultKind::NoInterface(interface.to_owned())
    } else if let Some(kind) = of_process(error) {
        kind
    } else {
        FaultKind::NoSuchHost(host)
    };
    Fault::with_os(kind, error)
}

/// A thread or a poll could not be had.
pub(super) fn of_start(error: &io::Error) -> Fault {
    let kind = of_process(error).unwrap_or(FaultKind::NoThread);
    Fault::with_os(kind, error)
}

/// Faults of this process rather than of the network.
fn of_process(error: &io::Error) -> Option<FaultKind> {
    is_out_of_handles(error).then_some(FaultKind::OutOfHandles)
}

/// Whether an IPv6 address cannot be used because this machine has none itself.
fn lacks_ipv6(address: &Address) -> bool {
    address.ip().is_some_and(|ip| ip.is_ipv6()) && !super::local::has_ipv6()
}

fn is_broadcast_refused(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        error.raw_os_error() == Some(rustix::io::Errno::ACCESS.raw_os_error())
    }
    #[cfg(not(unix))]
    {
        error.raw_os_error() == Some(10013) // WSAEACCES
    }
}

fn is_no_device(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        error.raw_os_error() == Some(rustix::io::Errno::NODEV.raw_os_error())
    }
    #[cfg(not(unix))]
    {
        error.raw_os_error() == Some(10065) // WSAEHOSTUNREACH
    }
}

fn is_too_large(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        error.raw_os_error() == Some(rustix::io::Errno::MSGSIZE.raw_os_error())
    }
    #[cfg(not(unix))]
    {
        error.raw_os_error() == Some(10040) // WSAEMSGSIZE
    }
}

fn is_no_ipv6(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
    }
    #[cfg(not(unix))]
    {
        error.raw_os_error() == Some(10047) // WSAEAFNOSUPPORT
    }
}
