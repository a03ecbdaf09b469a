//! What is there is found once, in order, wherever the search begins.

use super::super::{Filter, Finder, Needle};
use super::*;
use crate::model::Lens;
use std::time::Duration;

fn search(transcript: &Transcript, needle: &Needle, from: Position) -> Vec<Position> {
    let mut finder = Finder::new(transcript, needle, from).expect("it can be looked for");
    while !finder.step(Duration::ZERO) {}
    assert_eq!(finder.count(), finder.hits().len() as u64);
    finder.hits().to_vec()
}

fn text(text: &str, match_case: bool) -> Needle {
    Needle::Text { text: text.to_owned(), match_case }
}

#[test]
fn a_match_is_found_within_and_across_segments_from_everywhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut pieces = Vec::new();
    for _ in 0..10 {
        pieces.extend([
            piece(1, b"a nee"),
            piece(2, b"xx"),
            piece(1, b"dle, a Needle"),
            piece(2, b"ne"),
        ]);
    }
    for chunk in [100, 250, 10_000] {
        let (_capture, source) = write(folder.path(), &pieces, chunk, 3);
        let mut transcript = Transcript::open(source, Lens::Raw).expect("it opens");
        let everything = search(&transcript, &text("needle", false), Position::default());
        assert_eq!(everything.len(), 20, "chunks of {chunk}");
        assert!(everything.is_sorted());
        assert_eq!(search(&transcript, &text("needle", true), Position::default()).len(), 10);
        for message in all(&mut transcript) {
            let found = search(&transcript, &text("needle", false), message.position);
            assert_eq!(found, everything, "from {:?}", message.position);
        }
        let bytes = Needle::Bytes(b"e\x2c".to_vec());
        assert_eq!(search(&transcript, &bytes, Position::default()).len(), 10);
        let pattern = Needle::Pattern("N[a-f]+dle$".to_owned());
        assert_eq!(search(&transcript, &pattern, Position::default()).len(), 10);
        let connection = Some(ConnectionId(2));
        transcript.set_filter(Filter { connection, ..Filter::default() });
        assert_eq!(search(&transcript, &text("needle", false), Position::default()), []);
    }
}

#[test]
fn a_match_may_lie_in_many_small_segments() {
    let folder = tempfile::tempdir().expect("a folder");
    let pieces: Vec<_> = b"a needle here".iter().map(|byte| piece(1, &[*byte])).collect();
    let (_capture, source) = write(folder.path(), &pieces, 120, 3);
    let transcript = Transcript::open(source, Lens::Raw).expect("it opens");
    let found = search(&transcript, &text("needle", true), Position::default());
    assert_eq!(found, [Position { offset: 2 * 49, at: 0 }]);
}

#[test]
fn what_arrives_later_is_searched_too() {
    let parent = tempfile::tempdir().expect("a folder");
    let (mut capture, source) =
        write(parent.path(), &[piece(1, b"one needle, one nee")], 10_000, 1);
    let transcript = Transcript::open(source, Lens::Raw).expect("it opens");
    let mut finder = Finder::new(&transcript, &text("needle", true), Position::default())
        .expect("it can be looked for");
    assert!(finder.step(Duration::from_secs(10)));
    assert_eq!(finder.hits().len(), 1);
    let batch = batch(SessionId(1), &[piece(1, b"dle more")], &mut HashMap::new());
    capture.plan_batch(0, &batch, &mut 1);
    capture.write(|_| batch.bytes()).expect("written");
    assert!(finder.step(Duration::from_secs(10)));
    assert_eq!(finder.hits().len(), 2);
}

#[test]
fn a_filter_by_text_hides_the_other_messages() {
    let folder = tempfile::tempdir().expect("a folder");
    let pieces: Vec<_> =
        (0..50_u32).map(|n| piece(1, format!("Number {n}\n").as_bytes())).collect();
    let (_capture, source) = write(folder.path(), &pieces, 200, 3);
    let mut transcript = Transcript::open(source, Lens::Lines).expect("it opens");
    transcript.set_filter(Filter { text: Some("number 4".to_owned()), ..Filter::default() });
    let shown = all(&mut transcript);
    assert_eq!(shown.len(), 11);
    let found = search(&transcript, &text("Number", true), Position::default());
    assert_eq!(found, shown.iter().map(|message| message.position).collect::<Vec<_>>());
}

#[test]
fn nothing_and_nonsense_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_capture, source) = write(folder.path(), &[piece(1, b"x")], 200, 3);
    let transcript = Transcript::open(source, Lens::Lines).expect("it opens");
    for needle in [text("", true), Needle::Bytes(Vec::new()), Needle::Pattern("(".to_owned())] {
        assert!(Finder::new(&transcript, &needle, Position::default()).is_err(), "{needle:?}");
    }
}
