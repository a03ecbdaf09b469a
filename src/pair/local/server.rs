//! The end of the program that holds the node: a thread that accepts, two for each client.

use super::{CLIENTS, PATIENCE, SOCKET, WISH, read_line, why_not_understood, write_line};
use crate::model::ThreadRole;
use crate::model::pairing::{PairEvent, PairFault, PairWish};
use crate::private;
use crate::threads::{Handle, Me, Registry, Spec, join_all, spawn};
use crossbeam_channel::{Receiver, Sender, bounded, never, select};
use std::fs;
use std::io::{self, BufReader};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long nobody is accepted after an error: those of accept(2) last (`EMFILE`), or are over at once.
const PAUSE: Duration = Duration::from_millis(100);

/// Lets other programs of the profile use a node, as long as it is held.
pub struct Local {
    path: PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<Handle<()>>,
}

/// What every client's threads need of the node.
struct Node {
    registry: Registry,
    wish: Box<dyn Fn(PairWish) + Send + Sync>,
    subscribe: Box<dyn Fn() -> Receiver<PairEvent> + Send + Sync>,
}

/// An attached program.
struct Client {
    stream: UnixStream,
    threads: [Handle<()>; 2],
}

impl Local {
    /// Opens the socket in the runtime folder. `wish` and `subscribe` are called from threads of
    /// this module, `subscribe` once for each client; neither may block.
    ///
    /// # Errors
    /// `AddrInUse` when another program answers there; whatever else the folder, the socket or the
    /// thread says.
    pub fn serve(
        registry: &Registry,
        runtime: &Path,
        wish: impl Fn(PairWish) + Send + Sync + 'static,
        subscribe: impl Fn() -> Receiver<PairEvent> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        private::make_runtime_folder(runtime)?;
        let path = runtime.join(SOCKET);
        let listener = bind(&path)?;
        let node = Node {
            registry: registry.clone(),
            wish: Box::new(wish),
            subscribe: Box::new(subscribe),
        };
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let spec = Spec::new(ThreadRole::Control, "pair-local");
        let thread = spawn(registry, spec, move |me| accept(me, &listener, &stopped, node))?;
        Ok(Self { path, stop, thread: Some(thread) })
    }
}

/// Binds, for its user only, also where a program that was killed has left its socket.
fn bind(path: &Path) -> io::Result<UnixListener> {
    match private::bind(path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_stale(path) => {
            fs::remove_file(path)?;
            private::bind(path)
        }
        bound => bound,
    }
}

fn is_stale(path: &Path) -> bool {
    let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    UnixStream::connect(path).is_err_and(refused)
}

/// Accepts until it is stopped, then ends the clients.
fn accept(me: &Me, listener: &UnixListener, stopped: &AtomicBool, node: Node) {
    let node = Arc::new(node);
    let mut clients: Vec<Client> = Vec::new();
    for number in 1_u64.. {
        let peer = me.wait(|| listener.accept());
        if stopped.load(Ordering::Acquire) {
            break;
        }
        clients.retain(|client| !client.threads.iter().all(Handle::is_finished));
        match peer {
            Ok((peer, _)) if clients.len() >= CLIENTS => turn_away(&peer),
            Ok((peer, _)) => match Client::start(peer, number, &node) {
                Ok(client) => clients.push(client),
                Err(error) => log::warn!("a program could not be attached: {error}"),
            },
            Err(error) => {
                log::warn!("no program can attach at the moment: {error}");
                me.wait(|| never::<()>().recv_timeout(PAUSE).ok());
            }
        }
        me.set_connections(clients.len());
    }
    for client in &clients {
        // Already shut where the program is gone.
        client.stream.shutdown(Shutdown::Both).ok();
    }
    for late in join_all(clients.into_iter().flat_map(|client| client.threads), PATIENCE) {
        log::warn!("{} did not end in time", late.label);
    }
}

fn turn_away(peer: &UnixStream) {
    let fault = PairFault::Other(format!("attach: {CLIENTS} programs are attached already"));
    // Who is gone already need not be told.
    write_line(peer, PairEvent::Trouble { contact: None, fault }.exposed()).ok();
}

impl Client {
    fn start(stream: UnixStream, number: u64, node: &Arc<Node>) -> io::Result<Self> {
        stream.set_write_timeout(Some(PATIENCE))?;
        let (from, to) = (stream.try_clone()?, stream.try_clone()?);
        let (answer, answers) = bounded(1);
        let stopped = stream.try_clone()?;
        let stop = move || {
            // Already shut where the program is gone.
            stopped.shutdown(Shutdown::Both).ok();
        };
        let spec = Spec::new(ThreadRole::Control, format!("pair-client:{number}"));
        let (registry, events) = (&node.registry, (node.subscribe)());
        let node = Arc::clone(node);
        let body = move |me: &Me| hear(me, from, &answer, &node);
        let hears = spawn(registry, spec.with_stop(stop), body)?;
        let spec = Spec::new(ThreadRole::Control, format!("pair-tell:{number}"));
        let tells = spawn(registry, spec, move |me| tell(me, &to, &events, &answers));
        match tells {
            Ok(tells) => Ok(Self { stream, threads: [hears, tells] }),
            Err(error) => {
                // The listening half ends with its socket.
                stream.shutdown(Shutdown::Both).ok();
                Err(error)
            }
        }
    }
}

/// Takes a client's wishes until it hangs up.
fn hear(me: &Me, from: UnixStream, answer: &Sender<PairEvent>, node: &Node) {
    let (mut from, mut line) = (BufReader::new(from), Vec::new());
    loop {
        match me.wait(|| read_line(&mut from, WISH, &mut line)) {
            Ok(true) => {}
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                refuse(answer, &error.to_string());
                return;
            }
            Ok(false) | Err(_) => return,
        }
        me.add_bytes(line.len());
        match serde_json::from_slice(&line) {
            Ok(wish) => (node.wish)(wish),
            Err(error) => refuse(answer, &why_not_understood(&error)),
        }
    }
}

fn refuse(answer: &Sender<PairEvent>, why: &str) {
    // The telling half may have ended: the client is gone.
    let fault = PairFault::Other(format!("wish: {why}"));
    answer.send(PairEvent::Trouble { contact: None, fault }).ok();
}

/// Tells a client all events until it hangs up, or does not read.
fn tell(me: &Me, to: &UnixStream, events: &Receiver<PairEvent>, answers: &Receiver<PairEvent>) {
    loop {
        // Either ends with its sender: the node, or the half that listens to the client.
        let event = me.wait(|| {
            select! {
                recv(answers) -> event => event,
                recv(events) -> event => event,
            }
        });
        let Ok(event) = event else { break };
        match write_line(to, event.exposed()) {
            Ok(count) => me.add_bytes(count),
            // It has ended: a command that is done does not stay to hear of everything.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            Err(error) => {
                log::warn!("an attached program is no longer told: {error}");
                break;
            }
        }
    }
    // Wakes the listening half; already shut where the program is gone.
    to.shutdown(Shutdown::Both).ok();
}

impl Drop for Local {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // A connection is what ends the thread's wait; without one it would not be joined.
        let woken = UnixStream::connect(&self.path).is_ok();
        fs::remove_file(&self.path).ok();
        if let (true, Some(thread)) = (woken, self.thread.take()) {
            // It waits for its clients itself, as long.
            thread.join_within(2 * PATIENCE).ok();
        }
    }
}
