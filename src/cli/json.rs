//! One JSON object a line for each thing that happened (`--json`).
//!
//! Every object has `time` (RFC 3339, UTC, nanoseconds), `event` and `session`. Where one peer is
//! meant it has `connection` (its number, from 1) and `peer` (its address). Then, by `event`:
//!
//! | `event` | further fields |
//! | --- | --- |
//! | `received`, `sent`, `unsent` | `bytes` (count), `text` if the segment is UTF-8, else `hex`; `thread`; `datagram` |
//! | `opened` | `endpoint`, `role` |
//! | `resolving` | `host` |
//! | `resolved` | `host`, `addresses` |
//! | `connecting` | `address` |
//! | `attempt-failed` | `address`, `message`, `fault` |
//! | `listening` | `addresses` |
//! | `connected` | `local`, `thread`; on Unix sockets `pid` and `uid` where the system tells them |
//! | `peer-finished`, `we-finished`, `urgent` | – |
//! | `closed` | `reason`, `received`, `sent`, `unsent`, `doubtful` (bytes), `lasted` (seconds); `message` and `fault` where it broke |
//! | `dropped` | `count` |
//! | `turned-away` | `count`, `limit` |
//! | `accept-paused`, `warning`, `failed` | `message`, `fault` |
//! | `accept-resumed`, `stopped` | – |
//! | `feeding` | `thread`, `name` (of the file; empty where a message is repeated) |
//! | `fed` | `thread`, `name`, `end` (`done`, `stopped`, `nobody-there`, `broken`), `bytes`, `times`; `message` and `fault` where it broke |
//! | `gap` | `segments`, `bytes`: missing from the record, not from the talk |
//! | `send-refused` | `bytes`, `message`, `fault` |
//! | `retrying` | `attempt`, `attempts`, `pause` (seconds), `message`, `fault` |
//!
//! `message` is the sentence in the language of the run, `fault` the same in parts that do not
//! change with it. Calls are not told here: the window's ladder and the tour show them.

use super::moment::rfc3339;
use crate::language::Words;
use crate::model::{
    CloseReason, ConnectionId, Fault, FeedEnd, Nanos, SegmentHead, SegmentKind, SessionEvent,
    SessionId,
};
use serde_json::{Value, json};
use std::fmt::Write;

/// A segment with its bytes.
pub(super) fn segment(
    session: SessionId,
    head: &SegmentHead,
    peer: Option<&str>,
    bytes: &[u8],
) -> Option<Value> {
    let event = match head.kind {
        SegmentKind::Received => "received",
        SegmentKind::Sent => "sent",
        SegmentKind::Unsent => "unsent",
        SegmentKind::Note => return None,
    };
    let mut object = base(head.time, event, session, head.connection, peer);
    put(&mut object, "thread", json!(head.thread));
    put(&mut object, "datagram", json!(head.datagram));
    put(&mut object, "bytes", json!(bytes.len()));
    match std::str::from_utf8(bytes) {
        Ok(text) => put(&mut object, "text", json!(text)),
        Err(_) => put(&mut object, "hex", json!(hex(bytes))),
    }
    Some(object)
}

/// A session event.
pub(super) fn event(
    time: Nanos,
    session: SessionId,
    event: &SessionEvent,
    peer: Option<&str>,
    words: &Words,
) -> Value {
    let (name, connection) = name(event);
    let mut object = base(time, name, session, connection, peer);
    for (key, value) in details(event) {
        put(&mut object, key, value);
    }
    if let Some(fault) = fault(event) {
        put(&mut object, "message", json!(words.fault(fault)));
        put(&mut object, "fault", json!(fault));
    }
    object
}

/// What went wrong in an event, where something did.
pub(super) fn fault(event: &SessionEvent) -> Option<&Fault> {
    use SessionEvent as E;
    match event {
        E::AttemptFailed(_, fault)
        | E::AcceptPaused(fault)
        | E::Warning(_, fault)
        | E::Failed(fault)
        | E::SendRefused { fault, .. }
        | E::Fed { end: FeedEnd::Broken(fault), .. }
        | E::Retrying { fault, .. }
        | E::Closed(_, CloseReason::Broken(fault), _) => Some(fault),
        _ => None,
    }
}

/// Which event, and whom it is about.
pub(super) fn name(event: &SessionEvent) -> (&'static str, ConnectionId) {
    use SessionEvent as E;
    let session = ConnectionId::SESSION;
    match event {
        E::Opened { .. } => ("opened", session),
        E::Resolving(_) => ("resolving", session),
        E::Resolved(..) => ("resolved", session),
        E::Connecting(_) => ("connecting", session),
        E::AttemptFailed(..) => ("attempt-failed", session),
        E::Listening(_) => ("listening", session),
        E::Connected(info) => ("connected", info.id),
        E::PeerFinished(id) => ("peer-finished", *id),
        E::WeFinished(id) => ("we-finished", *id),
        E::Closed(id, ..) => ("closed", *id),
        E::TurnedAway { .. } => ("turned-away", session),
        E::AcceptPaused(_) => ("accept-paused", session),
        E::AcceptResumed => ("accept-resumed", session),
        E::SendRefused { connection, .. } => ("send-refused", *connection),
        E::Warning(id, _) => ("warning", *id),
        E::Urgent(id) => ("urgent", *id),
        E::Feeding(_) => ("feeding", session),
        E::Fed { .. } => ("fed", session),
        E::Dropped { .. } => ("dropped", session),
        E::Retrying { .. } => ("retrying", session),
        E::Gap { .. } => ("gap", session),
        E::Failed(_) => ("failed", session),
        E::Stopped => ("stopped", session),
    }
}

fn details(event: &SessionEvent) -> Vec<(&'static str, Value)> {
    use SessionEvent as E;
    match event {
        E::Opened { endpoint, role } => vec![("endpoint", json!(endpoint)), ("role", json!(role))],
        E::Resolving(host) => vec![("host", json!(host))],
        E::Resolved(host, found) => vec![("host", json!(host)), ("addresses", json!(found))],
        E::Connecting(address) | E::AttemptFailed(address, _) => {
            vec![("address", json!(address.to_string()))]
        }
        E::Listening(addresses) => {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            vec![("addresses", json!(addresses))]
        }
        E::Connected(info) => {
            let mut fields =
                vec![("local", json!(info.local.to_string())), ("thread", json!(info.thread))];
            if let Some((pid, uid)) = info.credentials {
                fields.extend([("pid", json!(pid)), ("uid", json!(uid))]);
            }
            fields
        }
        E::Closed(_, reason, totals) => vec![
            ("reason", json!(reason_name(reason))),
            ("received", json!(totals.received)),
            ("sent", json!(totals.sent)),
            ("unsent", json!(totals.unsent)),
            ("doubtful", json!(totals.doubtful)),
            ("lasted", json!(totals.lasted.as_secs_f64())),
        ],
        E::Dropped { count } => vec![("count", json!(count))],
        E::TurnedAway { count, limit } => vec![("count", json!(count)), ("limit", json!(limit))],
        E::SendRefused { bytes, .. } => vec![("bytes", json!(bytes))],
        E::Feeding(info) => vec![("thread", json!(info.thread)), ("name", json!(info.name))],
        E::Fed { thread, name, end, bytes, times, lasted } => vec![
            ("thread", json!(thread)),
            ("name", json!(name)),
            ("end", json!(feed_end_name(end))),
            ("bytes", json!(bytes)),
            ("times", json!(times)),
            ("lasted", json!(lasted.as_secs_f64())),
        ],
        E::Gap { segments, bytes } => vec![("segments", json!(segments)), ("bytes", json!(bytes))],
        E::Retrying { attempt, attempts, pause, .. } => vec![
            ("attempt", json!(attempt)),
            ("attempts", json!(attempts)),
            ("pause", json!(pause.as_secs_f64())),
        ],
        _ => Vec::new(),
    }
}

fn feed_end_name(end: &FeedEnd) -> &'static str {
    match end {
        FeedEnd::Done => "done",
        FeedEnd::Stopped => "stopped",
        FeedEnd::NobodyThere => "nobody-there",
        FeedEnd::Broken(_) => "broken",
    }
}

fn reason_name(reason: &CloseReason) -> &'static str {
    match reason {
        CloseReason::Finished => "finished",
        CloseReason::ByUs => "by-us",
        CloseReason::WithSession => "with-session",
        CloseReason::ResetByUs => "reset-by-us",
        CloseReason::Broken(_) => "broken",
    }
}

fn base(
    time: Nanos,
    event: &str,
    session: SessionId,
    connection: ConnectionId,
    peer: Option<&str>,
) -> Value {
    let mut object = json!({ "time": rfc3339(time), "event": event, "session": session });
    if connection != ConnectionId::SESSION {
        put(&mut object, "connection", json!(connection));
    }
    if let Some(peer) = peer {
        put(&mut object, "peer", json!(peer));
    }
    object
}

fn put(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(key.to_owned(), value);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").ok(); // A string never refuses.
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::model::{FaultKind, ThreadId, Totals};
    use std::time::Duration;

    fn head(kind: SegmentKind, len: u32) -> SegmentHead {
        SegmentHead {
            sequence: 0,
            time: Nanos(1),
            connection: ConnectionId(3),
            thread: ThreadId(7),
            kind,
            datagram: false,
            len,
            since_lf: 0,
            since_previous: u32::MAX,
        }
    }

    #[test]
    fn a_segment_is_text_where_it_is_text_and_hexadecimal_elsewhere() {
        let at = "1970-01-01T00:00:00.000000001Z";
        let got = segment(SessionId(1), &head(SegmentKind::Received, 3), Some("[::1]:5"), b"hi\n");
        let wanted = json!({
            "time": at, "event": "received", "session": 1, "connection": 3, "peer": "[::1]:5",
            "thread": 7, "datagram": false, "bytes": 3, "text": "hi\n",
        });
        assert_eq!(got, Some(wanted));
        let got = segment(SessionId(1), &head(SegmentKind::Sent, 2), None, b"\xff\x00");
        let wanted = json!({
            "time": at, "event": "sent", "session": 1, "connection": 3,
            "thread": 7, "datagram": false, "bytes": 2, "hex": "ff00",
        });
        assert_eq!(got, Some(wanted));
        assert_eq!(segment(SessionId(1), &head(SegmentKind::Note, 2), None, b"{}"), None);
    }

    #[test]
    fn a_broken_connection_says_how_much_passed_and_what_went_wrong() {
        let totals = Totals {
            received: 5,
            sent: 6,
            unsent: 7,
            doubtful: 8,
            lasted: Duration::from_millis(1500),
        };
        let fault = Fault::new(FaultKind::Reset);
        let closed = SessionEvent::Closed(ConnectionId(2), CloseReason::Broken(fault), totals);
        let words = Words::new(Language::English);
        let got = event(Nanos(0), SessionId(1), &closed, Some("h:1"), &words);
        for (key, value) in [
            ("event", json!("closed")),
            ("connection", json!(2)),
            ("peer", json!("h:1")),
            ("reason", json!("broken")),
            ("unsent", json!(7)),
            ("lasted", json!(1.5)),
            ("fault", json!({ "kind": "reset" })),
        ] {
            assert_eq!(got[key], value, "{key} of {got}");
        }
        assert!(got["message"].as_str().is_some_and(|text| text.contains("reset")), "{got}");
    }
}
