//! A ledger that is opened, filled, limited, damaged and locked.

use super::*;
use crate::model::Nanos;
use crate::model::pairing::{ContactId, ItemId, PublicKey, Said, Verified};
use crate::pair::frame::{ItemFrame, TEXT};
use std::sync::Barrier;
use tempfile::TempDir;

fn fresh() -> (TempDir, Ledger) {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = Ledger::open(&folder.path().join("pair")).expect("opened");
    (folder, ledger)
}

fn pairing(verified: Verified, known_on_both: bool) -> Paired {
    let (key, addresses) = (PublicKey([7; 32]), Vec::new());
    Paired { key, claimed: "them".into(), verified, addresses, known_on_both, at: Nanos(5) }
}

fn paired(ledger: &Ledger) -> ContactId {
    ledger.pair(&pairing(Verified::Code, false)).expect("paired").id
}

fn texts(numbers: std::ops::Range<u64>, length: usize) -> Vec<(ItemId, Nanos, Said)> {
    numbers.map(|n| (id(n), Nanos(n), Said::Text("x".repeat(length)))).collect()
}

fn id(number: u64) -> ItemId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    ItemId(id)
}

#[test]
fn a_contact_is_kept_with_all_that_is_known_of_it() {
    let (folder, ledger) = fresh();
    let contact = paired(&ledger);
    let near: Vec<_> = (1..=9).map(|n| format!("10.0.0.{n}:47110").parse().expect("one")).collect();
    ledger.set_addresses(contact, &near).expect("kept");
    ledger.seen(contact, Some(near[3]), Nanos(9)).expect("kept");
    ledger.rename(contact, "Mia").expect("kept");
    ledger.claim(contact, "laptop").expect("kept");
    drop(ledger);
    let ledger = Ledger::open(&folder.path().join("pair")).expect("opened");
    assert_eq!(ledger.moved_aside(), None);
    let kept = ledger.contact_by_key(&PublicKey([7; 32])).expect("read").expect("there");
    assert_eq!((kept.name.as_str(), kept.claimed.as_str()), ("Mia", "laptop"));
    assert_eq!((kept.addresses.len(), kept.addresses[0]), (8, near[3]));
    assert_eq!((kept.paired_at, kept.last_seen), (Nanos(5), Some(Nanos(9))));
    assert_eq!(ledger.contacts().expect("read"), [kept]);
    assert_eq!(ledger.rename(ContactId(99), "x"), Err(PairFault::NoContact));
    ledger.set_meta("name", "me").expect("kept");
    assert_eq!(ledger.meta("name"), Ok(Some("me".into())));
    assert_eq!(ledger.meta("other"), Ok(None));
}

#[test]
fn a_contact_is_called_what_it_calls_itself_until_the_person_names_it() {
    let (_folder, ledger) = fresh();
    let one = paired(&ledger);
    let other = Paired { key: PublicKey([8; 32]), ..pairing(Verified::Code, false) };
    let two = ledger.pair(&other).expect("paired").id;
    let name = |id| ledger.contact(id).expect("known").name;
    assert_eq!((name(one).as_str(), name(two).as_str()), ("them", "them (2)"));
    ledger.claim(one, "Mia").expect("kept");
    ledger.claim(two, "Mia").expect("kept");
    assert_eq!((name(one).as_str(), name(two).as_str()), ("Mia", "Mia (2)"));
    ledger.rename(two, "the desk").expect("free");
    ledger.claim(two, "Tom").expect("kept");
    let kept = ledger.contact(two).expect("known");
    assert_eq!((kept.name.as_str(), kept.claimed.as_str()), ("the desk", "Tom"));
    // Paired anew under another name.
    let again = Paired { claimed: "Ann".into(), ..pairing(Verified::Code, true) };
    assert_eq!(ledger.pair(&again).expect("paired").name, "Ann");
    assert_eq!(ledger.claim(ContactId(99), "x"), Err(PairFault::NoContact));
}

#[test]
fn a_verified_contact_stays_so_unless_it_was_revoked() {
    let (_folder, ledger) = fresh();
    let contact = paired(&ledger);
    let again = |verified| ledger.pair(&pairing(verified, true)).expect("paired");
    assert_eq!(again(Verified::No).verified, Verified::Code);
    ledger.revoke(contact, Nanos(8)).expect("revoked");
    let kept = again(Verified::No);
    assert_eq!((kept.verified, kept.revoked_at, kept.id), (Verified::No, None, contact));
    assert_eq!(again(Verified::Link).verified, Verified::Link);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it plays the second link")]
fn two_ceremonies_at_once_pin_one_contact() {
    let (_folder, ledger) = fresh();
    for round in 0..50 {
        let both = Barrier::new(2);
        let pin = |key| {
            let paired = Paired { key, ..pairing(Verified::Code, false) };
            both.wait();
            ledger.pair(&paired).map(|contact| contact.id)
        };
        let key = PublicKey([round; 32]);
        let (one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(|| pin(key));
            (pin(key), other.join().expect("no panic"))
        });
        assert_eq!(one, other);
        assert!(one.is_ok(), "{one:?}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it plays another program")]
fn who_reads_before_it_writes_waits_for_another_who_writes() {
    let (folder, ledger) = fresh();
    let contact = paired(&ledger);
    let other = Ledger::open(&folder.path().join("pair")).expect("opened");
    let claims = |ledger: &Ledger| (0..100).try_for_each(|n| ledger.claim(contact, &n.to_string()));
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| claims(&other));
        assert_eq!(claims(&ledger), Ok(()));
        assert_eq!(beside.join().expect("ended"), Ok(()));
    });
}

#[test]
fn no_two_contacts_have_one_name() {
    let (_folder, ledger) = fresh();
    let pin = |number: u8, claimed: &str| {
        let paired = Paired {
            key: PublicKey([number; 32]),
            claimed: claimed.to_owned(),
            ..pairing(Verified::Code, false)
        };
        ledger.pair(&paired).expect("paired")
    };
    let long = "ü".repeat(48);
    for (number, claimed, name) in [
        (1, "Mia", "Mia".to_owned()),
        (2, "MIA", "MIA (2)".into()),
        (3, "Mia", "Mia (3)".into()),
        (4, "Mia/", "Mia/".into()),
        (5, "Mia:", "Mia: (2)".into()),
        (6, &long, long.clone()),
        (7, &long.to_uppercase(), format!("{} (2)", "Ü".repeat(44))),
        // It is known by this name.
        (3, "Mia", "Mia (3)".into()),
    ] {
        let contact = pin(number, claimed);
        assert_eq!((contact.name, contact.claimed.as_str()), (name, claimed));
    }
    let [one, two] = [1, 2].map(ContactId);
    for taken in ["Mia", "mia", "Mia (3)", "mia_"] {
        let refused = ledger.rename(two, taken);
        assert_eq!(refused, Err(PairFault::NameTaken(taken.into())), "{taken}");
    }
    assert_eq!(ledger.contact(two).expect("there").name, "MIA (2)");
    ledger.rename(two, "Mia's desk").expect("free");
    ledger.rename(one, "MIA").expect("its own, written otherwise");
    // Who is no longer paired has received files and a history under this name.
    ledger.revoke(one, Nanos(9)).expect("kept");
    assert!(matches!(ledger.rename(two, "Mia"), Err(PairFault::NameTaken(_))));
}

#[test]
fn a_verified_pairing_allows_an_older_protocol_again() {
    let (_folder, ledger) = fresh();
    let contact = paired(&ledger);
    let protocol = || ledger.log_state(contact).expect("there").protocol;
    let unused = protocol();
    for (verified, after) in [(Verified::No, 7), (Verified::Code, unused), (Verified::Link, unused)]
    {
        ledger.set_protocol(contact, 7).expect("kept");
        ledger.pair(&pairing(verified, true)).expect("paired");
        assert_eq!(protocol(), after, "{verified:?}");
    }
}

#[test]
fn who_was_forgotten_begins_a_new_log_and_keeps_what_was_said() {
    let (folder, ledger) = fresh();
    let contact = paired(&ledger);
    ledger.say(contact, &texts(0..3, 1)).expect("said");
    ledger.stored(contact, 1).expect("kept");
    let before = ledger.log_state(contact).expect("there");
    ledger.pair(&pairing(Verified::Code, true)).expect("paired");
    assert_eq!(ledger.log_state(contact), Ok(before.clone()));
    ledger.pair(&pairing(Verified::Code, false)).expect("paired");
    let after = ledger.log_state(contact).expect("there");
    assert_ne!(after.log, before.log);
    assert_eq!((after.next, after.stored, after.heard), (3, 0, 0));
    let history = History::open(&folder.path().join("pair")).expect("opened");
    let items = history.page(contact, None, 10).expect("read");
    let marks: Vec<_> = items.iter().map(|item| (item.earlier, item.seq)).collect();
    assert_eq!(marks, [(true, 1), (false, 1), (false, 2)], "what was stored stays so");
    assert_eq!(ledger.outgoing(contact, 0, 99, 9999).expect("read"), items[1..]);
}

#[test]
fn the_outbox_ends_at_its_number_of_items() {
    let (_folder, ledger) = fresh();
    let contact = paired(&ledger);
    ledger.say(contact, &texts(0..OUTBOX_ITEMS - 1, 1)).expect("one less");
    let full = Err(PairFault::OutboxFull { waiting: OUTBOX_ITEMS - 1 });
    assert_eq!(ledger.say(contact, &texts(20_000..20_002, 1)), full);
    ledger.say(contact, &texts(20_000..20_001, 1)).expect("all");
    let full = Err(PairFault::OutboxFull { waiting: OUTBOX_ITEMS });
    assert_eq!(ledger.say(contact, &texts(20_001..20_002, 1)), full);
    ledger.stored(contact, 1).expect("kept");
    let said = ledger.say(contact, &texts(20_001..20_002, 1)).expect("room again");
    assert_eq!(said[0].seq, OUTBOX_ITEMS + 1);
}

#[test]
fn the_outbox_ends_at_its_number_of_bytes() {
    let (_folder, ledger) = fresh();
    let contact = paired(&ledger);
    let around = 9; // a map, two keys, the kind, the length of a long text
    let rest = usize::try_from(OUTBOX_BYTES).expect("small") - 1023 * (TEXT + around);
    ledger.say(contact, &texts(0..1023, TEXT)).expect("said");
    let last = |length| ledger.say(contact, &texts(2000..2001, length));
    // A shorter length of the text takes two bytes less.
    assert_eq!(last(rest - 6), Err(PairFault::OutboxFull { waiting: 1023 }));
    assert!(last(rest - 7).is_ok());
    assert_eq!(
        ledger.say(contact, &texts(3000..3001, 0)),
        Err(PairFault::OutboxFull { waiting: 1024 })
    );
}

#[test]
fn a_text_ends_at_64_kib() {
    let (_folder, ledger) = fresh();
    let contact = paired(&ledger);
    assert!(ledger.say(contact, &texts(0..1, TEXT)).is_ok());
    let (bytes, limit) = (TEXT as u64 + 1, TEXT as u64);
    assert_eq!(
        ledger.say(contact, &texts(1..2, TEXT + 1)),
        Err(PairFault::TooLong { bytes, limit })
    );
}

#[test]
fn a_batch_that_breaks_the_rules_leaves_nothing() {
    let (_folder, ledger) = fresh();
    let contact = paired(&ledger);
    let frame = |seq, n| ItemFrame { seq, id: id(n), at: 0, said: Said::Text("x".into()) };
    for bad in [[frame(1, 1), frame(3, 3)], [frame(1, 1), frame(2, 1)]] {
        assert!(matches!(ledger.hear(contact, [1; 16], &bad), Err(PairFault::Altered(_))));
        assert_eq!(ledger.contact(contact).expect("there").heard, 0);
    }
    ledger.hear(contact, [1; 16], &[frame(1, 1), frame(2, 2)]).expect("heard");
    assert_eq!(ledger.heard_in(contact, [1; 16]), Ok((2, id(2))));
}

#[test]
fn a_history_is_read_in_pages() {
    let (folder, ledger) = fresh();
    let contact = paired(&ledger);
    ledger.say(contact, &texts(0..10, 1)).expect("said");
    let history = History::open(&folder.path().join("pair")).expect("opened");
    let seqs = |items: Vec<crate::model::pairing::Item>| {
        items.iter().map(|item| item.seq).collect::<Vec<_>>()
    };
    let last = history.page(contact, None, 3).expect("read");
    let first = last[0].position;
    assert_eq!(seqs(last), [8, 9, 10]);
    assert_eq!(seqs(history.page(contact, Some(first), 2).expect("read")), [6, 7]);
    assert_eq!(seqs(history.after(contact, first, 9).expect("read")), [9, 10]);
    assert_eq!(history.count(contact), Ok(10));
}

#[test]
fn a_newer_ledger_is_left_as_it_is() {
    let (folder, ledger) = fresh();
    ledger.with(|sql| sql.pragma_update(None, "user_version", 99)).expect("set");
    drop(ledger);
    let folder = folder.path().join("pair");
    let before = std::fs::read(folder.join(open::FILE)).expect("read");
    let refused = Ledger::open(&folder).expect_err("refused");
    assert!(matches!(refused, PairFault::Ledger(why) if why.contains("newer")));
    assert_eq!(std::fs::read(folder.join(open::FILE)).expect("read"), before);
}

#[test]
fn a_damaged_ledger_is_moved_aside_whole() {
    let (folder, ledger) = fresh();
    drop(ledger);
    let folder = folder.path().join("pair");
    std::fs::write(folder.join(open::FILE), [b'x'; 5000]).expect("damaged");
    let ledger = Ledger::open(&folder).expect("a new one");
    let aside = ledger.moved_aside().expect("told");
    assert_eq!(std::fs::read(aside).expect("kept"), [b'x'; 5000]);
    assert_eq!(ledger.contacts(), Ok(Vec::new()));
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, ledger) = fresh();
    paired(&ledger);
    let folder = folder.path().join("pair");
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for file in std::fs::read_dir(&folder).expect("read").flatten() {
        assert_eq!(mode(&file.path()), 0o600, "{}", file.path().display());
    }
}

#[test]
fn one_program_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let lock = Lock::take(folder.path()).expect("taken");
    assert!(matches!(Lock::take(folder.path()), Err(PairFault::InUse)));
    drop(lock);
    assert!(Lock::take(folder.path()).is_ok());
}
