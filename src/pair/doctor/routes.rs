//! Which interface owns the default route, read from what Linux tells (proc(5)).

use crate::model::pairing::diagnosis::{DefaultRoute, Family};

/// `RTF_UP` and `RTF_REJECT` of `<linux/route.h>`.
const UP: u32 = 0x1;
const REJECT: u32 = 0x200;

/// The default route of `/proc/net/route`. Two halves of the network count as one, as `OpenVPN`
/// lays them over the true default.
#[must_use]
pub fn v4(table: &str) -> Option<DefaultRoute> {
    best(Family::V4, table.lines().skip(1).filter_map(line_v4))
}

/// The default route of `/proc/net/ipv6_route`.
#[must_use]
pub fn v6(table: &str) -> Option<DefaultRoute> {
    best(Family::V6, table.lines().filter_map(line_v6))
}

/// Whether an interface is one that VPN programs make, by its name.
#[must_use]
pub fn is_tunnel(interface: &str) -> bool {
    const BEGINNINGS: [&str; 12] = [
        "tun",
        "tap",
        "wg",
        "ppp",
        "tailscale",
        "utun",
        "ipsec",
        "nordlynx",
        "proton",
        "zt",
        "wt",
        "mullvad",
    ];
    let name = interface.to_ascii_lowercase();
    BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) || name.contains("vpn")
}

/// Bits that the prefix covers, the metric and the interface. A longer prefix wins.
struct Line<'a> {
    prefix: u32,
    metric: u32,
    interface: &'a str,
}

fn best<'a>(family: Family, lines: impl Iterator<Item = Line<'a>>) -> Option<DefaultRoute> {
    let line = lines.min_by_key(|line| (std::cmp::Reverse(line.prefix), line.metric))?;
    Some(DefaultRoute {
        family,
        interface: line.interface.to_owned(),
        metric: line.metric,
        tunnel: is_tunnel(line.interface),
    })
}

/// `Iface Destination Gateway Flags RefCnt Use Metric Mask …`, numbers in hex but the metric.
fn line_v4(line: &str) -> Option<Line<'_>> {
    let parts: Vec<_> = line.split_ascii_whitespace().collect();
    let [interface, destination, _, flags, _, _, metric, mask, ..] = parts[..] else {
        return None;
    };
    // Network order in the host's word: the halves are 0.0.0.0/1 and 128.0.0.0/1.
    let [destination, mask] =
        [destination, mask].map(|text| u32::from_str_radix(text, 16).ok().map(u32::swap_bytes));
    let prefix = default_prefix(destination?, mask?.leading_ones())?;
    let metric = metric.parse().ok()?;
    usable(flags).then_some(Line { prefix, metric, interface })
}

/// `destination prefix source prefix next-hop metric references use flags interface`, all in hex.
fn line_v6(line: &str) -> Option<Line<'_>> {
    let parts: Vec<_> = line.split_ascii_whitespace().collect();
    let [destination, prefix, _, _, _, metric, _, _, flags, interface] = parts[..] else {
        return None;
    };
    let first = u32::from_str_radix(destination.get(..8)?, 16).ok()?;
    let prefix = default_prefix(first, u32::from_str_radix(prefix, 16).ok()?)?;
    let metric = u32::from_str_radix(metric, 16).ok()?;
    (usable(flags) && interface != "lo").then_some(Line { prefix, metric, interface })
}

/// The prefix, where the route covers everything or one half.
fn default_prefix(first: u32, prefix: u32) -> Option<u32> {
    let covers = prefix == 0 && first == 0 || prefix == 1 && first.trailing_zeros() >= 31;
    covers.then_some(prefix)
}

fn usable(flags: &str) -> bool {
    u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & UP != 0 && flags & REJECT == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n";
    const HOME: &str = "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
                        eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";

    fn owner(route: Option<DefaultRoute>) -> Option<(String, bool)> {
        route.map(|route| (route.interface, route.tunnel))
    }

    #[test]
    fn the_smallest_metric_owns_the_default() {
        let wlan = "wlan0\t00000000\t010200C0\t0003\t0\t0\t50\t00000000\t0\t0\t0\n";
        let down = "tun9\t00000000\t010200C0\t0000\t0\t0\t1\t00000000\t0\t0\t0\n";
        assert_eq!(owner(v4(&[HEAD, HOME].concat())), Some(("eth0".into(), false)));
        assert_eq!(owner(v4(&[HEAD, HOME, down, wlan].concat())), Some(("wlan0".into(), false)));
        assert_eq!(v4(HEAD), None);
    }

    #[test]
    fn a_vpn_over_two_halves_owns_it() {
        let halves = "tun0\t00000000\t01080A0A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n\
                      tun0\t00000080\t01080A0A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n";
        assert_eq!(owner(v4(&[HEAD, HOME, halves].concat())), Some(("tun0".into(), true)));
    }

    #[test]
    fn the_reject_route_of_loopback_is_none() {
        let zero = "0".repeat(32);
        let line = |flags: &str, metric: &str, name: &str| {
            format!("{zero} 00 {zero} 00 {zero} {metric} 00000001 00000000 {flags} {name}\n")
        };
        let reject = line("00200200", "ffffffff", "lo");
        assert_eq!(v6(&reject), None);
        let both = [reject, line("00450003", "00000400", "eth0")].concat();
        assert_eq!(owner(v6(&both)), Some(("eth0".into(), false)));
        let vpn = [both, line("00000001", "00000032", "wg0")].concat();
        assert_eq!(owner(v6(&vpn)), Some(("wg0".into(), true)));
    }

    #[test]
    fn tunnels_are_known_by_their_names() {
        for name in ["tun0", "wg-home", "ppp0", "tailscale0", "utun3", "Corporate VPN"] {
            assert!(is_tunnel(name), "{name}");
        }
        for name in ["eth0", "wlan0", "enp3s0", "docker0", "lo", "Ethernet 2"] {
            assert!(!is_tunnel(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_table_upsets_it(table in "([0-9a-zA-Zäß]{0,33}[ \t\n]){0,40}") {
            for route in [v4(&table), v6(&table)].into_iter().flatten() {
                prop_assert!(table.contains(&route.interface));
            }
        }
    }
}
