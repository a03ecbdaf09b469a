//! Ports and paths that an ordinary user may not have.

use super::namespace::Namespace;
use crate::support::jackfield_under;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

/// Runs what follows as nobody, without any right of root's.
const AS_NOBODY: [&str; 4] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

#[test]
fn a_low_port_needs_rights_and_the_sentence_says_which_ports_do_not() {
    let network = Namespace::new();
    // A new namespace has the kernel's own setting, whatever the machine around it has.
    network.set("net.ipv4.ip_unprivileged_port_start=1024");
    let wrapper = [&["ip", "netns", "exec", &network.name][..], &AS_NOBODY].concat();
    let mut ours = jackfield_under(&wrapper, &["listen", "127.0.0.1:80"]);
    ours.exit_with(1);
    ours.expect_err("Port 80 needs administrator rights. Choose 1024 or above");
    assert!(!ours.errors().contains("sudo"));
}

#[test]
fn a_folder_that_may_not_be_written_is_told_from_one_that_is_missing() {
    let folder = TempDir::new().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("ours");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    let path = |below: &str| format!("unix:{}/{below}", folder.path().display());
    for (at, sentence) in [
        (path("s"), "may not be used: permission denied"),
        (path("none/s"), "The folder .*/none does not exist"),
        (path("file/s"), "The folder .*/file does not exist"),
        (path("file"), "is not a socket and stays untouched"),
        (format!("unix:{}", folder.path().display()), "is not a socket and stays untouched"),
    ] {
        let mut ours = jackfield_under(&AS_NOBODY, &["listen", &at]);
        ours.exit_with(1);
        ours.expect_err(sentence);
    }
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 1, "nothing was made");
}
