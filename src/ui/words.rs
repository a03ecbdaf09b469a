//! Facts as short texts that several views show.

use crate::app::state::{Connection, ConnectionStage, Rate, Session, Stage};
use crate::language::Words;
use crate::model::{Role, SessionSpec, ThreadRole, ThreadState};
use crate::tr;
use std::time::{Duration, Instant};

/// Where a session stands, in a few words.
#[must_use]
pub(super) fn stage(words: &Words, stage: &Stage, now: Instant) -> String {
    match stage {
        Stage::Opening => tr!(words, "stage-opening"),
        Stage::Resolving(name) => tr!(words, "stage-resolving", name = name.as_str()),
        Stage::Connecting(to) => tr!(words, "stage-connecting", to = to.as_str()),
        Stage::Listening => tr!(words, "stage-listening"),
        Stage::Open => tr!(words, "stage-open"),
        Stage::HalfClosed => tr!(words, "stage-half-closed"),
        Stage::Retrying(retry) => {
            // Rounded up, so that the last second reads 1 and not 0.
            let seconds = retry.left(now).as_secs_f64().ceil();
            let (attempt, attempts) = (retry.attempt, retry.attempts);
            tr!(words, "stage-retrying", seconds = seconds, attempt = attempt, attempts = attempts)
        }
        Stage::Closing => tr!(words, "stage-closing"),
        Stage::Closed => tr!(words, "stage-closed"),
        Stage::Failed(_) => tr!(words, "stage-failed"),
    }
}

/// What a session is called where room is scarce: TCP goes without saying, the port does not.
#[must_use]
pub(super) fn short_title(spec: &SessionSpec) -> String {
    let title = spec.title();
    if !spec.name.is_empty() {
        return title;
    }
    title.strip_prefix("tcp://").map_or(title.clone(), str::to_owned)
}

/// Which side of a connection has finished sending, while the other has not.
#[must_use]
fn finished_side(words: &Words, stage: &ConnectionStage) -> Option<String> {
    match stage {
        ConnectionStage::PeerFinished => Some(tr!(words, "socket-peer-finished")),
        ConnectionStage::WeFinished => Some(tr!(words, "socket-we-finished")),
        ConnectionStage::Open | ConnectionStage::Closed(..) => None,
    }
}

/// What is not as usual about an open connection: a side that has finished, reading that rests.
#[must_use]
pub(super) fn connection_note(words: &Words, connection: &Connection) -> Option<String> {
    let paused = connection.is_paused().then(|| tr!(words, "client-paused"));
    let notes: Vec<_> = finished_side(words, &connection.stage).into_iter().chain(paused).collect();
    (!notes.is_empty()).then(|| notes.join(" · "))
}

/// Listening and how many clients, or where a client stands.
#[must_use]
pub(super) fn session_line(words: &Words, session: &Session, now: Instant) -> String {
    let datagrams = session.spec.endpoint.transport().is_datagram();
    match &session.stage {
        Stage::Open if datagrams => return tr!(words, "stage-addressed"),
        Stage::Connecting(to) if datagrams => {
            return tr!(words, "stage-aiming", to = to.as_str());
        }
        _ => {}
    }
    let text = stage(words, &session.stage, now);
    if session.spec.role == Role::Listen && session.stage == Stage::Listening {
        let clients = if datagrams {
            tr!(words, "count-peers", count = session.open.len())
        } else {
            tr!(words, "count-clients", count = session.open.len())
        };
        if session.half_closed == 0 {
            return format!("{text} · {clients}");
        }
        let half = tr!(words, "count-half-closed", count = session.half_closed);
        format!("{text} · {clients} · {half}")
    } else {
        text
    }
}

/// Bytes a second in both directions.
#[must_use]
pub(super) fn rates(words: &Words, rate: &Rate) -> String {
    format!("↓ {}  ↑ {}", per_second(words, rate.down), per_second(words, rate.up))
}

fn per_second(words: &Words, rate: f64) -> String {
    tr!(words, "unit-rate", bytes = words.bytes(whole(rate)))
}

/// A rate in whole bytes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to u64 first")]
fn whole(rate: f64) -> u64 {
    rate.clamp(0.0, 1e18) as u64
}

/// What a thread is there for.
#[must_use]
pub(super) fn thread_role(words: &Words, role: ThreadRole) -> String {
    match role {
        ThreadRole::Main => tr!(words, "thread-role-main"),
        ThreadRole::Session => tr!(words, "thread-role-session"),
        ThreadRole::Io => tr!(words, "thread-role-io"),
        ThreadRole::Feed => tr!(words, "thread-role-feed"),
        ThreadRole::Lookup => tr!(words, "thread-role-lookup"),
        ThreadRole::Record => tr!(words, "thread-role-record"),
        ThreadRole::Control => tr!(words, "thread-role-control"),
        ThreadRole::Input => tr!(words, "thread-role-input"),
        ThreadRole::Output => tr!(words, "thread-role-output"),
        ThreadRole::Signals => tr!(words, "thread-role-signals"),
        ThreadRole::Pair => tr!(words, "thread-role-pair"),
        ThreadRole::Link => tr!(words, "thread-role-link"),
        ThreadRole::Files => tr!(words, "thread-role-files"),
        ThreadRole::Discovery => tr!(words, "thread-role-discovery"),
        ThreadRole::Watch => tr!(words, "thread-role-watch"),
        ThreadRole::Notices => tr!(words, "thread-role-notices"),
    }
}

/// What a thread does now.
#[must_use]
pub(super) fn thread_state(words: &Words, state: ThreadState) -> String {
    match state {
        ThreadState::Running => tr!(words, "thread-state-running"),
        ThreadState::Waiting => tr!(words, "thread-state-waiting"),
        ThreadState::Stopping => tr!(words, "thread-state-stopping"),
        ThreadState::Panicked => tr!(words, "thread-state-panicked"),
    }
}

/// A duration as a clock shows it: 0:07, 12:34, 1:02:03.
#[must_use]
pub(super) fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}
