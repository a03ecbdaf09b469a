//! The command line as scripts use it: bytes, exit codes, signals, pipes.

use crate::cli_support::Program;
use crate::soon::{SOON, accept};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream, UdpSocket};
use std::process::Stdio;
use tempfile::{TempDir, tempdir};

fn home() -> TempDir {
    tempdir().expect("a folder")
}

/// A listener of ours on a free port, and where it is.
fn listener(home: &TempDir, options: &[&str]) -> (Program, String) {
    let arguments = [&["listen", "127.0.0.1:0"], options].concat();
    let mut listener = Program::start(home.path(), &arguments);
    let at = listener.listens_at();
    (listener, at)
}

/// Every byte value, in no order that a line or character would have.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(&mut next).take(len).collect()
}

fn interrupt(mut program: Program) -> Vec<u8> {
    program.signal("INT");
    let (code, rest) = program.ends();
    assert_eq!(code, Some(130), "{:?}", program.heard());
    rest
}

#[test]
fn bytes_pass_both_ways_unchanged() {
    let home = home();
    let (mut listener, at) = listener(&home, &[]);
    let mut client = Program::start(home.path(), &["connect", &at]);
    let (up, down) = (noise(300_000), noise(200_001));
    listener.says("connected");
    client.hears(&up);
    listener.hears(&down);
    assert!(client.writes(down.len()) == down, "what the client got is what the listener said");
    assert!(listener.writes(up.len()) == up, "what the listener got is what the client said");
    client.hears_the_end();
    listener.hears_the_end();
    assert_eq!(client.ends(), (Some(0), Vec::new()), "{:?}", client.said);
    assert_eq!(interrupt(listener), b"");
}

#[test]
fn more_than_every_buffer_passes_a_slow_reader() {
    let home = home();
    let (mut listener, at) = listener(&home, &[]);
    let mut client = Program::start(home.path(), &["connect", &at]);
    let all = noise(40_000_000);
    let sent = all.clone();
    listener.says("connected");
    listener.hears_the_end();
    // Nobody reads the listener's output until the whole was offered, which the pipe must slow.
    let writer = std::thread::spawn(move || {
        client.hears(&sent);
        client.hears_the_end();
        client.ends().0
    });
    assert!(listener.writes(all.len()) == all);
    assert_eq!(writer.join().expect("the writer"), Some(0));
    assert_eq!(interrupt(listener), b"");
}

#[test]
fn the_greeting_of_the_tutorial_arrives_and_the_client_ends_with_0() {
    let home = home();
    let options = ["--greet", "欢迎访问菜鸟教程!\\r\\n", "--close-after-greet"];
    let (listener, at) = listener(&home, &options);
    let mut client = Program::start(home.path(), &["connect", &at]);
    assert_eq!(client.ends(), (Some(0), "欢迎访问菜鸟教程!\r\n".into()));
    interrupt(listener);
}

#[test]
fn an_expected_text_ends_with_0_and_a_missing_one_with_1() {
    let home = home();
    let (listener, at) = listener(&home, &["--echo"]);
    let seen = ["connect", &at, "--send", "ready?", "--expect", "ready?\\n", "--timeout", "20s"];
    let mut client = Program::start(home.path(), &seen);
    assert_eq!(client.ends(), (Some(0), b"ready?\n".to_vec()));
    let missing = ["connect", &at, "--send", "no", "--expect", "yes", "--timeout", "200ms"];
    let mut client = Program::start(home.path(), &missing);
    assert_eq!(client.ends(), (Some(1), b"no\n".to_vec()));
    interrupt(listener);
    let (listener, at) = self::listener(&home, &["--greet", "bye", "--close-after-greet"]);
    let mut client = Program::start(home.path(), &["connect", &at, "--expect", "never"]);
    assert_eq!(client.ends(), (Some(1), b"bye".to_vec()), "the peer closed before");
    interrupt(listener);
}

#[test]
fn the_end_of_the_input_closes_one_direction_only() {
    let home = home();
    let peer = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = peer.local_addr().expect("bound").to_string();
    let mut client = Program::start(home.path(), &["connect", &at, "--crlf"]);
    let mut stream = accept(&peer);
    client.hears(b"one\ntwo\r\nlast");
    client.hears_the_end();
    let mut got = Vec::new();
    stream.read_to_end(&mut got).expect("the client finishes sending");
    assert_eq!(got, b"one\r\ntwo\r\nlast");
    stream.write_all(b"answer").expect("the client still reads");
    drop(stream);
    assert_eq!(client.ends(), (Some(0), b"answer".to_vec()));
}

#[test]
fn a_listener_with_nothing_to_say_lets_a_finished_client_go() {
    let home = home();
    for options in [&[][..], &["--echo"]] {
        let (mut listener, at) = listener(&home, options);
        let mut stream = TcpStream::connect(&at).expect("it listens");
        stream.set_read_timeout(Some(SOON)).expect("a socket");
        stream.write_all(b"all").expect("sent");
        stream.shutdown(Shutdown::Write).expect("open");
        listener.says("finished sending");
        if options.is_empty() {
            listener.hears(b"still here");
            listener.hears_the_end();
        }
        let mut got = String::new();
        stream.read_to_string(&mut got).expect("it closes");
        listener.says("both sides had finished");
        assert_eq!(got, if options.is_empty() { "still here" } else { "all" });
        assert_eq!(interrupt(listener), b"all");
    }
}

#[test]
fn a_room_relays_and_its_host_sees_and_speaks() {
    let home = home();
    let (mut host, at) = listener(&home, &["--room"]);
    let mut first = Program::start(home.path(), &["connect", &at]);
    host.says("connected");
    let mut second = Program::start(home.path(), &["connect", &at]);
    host.says("connected");
    first.hears("你好\n".as_bytes());
    assert_eq!(second.writes(7), "你好\n".as_bytes());
    assert_eq!(host.writes(7), "你好\n".as_bytes());
    host.hears(b"all\n");
    assert_eq!((first.writes(4), second.writes(4)), (b"all\n".to_vec(), b"all\n".to_vec()));
    interrupt(host);
    assert_eq!((first.ends().0, second.ends().0), (Some(0), Some(0)));
}

#[test]
fn each_line_is_a_datagram() {
    let home = home();
    let peer = UdpSocket::bind("127.0.0.1:0").expect("a port");
    peer.set_read_timeout(Some(SOON)).expect("a socket");
    let at = format!("udp://{}", peer.local_addr().expect("bound"));
    let mut client = Program::start(home.path(), &["connect", &at, "--timeout", "300ms"]);
    client.hears(b"one\ntwo\n");
    let mut buffer = [0; 100];
    for wanted in ["one\n", "two\n"] {
        let (count, from) = peer.recv_from(&mut buffer).expect("a datagram");
        assert_eq!(&buffer[..count], wanted.as_bytes());
        peer.send_to(b"!", from).expect("sent");
    }
    assert_eq!(client.writes(2), b"!!");
    client.hears_the_end();
    assert_eq!(client.ends().0, Some(0), "it ends after silence");
}

#[test]
fn hexadecimal_goes_in_and_out() {
    let home = home();
    let (listener, at) = listener(&home, &["--echo"]);
    let mut client = Program::start(home.path(), &["connect", &at, "--hex"]);
    client.hears(b"00 ff 41\n");
    let row = client.writes(9);
    assert_eq!(row, b"00000000 ");
    client.hears_the_end();
    let (code, rest) = client.ends();
    let rest = String::from_utf8(rest).expect("text").to_lowercase();
    assert!(code == Some(0) && rest.contains("00 ff 41"), "{code:?} {rest}");
    interrupt(listener);
    let (listener, at) = self::listener(&home, &[]);
    let mut client = Program::start(home.path(), &["connect", &at, "--hex"]);
    client.hears(b"zz\n");
    assert_eq!(client.ends().0, Some(2), "a script is told");
    interrupt(listener);
}

#[test]
fn json_lines_tell_all_that_happened() {
    let home = home();
    let (listener, at) = listener(&home, &["--greet", "hi", "--close-after-greet"]);
    let mut client = Program::start(home.path(), &["connect", &at, "--json"]);
    let (code, out) = client.ends();
    assert_eq!(code, Some(0));
    let lines: Vec<Value> = String::from_utf8(out)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let events: Vec<&str> = lines.iter().filter_map(|line| line["event"].as_str()).collect();
    for event in ["opened", "connected", "received", "closed", "stopped"] {
        assert!(events.contains(&event), "{event} in {events:?}");
    }
    let received = lines.iter().find(|line| line["event"] == "received").expect("seen above");
    assert_eq!((&received["text"], &received["bytes"]), (&"hi".into(), &2.into()));
    assert_eq!(received["peer"].as_str(), Some(at.as_str()));
    interrupt(listener);
}

#[test]
fn what_fails_ends_with_1_and_wrong_use_with_2() {
    let home = home();
    let closed =
        TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    for (arguments, wanted) in [
        (&["connect", &closed.to_string()][..], 1),
        (&["connect", "::1:80"], 2),
        (&["connect", "127.0.0.1:1", "--timeout", "soon"], 2),
        (&["listen"], 2),
        (&["threads"], 1),
        (&["preset", "show", "nobody"], 2),
        (&[], 2),
        (&["--help"], 0),
        (&["--version"], 0),
    ] {
        let mut program = Program::start(home.path(), arguments);
        let (code, out) = program.ends();
        assert_eq!(code, Some(wanted), "{arguments:?}: {:?}", program.said);
        if wanted != 0 {
            assert!(out.is_empty(), "{arguments:?} writes to standard output");
            program.says(""); // A sentence on standard error.
        }
    }
}

#[test]
fn signals_close_and_end_with_130() {
    let home = home();
    for signal in ["INT", "TERM", "HUP"] {
        let (mut listener, at) = listener(&home, &[]);
        let mut client = Program::start(home.path(), &["connect", &at]);
        listener.says("connected");
        listener.signal(signal);
        assert_eq!(listener.ends().0, Some(130), "{signal}: {:?}", listener.said);
        assert_eq!(client.ends().0, Some(0), "the client sees an orderly end");
    }
}

#[test]
fn a_second_signal_ends_a_program_that_is_stuck() {
    let home = home();
    let (mut listener, at) = listener(&home, &[]);
    let mut client = Program::start(home.path(), &["connect", &at]);
    listener.says("connected");
    // Nobody reads the listener's output: it is stuck in a write.
    client.hears(&noise(400_000));
    listener.signal("TERM");
    let until = std::time::Instant::now() + SOON;
    while std::path::Path::new(&format!("/proc/{}", listener.pid())).exists() {
        // The first signal may still be on its way when the second is sent; then they are one.
        listener.signal("TERM");
        if listener.has_ended() {
            break;
        }
        assert!(std::time::Instant::now() < until, "two signals end it");
        std::thread::yield_now();
    }
    assert_eq!(listener.ends().0, Some(130));
}

#[test]
fn a_program_that_is_stuck_gives_up_after_one_signal() {
    let home = home();
    let (mut listener, at) = listener(&home, &[]);
    let mut client = Program::start(home.path(), &["connect", &at]);
    listener.says("connected");
    client.hears(&noise(400_000));
    // Once it has taken more than its pipe holds, nobody reads and it stands still in a write.
    listener.signal("TERM");
    assert_eq!(listener.ends_unread(), Some(130));
}

#[test]
fn a_datagram_that_nobody_wanted_is_a_failure() {
    let free = std::net::UdpSocket::bind("127.0.0.1:0").expect("binds");
    let at = format!("udp://{}", free.local_addr().expect("an address"));
    drop(free);
    let home = home();
    let mut client = Program::start(home.path(), &["connect", &at, "--timeout", "300ms"]);
    client.hears(b"anybody?\n");
    client.hears_the_end();
    assert_eq!(client.ends().0, Some(1));
}

#[test]
fn a_broken_pipe_ends_quietly() {
    let home = home();
    let (mut listener, at) = listener(&home, &[]);
    let mut client = Program::start_with(home.path(), &["connect", &at], |command| {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
    });
    listener.says("connected");
    client.close_output();
    listener.hears(b"who reads this?\n");
    assert_eq!(client.ends().0, Some(0));
    let complaints: Vec<&String> =
        client.heard().iter().filter(|line| line.to_lowercase().contains("pipe")).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    interrupt(listener);
}

#[test]
fn a_running_instance_shows_its_threads() {
    let home = home();
    let (mut listener, at) = listener(&home, &[]);
    let mut client = Program::start(home.path(), &["connect", &at]);
    listener.says("connected");
    let pid = listener.pid().to_string();
    let mut table = Program::start(home.path(), &["threads", "--pid", &pid]);
    let (code, out) = table.ends();
    let out = String::from_utf8(out).expect("text");
    assert_eq!(code, Some(0), "{out}");
    for name in ["main", "signals", "record", "control", "input", "session:1", "io:1#1", &at] {
        assert!(out.contains(name), "{name} in {out}");
    }
    let mut table = Program::start(home.path(), &["threads", "--json"]);
    let (_, out) = table.ends();
    let out = String::from_utf8(out).expect("text");
    let pids: Vec<u64> = out
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).expect("JSON")["pid"].as_u64())
        .collect();
    assert!(pids.contains(&listener.pid().into()) && pids.contains(&client.pid().into()), "{out}");
    interrupt(listener);
    assert_eq!(client.ends().0, Some(0));
    let mut table = Program::start(home.path(), &["threads"]);
    assert_eq!(table.ends(), (Some(1), Vec::new()), "nothing runs any more");
}

#[test]
fn the_tour_names_every_function_of_the_tutorial_in_both_languages() {
    let home = home();
    for language in ["en", "zh-CN"] {
        let mut tour = Program::start(home.path(), &["tour", "--language", language]);
        tour.hears_the_end();
        let (code, out) = tour.ends();
        let out = String::from_utf8(out).expect("text");
        assert_eq!(code, Some(0), "{out} {:?}", tour.said);
        assert!(!out.contains('⟨') && !out.contains('\x1b'), "{out}");
        for name in [
            "socket",
            "bind",
            "listen",
            "accept",
            "connect",
            "connect_ex",
            "recv",
            "send",
            "sendall",
            "close",
            "currentThread",
            "enumerate",
            "activeCount",
            "run",
            "start",
            "start_new_thread",
            "join",
            "isAlive",
            "getName",
            "setName",
            "欢迎访问菜鸟教程!",
            "start(session:1)",
            "join(session:1)",
        ] {
            assert!(out.contains(name), "{name} in {out}");
        }
    }
}

#[test]
fn a_preset_is_saved_shown_run_and_removed() {
    let home = home();
    let run = |arguments: &[&str]| {
        let mut program = Program::start(home.path(), arguments);
        let (code, out) = program.ends();
        (code, String::from_utf8(out).expect("text"))
    };
    let add = ["preset", "add", "服务器", "127.0.0.1:0", "--listen", "--greet", "hi\\n"];
    assert_eq!(run(&add).0, Some(0));
    assert_eq!(run(&add).0, Some(0), "the same once more");
    let other = ["preset", "add", "服务器", "127.0.0.1:7", "--listen"];
    assert_eq!(run(&other).0, Some(2), "another one of that name");
    assert_eq!(run(&["preset", "list"]).1.matches("服务器").count(), 1);
    assert!(run(&["preset", "show", "服务器"]).1.contains("127.0.0.1:0"));
    let file = home.path().join("mine.toml");
    let file = file.to_str().expect("UTF-8");
    assert_eq!(run(&["preset", "export", file]).0, Some(0));
    assert_eq!(run(&["preset", "export", file]).0, Some(2), "it never overwrites");
    assert_eq!(run(&["preset", "import", file]).0, Some(0), "all of it is there");
    assert_eq!(run(&["preset", "list"]).1.matches("服务器").count(), 1);
    let mut listener = Program::start(home.path(), &["preset", "run", "服务器"]);
    let at = listener.listens_at();
    let mut client =
        Program::start(home.path(), &["connect", &at, "--expect", "hi\\n", "--timeout", "20s"]);
    assert_eq!(client.ends(), (Some(0), b"hi\n".to_vec()));
    interrupt(listener);
    assert_eq!(run(&["preset", "remove", "服务器"]).0, Some(0));
    assert_eq!(run(&["preset", "list"]), (Some(0), String::new()));
    assert_eq!(run(&["preset", "import", file]).0, Some(0));
    assert!(run(&["preset", "list"]).1.contains("服务器"));
}
