//! What the real program says on standard error: each thing once, and what to do about it.

use crate::cli_support::Program;
use crate::soon::{SOON, accept};
use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::process::Stdio;
use tempfile::{TempDir, tempdir};

fn home() -> TempDir {
    tempdir().expect("a folder")
}

#[test]
fn wrong_use_is_answered_with_what_to_do() {
    let home = home();
    let bad = home.path().join("bad.toml");
    std::fs::write(&bad, "version = 1\n[[preset\nname").expect("written");
    let bad = bad.to_str().expect("UTF-8");
    for (arguments, wanted) in [
        (&["--profile", "../x", "preset", "list"][..], "name of a profile"),
        (&["preset", "import", "/none/x"], "Nothing was imported"),
        (&["preset", "import", bad], "line 2"),
    ] {
        let mut program = Program::start(home.path(), arguments);
        assert_eq!(program.ends().0, Some(2), "{arguments:?}");
        let said = program.says(wanted);
        assert!(!said.contains('␊') && !said.contains("saving is off"), "{said}");
    }
}

#[test]
fn wrong_use_is_told_in_the_systems_language() {
    let home = home();
    for (system, wanted) in [
        (
            "zh_CN.UTF-8",
            ["没有选项“--recnnect”", "你要找的是“--reconnect”吗", "用法：jackfield connect"],
        ),
        (
            "en_GB.UTF-8",
            ["no option “--recnnect”", "Did you mean “--reconnect”", "Usage: jackfield connect"],
        ),
    ] {
        let refused = std::process::Command::new(env!("CARGO_BIN_EXE_jackfield"))
            .args(["connect", "1", "--recnnect"])
            .env("JACKFIELD_HOME", home.path())
            .env("JACKFIELD_LANG", system)
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(wanted.iter().all(|part| said.contains(part)), "{said}");
    }
}

#[test]
fn a_refused_port_is_told_once() {
    let home = home();
    let closed =
        TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let refused = std::process::Command::new(env!("CARGO_BIN_EXE_jackfield"))
        .args(["--language", "en", "connect", &closed.to_string()])
        .env("JACKFIELD_HOME", home.path())
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!((refused.status.code(), said.matches("Nothing is listening").count()), (Some(1), 1));
}

#[cfg(target_os = "linux")]
#[test]
fn hexadecimal_at_a_terminal_says_what_to_type_and_takes_the_next_line() {
    let home = home();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = port.local_addr().expect("bound").to_string();
    let line = format!("{} --language en connect {at} --hex", env!("CARGO_BIN_EXE_jackfield"));
    // A terminal between the test and the program.
    let mut terminal = std::process::Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env("JACKFIELD_HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script(1) is there");
    let mut keys = terminal.stdin.take().expect("a pipe");
    let mut peer = accept(&port);
    keys.write_all(b"xyz\n4\n48 69\n").expect("it reads");
    let mut got = [0; 2];
    peer.read_exact(&mut got).expect("the good line comes");
    assert_eq!(&got, b"Hi");
    drop(peer);
    let out = terminal.wait_with_output().expect("it ends with its peer");
    drop(keys);
    let seen = String::from_utf8_lossy(&out.stdout).into_owned();
    for part in ["Type hexadecimal digits", "Line 1 was not sent: “x”", "each byte takes two"] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
}

#[test]
fn who_does_not_read_what_is_served_is_told_why_it_ended() {
    let home = home();
    let mut serves = Program::start(home.path(), &["serve", "--listen", "127.0.0.1:0"]);
    // More than the node keeps for a listener; each of them has an answer.
    serves.hears("{\"wish\":\"enter\",\"code\":\"1\"}\n".repeat(100_000).as_bytes());
    // The node answers one after the other: behind this one it has answered nearly all of them.
    assert_eq!(Program::start(home.path(), &["peers"]).ends().0, Some(0));
    let (code, out) = serves.ends();
    assert_eq!(code, Some(1), "{:?}", serves.heard());
    assert!(out.len() > 1_000_000, "what it was told before is there");
    serves.says("not read in time");
    assert!(!serves.said.iter().any(|line| line.contains("has ended")), "{:?}", serves.said);
}

#[test]
fn a_language_that_is_not_spoken_is_wrong_use() {
    let home = home();
    let run = |language: &str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_jackfield"))
            .args(["--language", language, "preset", "list"])
            .env("JACKFIELD_HOME", home.path())
            .output()
            .expect("it runs")
    };
    let refused = run("fr");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("en") && said.contains("zh-CN") && said.contains("fr"), "{said}");
    for language in ["en", "zh-CN", "zh_CN.UTF-8"] {
        assert_eq!(run(language).status.code(), Some(0), "{language}");
    }
}

#[cfg(unix)]
#[test]
fn a_left_over_socket_file_names_the_option_that_replaces_it() {
    let home = home();
    let path = home.path().join("s");
    drop(std::os::unix::net::UnixListener::bind(&path).expect("a socket"));
    let at = format!("unix:{}", path.display());
    let mut program = Program::start(home.path(), &["listen", &at]);
    assert_eq!(program.ends().0, Some(1));
    program.says("--replace-stale");
}

#[test]
fn what_no_datagram_holds_is_refused_and_nothing_of_it_sent() {
    let home = home();
    let peer = UdpSocket::bind("127.0.0.1:0").expect("a port");
    peer.set_read_timeout(Some(SOON)).expect("a socket");
    let at = format!("udp://{}", peer.local_addr().expect("bound"));
    let large = vec![b'x'; 65_508];
    for (option, text) in [("--no-eol", "at once"), ("--lf", "at once"), ("--send", "Too large")] {
        let mut arguments = vec!["connect", at.as_str(), option];
        let text_of_option = String::from_utf8(large.clone()).expect("ASCII");
        if option == "--send" {
            arguments.push(&text_of_option);
        }
        let mut client = Program::start(home.path(), &arguments);
        if option != "--send" {
            client.hears(&large);
        }
        client.says(text);
        assert_eq!(client.ends().0, Some(1), "{option}");
    }
    let mut client =
        Program::start(home.path(), &["connect", &at, "--no-eol", "--timeout", "100ms"]);
    client.hears(b"one\n");
    client.hears(b"two");
    client.hears_the_end();
    assert_eq!(client.ends().0, Some(0));
    let mut buffer = [0; 100];
    let (count, _) = peer.recv_from(&mut buffer).expect("a datagram");
    assert_eq!(&buffer[..count], b"one\ntwo", "the first that came, and all of the input");
}

#[test]
fn a_collector_can_keep_messages_apart() {
    let home = home();
    let run = |arguments: &[&str]| Program::start(home.path(), arguments);
    let add = ["preset", "add", "collector", "udp://127.0.0.1:0", "--listen"];
    assert_eq!(run(&add).ends().0, Some(0));
    for (option, wanted) in [("--lines", &b"one\ntwo\nthree\n"[..]), ("--record", b"onetwo\nthree")]
    {
        let mut collector = run(&["preset", "run", "collector", option]);
        let at = collector.listens_at();
        let device = UdpSocket::bind("127.0.0.1:0").expect("a port");
        for text in ["one", "two\n", "three"] {
            device.send_to(text.as_bytes(), &at).expect("sent");
        }
        assert_eq!(collector.writes(wanted.len()), wanted, "{option}");
        collector.signal("INT");
        assert_eq!(collector.ends(), (Some(130), Vec::new()));
    }
    let mut wrong = run(&["listen", "127.0.0.1:0", "--lines"]);
    assert_eq!(wrong.ends().0, Some(2));
    wrong.says("--lines is for udp://");
}
