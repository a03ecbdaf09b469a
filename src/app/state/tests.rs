//! Events in, state out.

use super::session::{ENDED_KEPT, WARNINGS_KEPT};
use super::{Session, Stage, State};
use crate::model::{
    Address, CloseReason, ConnectionId, ConnectionInfo, Endpoint, Event, Fault, FaultKind, Nanos,
    RecordEvent, Role, SessionEvent, SessionId, SessionSpec, ThreadId, Totals,
};
use std::time::{Duration, Instant};

const ID: SessionId = SessionId(1);

fn opened(role: Role) -> State {
    let mut state = State::new(Instant::now(), Nanos(0));
    let endpoint = Endpoint::parse("127.0.0.1:9999", role).expect("an endpoint");
    state.opened(ID, SessionSpec::new(role, endpoint));
    state
}

fn after(role: Role, events: impl IntoIterator<Item = SessionEvent>) -> (State, Instant) {
    let (mut state, now) = (opened(role), Instant::now());
    for event in events {
        state.apply(&Event::Session(ID, event), now);
    }
    (state, now)
}

fn session(state: &State) -> &Session {
    state.sessions.get(&ID).expect("opened above")
}

fn address(port: u16) -> Address {
    Address::Ip(std::net::SocketAddr::from(([127, 0, 0, 1], port)))
}

fn connected(id: u32) -> SessionEvent {
    SessionEvent::Connected(ConnectionInfo {
        id: ConnectionId(id),
        peer: address(40_000),
        local: address(9999),
        thread: ThreadId(3),
        credentials: None,
        addressed: false,
        gauges: std::sync::Arc::default(),
    })
}

fn closed(id: u32, reason: CloseReason) -> SessionEvent {
    SessionEvent::Closed(ConnectionId(id), reason, Totals::default())
}

fn reset() -> Fault {
    Fault::new(FaultKind::Reset)
}

#[test]
fn each_event_leads_to_its_stage() {
    use SessionEvent as E;
    let one = ConnectionId(1);
    for (role, events, stage) in [
        (Role::Listen, vec![], Stage::Opening),
        (Role::Connect, vec![E::Resolving("h".into())], Stage::Resolving("h".into())),
        (Role::Connect, vec![E::Connecting(address(1))], Stage::Connecting("127.0.0.1:1".into())),
        (Role::Connect, vec![connected(1)], Stage::Open),
        (Role::Connect, vec![connected(1), E::PeerFinished(one)], Stage::HalfClosed),
        (Role::Connect, vec![connected(1), E::WeFinished(one)], Stage::HalfClosed),
        (Role::Connect, vec![connected(1), closed(1, CloseReason::Finished)], Stage::Closed),
        (
            Role::Connect,
            vec![connected(1), closed(1, CloseReason::Broken(reset()))],
            Stage::Failed(reset()),
        ),
        (Role::Connect, vec![E::Failed(reset()), E::Stopped], Stage::Failed(reset())),
        (Role::Listen, vec![E::Listening(vec![address(9999)])], Stage::Listening),
        (
            Role::Listen,
            vec![E::Listening(vec![]), connected(1), closed(1, CloseReason::Broken(reset()))],
            Stage::Listening,
        ),
        (Role::Listen, vec![E::Listening(vec![]), connected(1), E::Stopped], Stage::Closed),
    ] {
        let what = format!("{role:?} {events:?}");
        let (state, _) = after(role, events);
        assert_eq!(session(&state).stage, stage, "{what}");
    }
}

#[test]
fn a_retry_counts_down_to_its_moment() {
    let pause = Duration::from_secs(4);
    let event = SessionEvent::Retrying { attempt: 2, attempts: 10, pause, fault: reset() };
    let (state, now) = after(Role::Connect, [event]);
    let Stage::Retrying(retry) = &session(&state).stage else { panic!("no retry") };
    assert_eq!(retry.left(now + Duration::from_secs(1)), Duration::from_secs(3));
    assert_eq!(retry.left(now + Duration::from_secs(9)), Duration::ZERO);
}

#[test]
fn ten_thousand_clients_come_and_go_and_the_last_are_kept() {
    let count = 10_000;
    let (mut state, now) = after(Role::Listen, (1..=count).map(connected));
    assert_eq!(session(&state).open.len(), count as usize);
    assert_eq!(state.open_connections(), count as usize);
    for id in 1..=count {
        state.apply(&Event::Session(ID, closed(id, CloseReason::Finished)), now);
    }
    assert!(session(&state).open.is_empty());
    assert_eq!(session(&state).connections.len(), ENDED_KEPT);
    assert_eq!(session(&state).peer_title(ConnectionId(1)), "#1", "its name is in the record");
}

#[test]
fn clients_that_finished_sending_are_counted_until_they_end() {
    use SessionEvent as E;
    let (one, two) = (ConnectionId(1), ConnectionId(2));
    let events = [connected(1), connected(2), E::PeerFinished(one), E::WeFinished(one)];
    let (mut state, now) = after(Role::Listen, events);
    assert_eq!((session(&state).open.len(), session(&state).half_closed), (2, 1));
    state.apply(&Event::Session(ID, E::PeerFinished(two)), now);
    state.apply(&Event::Session(ID, closed(1, CloseReason::Finished)), now);
    assert_eq!((session(&state).open.len(), session(&state).half_closed), (1, 1));
}

#[test]
fn warnings_that_are_let_go_are_counted() {
    let warnings = (0..WARNINGS_KEPT + 5).map(|index| SessionEvent::SendRefused {
        connection: ConnectionId(1),
        fault: reset(),
        bytes: index as u64,
    });
    let (state, _) = after(Role::Listen, warnings);
    assert_eq!(session(&state).warnings.len(), WARNINGS_KEPT);
    assert_eq!(session(&state).warnings_dropped, 5);
}

#[test]
fn what_the_record_misses_is_counted() {
    let (mut state, now) = (opened(Role::Listen), Instant::now());
    assert!(state.record.is_whole());
    state.apply(&Event::Record(RecordEvent::Paused(ID, reset())), now);
    assert!(!state.record.is_whole());
    state.apply(&Event::Record(RecordEvent::Resumed(ID, 7)), now);
    assert_eq!((state.record.paused.len(), state.record.missing), (0, 7));
}

#[test]
fn facts_of_a_session_that_was_put_away_change_nothing() {
    let (mut state, now) = (opened(Role::Listen), Instant::now());
    state.sessions.clear();
    state.apply(&Event::Session(ID, connected(1)), now);
    assert!(state.sessions.is_empty());
}
