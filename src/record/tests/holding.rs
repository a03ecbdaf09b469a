//! What is held in memory: the last part of it is right, however fast it is overwritten.

use super::super::ring::Ring;
use super::*;
use crate::model::Lens;
use proptest::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// A payload that says where it belongs: its number, and bytes that follow from it.
fn told(number: u32, len: usize) -> Vec<u8> {
    let mut bytes = number.to_le_bytes().to_vec();
    let seed = number.to_le_bytes()[0];
    bytes.extend((0_u8..=255).cycle().take(len).map(|at| at ^ seed));
    bytes
}

fn check(message: &Message) -> u32 {
    let number = u32::from_le_bytes(message.bytes[..4].try_into().expect("four bytes"));
    assert_eq!(message.bytes, told(number, message.bytes.len() - 4));
    assert_eq!(message.sequence, u64::from(number), "the head and the bytes are of one segment");
    number
}

/// Says the pieces, `turn` at a time.
fn say(capture: &mut Capture, lens: &[usize], turn: usize) {
    let pieces: Vec<_> = lens
        .iter()
        .zip(0_u32..)
        .map(|(len, number)| piece(number % 3, &told(number, *len)))
        .collect();
    let (mut memory, mut sequence) = (HashMap::new(), 0);
    for turn in pieces.chunks(turn) {
        let batch = batch(SessionId(1), turn, &mut memory);
        capture.plan_batch(0, &batch, &mut sequence);
        capture.write(|_| batch.bytes()).expect("memory takes it");
    }
}

/// A capture in a ring of so many slots of 64 bytes, in chunks of 300.
fn held(slots: usize) -> Capture {
    Capture::in_memory(Ring::of(64, slots), 300)
}

proptest! {
    #[test]
    fn the_last_part_is_held_and_what_is_before_it_is_counted(
        lens in proptest::collection::vec(0_usize..200, 1..120),
        turn in 1_usize..20,
    ) {
        let mut capture = held(32);
        say(&mut capture, &lens, turn);
        let mut transcript =
            Transcript::open(Arc::clone(&capture.source), Lens::Raw).expect("it opens");
        let numbers: Vec<_> = all(&mut transcript).iter().map(check).collect();
        let first = numbers.first().copied().expect("something is held");
        let count = u32::try_from(lens.len()).expect("few");
        prop_assert_eq!(&numbers, &(first..count).collect::<Vec<_>>(), "and nothing is left out");
        prop_assert_eq!(transcript.damaged(), 0);
        let before = lens.iter().take(first as usize).map(|len| 48 + 4 + *len as u64);
        prop_assert_eq!(transcript.given_up(), before.sum::<u64>());
        let held: u64 = lens.iter().skip(first as usize).map(|len| 48 + 4 + *len as u64).sum();
        prop_assert!(held <= 32 * 64);
        // Not more than a chunk, a record and a slot of what fits is given up.
        prop_assert!(first == 0 || held + 300 + 252 + 252 + 64 >= 32 * 64, "{held} of {}", 32 * 64);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a reader beside the writer, for one test")]
    fn a_reader_sees_right_bytes_or_none_while_they_are_overwritten(
        lens in proptest::collection::vec(0_usize..200, 500..1500),
        turn in 1_usize..20,
        slots in 20_usize..60,
    ) {
        let mut capture = held(slots);
        let source = Arc::clone(&capture.source);
        let done = AtomicBool::new(false);
        let last = std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut transcript = Transcript::open(source, Lens::Raw).expect("it opens");
                loop {
                    let last_look = done.load(Ordering::Acquire);
                    transcript.refresh();
                    let mut last = None;
                    let mut at = transcript.first();
                    while let Some(position) = at {
                        if let Some(message) = transcript.message(position, usize::MAX) {
                            let number = check(&message);
                            assert!(last.is_none_or(|last| last < number), "in order");
                            last = Some(number);
                        }
                        at = transcript.next(position);
                    }
                    assert_eq!(transcript.damaged(), 0, "what is overwritten is no damage");
                    if last_look {
                        return last;
                    }
                }
            });
            say(&mut capture, &lens, turn);
            done.store(true, Ordering::Release);
            reader.join().expect("the reader's word")
        });
        prop_assert_eq!(last, u32::try_from(lens.len()).ok().map(|count| count - 1));
    }
}
