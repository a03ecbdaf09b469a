//! Looks whether the addresses that are listened on are still this machine's: the system does not tell.

use super::local;
use super::pace::paced;
use crate::model::Address;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// How often is looked. A call takes some microseconds, and only listeners at one address make it.
const EVERY: Duration = Duration::from_secs(2);

/// The addresses of a listener that may go away: neither wildcards nor loopback.
pub(super) struct Watch {
    addresses: Vec<IpAddr>,
    look_at: Instant,
}

/// What a look has found.
pub(super) struct Gone {
    pub(super) addresses: Vec<IpAddr>,
    /// None is left that clients could come to.
    pub(super) all: bool,
}

impl Watch {
    /// `None` where nothing can go away.
    pub(super) fn over(bound: &[Address]) -> Option<Self> {
        let addresses: Vec<IpAddr> = bound.iter().filter_map(Address::ip).collect();
        let lasts = |ip: &IpAddr| ip.is_unspecified() || ip.is_loopback() || ip.is_multicast();
        if addresses.is_empty() || addresses.iter().any(lasts) {
            return None;
        }
        Some(Self { addresses, look_at: Instant::now() + paced(EVERY) })
    }

    /// When it is to look again.
    pub(super) fn deadline(&self) -> Instant {
        self.look_at
    }

    /// Looks, if it is time to; what went away is told of once.
    pub(super) fn look(&mut self) -> Option<Gone> {
        if Instant::now() < self.look_at {
            return None;
        }
        self.look_at = Instant::now() + paced(EVERY);
        let here = local::all()?;
        let (stay, gone) = self.addresses.iter().partition(|ip| here.contains(ip));
        self.addresses = stay;
        let gone: Vec<IpAddr> = gone;
        let all = self.addresses.is_empty();
        (!gone.is_empty()).then_some(Gone { addresses: gone, all })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(bound: &[&str]) -> Option<Watch> {
        let bound: Vec<_> =
            bound.iter().map(|at| Address::Ip(at.parse().expect("an address"))).collect();
        Watch::over(&bound)
    }

    #[test]
    fn only_what_can_go_away_is_watched() {
        assert!(watch(&["0.0.0.0:1"]).is_none());
        assert!(watch(&["[::]:1"]).is_none());
        assert!(watch(&["127.0.0.1:1"]).is_none());
        assert!(watch(&["192.0.2.1:1", "127.0.0.1:1"]).is_none(), "clients of this machine stay");
        assert!(watch(&["192.0.2.1:1"]).is_some());
    }

    #[test]
    fn an_address_of_another_machine_is_gone() {
        let mut watch = watch(&["192.0.2.1:1"]).expect("a watch");
        assert!(watch.look().is_none(), "it is not time yet");
        watch.look_at = Instant::now();
        let gone = watch.look().expect("192.0.2.0/24 is nobody's (RFC 5737)");
        assert_eq!((gone.addresses.len(), gone.all), (1, true));
        watch.look_at = Instant::now();
        assert!(watch.look().is_none(), "told once");
    }
}
