//! Who is near, as far as records say: which are kept, which are left out, and whether it is news.

use super::txt::{Announcement, Property};
use crate::model::pairing::Nearby;
use crate::pair::name::clean;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

/// Most installations that are listed: a forger can make up any number.
pub const ENTRIES: usize = 128;
/// Most addresses of one of them.
pub const ADDRESSES: usize = 8;
/// Characters of an instance name.
pub(super) const INSTANCE: usize = 8;

/// Records that were not listed, since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The list was full.
    pub crowded: u64,
    /// They were against the rules.
    pub malformed: u64,
}

/// A service that was resolved.
pub(super) struct Seen<'a> {
    pub(super) instance: &'a str,
    pub(super) addresses: Vec<SocketAddr>,
    pub(super) properties: Vec<Property<'a>>,
}

pub(super) struct List {
    hint: String,
    run: String,
    entries: BTreeMap<String, Nearby>,
    left_out: LeftOut,
    changed: bool,
}

impl List {
    /// An empty list of an installation with this hint and run.
    pub(super) fn new(hint: &str, run: &str) -> Self {
        Self {
            hint: hint.to_owned(),
            run: run.to_owned(),
            entries: BTreeMap::new(),
            left_out: LeftOut::default(),
            changed: false,
        }
    }

    /// Takes in what was seen. Our own hint with another run comes back with its addresses.
    pub(super) fn see(&mut self, seen: Seen<'_>) -> Option<Vec<SocketAddr>> {
        let addresses = usable(seen.addresses);
        let said = Announcement::read(seen.properties, clean).ok();
        let Some(said) = said.filter(|_| is_instance(seen.instance) && !addresses.is_empty())
        else {
            self.left_out.malformed += 1;
            self.forget(seen.instance);
            return None;
        };
        if said.hint == self.hint {
            self.forget(seen.instance);
            return (said.run != self.run).then_some(addresses);
        }
        let known = self.entries.contains_key(seen.instance);
        if !known && self.entries.len() >= ENTRIES {
            self.left_out.crowded += 1;
            return None;
        }
        let nearby = Nearby {
            instance: seen.instance.to_owned(),
            name: said.name,
            hint: said.hint,
            shows_code: said.shows_code,
            addresses,
        };
        self.changed |= self.entries.get(seen.instance) != Some(&nearby);
        self.entries.insert(seen.instance.to_owned(), nearby);
        None
    }

    /// It is no longer there.
    pub(super) fn forget(&mut self, instance: &str) {
        self.changed |= self.entries.remove(instance).is_some();
    }

    /// Nothing is known any more.
    pub(super) fn clear(&mut self) {
        self.changed |= !self.entries.is_empty();
        self.entries.clear();
    }

    /// Whether there is something to tell.
    pub(super) fn has_news(&self) -> bool {
        self.changed
    }

    /// The whole list, if it is another than the last time.
    pub(super) fn news(&mut self) -> Option<Vec<Nearby>> {
        std::mem::take(&mut self.changed).then(|| self.entries.values().cloned().collect())
    }

    pub(super) fn left_out(&self) -> LeftOut {
        self.left_out
    }
}

fn is_instance(name: &str) -> bool {
    name.len() == INSTANCE && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Addresses that can be dialled, nearest first, each once. A link-local IPv6 address is worth
/// nothing without its interface (RFC 4007, section 6).
fn usable(mut addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    addresses.retain(|address| {
        let ip = address.ip();
        let nowhere = ip.is_unspecified() || ip.is_loopback() || ip.is_multicast();
        address.port() != 0 && !nowhere && !needs_scope(address)
    });
    addresses.sort_by_key(|address| (is_link_local(address.ip()), *address));
    addresses.dedup();
    addresses.truncate(ADDRESSES);
    addresses
}

fn needs_scope(address: &SocketAddr) -> bool {
    matches!(address, SocketAddr::V6(v6) if is_link_local(address.ip()) && v6.scope_id() == 0)
}

fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddrV6;

    const HINT: &str = "AAAAAAAAAA";

    fn list() -> List {
        List::new(HINT, "run0")
    }

    fn see(list: &mut List, instance: &str, hint: &str, run: &str) -> Option<Vec<SocketAddr>> {
        let properties = [("v", "1"), ("id", hint), ("r", run), ("n", "Mia")];
        let properties = properties.map(|(key, value)| (key, Some(value.as_bytes()))).to_vec();
        let addresses = vec!["192.0.2.7:47110".parse().expect("an address")];
        list.see(Seen { instance, addresses, properties })
    }

    #[test]
    fn the_list_is_told_only_when_it_is_another() {
        let mut list = list();
        assert_eq!(list.news(), None);
        see(&mut list, "abcd1234", "BBBBBBBBBB", "run1");
        let news = list.news().expect("somebody came");
        assert_eq!((news.len(), news[0].name.as_deref()), (1, Some("Mia")));
        see(&mut list, "abcd1234", "BBBBBBBBBB", "run1");
        assert_eq!(list.news(), None);
        list.forget("nobody00");
        assert_eq!(list.news(), None);
        list.forget("abcd1234");
        assert_eq!(list.news(), Some(Vec::new()));
    }

    #[test]
    fn our_own_run_is_left_out_and_another_with_our_hint_is_a_clone() {
        let mut list = list();
        assert_eq!(see(&mut list, "abcd1234", HINT, "run0"), None);
        assert!(see(&mut list, "abcd1235", HINT, "run1").is_some());
        assert_eq!((list.news(), list.left_out()), (None, LeftOut::default()));
    }

    #[test]
    fn a_crowd_is_cut_and_counted() {
        let mut list = list();
        for number in 0..ENTRIES + 5 {
            see(&mut list, &format!("{number:08}"), "BBBBBBBBBB", "run1");
        }
        assert_eq!(list.news().map(|news| news.len()), Some(ENTRIES));
        assert_eq!(list.left_out(), LeftOut { crowded: 5, malformed: 0 });
        see(&mut list, "00000000", "CCCCCCCCCC", "run1");
        assert!(list.news().is_some(), "who is listed may still change");
    }

    #[test]
    fn what_breaks_the_rules_is_counted_and_loses_its_place() {
        let mut list = list();
        see(&mut list, "abcd1234", "BBBBBBBBBB", "run1");
        see(&mut list, "abcd1234", "short", "run1");
        see(&mut list, "no instance", "BBBBBBBBBB", "run1");
        assert_eq!(list.news(), Some(Vec::new()));
        assert_eq!(list.left_out(), LeftOut { crowded: 0, malformed: 2 });
    }

    #[test]
    fn addresses_that_lead_nowhere_are_left_out() {
        let link = |scope| {
            let ip = "fe80::1".parse().expect("an address");
            SocketAddr::V6(SocketAddrV6::new(ip, 47110, 0, scope))
        };
        let nowhere = ["127.0.0.1:1", "0.0.0.0:1", "224.0.0.1:1", "[::1]:1", "192.0.2.1:0"];
        let mut all: Vec<SocketAddr> =
            nowhere.iter().map(|text| text.parse().expect("an address")).collect();
        let home = "[fd00::2]:47110".parse().expect("an address");
        all.extend([link(0), link(3), home, home]);
        assert_eq!(usable(all), [home, link(3)]);
    }
}
