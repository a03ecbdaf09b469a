//! The ladder as a Python script that makes the same calls.

use crate::model::{Call, ConnectionId, Op};
use std::fmt::Write as _;

/// A script of the calls of one or more sessions. What was sent is not in the ladder: the script
/// sends as many bytes of its own.
#[must_use]
pub fn script(calls: &[&Call]) -> String {
    let mut out = String::from("#!/usr/bin/env python3\nimport socket\n\n");
    let mut sockets = Sockets::default();
    for call in calls {
        line(&mut out, call, &mut sockets);
    }
    out
}

/// Which variable holds the socket of a connection.
#[derive(Default)]
struct Sockets {
    /// Connections so far. The ladder of a session does not know which one comes of an accept or a
    /// connect; they are counted in the order in which they come.
    connections: u32,
    /// All peers of a datagram socket are reached through it.
    datagrams: bool,
}

impl Sockets {
    fn name(&self, connection: ConnectionId) -> String {
        if connection == ConnectionId::SESSION || self.datagrams {
            "s".to_owned()
        } else {
            format!("c{}", connection.0)
        }
    }

    fn next(&mut self) -> u32 {
        self.connections += 1;
        self.connections
    }
}

fn line(out: &mut String, call: &Call, sockets: &mut Sockets) {
    let name = sockets.name(call.connection);
    let failed = matches!(call.result, crate::model::CallResult::Failed(_));
    let mark = if failed { "# failed here: " } else { "" };
    let text = match &call.op {
        Op::GetAddrInfo(host) => format!("socket.getaddrinfo({}, None)", quoted(host)),
        Op::Socket(family, kind) => {
            sockets.datagrams = *kind == "SOCK_DGRAM";
            format!("{name} = socket.socket(socket.{family}, socket.{kind})")
        }
        Op::SetSockOpt(option, value) => match (level(option), number(option, value)) {
            (Some(level), Some(number)) => {
                format!("{name}.setsockopt(socket.{level}, socket.{option}, {number})")
            }
            _ => format!("# {name}: setsockopt({option}, {value})"),
        },
        Op::GetSockOpt(option) => match level(option) {
            Some(level) => format!("{name}.getsockopt(socket.{level}, socket.{option})"),
            None => format!("# {name}: getsockopt({option})"),
        },
        Op::Bind(address) => format!("{name}.bind({})", place(address)),
        Op::Listen(backlog) => format!("{name}.listen({backlog})"),
        Op::Accept => format!("c{}, address = s.accept()", sockets.next()),
        Op::Connect(address) if failed || sockets.datagrams => {
            format!("{name}.connect({})", place(address))
        }
        Op::Connect(address) => {
            format!("{name}.connect({})\nc{} = {name}", place(address), sockets.next())
        }
        Op::Recv(size) => format!("data = {name}.recv({size})"),
        Op::RecvFrom(size) => format!("data, address = {name}.recvfrom({size})"),
        Op::Send(size) => format!("{name}.sendall(b'x' * {size})"),
        Op::SendTo(size, to) => format!("{name}.sendto(b'x' * {size}, {})", place(to)),
        Op::Shutdown(how) => format!("{name}.shutdown(socket.{how})"),
        Op::Close => format!("{name}.close()"),
        Op::Start(_) | Op::Run(_) | Op::Join(..) | Op::SetName(..) => format!("# {}", call.op),
    };
    writeln!(out, "{mark}{text}").ok();
}

fn level(option: &str) -> Option<&'static str> {
    [("SO_", "SOL_SOCKET"), ("TCP_", "IPPROTO_TCP"), ("IPV6_", "IPPROTO_IPV6")]
        .into_iter()
        .find_map(|(prefix, level)| option.starts_with(prefix).then_some(level))
}

/// A value as Python's setsockopt takes it, where it is one number.
fn number(option: &str, value: &str) -> Option<i64> {
    match (option, value) {
        (_, "false" | "off") => Some(0),
        // The times of keep-alive are options of their own (tcp(7)); that it is on is the number.
        (_, "true" | "on") | ("SO_KEEPALIVE", _) => Some(1),
        // In milliseconds (tcp(7)).
        ("TCP_USER_TIMEOUT", _) => Some(1000 * value.strip_suffix('s')?.parse::<i64>().ok()?),
        _ => value.parse().ok(),
    }
}

/// An address as Python has it: a pair for IP, a string for a path.
fn place(address: &str) -> String {
    match address.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            format!("({}, {port})", quoted(host))
        }
        _ => quoted(address),
    }
}

/// A string literal that holds nothing but itself.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => write!(out, "\\x{:02x}", u32::from(c)).unwrap_or_default(),
            c => out.push(c),
        }
    }
    out + "'"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CallResult, Nanos, ThreadId};
    use std::time::Duration;

    fn call(connection: u32, op: Op) -> Call {
        Call {
            time: Nanos(0),
            thread: ThreadId(1),
            connection: ConnectionId(connection),
            op,
            result: CallResult::Done,
            duration: Duration::ZERO,
            times: 1,
        }
    }

    fn script_of(calls: &[Call]) -> String {
        script(&calls.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_ladder_reads_as_the_script_that_makes_it() {
        let calls = [
            call(0, Op::Socket("AF_INET", "SOCK_STREAM")),
            call(0, Op::SetSockOpt("SO_REUSEADDR", "1".into())),
            call(0, Op::Bind("0.0.0.0:9999".into())),
            call(0, Op::Listen(5)),
            call(0, Op::Accept),
            call(1, Op::Recv(1024)),
            call(1, Op::Close),
        ];
        let expected = "\
#!/usr/bin/env python3
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('0.0.0.0', 9999))
s.listen(5)
c1, address = s.accept()
data = c1.recv(1024)
c1.close()
";
        assert_eq!(script_of(&calls), expected);
    }

    #[test]
    fn a_client_speaks_through_the_socket_that_it_connected() {
        let calls = [
            call(0, Op::Socket("AF_INET", "SOCK_STREAM")),
            call(0, Op::SetSockOpt("SO_KEEPALIVE", "30s + 3 × 10s".into())),
            call(0, Op::SetSockOpt("TCP_USER_TIMEOUT", "60s".into())),
            call(0, Op::Connect("127.0.0.1:9999".into())),
            call(1, Op::Recv(1024)),
        ];
        let expected = "\
#!/usr/bin/env python3
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60000)
s.connect(('127.0.0.1', 9999))
c1 = s
data = c1.recv(1024)
";
        assert_eq!(script_of(&calls), expected);
    }

    #[test]
    fn the_peers_of_a_datagram_socket_are_reached_through_it() {
        let calls = [
            call(0, Op::Socket("AF_INET", "SOCK_DGRAM")),
            call(0, Op::Bind("127.0.0.1:9999".into())),
            call(1, Op::RecvFrom(65536)),
            call(1, Op::SendTo(3, "127.0.0.1:40000".into())),
        ];
        let expected = "\
#!/usr/bin/env python3
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 9999))
data, address = s.recvfrom(65536)
s.sendto(b'x' * 3, ('127.0.0.1', 40000))
";
        assert_eq!(script_of(&calls), expected);
    }

    #[test]
    fn a_path_is_a_string_that_python_reads() {
        assert_eq!(quoted("/tmp/桌面's\n"), r"'/tmp/桌面\'s\x0a'");
    }
}
