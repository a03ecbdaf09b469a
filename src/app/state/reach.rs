//! The addresses under which others reach a listener.

use super::Session;
use std::net::{IpAddr, SocketAddr};

impl Session {
    /// What can be typed elsewhere to reach this listener: an address for "all" is replaced by those
    /// of this machine.
    #[must_use]
    pub fn reachable(&self, local: &[IpAddr]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for address in &self.listening {
            match (address.ip(), address.port()) {
                (Some(ip), Some(port)) if ip.is_unspecified() => {
                    let fits = |local: &&IpAddr| ip.is_ipv6() || local.is_ipv4();
                    let shown = |local: &IpAddr| SocketAddr::new(*local, port).to_string();
                    found.extend(local.iter().filter(fits).map(shown));
                    if local.is_empty() {
                        found.push(format!("localhost:{port}"));
                    }
                }
                _ => found.push(address.to_string()),
            }
        }
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Address, Endpoint, Role, SessionId, SessionSpec};

    #[test]
    fn a_listener_on_all_addresses_shows_those_that_others_can_type() {
        let local: Vec<IpAddr> =
            vec!["10.0.0.7".parse().expect("v4"), "fd00::7".parse().expect("v6")];
        let endpoint = Endpoint::parse("0", Role::Listen).expect("any port");
        let mut session = Session::new(SessionId(1), SessionSpec::new(Role::Listen, endpoint));
        session.listening = vec![Address::Ip("0.0.0.0:4711".parse().expect("an address"))];
        assert_eq!(session.reachable(&local), ["10.0.0.7:4711"]);
        assert_eq!(session.reachable(&[]), ["localhost:4711"]);
        session.listening = vec![Address::Ip("[::]:4711".parse().expect("an address"))];
        assert_eq!(session.reachable(&local), ["10.0.0.7:4711", "[fd00::7]:4711"]);
        session.listening = vec![Address::Path("/run/x".into())];
        assert_eq!(session.reachable(&local), ["/run/x"]);
    }
}
