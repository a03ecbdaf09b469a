//! Moments of the record as times of day, in the machine's zone; in UTC where it has none.

use crate::model::Nanos;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Knows the machine's time zone.
#[derive(Clone, Debug)]
pub(super) struct Clock(TimeZone);

impl Default for Clock {
    fn default() -> Self {
        Self(TimeZone::try_system().unwrap_or(TimeZone::UTC))
    }
}

impl Clock {
    fn at(&self, time: Nanos) -> jiff::Zoned {
        let stamp = Timestamp::from_nanosecond(i128::from(time.0)).unwrap_or(Timestamp::UNIX_EPOCH);
        stamp.to_zoned(self.0.clone())
    }

    /// `14:02:11.310`
    pub(super) fn time(&self, time: Nanos) -> String {
        let t = self.at(time);
        format!("{:02}:{:02}:{:02}.{:03}", t.hour(), t.minute(), t.second(), t.millisecond())
    }

    /// `2026-11-23 14:02:11.310 205 117 +01`
    pub(super) fn exact(&self, time: Nanos) -> String {
        let t = self.at(time);
        let (micro, nano) = (t.microsecond(), t.nanosecond());
        format!("{} {} {micro:03} {nano:03} {}", t.date(), self.time(time), t.offset())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_a_time_of_day_down_to_its_nanoseconds() {
        let clock = Clock(TimeZone::UTC);
        let moment = Nanos(1_000_000_000 * 3_661 + 23_004_005);
        assert_eq!(clock.time(moment), "01:01:01.023");
        assert_eq!(clock.exact(moment), "1970-01-01 01:01:01.023 004 005 +00");
        assert_eq!(clock.time(Nanos(u64::MAX)).len(), "00:00:00.000".len());
    }
}
