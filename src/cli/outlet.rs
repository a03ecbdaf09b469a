//! Writes standard output on a thread of its own, so that a reader who is slow, or does not read at
//! all, keeps neither standard input nor signals waiting.
//!
//! What is not written yet is bounded: [`Outlet::has_room`] says when the engine may give more, and
//! what the engine keeps slows the peer.

use super::complain;
use crate::flow::Wake;
use crate::model::ThreadRole;
use crate::threads::{Handle, Registry, Spec, spawn};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Bytes that may wait to be written before the engine has to keep what comes.
const ROOM: usize = 1024 * 1024;
/// Bytes that a piece counts for beside its own, so that many short ones are bounded as well.
const PIECE: usize = 64;
/// Pieces that may wait. [`ROOM`] is full with a quarter of them; the rest is for what one turn of
/// the engine brings at a time.
const PIECES: usize = 4 * ROOM / PIECE;
/// How often it is looked whether anybody still reads, while nothing is written.
const LOOK: Duration = Duration::from_secs(1);

enum Piece {
    Out(Vec<u8>),
    Err(String),
}

/// The end that is written to.
pub(super) struct Outlet {
    pieces: Sender<Piece>,
    waiting: Arc<AtomicUsize>,
    /// Nobody reads any more.
    gone: Arc<AtomicBool>,
    failed: Receiver<io::Error>,
    thread: Handle<()>,
}

/// A way out on which words can be said between the bytes.
pub(super) trait Say {
    /// Says a sentence on standard error, behind all bytes that were written before it.
    fn say(&mut self, sentence: &str);
}

impl Outlet {
    /// Starts the thread `output`. `wake` is called when there is room again, or nobody reads.
    ///
    /// # Errors
    /// The system starts no more threads.
    pub(super) fn start(registry: &Registry, to: File, wake: Wake) -> io::Result<Self> {
        let (pieces, inbox) = bounded(PIECES);
        let (tell, failed) = bounded(1);
        let waiting = Arc::new(AtomicUsize::new(0));
        let gone = Arc::new(AtomicBool::new(false));
        let (left, ended) = (Arc::clone(&waiting), Arc::clone(&gone));
        let thread = spawn(registry, Spec::new(ThreadRole::Output, "output"), move |me| {
            let mut writer = Writer { to, left, wake: Arc::clone(&wake) };
            if let Err(error) = writer.run(&inbox, |sleep| me.wait(sleep)) {
                // First of all: who is woken asks for room, and nobody wakes it a second time.
                drop(inbox);
                ended.store(true, Ordering::Release);
                // Room for one, and only one is told.
                tell.try_send(error).ok();
                wake();
            }
        })?;
        Ok(Self { pieces, waiting, gone, failed, thread })
    }

    /// Whether more may be written without much memory being held. Where nobody reads any more
    /// there is room for all: it goes nowhere.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) < ROOM || self.gone.load(Ordering::Acquire)
    }

    /// Why nobody reads any more; told once.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.failed.try_recv().ok()
    }

    /// Waits until all is written, or cannot be.
    pub(super) fn finish(self) {
        drop(self.pieces);
        self.thread.join();
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.fetch_add(bytes.len() + PIECE, Ordering::Relaxed);
        // A writer that has ended has told why.
        self.pieces.send(Piece::Out(bytes.to_vec())).ok();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Say for Outlet {
    fn say(&mut self, sentence: &str) {
        if let Err(unsent) = self.pieces.send(Piece::Err(sentence.to_owned()))
            && let Piece::Err(sentence) = unsent.0
        {
            complain(&sentence);
        }
    }
}

struct Writer {
    to: File,
    left: Arc<AtomicUsize>,
    wake: Wake,
}

impl Writer {
    fn run(&mut self, inbox: &Receiver<Piece>, wait: impl Fn(&mut dyn FnMut())) -> io::Result<()> {
        loop {
            let mut next = inbox.try_recv().map_err(|_| RecvTimeoutError::Timeout);
            if next.is_err() {
                wait(&mut || next = inbox.recv_timeout(LOOK));
            }
            match next {
                Ok(Piece::Err(sentence)) => complain(&sentence),
                Ok(Piece::Out(bytes)) => {
                    self.to.write_all(&bytes)?;
                    let weight = bytes.len() + PIECE;
                    let before = self.left.fetch_sub(weight, Ordering::Relaxed);
                    if before >= ROOM && before.saturating_sub(weight) < ROOM {
                        (self.wake)();
                    }
                }
                Err(RecvTimeoutError::Timeout) => is_read(&self.to)?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }
}

/// A pipe whose reading end is closed says so although nothing is written (`POLLERR`, poll(2)).
#[cfg(unix)]
fn is_read(to: &File) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    let mut asked = [PollFd::new(to, PollFlags::empty())];
    let answer = poll(&mut asked, Some(&rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 }));
    let gone = answer.is_ok() && asked.iter().any(|fd| fd.revents().contains(PollFlags::ERR));
    if gone { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
}

#[cfg(not(unix))]
fn is_read(_to: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
impl Say for &mut Vec<u8> {
    fn say(&mut self, sentence: &str) {
        complain(sentence);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::fd::OwnedFd;

    const LONG: Duration = Duration::from_secs(30);

    /// An outlet into a pipe, and the end that is read.
    fn piped() -> (Outlet, std::io::PipeReader, Receiver<()>) {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let (ring, rung) = bounded(16);
        let wake: Wake = Arc::new(move || {
            // Full is rung enough.
            ring.try_send(()).ok();
        });
        let to = File::from(OwnedFd::from(writer));
        let outlet = Outlet::start(&Registry::new(), to, wake).expect("a thread");
        (outlet, reader, rung)
    }

    #[test]
    fn a_reader_who_does_not_read_stops_nobody_and_gets_all_in_the_end() {
        let (mut outlet, mut reader, rung) = piped();
        let mut written = 0;
        while outlet.has_room() {
            written += outlet.write(&[7; 4096]).expect("it never blocks");
        }
        assert!(written >= ROOM - ROOM / 4096 * PIECE, "{written}");
        let mut bytes = vec![0; written];
        reader.read_exact(&mut bytes).expect("all of it");
        rung.recv_timeout(LONG).expect("it tells that there is room again");
        assert!(outlet.has_room());
        outlet.finish();
    }

    #[test]
    fn a_closed_pipe_is_noticed_although_nothing_is_written() {
        let (outlet, reader, rung) = piped();
        drop(reader);
        rung.recv_timeout(LONG).expect("it tells");
        let failure = outlet.failure().expect("the reason");
        assert_eq!(failure.kind(), io::ErrorKind::BrokenPipe);
        assert!(outlet.has_room());
        outlet.finish();
    }

    #[test]
    fn there_is_room_for_all_when_it_is_told_that_nobody_reads() {
        let (mut outlet, reader, rung) = piped();
        while outlet.has_room() {
            outlet.write_all(&[7; 4096]).expect("it never blocks");
        }
        drop(reader);
        rung.recv_timeout(LONG).expect("it tells");
        assert!(outlet.has_room(), "what nobody reads needs no room");
        outlet.finish();
    }

    #[test]
    fn short_pieces_are_bounded_too() {
        let (mut outlet, mut reader, rung) = piped();
        let mut written = 0;
        while outlet.has_room() {
            written += outlet.write(b"x").expect("it never blocks");
        }
        assert!(outlet.pieces.len() < PIECES / 2);
        reader.read_exact(&mut vec![0; written]).expect("all of it");
        rung.recv_timeout(LONG).expect("it tells that there is room again");
        assert!(outlet.has_room());
        outlet.finish();
    }
}
