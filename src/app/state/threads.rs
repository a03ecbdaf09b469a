//! The threads that live, and what came of those that were stopped.

use crate::model::{Fault, Nanos, ThreadEvent, ThreadId, ThreadRow, ThreadState};
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// Pieces of thread news that are kept for the panel.
const NEWS_KEPT: usize = 20;

/// Threads whose names are kept for the calls that they made.
const NAMES_KEPT: usize = 1_024;

/// A thread that makes no progress for so long is told from the others.
const STUCK: Duration = Duration::from_secs(5);
/// The share of one processor below which a thread does nothing.
const IDLE: f64 = 0.01;

/// What became of a thread that somebody asked something of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThreadNews {
    /// It panicked.
    Panicked(ThreadId, Fault),
    /// It ended within the limit, after this long.
    Joined(ThreadId, String, Duration),
    /// It had not ended after this long.
    Late(ThreadId, String, Duration),
    /// It has another label, and this name in the system.
    Renamed(ThreadId, String, Option<String>),
}

impl ThreadNews {
    /// Whose it is.
    #[must_use]
    pub fn thread(&self) -> ThreadId {
        match self {
            Self::Panicked(id, _)
            | Self::Joined(id, ..)
            | Self::Late(id, ..)
            | Self::Renamed(id, ..) => *id,
        }
    }

    /// Whether nobody asked for it.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(self, Self::Panicked(..))
    }
}

/// The threads that live.
#[derive(Clone, Debug, Default)]
pub struct Threads {
    /// One for each, oldest first.
    pub rows: Vec<ThreadRow>,
    /// How many live.
    pub count: usize,
    /// How many did at most.
    pub peak: usize,
    /// What became of those that were asked something, newest last.
    pub news: VecDeque<ThreadNews>,
    /// What those that live, or lived of late, are called.
    names: BTreeMap<ThreadId, String>,
    shares: BTreeMap<ThreadId, f64>,
    read: Option<Instant>,
}

impl Threads {
    /// The share of one processor that a thread used between the last two readings: 0 to 1.
    #[must_use]
    pub fn cpu_share(&self, id: ThreadId) -> Option<f64> {
        self.shares.get(&id).copied()
    }

    /// Whether a thread says that it works, and has neither rested nor used a processor for so long
    /// that it can only wait for something that does not come.
    #[must_use]
    pub fn is_stuck(&self, row: &ThreadRow, clock: Nanos) -> bool {
        let is_quiet = row.active.is_some_and(|active| clock.since(active) >= STUCK);
        let is_idle = self.cpu_share(row.id).is_some_and(|share| share < IDLE);
        row.state == ThreadState::Running && is_quiet && is_idle
    }

    /// What a thread is called, while it lives and for a while after.
    #[must_use]
    pub fn label(&self, id: ThreadId) -> Option<&str> {
        let live = self.rows.iter().find(|row| row.id == id).map(|row| row.label.as_str());
        live.or_else(|| self.names.get(&id).map(String::as_str))
    }

    /// Takes a reading of the registry.
    pub fn read(&mut self, rows: Vec<ThreadRow>, (count, peak): (usize, usize), now: Instant) {
        if let Some(then) = self.read {
            let seconds = now.saturating_duration_since(then).as_secs_f64();
            self.shares = shares(&self.rows, &rows, seconds);
        }
        self.names.extend(rows.iter().map(|row| (row.id, row.label.clone())));
        while self.names.len() > NAMES_KEPT.max(rows.len()) {
            self.names.pop_first();
        }
        (self.rows, self.count, self.peak, self.read) = (rows, count, peak, Some(now));
    }

    pub(super) fn apply(&mut self, event: &ThreadEvent) {
        let news = match event.clone() {
            ThreadEvent::Panicked(id, fault) => ThreadNews::Panicked(id, fault),
            ThreadEvent::Joined(id, label, took) => ThreadNews::Joined(id, label, took),
            ThreadEvent::Late(id, label, limit) => ThreadNews::Late(id, label, limit),
            ThreadEvent::Renamed(id, label, os_name) => self.renamed(id, label, os_name),
        };
        self.news.push_back(news);
        if self.news.len() > NEWS_KEPT {
            self.news.pop_front();
        }
    }

    fn renamed(&mut self, id: ThreadId, label: String, os_name: Option<String>) -> ThreadNews {
        self.names.insert(id, label.clone());
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == id) {
            row.label.clone_from(&label);
            if let Some(name) = &os_name {
                row.os_name.clone_from(name);
            }
        }
        ThreadNews::Renamed(id, label, os_name)
    }
}

fn shares(before: &[ThreadRow], after: &[ThreadRow], seconds: f64) -> BTreeMap<ThreadId, f64> {
    let used: BTreeMap<_, _> = before.iter().map(|row| (row.id, row.cpu)).collect();
    let share = |row: &ThreadRow| {
        let then = used.get(&row.id).copied().flatten()?;
        let spent = row.cpu?.saturating_sub(then).as_secs_f64();
        (seconds > 0.0).then(|| (row.id, spent / seconds))
    };
    after.iter().filter_map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ThreadRole;

    #[test]
    fn who_neither_rests_nor_works_is_stuck() {
        let second = 1_000_000_000;
        let row = |state, cpu| ThreadRow {
            id: ThreadId(1),
            os_id: None,
            os_name: "io".to_owned(),
            label: "io".to_owned(),
            role: ThreadRole::Io,
            state,
            since: Nanos(0),
            active: Some(Nanos(second)),
            cpu: Some(Duration::from_millis(cpu)),
            connections: 0,
            bytes: 0,
            can_stop: false,
        };
        let then = Instant::now();
        let look = |state, cpu, clock| {
            let mut threads = Threads::default();
            threads.read(vec![row(state, 0)], (1, 1), then);
            threads.read(vec![row(state, cpu)], (1, 1), then + Duration::from_secs(1));
            threads.is_stuck(&row(state, cpu), Nanos(clock))
        };
        assert!(look(ThreadState::Running, 0, 6 * second));
        assert!(!look(ThreadState::Running, 0, 5 * second), "not yet");
        assert!(!look(ThreadState::Running, 500, 60 * second), "it counts something");
        assert!(!look(ThreadState::Waiting, 0, 60 * second), "it may");
        let silent = ThreadRow { active: None, ..row(ThreadState::Running, 0) };
        assert!(!Threads::default().is_stuck(&silent, Nanos(60 * second)), "it never tells");
    }
}
