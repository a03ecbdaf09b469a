//! Looks names up, on a thread of its own because that blocks.

use super::order::{Mailbox, Report, SessionOrder};
use crate::model::{HostPort, SessionId, ThreadRole};
use crate::threads::{self, Registry, Spec};
use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

/// Asks for the addresses of a name; the answer comes as [`Report::Resolved`] with the same number.
/// A look-up cannot be cancelled (getaddrinfo(3) may take ten seconds): its thread ends when it is
/// answered, and an answer that nobody waits for is dropped.
///
/// # Errors
/// No thread could be started.
pub(super) fn look_up(
    registry: &Registry,
    session: SessionId,
    number: u32,
    target: &HostPort,
    answer: Mailbox<SessionOrder>,
) -> io::Result<()> {
    let (host, port) = (target.host.clone(), target.port);
    let spec = Spec::new(ThreadRole::Lookup, format!("dns:{session}"));
    threads::spawn(registry, spec, move |me| {
        let found = me.wait(|| (host.as_str(), port).to_socket_addrs().map(Iterator::collect));
        answer.send(SessionOrder::Report(Report::Resolved(number, found)));
    })
    .map(drop)
}

/// Addresses in the order in which they are tried: families in turn, beginning with that of the
/// first, which the resolver preferred (RFC 8305, section 4).
pub(super) fn interleave(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let Some(first) = addresses.first().map(SocketAddr::is_ipv6) else { return addresses };
    let (mut near, mut far): (VecDeque<_>, VecDeque<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first);
    let mut order = Vec::new();
    while let Some(next) = near.pop_front() {
        order.push(next);
        if !far.is_empty() {
            std::mem::swap(&mut near, &mut far);
        }
    }
    // One host may be listed once for each socket type.
    let mut seen = std::collections::HashSet::new();
    order.retain(|address| seen.insert(*address));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let parse = |list: &[&str]| -> Vec<SocketAddr> {
            list.iter().map(|text| text.parse().expect("an address")).collect()
        };
        let given = parse(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "[::1]:1"]);
        let tried = parse(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "[::3]:1"]);
        assert_eq!(interleave(given), tried);
        assert!(interleave(Vec::new()).is_empty());
    }
}
