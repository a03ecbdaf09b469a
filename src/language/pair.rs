//! Why pairing, a talk or a transfer does not go on, as a sentence that says whose turn it is.

use super::Words;
use super::words::shown;
use crate::model::Fault;
use crate::model::pairing::{CodeFault, Hidden, PairFault, PairStep, PlaceFault, TransferFault};
use crate::tr;
use std::net::SocketAddr;

impl Words {
    /// Why pairing or talking does not go on. `who` is the other side's name, where one is known.
    #[must_use]
    pub fn pair_fault(&self, fault: &PairFault, who: Option<&str>) -> String {
        use PairFault as F;
        let who = who.map_or_else(|| tr!(self, "pair-they"), shown);
        match fault {
            F::Code(fault) => self.code_fault(*fault),
            F::NoAddress
            | F::NoSuchHost(_)
            | F::BadPort(_)
            | F::NoAnswer { .. }
            | F::NoRoute { .. }
            | F::Refused { .. }
            | F::NotUs { .. } => self.pair_fault_on_the_way(fault),
            F::NoCodeShown => tr!(self, "pair-fault-no-code-shown"),
            F::Busy => tr!(self, "pair-fault-busy"),
            F::WrongCode { left: 0 } | F::UsedUp => tr!(self, "pair-fault-used-up"),
            F::WrongCode { left } => tr!(self, "pair-fault-wrong-code", left = *left),
            F::Myself => tr!(self, "pair-fault-myself"),
            F::OtherKey { wanted } if wanted.is_empty() => tr!(self, "pair-fault-other-key-link"),
            F::OtherKey { wanted } => tr!(self, "pair-fault-other-key", who = shown(wanted)),
            F::RemovedByThem => tr!(self, "pair-fault-removed", who = who),
            F::Forgotten => tr!(self, "pair-fault-forgotten", who = who),
            F::VersionsApart { theirs } => {
                tr!(self, "pair-fault-versions", who = who, theirs = shown(theirs))
            }
            F::HeldBack => tr!(self, "pair-fault-held-back", who = who),
            F::Downgraded => tr!(self, "pair-fault-downgraded", who = who),
            F::Transfer(fault) => self.transfer_fault(fault),
            other => self.pair_fault_here(other),
        }
    }

    /// Nothing was reached, or not what was wanted.
    fn pair_fault_on_the_way(&self, fault: &PairFault) -> String {
        use PairFault as F;
        match fault {
            F::NoAddress => tr!(self, "pair-fault-no-address"),
            F::NoSuchHost(host) => tr!(self, "pair-fault-no-such-host", host = shown(host)),
            F::BadPort(address) => tr!(self, "pair-fault-bad-port", address = shown(address)),
            F::NoAnswer { to, after } => {
                tr!(self, "pair-fault-no-answer", to = shown(to), after = self.duration(*after))
            }
            F::NoRoute { to } => tr!(self, "pair-fault-no-route", to = shown(to)),
            F::Refused { to } => tr!(self, "pair-fault-refused", to = shown(to)),
            F::NotUs { to } => tr!(self, "pair-fault-not-us", to = shown(to)),
            other => self.pair_fault_here(other),
        }
    }

    /// The line was cut, or something on this machine does not allow it.
    fn pair_fault_here(&self, fault: &PairFault) -> String {
        use PairFault as F;
        match fault {
            F::Cut(why) => tr!(self, "pair-fault-cut", why = shown(why)),
            F::Altered(why) => tr!(self, "pair-fault-altered", why = shown(why)),
            F::Ledger(why) => tr!(self, "pair-fault-ledger", why = shown(why)),
            F::LedgerFull => tr!(self, "pair-fault-ledger-full"),
            F::Place { path, cause } => self.place_fault(path, *cause),
            F::Key(why) => tr!(self, "pair-fault-key", why = shown(why)),
            F::NewKey => tr!(self, "pair-fault-new-key"),
            F::LedgerAside(to) => tr!(self, "pair-fault-ledger-aside", to = shown(to)),
            F::OutOfHandles => tr!(self, "pair-fault-out-of-handles"),
            // How long it is, is not always known: no more is read than shows that it is too long.
            F::TooLong { limit, .. } => {
                tr!(self, "pair-fault-too-long", limit = *limit / 1024)
            }
            F::OutboxFull { waiting } => tr!(self, "pair-fault-outbox-full", count = *waiting),
            F::NameTaken(name) => tr!(self, "pair-fault-name-taken", name = shown(name)),
            F::NoContact => tr!(self, "pair-fault-no-contact"),
            F::CannotListen(kind) => self.fault(&Fault { kind: kind.clone(), os: None }),
            F::Away => tr!(self, "pair-fault-away"),
            F::NotListening => tr!(self, "pair-no-port"),
            F::InUse => tr!(self, "pair-fault-in-use"),
            F::Other(what) => tr!(self, "pair-fault-other", what = shown(what)),
            // Every other fault has its sentence in one of the two functions above.
            other => tr!(self, "pair-fault-other", what = shown(&format!("{other:?}"))),
        }
    }

    fn place_fault(&self, path: &str, cause: PlaceFault) -> String {
        let path = shown(path);
        match cause {
            PlaceFault::NotAFolder => tr!(self, "pair-fault-not-a-folder", path = path),
            PlaceFault::NotAFile => tr!(self, "pair-fault-not-a-file", path = path),
            PlaceFault::ReadOnly => tr!(self, "pair-fault-read-only", path = path),
            PlaceFault::Denied => tr!(self, "pair-fault-denied", path = path),
            PlaceFault::Full => tr!(self, "pair-fault-place-full", path = path),
            PlaceFault::Missing => tr!(self, "pair-fault-missing", path = path),
        }
    }

    /// That this machine may be there twice; where nobody proved it, that it may be a lie.
    #[must_use]
    pub fn cloned(&self, proven: bool, addresses: &[SocketAddr]) -> String {
        let mut hosts: Vec<String> = addresses.iter().map(|it| it.ip().to_string()).collect();
        hosts.dedup();
        let addresses = self.list(&hosts);
        if proven {
            tr!(self, "pair-cloned-proven", addresses = addresses)
        } else {
            tr!(self, "pair-cloned-hint", addresses = addresses)
        }
    }

    /// Why what was typed is no code. Nothing was sent.
    #[must_use]
    pub fn code_fault(&self, fault: CodeFault) -> String {
        match fault {
            CodeFault::NotNine => tr!(self, "pair-fault-not-nine"),
            CodeFault::Typo => tr!(self, "pair-fault-typo"),
            CodeFault::BadLink => tr!(self, "pair-fault-bad-link"),
        }
    }

    /// Why files do not come or go.
    #[must_use]
    pub fn transfer_fault(&self, fault: &TransferFault) -> String {
        use TransferFault as F;
        match fault {
            F::UnsafeName(name) => tr!(self, "transfer-fault-unsafe-name", name = shown(name)),
            F::SameName(one, other) => {
                tr!(self, "transfer-fault-same-name", one = shown(one), other = shown(other))
            }
            F::TooMany { count, limit } => {
                tr!(self, "transfer-fault-too-many", count = *count, limit = *limit)
            }
            F::TooManyOffers { waiting } => {
                tr!(self, "transfer-fault-too-many-offers", count = *waiting)
            }
            F::TooDeep => tr!(self, "transfer-fault-too-deep"),
            F::Changed(name) => tr!(self, "transfer-fault-changed", name = shown(name)),
            F::NotAFile(name) => tr!(self, "transfer-fault-not-a-file", name = shown(name)),
            F::LeftOut { name, count, first } => {
                let more = usize::try_from(*count).is_ok_and(|count| count > first.len());
                let first = first.iter().map(|path| format!("“{}”", shown(path)));
                let first = first.chain(more.then(|| "…".into()));
                let first = first.collect::<Vec<_>>().join(", ");
                let name = shown(name);
                tr!(self, "transfer-fault-left-out", name = name, count = *count, first = first)
            }
            F::Unreadable(why) => tr!(self, "transfer-fault-unreadable", why = shown(why)),
            F::NoFolder(path) => tr!(self, "transfer-fault-no-folder", path = shown(path)),
            F::Unwritable(why) => tr!(self, "transfer-fault-unwritable", why = shown(why)),
            F::Damaged => tr!(self, "transfer-fault-damaged"),
            F::Rules(why) => tr!(self, "transfer-fault-rules", why = shown(why)),
        }
    }

    /// Why a code is no longer shown; nothing where the person took it away.
    #[must_use]
    pub fn code_hidden(&self, why: Hidden) -> Option<String> {
        match why {
            Hidden::ByHand => None,
            Hidden::Used => Some(tr!(self, "pair-hidden-used")),
            Hidden::Expired => Some(tr!(self, "pair-hidden-expired")),
            Hidden::WrongTries => Some(tr!(self, "pair-hidden-wrong-tries")),
        }
    }

    /// How far pairing with somebody is.
    #[must_use]
    pub fn pair_step(&self, step: PairStep) -> String {
        match step {
            PairStep::Dialling => tr!(self, "pair-step-dialling"),
            PairStep::Encrypting => tr!(self, "pair-step-encrypting"),
            PairStep::Proving => tr!(self, "pair-step-proving"),
        }
    }
}

/// Most characters of a name that stand in a line.
const NAME: usize = 48;
/// Characters of the beginning and of the end of a file's name that do.
const FILE: (usize, usize) = (28, 15);

impl Words {
    /// A path as it can stand in a line.
    #[must_use]
    pub fn path_of(&self, path: &std::path::Path) -> String {
        shown(&path.display().to_string())
    }

    /// What somebody is called, as it can stand in a line: nothing hidden, not endless, never empty.
    #[must_use]
    pub fn name_of(&self, name: &str) -> String {
        let line = |c: char| if c.is_ascii_whitespace() { ' ' } else { c };
        let mut cut: String = name.trim().chars().take(NAME).map(line).collect();
        if name.trim().chars().nth(NAME).is_some() {
            cut.push('…');
        }
        if cut.is_empty() { tr!(self, "pair-nameless") } else { shown(&cut) }
    }

    /// The name of a file in the same way. A long one keeps its end: that says what it is.
    #[must_use]
    pub fn file_of(&self, name: &str) -> String {
        let (first, last) = FILE;
        let count = name.chars().count();
        if count <= first + last + 1 {
            return self.name_of(name);
        }
        let beginning = name.chars().take(first);
        let end = name.chars().skip(count - last);
        self.name_of(&beginning.chain(['…']).chain(end).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_long_name_is_seen_to_be_cut_and_that_of_a_file_keeps_its_end() {
        let words = Words::new(Language::English);
        assert_eq!(words.name_of(&"x".repeat(48)), "x".repeat(48));
        assert_eq!(words.name_of(&"x".repeat(49)), format!("{}…", "x".repeat(48)));
        assert_eq!(words.file_of("log.txt"), "log.txt");
        let long = format!("{}.jpg.exe", "holiday".repeat(20));
        let shown = words.file_of(&long);
        assert!(shown.starts_with("holidayholiday") && shown.ends_with("day.jpg.exe"), "{shown}");
        assert_eq!(shown.chars().count(), 28 + 1 + 15);
    }
}
