//! What went wrong as a sentence: what happened, to which address, what to do.

use super::words::shown;
use super::{Words, errno};
use crate::model::{CallResult, Fault, FaultKind, OsError, PortHolder, SessionId};
use crate::tr;
use std::path::Path;

impl Words {
    /// What happened, to which address, what to do.
    #[must_use]
    pub fn fault(&self, fault: &Fault) -> String {
        use FaultKind as K;
        match &fault.kind {
            K::Refused { .. }
            | K::NoAnswer { .. }
            | K::NoSuchHost(_)
            | K::NameServerSilent(_)
            | K::NoRoute(_)
            | K::NoIpv6(_)
            | K::NoInterface(_)
            | K::NetworkDown(_)
            | K::SelfConnect(_) => self.fault_on_the_way(&fault.kind),
            K::PortTaken { .. }
            | K::PortLingers { .. }
            | K::PortForbidden(_)
            | K::NotOurAddress { .. }
            | K::BroadcastOff(_)
            | K::PathTaken(_)
            | K::PathStale(_)
            | K::PathDeserted(_)
            | K::PathUnfit(_)
            | K::PathNotSocket(_)
            | K::PathMissing(_)
            | K::NoFolder(_)
            | K::PathForbidden(_)
            | K::FileUnreadable(_)
            | K::NotRegularFile(_)
            | K::FileShrank(_) => self.fault_of_the_place(&fault.kind),
            K::Reset
            | K::BrokenPipe
            | K::Lost
            | K::TooLarge { .. }
            | K::QueueFull { .. }
            | K::NobodyThere
            | K::FinishedSending
            | K::Unanswerable
            | K::OutOfHandles
            | K::NoThread
            | K::Panicked { .. }
            | K::Other(_) => self.fault_of_the_talk(&fault.kind),
        }
    }

    /// errno's name and number and what the system said, for the detail below the sentence.
    #[must_use]
    pub fn fault_detail(&self, fault: &Fault) -> Option<String> {
        let os = fault.os.as_ref()?;
        let text = shown(&os.text);
        Some(match errno_of(os) {
            Some(errno) => format!("{errno}: {text}"),
            None => text,
        })
    }

    /// Nothing was reached.
    fn fault_on_the_way(&self, kind: &FaultKind) -> String {
        use FaultKind as K;
        match kind {
            // Datagrams have no connect that could be timed.
            K::Refused { to, after } if after.is_zero() => {
                tr!(self, "fault-refused-datagram", to = shown(to))
            }
            K::Refused { to, after } => {
                tr!(self, "fault-refused", to = shown(to), after = self.duration(*after))
            }
            K::NoAnswer { to, after } => {
                tr!(self, "fault-no-answer", to = shown(to), after = self.duration(*after))
            }
            K::NoSuchHost(host) => tr!(self, "fault-no-such-host", host = shown(host)),
            K::NameServerSilent(host) => tr!(self, "fault-name-server-silent", host = shown(host)),
            K::NoRoute(to) => tr!(self, "fault-no-route", to = shown(to)),
            K::NoIpv6(to) => tr!(self, "fault-no-ipv6", to = shown(to)),
            K::NoInterface(name) => tr!(self, "fault-no-interface", name = shown(name)),
            K::NetworkDown(address) => tr!(self, "fault-network-down", address = shown(address)),
            K::SelfConnect(address) => tr!(self, "fault-self-connect", address = shown(address)),
            other => self.fault_of_the_talk(other),
        }
    }

    /// An address of ours cannot be used.
    fn fault_of_the_place(&self, kind: &FaultKind) -> String {
        use FaultKind as K;
        match kind {
            K::PortTaken { at, ours, holder, free } => {
                self.port_taken(at, *ours, holder.as_ref(), *free)
            }
            K::PortLingers { at, ours, free } => {
                let sentence = if *ours {
                    tr!(self, "fault-port-lingers-ours", at = shown(at))
                } else {
                    tr!(self, "fault-port-lingers", at = shown(at))
                };
                self.with_free_port(sentence, *free)
            }
            K::PortForbidden(port) => tr!(self, "fault-port-forbidden", port = *port),
            K::NotOurAddress { address, ours } => self.not_our_address(address, ours),
            K::BroadcastOff(to) => tr!(self, "fault-broadcast-off", to = shown(to)),
            K::PathTaken(path) => tr!(self, "fault-path-taken", path = shown_path(path)),
            K::PathStale(path) => tr!(self, "fault-path-stale", path = shown_path(path)),
            K::PathDeserted(path) => tr!(self, "fault-path-deserted", path = shown_path(path)),
            K::PathUnfit(path) => tr!(self, "fault-path-unfit", path = shown_path(path)),
            K::PathNotSocket(path) => tr!(self, "fault-path-not-socket", path = shown_path(path)),
            K::PathMissing(path) => tr!(self, "fault-path-missing", path = shown_path(path)),
            K::NoFolder(path) => tr!(self, "fault-no-folder", path = shown_path(path)),
            K::PathForbidden(path) => tr!(self, "fault-path-forbidden", path = shown_path(path)),
            K::FileUnreadable(path) => tr!(self, "fault-file-unreadable", path = shown_path(path)),
            K::NotRegularFile(path) => tr!(self, "fault-not-regular", path = shown_path(path)),
            K::FileShrank(path) => tr!(self, "fault-file-shrank", path = shown_path(path)),
            other => self.fault_of_the_talk(other),
        }
    }

    /// A conversation ended or a send was refused.
    fn fault_of_the_talk(&self, kind: &FaultKind) -> String {
        use FaultKind as K;
        match kind {
            K::Reset => tr!(self, "fault-reset"),
            K::BrokenPipe => tr!(self, "fault-broken-pipe"),
            K::Lost => tr!(self, "fault-lost"),
            K::TooLarge { bytes, limit } => {
                tr!(self, "fault-too-large", bytes = *bytes, limit = *limit)
            }
            K::QueueFull { waiting, limit } => {
                let (waiting, limit) = (self.bytes(*waiting), self.bytes(*limit));
                tr!(self, "fault-queue-full", waiting = waiting, limit = limit)
            }
            K::NobodyThere => tr!(self, "fault-nobody-there"),
            K::FinishedSending => tr!(self, "fault-finished-sending"),
            K::Unanswerable => tr!(self, "fault-unanswerable"),
            K::OutOfHandles => tr!(self, "fault-out-of-handles"),
            K::NoThread => tr!(self, "fault-no-thread"),
            K::Panicked { thread, message } => {
                tr!(self, "fault-panicked", thread = shown(thread), message = shown(message))
            }
            K::Other(what) => tr!(self, "fault-other", what = shown(what)),
            // Every other kind has its sentence in one of the two functions above.
            other => tr!(self, "fault-other", what = shown(&format!("{other:?}"))),
        }
    }

    fn port_taken(
        &self,
        at: &str,
        ours: Option<SessionId>,
        holder: Option<&PortHolder>,
        free: Option<u16>,
    ) -> String {
        let at = shown(at);
        let sentence = match (ours, holder) {
            (Some(session), _) => {
                tr!(self, "fault-port-taken-ours", at = at, session = session.to_string())
            }
            (None, Some(PortHolder { name, pid })) => {
                tr!(self, "fault-port-taken-by", at = at, program = shown(name), pid = *pid)
            }
            (None, None) => tr!(self, "fault-port-taken", at = at),
        };
        self.with_free_port(sentence, free)
    }

    fn with_free_port(&self, sentence: String, free: Option<u16>) -> String {
        match free {
            Some(port) => tr!(self, "fault-with-free-port", sentence = sentence, port = port),
            None => sentence,
        }
    }

    fn not_our_address(&self, address: &str, ours: &[String]) -> String {
        let address = shown(address);
        if ours.is_empty() {
            return tr!(self, "fault-not-our-address", address = address);
        }
        let ours: Vec<String> = ours.iter().map(|own| shown(own)).collect();
        tr!(self, "fault-not-our-address-these", address = address, ours = self.list(&ours))
    }
}

/// A path as it can stand in a sentence.
pub(super) fn shown_path(path: &Path) -> String {
    shown(&path.display().to_string())
}

/// errno's name and number, where there is one.
fn errno_of(os: &OsError) -> Option<String> {
    let code = os.code?;
    Some(match errno::name(code) {
        Some(name) => format!("{name} ({code})"),
        None => format!("errno {code}"),
    })
}

/// What came of a call, as the manual pages write it: `ok`, `27`, `ECONNREFUSED (111)`.
#[must_use]
pub fn result_of(result: &CallResult) -> String {
    match result {
        CallResult::Failed(os) => errno_of(os).unwrap_or_else(|| os.text.clone()),
        other => other.to_string(),
    }
}
