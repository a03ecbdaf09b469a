//! Durations in files that people edit: `10s`, `500ms`.

use serde::{Deserialize, Deserializer, Serializer, de};
use std::time::Duration;

/// Each unit and its nanoseconds; that of an hour down to those that are written.
const UNITS: [(&str, u128); 6] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];
/// Hours and minutes are read and never written: `90s` compares more easily with `10s`.
const WRITTEN: usize = 2;

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Seconds(u64),
    /// `{ secs = 10, nanos = 0 }`, as it was written before the first release.
    Parts(Duration),
}

pub(super) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&write(*duration))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    match Written::deserialize(from)? {
        Written::Text(text) => read(&text).ok_or_else(|| {
            de::Error::custom(format_args!("`{text}` is no duration such as `10s` or `500ms`"))
        }),
        Written::Seconds(seconds) => Ok(Duration::from_secs(seconds)),
        Written::Parts(duration) => Ok(duration),
    }
}

/// In the largest unit up to a second in which it is a whole number: nothing is rounded.
fn write(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let fits = |unit: &&(&str, u128)| nanos.is_multiple_of(unit.1);
    let (unit, size) = UNITS.iter().skip(WRITTEN).find(fits).unwrap_or(&("ns", 1));
    format!("{}{unit}", nanos / size)
}

/// A number, whole or with a fraction, and its unit; seconds where there is none.
fn read(text: &str) -> Option<Duration> {
    let text = text.trim();
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(split)?;
    let number = number.trim_end();
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let unit = if unit.is_empty() { "s" } else { unit };
    let (_, size) = *UNITS.iter().find(|(name, _)| *name == unit)?;
    match number.parse::<u128>() {
        Ok(number) => of_nanos(number.checked_mul(size)?),
        Err(_) => {
            let seconds = number.parse::<f64>().ok()? * of_nanos(size)?.as_secs_f64();
            Duration::try_from_secs_f64(seconds).ok()
        }
    }
}

fn of_nanos(nanos: u128) -> Option<Duration> {
    let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
    let rest = u32::try_from(nanos % 1_000_000_000).ok()?;
    Some(Duration::new(seconds, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    struct File {
        #[serde(with = "super")]
        timeout: Duration,
    }

    fn of(text: &str) -> Option<Duration> {
        toml::from_str::<File>(&format!("timeout = {text}")).ok().map(|file| file.timeout)
    }

    #[test]
    fn a_duration_is_read_as_people_write_it_and_in_the_old_form() {
        for (text, millis) in [
            ("\"10s\"", 10_000),
            ("\"500ms\"", 500),
            ("\"1.5s\"", 1_500),
            ("\" 2 m \"", 120_000),
            ("\"1h\"", 3_600_000),
            ("\"7\"", 7_000),
            ("7", 7_000),
            ("{ secs = 3, nanos = 500000000 }", 3_500),
        ] {
            assert_eq!(of(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for text in ["\"\"", "\"s\"", "\"-1s\"", "\"1x\"", "-1", "true", "\"1.2.3s\"", "\"９s\""] {
            assert_eq!(of(text), None, "{text}");
        }
        let many = format!("\"{}h\"", u128::MAX);
        assert_eq!(of(&many), None);
    }

    #[test]
    fn a_duration_is_written_as_text() {
        for (duration, text) in [
            (Duration::from_secs(10), "10s"),
            (Duration::from_secs(90), "90s"),
            (Duration::from_millis(500), "500ms"),
            (Duration::from_millis(1_500), "1500ms"),
            (Duration::ZERO, "0s"),
            (Duration::from_nanos(1), "1ns"),
        ] {
            let written = toml::to_string(&File { timeout: duration }).expect("written");
            assert_eq!(written, format!("timeout = \"{text}\"\n"));
        }
    }

    proptest! {
        #[test]
        fn every_duration_comes_back_exactly(seconds: u64, nanos in 0_u32..1_000_000_000) {
            let duration = Duration::new(seconds, nanos);
            prop_assert_eq!(read(&write(duration)), Some(duration));
        }

        #[test]
        fn no_text_does_harm(text: String) {
            if let Some(duration) = read(&text) {
                prop_assert_eq!(read(&write(duration)), Some(duration));
            }
        }
    }
}
