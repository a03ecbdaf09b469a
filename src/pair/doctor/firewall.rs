//! Which firewall there is, and the lines that open it for us. Nothing here needs root.

use crate::model::pairing::diagnosis::{Firewall, FoundFirewall};
use std::path::Path;
use std::process::{Command, Stdio};

/// The port of multicast DNS (RFC 6762).
pub const MDNS_PORT: u16 = 5353;

/// Most chains of nftables that are opened one by one.
const CHAINS: usize = 4;

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
    // The others write nftables rules as well, which are theirs to change.
    let is_managed = found.iter().any(|(_, active)| *active == Some(true));
    let with_lines = |(firewall, active)| FoundFirewall {
        firewall,
        active,
        lines: lines(firewall, tcp, &program),
    };
    let mut found: Vec<FoundFirewall> = found.into_iter().map(with_lines).collect();
    if cfg!(target_os = "linux") && !is_managed {
        let rules = rules();
        if rules.is_some() || Path::new("/etc/nftables.conf").exists() {
            found.push(nftables(rules.as_deref(), tcp));
        }
    }
    found
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
    found
}

/// The rules that are in force, by nft(8); nothing where they cannot be read, as by all but root.
fn rules() -> Option<String> {
    let folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];
    let program = folders.iter().map(|folder| Path::new(folder).join("nft")).find(|it| it.exists());
    let listed = Command::new(program?).args(["list", "ruleset"]).stdin(Stdio::null()).output();
    let listed = listed.ok().filter(|listed| listed.status.success())?;
    Some(String::from_utf8_lossy(&listed.stdout).into_owned())
}

/// What hand-written rules do, and the lines that open them: only for chains that are there.
fn nftables(rules: Option<&str>, tcp: u16) -> FoundFirewall {
    let (active, lines) = match rules {
        None => (None, vec!["sudo nft list ruleset".to_owned()]),
        Some(rules) => {
            let chains = input_chains(rules);
            let turns_away = |word: &str| matches!(word.trim_end_matches(';'), "drop" | "reject");
            let is_closed = !chains.is_empty() && rules.split_whitespace().any(turns_away);
            let insert = |chain: &String| {
                [("tcp", tcp), ("udp", MDNS_PORT)].map(|(protocol, port)| {
                    format!("sudo nft insert rule {chain} {protocol} dport {port} accept")
                })
            };
            let lines = chains.iter().take(CHAINS).flat_map(insert);
            (Some(is_closed), lines.filter(|_| is_closed).collect())
        }
    };
    FoundFirewall { firewall: Firewall::Nftables, active, lines }
}

/// The chains that see what comes in: family, table and chain, as a command names them.
fn input_chains(rules: &str) -> Vec<String> {
    let (mut table, mut chain, mut found) = (String::new(), String::new(), Vec::new());
    for line in rules.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["table", family @ ("inet" | "ip" | "ip6"), name, "{", ..] => {
                table = format!("{family} {name}");
            }
            ["table", ..] => table.clear(),
            ["chain", name, "{", ..] => (*name).clone_into(&mut chain),
            ["type", "filter", "hook", "input", ..] if !table.is_empty() => {
                found.push(format!("{table} {chain}"));
            }
            _ => {}
        }
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
        // What works depends on the rules: see `nftables`.
        Firewall::Nftables => Vec::new(),
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
        let all = [(Firewall::Ufw, Some(true)), (Firewall::Firewalld, Some(false))];
        assert_eq!(installed(root.path()), all);
    }

    #[test]
    fn rules_of_nftables_are_opened_in_the_chains_that_are_there() {
        let unread = nftables(None, 47110);
        assert_eq!((unread.active, unread.lines.len()), (None, 1));
        let open = "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority \
                    filter; policy accept;\n\t}\n}\n";
        for rules in ["", open, "table ip nat {\n\tchain x {\n\t\tdrop\n\t}\n}\n"] {
            let found = nftables(Some(rules), 47110);
            assert_eq!((found.active, found.lines.len()), (Some(false), 0), "{rules}");
        }
        let closed = open.replace("inet filter", "ip mine").replace("accept", "drop");
        let found = nftables(Some(&closed), 47110);
        let lines = [
            "sudo nft insert rule ip mine input tcp dport 47110 accept",
            "sudo nft insert rule ip mine input udp dport 5353 accept",
        ];
        assert_eq!((found.active, found.lines), (Some(true), lines.map(str::to_owned).to_vec()));
    }
}
