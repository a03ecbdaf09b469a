//! A contact that says of files what it likes, as often as it likes.

use super::*;
use crate::pair::frame::{CHUNK, Held};

/// More than any list or table of ours would bear.
const FLOOD: u32 = 2_000;

/// Rows of the ledger that were ever changed on this connection.
pub(super) fn changes(side: &Side) -> u64 {
    let select = "SELECT total_changes()";
    side.ledger.with(|sql| sql.query_row(select, [], |row| row.get(0))).expect("read")
}

fn weight(frames: &[FileFrame]) -> usize {
    let bytes = |frame: &FileFrame| match frame {
        FileFrame::Chunk { bytes, .. } => bytes.len(),
        _ => 64,
    };
    frames.iter().map(bytes).sum()
}

/// Frames in which whoever takes a file asks the giver for this much credit, or more of it.
fn want(entry: u32, offset: u64, credit: u64) -> FileFrame {
    FileFrame::Want { transfer: ID, entry, offset, prefix: [0; 32], credit }
}

#[test]
fn endless_credit_gives_no_more_than_the_line_takes() {
    let (mut giver, _taker) = with_file(&bytes(5_000_000));
    giver.files.receive(want(0, 0, u64::MAX)).expect("taken in");
    for _ in 0..FLOOD {
        let credit = FileFrame::Credit { transfer: ID, bytes: u64::MAX };
        giver.files.receive(credit).expect("taken in");
        let other = FileFrame::Credit { transfer: random_id(), bytes: u64::MAX };
        giver.files.receive(other).expect("taken in");
    }
    let (frames, more) = giver.pump();
    assert!(more && weight(&frames) <= ROOM + CHUNK, "{} bytes at once", weight(&frames));
}

#[test]
fn wants_and_their_ends_are_answered_once_each_and_kept_nowhere() {
    let (mut giver, _taker) = with_file(b"film");
    giver.files.receive(want(0, 0, 0)).expect("taken in");
    giver.pump();
    let before = changes(&giver);
    for number in 0..FLOOD {
        // A file that there is not, one of another transfer, more of one than there is.
        for frame in [
            want(number + 1, 0, 1),
            FileFrame::Want {
                transfer: random_id(),
                entry: 0,
                offset: 0,
                prefix: [0; 32],
                credit: 1,
            },
            want(0, u64::MAX, 0),
        ] {
            giver.files.receive(frame).expect("taken in");
            let (frames, _) = giver.pump();
            assert!(frames.len() <= 1, "{frames:?}");
        }
    }
    assert_eq!(changes(&giver), before, "a question writes nothing");
}

#[test]
fn a_pause_that_is_said_again_and_again_is_kept_and_told_once() {
    let (mut giver, mut taker) = with_file(&bytes(5_000_000));
    run_until(&mut giver, &mut taker, 20, &mut |_| {});
    taker.pump();
    let (before, mut told) = (changes(&taker), 0);
    for _ in 0..FLOOD {
        let hold = FileFrame::Hold { transfer: ID, why: Held::ByHand };
        taker.files.receive(hold).expect("taken in");
        let (facts, _) = taker.files.pump(ROOM, &mut Vec::new()).expect("pumped");
        told += facts.len();
    }
    assert_eq!((told, changes(&taker) - before), (1, 1));
}

#[test]
fn who_takes_says_its_pause_once_however_often_it_is_said() {
    let (mut giver, mut taker) = with_file(&bytes(5_000_000));
    run_until(&mut giver, &mut taker, 20, &mut |_| {});
    giver.pump();
    let hold = || FileFrame::Hold { transfer: ID, why: Held::NoSpace };
    giver.files.receive(hold()).expect("taken in");
    giver.pump();
    let (before, mut told) = (changes(&giver), 0);
    for _ in 0..FLOOD {
        giver.files.receive(hold()).expect("taken in");
        let (facts, _) = giver.files.pump(ROOM, &mut Vec::new()).expect("pumped");
        told += facts.len();
    }
    assert_eq!((told, changes(&giver) - before), (0, 0));
}

#[test]
fn a_damage_that_is_said_again_and_again_is_told_once() {
    let (mut giver, _taker) = with_file(b"film");
    for _ in 0..FLOOD {
        let again = FileFrame::Again { transfer: ID, entry: 0, count: 200 };
        giver.files.receive(again).expect("taken in");
    }
    giver.pump();
    assert_eq!(giver.again, [AGAIN], "as often as there can be");
}

#[test]
fn chunks_that_nobody_asked_for_are_not_kept() {
    let (giver, mut taker) = with_file(b"film");
    drop(giver);
    wishes::pause(&taker.ledger, taker.contact, ID).expect("paused");
    taker.files.look_again().expect("looked");
    taker.pump();
    let before = changes(&taker);
    for number in 0..FLOOD {
        let (transfer, entry, offset) = (ID, number, u64::from(number));
        let chunk = FileFrame::Chunk { transfer, entry, offset, bytes: vec![0; 100] };
        taker.files.receive(chunk).expect("taken in");
        let end = FileFrame::End { transfer, entry, hash: [0; 32] };
        taker.files.receive(end).expect("taken in");
    }
    let (frames, more) = taker.pump();
    assert!(frames.is_empty() && !more && changes(&taker) == before, "{frames:?}");
    assert_eq!(taker.transfer().state, TransferState::Paused);
}
