//! That the picture is what the events say.

use super::talk::{HELD, PAGE};
use super::*;
use crate::model::Nanos;
use crate::model::pairing::{ItemId, TransferFault, Verified};
use std::cell::RefCell;

const MIA: ContactId = ContactId(1);

fn contact() -> Contact {
    Contact {
        id: MIA,
        key: PublicKey([7; 32]),
        name: "Mia".to_owned(),
        claimed: "mias-laptop".to_owned(),
        verified: Verified::Code,
        paired_at: Nanos(0),
        last_seen: None,
        addresses: Vec::new(),
        revoked_at: None,
        said: 0,
        stored: 0,
        heard: 0,
    }
}

fn item(position: u64, mine: bool, text: &str) -> Item {
    Item {
        contact: MIA,
        position,
        mine,
        seq: position,
        id: ItemId([0; 16]),
        at: Nanos(position),
        said: Said::Text(text.to_owned()),
        returned: false,
        earlier: false,
    }
}

fn paired(now: Instant) -> Pairing {
    let mut pairing = Pairing::default();
    pairing.apply(PairEvent::Contact(Box::new(contact())), now);
    pairing
}

/// A ledger of one talk.
struct Ledger(RefCell<Vec<Item>>);

impl Ledger {
    fn of(count: u64) -> Self {
        Self(RefCell::new((1..=count).map(|at| item(at, false, "said")).collect()))
    }
}

impl Talks for Ledger {
    fn page(&self, _: ContactId, before: Option<u64>, n: usize) -> Result<Vec<Item>, PairFault> {
        let items = self.0.borrow();
        let end = before.map_or(items.len(), |before| {
            items.iter().filter(|item| item.position < before).count()
        });
        Ok(items[end.saturating_sub(n)..end].to_vec())
    }

    fn after(&self, _: ContactId, position: u64, n: usize) -> Result<Vec<Item>, PairFault> {
        let items = self.0.borrow();
        Ok(items.iter().filter(|item| item.position > position).take(n).cloned().collect())
    }
}

#[test]
fn a_text_is_queued_then_sent_then_stored_and_never_goes_back() {
    let now = Instant::now();
    let mut pairing = paired(now);
    let mine = item(1, true, "hello");
    pairing.apply(PairEvent::Item(Box::new(mine.clone())), now);
    let how = |pairing: &Pairing| pairing.contacts[&MIA].delivery(&mine);
    assert_eq!((how(&pairing), pairing.contacts[&MIA].queued()), (Delivery::Queued, 1));
    pairing.apply(PairEvent::Sent(MIA, 1), now);
    assert_eq!(how(&pairing), Delivery::Sent);
    pairing.apply(PairEvent::Presence(MIA, Presence::Away { next_try: None }), now);
    assert_eq!(how(&pairing), Delivery::Queued, "it leaves again with the next link");
    pairing.apply(PairEvent::Stored(MIA, 1), now);
    pairing.apply(PairEvent::Contact(Box::new(contact())), now);
    assert_eq!((how(&pairing), pairing.contacts[&MIA].queued()), (Delivery::Stored, 0));
}

#[test]
fn a_refused_text_comes_back_and_one_that_is_in_the_ledger_does_not() {
    let now = Instant::now();
    let mut pairing = paired(now);
    for text in ["one", "two"] {
        pairing.wished(&PairWish::Say(MIA, text.to_owned()));
    }
    pairing.apply(PairEvent::Item(Box::new(item(1, true, "one"))), now);
    let full = PairFault::OutboxFull { waiting: 10_000 };
    let refused =
        |wish, fault: &PairFault| PairEvent::Refused { wish: Box::new(wish), fault: fault.clone() };
    let say = |text: &str| PairWish::Say(MIA, text.to_owned());
    pairing.apply(refused(say("two"), &full), now);
    let two = Unsaid { text: "two".to_owned(), fault: full.clone() };
    assert_eq!(pairing.unsaid[&MIA], two);
    pairing.apply(refused(say("one"), &full), now);
    assert_eq!(pairing.unsaid[&MIA], two, "another program said that");
    let fault = PairFault::Transfer(TransferFault::TooDeep);
    pairing.apply(refused(PairWish::Offer(MIA, "folder".into()), &fault), now);
    let rename = PairWish::Rename(MIA, "Tom".to_owned());
    pairing.apply(refused(rename.clone(), &fault), now);
    assert_eq!(pairing.troubles, [], "a command wished that, and tells it");
    pairing.wished(&rename);
    pairing.apply(refused(rename, &fault), now);
    assert_eq!(pairing.troubles, [Trouble { contact: Some(MIA), fault }]);
}

#[test]
fn texts_that_are_refused_together_come_back_together() {
    let now = Instant::now();
    let mut pairing = paired(now);
    let fault = PairFault::NoContact;
    for text in ["one", "two"] {
        let wish = PairWish::Say(MIA, text.to_owned());
        pairing.wished(&wish);
        pairing.apply(PairEvent::Refused { wish: Box::new(wish), fault: fault.clone() }, now);
    }
    assert_eq!(pairing.unsaid[&MIA], Unsaid { text: "one\ntwo".to_owned(), fault });
}

#[test]
fn a_code_is_shown_until_its_time_is_over_or_it_is_tried_too_often() {
    let now = Instant::now();
    let mut pairing = Pairing::default();
    let (code, link) = ("123-456-789".into(), "jackfield://pair?k=x".into());
    let left = Duration::from_mins(5);
    pairing.apply(PairEvent::Showing { means: Means::Code, code, link, left }, now);
    let shown = pairing.shown.as_ref().expect("a code is shown");
    let later = now + Duration::from_secs(75);
    assert_eq!(shown.left(later), Duration::from_secs(225));
    assert!((shown.share(later) - 0.75).abs() < 1e-3);
    assert!(pairing.is_moving(), "the countdown is drawn");
    let from = "192.168.1.5:47110".parse().expect("an address");
    pairing.apply(PairEvent::WrongTry { from, count: 3, limit: 3 }, now);
    pairing.apply(PairEvent::Hidden(Hidden::WrongTries), now);
    assert_eq!((&pairing.shown, pairing.hidden), (&None, Some(Hidden::WrongTries)));
    assert_eq!(pairing.wrong.map(|wrong| wrong.count), Some(3), "it is still told");
}

#[test]
fn what_is_typed_moves_through_its_steps_and_a_fault_ends_it() {
    let now = Instant::now();
    let mut pairing = Pairing::default();
    pairing.wished(&PairWish::Enter { code: Secret::default(), addresses: Vec::new() });
    assert_eq!(pairing.step, Some(PairStep::Dialling));
    pairing.apply(PairEvent::Step(PairStep::Proving), now);
    pairing.apply(PairEvent::PairFailed(PairFault::WrongCode { left: 2 }), now);
    assert_eq!(pairing.step, None);
    assert_eq!(pairing.fault, Some(PairFault::WrongCode { left: 2 }));
}

#[test]
fn the_time_to_the_next_try_runs_down() {
    let now = Instant::now();
    let mut pairing = paired(now);
    let next_try = Some(Duration::from_secs(4));
    pairing.apply(PairEvent::Presence(MIA, Presence::Away { next_try }), now);
    let left = |after| pairing.contacts[&MIA].next_try(now + Duration::from_secs(after));
    assert_eq!(left(1), Some(Duration::from_secs(3)));
    assert_eq!(left(9), Some(Duration::ZERO));
}

#[test]
fn a_long_talk_is_held_in_pages_and_read_in_both_directions() {
    let ledger = Ledger::of(1000);
    let mut talk = Talk::open(&ledger, MIA);
    assert_eq!((talk.items().len(), talk.older, talk.newer), (PAGE, true, false));
    for _ in 0..20 {
        talk.turn(&ledger, MIA, Turn::Older);
    }
    assert_eq!(talk.items().front().map(|item| item.position), Some(1));
    assert_eq!((talk.items().len(), talk.older, talk.newer), (HELD, false, true));
    for _ in 0..20 {
        talk.turn(&ledger, MIA, Turn::Newer);
    }
    assert_eq!(talk.items().back().map(|item| item.position), Some(1000));
    assert!(talk.items().len() <= HELD && !talk.newer && talk.older);
    let positions: Vec<u64> = talk.items().iter().map(|item| item.position).collect();
    assert!(positions.windows(2).all(|pair| pair[1] == pair[0] + 1), "no gap, no twin");
}

#[test]
fn an_item_is_held_once_and_what_comes_while_one_reads_further_up_waits() {
    let (ledger, now) = (Ledger::of(10), Instant::now());
    let mut pairing = paired(now);
    pairing.talks.insert(MIA, Talk::open(&ledger, MIA));
    pairing.apply(PairEvent::Item(Box::new(item(10, false, "again"))), now);
    assert_eq!((pairing.talks[&MIA].items().len(), pairing.unread()), (10, 0));
    pairing.talks.get_mut(&MIA).expect("open").held = true;
    for position in 11..=1000 {
        pairing.apply(PairEvent::Item(Box::new(item(position, false, "more"))), now);
    }
    let talk = &pairing.talks[&MIA];
    assert_eq!((talk.items().len(), talk.newer), (HELD, true));
    assert_eq!(talk.items().front().map(|item| item.position), Some(1));
    assert_eq!(pairing.unread(), 990);
    pairing.seen(MIA);
    assert_eq!(pairing.unread(), 0);
}
