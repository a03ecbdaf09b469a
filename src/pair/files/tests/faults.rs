//! What goes wrong around a transfer: commits that fail, parts that nobody wants, disks and links.

use super::*;
use crate::model::pairing::{Offer, OfferEntry};
use crate::pair::files::sweep::{EXPIRY, sweep};
use crate::pair::ledger::say;

/// Makes the ledger refuse every item from now on, or no longer.
fn refuse_items(side: &Side, refuse: bool) {
    let sql = if refuse {
        "CREATE TRIGGER full BEFORE INSERT ON item BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    } else {
        "DROP TRIGGER full"
    };
    side.ledger.with(|connection| connection.execute_batch(sql)).expect("done");
}

fn said_in_ledger(side: &Side) -> Vec<Said> {
    let items = side.ledger.outgoing(side.contact, 0, 64, 1_000_000).expect("read");
    items.into_iter().map(|item| item.said).collect()
}

#[test]
fn a_state_and_what_is_said_of_it_are_one_commit() {
    let (mut giver, mut taker) = with_file(&bytes(300_000));
    refuse_items(&taker, true);
    let failed = loop {
        let (frames, _) = giver.pump();
        for frame in frames {
            taker.files.receive(frame).expect("taken in");
        }
        let mut frames = Vec::new();
        if let Err(fault) = taker.files.pump(ROOM, &mut frames) {
            break fault;
        }
        for frame in frames {
            giver.files.receive(frame).expect("taken in");
        }
    };
    assert!(matches!(failed, PairFault::Ledger(_)), "{failed:?}");
    assert!(!store::is_over(&taker.transfer().state), "nothing is done that was not said");
    refuse_items(&taker, false);
    giver.reopen();
    taker.reopen();
    run(&mut giver, &mut taker);
    let path = taker.inbox().join("film.bin");
    assert_eq!(taker.transfer().state, TransferState::Done(Some(path)));
    assert_eq!(fs::read_dir(taker.inbox()).expect("there").count(), 1, "no twin");
    let results = said_in_ledger(&taker);
    assert_eq!(results.last(), Some(&Said::Result { transfer: ID, done: true }));
    assert_eq!(giver.transfer().state, TransferState::Done(None));
}

#[test]
fn an_answer_that_cannot_be_said_is_no_answer() {
    let (giver, mut taker) = with_file(b"film");
    drop(giver);
    let other = ItemId([6; 16]);
    let entries = vec![crate::model::pairing::OfferEntry { path: String::new(), size: 1 }];
    taker.hear(other, Said::Offer(crate::model::pairing::Offer { name: "b".into(), entries }));
    refuse_items(&taker, true);
    wishes::accept(&taker.ledger, taker.contact, other, None, None).expect_err("refused");
    wishes::decline(&taker.ledger, taker.contact, other).expect_err("refused");
    assert_eq!(taker.transfer().state, TransferState::Offered);
}

#[test]
fn a_full_outbox_holds_no_answer_up() {
    let taker = Side::new();
    let text = |n: u64| (random_id(), Nanos(n), Said::Text("x".into()));
    let texts: Vec<_> = (0..crate::pair::ledger::OUTBOX_ITEMS).map(text).collect();
    taker.ledger.say(taker.contact, &texts).expect("said");
    let full = taker.ledger.say(taker.contact, &[text(1)]);
    assert!(matches!(full, Err(PairFault::OutboxFull { .. })), "{full:?}");
    let result = (random_id(), Nanos(1), Said::Result { transfer: ID, done: true });
    let said = taker.ledger.transaction(|sql| say(sql, taker.contact, &[result]));
    assert_eq!(said.expect("said").len(), 1);
}

#[test]
fn parts_that_nobody_goes_on_with_are_removed_and_nothing_else() {
    let film = bytes(5_000_000);
    let (mut giver, mut taker) = with_file(&film);
    run_until(&mut giver, &mut taker, 30, &mut |_| {});
    let parts = taker.inbox().join(".parts");
    fs::write(parts.join("of-somebody-else.part"), b"mine").expect("written");
    let count = || fs::read_dir(&parts).expect("there").count();
    let after = |time: std::time::Duration| {
        Nanos(store::now().0 + u64::try_from(time.as_nanos()).expect("fits"))
    };
    let (day, hour) = (std::time::Duration::from_hours(24), std::time::Duration::from_hours(1));
    let swept = |taker: &Side, now| sweep(&taker.ledger, &taker.downloads(), now).expect("swept");
    assert_eq!((swept(&taker, after(day * 13)), count()), (0, 2), "it is not old enough");
    assert_eq!((swept(&taker, after(EXPIRY + hour)), count()), (1, 1));
    assert_eq!(swept(&taker, after(EXPIRY + hour)), 0, "once");
    assert_eq!((taker.transfer().state, taker.transfer().done), (TransferState::Moving, 0));
    giver.reopen();
    taker.reopen();
    run(&mut giver, &mut taker);
    assert!(fs::read(taker.inbox().join("film.bin")).expect("read") == film);
    assert_eq!(fs::read(parts.join("of-somebody-else.part")).expect("there"), b"mine");
}

#[test]
fn what_was_given_up_while_the_program_was_down_leaves_nothing() {
    let (mut giver, mut taker) = with_file(&bytes(5_000_000));
    run_until(&mut giver, &mut taker, 30, &mut |_| {});
    let given_up = store::give_up(&taker.ledger, taker.contact).expect("given up");
    assert_eq!(given_up.len(), 1);
    assert_eq!(sweep(&taker.ledger, &taker.downloads(), store::now()).expect("swept"), 1);
    assert!(!taker.inbox().join(".parts").exists());
}

#[test]
fn the_giver_knows_what_holds_it_up_also_after_a_new_start() {
    let (mut giver, mut taker) = with_file(&bytes(5_000_000));
    run_until(&mut giver, &mut taker, 20, &mut |_| {});
    wishes::pause(&taker.ledger, taker.contact, ID).expect("paused");
    taker.files.look_again().expect("looked");
    run(&mut giver, &mut taker);
    assert_eq!(giver.transfer().state, TransferState::Waiting { space: false });
    let full = TransferState::NoSpace { needed: 5, free: 1 };
    taker.stands(&full);
    giver.reopen();
    taker.reopen();
    run(&mut giver, &mut taker);
    assert_eq!(giver.transfer().state, TransferState::Waiting { space: true });
    assert!(taker.files.lacks_space());
    taker.files.look_for_space().expect("looked");
    assert!(!taker.files.lacks_space(), "there is space");
    run(&mut giver, &mut taker);
    assert_eq!(giver.transfer().state, TransferState::Done(None));
    let answers = said_in_ledger(&taker);
    let accepted = Said::Answer { transfer: ID, accept: true };
    assert_eq!(answers.iter().filter(|said| **said == accepted).count(), 1, "said once");
}

#[test]
fn who_takes_may_cancel_and_the_giver_hears_it() {
    let (mut giver, mut taker) = with_file(&bytes(5_000_000));
    run_until(&mut giver, &mut taker, 30, &mut |_| {});
    let (_, said) = wishes::cancel(&taker.ledger, taker.contact, ID).expect("cancelled");
    taker.files.look_again().expect("looked");
    taker.said.extend(said.map(|item| item.said));
    run(&mut giver, &mut taker);
    for side in [&giver, &taker] {
        assert_eq!(side.transfer().state, TransferState::Cancelled);
    }
    assert!(!taker.inbox().join(".parts").exists());
}

#[test]
fn damage_is_told_on_both_sides() {
    let (mut giver, mut taker) = with_file(&bytes(100_000));
    let mut left = 2;
    let mut damage = |frame: &mut FileFrame| {
        if let FileFrame::Chunk { bytes, offset: 0, .. } = frame
            && left > 0
        {
            left -= 1;
            bytes[0] ^= 1;
        }
    };
    assert!(run_until(&mut giver, &mut taker, usize::MAX, &mut damage));
    for side in [&giver, &taker] {
        assert_eq!(side.again, [1, 2]);
    }
}

#[test]
fn too_many_offers_wait_for_nobody() {
    let (giver, mut taker) = (Side::new(), Side::new());
    let film = giver.home.path().join("film.bin");
    fs::write(&film, b"film").expect("written");
    let (offer, source) = offering::offer(&film).expect("an offer");
    for _ in 0..store::PENDING {
        store::keep(&giver.ledger, giver.contact, random_id(), offer.clone(), &source)
            .expect("kept");
        taker.hear(random_id(), Said::Offer(offer.clone()));
    }
    let one_more = store::keep(&giver.ledger, giver.contact, random_id(), offer.clone(), &source);
    let fault = TransferFault::TooManyOffers { waiting: store::PENDING };
    assert_eq!(one_more.expect_err("refused"), PairFault::Transfer(fault.clone()));
    taker.hear(ID, Said::Offer(offer));
    taker.pump();
    assert_eq!(taker.transfer().state, TransferState::Failed(fault));
    assert_eq!(taker.said, [Said::Answer { transfer: ID, accept: false }]);
}

#[test]
fn refused_offers_do_not_grow_and_only_the_last_that_are_over_are_told() {
    let mut taker = Side::new();
    let entries = vec![OfferEntry { path: String::new(), size: 1 }];
    let good = Offer { name: "good".into(), entries: entries.clone() };
    taker.hear(ID, Said::Offer(good.clone()));
    let last = usize::try_from(store::LAST).expect("fits");
    for _ in 0..last + 20 {
        taker.hear(random_id(), Said::Offer(Offer { name: "..".into(), entries: entries.clone() }));
    }
    assert_eq!(store::transfers(&taker.ledger).expect("read").len(), 1 + last);
    for _ in 0..20 {
        let id = random_id();
        taker.hear(id, Said::Offer(good.clone()));
        taker.hear(random_id(), Said::Result { transfer: id, done: false });
    }
    assert_eq!(store::transfers(&taker.ledger).expect("read").len(), 1 + last + 20);
    let told = store::told(&taker.ledger).expect("read");
    assert_eq!((told.len(), told[0].id), (1 + last, ID), "what is open is told always");
    assert_eq!(told[last].state, TransferState::Cancelled);
}

#[test]
fn what_was_given_up_stays_so_whatever_comes_of_the_work() {
    let cancel = |side: &Side| {
        let (_, said) = wishes::cancel(&side.ledger, side.contact, ID).expect("cancelled");
        assert_eq!(said.expect("said").said, Said::Result { transfer: ID, done: false });
    };
    let (giver, mut taker) = with_file(b"film");
    while taker.pump().1 {}
    cancel(&taker);
    // Before the files' thread has heard of it.
    let gone = FileFrame::Gone { transfer: ID, entry: 0, why: "it has changed".into() };
    taker.files.receive(gone).expect("taken in");
    while taker.pump().1 {}
    assert_eq!(taker.transfer().state, TransferState::Cancelled);
    assert_eq!(said_in_ledger(&taker).len(), 2, "the answer and one result");
    drop(giver);
    for last in 0..10 {
        let (mut giver, mut taker) = with_file(b"film");
        run_until(&mut giver, &mut taker, last, &mut |_| {});
        if matches!(taker.transfer().state, TransferState::Done(_)) {
            continue;
        }
        cancel(&taker);
        run(&mut giver, &mut taker);
        assert_eq!(taker.transfer().state, TransferState::Cancelled, "{last}");
        assert!(!taker.inbox().join("film.bin").exists(), "{last}");
    }
    for state in [TransferState::Cancelled, TransferState::Done(None)] {
        let (giver, _) = with_file(b"film");
        giver.stands(&state);
        let (at, moving) = (giver.contact, TransferState::Moving);
        let set = store::set_state(&giver.ledger, at, ID, &moving, None, |_| true);
        assert!(set.expect("looked").is_none());
        let stands = [
            store::set_done(&giver.ledger, at, ID, 1),
            store::set_target(&giver.ledger, at, ID, "x"),
            store::set_entries_done(&giver.ledger, at, ID, &[0], 1),
            store::begin_again(&giver.ledger, at, ID),
        ];
        for stands in stands {
            assert_eq!(stands.expect("looked").state, state);
        }
        assert_eq!(giver.transfer().done, 0);
    }
}

#[test]
fn who_asks_for_what_is_over_is_answered_and_goes_on() {
    for (state, whole) in [
        (TransferState::Cancelled, false),
        (TransferState::Declined, false),
        (TransferState::Done(None), true),
    ] {
        let (mut giver, mut taker) = with_file(b"film");
        giver.stands(&state);
        run(&mut giver, &mut taker);
        let path = taker.inbox().join("film.bin");
        assert_eq!(path.exists(), whole, "{state:?}");
        let stands = taker.transfer().state;
        if whole {
            assert_eq!(stands, TransferState::Done(Some(path)));
        } else {
            assert!(matches!(stands, TransferState::Failed(_)), "{stands:?}");
        }
        assert_eq!(giver.transfer().state, state);
        // The next one is not held up.
        assert_eq!(
            store::next_to_fetch(&taker.ledger, taker.contact).expect("read").map(drop),
            None
        );
    }
    let (mut giver, mut taker) = with_file(b"film");
    run(&mut giver, &mut taker);
    fs::write(giver.home.path().join("film.bin"), b"another").expect("written");
    taker.stands(&TransferState::Moving);
    fs::remove_file(taker.inbox().join("film.bin")).expect("removed");
    taker.ledger.with(|sql| sql.execute("UPDATE transfer_entry SET done = 0", [])).expect("anew");
    taker.reopen();
    run(&mut giver, &mut taker);
    let state = taker.transfer().state;
    assert!(matches!(state, TransferState::Failed(TransferFault::Changed(_))), "{state:?}");
    assert_eq!(giver.transfer().state, TransferState::Done(None));
}
