//! The tutorial's server and client, as it prints them.

use crate::support::{Program, Room, jackfield_in, listens_at, lonely_address};
use std::net::Ipv4Addr;
use std::path::Path;

/// What its server says, in UTF-8.
const GREETING: &str = "欢迎访问菜鸟教程!\r\n";

/// One of its programs, in Python, on a machine whose name is this address.
pub(crate) fn python(room: &Room, file: &str, host: Ipv4Addr) -> Program {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tutorial");
    let mut command = room.command("python3");
    command
        .arg("-u")
        .arg(folder.join(file))
        .env("PYTHONPATH", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .env("TUTORIAL_HOST", host.to_string());
    Program::start(command)
}

#[test]
fn its_client_gets_our_greeting() {
    let (room, host) = (Room::new(), lonely_address());
    let greeting = r"欢迎访问菜鸟教程!\r\n";
    let arguments = ["listen", "9999", "--greet", greeting, "--close-after-greet"];
    let mut ours = jackfield_in(&room, &arguments);
    assert_eq!(ours.port(), 9999);
    for _ in 0..3 {
        let mut theirs = python(&room, "client.py", host);
        theirs.succeed();
        // Python's print puts a line feed behind it.
        assert_eq!(theirs.all(), format!("{GREETING}\n").as_bytes());
    }
    ours.interrupt();
    assert!(ours.all().is_empty(), "it said nothing");
}

#[test]
fn we_get_the_greeting_of_its_server() {
    let (room, host) = (Room::new(), lonely_address());
    let theirs = python(&room, "server.py", host);
    listens_at(theirs.pid(), host, 9999);
    for _ in 0..3 {
        let mut ours = jackfield_in(&room, &["connect", &format!("{host}:9999")]);
        ours.succeed();
        assert_eq!(ours.all(), GREETING.as_bytes());
    }
    theirs.expect_out(r"连接地址: \('127\.");
}
