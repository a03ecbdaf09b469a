//! Why others are not found, or do not get in: what this machine can see of it by itself.
//!
//! Whether connections really arrive only another machine can say: a paired one is asked to dial
//! back, which is the node's business.

pub mod firewall;
mod probe;
pub mod routes;

use crate::flow::Wake;
use crate::model::ThreadRole;
use crate::model::pairing::diagnosis::{
    DefaultRoute, Diagnosis, Family, Interface, Outcome, Probed, WayOut,
};
use crate::threads::{self, Handle, Registry, Spec};
use crossbeam_channel::Sender;
use probe::Probe;
use std::collections::BTreeMap;
use std::io;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

/// How long all probes together are waited for.
pub const LIMIT: Duration = Duration::from_secs(1);
/// Most interfaces that are probed; container hosts have hundreds.
pub const PROBED: usize = 32;
/// `IFF_UP` and `IFF_MULTICAST` of `<linux/if.h>`.
const IFF_UP: u32 = 0x1;
const IFF_MULTICAST: u32 = 0x1000;

/// Examines this machine in a thread of its own and tells what it found. `port` is the one that is
/// listened on.
///
/// # Errors
/// The system's word when it starts no more threads.
pub fn start(
    registry: &Registry,
    port: u16,
    tell: Sender<Diagnosis>,
    wake: Wake,
) -> io::Result<Handle<()>> {
    threads::spawn(registry, Spec::new(ThreadRole::Discovery, "doctor"), move |_| {
        // Who asked may have gone.
        tell.send(examine(port, LIMIT)).ok();
        wake();
    })
}

/// Examines this machine. Takes as long as `limit`, and less where every probe is heard.
#[must_use]
pub fn examine(port: u16, limit: Duration) -> Diagnosis {
    let (mut interfaces, error) = match interfaces() {
        Ok(interfaces) => (interfaces, None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    let not_probed = probe_all(&mut interfaces, limit);
    Diagnosis {
        not_probed,
        default_routes: default_routes(),
        ways_out: [Family::V4, Family::V6]
            .into_iter()
            .filter_map(|f| way_out(f, &interfaces))
            .collect(),
        firewalls: firewall::find(port),
        interfaces,
        error,
    }
}

fn interfaces() -> io::Result<Vec<Interface>> {
    let mut found: BTreeMap<String, Interface> = BTreeMap::new();
    for address in if_addrs::get_if_addrs()? {
        if address.is_loopback() {
            continue;
        }
        let flags = flags(&address.name);
        let interface = found.entry(address.name.clone()).or_insert_with(|| Interface {
            index: address.index.unwrap_or_default(),
            addresses: Vec::new(),
            up: flags.map_or_else(|| address.is_oper_up(), |flags| flags & IFF_UP != 0),
            multicast: flags.map(|flags| flags & IFF_MULTICAST != 0),
            tunnel: address.is_p2p() || routes::is_tunnel(&address.name),
            probes: Vec::new(),
            name: address.name.clone(),
        });
        interface.addresses.push(address.ip());
    }
    add_without_address(&mut found);
    Ok(found.into_values().collect())
}

/// Those that have no address: down, most of them, which is what a person has to know.
fn add_without_address(found: &mut BTreeMap<String, Interface>) {
    let folder = std::fs::read_dir("/sys/class/net").into_iter().flatten().flatten();
    for name in folder.filter_map(|entry| entry.file_name().into_string().ok()) {
        let Some(flags) = flags(&name).filter(|_| name != "lo") else { continue };
        found.entry(name.clone()).or_insert_with(|| Interface {
            index: 0,
            addresses: Vec::new(),
            up: flags & IFF_UP != 0,
            multicast: Some(flags & IFF_MULTICAST != 0),
            tunnel: routes::is_tunnel(&name),
            probes: Vec::new(),
            name,
        });
    }
}

/// The flags of an interface, `0x1003` (Linux: `sysfs-class-net`).
fn flags(name: &str) -> Option<u32> {
    let text = std::fs::read_to_string(format!("/sys/class/net/{name}/flags")).ok()?;
    u32::from_str_radix(text.trim().strip_prefix("0x")?, 16).ok()
}

/// Probes all at once, so that one limit holds for them together. The number that were left out.
fn probe_all(interfaces: &mut [Interface], limit: Duration) -> usize {
    let deadline = Instant::now() + limit;
    let able =
        interfaces.iter_mut().filter(|interface| interface.up && !interface.addresses.is_empty());
    let mut able: Vec<_> = able.collect();
    let not_probed = able.len().saturating_sub(PROBED);
    able.truncate(PROBED);
    let mut sent = Vec::new();
    for (at, interface) in able.iter().enumerate() {
        let first = |v4: bool| interface.addresses.iter().find(|ip| ip.is_ipv4() == v4);
        for address in [first(true), first(false)].into_iter().flatten() {
            sent.push((at, Probe::send(*address, interface.index)));
        }
    }
    for (at, probe) in sent {
        let family = probe.family;
        let probed = Probed { family, outcome: probe.hear(deadline) };
        able[at].probes.push(probed);
    }
    not_probed
}

fn default_routes() -> Vec<DefaultRoute> {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/net/{name}")).ok();
    let v4 = read("route").as_deref().and_then(routes::v4);
    let v6 = read("ipv6_route").as_deref().and_then(routes::v6);
    [v4, v6].into_iter().flatten().collect()
}

/// Asks the system how it would reach an address that nobody has (RFC 5737, RFC 3849). Connecting
/// a datagram socket sends nothing. It sees the rules that `WireGuard` hides from the main table.
fn way_out(family: Family, interfaces: &[Interface]) -> Option<WayOut> {
    let (own, far) = match family {
        Family::V4 => ("0.0.0.0:0", "198.51.100.1:9"),
        Family::V6 => ("[::]:0", "[2001:db8::1]:9"),
    };
    let socket = UdpSocket::bind(own).ok()?;
    socket.connect(far).ok()?;
    let source = socket.local_addr().ok()?.ip();
    let interface = interfaces.iter().find(|interface| interface.addresses.contains(&source));
    Some(WayOut {
        family,
        source,
        interface: interface.map(|interface| interface.name.clone()),
        tunnel: interface.is_some_and(|interface| interface.tunnel),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;
    use std::sync::Arc;

    #[test]
    fn a_machine_is_examined_in_a_thread_of_its_own() {
        let registry = Registry::new();
        let (tell, told) = crossbeam_channel::bounded(1);
        let doctor = start(&registry, 47110, tell, Arc::new(|| ())).expect("a thread");
        let report = told.recv_timeout(Duration::from_secs(30)).expect("a report");
        assert_eq!(doctor.join(), Some(()));
        assert!(report.interfaces.iter().all(|interface| interface.name != "lo"));
        let down = report.interfaces.iter().filter(|interface| !interface.up);
        assert!(down.into_iter().all(|interface| interface.probes.is_empty()));
        let text = serde_json::to_string(&report).expect("plain data");
        assert_eq!(serde_json::from_str::<Diagnosis>(&text).expect("the same"), report);
    }

    #[test]
    fn a_probe_that_cannot_be_sent_says_why() {
        let probe = Probe::send(IpAddr::from([192, 0, 2, 99]), u32::MAX);
        let outcome = probe.hear(Instant::now());
        assert!(matches!(outcome, Outcome::NotSent(_)), "{outcome:?}");
    }
}
