//! The record thread: what it is told it keeps, and passes on behind that.

use super::super::{Config, Recorder, conversations, remove, restore};
use super::*;
use crate::flow::{Entry, Output};
use crate::model::{CloseReason, Event, Lens, SessionEvent, Totals};
use crate::threads::Registry;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::PathBuf;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(10);

struct Bench {
    recorder: Recorder,
    entries: Sender<Entry>,
    out: Receiver<Output>,
    memory: HashMap<(u32, u8), u32>,
    folder: PathBuf,
}

fn bench(parent: &Path, quota: u64) -> Bench {
    let (entries, received) = unbounded();
    let (sender, out) = unbounded();
    let folder = parent.join("kept");
    let config = Config { folder: Some(folder.clone()), quota, tap: true };
    let wake: crate::flow::Wake = Arc::new(|| {});
    let recorder =
        Recorder::start(&Registry::new(), config, received, sender, wake).expect("a thread");
    Bench { recorder, entries, out, memory: HashMap::new(), folder }
}

impl Bench {
    fn tell(&self, entry: Entry) {
        self.entries.send(entry).expect("the thread lives");
    }

    fn open(&self, session: u32, record: bool) {
        self.tell(Entry::Open(
            SessionId(session),
            Box::new(spec(record)),
            Nanos(u64::from(session)),
        ));
        let opened =
            SessionEvent::Opened { endpoint: "tcp://127.0.0.1:9999".into(), role: Role::Listen };
        self.tell(Entry::Note(SessionId(session), opened, Nanos(5), ThreadId(1)));
        self.next();
    }

    fn say(&mut self, session: u32, pieces: &[Piece]) {
        let batch = batch(SessionId(session), pieces, &mut self.memory);
        self.tell(Entry::Batch(batch));
    }

    fn next(&self) -> Output {
        self.out.recv_timeout(SOON).expect("it is passed on")
    }

    fn end(self) {
        drop(self.entries);
        self.recorder.join(SOON).expect("it ends");
    }
}

#[test]
fn what_is_passed_on_is_in_the_record_already() {
    let parent = tempfile::tempdir().expect("a folder");
    let mut bench = bench(parent.path(), u64::MAX);
    bench.open(1, true);
    let source = bench.recorder.source(SessionId(1)).expect("from Opened on");
    let mut transcript = Transcript::open(source, Lens::Lines).expect("it opens");
    for n in 0..50 {
        bench.say(1, &[piece(1, format!("line {n}\n").as_bytes())]);
        assert!(matches!(bench.next(), Output::Data(batch) if batch.heads.len() == 1));
        transcript.refresh();
        let last = transcript.last().expect("there");
        let message = transcript.message(last, 100).expect("there");
        assert_eq!(message.bytes, format!("line {n}\n").into_bytes());
        assert_eq!(message.sequence, n + 1, "behind the note of the opening");
    }
    let closed = SessionEvent::Closed(ConnectionId(1), CloseReason::ByUs, Totals::default());
    bench.tell(Entry::Note(SessionId(1), closed, Nanos(9), ThreadId(1)));
    assert!(matches!(bench.next(), Output::Event(Event::Session(SessionId(1), _))));
    transcript.refresh();
    let last = transcript.last().expect("there");
    let message = transcript.message(last, 0).expect("there");
    assert_eq!(message.connection, ConnectionId(1));
    assert!(matches!(message.note, Some(SessionEvent::Closed(..))));
    bench.end();
}

#[test]
fn a_conversation_is_found_again_removed_and_restored() {
    let parent = tempfile::tempdir().expect("a folder");
    let mut bench = bench(parent.path(), u64::MAX);
    let folder = bench.folder.clone();
    bench.open(1, true);
    bench.say(1, &[piece(1, b"hello\n")]);
    bench.next();
    let open = conversations(&folder).expect("readable").remove(0);
    assert!(!open.finished);
    assert_eq!(remove(&open).expect_err("busy").kind(), std::io::ErrorKind::ResourceBusy);
    bench.end();
    let found = conversations(&folder).expect("readable").remove(0);
    assert!(found.finished);
    assert_eq!((found.started, found.spec.clone()), (Nanos(1), spec(true)));
    let removed = remove(&found).expect("removed");
    assert!(conversations(&folder).expect("readable").is_empty());
    super::folder::empty_trash(&folder); // As another program does that starts meanwhile.
    let back = restore(&removed).expect("restored");
    let mut transcript = Transcript::open_folder(&back.folder, Lens::Lines).expect("it opens");
    assert_eq!(all(&mut transcript).pop().expect("there").bytes, b"hello\n");
}

#[test]
#[cfg(unix)]
fn nobody_else_may_read_what_was_said() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().expect("a folder");
    let bench = bench(parent.path(), u64::MAX);
    bench.open(1, true);
    let source = bench.recorder.source(SessionId(1)).expect("from Opened on");
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let kept = source.folder().expect("it is kept");
    assert_eq!((mode(&bench.folder), mode(kept)), (0o700, 0o700));
    for name in [folder::META, folder::CAPTURE, folder::INDEX, folder::LOCK] {
        assert_eq!(mode(&kept.join(name)), 0o600, "{name}");
    }
    bench.end();
}

#[test]
fn what_is_not_kept_touches_no_disk_and_can_be_read_to_the_end() {
    let parent = tempfile::tempdir().expect("a folder");
    let mut bench = bench(parent.path(), u64::MAX);
    bench.open(1, false);
    bench.say(1, &[piece(1, b"secret\n")]);
    bench.next();
    let source = bench.recorder.source(SessionId(1)).expect("from Opened on");
    assert_eq!(source.folder(), None);
    bench.tell(Entry::Close(SessionId(1)));
    bench.recorder.forget(SessionId(1));
    let mut transcript = Transcript::open(source, Lens::Lines).expect("it opens");
    bench.end();
    transcript.refresh();
    assert_eq!(all(&mut transcript).pop().expect("there").bytes, b"secret\n");
    assert!(transcript.is_finished());
    assert_eq!(std::fs::read_dir(parent.path()).expect("readable").count(), 0);
}

#[test]
fn where_no_folder_can_be_made_the_conversation_is_seen_all_the_same() {
    let parent = tempfile::tempdir().expect("a folder");
    std::fs::write(parent.path().join("kept"), b"no folder").expect("written");
    let mut bench = bench(parent.path(), u64::MAX);
    bench.open(1, true);
    let opened = bench.next();
    assert!(matches!(opened, Output::Event(Event::Session(SessionId(1), _))));
    bench.say(1, &[piece(1, b"hello\n")]);
    assert!(matches!(bench.next(), Output::Data(_)), "it is told of once");
    let source = bench.recorder.source(SessionId(1)).expect("from Opened on");
    assert_eq!(source.folder(), None);
    let mut transcript = Transcript::open(source, Lens::Lines).expect("it opens");
    assert_eq!(all(&mut transcript).pop().expect("there").bytes, b"hello\n");
    bench.end();
}

#[test]
fn what_is_not_kept_stays_within_its_bound() {
    let parent = tempfile::tempdir().expect("a folder");
    let mut bench = bench(parent.path(), u64::MAX);
    bench.open(1, false);
    let source = bench.recorder.source(SessionId(1)).expect("from Opened on");
    let mut transcript = Transcript::open(Arc::clone(&source), Lens::Raw).expect("it opens");
    let block = vec![b'x'; 1024 * 1024];
    for _ in 0..100 {
        bench.say(1, &[piece(1, &block)]);
        bench.next();
    }
    transcript.refresh();
    assert!(transcript.given_up() >= 30 * 1024 * 1024, "{}", transcript.given_up());
    let first = transcript.first().expect("what is left");
    assert_eq!(transcript.message(first, 1).expect("there").len, 1024 * 1024);
    assert_eq!(all_backwards(&mut transcript).last(), Some(&first));
    bench.end();
}

#[test]
fn the_oldest_finished_conversations_go_when_the_quota_is_reached() {
    let parent = tempfile::tempdir().expect("a folder");
    let mut bench = bench(parent.path(), 5000);
    let folder = bench.folder.clone();
    for session in 1..=4 {
        bench.open(session, true);
        bench.say(session, &[piece(1, &[b'x'; 2000])]);
        bench.next();
        if session < 4 {
            bench.tell(Entry::Close(SessionId(session)));
        }
    }
    bench.end();
    let left: Vec<_> =
        conversations(&folder).expect("readable").iter().map(|found| found.started.0).collect();
    assert_eq!(left, [4, 3]);
}

#[test]
fn a_segment_beyond_a_record_is_kept_in_parts_that_belong_together() {
    let parent = tempfile::tempdir().expect("a folder");
    let mut bytes = vec![b'x'; 2_500_000];
    bytes[1_048_570] = b'\n';
    let (_capture, source) =
        write(parent.path(), &[piece(1, &bytes), piece(1, b"y\n")], 256 * 1024, 1);
    let mut transcript = Transcript::open(source, Lens::Raw).expect("it opens");
    let parts = all(&mut transcript);
    assert_eq!(
        parts.iter().map(|part| part.continues).collect::<Vec<_>>(),
        [true, true, false, false]
    );
    assert_eq!(
        parts.iter().map(|part| part.continued).collect::<Vec<_>>(),
        [false, true, true, false]
    );
    transcript.set_lens(Lens::Lines);
    let lines: Vec<_> = all(&mut transcript).into_iter().flat_map(|line| line.bytes).collect();
    assert_eq!(lines, [bytes, b"y\n".to_vec()].concat());
}
