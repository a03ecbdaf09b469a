//! Two machines that give each other files, over queues.

mod elsewhere;
mod faults;
mod floods;
mod many;
#[cfg(unix)]
mod swap;

use super::*;
use crate::model::Nanos;
use crate::model::pairing::{ItemId, PublicKey, TransferFault, Verified};
use crate::pair::frame::ItemFrame;
use crate::pair::ledger::Paired;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const ROOM: usize = 256 * 1024;
const ID: ItemId = ItemId([5; 16]);

/// One machine.
struct Side {
    home: TempDir,
    ledger: Ledger,
    contact: ContactId,
    files: Files,
    said: Vec<Said>,
    again: Vec<u8>,
    told: Option<Transfer>,
    heard: u64,
}

impl Side {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(&home.path().join("pair")).expect("opened");
        let (claimed, addresses) = ("them".into(), Vec::new());
        let (key, verified, at) = (PublicKey([7; 32]), Verified::Code, Nanos(5));
        let paired = Paired { key, claimed, verified, addresses, known_on_both: false, at };
        let contact = ledger.pair(&paired).expect("paired").id;
        let files = open(&ledger, contact, &home);
        let (said, again) = (Vec::new(), Vec::new());
        Self { home, ledger, contact, files, said, again, told: None, heard: 0 }
    }

    /// As after a new start of the program, or on a new link.
    fn reopen(&mut self) {
        self.files = open(&self.ledger, self.contact, &self.home);
    }

    fn hear(&mut self, id: ItemId, said: Said) {
        self.heard += 1;
        let frame = ItemFrame { seq: self.heard, id, at: 1, said };
        for item in self.ledger.hear(self.contact, [9; 16], &[frame]).expect("heard") {
            self.files.heard(&item).expect("taken in");
        }
    }

    fn pump(&mut self) -> (Vec<FileFrame>, bool) {
        let mut frames = Vec::new();
        let (facts, more) = self.files.pump(ROOM, &mut frames).expect("pumped");
        for fact in facts {
            match fact {
                FileFact::Said(item) => self.said.push(item.said),
                FileFact::Again(_, count) => self.again.push(count),
                FileFact::Changed(transfer) => self.told = Some(transfer),
            }
        }
        (frames, more)
    }

    fn transfer(&self) -> Transfer {
        store::transfers(&self.ledger).expect("read").pop().expect("one")
    }

    /// Lets it stand so, whatever was before.
    fn stands(&self, state: &TransferState) {
        let update = "UPDATE transfer SET state = ?1";
        self.ledger.with(|sql| sql.execute(update, [store::state_text(state)])).expect("set");
    }

    fn downloads(&self) -> PathBuf {
        self.home.path().join("downloads")
    }

    fn inbox(&self) -> PathBuf {
        self.downloads().join("Mia")
    }

    fn accept(&mut self) {
        let downloads = self.downloads();
        let free = place::free_space(&downloads);
        let accepted = wishes::accept(&self.ledger, self.contact, ID, None, free);
        let said = accepted.expect("accepted").1.expect("an answer").said;
        assert_eq!(said, Said::Answer { transfer: ID, accept: true });
        self.files.look_again().expect("looked");
        self.said.push(said);
    }
}

fn open(ledger: &Ledger, contact: ContactId, home: &TempDir) -> Files {
    let downloads = home.path().join("downloads");
    Files::open(ledger.clone(), contact, "Mia", &downloads).expect("opened")
}

/// Offers what is at a path; the other side has accepted.
fn offered(path: impl FnOnce(&Path) -> PathBuf) -> (Side, Side) {
    let (giver, mut taker) = (Side::new(), Side::new());
    let path = path(giver.home.path());
    let (offer, source) = offering::offer(&path).expect("an offer");
    let kept = store::keep(&giver.ledger, giver.contact, ID, offer.clone(), &source);
    assert_eq!(kept.expect("kept").1.id, ID);
    taker.hear(ID, Said::Offer(offer));
    taker.accept();
    (giver, taker)
}

fn with_file(bytes: &[u8]) -> (Side, Side) {
    offered(|home| {
        fs::write(home.join("film.bin"), bytes).expect("written");
        home.join("film.bin")
    })
}

/// Lets both work until nothing moves, or so many frames have; `change` may alter each.
fn run_until(
    giver: &mut Side,
    taker: &mut Side,
    mut frames: usize,
    change: &mut dyn FnMut(&mut FileFrame),
) -> bool {
    loop {
        let mut quiet = true;
        for turn in [true, false] {
            let (from, to) =
                if turn { (&mut *giver, &mut *taker) } else { (&mut *taker, &mut *giver) };
            let (out, more) = from.pump();
            quiet &= !more && out.is_empty() && from.said.is_empty();
            for mut frame in out {
                if frames == 0 {
                    return false;
                }
                frames -= 1;
                change(&mut frame);
                to.files.receive(frame).expect("taken in");
            }
            for said in std::mem::take(&mut from.said) {
                to.hear(random_id(), said);
            }
        }
        if quiet {
            return true;
        }
    }
}

fn random_id() -> ItemId {
    crate::pair::random_id().expect("random")
}

fn run(giver: &mut Side, taker: &mut Side) {
    assert!(run_until(giver, taker, usize::MAX, &mut |_| {}));
}

fn bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(b"a film").finalize_xof().fill(&mut bytes);
    bytes
}

#[test]
fn a_file_and_a_folder_come_whole() {
    let film = bytes(5_000_000);
    let (mut giver, mut taker) = with_file(&film);
    run(&mut giver, &mut taker);
    let path = taker.inbox().join("film.bin");
    assert_eq!(taker.transfer().state, TransferState::Done(Some(path.clone())));
    assert_eq!(giver.transfer().state, TransferState::Done(None));
    assert_eq!((giver.transfer().done, taker.transfer().done), (5_000_000, 5_000_000));
    assert!(fs::read(&path).expect("read") == film);
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &fs::metadata(&path).expect("there").permissions(),
        );
        assert_eq!(mode & 0o777, 0o600);
    }
    let (mut giver, mut taker) = offered(|home| {
        fs::create_dir_all(home.join("trip/a/b")).expect("made");
        fs::write(home.join("trip/a/b/1"), &film[..200_000]).expect("written");
        fs::write(home.join("trip/a/2"), b"").expect("written");
        fs::write(home.join("trip/3"), b"three").expect("written");
        home.join("trip")
    });
    run(&mut giver, &mut taker);
    let trip = taker.inbox().join("trip");
    assert_eq!(taker.transfer().state, TransferState::Done(Some(trip.clone())));
    assert!(fs::read(trip.join("a/b/1")).expect("read") == film[..200_000]);
    assert_eq!(fs::read(trip.join("a/2")).expect("read"), b"");
    assert_eq!(fs::read(trip.join("3")).expect("read"), b"three");
    assert!(!taker.inbox().join(".parts").exists());
}

#[test]
fn what_is_cut_anywhere_goes_on() {
    let film = bytes(5_000_000);
    for cut in [0, 1, 2, 3, 17, 40, 77, 78, 79, 80, 81, 82, 83] {
        let (mut giver, mut taker) = with_file(&film);
        run_until(&mut giver, &mut taker, cut, &mut |_| {});
        giver.reopen();
        taker.reopen();
        let mut moved = 0;
        let mut count = |frame: &mut FileFrame| {
            if let FileFrame::Chunk { bytes, .. } = frame {
                moved += bytes.len();
            }
        };
        assert!(run_until(&mut giver, &mut taker, usize::MAX, &mut count));
        let path = taker.inbox().join("film.bin");
        assert_eq!(taker.transfer().state, TransferState::Done(Some(path.clone())), "{cut}");
        assert!(fs::read(path).expect("read") == film);
        assert!(cut < 40 || moved < 4_000_000, "{moved} bytes moved again");
        assert_eq!(fs::read_dir(taker.inbox()).expect("there").count(), 1);
    }
}

#[test]
fn a_beginning_that_is_another_is_fetched_again() {
    let film = bytes(3_000_000);
    let (mut giver, mut taker) = with_file(&film);
    run_until(&mut giver, &mut taker, 20, &mut |_| {});
    let part = taker.inbox().join(".parts").join(format!("{ID}.part"));
    let mut there = fs::read(&part).expect("read");
    assert!(there.len() > 500_000);
    there[1000] ^= 1;
    fs::write(&part, there).expect("written");
    giver.reopen();
    taker.reopen();
    run(&mut giver, &mut taker);
    assert!(fs::read(taker.inbox().join("film.bin")).expect("read") == film);
}

#[test]
fn a_source_that_changed_is_not_given() {
    let (mut giver, mut taker) = with_file(&bytes(3_000_000));
    let (film, mut left) = (giver.home.path().join("film.bin"), 20);
    let mut rewrite = |_: &mut FileFrame| {
        left -= 1;
        if left == 0 {
            fs::write(&film, bytes(2_000_000)).expect("written");
        }
    };
    assert!(run_until(&mut giver, &mut taker, usize::MAX, &mut rewrite));
    for side in [&giver, &taker] {
        let state = side.transfer().state;
        assert!(matches!(state, TransferState::Failed(TransferFault::Changed(_))), "{state:?}");
    }
    assert!(!taker.inbox().join("film.bin").exists());
}

#[test]
fn a_size_that_lies_is_against_the_rules() {
    let (giver, mut taker) = with_file(b"12345");
    drop(giver);
    let (transfer, entry) = (ID, 0);
    let chunk =
        |offset, bytes: &[u8]| FileFrame::Chunk { transfer, entry, offset, bytes: bytes.into() };
    let end = FileFrame::End { transfer, entry, hash: [0; 32] };
    for lie in [chunk(0, b"123456"), end, chunk(3, b"4")] {
        while taker.pump().1 {}
        taker.files.receive(lie).expect("taken in");
        while taker.pump().1 {}
        let state = taker.transfer().state;
        assert!(matches!(state, TransferState::Failed(TransferFault::Rules(_))), "{state:?}");
        let said = std::mem::take(&mut taker.said);
        assert!(said.contains(&Said::Result { transfer: ID, done: false }));
        taker.stands(&TransferState::Moving);
        taker.reopen();
    }
}

#[test]
fn what_is_damaged_is_fetched_again_twice() {
    for (times, whole) in [(1, true), (2, true), (3, false)] {
        let (mut giver, mut taker) = with_file(&bytes(100_000));
        let mut left = times;
        let mut damage = |frame: &mut FileFrame| {
            if let FileFrame::Chunk { bytes, offset: 0, .. } = frame
                && left > 0
            {
                left -= 1;
                bytes[0] ^= 1;
            }
        };
        assert!(run_until(&mut giver, &mut taker, usize::MAX, &mut damage));
        let state = taker.transfer().state;
        assert_eq!(matches!(state, TransferState::Done(_)), whole, "{state:?}");
        assert_eq!(state == TransferState::Failed(TransferFault::Damaged), !whole);
    }
}

#[cfg(unix)]
#[test]
fn links_lead_nothing_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let (mut giver, mut taker) = with_file(&bytes(1000));
    let outside = taker.home.path().join("outside");
    fs::create_dir(&outside).expect("made");
    fs::write(outside.join("secret"), b"secret").expect("written");
    let parts = taker.inbox().join(".parts");
    fs::create_dir_all(&parts).expect("made");
    symlink(outside.join("secret"), parts.join(format!("{ID}.part"))).expect("linked");
    run(&mut giver, &mut taker);
    let state = taker.transfer().state;
    assert!(matches!(state, TransferState::Failed(TransferFault::Unwritable(_))), "{state:?}");
    assert_eq!(fs::read(outside.join("secret")).expect("read"), b"secret");
    let (mut giver, mut taker) = with_file(&bytes(1000));
    let outside = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(taker.downloads()).expect("made");
    symlink(outside.path(), taker.inbox()).expect("linked");
    run(&mut giver, &mut taker);
    assert_eq!(fs::read_dir(outside.path()).expect("there").count(), 0);
    let (mut giver, mut taker) = with_file(b"secret");
    let film = giver.home.path().join("film.bin");
    fs::rename(&film, giver.home.path().join("other")).expect("renamed");
    symlink("other", &film).expect("linked");
    run(&mut giver, &mut taker);
    let state = giver.transfer().state;
    assert!(matches!(state, TransferState::Failed(TransferFault::Changed(_))), "{state:?}");
}

#[test]
fn a_name_that_is_taken_is_numbered() {
    let (mut giver, mut taker) = with_file(b"new");
    fs::create_dir_all(taker.inbox()).expect("made");
    fs::write(taker.inbox().join("film.bin"), b"old").expect("written");
    run(&mut giver, &mut taker);
    let path = taker.inbox().join("film (1).bin");
    assert_eq!(taker.transfer().state, TransferState::Done(Some(path.clone())));
    assert_eq!(fs::read(path).expect("read"), b"new");
    assert_eq!(fs::read(taker.inbox().join("film.bin")).expect("read"), b"old");
}

#[test]
fn a_pause_holds_and_a_cancel_clears() {
    let (mut giver, mut taker) = with_file(&bytes(5_000_000));
    run_until(&mut giver, &mut taker, 20, &mut |_| {});
    wishes::pause(&taker.ledger, taker.contact, ID).expect("paused");
    taker.files.look_again().expect("looked");
    run(&mut giver, &mut taker);
    assert_eq!(taker.transfer().state, TransferState::Paused);
    wishes::resume(&taker.ledger, taker.contact, ID, None).expect("goes on");
    taker.files.look_again().expect("looked");
    run_until(&mut giver, &mut taker, 20, &mut |_| {});
    let (_, said) = wishes::cancel(&giver.ledger, giver.contact, ID).expect("cancelled");
    giver.files.look_again().expect("looked");
    giver.said.extend(said.map(|item| item.said));
    run(&mut giver, &mut taker);
    for side in [&giver, &taker] {
        assert_eq!(side.transfer().state, TransferState::Cancelled);
    }
    assert!(!taker.inbox().join(".parts").exists());
}

#[test]
fn who_receives_is_told_that_the_sender_has_paused() {
    let (mut giver, mut taker) = with_file(&bytes(5_000_000));
    run_until(&mut giver, &mut taker, 20, &mut |_| {});
    wishes::pause(&giver.ledger, giver.contact, ID).expect("paused");
    giver.files.look_again().expect("looked");
    run(&mut giver, &mut taker);
    let told = taker.told.clone().expect("told");
    assert_eq!(told.state, TransferState::Waiting { space: false });
    let done = told.done;
    assert!(done > 0 && giver.transfer().done >= done, "{done}");
    assert_eq!(taker.transfer().state, TransferState::Moving, "it goes on by itself");
    let shown = |taker: &Side| store::told(&taker.ledger).expect("read").remove(0);
    assert_eq!(shown(&taker).state, told.state, "also to who listens later");
    // Also on a new link.
    giver.reopen();
    taker.reopen();
    assert_eq!(shown(&taker).state, told.state, "before there is a link");
    taker.told = None;
    run(&mut giver, &mut taker);
    let told = taker.told.clone().expect("told");
    assert_eq!((told.state, told.done), (TransferState::Waiting { space: false }, done));
    wishes::resume(&giver.ledger, giver.contact, ID, None).expect("goes on");
    giver.files.look_again().expect("looked");
    run(&mut giver, &mut taker);
    assert!(matches!(taker.transfer().state, TransferState::Done(_)));
}

#[test]
fn an_offer_that_was_not_looked_at_is_taken_in_at_the_next_start() {
    let mut taker = Side::new();
    let entries = vec![crate::model::pairing::OfferEntry { path: "../x".into(), size: 1 }];
    let said = Said::Offer(crate::model::pairing::Offer { name: "trip".into(), entries });
    let frame = ItemFrame { seq: 1, id: ID, at: 1, said };
    taker.ledger.hear(taker.contact, [9; 16], &[frame]).expect("heard");
    taker.reopen();
    taker.pump();
    let state = taker.transfer().state;
    assert!(matches!(state, TransferState::Failed(TransferFault::UnsafeName(_))), "{state:?}");
    assert_eq!(taker.said, [Said::Answer { transfer: ID, accept: false }]);
}

#[test]
fn an_end_between_the_name_and_its_note_makes_no_twin() {
    let (mut giver, mut taker) = with_file(b"film");
    run(&mut giver, &mut taker);
    let path = taker.inbox().join("film.bin");
    let part = taker.inbox().join(".parts").join(format!("{ID}.part"));
    for renamed in [true, false] {
        taker.stands(&TransferState::Moving);
        store::set_target(&taker.ledger, taker.contact, ID, "film.bin").expect("kept");
        if !renamed {
            fs::create_dir_all(part.parent().expect("a folder")).expect("made");
            fs::rename(&path, &part).expect("moved");
        }
        taker.reopen();
        run(&mut giver, &mut taker);
        assert_eq!(taker.transfer().state, TransferState::Done(Some(path.clone())));
        assert_eq!(fs::read_dir(taker.inbox()).expect("there").count(), 1);
    }
}

#[test]
fn too_little_space_is_told_before_anything_is_said() {
    let mut taker = Side::new();
    let size = i64::MAX.unsigned_abs();
    let entries = vec![crate::model::pairing::OfferEntry { path: String::new(), size }];
    taker.hear(ID, Said::Offer(crate::model::pairing::Offer { name: "all".into(), entries }));
    let free = place::free_space(&taker.downloads());
    let accepted = wishes::accept(&taker.ledger, taker.contact, ID, None, free);
    let (transfer, said) = accepted.expect("accepted");
    if free.is_some() {
        assert!(matches!(transfer.state, TransferState::NoSpace { .. }), "{transfer:?}");
        assert_eq!(said, None);
    } else {
        assert_eq!(transfer.state, TransferState::Moving);
    }
}

#[test]
fn a_folder_that_is_cut_anywhere_goes_on() {
    let film = bytes(150_000);
    for cut in 0..24 {
        let (mut giver, mut taker) = offered(|home| {
            fs::create_dir_all(home.join("trip/a")).expect("made");
            for name in ["trip/a/1", "trip/a/2", "trip/3", "trip/4"] {
                fs::write(home.join(name), &film).expect("written");
            }
            home.join("trip")
        });
        run_until(&mut giver, &mut taker, cut, &mut |_| {});
        giver.reopen();
        taker.reopen();
        run(&mut giver, &mut taker);
        let trip = taker.inbox().join("trip");
        assert_eq!(taker.transfer().state, TransferState::Done(Some(trip.clone())), "{cut}");
        for name in ["a/1", "a/2", "3", "4"] {
            assert!(fs::read(trip.join(name)).expect("read") == film);
        }
        assert!(!taker.inbox().join(".parts").exists());
    }
}

#[test]
fn a_file_that_was_put_in_its_folder_is_not_fetched_again() {
    let (mut giver, mut taker) = offered(|home| {
        fs::create_dir(home.join("trip")).expect("made");
        fs::write(home.join("trip/1"), b"one").expect("written");
        fs::write(home.join("trip/2"), b"two").expect("written");
        home.join("trip")
    });
    let tree = taker.inbox().join(".parts").join(format!("{ID}.tree"));
    fs::create_dir_all(&tree).expect("made");
    fs::write(tree.join("1"), b"one").expect("written");
    let mut wanted = Vec::new();
    let mut note = |frame: &mut FileFrame| {
        if let FileFrame::Want { entry, .. } = frame {
            wanted.push(*entry);
        }
    };
    assert!(run_until(&mut giver, &mut taker, usize::MAX, &mut note));
    assert_eq!(wanted, [1]);
    assert_eq!(fs::read(taker.inbox().join("trip/2")).expect("read"), b"two");
}
