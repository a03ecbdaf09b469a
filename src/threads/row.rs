//! One thread's row: its owner writes it, the panel reads it.

use super::{Registry, os};
use crate::model::{Nanos, ThreadId, ThreadRole, ThreadRow, ThreadState};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

/// How a thread is to be started.
pub struct Spec {
    /// Its name in the system: Linux shows 15 bytes of it.
    pub name: String,
    /// What people read; may be longer.
    pub label: String,
    /// What it is there for.
    pub role: ThreadRole,
    /// How it is asked to end, where that is possible for it alone.
    pub stop: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl Spec {
    /// A thread whose label is its name, and which ends with what started it.
    #[must_use]
    pub fn new(role: ThreadRole, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { label: name.clone(), name, role, stop: None }
    }

    /// The same with a way to stop it by itself.
    #[must_use]
    pub fn with_stop(self, stop: impl Fn() + Send + Sync + 'static) -> Self {
        Self { stop: Some(Arc::new(stop)), ..self }
    }
}

pub(super) struct Row {
    pub(super) id: ThreadId,
    pub(super) role: ThreadRole,
    pub(super) since: Nanos,
    pub(super) stop: Option<Arc<dyn Fn() + Send + Sync>>,
    pub(super) names: Mutex<Names>,
    pub(super) os_id: OnceLock<u32>,
    pub(super) state: AtomicU8,
    /// When it last began or ended a wait; 0 where it never told.
    pub(super) active: AtomicU64,
    pub(super) stopping: AtomicBool,
    pub(super) connections: AtomicU32,
    pub(super) bytes: AtomicU64,
}

pub(super) struct Names {
    pub(super) os_name: String,
    pub(super) label: String,
}

const RUNNING: u8 = 0;
const WAITING: u8 = 1;
const PANICKED: u8 = 2;

impl Row {
    pub(super) fn new(id: ThreadId, spec: Spec) -> Self {
        Self {
            id,
            role: spec.role,
            since: SystemTime::now().into(),
            stop: spec.stop,
            names: Mutex::new(Names { os_name: os::cut(&spec.name), label: spec.label }),
            os_id: OnceLock::new(),
            state: AtomicU8::new(RUNNING),
            active: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
            connections: AtomicU32::new(0),
            bytes: AtomicU64::new(0),
        }
    }

    fn becomes(&self, state: u8) {
        self.active.store(Nanos::from(SystemTime::now()).0, Ordering::Relaxed);
        self.state.store(state, Ordering::Relaxed);
    }

    pub(super) fn panicked(&self) {
        self.state.store(PANICKED, Ordering::Relaxed);
    }

    /// For a thread that cannot tell when it works: those of libraries sleep nearly always.
    pub(super) fn is_waiting(&self) {
        self.state.store(WAITING, Ordering::Relaxed);
    }

    pub(super) fn label(&self) -> String {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).label.clone()
    }

    pub(super) fn snapshot(&self) -> ThreadRow {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let (os_name, label) = (names.os_name.clone(), names.label.clone());
        // The system is asked without the lock.
        drop(names);
        let os_id = self.os_id.get().copied();
        ThreadRow {
            id: self.id,
            os_id,
            os_name,
            label,
            role: self.role,
            state: self.state(),
            since: self.since,
            active: Some(self.active.load(Ordering::Relaxed)).filter(|at| *at > 0).map(Nanos),
            cpu: os_id.and_then(os::cpu_time),
            connections: self.connections.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            can_stop: self.stop.is_some(),
        }
    }

    fn state(&self) -> ThreadState {
        match self.state.load(Ordering::Relaxed) {
            PANICKED => ThreadState::Panicked,
            _ if self.stopping.load(Ordering::Relaxed) => ThreadState::Stopping,
            WAITING => ThreadState::Waiting,
            _ => ThreadState::Running,
        }
    }
}

/// A thread's own view of itself.
pub struct Me {
    registry: Registry,
    row: Arc<Row>,
}

impl Me {
    pub(super) fn new(registry: Registry, row: Arc<Row>) -> Self {
        Self { registry, row }
    }

    pub(super) fn arrive(&self) {
        if let Some(id) = os::current_id() {
            self.row.os_id.get_or_init(|| id);
        }
    }

    /// The number in the registry.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        self.row.id
    }

    /// The registry, to start further threads.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Runs something that sleeps until there is work; the row says so meanwhile.
    pub fn wait<T>(&self, sleep: impl FnOnce() -> T) -> T {
        self.rests();
        let result = sleep();
        self.works();
        result
    }

    /// Says that it works from now on: for a thread that is called by a library, as the window's.
    pub fn works(&self) {
        self.row.becomes(RUNNING);
    }

    /// Says that it sleeps from now on.
    pub fn rests(&self) {
        self.row.becomes(WAITING);
    }

    /// Says how many connections it serves.
    pub fn set_connections(&self, count: usize) {
        self.row.connections.store(u32::try_from(count).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    /// Adds to the bytes it has moved.
    pub fn add_bytes(&self, count: usize) {
        // The row's only writer: a load and a store are enough, and cheaper than a locked add.
        let bytes = self.row.bytes.load(Ordering::Relaxed);
        self.row.bytes.store(bytes + count as u64, Ordering::Relaxed);
    }
}
