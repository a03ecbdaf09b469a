//! A contact that floods with what is no word: questions, answers and talk of files.

use super::super::machine::Machine;
use super::floods::{MEMORY, contact, greet};
use super::stranger::Line;
use crate::support::facts_until as until;
use jackfield::model::pairing::ItemId;
use jackfield::pair::frame::{self, FileFrame, Frame, Held};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Bytes of a flood: many times what may wait anywhere.
const FLOOD: u64 = 48 * 1024 * 1024;

fn encoded(frames: impl IntoIterator<Item = Frame>) -> Vec<u8> {
    let mut bytes = Vec::new();
    frames.into_iter().for_each(|frame| frame::encode(&frame, &mut bytes));
    bytes
}

/// What goes with bytes of files, of transfers that there are not.
fn flow() -> Vec<u8> {
    let frames = (0..64_u8).flat_map(|number| {
        let transfer = ItemId([number; 16]);
        let (entry, offset, prefix, credit) = (u32::from(number), 0, [0; 32], u64::MAX);
        [
            FileFrame::Want { transfer, entry, offset, prefix, credit },
            FileFrame::Credit { transfer, bytes: u64::MAX },
            FileFrame::Chunk { transfer, entry, offset, bytes: vec![number; 4_000] },
            FileFrame::End { transfer, entry, hash: [0; 32] },
        ]
    });
    encoded(frames.map(Frame::File))
}

/// What comes seldom from who is honest.
fn rare() -> Vec<u8> {
    let frames = (0..64_u8).flat_map(|number| {
        let transfer = ItemId([number; 16]);
        let why = Held::ByHand;
        [
            Frame::Ping,
            Frame::Pong,
            Frame::Ack(0),
            Frame::File(FileFrame::Hold { transfer, why }),
            Frame::File(FileFrame::Again { transfer, entry: 0, count: 1 }),
            Frame::File(FileFrame::Gone { transfer, entry: 0, why: "x".repeat(100) }),
        ]
    });
    encoded(frames)
}

/// Says the same without end, and reads nothing.
fn pour(mut line: Line, words: &[u8], poured: &AtomicU64, is_over: &AtomicBool) {
    while !is_over.load(Ordering::SeqCst) && line.give(words).is_ok() {
        poured.fetch_add(words.len() as u64, Ordering::SeqCst);
    }
}

#[test]
fn a_contacts_flood_of_control_frames_costs_no_memory_and_others_are_heard_in_it() {
    let (mia, tom) = (Machine::new(), Machine::new());
    let evil = contact(&mia);
    mia.pair(&tom);
    let mut serves = mia.serve(&[]);
    tom.run(&["send", &mia.name(), "before the flood"]).exit_with(0);
    let memory = serves.memory();
    let (poured, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let line = greet(&mia, &evil, 1, "flood");
        let (poured, is_over) = (&poured, &is_over);
        let first = scope.spawn(move || pour(line, &flow(), poured, is_over));
        // Its answers are not read, so that it is not heard for ever either.
        let flooded = || poured.load(Ordering::SeqCst) > FLOOD || first.is_finished();
        until("it pours what goes with files", || {
            flooded() || poured.load(Ordering::SeqCst) > 1024 * 1024
        });
        tom.run(&["send", &mia.name(), "in the first flood"]).exit_with(0);
        is_over.store(true, Ordering::SeqCst);
        // Whoever does not read is let go: that ends a giving that waits.
        until("it has ended", || first.is_finished());
        is_over.store(false, Ordering::SeqCst);
        let line = greet(&mia, &evil, 1, "again");
        let second = scope.spawn(move || pour(line, &rare(), poured, is_over));
        serves.expect_out("held-back");
        tom.run(&["send", &mia.name(), "in the second flood"]).exit_with(0);
        let flooded = serves.memory();
        assert!(flooded < memory + MEMORY, "{memory} KiB became {flooded} KiB");
        is_over.store(true, Ordering::SeqCst);
        serves.interrupt();
        until("it is cut", || second.is_finished());
    });
    let told = String::from_utf8(serves.all()).expect("JSON");
    assert_eq!(told.matches("held-back").count(), 1, "it is told once");
    for text in ["before the flood", "in the first flood", "in the second flood"] {
        assert_eq!(told.matches(text).count(), 1, "{text}");
    }
}
