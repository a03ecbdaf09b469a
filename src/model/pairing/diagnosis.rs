//! What this machine found out about itself, where others do not find or reach it.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;

/// What was found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// Every interface but loopback, by name.
    pub interfaces: Vec<Interface>,
    /// Interfaces that were not probed, because there were too many.
    pub not_probed: usize,
    /// Who owns the default routes, where the system tells (Linux).
    pub default_routes: Vec<DefaultRoute>,
    /// Through which interfaces packets to strangers leave, by the system's whole policy.
    pub ways_out: Vec<WayOut>,
    /// The firewalls that are there, and how each is opened.
    pub firewalls: Vec<FoundFirewall>,
    /// Why interfaces could not be listed at all.
    pub error: Option<String>,
}

/// One of the two kinds of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

/// An interface, and what came of its probes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interface {
    /// As the system calls it.
    pub name: String,
    /// Its number in the system, the scope of link-local addresses.
    pub index: u32,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Whether packets can leave.
    pub up: bool,
    /// Whether it does multicast, where the system tells.
    pub multicast: Option<bool>,
    /// Whether it looks like that of a VPN.
    pub tunnel: bool,
    /// One for each family it has an address of.
    pub probes: Vec<Probed>,
}

/// A multicast packet that was sent out of an interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probed {
    /// In which family.
    pub family: Family,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It came back after this time.
    Heard {
        /// From sending on.
        after: Duration,
    },
    /// It was sent and did not come back: a firewall on this machine, most likely.
    NotHeard,
    /// The system did not send it, for this reason.
    NotSent(String),
}

/// Where packets to addresses outside leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayOut {
    /// Of which family.
    pub family: Family,
    /// From which address.
    pub source: IpAddr,
    /// Which interface has that address.
    pub interface: Option<String>,
    /// Whether it looks like that of a VPN.
    pub tunnel: bool,
}

/// A firewall that people know by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Firewall {
    /// Of Ubuntu and its family.
    Ufw,
    /// Of Fedora, openSUSE and their families.
    Firewalld,
    /// Rules written by hand.
    Nftables,
    /// That of Windows.
    Windows,
    /// That of macOS, which asks about programs, not ports.
    MacOs,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundFirewall {
    /// Which.
    pub firewall: Firewall,
    /// Whether it works now, where that can be seen without root.
    pub active: Option<bool>,
    /// What a person enters to let others in, in this order.
    pub lines: Vec<String>,
}

/// A route that everything else takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultRoute {
    /// Of which family.
    pub family: Family,
    /// Through which interface.
    pub interface: String,
    /// The kernel takes the smallest.
    pub metric: u32,
    /// Whether the interface looks like that of a VPN.
    pub tunnel: bool,
}
