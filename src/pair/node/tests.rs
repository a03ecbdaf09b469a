//! Two nodes of one process, on loopback.

mod backlog;
mod own;
mod rough;

use super::*;
use crate::model::Nanos;
use crate::model::pairing::{
    Contact, ContactId, Hidden, Item, Means, PairFault, Presence, Said, Verified,
};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use tempfile::TempDir;

/// How long something may take that happens.
const SOON: Duration = Duration::from_secs(20);

struct Machine {
    home: TempDir,
    node: Option<Node>,
    seen: Vec<PairEvent>,
    port: u16,
}

impl Machine {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mut machine = Self { home, node: None, seen: Vec::new(), port: 0 };
        machine.start();
        machine
    }

    fn start(&mut self) {
        let below = |name: &str| self.home.path().join(name);
        let node = Node::start(Config {
            key_file: below("config/identity"),
            folder: below("data"),
            downloads: below("downloads"),
            registry: Registry::new(),
            wake: Arc::new(|| {}),
            listen: vec![(Ipv4Addr::LOCALHOST, self.port).into()],
            discovery: false,
        });
        self.node = Some(node.expect("it starts"));
    }

    /// Ends it, and forgets what was seen.
    fn stop(&mut self) {
        let late = self.node.take().expect("it runs").shut_down(SOON);
        assert!(late.is_empty(), "{late:?}");
        self.seen.clear();
    }

    fn wish(&self, wish: PairWish) {
        self.node.as_ref().expect("it runs").wish(wish);
    }

    /// Waits for an event; those before it are passed over.
    fn wait<T>(&mut self, what: &str, mut pick: impl FnMut(&PairEvent) -> Option<T>) -> T {
        let until = Instant::now() + SOON;
        let events = &self.node.as_ref().expect("it runs").events;
        loop {
            let Ok(event) = events.recv_deadline(until) else {
                panic!("{what} did not happen; this did: {:#?}", self.seen);
            };
            if let PairEvent::Node { port: Some(port), .. } = event {
                self.port = port;
            }
            let picked = pick(&event);
            self.seen.push(event);
            if let Some(picked) = picked {
                return picked;
            }
        }
    }

    fn show(&mut self, means: Means) -> String {
        self.wish(PairWish::Show(means));
        self.wait("a code", |event| match event {
            PairEvent::Showing { means: Means::Code, code, .. } => Some(code.expose().to_owned()),
            PairEvent::Showing { link, .. } => Some(link.expose().to_owned()),
            _ => None,
        })
    }

    fn enter(&self, code: &str, at: u16) {
        let addresses = vec![format!("127.0.0.1:{at}")];
        self.wish(PairWish::Enter { code: code.into(), addresses });
    }

    fn paired(&mut self) -> ContactId {
        self.wait("a pair", |event| match event {
            PairEvent::Paired(id) => Some(*id),
            _ => None,
        })
    }

    fn failed(&mut self) -> PairFault {
        self.wait("a fault", |event| match event {
            PairEvent::PairFailed(fault) => Some(fault.clone()),
            _ => None,
        })
    }

    fn here(&mut self, id: ContactId) {
        self.wait("a link", |event| {
            matches!(event, PairEvent::Presence(of, Presence::Here { .. }) if *of == id)
                .then_some(())
        });
    }

    fn stored(&mut self, id: ContactId, up_to: u64) {
        self.wait("stored", |event| {
            matches!(event, PairEvent::Stored(of, seq) if *of == id && *seq >= up_to).then_some(())
        });
    }

    fn contact(&self, id: ContactId) -> Contact {
        let ledger = Ledger::open(&self.home.path().join("data")).expect("it opens");
        ledger.contact(id).expect("it is there")
    }

    /// All that was said, by who said it and its number.
    fn said(&self, id: ContactId) -> BTreeMap<(bool, u64), Said> {
        let history = History::open(&self.home.path().join("data")).expect("it opens");
        let all = history.after(id, 0, 100_000).expect("it reads");
        let count = all.len();
        let said: BTreeMap<_, _> =
            all.into_iter().map(|Item { mine, seq, said, .. }| ((mine, seq), said)).collect();
        assert_eq!(said.len(), count, "no twin");
        said
    }
}

fn pair() -> (Machine, ContactId, Machine, ContactId) {
    let (mut a, mut b) = (Machine::new(), Machine::new());
    let code = b.show(Means::Code);
    a.enter(&code, b.port);
    let (of_a, of_b) = (a.paired(), b.paired());
    (a, of_a, b, of_b)
}

fn mirrored(said: &BTreeMap<(bool, u64), Said>) -> BTreeMap<(bool, u64), Said> {
    said.iter().map(|((mine, seq), said)| ((!mine, *seq), said.clone())).collect()
}

#[test]
fn a_code_pairs_and_what_is_said_is_stored_on_both_sides() {
    let (mut a, of_a, mut b, of_b) = pair();
    assert_eq!(a.contact(of_a).verified, Verified::Code);
    assert_eq!(b.contact(of_b).verified, Verified::Code);
    for index in 1..=50 {
        a.wish(PairWish::Say(of_a, format!("欢迎 {index}")));
        b.wish(PairWish::Say(of_b, format!("thanks {index} 🙂")));
    }
    a.stored(of_a, 50);
    b.stored(of_b, 50);
    let said = a.said(of_a);
    assert_eq!(said.len(), 100);
    assert_eq!(mirrored(&said), b.said(of_b));
    a.stop();
    b.stop();
}

#[test]
fn what_is_said_while_the_other_is_away_arrives_when_it_is_back() {
    let (mut a, of_a, mut b, of_b) = pair();
    a.here(of_a);
    b.here(of_b);
    b.stop();
    for index in 0..20 {
        a.wish(PairWish::Say(of_a, format!("{index}")));
    }
    b.start();
    a.stored(of_a, 20);
    assert_eq!(mirrored(&a.said(of_a)), b.said(of_b));
    a.stop();
    a.start();
    b.wish(PairWish::Say(of_b, "and back".into()));
    b.stored(of_b, 1);
    assert_eq!(mirrored(&a.said(of_a)), b.said(of_b));
}

#[test]
fn who_has_left_was_last_seen_when_the_link_ended() {
    let (mut a, of_a, mut b, _) = pair();
    a.wish(PairWish::Say(of_a, "hello".into()));
    a.stored(of_a, 1);
    let talking = Nanos::from(std::time::SystemTime::now());
    b.stop();
    a.wait("the last time", |event| match event {
        PairEvent::Contact(contact) if contact.last_seen > Some(talking) => Some(()),
        _ => None,
    });
    assert!(a.contact(of_a).last_seen > Some(talking));
    a.stop();
}

#[test]
fn a_wrong_code_is_told_on_both_sides_and_three_of_them_close_it() {
    let (mut a, mut b) = (Machine::new(), Machine::new());
    let right = b.show(Means::Code);
    for count in 1..=3 {
        let wrong = loop {
            let code = super::super::code::Code::random().expect("random").to_string();
            if code != right {
                break code;
            }
        };
        a.enter(&wrong, b.port);
        assert_eq!(a.failed(), PairFault::WrongCode { left: 3 - count });
        b.wait("a wrong try", |event| {
            matches!(event, PairEvent::WrongTry { count: it, limit: 3, .. } if *it == count)
                .then_some(())
        });
    }
    b.wait("the end of the code", |event| {
        matches!(event, PairEvent::Hidden(Hidden::WrongTries)).then_some(())
    });
    a.enter(&right, b.port);
    assert_eq!(a.failed(), PairFault::NoCodeShown);
}

#[test]
fn a_link_pairs_and_names_the_key() {
    let (mut a, mut b, mut c) = (Machine::new(), Machine::new(), Machine::new());
    let link = b.show(Means::Link);
    c.show(Means::Link);
    // The address leads to somebody else.
    let elsewhere = link.replace(&format!(":{}", b.port), &format!(":{}", c.port));
    a.wish(PairWish::Enter { code: elsewhere.into(), addresses: Vec::new() });
    assert_eq!(a.failed(), PairFault::OtherKey { wanted: String::new() });
    a.wish(PairWish::Enter { code: link.into(), addresses: Vec::new() });
    let of_a = a.paired();
    assert_eq!(a.contact(of_a).verified, Verified::Link);
}

#[test]
fn an_end_of_the_pairing_is_told_at_once_or_at_the_next_dial() {
    let (mut a, of_a, mut b, of_b) = pair();
    a.here(of_a);
    b.here(of_b);
    a.wish(PairWish::Unpair(of_a));
    b.wait("the end", |event| {
        let removed = Presence::Stopped(PairFault::RemovedByThem);
        matches!(event, PairEvent::Presence(id, it) if *id == of_b && *it == removed).then_some(())
    });
    b.wish(PairWish::TryNow(of_b));
    b.wait("the end again", |event| {
        let removed = Presence::Stopped(PairFault::RemovedByThem);
        matches!(event, PairEvent::Presence(id, it) if *id == of_b && *it == removed).then_some(())
    });
    // With a new code all is as it was, and what was said before is still there.
    let code = a.show(Means::Code);
    b.enter(&code, a.port);
    assert_eq!((a.paired(), b.paired()), (of_a, of_b));
    b.wish(PairWish::Say(of_b, "again".into()));
    b.stored(of_b, 1);
}

impl Machine {
    fn forgets_everything(&mut self) {
        self.stop();
        std::fs::remove_dir_all(self.home.path().join("data")).expect("removed");
        self.start();
    }

    fn ended_by_them(&mut self, id: ContactId) {
        self.wait("the end", |event| {
            let removed = Presence::Stopped(PairFault::RemovedByThem);
            matches!(event, PairEvent::Presence(of, it) if *of == id && *it == removed)
                .then_some(())
        });
    }
}

#[test]
fn what_was_queued_when_the_pairing_ended_arrives_after_the_next() {
    let (mut a, of_a, mut b, of_b) = pair();
    // Behind it A's port is known, which it keeps.
    a.here(of_a);
    b.wish(PairWish::Say(of_b, "before".into()));
    b.stored(of_b, 1);
    b.stop();
    a.wish(PairWish::Unpair(of_a));
    a.stop();
    b.start();
    b.wish(PairWish::Say(of_b, "while nobody knew".into()));
    a.start();
    b.ended_by_them(of_b);
    b.wish(PairWish::Say(of_b, "refused".into()));
    let fault = b.wait("a refusal", |event| match event {
        PairEvent::Refused { fault, .. } => Some(fault.clone()),
        _ => None,
    });
    assert_eq!(fault, PairFault::RemovedByThem, "nothing is queued for who does not want it");
    let code = a.show(Means::Code);
    b.enter(&code, a.port);
    assert_eq!((b.paired(), a.paired()), (of_b, of_a));
    b.stored(of_b, 2);
    assert_eq!(mirrored(&a.said(of_a)), b.said(of_b));
    assert_eq!(a.said(of_a).len(), 2);
}

#[test]
fn who_has_lost_the_ledger_gets_what_waits_and_nothing_twice() {
    let (mut a, _, mut b, of_b) = pair();
    for text in ["one", "two"] {
        b.wish(PairWish::Say(of_b, text.into()));
    }
    b.stored(of_b, 2);
    a.forgets_everything();
    let code = a.show(Means::Code);
    b.wish(PairWish::Say(of_b, "three".into()));
    b.enter(&code, a.port);
    assert_eq!(b.paired(), of_b);
    let of_a = a.paired();
    b.stored(of_b, 1);
    let here = a.said(of_a);
    assert_eq!(here.into_values().collect::<Vec<_>>(), [Said::Text("three".into())]);
    let history = History::open(&b.home.path().join("data")).expect("it opens");
    let items = history.after(of_b, 0, 9).expect("it reads");
    assert_eq!(items.iter().map(|item| item.earlier).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn pairing_with_oneself_and_a_typo_send_nothing() {
    let mut a = Machine::new();
    let code = a.show(Means::Code);
    a.enter(&code, a.port);
    assert_eq!(a.failed(), PairFault::Myself);
    let typo: String = code.chars().rev().collect();
    a.enter("12", 1);
    assert!(matches!(a.failed(), PairFault::Code(_)), "{typo}");
    a.wish(PairWish::Enter { code: code.into(), addresses: Vec::new() });
    assert_eq!(a.failed(), PairFault::NoAddress);
}

#[test]
fn without_a_code_it_stays_unverified_until_a_code_is_typed() {
    let (mut a, mut b) = (Machine::new(), Machine::new());
    b.show(Means::Nothing);
    a.enter("", b.port);
    let (of_a, of_b) = (a.paired(), b.paired());
    assert_eq!(a.contact(of_a).verified, Verified::No);
    a.wish(PairWish::Say(of_a, "who are you?".into()));
    a.stored(of_a, 1);
    let code = a.show(Means::Code);
    b.enter(&code, a.port);
    assert_eq!((a.paired(), b.paired()), (of_a, of_b));
    assert_eq!(b.contact(of_b).verified, Verified::Code);
    assert_eq!(b.said(of_b).len(), 1, "the talk goes on");
}

#[test]
fn two_programs_do_not_share_a_ledger() {
    let a = Machine::new();
    let below = |name: &str| a.home.path().join(name);
    let second = Node::start(Config {
        key_file: below("config/identity"),
        folder: below("data"),
        downloads: below("downloads"),
        registry: Registry::new(),
        wake: Arc::new(|| {}),
        listen: vec![(Ipv4Addr::LOCALHOST, 0).into()],
        discovery: false,
    });
    assert_eq!(second.map(drop).expect_err("it is in use"), PairFault::InUse);
}
