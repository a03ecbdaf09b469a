//! Finds installations that are near, and lets them find this one: DNS service discovery over
//! multicast (RFC 6762, RFC 6763).
//!
//! What is seen is a hint where to knock. Nothing of it changes trust, names a contact or opens a
//! dialog; also [`Sighting::Cloned`] is no more than a reason to look.

mod list;
#[cfg(test)]
mod tests;
pub mod txt;
mod watch;

pub use list::{ADDRESSES, ENTRIES, LeftOut};

use crate::flow::Wake;
use crate::model::ThreadRole;
use crate::model::pairing::{Nearby, PairFault};
use crate::threads::{self, Foreign, Handle, Registry, Spec};
use crossbeam_channel::Sender;
use mdns_sd::{DaemonStatus, IfKind, Receiver, ServiceDaemon, ServiceEvent, ServiceInfo};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use txt::Announcement;

/// The name of the service (RFC 6763, section 7).
pub const SERVICE: &str = "_jackfield._tcp.local.";
/// How the library calls its thread when it is born.
const LIBRARY_THREAD: &str = "mDNS_daemon";
/// How long the library's thread may take to start or to say goodbye. It works in microseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is said of this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The first [`txt::HINT`] characters of the device id.
    pub hint: String,
    /// Random letters and digits, new in every run; see [`txt::RUN`].
    pub run: String,
    /// The name, where others may see it.
    pub name: Option<String>,
    /// Whether a code is shown.
    pub shows_code: bool,
    /// Where connections are accepted. Without a port nothing is announced: others are seen, this
    /// one is not.
    pub port: Option<u16>,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sighting {
    /// The list of all that are near is now this.
    Nearby(Vec<Nearby>),
    /// Somebody announces our own id in another run: a clone, or a forger. Only the key that
    /// answers there can tell. Said once.
    Cloned(Vec<SocketAddr>),
    /// So many records were not listed up to now. Said whenever one of the two has doubled.
    LeftOut(LeftOut),
    /// No interface can be used; it goes on when one comes. Said once.
    NoInterface,
    /// More came than is any good; it rests for this time, then starts anew.
    Flooded(Duration),
    /// It has ended for this reason. All else goes on.
    Ended(String),
}

/// Finds and is found, until it is stopped.
pub struct Discovery {
    shared: Arc<Shared>,
    watch: Option<Handle<()>>,
    /// Dropped to end a rest.
    awake: Option<Sender<()>>,
}

/// What the owner and the thread that listens both use.
struct Shared {
    registry: Registry,
    instance: String,
    state: Mutex<State>,
}

struct State {
    about: About,
    daemon: Option<Daemon>,
    stopping: bool,
}

/// The library's thread, and its row.
struct Daemon {
    service: ServiceDaemon,
    _row: Foreign,
}

impl Discovery {
    /// Starts to announce and to look. Works as well without a network, until one comes.
    ///
    /// # Errors
    /// [`PairFault::Other`] where the system gives no thread, or nothing to wait with.
    pub fn start(
        registry: &Registry,
        about: About,
        tell: Sender<Sighting>,
        wake: Wake,
    ) -> Result<Self, PairFault> {
        let state = Mutex::new(State { about, daemon: None, stopping: false });
        let shared = Shared { registry: registry.clone(), instance: nonce()?, state };
        let shared = Arc::new(shared);
        let found = shared.begin()?.ok_or_else(|| fault("discovery", "stopped"))?;
        let (awake, rest) = crossbeam_channel::bounded(0);
        let watch = watch::Watch::new(Arc::clone(&shared), tell, wake, rest);
        let spec = Spec::new(ThreadRole::Discovery, "nearby");
        let handle = threads::spawn(registry, spec, move |me| watch.run(me, found));
        let mut discovery = Self { shared, watch: None, awake: Some(awake) };
        match handle {
            Ok(handle) => discovery.watch = Some(handle),
            Err(error) => {
                discovery.stop();
                return Err(fault("thread `nearby`", error));
            }
        }
        Ok(discovery)
    }

    /// Announces something else from now on.
    ///
    /// # Errors
    /// [`PairFault::Other`] where the library does not take it; what was announced stays.
    pub fn update(&self, about: &About) -> Result<(), PairFault> {
        let mut state = self.shared.lock();
        if state.about == *about {
            return Ok(());
        }
        if let Some(daemon) = &state.daemon {
            daemon.announce(&self.shared.instance, about)?;
        }
        about.clone_into(&mut state.about);
        Ok(())
    }

    /// Says goodbye, and ends both threads. Dropping it does the same.
    pub fn stop(&mut self) {
        let daemon = {
            let mut state = self.shared.lock();
            state.stopping = true;
            state.daemon.take()
        };
        self.awake = None;
        drop(daemon);
        if let Some(watch) = self.watch.take() {
            // One that does not come has its row in the panel until it does.
            watch.join_within(PATIENCE).ok();
        }
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    /// Starts the library, announces, and looks. `None` when all is to end.
    fn begin(&self) -> Result<Option<Receiver<ServiceEvent>>, PairFault> {
        let mut state = self.lock();
        if state.stopping {
            return Ok(None);
        }
        let daemon = Daemon::start(&self.registry)?;
        daemon.announce(&self.instance, &state.about)?;
        let found = daemon.service.browse(SERVICE).map_err(|error| fault("browse", error))?;
        state.daemon = Some(daemon);
        Ok(Some(found))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Daemon {
    fn start(registry: &Registry) -> Result<Self, PairFault> {
        /// Two that start at once could take each other's thread for their own.
        static BIRTH: Mutex<()> = Mutex::new(());
        let _birth = BIRTH.lock().unwrap_or_else(PoisonError::into_inner);
        let service = ServiceDaemon::new().map_err(|error| fault("mDNS", error))?;
        // It has its name when it answers.
        if let Ok(status) = service.status() {
            status.recv_timeout(PATIENCE).ok();
        }
        let row = registry.list_foreign(LIBRARY_THREAD, Spec::new(ThreadRole::Discovery, "mdns"));
        let daemon = Self { service, _row: row };
        let loopback = vec![IfKind::LoopbackV4, IfKind::LoopbackV6];
        daemon.service.disable_interface(loopback).map_err(|error| fault("mDNS", error))?;
        Ok(daemon)
    }

    /// Announces this, or nothing any more.
    fn announce(&self, instance: &str, about: &About) -> Result<(), PairFault> {
        let Some(port) = about.port else {
            let name = format!("{instance}.{SERVICE}");
            // The answer says whether it was announced, which does not matter.
            return self.service.unregister(&name).map(drop).map_err(|e| fault("mDNS", e));
        };
        let said = Announcement {
            version: txt::VERSION,
            hint: about.hint.clone(),
            name: about.name.clone(),
            shows_code: about.shows_code,
            run: about.run.clone(),
        };
        debug_assert!(said.is_sound(), "others would not list {said:?}");
        // The host is called like the instance: the true name is nobody's business.
        let host = format!("{instance}.local.");
        let info =
            ServiceInfo::new(SERVICE, instance, &host, "", port, said.properties().as_slice());
        let mut info = info.map_err(|error| fault("mDNS record", error))?.enable_addr_auto();
        // 40 random bits need not ask whether somebody else has them, which takes 0.75 s.
        info.set_requires_probe(false);
        self.service.register(info).map_err(|error| fault("mDNS", error))
    }
}

impl Drop for Daemon {
    /// Says goodbye. The row is taken off behind that.
    fn drop(&mut self) {
        if let Ok(status) = self.service.shutdown() {
            let ended = status.recv_timeout(PATIENCE);
            debug_assert!(matches!(ended, Ok(DaemonStatus::Shutdown) | Err(_)), "the only answer");
        }
    }
}

/// Eight characters of Crockford's base 32 in small letters: 40 random bits. What names an instance,
/// and a run.
///
/// # Errors
/// [`PairFault::Other`] where the system gives no random bytes.
pub fn nonce() -> Result<String, PairFault> {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut random = [0_u8; list::INSTANCE];
    getrandom::fill(&mut random).map_err(|error| fault("random bytes", error))?;
    Ok(random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

fn fault(what: &str, error: impl std::fmt::Display) -> PairFault {
    PairFault::Other(format!("{what}: {error}"))
}
