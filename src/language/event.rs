//! Session events as lines of the transcript.

use super::Words;
use super::words::shown;
use crate::model::{
    Address, CloseReason, ConnectionId, ConnectionInfo, Fault, FeedEnd, OsError, RecordEvent, Role,
    SessionEvent, ThreadEvent, Totals, Transport,
};
use crate::tr;
use std::time::Duration;

impl Words {
    /// A session event as a line of the transcript; `peer` names the connection it is about. Where
    /// datagrams travel there is none, and none is spoken of.
    #[must_use]
    pub fn session_event(&self, event: &SessionEvent, peer: &str, over: Transport) -> String {
        use SessionEvent as E;
        let peer = self.named(peer);
        match event {
            E::Connecting(to) if over.is_datagram() => {
                tr!(self, "event-aiming", address = self.named(&to.to_string()))
            }
            E::Connected(info) if over.is_datagram() && !info.addressed => {
                let local = self.named(&info.local.to_string());
                tr!(self, "event-first-datagram", peer = peer, local = local)
            }
            E::Closed(_, CloseReason::WithSession, totals) if over.is_datagram() => {
                let (reason, totals) =
                    (tr!(self, "close-socket-with-session"), self.totals(totals));
                tr!(self, "event-closed", peer = peer, reason = reason, totals = totals)
            }
            E::Opened { endpoint, role: Role::Listen } => {
                tr!(self, "event-opened-listen", endpoint = shown(endpoint))
            }
            E::Opened { endpoint, role: Role::Connect } => {
                tr!(self, "event-opened-connect", endpoint = shown(endpoint))
            }
            E::Resolving(_) | E::Resolved(..) | E::Connecting(_) | E::AttemptFailed(..) => {
                self.event_on_the_way(event)
            }
            E::Listening(addresses) => {
                tr!(self, "event-listening", addresses = self.addresses(addresses))
            }
            E::Connected(info) => self.connected(info, peer),
            E::PeerFinished(_) => tr!(self, "event-peer-finished", peer = peer),
            E::WeFinished(_) => tr!(self, "event-we-finished", peer = peer),
            E::Closed(_, reason, totals) => {
                let (reason, totals) = (self.close_reason(reason), self.totals(totals));
                if reason.contains(&peer) {
                    return tr!(self, "event-closed-named", reason = reason, totals = totals);
                }
                tr!(self, "event-closed", peer = peer, reason = reason, totals = totals)
            }
            E::Urgent(_) => tr!(self, "event-urgent", peer = peer),
            E::Feeding(info) if info.name.is_empty() => tr!(self, "event-feeding-repeat"),
            E::Feeding(info) => tr!(self, "event-feeding-file", name = shown(&info.name)),
            E::Fed { name, end, times, lasted, .. } if name.is_empty() => {
                self.repeated(end, *times, *lasted)
            }
            E::Fed { name, end, bytes, .. } => self.fed(name, end, *bytes),
            E::SendRefused { connection, fault, bytes } => {
                self.send_refused(*connection, fault, *bytes, peer)
            }
            E::Warning(connection, fault) => self.warning(*connection, fault, peer),
            E::TurnedAway { .. }
            | E::AcceptPaused(_)
            | E::AcceptResumed
            | E::Dropped { .. }
            | E::Gap { .. }
            | E::Retrying { .. }
            | E::Failed(_)
            | E::Stopped => self.event_of_the_session(event),
        }
    }

    fn fed(&self, name: &str, end: &FeedEnd, bytes: u64) -> String {
        let (name, size) = (shown(name), self.bytes(bytes));
        match end {
            FeedEnd::Done => tr!(self, "event-fed-done", name = name, size = size),
            FeedEnd::Stopped => tr!(self, "event-fed-stopped", name = name, size = size),
            FeedEnd::NobodyThere => tr!(self, "event-fed-nobody", name = name, size = size),
            FeedEnd::Broken(fault) if bytes == 0 => {
                tr!(self, "event-fed-unsent", name = name, fault = self.fault(fault))
            }
            FeedEnd::Broken(fault) => {
                let fault = self.fault(fault);
                tr!(self, "event-fed-broken", name = name, size = size, fault = fault)
            }
        }
    }

    fn repeated(&self, end: &FeedEnd, times: u64, lasted: Duration) -> String {
        match end {
            // Its first time is at its start: the pauses are one less.
            FeedEnd::Done if times > 1 && !lasted.is_zero() => {
                let each = lasted / u32::try_from(times - 1).unwrap_or(u32::MAX);
                let (lasted, each) = (self.duration(lasted), self.duration(each));
                tr!(self, "event-repeated-in", times = times, lasted = lasted, each = each)
            }
            FeedEnd::Done => tr!(self, "event-repeated-done", times = times),
            FeedEnd::Stopped => tr!(self, "event-repeated-stopped", times = times),
            FeedEnd::NobodyThere => tr!(self, "event-repeated-nobody", times = times),
            FeedEnd::Broken(fault) => {
                tr!(self, "event-repeated-broken", times = times, fault = self.fault(fault))
            }
        }
    }

    /// Why a connection ended.
    #[must_use]
    pub fn close_reason(&self, reason: &CloseReason) -> String {
        match reason {
            CloseReason::Finished => tr!(self, "close-finished"),
            CloseReason::ByUs => tr!(self, "close-by-us"),
            CloseReason::WithSession => tr!(self, "close-with-session"),
            CloseReason::ResetByUs => tr!(self, "close-reset-by-us"),
            CloseReason::Broken(fault) => self.fault(fault),
        }
    }

    /// What passed, and what did not.
    #[must_use]
    pub fn totals(&self, totals: &Totals) -> String {
        let mut text = tr!(
            self,
            "totals",
            lasted = self.duration(totals.lasted),
            received = self.bytes(totals.received),
            sent = self.bytes(totals.sent),
        );
        if totals.unsent > 0 {
            let bytes = self.bytes(totals.unsent);
            text = tr!(self, "totals-with-unsent", totals = text, bytes = bytes);
        }
        if totals.doubtful > 0 {
            let bytes = self.bytes(totals.doubtful);
            text = tr!(self, "totals-with-doubtful", totals = text, bytes = bytes);
        }
        text
    }

    /// What happened to a thread.
    #[must_use]
    pub fn thread_event(&self, event: &ThreadEvent) -> String {
        match event {
            ThreadEvent::Panicked(_, fault) => self.fault(fault),
            ThreadEvent::Joined(_, thread, after) => {
                let after = self.duration(*after);
                tr!(self, "thread-joined", thread = shown(thread), after = after)
            }
            ThreadEvent::Late(_, thread, after) => {
                let after = self.duration(*after);
                tr!(self, "thread-late", thread = shown(thread), after = after)
            }
            ThreadEvent::Renamed(_, thread, Some(name)) => {
                tr!(self, "thread-renamed-both", thread = shown(thread), name = shown(name))
            }
            ThreadEvent::Renamed(_, thread, None) => {
                tr!(self, "thread-renamed", thread = shown(thread))
            }
        }
    }

    /// What happened to the record.
    #[must_use]
    pub fn record_event(&self, event: &RecordEvent) -> String {
        match event {
            RecordEvent::Paused(_, fault) if fault.os.as_ref().is_some_and(OsError::is_full) => {
                tr!(self, "record-full")
            }
            RecordEvent::Paused(_, fault) => {
                let reason = fault.os.as_ref().map(|os| os.text.clone()).unwrap_or_default();
                tr!(self, "record-paused", reason = shown(&reason))
            }
            RecordEvent::Resumed(_, count) => tr!(self, "record-resumed", count = *count),
            RecordEvent::Pruned { conversations, bytes } => {
                let bytes = self.bytes(*bytes);
                tr!(self, "record-pruned", count = *conversations, bytes = bytes)
            }
        }
    }

    fn event_on_the_way(&self, event: &SessionEvent) -> String {
        use SessionEvent as E;
        match event {
            E::Resolving(host) => tr!(self, "event-resolving", host = shown(host)),
            E::Resolved(host, found) if found.is_empty() => {
                tr!(self, "event-resolved-none", host = shown(host))
            }
            E::Resolved(host, found) => {
                // The port is the one that was typed; the addresses are the news.
                let found: Vec<String> = found.iter().map(|at| at.ip().to_string()).collect();
                tr!(self, "event-resolved", host = shown(host), addresses = self.list(&found))
            }
            E::Connecting(address) => {
                tr!(self, "event-connecting", address = shown(&address.to_string()))
            }
            E::AttemptFailed(address, fault) => {
                let (address, fault) = (shown(&address.to_string()), self.fault(fault));
                if fault.contains(&address) {
                    return tr!(self, "event-attempt-failed-named", fault = fault);
                }
                tr!(self, "event-attempt-failed", address = address, fault = fault)
            }
            other => self.event_of_the_session(other),
        }
    }

    fn event_of_the_session(&self, event: &SessionEvent) -> String {
        use SessionEvent as E;
        match event {
            E::TurnedAway { count, limit } => {
                tr!(self, "event-turned-away", count = *count, limit = *limit)
            }
            E::AcceptPaused(fault) => tr!(self, "event-accept-paused", fault = self.fault(fault)),
            E::AcceptResumed => tr!(self, "event-accept-resumed"),
            E::Dropped { count } => tr!(self, "event-dropped", count = *count),
            E::Gap { segments, bytes } => {
                tr!(self, "event-gap", count = *segments, bytes = self.bytes(*bytes))
            }
            E::Retrying { attempt, attempts, pause, fault } => tr!(
                self,
                "event-retrying",
                fault = self.fault(fault),
                pause = self.duration(*pause),
                attempt = *attempt,
                attempts = *attempts,
            ),
            E::Failed(fault) => tr!(self, "event-failed", fault = self.fault(fault)),
            E::Stopped => tr!(self, "event-stopped"),
            // All others have their line in one of the functions above.
            other => shown(&format!("{other:?}")),
        }
    }

    /// An address as it can stand in a sentence; one that has no name is called so.
    #[must_use]
    pub fn named(&self, address: &str) -> String {
        if address == Address::Unnamed.to_string() {
            return tr!(self, "address-unnamed");
        }
        shown(address)
    }

    fn connected(&self, info: &ConnectionInfo, peer: String) -> String {
        if let Some((pid, user)) = info.credentials {
            return tr!(self, "event-connected-process", peer = peer, pid = pid, user = user);
        }
        let local = self.named(&info.local.to_string());
        if info.addressed {
            return tr!(self, "event-addressed", peer = peer, local = local);
        }
        tr!(self, "event-connected", peer = peer, local = local)
    }

    fn send_refused(&self, to: ConnectionId, fault: &Fault, bytes: u64, peer: String) -> String {
        let (bytes, fault) = (self.bytes(bytes), self.fault(fault));
        if to == ConnectionId::SESSION {
            tr!(self, "event-send-refused-all", bytes = bytes, fault = fault)
        } else {
            tr!(self, "event-send-refused", bytes = bytes, peer = peer, fault = fault)
        }
    }

    fn warning(&self, of: ConnectionId, fault: &Fault, peer: String) -> String {
        let fault = self.fault(fault);
        // What names the address is not told it twice.
        if of == ConnectionId::SESSION || fault.contains(&peer) {
            tr!(self, "event-warning-session", fault = fault)
        } else {
            tr!(self, "event-warning", peer = peer, fault = fault)
        }
    }

    fn addresses(&self, addresses: &[Address]) -> String {
        let addresses: Vec<String> =
            addresses.iter().map(|address| shown(&address.to_string())).collect();
        self.list(&addresses)
    }
}
