//! Bytes a second, from counters that only grow.

use std::time::Instant;

/// Bytes a second in both directions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rate {
    /// Received a second.
    pub down: f64,
    /// Sent a second.
    pub up: f64,
    before: Option<(Instant, u64, u64)>,
}

impl Rate {
    /// Takes a reading of the counters; the rate is over the time since the reading before.
    pub fn measure(&mut self, received: u64, sent: u64, now: Instant) {
        if let Some((then, old_received, old_sent)) = self.before {
            let seconds = now.saturating_duration_since(then).as_secs_f64();
            if seconds > 0.0 {
                self.down = received.saturating_sub(old_received) as f64 / seconds;
                self.up = sent.saturating_sub(old_sent) as f64 / seconds;
            }
        }
        self.before = Some((now, received, sent));
    }

    /// Whether nothing moves.
    #[must_use]
    pub fn is_still(&self) -> bool {
        self.down + self.up < 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_rate_is_the_growth_over_the_time_between_two_readings() {
        let start = Instant::now();
        let mut rate = Rate::default();
        rate.measure(1_000, 0, start);
        assert!(rate.is_still(), "one reading is no rate");
        rate.measure(3_000, 500, start + Duration::from_secs(2));
        assert!((rate.down - 1_000.0).abs() < 1e-9 && (rate.up - 250.0).abs() < 1e-9);
        rate.measure(3_000, 500, start + Duration::from_secs(3));
        assert!(rate.is_still());
    }
}
