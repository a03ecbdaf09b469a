//! Moments of a talk as people read them: days, hours and minutes of this machine's zone.

use crate::language::Words;
use crate::model::Nanos;
use crate::tr;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Knows the machine's time zone.
#[derive(Clone, Debug)]
pub(in crate::ui) struct When(TimeZone);

impl Default for When {
    fn default() -> Self {
        Self(TimeZone::try_system().unwrap_or(TimeZone::UTC))
    }
}

impl When {
    fn at(&self, moment: Nanos) -> jiff::Zoned {
        let stamp =
            Timestamp::from_nanosecond(i128::from(moment.0)).unwrap_or(Timestamp::UNIX_EPOCH);
        stamp.to_zoned(self.0.clone())
    }

    pub(in crate::ui) fn date(&self, moment: Nanos) -> Date {
        self.at(moment).date()
    }

    /// `14:02`
    pub(super) fn time(&self, moment: Nanos) -> String {
        let at = self.at(moment);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// `2026-11-23 14:02`
    pub(in crate::ui) fn exact(&self, moment: Nanos) -> String {
        format!("{} {}", self.date(moment), self.time(moment))
    }

    /// `14:02:11` of today, else `2026-11-22 14:02`.
    pub(in crate::ui) fn begun(&self, moment: Nanos, now: Nanos) -> String {
        if self.date(moment) == self.date(now) {
            format!("{}:{:02}", self.time(moment), self.at(moment).second())
        } else {
            self.exact(moment)
        }
    }

    /// Today, yesterday, or the date.
    pub(super) fn day(&self, words: &Words, date: Date, now: Nanos) -> String {
        let today = self.date(now);
        if date == today {
            tr!(words, "pair-today")
        } else if Some(date) == today.yesterday().ok() {
            tr!(words, "pair-yesterday")
        } else {
            date.to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_day_is_today_yesterday_or_a_date() {
        let (words, when) = (Words::new(Language::English), When(TimeZone::UTC));
        let day = |days: u64| Nanos(days * 86_400_000_000_000 + 3_660_000_000_000);
        let name = |days| when.day(&words, when.date(day(days)), day(20));
        assert_eq!(name(20), "Today");
        assert_eq!(name(19), "Yesterday");
        assert_eq!(name(2), "1970-01-03");
        assert_eq!(when.exact(day(0)), "1970-01-01 01:01");
        assert_eq!(when.begun(day(0), day(0)), "01:01:00");
        assert_eq!(when.begun(day(0), day(1)), "1970-01-01 01:01");
    }
}
