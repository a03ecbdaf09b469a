//! Which firewall there is, and the lines that open it for us. Nothing here needs root.

use crate::model::pairing::diagnosis::{Firewall, FoundFirewall};
use std::path::Path;

/// The port of multicast DNS (RFC 6762).
pub const MDNS_PORT: u16 = 5353;

/// What is installed, best known first; empty where nothing is.
#[must_use]
pub fn find(tcp: u16) -> Vec<FoundFirewall> {
    let found = if cfg!(windows) {
        vec![(Firewall::Windows, None)]
    } else if cfg!(target_os = "macos") {
        vec![(Firewall::MacOs, None)]
    } else {
        installed(Path::new("/"))
    };
    let program = std::env::current_exe().unwrap_or_else(|_| "jackfield".into());
    let with_lines = |(firewall, active)| FoundFirewall {
        firewall,
        active,
        lines: lines(firewall, tcp, &program),
    };
    found.into_iter().map(with_lines).collect()
}

/// By the programs and files below a root folder.
fn installed(root: &Path) -> Vec<(Firewall, Option<bool>)> {
    let has = |path: &str| root.join(path).exists();
    let program = |name: &str| {
        ["usr/sbin", "sbin", "usr/bin", "bin"].iter().any(|folder| has(&format!("{folder}/{name}")))
    };
    let mut found = Vec::new();
    if program("ufw") {
        let settings = std::fs::read_to_string(root.join("etc/ufw/ufw.conf")).ok();
        found.push((Firewall::Ufw, settings.as_deref().map(ufw_is_enabled)));
    }
    if program("firewalld") {
        found.push((Firewall::Firewalld, Some(has("run/firewalld") || has("run/firewalld.pid"))));
    }
    if program("nft") && has("etc/nftables.conf") {
        // Its rules can be read by root alone.
        found.push((Firewall::Nftables, None));
    }
    found
}

fn ufw_is_enabled(settings: &str) -> bool {
    settings.lines().any(|line| line.trim().eq_ignore_ascii_case("ENABLED=yes"))
}

/// What opens this TCP port and multicast DNS.
#[must_use]
pub fn lines(firewall: Firewall, tcp: u16, program: &Path) -> Vec<String> {
    let both = [("tcp", tcp), ("udp", MDNS_PORT)];
    let each = |line: &dyn Fn(&str, u16) -> String| {
        both.iter().map(|(protocol, port)| line(protocol, *port)).collect()
    };
    match firewall {
        Firewall::Ufw => each(&|protocol, port| format!("sudo ufw allow {port}/{protocol}")),
        Firewall::Firewalld => {
            let mut lines: Vec<_> = each(&|protocol, port| {
                format!("sudo firewall-cmd --permanent --add-port={port}/{protocol}")
            });
            lines.push("sudo firewall-cmd --reload".to_owned());
            lines
        }
        // As the table and chain are called in the file that Debian ships.
        Firewall::Nftables => each(&|protocol, port| {
            format!("sudo nft insert rule inet filter input {protocol} dport {port} accept")
        }),
        Firewall::Windows => each(&|protocol, port| {
            let upper = protocol.to_ascii_uppercase();
            format!(
                "netsh advfirewall firewall add rule name=\"Jackfield {upper}\" dir=in \
                 action=allow protocol={upper} localport={port}"
            )
        }),
        Firewall::MacOs => {
            let tool = "sudo /usr/libexec/ApplicationFirewall/socketfilterfw";
            let program = program.display();
            ["--add", "--unblockapp"].map(|what| format!("{tool} {what} \"{program}\"")).to_vec()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(firewall: Firewall) -> Vec<String> {
        lines(firewall, 47110, Path::new("/Applications/Jackfield"))
    }

    #[test]
    fn each_firewall_has_its_exact_lines() {
        let ufw = ["sudo ufw allow 47110/tcp", "sudo ufw allow 5353/udp"];
        assert_eq!(of(Firewall::Ufw), ufw);
        let firewalld = [
            "sudo firewall-cmd --permanent --add-port=47110/tcp",
            "sudo firewall-cmd --permanent --add-port=5353/udp",
            "sudo firewall-cmd --reload",
        ];
        assert_eq!(of(Firewall::Firewalld), firewalld);
        let netsh = "netsh advfirewall firewall add rule name=\"Jackfield TCP\" dir=in \
                     action=allow protocol=TCP localport=47110";
        assert_eq!(of(Firewall::Windows)[0], netsh);
        assert!(of(Firewall::Windows)[1].ends_with("protocol=UDP localport=5353"));
        let nft = "sudo nft insert rule inet filter input udp dport 5353 accept";
        assert_eq!(of(Firewall::Nftables)[1], nft);
        assert!(of(Firewall::MacOs)[0].ends_with("--add \"/Applications/Jackfield\""));
    }

    #[test]
    fn a_firewall_is_found_by_its_files() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let file = root.path().join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(file, text).expect("written");
        };
        assert_eq!(installed(root.path()), []);
        write("usr/sbin/ufw", "");
        assert_eq!(installed(root.path()), [(Firewall::Ufw, None)]);
        write("etc/ufw/ufw.conf", "# text\nENABLED=no\n");
        assert_eq!(installed(root.path()), [(Firewall::Ufw, Some(false))]);
        write("etc/ufw/ufw.conf", "ENABLED=yes\n");
        write("usr/sbin/firewalld", "");
        write("usr/sbin/nft", "");
        write("etc/nftables.conf", "");
        let all = [
            (Firewall::Ufw, Some(true)),
            (Firewall::Firewalld, Some(false)),
            (Firewall::Nftables, None),
        ];
        assert_eq!(installed(root.path()), all);
    }
}
