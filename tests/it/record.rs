//! The record when the worst happens: the program is killed, the disk is full.

use crossbeam_channel::{Receiver, Sender, unbounded};
use jackfield::flow::{Batch, Entry, Output};
use jackfield::model::{
    ConnectionId, Endpoint, Event, Lens, Nanos, RecordEvent, Role, SegmentHead, SegmentKind,
    SessionEvent, SessionId, SessionSpec, ThreadId,
};
use jackfield::record::{Config, Message, Recorder, Transcript, conversations};
use jackfield::threads::Registry;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);
const SESSION: SessionId = SessionId(1);

struct Rig {
    recorder: Recorder,
    entries: Sender<Entry>,
    out: Receiver<Output>,
}

fn rig(folder: &Path) -> Rig {
    let (entries, received) = unbounded();
    let (sender, out) = unbounded();
    let folder = Some(folder.to_owned());
    let config = Config { folder, quota: u64::MAX, tap: true };
    let wake: jackfield::flow::Wake = Arc::new(|| {});
    let recorder =
        Recorder::start(&Registry::new(), config, received, sender, wake).expect("a thread starts");
    let endpoint = Endpoint::parse("tcp://127.0.0.1:9999", Role::Listen).expect("an endpoint");
    let spec = Box::new(SessionSpec::new(Role::Listen, endpoint));
    entries.send(Entry::Open(SESSION, spec, Nanos(1))).expect("the thread lives");
    Rig { recorder, entries, out }
}

impl Rig {
    fn say(&self, bytes: Vec<u8>) {
        let head = SegmentHead {
            sequence: 0,
            time: Nanos(7),
            connection: ConnectionId(1),
            thread: ThreadId(1),
            kind: SegmentKind::Received,
            datagram: false,
            len: u32::try_from(bytes.len()).expect("short"),
            since_lf: 0,
            since_previous: 0,
        };
        let batch = Batch::loose(SESSION, vec![head], bytes);
        self.entries.send(Entry::Batch(batch)).expect("the thread lives");
    }

    fn next(&self) -> Output {
        self.out.recv_timeout(SOON).expect("conversations go on")
    }

    fn end(self) {
        drop(self.entries);
        self.recorder.join(SOON).expect("it ends");
    }
}

fn all(folder: &Path, lens: Lens) -> Vec<Message> {
    let found = conversations(folder).expect("readable").pop().expect("one conversation");
    let mut transcript = Transcript::open_folder(&found.folder, lens).expect("it opens");
    let mut messages = Vec::new();
    let mut at = transcript.first();
    while let Some(position) = at {
        messages.push(transcript.message(position, usize::MAX).expect("it is there"));
        at = transcript.next(position);
    }
    messages
}

/// Names the folder in which the test below writes until it is killed.
const VICTIM: &str = "JACKFIELD_TEST_RECORD_VICTIM";

#[test]
fn a_killed_program_finds_everything_again_that_was_published() {
    if let Some(folder) = std::env::var_os(VICTIM) {
        write_until_killed(&PathBuf::from(folder));
    }
    let parent = tempfile::tempdir().expect("a folder");
    for enough in [1, 300, 20_000] {
        let folder = parent.path().join(enough.to_string());
        let published = kill_after(enough, &folder);
        let lines = all(&folder, Lens::Lines);
        assert!(lines.len() > published, "{} of {published} lines", lines.len());
        for (number, line) in lines.iter().enumerate() {
            assert_eq!(line.bytes, format!("line {number}\n").into_bytes());
        }
    }
}

/// Starts the victim, kills it when it has published so many lines; the last that it told of.
fn kill_after(enough: usize, folder: &Path) -> usize {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["a_killed_program_finds_everything_again_that_was_published", "--nocapture"])
        .env(VICTIM, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut told = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut published = 0;
    while published < enough {
        let line = told.next().expect("it lives").expect("text");
        published = number_in(&line).unwrap_or(published);
    }
    child.kill().expect("it lived");
    child.wait().expect("it ended");
    for line in told.map_while(Result::ok) {
        published = number_in(&line).unwrap_or(published);
    }
    published
}

/// The number in a line, unless the kill cut the line.
fn number_in(line: &str) -> Option<usize> {
    line.strip_prefix("published ")?.strip_suffix(" .")?.parse().ok()
}

fn write_until_killed(folder: &Path) -> ! {
    let rig = rig(folder);
    let mut out = std::io::stdout();
    for number in 0_u64.. {
        rig.say(format!("line {number}\n").into_bytes());
        // Some wait in the channel, so that turns are of all sizes.
        if number > 50 {
            assert!(matches!(rig.next(), Output::Data(_)));
            writeln!(out, "published {} .", number - 51).expect("the parent listens");
        }
    }
    unreachable!("numbers do not end")
}

/// A memory file system of a size; unmounted at the end.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(options: &str) -> Self {
        let disk = Self(tempfile::tempdir().expect("a folder"));
        disk.mount(options);
        disk
    }

    fn mount(&self, options: &str) {
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(self.0.path())
            .status()
            .expect("mount is there");
        assert!(status.success(), "mounting needs root");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg(self.0.path()).status().ok();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_pauses_the_record_and_never_the_conversation() {
    let disk = SmallDisk::new("size=2m");
    let rig = rig(disk.0.path());
    let (mut pauses, mut segments) = (0, 0);
    for _ in 0..40 {
        rig.say(vec![b'x'; 100_000]);
        loop {
            match rig.next() {
                Output::Data(_) => break,
                Output::Event(Event::Record(RecordEvent::Paused(SESSION, fault))) => {
                    assert_eq!(fault.os.expect("the system's word").code, Some(28), "ENOSPC");
                    pauses += 1;
                }
                Output::Event(other) => panic!("{other:?}"),
            }
        }
        segments += 1;
    }
    assert_eq!((pauses, segments), (1, 40));
    disk.mount("remount,size=16m");
    let mut missing = None;
    let resumed = loop {
        match rig.next() {
            Output::Event(Event::Session(SESSION, SessionEvent::Gap { segments, bytes })) => {
                missing = Some((segments, bytes));
            }
            Output::Event(Event::Record(RecordEvent::Resumed(SESSION, segments))) => {
                break segments;
            }
            Output::Event(other) => panic!("{other:?}"),
            Output::Data(_) => {}
        }
    };
    assert_eq!(missing, Some((resumed, resumed * 100_000)));
    rig.say(b"after".to_vec());
    rig.next();
    rig.end();
    let messages = all(disk.0.path(), Lens::Raw);
    let gap = messages.iter().position(|message| message.note.is_some()).expect("a note");
    assert_eq!(gap as u64 + resumed, 40, "what is there and what is missing are all");
    assert!(gap >= 19, "two megabytes hold nearly twenty of them");
    assert_eq!(messages[gap + 1].bytes, b"after");
}
