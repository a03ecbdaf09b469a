//! The same message again and again: every so many milliseconds, so many times.

use std::sync::Arc;
use std::time::Duration;

/// Sends that one frame may catch up with; more are left out, as a flood helps nobody.
const CATCH_UP: u32 = 64;

/// A repetition that is under way.
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    pub(super) bytes: Arc<[u8]>,
    every: f64,
    next: f64,
    /// Times that are left; `None` goes on until it is stopped.
    pub(super) left: Option<u32>,
    pub(super) done: u32,
}

impl Repeat {
    /// Begins at `now`, in seconds. `times` 0 goes on until it is stopped.
    pub(super) fn new(bytes: Arc<[u8]>, every: Duration, times: u32, now: f64) -> Self {
        let left = (times > 0).then_some(times);
        Self { bytes, every: every.as_secs_f64().max(0.001), next: now, left, done: 0 }
    }

    /// How many sends are due.
    pub(super) fn due(&mut self, now: f64) -> u32 {
        let mut due = 0;
        while self.next <= now && !self.is_done() && due < CATCH_UP {
            due += 1;
            self.done += 1;
            self.next += self.every;
            if let Some(left) = &mut self.left {
                *left -= 1;
            }
        }
        if self.next <= now {
            self.next = now + self.every;
        }
        due
    }

    /// Whether all was sent.
    pub(super) fn is_done(&self) -> bool {
        self.left == Some(0)
    }

    /// Time until the next one.
    pub(super) fn pause(&self, now: f64) -> Duration {
        Duration::from_secs_f64((self.next - now).max(0.001))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sends_on_time_and_as_often_as_asked() {
        let bytes: Arc<[u8]> = b"x".as_slice().into();
        let mut repeat = Repeat::new(bytes, Duration::from_millis(100), 3, 10.0);
        assert_eq!(repeat.due(10.0), 1);
        assert_eq!(repeat.due(10.05), 0);
        assert_eq!(repeat.due(10.31), 2, "what was missed is caught up");
        assert!(repeat.is_done());
        assert_eq!(repeat.due(99.0), 0);
    }
}
