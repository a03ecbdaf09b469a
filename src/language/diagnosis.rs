//! What a machine found out about itself, as sentences that say what to do.

use super::Words;
use super::words::shown;
use crate::model::pairing::diagnosis::{
    Diagnosis, Family, Firewall, FoundFirewall, Interface, Outcome, Probed,
};
use crate::tr;
use std::net::SocketAddr;

/// Interfaces that are down and are named; container hosts have hundreds.
const NAMED: usize = 8;

/// One thing that was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it should be; nothing where that cannot be told from here.
    pub good: Option<bool>,
    /// What it is, and what to do.
    pub text: String,
    /// What to enter, a line each, in this order.
    pub lines: Vec<String>,
}

impl Finding {
    fn new(good: Option<bool>, text: String) -> Self {
        Self { good, text, lines: Vec::new() }
    }
}

impl Words {
    /// What was found out about this machine, the most telling first.
    #[must_use]
    pub fn findings(&self, diagnosis: &Diagnosis) -> Vec<Finding> {
        let mut all = Vec::new();
        if let Some(error) = &diagnosis.error {
            let text = tr!(self, "doctor-no-list", error = shown(error));
            all.push(Finding::new(Some(false), text));
        }
        let (up, down): (Vec<_>, Vec<_>) =
            diagnosis.interfaces.iter().partition(|it| it.up && !it.addresses.is_empty());
        if up.is_empty() && diagnosis.error.is_none() {
            all.push(Finding::new(Some(false), tr!(self, "doctor-no-network")));
        }
        for interface in up {
            all.extend(interface.probes.iter().map(|probed| self.probed(interface, probed)));
        }
        if diagnosis.not_probed > 0 {
            let text = tr!(self, "doctor-not-probed", count = diagnosis.not_probed);
            all.push(Finding::new(None, text));
        }
        if !down.is_empty() {
            let mut names: Vec<String> =
                down.iter().take(NAMED).map(|interface| shown(&interface.name)).collect();
            names.extend((down.len() > NAMED).then(|| "…".to_owned()));
            let text = tr!(self, "doctor-down", names = self.list(&names));
            all.push(Finding::new(None, text));
        }
        all.push(self.way_out(diagnosis));
        if diagnosis.firewalls.is_empty() {
            all.push(Finding::new(Some(true), tr!(self, "doctor-no-firewall")));
        }
        all.extend(diagnosis.firewalls.iter().map(|found| self.firewall(found)));
        all
    }

    /// Whether a paired machine got through to this one, and where it tried to.
    #[must_use]
    pub fn dialled_back(&self, name: &str, tried: &[SocketAddr], reached: bool) -> String {
        let name = self.name_of(name);
        let address = |last: &SocketAddr| last.to_string();
        if reached {
            let address = tried.last().map(address).unwrap_or_default();
            return tr!(self, "doctor-reached", name = name, address = address);
        }
        match tried {
            [] => tr!(self, "doctor-not-tried", name = name),
            tried => {
                let tried: Vec<String> = tried.iter().map(address).collect();
                tr!(self, "doctor-not-reached", name = name, addresses = self.list(&tried))
            }
        }
    }

    fn probed(&self, interface: &Interface, probed: &Probed) -> Finding {
        let (name, family) = (shown(&interface.name), family(probed.family));
        match &probed.outcome {
            Outcome::Heard { .. } => {
                Finding::new(Some(true), tr!(self, "doctor-heard", name = name, family = family))
            }
            Outcome::NotHeard => Finding::new(
                Some(false),
                tr!(self, "doctor-not-heard", name = name, family = family),
            ),
            Outcome::NotSent(why) => Finding::new(
                Some(false),
                tr!(self, "doctor-not-sent", name = name, family = family, why = shown(why)),
            ),
        }
    }

    /// Who owns the default route: the system's whole policy goes before its main table.
    fn way_out(&self, diagnosis: &Diagnosis) -> Finding {
        let outs = diagnosis.ways_out.iter();
        let mut ways: Vec<(&str, bool)> = outs
            .filter_map(|way| Some((way.interface.as_deref()?, way.tunnel)))
            .chain(diagnosis.default_routes.iter().map(|it| (it.interface.as_str(), it.tunnel)))
            .collect();
        ways.sort_unstable();
        ways.dedup();
        let names = |tunnel: bool| {
            let of_kind = ways.iter().filter(|(_, is)| *is == tunnel);
            of_kind.map(|(name, _)| shown(name)).collect::<Vec<_>>()
        };
        let (vpn, plain) = (names(true), names(false));
        if !vpn.is_empty() {
            let text = tr!(self, "doctor-vpn", names = self.list(&vpn));
            Finding::new(Some(false), text)
        } else if !plain.is_empty() {
            let text = tr!(self, "doctor-no-vpn", names = self.list(&plain));
            Finding::new(Some(true), text)
        } else {
            Finding::new(None, tr!(self, "doctor-no-route"))
        }
    }

    fn firewall(&self, found: &FoundFirewall) -> Finding {
        let name = match found.firewall {
            Firewall::Ufw => "ufw",
            Firewall::Firewalld => "firewalld",
            Firewall::Nftables => "nftables",
            Firewall::Windows => "Windows Defender Firewall",
            Firewall::MacOs => "macOS",
        };
        let (good, text) = match found.active {
            Some(true) => (Some(false), tr!(self, "doctor-firewall-on", name = name)),
            Some(false) if found.firewall == Firewall::Nftables => {
                (Some(true), tr!(self, "doctor-no-rules"))
            }
            Some(false) => (Some(true), tr!(self, "doctor-firewall-off", name = name)),
            None if found.firewall == Firewall::Nftables => {
                (None, tr!(self, "doctor-rules-hidden"))
            }
            None => (None, tr!(self, "doctor-firewall-maybe", name = name)),
        };
        let lines = if found.active == Some(false) { Vec::new() } else { found.lines.clone() };
        Finding { good, text, lines }
    }
}

fn family(family: Family) -> &'static str {
    match family {
        Family::V4 => "IPv4",
        Family::V6 => "IPv6",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::model::pairing::diagnosis::{DefaultRoute, WayOut};
    use std::time::Duration;

    fn interface(name: &str, outcomes: &[Outcome]) -> Interface {
        let probe = |outcome: &Outcome| Probed { family: Family::V4, outcome: outcome.clone() };
        Interface {
            name: name.to_owned(),
            index: 2,
            addresses: vec![[192, 168, 1, 5].into()],
            up: true,
            multicast: Some(true),
            tunnel: false,
            probes: outcomes.iter().map(probe).collect(),
        }
    }

    fn firewall(firewall: Firewall, active: Option<bool>) -> FoundFirewall {
        FoundFirewall { firewall, active, lines: vec!["open it".to_owned()] }
    }

    fn diagnosis() -> Diagnosis {
        let heard = Outcome::Heard { after: Duration::from_millis(1) };
        let outcomes = [heard, Outcome::NotHeard, Outcome::NotSent("no\u{202e}".to_owned())];
        Diagnosis {
            interfaces: vec![
                interface("eth0", &outcomes),
                Interface { up: false, ..interface("wlan0", &[]) },
            ],
            not_probed: 3,
            default_routes: vec![DefaultRoute {
                family: Family::V4,
                interface: "eth0".to_owned(),
                metric: 100,
                tunnel: false,
            }],
            ways_out: vec![WayOut {
                family: Family::V4,
                source: [10, 8, 0, 2].into(),
                interface: Some("wg0".to_owned()),
                tunnel: true,
            }],
            firewalls: vec![
                firewall(Firewall::Ufw, Some(true)),
                firewall(Firewall::Firewalld, Some(false)),
                firewall(Firewall::Nftables, None),
            ],
            error: Some("EPERM".to_owned()),
        }
    }

    #[test]
    fn every_finding_is_a_sentence_in_every_language() {
        let nothing = Diagnosis {
            interfaces: Vec::new(),
            not_probed: 0,
            default_routes: Vec::new(),
            ways_out: Vec::new(),
            firewalls: Vec::new(),
            error: None,
        };
        for language in Language::ALL {
            let words = Words::new(language);
            let all = [words.findings(&diagnosis()), words.findings(&nothing)].concat();
            assert_eq!(all.len(), 10 + 3);
            for Finding { text, .. } in all {
                assert!(text.chars().count() > 5 && !text.contains("⟨doctor"), "{text}");
                assert!(!text.contains('\u{202e}'), "{text}");
            }
        }
    }

    #[test]
    fn a_vpn_that_the_main_table_hides_is_told_and_an_idle_firewall_asks_for_nothing() {
        let found = Words::new(Language::English).findings(&diagnosis());
        let of = |word: &str| found.iter().find(|one| one.text.contains(word)).expect("told");
        assert_eq!(of("wg0").good, Some(false));
        assert_eq!((of("ufw").good, of("ufw").lines.len()), (Some(false), 1));
        assert_eq!((of("firewalld").good, of("firewalld").lines.len()), (Some(true), 0));
        assert_eq!((of("nftables").good, of("nftables").lines.len()), (None, 1));
        assert_eq!(of("sent and heard").good, Some(true));
    }
}
