//! The end of a program that uses another program's node.

use super::{EVENT, Local, PATIENCE, SOCKET, read_line, write_line};
use crate::model::ThreadRole;
use crate::model::pairing::{PairEvent, PairWish};
use crate::threads::{Handle, Me, Registry, Spec, spawn};
use crossbeam_channel::{Receiver, Sender, bounded, never};
use std::io::{self, BufReader};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// Events that wait to be taken. When they are not, the node's program hangs up after a while.
const AHEAD: usize = 256;

/// A node that another program holds.
pub struct Attached {
    socket: PathBuf,
    stream: UnixStream,
    events: Receiver<PairEvent>,
    reader: Option<Handle<()>>,
}

impl Local {
    /// Attaches to the node of the profile with this runtime folder.
    ///
    /// # Errors
    /// `NotFound` and `ConnectionRefused` where no program holds it; whatever else connecting says.
    pub fn attach(registry: &Registry, runtime: &Path) -> io::Result<Attached> {
        let socket = runtime.join(SOCKET);
        let stream = UnixStream::connect(&socket)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let from = stream.try_clone()?;
        let (told, events) = bounded(AHEAD);
        let spec = Spec::new(ThreadRole::Pair, "pair-attached");
        let reader = spawn(registry, spec, move |me| hear(me, from, &told))?;
        Ok(Attached { socket, stream, events, reader: Some(reader) })
    }
}

impl Attached {
    /// Wishes something of the node. What came of it is an event.
    ///
    /// # Errors
    /// When the node is gone, or the wish holds a path that is no text.
    pub fn send(&self, wish: &PairWish) -> io::Result<()> {
        write_line(&self.stream, wish.exposed()).map(drop)
    }

    /// Whether a program still holds a node there. It hangs up on who does not read for long.
    #[must_use]
    pub fn is_there(&self) -> bool {
        UnixStream::connect(&self.socket).is_ok()
    }

    /// What has happened; all there is comes first. Ends when the node is gone.
    #[must_use]
    pub fn events(&self) -> &Receiver<PairEvent> {
        &self.events
    }
}

fn hear(me: &Me, from: UnixStream, told: &Sender<PairEvent>) {
    let (mut from, mut line) = (BufReader::new(from), Vec::new());
    // An error is an end as well: there is nobody to be told, and the closed channel says it.
    while me.wait(|| read_line(&mut from, EVENT, &mut line)).unwrap_or(false) {
        me.add_bytes(line.len());
        match serde_json::from_slice(&line) {
            Ok(event) => {
                if me.wait(|| told.send(event)).is_err() {
                    return;
                }
            }
            // The other program may be a later version.
            Err(error) => {
                log::warn!("an event of the node was not understood at column {}", error.column());
            }
        }
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        // Already shut where the node is gone.
        self.stream.shutdown(Shutdown::Both).ok();
        self.events = never();
        if let Some(reader) = self.reader.take() {
            // It has no more to wait for; a late one is in the registry.
            reader.join_within(PATIENCE).ok();
        }
    }
}
