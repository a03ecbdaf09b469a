//! Durations as people type them: `500ms`, `5s`, `1m`.

use std::time::Duration;

/// The longest that can be asked for, in seconds: a year. More is a slip of the finger.
const LONGEST: f64 = 366.0 * 86_400.0;

/// Reads `5`, `5s`, `1.5s`, `500ms`, `1m` or `2h`; a bare number is seconds. `None` for anything
/// else, for zero (it would mean "at once", which no option means) and for over a year.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(split)?;
    if !number.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "" | "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return None,
    };
    (seconds > 0.0 && seconds <= LONGEST).then(|| Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_the_usual_units() {
        for (text, millis) in [
            ("5s", 5_000),
            ("5", 5_000),
            (" 500ms ", 500),
            ("1m", 60_000),
            ("2h", 7_200_000),
            ("1.5s", 1_500),
            ("0.25", 250),
        ] {
            assert_eq!(parse(text), Some(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in
            ["", "s", "5x", "-5s", "5 s", "0", "0ms", "1e9", "1.2.3s", "99999h", "５s", "inf"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
