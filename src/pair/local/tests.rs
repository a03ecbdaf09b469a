//! Programs that share a node, with a node that only repeats.

use super::*;
use crate::model::pairing::{ContactId, PairEvent, PairFault, PairWish};
use crate::threads::Registry;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::io::{BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Longer than anything here takes on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// A node that tells every subscriber of a wish that something was stored.
#[derive(Clone, Default)]
struct Repeater(Arc<Mutex<Vec<Sender<PairEvent>>>>);

impl Repeater {
    fn wish(&self, wish: &PairWish) {
        let PairWish::TryNow(id) = wish else { panic!("{wish:?}") };
        self.tell(&PairEvent::Stored(*id, 1));
    }

    fn tell(&self, event: &PairEvent) {
        let mut all = self.0.lock().expect("the list");
        all.retain(|subscriber| subscriber.try_send(event.clone()).is_ok());
    }

    fn subscribe(&self) -> Receiver<PairEvent> {
        let (sender, receiver) = bounded(10_000);
        sender.send(PairEvent::TurnedAway(7)).expect("room");
        self.0.lock().expect("the list").push(sender);
        receiver
    }

    fn count(&self) -> usize {
        self.0.lock().expect("the list").len()
    }

    fn serve(&self, registry: &Registry, runtime: &Path) -> io::Result<Local> {
        let (wishes, events) = (self.clone(), self.clone());
        Local::serve(registry, runtime, move |wish| wishes.wish(&wish), move || events.subscribe())
    }
}

fn next(attached: &Attached) -> PairEvent {
    attached.events().recv_timeout(SOON).expect("an event")
}

#[test]
fn two_programs_wish_and_both_hear_all_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = folder.path().join("run");
    let (registry, node) = (Registry::new(), Repeater::default());
    let local = node.serve(&registry, &runtime).expect("a socket");
    let mode = |path: &Path| path.metadata().expect("is there").permissions().mode() & 0o777;
    assert_eq!((mode(&runtime), mode(&runtime.join(SOCKET))), (0o700, 0o600));
    let ends = [(); 2].map(|()| Local::attach(&registry, &runtime).expect("a node"));
    for end in &ends {
        assert_eq!(next(end), PairEvent::TurnedAway(7), "the snapshot comes first");
    }
    for (end, id) in ends.iter().zip([1, 2]) {
        let id = ContactId(id);
        end.send(&PairWish::TryNow(id)).expect("the node is there");
        assert!(ends.iter().all(|end| next(end) == PairEvent::Stored(id, 1)));
    }
    assert!(ends.iter().all(Attached::is_there));
    drop(local);
    for end in &ends {
        assert!(end.events().recv_timeout(SOON).is_err_and(|error| error.is_disconnected()));
        assert!(!end.is_there());
    }
    drop(ends);
    assert_eq!(registry.count().0, 0, "every thread was joined");
    let gone = Local::attach(&registry, &runtime).err().expect("nobody is there");
    assert_eq!(gone.kind(), io::ErrorKind::NotFound);
}

#[test]
fn who_does_not_read_is_dropped_and_the_others_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (registry, node) = (Registry::new(), Repeater::default());
    let _local = node.serve(&registry, folder.path()).expect("a socket");
    let reads = Local::attach(&registry, folder.path()).expect("a node");
    let silent = UnixStream::connect(folder.path().join(SOCKET)).expect("a node");
    assert_eq!(next(&reads), PairEvent::TurnedAway(7));
    let telling = loop {
        let rows = registry.rows();
        match rows.iter().find(|row| row.label == "pair-tell:2") {
            Some(row) => break row.id,
            None => std::thread::yield_now(),
        }
    };
    // Much more than a socket holds.
    let news = PairEvent::Broken(PairFault::Other("x".repeat(100_000)));
    for _ in 0..50 {
        node.tell(&news);
        assert_eq!(next(&reads), news);
    }
    assert!(registry.wait_for_end(telling, SOON), "nobody waits for who does not read");
    assert!(reads.is_there(), "only who does not read is let go");
    drop(silent);
    node.tell(&PairEvent::TurnedAway(8));
    assert_eq!(next(&reads), PairEvent::TurnedAway(8));
}

#[test]
fn nonsense_is_refused_and_the_next_wish_is_heard() {
    let folder = tempfile::tempdir().expect("a folder");
    let (registry, node) = (Registry::new(), Repeater::default());
    let _local = node.serve(&registry, folder.path()).expect("a socket");
    let mut stream = UnixStream::connect(folder.path().join(SOCKET)).expect("a node");
    stream.set_read_timeout(Some(SOON)).expect("a socket");
    stream.write_all(b"dance\n{\"try-now\":3}\n").expect("it reads");
    let mut lines = BufReader::new(stream.try_clone().expect("a socket"));
    let mut next = || {
        let mut line = Vec::new();
        assert!(read_line(&mut lines, EVENT, &mut line).expect("a line"), "it goes on");
        serde_json::from_slice::<PairEvent>(&line).expect("an event")
    };
    let told = [next(), next(), next()];
    let refused =
        |event: &PairEvent| matches!(event, PairEvent::Trouble { fault: PairFault::Other(_), .. });
    assert!(told.iter().any(refused), "{told:?}");
    assert!(told.contains(&PairEvent::Stored(ContactId(3), 1)), "{told:?}");
    let endless = vec![b'x'; usize::try_from(WISH).expect("fits") + 2];
    // It may hang up before it has read all: that is what is tested.
    stream.write_all(&endless).ok();
    let mut rest = Vec::new();
    lines.read_to_end(&mut rest).ok();
    assert!(node.count() <= 1);
}

#[test]
fn the_seventeenth_program_is_told_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let (registry, node) = (Registry::new(), Repeater::default());
    let _local = node.serve(&registry, folder.path()).expect("a socket");
    let attach = || Local::attach(&registry, folder.path()).expect("a node");
    let mut all: Vec<_> = (0..CLIENTS).map(|_| attach()).collect();
    assert!(all.iter().all(|end| next(end) == PairEvent::TurnedAway(7)));
    let refused =
        |end: &Attached| matches!(next(end), PairEvent::Trouble { fault: PairFault::Other(_), .. });
    assert!(refused(&attach()));
    drop(all.pop());
    // Its place is free as soon as its threads have ended.
    while refused(&attach()) {}
}

#[test]
fn a_socket_that_was_left_over_is_replaced_and_a_living_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    #[expect(clippy::disallowed_methods, reason = "the socket of a program that was killed")]
    let left_over = UnixListener::bind(folder.path().join(SOCKET)).expect("a socket");
    drop(left_over);
    let (registry, node) = (Registry::new(), Repeater::default());
    let attach = || Local::attach(&registry, folder.path());
    assert_eq!(attach().err().expect("dead").kind(), io::ErrorKind::ConnectionRefused);
    let _local = node.serve(&registry, folder.path()).expect("the stale one is replaced");
    let second = node.serve(&registry, folder.path()).err().expect("one is enough");
    assert_eq!(second.kind(), io::ErrorKind::AddrInUse);
    assert_eq!(next(&attach().expect("the first still answers")), PairEvent::TurnedAway(7));
}

#[test]
fn a_line_is_read_up_to_its_limit() {
    let mut line = Vec::new();
    let mut from = &b"1234\n12345\n"[..];
    assert!(read_line(&mut from, 4, &mut line).expect("short enough"));
    assert_eq!(line, b"1234");
    let long = read_line(&mut from, 4, &mut line).expect_err("too long");
    assert_eq!(long.kind(), io::ErrorKind::InvalidData);
    let mut from = &b"1234"[..];
    assert!(read_line(&mut from, 4, &mut line).expect("the last one needs no end"));
    assert!(!read_line(&mut from, 4, &mut line).expect("the end"));
}
