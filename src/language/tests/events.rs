//! One of each thing that can happen to a session.

use crate::model::{
    Address, CloseReason, ConnectionId, ConnectionInfo, Fault, FaultKind, FeedEnd, FeedInfo, Role,
    SessionEvent, ThreadId, Totals,
};
use std::time::Duration;

/// With each variant, also in the numbers that have another form.
pub(super) fn events() -> Vec<SessionEvent> {
    use SessionEvent as E;
    let fault = || Fault::new(FaultKind::Reset);
    let at = || Address::Ip("10.0.0.9:80".parse().expect("an address"));
    let id = ConnectionId(1);
    let totals =
        Totals { received: 1, sent: 2, unsent: 3, doubtful: 4, lasted: Duration::from_secs(72) };
    let peer = |credentials| ConnectionInfo {
        id,
        peer: at(),
        local: at(),
        thread: ThreadId(1),
        credentials,
        addressed: false,
        gauges: std::sync::Arc::default(),
    };
    let feeding = |name: &str| FeedInfo {
        thread: ThreadId(7),
        name: name.to_owned(),
        gauges: std::sync::Arc::default(),
    };
    let mut events = vec![
        E::Connected(ConnectionInfo { addressed: true, ..peer(None) }),
        E::Opened { endpoint: "tcp://h:1".to_owned(), role: Role::Listen },
        E::Opened { endpoint: "tcp://h:1".to_owned(), role: Role::Connect },
        E::Resolving("h".to_owned()),
        E::Resolved("h".to_owned(), vec![]),
        E::Resolved("h".to_owned(), vec!["[::1]:1".parse().expect("an address")]),
        E::Connecting(at()),
        E::AttemptFailed(at(), fault()),
        E::Listening(vec![at(), Address::Unnamed]),
        E::Connected(peer(None)),
        E::Connected(peer(Some((4121, 1000)))),
        E::PeerFinished(id),
        E::WeFinished(id),
        E::AcceptPaused(fault()),
        E::AcceptResumed,
        E::SendRefused { connection: id, fault: fault(), bytes: 5 },
        E::SendRefused { connection: ConnectionId::SESSION, fault: fault(), bytes: 5 },
        E::Warning(id, fault()),
        E::Warning(ConnectionId::SESSION, Fault::new(FaultKind::Other("x".to_owned()))),
        E::Urgent(id),
        E::Feeding(feeding("a.bin")),
        E::Feeding(feeding("")),
        E::Retrying { attempt: 1, attempts: 10, pause: Duration::from_secs(1), fault: fault() },
        E::Failed(Fault::new(FaultKind::Other("y".to_owned()))),
        E::Stopped,
    ];
    for end in [FeedEnd::Done, FeedEnd::Stopped, FeedEnd::NobodyThere, FeedEnd::Broken(fault())] {
        for (name, times) in [("a.bin", 0), ("", 1), ("", 2)] {
            let (name, end, thread) = (name.to_owned(), end.clone(), ThreadId(7));
            let lasted = Duration::from_millis(50);
            events.push(E::Fed { thread, name, end, bytes: 1_500, times, lasted });
        }
    }
    for count in [1, 2] {
        events.push(E::TurnedAway { count, limit: 9 });
        events.push(E::Dropped { count });
        events.push(E::Gap { segments: count, bytes: 1_500 });
    }
    for reason in [
        CloseReason::Finished,
        CloseReason::ByUs,
        CloseReason::WithSession,
        CloseReason::ResetByUs,
        CloseReason::Broken(fault()),
    ] {
        events.push(E::Closed(id, reason, totals));
    }
    events
}
