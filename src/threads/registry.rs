//! The threads that were started and have not ended.

use super::os;
use super::row::{Me, Row, Spec};
use crate::model::{ThreadId, ThreadRole, ThreadRow};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A thread that ended: its number, its label and, after a panic, what it said last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its number.
    pub id: ThreadId,
    /// Its label at the end.
    pub label: String,
    /// What a panic said, where it ended by one.
    pub panic: Option<String>,
}

type Observer = Arc<dyn Fn(&Ended) + Send + Sync>;

/// The list behind the threads panel. Clones are the same list.
#[derive(Clone, Default)]
pub struct Registry(Arc<Shared>);

#[derive(Default)]
struct Shared {
    rows: Mutex<BTreeMap<ThreadId, Arc<Row>>>,
    left: Condvar,
    next: AtomicU32,
    peak: AtomicUsize,
    observer: Mutex<Option<Observer>>,
}

impl Registry {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls `observer` in each thread that ends, behind its last work.
    pub fn observe(&self, observer: impl Fn(&Ended) + Send + Sync + 'static) {
        *self.0.observer.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(observer));
    }

    /// Gives the calling thread a row that lasts as long as the registry: for the main thread.
    #[must_use]
    pub fn adopt(&self, spec: Spec) -> Me {
        let row = self.enter(spec);
        if let Some(name) = os::current_name() {
            // The main thread's name is the program's, and stays so: others know it by that.
            row.names.lock().unwrap_or_else(PoisonError::into_inner).os_name = name;
        }
        let me = Me::new(self.clone(), row);
        me.arrive();
        me
    }

    /// Every live thread, oldest first.
    #[must_use]
    pub fn rows(&self) -> Vec<ThreadRow> {
        let rows: Vec<_> = self.lock().values().cloned().collect();
        rows.iter().map(|row| row.snapshot()).collect()
    }

    /// The main thread, where it has been entered.
    #[must_use]
    pub fn main(&self) -> Option<ThreadId> {
        self.lock().values().find(|row| row.role == ThreadRole::Main).map(|row| row.id)
    }

    /// How many live, and how many did at most.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        (self.lock().len(), self.0.peak.load(Ordering::Relaxed))
    }

    /// Whether a thread has not ended.
    #[must_use]
    pub fn is_alive(&self, id: ThreadId) -> bool {
        self.lock().contains_key(&id)
    }

    /// What a thread is called now.
    #[must_use]
    pub fn label(&self, id: ThreadId) -> Option<String> {
        self.lock().get(&id).map(|row| row.label())
    }

    /// Gives a thread another label. The system's name follows, cut to what it holds; the answer is
    /// that name, or `None` where the system has no way to change it from outside. `None` at the
    /// outer level: no such thread.
    pub fn rename(&self, id: ThreadId, label: &str) -> Option<Option<String>> {
        let row = self.lock().get(&id).cloned()?;
        let os_name = row.os_id.get().and_then(|os_id| os::rename(*os_id, label));
        let mut names = row.names.lock().unwrap_or_else(PoisonError::into_inner);
        label.clone_into(&mut names.label);
        if let Some(name) = &os_name {
            names.os_name.clone_from(name);
        }
        Some(os_name)
    }

    /// Asks a thread to end. False where it has ended, or ends only with what started it.
    #[must_use]
    pub fn stop(&self, id: ThreadId) -> bool {
        let row = self.lock().get(&id).cloned();
        let Some((row, stop)) = row.and_then(|row| row.stop.clone().map(|stop| (row, stop))) else {
            return false;
        };
        row.stopping.store(true, Ordering::Relaxed);
        stop();
        true
    }

    /// Waits until a thread has ended, but no longer than `limit`. True when it has.
    #[must_use]
    pub fn wait_for_end(&self, id: ThreadId, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        let mut rows = self.lock();
        while rows.contains_key(&id) {
            let Some(left) = deadline.checked_duration_since(Instant::now()) else { return false };
            rows = self
                .0
                .left
                .wait_timeout(rows, left)
                .map_or_else(|poisoned| poisoned.into_inner().0, |(rows, _)| rows);
        }
        true
    }

    pub(super) fn enter(&self, spec: Spec) -> Arc<Row> {
        let id = ThreadId(self.0.next.fetch_add(1, Ordering::Relaxed) + 1);
        let row = Arc::new(Row::new(id, spec));
        let mut rows = self.lock();
        rows.insert(id, Arc::clone(&row));
        self.0.peak.fetch_max(rows.len(), Ordering::Relaxed);
        row
    }

    fn leave(&self, row: &Row, panic: Option<String>) {
        let ended = Ended { id: row.id, label: row.label(), panic };
        self.lock().remove(&row.id);
        self.0.left.notify_all();
        let observer = self.0.observer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(observer) = observer {
            observer(&ended);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ThreadId, Arc<Row>>> {
        self.0.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a row off the list when the thread ends, however it ends.
pub(super) struct Leave {
    registry: Registry,
    row: Arc<Row>,
    panic: Option<String>,
}

impl Leave {
    pub(super) fn new(registry: Registry, row: Arc<Row>) -> Self {
        Self { registry, row, panic: None }
    }

    pub(super) fn panicked(&mut self, message: String) {
        self.row.panicked();
        self.panic = Some(message);
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.registry.leave(&self.row, self.panic.take());
    }
}
