//! Every byte is shown exactly once, wherever looking starts.

use super::super::Filter;
use super::*;
use crate::model::{Lens, limits};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Whose bytes, and which way: what [`SegmentKind`] cannot be a key for.
type Key = (u32, u8);

fn key(message: &Message) -> Key {
    (message.connection.0, message.kind as u8)
}

/// The bytes of each stream, and where its messages begin when it is cut from its beginning.
fn naive(pieces: &[Piece], lens: Lens) -> BTreeMap<Key, (Vec<u8>, Vec<usize>)> {
    let mut streams: BTreeMap<Key, (Vec<u8>, Vec<usize>)> = BTreeMap::new();
    for piece in pieces {
        let entry = streams.entry((piece.connection, piece.kind as u8)).or_default();
        let (bytes, starts) = entry;
        let begins = match lens {
            Lens::Raw => true,
            Lens::Lines => {
                bytes.last().is_none_or(|last| *last == b'\n') && !piece.bytes.is_empty()
            }
            Lens::IdleGap(gap) => bytes.is_empty() || piece.silence >= gap * 1000,
        };
        if begins {
            starts.push(bytes.len());
        }
        for (at, byte) in piece.bytes.iter().enumerate() {
            if lens == Lens::Lines && *byte == b'\n' && at + 1 < piece.bytes.len() {
                starts.push(bytes.len() + at + 1);
            }
        }
        bytes.extend_from_slice(&piece.bytes);
    }
    streams
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let bytes = proptest::collection::vec(prop_oneof![Just(b'\n'), any::<u8>()], 1..40);
    let kind = prop_oneof![Just(SegmentKind::Received), Just(SegmentKind::Sent)];
    let one = (1_u32..4, kind, prop_oneof![Just(0_u32), Just(5000)], bytes).prop_map(
        |(connection, kind, silence, bytes)| Piece {
            connection,
            kind,
            datagram: false,
            silence,
            bytes,
        },
    );
    proptest::collection::vec(one, 1..60)
}

fn lens() -> impl Strategy<Value = Lens> {
    prop_oneof![Just(Lens::Raw), Just(Lens::Lines), Just(Lens::IdleGap(2))]
}

/// Each byte once and in order; each true beginning is one; every other says that it continues.
fn check(pieces: &[Piece], lens: Lens, messages: &[Message]) {
    let mut shown: BTreeMap<Key, (Vec<u8>, Vec<usize>)> = BTreeMap::new();
    for message in messages {
        let (bytes, starts) = shown.entry(key(message)).or_default();
        starts.push(bytes.len());
        bytes.extend_from_slice(&message.bytes);
        assert_eq!(message.len, message.bytes.len() as u64);
    }
    let expected = naive(pieces, lens);
    assert_eq!(shown.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (stream, (bytes, starts)) in &expected {
        let (seen, begins) = &shown[stream];
        assert_eq!(seen, bytes, "the bytes of {stream:?}");
        let missing: Vec<_> = starts.iter().filter(|start| !begins.contains(start)).collect();
        assert!(missing.is_empty(), "{missing:?} are beginnings of {stream:?} that are not shown");
        let mut at = 0;
        for message in messages.iter().filter(|message| key(message) == *stream) {
            assert_eq!(message.continued, !starts.contains(&at), "{message:?}");
            at += message.bytes.len();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_byte_is_shown_exactly_once(
        pieces in pieces(),
        lens in lens(),
        chunk in 60_u64..1500,
        turn in 1_usize..9,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let (_capture, source) = write(folder.path(), &pieces, chunk, turn);
        let mut transcript = Transcript::open(Arc::clone(&source), lens).expect("it opens");
        let messages = all(&mut transcript);
        check(&pieces, lens, &messages);
        let positions: Vec<_> = messages.iter().map(|message| message.position).collect();
        let mut backwards = all_backwards(&mut transcript);
        backwards.reverse();
        prop_assert_eq!(&positions, &backwards);
        for (number, message) in messages.iter().enumerate() {
            // A transcript that begins here knows nothing of what it did not look at.
            let mut fresh = Transcript::open(Arc::clone(&source), lens).expect("it opens");
            let seen = fresh.message(message.position, usize::MAX).expect("it is there");
            prop_assert_eq!(&seen.bytes, &message.bytes);
            prop_assert_eq!(fresh.next(message.position), positions.get(number + 1).copied());
            if lens == Lens::Raw {
                let after = fresh.count_after(message.position);
                prop_assert_eq!(after, (messages.len() - number - 1) as u64);
            }
        }
    }

    #[test]
    fn a_chunk_that_holds_all_cuts_as_from_the_beginning(pieces in pieces(), lens in lens()) {
        let folder = tempfile::tempdir().expect("a folder");
        let (_capture, source) = write(folder.path(), &pieces, 1 << 20, 3);
        let mut transcript = Transcript::open(source, lens).expect("it opens");
        let messages = all(&mut transcript);
        check(&pieces, lens, &messages);
        prop_assert!(messages.iter().all(|message| !message.continued));
        if let Some(first) = messages.first() {
            let after = transcript.count_after(first.position);
            prop_assert_eq!(after, messages.len() as u64 - 1);
        }
    }

    #[test]
    fn a_place_keeps_its_meaning_when_the_lens_changes(
        pieces in pieces(),
        (from, to) in (lens(), lens()),
        chunk in 60_u64..1500,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let (_capture, source) = write(folder.path(), &pieces, chunk, 4);
        let mut transcript = Transcript::open(source, from).expect("it opens");
        for message in all(&mut transcript) {
            transcript.set_lens(to);
            let holder = transcript.message(message.position, usize::MAX).expect("it is there");
            prop_assert_eq!(key(&holder), key(&message));
            let byte = message.bytes.first().expect("no empty segments here");
            prop_assert!(holder.bytes.contains(byte));
            prop_assert!(holder.position <= message.position);
            transcript.set_lens(from);
        }
    }

    #[test]
    fn what_grows_is_cut_like_what_is_there(
        pieces in pieces(),
        lens in lens(),
        chunk in 60_u64..1500,
    ) {
        let parent = tempfile::tempdir().expect("a folder");
        let (folder, lock) =
            folder::create(parent.path(), SessionId(1), &spec(true), Nanos(1)).expect("a folder");
        let mut capture = Capture::create(&folder, lock, chunk).expect("files");
        let mut transcript =
            Transcript::open(Arc::clone(&capture.source), lens).expect("it opens");
        let (mut memory, mut sequence) = (HashMap::new(), 0);
        for turn in pieces.chunks(2) {
            let batch = batch(SessionId(1), turn, &mut memory);
            capture.plan_batch(0, &batch, &mut sequence);
            capture.write(|_| batch.bytes()).expect("written");
            prop_assert!(transcript.refresh());
            let last = transcript.last().expect("something came");
            prop_assert!(transcript.message(last, 10).is_some());
        }
        prop_assert!(!transcript.refresh());
        check(&pieces, lens, &all(&mut transcript));
        // The end of the session changes no cut, only that nothing grows any more.
        capture.finish();
        prop_assert!(transcript.refresh());
        prop_assert!(all(&mut transcript).iter().all(|message| !message.growing));
    }

    #[test]
    fn a_filter_shows_what_it_lets_pass_and_nothing_else(
        pieces in pieces(),
        lens in lens(),
        chunk in 60_u64..1500,
        only in 1_u32..4,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let (_capture, source) = write(folder.path(), &pieces, chunk, 4);
        let mut transcript = Transcript::open(source, lens).expect("it opens");
        let mut expected: Vec<_> =
            all(&mut transcript).into_iter().map(|m| (m.connection.0, m.position)).collect();
        expected.retain(|(connection, _)| *connection == only);
        let connection = Some(ConnectionId(only));
        transcript.set_filter(Filter { connection, ..Filter::default() });
        let shown: Vec<_> = all(&mut transcript)
            .into_iter()
            .map(|message| (message.connection.0, message.position))
            .collect();
        prop_assert_eq!(&shown, &expected);
        let mut backwards = all_backwards(&mut transcript);
        backwards.reverse();
        prop_assert_eq!(backwards, shown.iter().map(|(_, at)| *at).collect::<Vec<_>>());
    }
}

#[test]
fn an_unfinished_line_grows_until_it_is_ended() {
    let parent = tempfile::tempdir().expect("a folder");
    let (folder, lock) =
        folder::create(parent.path(), SessionId(1), &spec(true), Nanos(1)).expect("a folder");
    let mut capture = Capture::create(&folder, lock, 1 << 20).expect("files");
    let mut transcript = Transcript::open(Arc::clone(&capture.source), Lens::Lines).expect("opens");
    let (mut memory, mut sequence) = (HashMap::new(), 0);
    for (bytes, text, growing) in
        [(&b"hel"[..], &b"hel"[..], true), (b"lo", b"hello", true), (b"\nnext", b"hello\n", false)]
    {
        let batch = batch(SessionId(1), &[piece(1, bytes)], &mut memory);
        capture.plan_batch(0, &batch, &mut sequence);
        capture.write(|_| batch.bytes()).expect("written");
        assert!(transcript.refresh());
        let first = transcript.first().expect("it is shown");
        let message = transcript.message(first, 100).expect("it is shown");
        assert_eq!((message.bytes.as_slice(), message.growing), (text, growing));
    }
}

#[test]
fn a_line_beyond_the_limit_is_cut_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let pieces = vec![piece(1, &vec![b'x'; 50_000]); 5];
    let (_capture, source) = write(folder.path(), &pieces, 256 * 1024, 2);
    let mut transcript = Transcript::open(source, Lens::Lines).expect("it opens");
    let messages = all(&mut transcript);
    let lens: Vec<_> = messages.iter().map(|message| message.len).collect();
    let limit = u64::from(limits::MESSAGE);
    assert_eq!(lens, [limit, limit, limit, 250_000 - 3 * limit]);
    assert!(messages[0].continues && !messages[0].continued);
    assert!(messages[3].continued && messages[3].growing);
    assert_eq!(messages[0].cuts, [50_000]);
    let part = transcript.bytes(messages[1].position, 10..20);
    assert_eq!(part, [b'x'; 10]);
}

#[test]
fn a_datagram_is_a_message_in_every_lens() {
    let folder = tempfile::tempdir().expect("a folder");
    let datagram = |bytes: &[u8]| Piece { datagram: true, ..piece(1, bytes) };
    let pieces = [datagram(b"a\nb"), datagram(b""), datagram(b"c")];
    let (_capture, source) = write(folder.path(), &pieces, 1000, 1);
    for (lens, count) in [(Lens::Raw, 3), (Lens::Lines, 4), (Lens::IdleGap(1000), 3)] {
        let mut transcript = Transcript::open(Arc::clone(&source), lens).expect("it opens");
        assert_eq!(all(&mut transcript).len(), count, "{lens:?}");
    }
}
