//! A network of one's own: a namespace with its own interfaces, name server and settings.

use crate::support::{Program, foreign, jackfield_under};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A network namespace (ip-netns(8)). It and its `/etc/netns` folder are removed with this.
pub(crate) struct Namespace {
    pub(crate) name: String,
}

impl Namespace {
    /// A namespace with its loopback up.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let own = Self { name: format!("jf{}-{number}", std::process::id()) };
        assert!(
            rustix::process::geteuid().is_root(),
            "this test makes a network of its own, which only root may: run the tests as root"
        );
        ip(&format!("netns add {}", own.name));
        own.ip("link set lo up");
        own
    }

    /// Runs `ip` inside.
    pub(crate) fn ip(&self, line: &str) {
        ip(&format!("-n {} {line}", self.name));
    }

    /// Runs a program inside; its words are apart by spaces.
    pub(crate) fn run(&self, line: &str) {
        ip(&format!("netns exec {} {line}", self.name));
    }

    /// Changes a setting of the kernel inside (sysctl(8)).
    pub(crate) fn set(&self, setting: &str) {
        // One word, whatever its value has between its numbers.
        run("ip", &["netns", "exec", &self.name, "sysctl", "-q", "-w", setting]);
    }

    /// Programs inside ask the server at 127.0.0.1, once and for two seconds.
    pub(crate) fn use_name_server(&self) -> Program {
        fs::create_dir_all(self.folder()).expect("a folder in /etc/netns");
        let text = "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n";
        fs::write(self.folder().join("resolv.conf"), text).expect("a file");
        let server = self.python("dns.py", "");
        server.expect_out("ready");
        server
    }

    /// One of our scripts, inside.
    pub(crate) fn python(&self, script: &str, arguments: &str) -> Program {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/peers");
        let line = format!("{folder}/{script} {arguments}");
        foreign(format!("ip netns exec {} python3 -u {line}", self.name).trim_end())
    }

    /// Our program, inside, with its long times divided by `hurry`.
    pub(crate) fn jackfield(&self, hurry: u32, arguments: &[&str]) -> Program {
        let hurry = format!("JACKFIELD_HURRY={hurry}");
        jackfield_under(&["ip", "netns", "exec", &self.name, "env", &hurry], arguments)
    }

    fn folder(&self) -> PathBuf {
        PathBuf::from("/etc/netns").join(&self.name)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // Programs inside keep it alive until they are gone, the name goes at once.
        Command::new("ip").args(["netns", "del", &self.name]).status().ok();
        fs::remove_dir_all(self.folder()).ok();
    }
}

/// Two namespaces joined by a cable, 10.77.0.1 at one end and 10.77.0.2 at the other.
pub(crate) fn joined() -> (Namespace, Namespace) {
    let (here, there) = (Namespace::new(), Namespace::new());
    ip(&format!("-n {} link add v0 type veth peer name v1 netns {}", here.name, there.name));
    for (end, name, address) in [(&here, "v0", "10.77.0.1/24"), (&there, "v1", "10.77.0.2/24")] {
        end.ip(&format!("addr add {address} dev {name}"));
        end.ip(&format!("link set {name} up"));
    }
    (here, there)
}

fn ip(line: &str) {
    run("ip", &line.split(' ').collect::<Vec<_>>());
}

fn run(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).output();
    let done = done.unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{program} {arguments:?}: {said}");
}
