//! The record's hot functions without sockets: `cargo bench --bench parts`.

use crossbeam_channel::{Receiver, Sender, bounded};
use divan::Bencher;
use divan::counter::BytesCount;
use jackfield::flow::{Batch, Entry, Output};
use jackfield::model::{
    ConnectionId, Endpoint, Lens, Nanos, Role, SegmentHead, SegmentKind, SessionId, SessionSpec,
    ThreadId,
};
use jackfield::record::{Config, Finder, Needle, Position, Recorder, Transcript, conversations};
use jackfield::threads::Registry;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const SESSION: SessionId = SessionId(1);
const LINE: usize = 64;
/// Bytes of one batch, as a network thread makes them.
const BATCH: usize = 64 * 1024;
const TOTAL: usize = 64 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_mins(1);

fn main() {
    divan::main();
}

struct Rig {
    recorder: Recorder,
    entries: Sender<Entry>,
    out: Receiver<Output>,
}

fn rig(folder: Option<PathBuf>) -> Rig {
    let (entries, inbox) = bounded(32);
    // It holds all that the record tells before somebody listens.
    let (told, out) = bounded(TOTAL / BATCH + 1);
    let config = Config { folder, quota: u64::MAX, tap: true };
    let recorder = Recorder::start(&Registry::new(), config, inbox, told, Arc::new(|| ()))
        .expect("a thread starts");
    let endpoint = Endpoint::parse("tcp://127.0.0.1:9", Role::Listen).expect("an endpoint");
    let spec = Box::new(SessionSpec::new(Role::Listen, endpoint));
    entries.send(Entry::Open(SESSION, spec, Nanos(1))).expect("the thread lives");
    Rig { recorder, entries, out }
}

impl Rig {
    /// Records [`TOTAL`] bytes of lines in segments of `size`, and waits until that is done.
    fn record(&self, size: usize) {
        let len = u32::try_from(size).expect("small");
        let head = SegmentHead {
            sequence: 0,
            time: Nanos(7),
            connection: ConnectionId(1),
            thread: ThreadId(1),
            kind: SegmentKind::Received,
            datagram: false,
            len,
            since_lf: 0,
            since_previous: 0,
        };
        let line: Vec<u8> = (b' '..b' ' + 63).chain(*b"\n").collect();
        for _ in 0..TOTAL / BATCH {
            let (heads, bytes) = (vec![head; BATCH / size], line.repeat(BATCH / LINE));
            let batch = Batch::loose(SESSION, heads, bytes);
            self.entries.send(Entry::Batch(batch)).expect("the thread lives");
        }
        for _ in 0..TOTAL / BATCH {
            self.out.recv_timeout(PATIENCE).expect("it is recorded");
        }
    }

    fn end(self) {
        drop(self.entries);
        self.recorder.join(PATIENCE).expect("it ends");
    }
}

fn recorded(folder: &Path, size: usize) -> Transcript {
    let rig = rig(Some(folder.to_owned()));
    rig.record(size);
    rig.end();
    let found = conversations(folder).expect("readable").remove(0);
    Transcript::open_folder(&found.folder, Lens::Lines).expect("it opens")
}

#[divan::bench(args = [LINE, BATCH], sample_count = 10)]
fn held_in_memory(bencher: Bencher<'_, '_>, size: usize) {
    let rig = rig(None);
    bencher.counter(BytesCount::new(TOTAL)).bench_local(|| rig.record(size));
    rig.end();
}

#[divan::bench(args = [LINE, BATCH], sample_count = 10)]
fn kept_on_disk(bencher: Bencher<'_, '_>, size: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let rig = rig(Some(folder.path().to_owned()));
    bencher.counter(BytesCount::new(TOTAL)).bench_local(|| rig.record(size));
    rig.end();
}

#[divan::bench(args = [LINE, BATCH], sample_count = 10)]
fn searched(bencher: Bencher<'_, '_>, size: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let transcript = recorded(folder.path(), size);
    let needle = Needle::Text { text: "not to be found".to_owned(), match_case: true };
    bencher.counter(BytesCount::new(TOTAL)).bench_local(|| {
        let mut finder =
            Finder::new(&transcript, &needle, Position::default()).expect("it can be looked for");
        while !finder.step(PATIENCE) {}
        finder.count()
    });
}

#[divan::bench(args = [LINE, BATCH], sample_count = 10)]
fn cut_into_lines(bencher: Bencher<'_, '_>, size: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut transcript = recorded(folder.path(), size);
    bencher.counter(BytesCount::new(TOTAL)).bench_local(|| {
        // Another lens forgets what was cut.
        transcript.set_lens(Lens::Raw);
        transcript.set_lens(Lens::Lines);
        let parts = TOTAL / (256 * 1024);
        (0..parts)
            .filter_map(|part| transcript.at_fraction(part as f64 / parts as f64))
            .map(|position| position.offset)
            .max()
    });
}
