//! Two talks and a line between them that is cut, with ledgers that are lost and found.

use super::*;
use crate::model::Nanos;
use crate::model::pairing::{PublicKey, Said, Verified};
use crate::pair::frame::{Decoder, FileFrame, Held, encode};
use crate::pair::ledger::{History, Paired};
use std::path::Path;
use tempfile::TempDir;

/// One machine: its folder, its ledger, its talk while there is a link.
struct Side {
    folder: TempDir,
    ledger: Option<Ledger>,
    contact: ContactId,
    facts: Vec<TalkFact>,
}

fn item_id(number: u64, side: u8) -> ItemId {
    let mut id = [side; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    ItemId(id)
}

impl Side {
    fn new(key: u8) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(folder.path()).expect("opened");
        let paired = Paired {
            key: PublicKey([key; 32]),
            claimed: "them".into(),
            verified: Verified::Code,
            addresses: Vec::new(),
            known_on_both: false,
            at: Nanos(1),
        };
        let contact = ledger.pair(&paired).expect("paired").id;
        let ledger = Some(ledger);
        Self { folder, ledger, contact, facts: Vec::new() }
    }

    fn ledger(&self) -> Ledger {
        self.ledger.clone().expect("open")
    }

    fn say(&self, numbers: std::ops::Range<u64>, side: u8) {
        let said: Vec<_> = numbers
            .map(|n| (item_id(n, side), Nanos(n), Said::Text(format!("{side}: {n}"))))
            .collect();
        self.ledger().say(self.contact, &said).expect("said");
    }

    fn talk(&self, now: Instant) -> Talk {
        let (name, version) = (String::new(), String::new());
        let own = Introduction { name, version, addresses: Vec::new() };
        Talk::start(self.ledger(), self.contact, own, Pace::new(now), now).expect("started")
    }

    /// The ids of one direction, and that its numbers have no gap.
    fn log(&self, mine: bool) -> Vec<ItemId> {
        let history = History::open(self.folder.path()).expect("opened");
        let mut items = history.page(self.contact, None, 1000).expect("read");
        items.retain(|item| item.mine == mine);
        items.sort_by_key(|item| item.seq);
        let numbers: Vec<_> = items.iter().map(|item| item.seq).collect();
        assert_eq!(numbers, (1..=items.len() as u64).collect::<Vec<_>>());
        items.iter().map(|item| item.id).collect()
    }

    fn reopen(&mut self) {
        self.ledger = None;
        self.ledger = Some(Ledger::open(self.folder.path()).expect("opened"));
    }

    /// A copy of the ledger as a person makes it, with the program shut.
    fn backup(&mut self) -> TempDir {
        self.ledger = None;
        let copy = tempfile::tempdir().expect("a folder");
        copy_ledger(self.folder.path(), copy.path());
        self.reopen();
        copy
    }

    fn restore(&mut self, copy: &TempDir) {
        self.ledger = None;
        copy_ledger(copy.path(), self.folder.path());
        self.reopen();
    }
}

fn copy_ledger(from: &Path, to: &Path) {
    for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
        std::fs::remove_file(to.join(name)).ok();
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.join(name)).expect("copied");
        }
    }
}

/// One way of the line: so many bytes pass, then it is cut.
fn carry(
    from: &mut Talk,
    to: &mut Talk,
    decoder: &mut Decoder,
    left: &mut usize,
    now: Instant,
) -> (usize, Vec<TalkFact>, Vec<TalkFact>) {
    let mut bytes = Vec::new();
    let sent = from.outgoing(200, &mut bytes).expect("sent");
    let passed = bytes.len().min(*left);
    *left -= passed;
    decoder.push(&bytes[..passed]);
    let mut heard = Vec::new();
    while let Some(frame) = decoder.next().expect("well formed") {
        heard.extend(to.receive(frame, now).expect("by the rules"));
    }
    heard.extend(to.settle().expect("settled"));
    (bytes.len(), sent, heard)
}

/// A link that carries so many bytes each way; gives how many went from A and from B.
fn link(a: &mut Side, b: &mut Side, mut from_a: usize, mut from_b: usize) -> (usize, usize) {
    let now = Instant::now();
    let (mut one, mut two) = (a.talk(now), b.talk(now));
    let (mut to_one, mut to_two) = (Decoder::new(), Decoder::new());
    let mut total = (0, 0);
    loop {
        let there = carry(&mut one, &mut two, &mut to_two, &mut from_a, now);
        let back = carry(&mut two, &mut one, &mut to_one, &mut from_b, now);
        total.0 += there.0;
        total.1 += back.0;
        a.facts.extend(there.1.into_iter().chain(back.2));
        b.facts.extend(back.1.into_iter().chain(there.2));
        if there.0 + back.0 == 0 || from_a == 0 || from_b == 0 {
            return total;
        }
    }
}

fn whole(a: &mut Side, b: &mut Side) -> (usize, usize) {
    link(a, b, usize::MAX, usize::MAX)
}

fn agree(a: &Side, b: &Side) {
    assert_eq!(a.log(true), b.log(false));
    assert_eq!(b.log(true), a.log(false));
    for side in [a, b] {
        let contact = side.ledger().contact(side.contact).expect("there");
        assert_eq!(contact.said, contact.stored);
    }
}

#[test]
fn a_line_cut_at_every_byte_loses_nothing_and_doubles_nothing() {
    let (mut a, mut b) = (Side::new(1), Side::new(2));
    a.say(0..6, 1);
    b.say(0..6, 2);
    let (copy_a, copy_b) = (a.backup(), b.backup());
    let (from_a, from_b) = whole(&mut a, &mut b);
    agree(&a, &b);
    let ends =
        (0..from_a).map(|cut| (cut, usize::MAX)).chain((0..from_b).map(|cut| (usize::MAX, cut)));
    for (cut_a, cut_b) in ends.step_by(STEP) {
        a.restore(&copy_a);
        b.restore(&copy_b);
        link(&mut a, &mut b, cut_a, cut_b);
        a.reopen();
        whole(&mut a, &mut b);
        agree(&a, &b);
        assert_eq!((a.log(true).len(), b.log(true).len()), (6, 6));
    }
}

/// Each cut costs some commits to a real disk; a number without a common factor with the frames'
/// lengths still meets each place of a frame.
const STEP: usize = 7;

#[test]
fn a_long_dialogue_over_a_line_that_is_always_cut_ends_whole() {
    let (mut a, mut b) = (Side::new(1), Side::new(2));
    a.say(0..100, 1);
    b.say(0..100, 2);
    let mut passes = 400;
    for _ in 0..60 {
        link(&mut a, &mut b, passes, passes + 13);
        passes += 7;
    }
    whole(&mut a, &mut b);
    agree(&a, &b);
    assert_eq!((a.log(true).len(), b.log(true).len()), (100, 100));
    let heard = b.facts.iter().filter(|fact| matches!(fact, TalkFact::Heard(_))).count();
    assert_eq!(heard, 100);
}

#[test]
fn what_our_older_ledger_lost_comes_back_before_what_was_said_since() {
    let (mut a, mut b) = (Side::new(1), Side::new(2));
    a.say(0..5, 1);
    whole(&mut a, &mut b);
    let copy = a.backup();
    a.say(5..9, 1);
    b.say(0..3, 2);
    whole(&mut a, &mut b);
    a.restore(&copy);
    a.say(20..22, 1);
    whole(&mut a, &mut b);
    agree(&a, &b);
    let ids: Vec<_> = (0..9).chain(20..22).map(|n| item_id(n, 1)).collect();
    assert_eq!(a.log(true), ids);
    let told: Vec<_> = a.facts.iter().filter(|f| matches!(f, TalkFact::BroughtBack(..))).collect();
    assert!(matches!(told[..], [TalkFact::BroughtBack(4, items)] if items.len() == 6));
    assert!(b.facts.contains(&TalkFact::GivenAgain(3)));
    whole(&mut a, &mut b);
    agree(&a, &b);
}

#[test]
fn a_recall_that_is_cut_anywhere_begins_anew() {
    let (mut a, mut b) = (Side::new(1), Side::new(2));
    a.say(0..2, 1);
    whole(&mut a, &mut b);
    let copy = a.backup();
    a.say(2..6, 1);
    whole(&mut a, &mut b);
    let theirs = b.backup();
    for cut in (0..500).step_by(11) {
        a.restore(&copy);
        b.restore(&theirs);
        a.say(20..22, 1);
        link(&mut a, &mut b, usize::MAX, cut);
        whole(&mut a, &mut b);
        agree(&a, &b);
        assert_eq!(a.log(true).len(), 8);
    }
}

fn opened(a: &Side, b: &Side, now: Instant) -> Talk {
    let mut talk = a.talk(now);
    let mut bytes = Vec::new();
    b.talk(now).outgoing(9999, &mut bytes).expect("hello");
    let mut decoder = Decoder::new();
    decoder.push(&bytes);
    let hello = decoder.next().expect("whole").expect("a frame");
    talk.receive(hello, now).expect("welcome");
    talk
}

fn item(seq: u64, number: u64) -> Frame {
    let said = Said::Text("x".into());
    Frame::Item(Box::new(ItemFrame { seq, id: item_id(number, 2), at: 0, said }))
}

#[test]
fn a_hostile_peer_cannot_double_skip_or_forge() {
    let (a, b) = (Side::new(1), Side::new(2));
    let now = Instant::now();
    let altered = |result| matches!(result, Err(PairFault::Altered(_)));
    assert!(altered(a.talk(now).receive(item(1, 1), now)));
    let mut talk = opened(&a, &b, now);
    talk.receive(item(1, 1), now).expect("the next");
    talk.receive(item(1, 1), now).expect("a duplicate");
    assert_eq!(talk.settle().expect("settled").len(), 1);
    talk.receive(item(1, 1), now).expect("a duplicate of what is stored");
    assert_eq!(talk.settle(), Ok(Vec::new()));
    assert!(altered(talk.receive(item(1, 9), now)));
    assert!(altered(opened(&a, &b, now).receive(item(3, 3), now)));
    assert!(altered(opened(&a, &b, now).receive(item(u64::MAX, 3), now)));
    assert!(altered(opened(&a, &b, now).receive(Frame::Ack(1), now)));
    assert!(altered(opened(&a, &b, now).receive(Frame::Recall(u64::MAX), now)));
    assert!(altered(opened(&a, &b, now).receive(Frame::Returned, now)));
    let mut twin = opened(&a, &b, now);
    twin.receive(item(2, 1), now).expect("the next number");
    assert!(altered(twin.settle()));
    assert_eq!(a.log(false).len(), 1);
}

#[test]
fn a_ledger_that_cannot_be_written_gives_no_acknowledgement() {
    let (a, b) = (Side::new(1), Side::new(2));
    let now = Instant::now();
    let mut talk = opened(&a, &b, now);
    talk.outgoing(9999, &mut Vec::new()).expect("the hello");
    a.ledger().with(|sql| sql.pragma_update(None, "query_only", true)).expect("set");
    talk.receive(item(1, 1), now).expect("the next");
    assert!(matches!(talk.settle(), Err(PairFault::Ledger(_))));
    let mut bytes = Vec::new();
    talk.outgoing(9999, &mut bytes).expect("nothing to say");
    assert!(bytes.is_empty());
}

#[test]
fn who_ends_the_pairing_before_its_hello_is_believed() {
    let (a, now) = (Side::new(1), Instant::now());
    let facts = a.talk(now).receive(Frame::Unpaired, now);
    assert_eq!(facts, Ok(vec![TalkFact::UnpairedByThem]));
}

#[test]
fn versions_apart_and_older_than_before_are_refused() {
    let (a, b) = (Side::new(1), Side::new(2));
    let now = Instant::now();
    let hello = |protocol| {
        let mut hello = b.talk(now).own_hello().expect("made");
        hello.protocol = protocol;
        a.talk(now).receive(Frame::Hello(Box::new(hello)), now)
    };
    assert!(matches!(hello(0), Err(PairFault::VersionsApart { .. })));
    assert!(hello(3).is_ok());
    assert_eq!(hello(2), Err(PairFault::Downgraded));
}

#[test]
fn silence_is_asked_about_and_then_ends_the_link() {
    let (a, b) = (Side::new(1), Side::new(2));
    let now = Instant::now();
    let mut talk = opened(&a, &b, now);
    talk.outgoing(9999, &mut Vec::new()).expect("the hello");
    assert_eq!(talk.tick(now), Ok(now + PING));
    assert_eq!(talk.tick(now + PING), Ok(now + PING * 2));
    let (mut bytes, mut ping) = (Vec::new(), Vec::new());
    talk.outgoing(9999, &mut bytes).expect("sent");
    encode(&Frame::Ping, &mut ping);
    assert_eq!(bytes, ping);
    assert!(matches!(talk.tick(now + DEAD), Err(PairFault::Cut(_))));
    talk.receive(Frame::Pong, now + DEAD).expect("a sign of life");
    assert!(talk.tick(now + DEAD).is_ok());
}

#[test]
fn who_owes_an_acknowledgement_is_given_up_sooner() {
    let (a, b) = (Side::new(1), Side::new(2));
    let start = Instant::now();
    let mut talk = opened(&a, &b, start);
    a.say(1..2, 1);
    talk.nudge();
    talk.outgoing(9999, &mut Vec::new()).expect("the item");
    // The silence before anything was owed does not count.
    let now = start + Duration::from_secs(PING.as_secs() - 1);
    let (ping, dead) = OWED;
    assert_eq!(talk.tick(now), Ok(start + PING));
    talk.receive(Frame::Pong, now).expect("a sign of life");
    assert_eq!(talk.tick(now), Ok(now + ping));
    assert_eq!(talk.tick(now + ping), Ok(now + ping * 2));
    assert!(matches!(talk.tick(now + dead), Err(PairFault::Cut(_))));
    talk.receive(Frame::Ack(1), now + dead).expect("acknowledged");
    talk.settle().expect("settled");
    assert_eq!(talk.tick(now + dead), Ok(now + dead + PING), "nothing is owed any more");
}

#[test]
fn a_flood_of_items_is_slowed_never_dropped() {
    let (a, b) = (Side::new(1), Side::new(2));
    let now = Instant::now();
    let mut talk = opened(&a, &b, now);
    for seq in 1..=1001 {
        assert!(talk.may_read(now));
        talk.receive(item(seq, seq), now).expect("taken");
    }
    assert!(!talk.may_read(now));
    let again = talk.tick(now).expect("alive");
    assert!(talk.may_read(again) && again < now + PING);
    assert_eq!(talk.settle().expect("settled").len(), 1001);
}

fn want(entry: u32) -> FileFrame {
    let transfer = item_id(1, 7);
    FileFrame::Want { transfer, entry, offset: 0, prefix: [0; 32], credit: 1 }
}

/// A frame that costs us something and is no item; `Ack(0)` tells nothing.
fn control_frames() -> Vec<Frame> {
    let transfer = item_id(1, 7);
    vec![
        Frame::Ping,
        Frame::Pong,
        Frame::Ack(0),
        Frame::Recall(1),
        Frame::Name("Mia".into()),
        Frame::DialBack(([127, 0, 0, 1], 5).into()),
        Frame::File(want(0)),
        Frame::File(FileFrame::Hold { transfer, why: Held::ByHand }),
        Frame::File(FileFrame::Again { transfer, entry: 0, count: 1 }),
        Frame::File(FileFrame::Gone { transfer, entry: 0, why: "x".into() }),
    ]
}

#[test]
fn a_flood_of_control_frames_is_slowed_and_told_once() {
    for frame in control_frames() {
        let (a, b) = (Side::new(1), Side::new(2));
        let now = Instant::now();
        let mut talk = opened(&a, &b, now);
        talk.outgoing(9999, &mut Vec::new()).expect("the hello");
        talk.receive(item(1, 1), now).expect("something to recall");
        talk.settle().expect("settled");
        let (mut burst, mut told) = (0, 0);
        while talk.may_read(now) {
            talk.receive(frame.clone(), now).expect("taken");
            burst += 1;
        }
        assert_eq!(burst, 1_000, "{frame:?}");
        for _ in 0..20_000 {
            let facts = talk.receive(frame.clone(), now).expect("taken");
            told += facts.iter().filter(|fact| **fact == TalkFact::HeldBack).count();
        }
        assert_eq!(told, 1, "{frame:?}");
        let mut answer = Vec::new();
        talk.outgoing(9999, &mut answer).expect("answered");
        assert!(answer.len() < 200, "{frame:?} was answered with {} bytes", answer.len());
    }
}

#[test]
fn what_we_asked_for_costs_them_no_pace() {
    let (a, b) = (Side::new(1), Side::new(2));
    let now = Instant::now();
    let mut talk = opened(&a, &b, now);
    a.say(1..2_001, 1);
    talk.nudge();
    talk.outgoing(9_999_999, &mut Vec::new()).expect("the items");
    for seq in 1..=2_000 {
        talk.receive(Frame::Ack(seq), now).expect("acknowledged");
    }
    let (transfer, entry) = (item_id(1, 7), 0);
    for frame in [
        FileFrame::Credit { transfer, bytes: 1 },
        FileFrame::Chunk { transfer, entry, offset: 0, bytes: vec![0] },
        FileFrame::End { transfer, entry, hash: [0; 32] },
    ] {
        for _ in 0..2_000 {
            talk.receive(Frame::File(frame.clone()), now).expect("taken");
        }
    }
    for entry in 0..2_000 {
        talk.receive(Frame::File(want(entry)), now).expect("taken");
    }
    assert!(talk.may_read(now));
}

#[test]
fn what_was_never_sent_cannot_be_acknowledged() {
    let (a, b) = (Side::new(1), Side::new(2));
    let now = Instant::now();
    let mut talk = opened(&a, &b, now);
    a.say(1..3, 1);
    for seq in [1, 2, u64::MAX] {
        let refused = talk.receive(Frame::Ack(seq), now);
        assert!(matches!(refused, Err(PairFault::Altered(_))), "{seq}: {refused:?}");
    }
    assert_eq!(a.ledger().log_state(a.contact).expect("read").stored, 0);
}
