//! The ladder as a Python script that makes the same calls.

use crate::model::{Call, ConnectionId, Op};
use std::fmt::Write as _;

/// A script of the calls of one or more sessions. What was sent is not in the ladder: the script
/// sends as many bytes of its own.
#[must_use]
pub(super) fn script(calls: &[&Call]) -> String {
    let mut out = String::from("#!/usr/bin/env python3\nimport socket\n\n");
    let mut accepted = 0;
    for call in calls {
        line(&mut out, call, &mut accepted);
    }
    out
}

fn line(out: &mut String, call: &Call, accepted: &mut u32) {
    let name = name(call.connection);
    let failed = matches!(call.result, crate::model::CallResult::Failed(_));
    let mark = if failed { "# failed here: " } else { "" };
    let text = match &call.op {
        Op::GetAddrInfo(host) => format!("socket.getaddrinfo({}, None)", quoted(host)),
        Op::Socket(family, kind) => {
            format!("{name} = socket.socket(socket.{family}, socket.{kind})")
        }
        Op::SetSockOpt(option, value) => match level(option) {
            Some(level) => {
                format!("{name}.setsockopt(socket.{level}, socket.{option}, {})", number(value))
            }
            None => format!("# {name}: setsockopt({option}, {value})"),
        },
        Op::Bind(address) => format!("{name}.bind({})", place(address)),
        Op::Listen(backlog) => format!("{name}.listen({backlog})"),
        Op::Accept => {
            // The listener's ladder does not know yet which connection comes of it; they are counted
            // in the order in which they come.
            *accepted += 1;
            format!("c{accepted}, address = s.accept()")
        }
        Op::Connect(address) => format!("{name}.connect({})", place(address)),
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

fn name(connection: ConnectionId) -> String {
    if connection == ConnectionId::SESSION { "s".to_owned() } else { format!("c{}", connection.0) }
}

fn level(option: &str) -> Option<&'static str> {
    [("SO_", "SOL_SOCKET"), ("TCP_", "IPPROTO_TCP"), ("IPV6_", "IPPROTO_IPV6")]
        .into_iter()
        .find_map(|(prefix, level)| option.starts_with(prefix).then_some(level))
}

/// `true` and `on` as Python's setsockopt takes them.
fn number(value: &str) -> &str {
    match value {
        "true" | "on" => "1",
        "false" | "off" => "0",
        other => other,
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
    format!("'{}'", text.escape_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CallResult, Nanos, ThreadId};
    use std::time::Duration;

    #[test]
    fn a_ladder_reads_as_the_script_that_makes_it() {
        let call = |connection, op| Call {
            time: Nanos(0),
            thread: ThreadId(1),
            connection: ConnectionId(connection),
            op,
            result: CallResult::Done,
            duration: Duration::ZERO,
            times: 1,
        };
        let calls = [
            call(0, Op::Socket("AF_INET", "SOCK_STREAM")),
            call(0, Op::SetSockOpt("SO_REUSEADDR", "1".into())),
            call(0, Op::Bind("0.0.0.0:9999".into())),
            call(0, Op::Listen(5)),
            call(0, Op::Accept),
            call(1, Op::Recv(1024)),
            call(1, Op::Close),
        ];
        let calls: Vec<&Call> = calls.iter().collect();
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
        assert_eq!(script(&calls), expected);
    }
}
