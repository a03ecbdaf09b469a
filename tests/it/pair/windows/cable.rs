//! A cable between two networks, that can be cut, and may be a poor one.

use crate::faults::namespace::Namespace;

/// What the cable carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carries {
    /// Everything.
    All,
    /// No mDNS (RFC 6762, section 3).
    NoMulticast,
    /// IPv6 alone: outside of loopback there is no other address.
    OnlyV6,
    /// Nothing: it is not plugged in.
    Nothing,
    /// Packets of at most 1280 bytes (RFC 8200, section 5), and every fiftieth is lost.
    Poorly,
}

/// Two networks and the cable between them.
pub(super) struct Cable {
    pub(super) ends: [Namespace; 2],
    carries: Carries,
}

impl Cable {
    pub(super) fn lay(carries: Carries) -> Self {
        let ends = [Namespace::new(), Namespace::new()];
        ends[0].ip(&format!("link add cable type veth peer name cable netns {}", ends[1].name));
        for (number, end) in (1..).zip(&ends).filter(|_| carries != Carries::Nothing) {
            // A cable that was cut comes back with the addresses it had.
            end.set("net.ipv6.conf.cable.keep_addr_on_down=1");
            end.ip(&format!("addr add fd77::{number}/64 dev cable nodad"));
            if carries != Carries::OnlyV6 {
                end.ip(&format!("addr add 10.77.0.{number}/24 dev cable"));
            }
            match carries {
                Carries::NoMulticast => drop_what(end, "udp dport 5353"),
                // The kernel's own emulation of poor links (tc-netem(8)) is not in every kernel.
                Carries::Poorly => drop_what(end, "numgen random mod 50 == 0"),
                Carries::All | Carries::OnlyV6 | Carries::Nothing => {}
            }
            if carries == Carries::Poorly {
                // One packet is lost at a time, not 64 KiB of them.
                end.ip("link set cable mtu 1280 gso_max_segs 1");
            }
            end.ip("link set cable up");
        }
        Self { ends, carries }
    }

    /// The address of an end, as it is typed and shown.
    pub(super) fn address(&self, end: usize) -> String {
        let number = end + 1;
        match self.carries {
            Carries::OnlyV6 => format!("[fd77::{number}]:47110"),
            _ => format!("10.77.0.{number}:47110"),
        }
    }

    pub(super) fn cut(&self) {
        self.ends[0].ip("link set cable down");
    }

    pub(super) fn mend(&self) {
        self.ends[0].ip("link set cable up");
    }
}

/// Packets that come in and are such are dropped (nft(8)).
fn drop_what(end: &Namespace, packets: &str) {
    end.run("nft add table inet poor");
    end.run("nft add chain inet poor in { type filter hook input priority 0 ; }");
    end.run(&format!("nft add rule inet poor in {packets} drop"));
}
