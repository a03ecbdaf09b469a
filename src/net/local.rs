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

/// Every address of every interface; `None` where the system does not tell.
pub(super) fn all() -> Option<Vec<IpAddr>> {
    let interfaces = if_addrs::get_if_addrs().ok()?;
    Some(interfaces.into_iter().map(|interface| interface.ip()).collect())
}

/// Whether any interface has an IPv6 address: without one nothing can be bound or reached.
pub(super) fn has_ipv6() -> bool {
    all().is_none_or(|here| here.iter().any(IpAddr::is_ipv6))
}
