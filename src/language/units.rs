//! Bytes, durations and rates, for eyes.

use super::Words;
use crate::tr;
use std::time::Duration;

/// Keys of the units of bytes, each a thousand times the one before.
const BYTE_UNITS: [&str; 5] = ["unit-b", "unit-kb", "unit-mb", "unit-gb", "unit-tb"];

impl Words {
    /// 3.2 MB, 17 B: decimal units, as network tools have them.
    #[must_use]
    pub fn bytes(&self, count: u64) -> String {
        let mut number = count as f64;
        let mut unit = 0;
        // 999.95 kB would be shown as 1000 kB.
        while (number >= 999.95 || (unit > 0 && number >= 999.5)) && unit + 1 < BYTE_UNITS.len() {
            number /= 1000.0;
            unit += 1;
        }
        let text = if unit == 0 { count.to_string() } else { rounded(number) };
        let key = BYTE_UNITS.get(unit).copied().unwrap_or("unit-b");
        self.say_with(key, &[("n", text.into())])
    }

    /// 3.2 MB/s.
    #[must_use]
    pub fn rate(&self, bytes_a_second: u64) -> String {
        tr!(self, "unit-rate", bytes = self.bytes(bytes_a_second))
    }

    /// 0.3 ms, 5 s, 1 min 12 s, 3 h 5 min, 2 d 4 h: two places, rounded.
    #[must_use]
    pub fn duration(&self, duration: Duration) -> String {
        let seconds = duration.as_secs_f64();
        if duration.is_zero() {
            tr!(self, "unit-s", n = "0")
        } else if seconds < 0.000_095 {
            tr!(self, "unit-us", n = rounded((seconds * 1e6).max(0.1)))
        } else if seconds < 0.9995 {
            tr!(self, "unit-ms", n = rounded(seconds * 1e3))
        } else if seconds < 59.5 {
            tr!(self, "unit-s", n = rounded(seconds))
        } else if duration.as_secs() < 3600 {
            let whole = duration.as_secs().max(60);
            match (whole / 60, whole % 60) {
                (min, 0) => tr!(self, "unit-min", min = min),
                (min, s) => tr!(self, "unit-min-s", min = min, s = s),
            }
        } else {
            self.long_duration(duration.as_secs() / 60)
        }
    }

    /// A large number in groups of three digits, with a narrow space that does not break.
    #[must_use]
    pub fn grouped(&self, number: u64) -> String {
        let digits = number.to_string();
        if digits.len() < 5 {
            return digits;
        }
        let first = digits.len() % 3;
        let (head, rest) = digits.split_at(first);
        let mut groups: Vec<&str> = if head.is_empty() { Vec::new() } else { vec![head] };
        groups
            .extend(rest.as_bytes().chunks(3).filter_map(|group| std::str::from_utf8(group).ok()));
        groups.join("\u{202f}")
    }

    fn long_duration(&self, minutes: u64) -> String {
        let hours = minutes / 60;
        match (hours / 24, hours % 24, minutes % 60) {
            (0, h, 0) => tr!(self, "unit-h", h = h),
            (0, h, min) => tr!(self, "unit-h-min", h = h, min = min),
            (d, 0, _) => tr!(self, "unit-d", d = d),
            (d, h, _) => tr!(self, "unit-d-h", d = d, h = h),
        }
    }
}

/// One decimal below ten, none above, no `.0`.
fn rounded(number: f64) -> String {
    let text = if number < 9.95 { format!("{number:.1}") } else { format!("{number:.0}") };
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn large_numbers_are_read_in_groups_of_three() {
        let words = Words::new(Language::English);
        let grouped = |number| words.grouped(number).replace('\u{202f}', " ");
        assert_eq!([0, 9_999, 10_000].map(grouped), ["0", "9999", "10 000"]);
        assert_eq!(grouped(2_368_504), "2 368 504");
    }
}
