//! That every fault of pairing is a sentence.

use crate::language::{Language, Words};
use crate::model::FaultKind;
use crate::model::pairing::{CodeFault as C, PairFault as P, PlaceFault as Q, TransferFault as T};
use std::time::Duration;

fn pair_faults() -> Vec<P> {
    let name = || "a\u{202e}b".to_owned();
    let transfers = [
        T::UnsafeName(name()),
        T::SameName(name(), name()),
        T::TooMany { count: 20_000, limit: 10_000 },
        T::TooManyOffers { waiting: 32 },
        T::TooDeep,
        T::Changed(name()),
        T::NotAFile(name()),
        T::LeftOut { name: name(), count: 2, first: vec![name(), name()] },
        T::Unreadable(name()),
        T::Unwritable(name()),
        T::Damaged,
        T::Rules(name()),
    ];
    let mut faults = vec![
        P::Code(C::NotNine),
        P::Code(C::Typo),
        P::Code(C::BadLink),
        P::NoAddress,
        P::NoSuchHost(name()),
        P::BadPort(name()),
        P::NoRoute { to: name() },
        P::NoAnswer { to: name(), after: Duration::from_secs(5) },
        P::Refused { to: name() },
        P::NotUs { to: name() },
        P::NoCodeShown,
        P::Busy,
        P::WrongCode { left: 0 },
        P::WrongCode { left: 1 },
        P::UsedUp,
        P::Myself,
        P::NewKey,
        P::LedgerAside("/home/mia/pair.sqlite.damaged".into()),
        P::OutOfHandles,
        P::OtherKey { wanted: String::new() },
        P::OtherKey { wanted: name() },
        P::RemovedByThem,
        P::Forgotten,
        P::VersionsApart { theirs: name() },
        P::Downgraded,
        P::HeldBack,
        P::Cut(name()),
        P::Altered(name()),
        P::Ledger(name()),
        P::LedgerFull,
        P::NameTaken(name()),
        P::Key(name()),
        P::TooLong { bytes: 70_000, limit: 65_536 },
        P::OutboxFull { waiting: 10_000 },
        P::NoContact,
        P::CannotListen(FaultKind::PortForbidden(99)),
        P::Away,
        P::NotListening,
        P::InUse,
        P::Other(name()),
    ];
    faults.extend(transfers.map(P::Transfer));
    let causes = [Q::NotAFolder, Q::NotAFile, Q::ReadOnly, Q::Denied, Q::Full, Q::Missing];
    faults.extend(causes.map(|cause| P::Place { path: name(), cause }));
    faults
}

#[test]
fn every_fault_of_pairing_is_a_sentence_that_hides_nothing() {
    for language in Language::ALL {
        let words = Words::new(language);
        for fault in pair_faults() {
            let text = words.pair_fault(&fault, Some("Mia"));
            assert!(text.chars().count() > 5 && !text.contains("⟨pair"), "{fault:?}: {text}");
            assert!(!text.contains('\u{202e}') && !text.contains("⟨transfer"), "{text}");
            let ends = text.ends_with(['.', '。', '?', '？']) || text.contains("U+202E");
            assert!(ends, "{fault:?}: {text}");
        }
    }
    let words = Words::new(Language::English);
    let wrong = P::WrongCode { left: 1 };
    let text = "Wrong code, or someone is in between. Compare it with theirs and type it again. The code allows 1 more try.";
    assert_eq!(words.pair_fault(&wrong, None), text);
}
