//! The addresses of this machine.

use std::net::IpAddr;

/// Addresses that others may reach: those of interfaces that are up, loopback and link-local left
/// out, IPv4 first. Empty where the machine is alone.
#[must_use]
pub fn addresses() -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .into_iter()
        .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
        .map(|interface| interface.ip())
        .collect();
    found.sort_by_key(IpAddr::is_ipv6);
    found.dedup();
    found
}
