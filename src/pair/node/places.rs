//! Where a typed address leads: names are looked up on a thread of their own, because that blocks.

use super::{Call, PORT, Way};
use crate::model::ThreadRole;
use crate::model::pairing::PairFault;
use crate::threads::{self, Registry, Spec};
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

/// Most addresses that one entry is tried at.
const PLACES: usize = 8;

/// The addresses, where none of them is a name.
pub(super) fn literal(typed: &[String]) -> Option<Vec<SocketAddr>> {
    typed.iter().take(PLACES).map(|address| in_digits(address)).collect()
}

/// Looks names up; the answer comes as [`Call::Places`] with the same number. A look-up cannot be
/// cancelled (getaddrinfo(3) may take ten seconds): an answer that nobody waits for is dropped.
///
/// # Errors
/// No thread could be started.
pub(super) fn look_up(
    registry: &Registry,
    number: u32,
    typed: Vec<String>,
    answer: Way,
) -> io::Result<()> {
    let spec = Spec::new(ThreadRole::Lookup, format!("pair-dns:{number}"));
    threads::spawn(registry, spec, move |me| {
        let found = me.wait(|| resolve(&typed));
        answer.send(Call::Places(number, found));
    })
    .map(drop)
}

/// The addresses of all, as far as they have some.
///
/// # Errors
/// [`PairFault::NoSuchHost`] or [`PairFault::BadPort`] for the first that has none, where none has.
fn resolve(typed: &[String]) -> Result<Vec<SocketAddr>, PairFault> {
    let (mut places, mut unknown) = (Vec::new(), None);
    for address in typed {
        let fault = match host_and_port(address).map(|place| place.to_socket_addrs()) {
            Some(Ok(found)) => {
                places.extend(found);
                continue;
            }
            Some(Err(_)) => PairFault::NoSuchHost(address.clone()),
            None => PairFault::BadPort(address.clone()),
        };
        unknown.get_or_insert(fault);
    }
    places.truncate(PLACES);
    match unknown {
        Some(fault) if places.is_empty() => Err(fault),
        _ => Ok(places),
    }
}

fn in_digits(address: &str) -> Option<SocketAddr> {
    let with_port = || address.parse().ok();
    address.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, PORT)).or_else(with_port)
}

/// `host`, `host:port`, `[address]:port`, or an IPv6 address with or without an interface.
fn host_and_port(address: &str) -> Option<(&str, u16)> {
    if let Some((host, port)) = address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let port = match port.strip_prefix(':') {
            Some(port) => port.parse().ok()?,
            None if port.is_empty() => PORT,
            None => return None,
        };
        return Some((host, port));
    }
    match address.split_once(':') {
        Some((host, port)) if !port.contains(':') => Some((host, port.parse().ok()?)),
        _ => Some((address, PORT)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(typed: &[&str]) -> Vec<String> {
        typed.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn digits_need_no_look_up_and_names_do() {
        let places = literal(&strings(&["10.0.0.1", "10.0.0.1:5", "::1", "[::1]:5"]));
        let expected = ["10.0.0.1:47110", "10.0.0.1:5", "[::1]:47110", "[::1]:5"];
        let expected = expected.map(|text| text.parse().expect("an address")).to_vec();
        assert_eq!(places, Some(expected));
        assert_eq!(literal(&strings(&["10.0.0.1", "localhost"])), None);
    }

    #[test]
    fn a_host_may_have_a_port_and_an_interface() {
        for (typed, host, port) in [
            ("mia.local", "mia.local", PORT),
            ("mia.local:5", "mia.local", 5),
            ("fe80::1%eth0", "fe80::1%eth0", PORT),
            ("[fe80::1%eth0]:5", "fe80::1%eth0", 5),
            ("[fe80::1]", "fe80::1", PORT),
        ] {
            assert_eq!(host_and_port(typed), Some((host, port)), "{typed}");
        }
        for typed in ["mia.local:port", "mia.local:99999", "[::1]:x", "[::1]5"] {
            assert_eq!(host_and_port(typed), None, "{typed}");
        }
    }

    #[test]
    fn one_name_that_is_known_is_enough() {
        let found = resolve(&strings(&["nobody.invalid:5", "127.0.0.1:5"]));
        assert_eq!(found, Ok(vec![([127, 0, 0, 1], 5).into()]));
        let nobody = PairFault::BadPort("x:y".to_owned());
        assert_eq!(resolve(&strings(&["x:y"])), Err(nobody));
    }
}
