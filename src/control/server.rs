//! The answering side: one thread, one request at a time.

use super::{Answer, PATIENCE, REQUEST, Request, SessionRow};
use crate::model::ThreadRole;
use crate::private;
use crate::threads::{Handle, Me, Registry, Spec, spawn};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long nobody is accepted after an error: those of accept(2) last (`EMFILE`), or are over at once.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers as long as it is held.
pub struct Control {
    path: PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<Handle<()>>,
}

/// Opens `<pid>.sock` in the runtime folder and answers there. `sessions` is called for each request,
/// in the control thread.
///
/// # Errors
/// When the folder or the socket cannot be made, or the system starts no more threads.
pub fn serve(
    registry: &Registry,
    runtime: &Path,
    sessions: impl Fn() -> Vec<SessionRow> + Send + 'static,
) -> io::Result<Control> {
    serve_window(registry, runtime, sessions, || false)
}

/// The same for a program with a window: `front` brings it to the front, and says whether it did.
///
/// # Errors
/// As [`serve`].
pub fn serve_window(
    registry: &Registry,
    runtime: &Path,
    sessions: impl Fn() -> Vec<SessionRow> + Send + 'static,
    front: impl Fn() -> bool + Send + 'static,
) -> io::Result<Control> {
    private::make_runtime_folder(runtime)?;
    let path = runtime.join(format!("{}.sock", std::process::id()));
    if path.exists() {
        // Left over by a dead process that had our number: nobody else can have it now.
        fs::remove_file(&path)?;
    }
    let listener = private::bind(&path)?;
    let stop = Arc::new(AtomicBool::new(false));
    let (stopped, list) = (Arc::clone(&stop), registry.clone());
    let thread = spawn(registry, Spec::new(ThreadRole::Control, "control"), move |me| {
        let next = || listener.accept().map(|(peer, _)| peer);
        // Who asks badly or does not read gets no answer; it is not our loss.
        answer_all(me, &stopped, next, |peer| drop(answer(&peer, &list, &sessions, &front)));
    })?;
    Ok(Control { path, stop, thread: Some(thread) })
}

/// Answers one peer after the other until it is stopped; an error of the system does not end it.
fn answer_all<P>(
    me: &Me,
    stopped: &AtomicBool,
    mut next: impl FnMut() -> io::Result<P>,
    mut answer: impl FnMut(P),
) {
    loop {
        let peer = me.wait(&mut next);
        if stopped.load(Ordering::Acquire) {
            return;
        }
        match peer {
            Ok(peer) => answer(peer),
            Err(error) => {
                log::warn!("nobody can ask for the threads at the moment: {error}");
                me.wait(|| crossbeam_channel::never::<()>().recv_timeout(PAUSE).ok());
            }
        }
    }
}

fn answer(
    mut peer: &UnixStream,
    registry: &Registry,
    sessions: &dyn Fn() -> Vec<SessionRow>,
    front: &dyn Fn() -> bool,
) -> io::Result<()> {
    peer.set_read_timeout(Some(PATIENCE))?;
    peer.set_write_timeout(Some(PATIENCE))?;
    let mut line = String::new();
    BufReader::new(peer.take(REQUEST)).read_line(&mut line)?;
    let mut text = match serde_json::from_str(&line)? {
        Request::Front => serde_json::to_vec(&front())?,
        Request::Threads => {
            let (count, peak) = registry.count();
            let answer = Answer {
                pid: std::process::id(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                count,
                peak,
                threads: registry.rows(),
                sessions: sessions(),
            };
            serde_json::to_vec(&answer)?
        }
    };
    text.push(b'\n');
    peer.write_all(&text)
}

impl Drop for Control {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // A connection is what ends the thread's wait; without one it would not be joined.
        let woken = UnixStream::connect(&self.path).is_ok();
        fs::remove_file(&self.path).ok();
        if let (true, Some(thread)) = (woken, self.thread.take()) {
            thread.join_within(PATIENCE).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_system_does_not_end_the_answers() {
        let (given, answered) = crossbeam_channel::bounded(2);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let mut peers = vec![Ok(2), Err(io::ErrorKind::Other.into()), Ok(1)];
        let spec = Spec::new(ThreadRole::Control, "control");
        let thread = spawn(&Registry::new(), spec, move |me| {
            let next = || peers.pop().unwrap_or_else(|| Err(io::ErrorKind::Other.into()));
            answer_all(me, &stopped, next, |peer| given.send(peer).expect("the test listens"));
        })
        .expect("a thread");
        let next = || answered.recv_timeout(Duration::from_secs(30)).expect("an answer");
        assert_eq!((next(), next()), (1, 2));
        stop.store(true, Ordering::Release);
        thread.join_within(Duration::from_secs(30)).expect("it ends when it is stopped");
    }
}
