//! When the next connect comes after one that failed.

use super::pace::paced;
use crate::model::limits::RECONNECT;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// A connection that lasted this long was a good one: the count begins anew.
const GOOD: Duration = Duration::from_secs(5);

/// Counts tries: 1, 2, 4 … seconds up to a minute, a fifth more or less, and no more than ten.
#[derive(Default)]
pub(super) struct Retry {
    tried: u32,
    connected: Option<Instant>,
}

impl Retry {
    pub(super) fn connected(&mut self) {
        self.connected = Some(Instant::now());
    }

    /// The next pause, which try it leads to, and of how many; `None` when there were enough.
    pub(super) fn next(&mut self) -> Option<(Duration, u32, u32)> {
        let (first, longest, attempts) = RECONNECT;
        if self.connected.take().is_some_and(|since| since.elapsed() >= GOOD) {
            self.tried = 0;
        }
        if self.tried >= attempts {
            return None;
        }
        let pause = paced(first.saturating_mul(1 << self.tried.min(16)).min(longest));
        self.tried += 1;
        Some((pause.mul_f64(jitter()), self.tried, attempts))
    }
}

/// Between 0.8 and 1.2: many clients of one server must not come back at the same moment.
fn jitter() -> f64 {
    // Each RandomState has keys of its own.
    let random = RandomState::new().hash_one(0_u8) % 1000;
    0.8 + 0.4 * (random as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_end_after_ten() {
        let mut retry = Retry::default();
        let pauses: Vec<_> = std::iter::from_fn(|| retry.next()).collect();
        assert_eq!(pauses.len(), 10);
        for (index, (pause, attempt, of)) in pauses.into_iter().enumerate() {
            let middle = f64::from(1 << index).min(60.0);
            assert!((middle * 0.79..middle * 1.21).contains(&pause.as_secs_f64()), "{pause:?}");
            assert_eq!((attempt as usize, of), (index + 1, 10));
        }
    }

    #[test]
    fn a_short_success_does_not_start_the_count_anew() {
        let mut retry = Retry::default();
        retry.next();
        retry.connected();
        assert_eq!(retry.next().map(|(_, attempt, _)| attempt), Some(2));
    }
}
