//! Facts of the system, and how to wait for one.

use crate::soon::SOON;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Pause between two looks at a fact that nobody announces.
pub(super) const LOOK: Duration = Duration::from_millis(2);

/// Waits until something is so. Fails, saying what, when it does not become so soon.
#[track_caller]
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + SOON;
    while !is_so() {
        assert!(Instant::now() < deadline, "it did not come to this within {SOON:?}: {what}");
        std::thread::park_timeout(LOOK);
    }
}

/// A port that was free for TCP and UDP a moment ago, for programs that cannot say which one the
/// system chose for them.
pub(crate) fn free_port(ip: IpAddr) -> u16 {
    loop {
        let listener = TcpListener::bind(SocketAddr::new(ip, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        if UdpSocket::bind(SocketAddr::new(ip, port)).is_ok() {
            return port;
        }
    }
}

/// A loopback address of one's own: for programs whose port is written into them.
pub(crate) fn lonely_address() -> Ipv4Addr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Another one in each run as well: what a run before left in TIME_WAIT stays out of the way.
    let spread = std::process::id().wrapping_mul(251) + NEXT.fetch_add(1, Ordering::Relaxed);
    // 127.0.0.0/8 is ours (RFC 1122, 3.2.1.3); .1 is everybody's.
    Ipv4Addr::from(0x7f00_0000 + 2 + spread % 0x00ff_fff0)
}

/// Waits until somebody listens on a TCP port.
#[track_caller]
pub(crate) fn listens(port: u16) {
    // State 0A is LISTEN (proc(5), include/net/tcp_states.h).
    until(&format!("a listener on port {port}"), || ports("tcp", port, Some("0A")));
}

/// Waits until somebody in the network of a process listens at just this address.
#[track_caller]
pub(crate) fn listens_at(pid: u32, ip: Ipv4Addr, port: u16) {
    // The kernel prints the address as the number its four bytes are here (proc(5)).
    let local = format!("{:08X}:{port:04X}", u32::from_ne_bytes(ip.octets()));
    until(&format!("a listener at {ip}:{port}"), || {
        let table = fs::read_to_string(format!("/proc/{pid}/net/tcp")).unwrap_or_default();
        table.lines().any(|line| line.contains(&format!("{local} 00000000:0000 0A")))
    });
}

/// Waits until a UDP port, or a Unix socket's path, is bound.
#[track_caller]
pub(crate) fn is_bound(place: &str) {
    match place.parse::<u16>() {
        Ok(port) => until(&format!("UDP port {port}"), || ports("udp", port, None)),
        Err(_) => until(&format!("a socket at {place}"), || {
            let table = fs::read_to_string("/proc/net/unix").unwrap_or_default();
            Path::new(place).exists() && table.lines().any(|line| line.ends_with(place))
        }),
    }
}

/// Whether the system's table of a protocol has a socket on this port, in this state.
fn ports(protocol: &str, port: u16, state: Option<&str>) -> bool {
    let local = format!(":{port:04X}");
    ["", "6"].iter().any(|family| {
        let table = fs::read_to_string(format!("/proc/net/{protocol}{family}")).unwrap_or_default();
        table.lines().skip(1).any(|line| {
            let mut columns = line.split_ascii_whitespace().skip(1);
            let here = columns.next().is_some_and(|address| address.ends_with(&local));
            here && state.is_none_or(|state| columns.nth(1) == Some(state))
        })
    })
}
