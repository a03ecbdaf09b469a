//! A machine that is there twice, and one that becomes another.

use super::*;
use crate::model::Nanos;
use crate::model::pairing::{Transfer, TransferState};
use crate::pair::ledger::Paired;

fn snapshot(machine: &Machine) -> Vec<PairEvent> {
    let events = machine.node.as_ref().expect("it runs").subscribe();
    let until = Instant::now() + SOON;
    let mut all = Vec::new();
    while all.last() != Some(&PairEvent::AllTold) {
        all.push(events.recv_deadline(until).expect("all there is"));
    }
    all
}

pub(super) fn key(machine: &Machine) -> crate::model::pairing::PublicKey {
    let key = |event: &PairEvent| match event {
        PairEvent::Node { key, .. } => Some(*key),
        _ => None,
    };
    snapshot(machine).iter().find_map(key).expect("who we are comes first")
}

/// A pair in which the first has offered the second a film.
fn with_an_offer() -> (Machine, ContactId, Machine, ContactId) {
    let (mut a, of_a, mut b, of_b) = pair();
    a.here(of_a);
    b.here(of_b);
    let film = a.home.path().join("film.bin");
    std::fs::write(&film, b"film").expect("written");
    a.wish(PairWish::Offer(of_a, film));
    a.wait("an offer", |event| matches!(event, PairEvent::Transfer(_)).then_some(()));
    (a, of_a, b, of_b)
}

fn is_cloned(event: &PairEvent) -> bool {
    matches!(event, PairEvent::Cloned { proven: true, .. })
}

#[test]
fn a_caller_with_our_key_is_told_and_who_listens_later_hears_of_it_as_well() {
    let (mut a, mut b) = (Machine::new(), Machine::new());
    b.stop();
    let file = |machine: &Machine| machine.home.path().join("config/identity");
    std::fs::copy(file(&a), file(&b)).expect("a copy of its home");
    b.start();
    let code = a.show(Means::Code);
    b.enter(&code, a.port);
    assert_eq!(b.failed(), PairFault::Myself);
    a.wait("a clone", |event| is_cloned(event).then_some(()));
    assert!(snapshot(&a).iter().any(is_cloned));
    let old = key(&a);
    a.wish(PairWish::NewIdentity);
    a.wait("another key", |event| {
        matches!(event, PairEvent::Node { key, .. } if *key != old).then_some(())
    });
    assert!(!snapshot(&a).iter().any(is_cloned), "one of the two is another now");
    let code = a.show(Means::Code);
    b.enter(&code, a.port);
    b.paired();
}

#[test]
fn with_a_new_identity_everybody_pairs_again() {
    let (mut a, of_a, mut b, of_b) = pair();
    a.here(of_a);
    b.here(of_b);
    let old = key(&a);
    a.wish(PairWish::NewIdentity);
    a.wait("an end", |event| {
        let forgotten = Presence::Stopped(PairFault::Forgotten);
        matches!(event, PairEvent::Presence(id, it) if *id == of_a && *it == forgotten)
            .then_some(())
    });
    b.wait("another key there", |event| {
        let other = |fault: &PairFault| matches!(fault, PairFault::OtherKey { .. });
        matches!(event, PairEvent::Trouble { contact, fault } if *contact == Some(of_b) && other(fault))
            .then_some(())
    });
    let code = b.show(Means::Code);
    a.enter(&code, b.port);
    assert_eq!(a.paired(), of_a, "the talk goes on here");
    assert_ne!(b.paired(), of_b, "to them it is somebody new");
    a.stop();
    a.start();
    assert_ne!(key(&a), old, "it was written");
}

#[test]
fn a_key_that_was_lost_is_told_once() {
    let (mut a, _, _b, _) = pair();
    a.stop();
    std::fs::remove_file(a.home.path().join("config/identity")).expect("it is lost");
    a.start();
    let lost = PairEvent::Trouble { contact: None, fault: PairFault::NewKey };
    a.wait("that it is another", |event| (*event == lost).then_some(()));
    a.stop();
    a.start();
    a.wait("the end of all there is", |event| (*event == PairEvent::AllTold).then_some(()));
    assert!(!a.seen.contains(&lost));
}

#[test]
fn a_name_is_looked_up_and_giving_up_leaves_it_behind() {
    let (mut a, mut b) = (Machine::new(), Machine::new());
    let code = b.show(Means::Code);
    let enter =
        |address: String| PairWish::Enter { code: code.as_str().into(), addresses: vec![address] };
    a.wish(enter("nobody.invalid".to_owned()));
    a.wish(PairWish::Cancel);
    a.wish(enter(format!("localhost:{}", b.port)));
    a.paired();
    // The answer may have come before it was given up; what was entered then is left alone by it.
    let mut begun = a.seen.iter().skip_while(|event| !matches!(event, PairEvent::Step(_)));
    let unknown = begun.any(|event| matches!(event, PairEvent::PairFailed(_)));
    assert!(!unknown, "nobody waited for that answer: {:?}", a.seen);
}

#[test]
fn an_unpair_holds_also_where_the_files_cannot_be_given_up() {
    let (mut a, of_a, mut b, of_b) = with_an_offer();
    let broken = "CREATE TRIGGER broken BEFORE UPDATE ON transfer
         BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    let ledger = Ledger::open(&a.home.path().join("data")).expect("it opens");
    ledger.with(|sql| sql.execute_batch(broken)).expect("broken");
    a.wish(PairWish::Unpair(of_a));
    a.wait("trouble with the files", |event| {
        matches!(event, PairEvent::Trouble { contact: Some(id), .. } if *id == of_a).then_some(())
    });
    let told =
        |event: &PairEvent| matches!(event, PairEvent::Contact(it) if it.revoked_at.is_some());
    assert!(a.seen.iter().any(told), "{:#?}", a.seen);
    b.wait("the end", |event| {
        let removed = Presence::Stopped(PairFault::RemovedByThem);
        matches!(event, PairEvent::Presence(id, it) if *id == of_b && *it == removed).then_some(())
    });
}

#[test]
fn who_was_removed_has_no_files_to_wait_for() {
    let (mut a, _, b, of_b) = with_an_offer();
    b.wish(PairWish::Unpair(of_b));
    a.wait("an end of the transfer", |event| {
        let over = |it: &TransferState| *it == TransferState::Cancelled;
        matches!(event, PairEvent::Transfer(it) if over(&it.state)).then_some(())
    });
}

#[test]
fn what_was_accepted_right_before_the_end_is_accepted() {
    let (_a, _, mut b, of_b) = with_an_offer();
    let offered = b.wait("an offer", |event| match event {
        PairEvent::Transfer(it) if !it.mine => Some(it.id),
        _ => None,
    });
    b.wish(PairWish::Accept(of_b, offered, None));
    b.stop();
    let ledger = Ledger::open(&b.home.path().join("data")).expect("it opens");
    let kept = crate::pair::files::store::transfers(&ledger).expect("read");
    let offered = |it: &Transfer| it.state == TransferState::Offered;
    assert!(kept.len() == 1 && !kept.iter().any(offered), "{kept:?}");
}

#[test]
fn a_name_that_another_contact_has_is_refused_to_whoever_wishes_it() {
    let (mut mia, tom_there, _tom, _) = pair();
    let other = Paired {
        key: Identity::passing().expect("a key").public(),
        claimed: "Ann".into(),
        verified: Verified::Code,
        addresses: Vec::new(),
        known_on_both: true,
        at: Nanos(1),
    };
    let ledger = Ledger::open(&mia.home.path().join("data")).expect("it opens");
    ledger.pair(&other).expect("paired");
    let wish = PairWish::Rename(tom_there, "ann ".into());
    mia.wish(wish.clone());
    let (refused, fault) = mia.wait("a refusal", |event| match event {
        PairEvent::Refused { wish, fault } => Some((wish.clone(), fault.clone())),
        _ => None,
    });
    assert_eq!((*refused, fault), (wish, PairFault::NameTaken("ann".into())));
    assert_ne!(mia.contact(tom_there).name, "ann");
}

#[test]
fn who_is_linked_learns_another_name_at_once() {
    let (mia, _, mut tom, mia_there) = pair();
    mia.wish(PairWish::CallMyself("Mia".into()));
    let is_mia = |event: &PairEvent| {
        let named = |it: &Contact| it.claimed == "Mia" && it.name == "Mia";
        matches!(event, PairEvent::Contact(it) if it.id == mia_there && named(it)).then_some(())
    };
    tom.wait("a name", is_mia);
    tom.seen.clear();
    mia.wish(PairWish::CallMyself("Maria".into()));
    tom.wait("another name", |event| {
        matches!(event, PairEvent::Contact(it) if it.name == "Maria").then_some(())
    });
    let links = |event: &&PairEvent| matches!(event, PairEvent::Presence(_, Presence::Here { .. }));
    assert_eq!(tom.seen.iter().filter(links).count(), 0, "no other link was needed");
}
