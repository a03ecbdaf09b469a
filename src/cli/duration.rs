//! Durations as people type them: `500ms`, `5s`, `1m`.

use crate::codec::printable;
use crate::language::Words;
use crate::tr;
use std::time::Duration;

/// The longest that can be asked for, in seconds: a year. More is a slip of the finger.
const LONGEST: f64 = 366.0 * 86_400.0;

/// Reads the value of an option. The error is a sentence.
pub(super) fn read(text: &str, option: &str, words: &Words) -> Result<Duration, String> {
    let seconds = seconds(text);
    let fits = |seconds: &f64| *seconds > 0.0 && *seconds <= LONGEST;
    if let Some(seconds) = seconds.filter(fits) {
        return Ok(Duration::from_secs_f64(seconds));
    }
    let text = printable(text.as_bytes());
    Err(match seconds {
        Some(seconds) if seconds > LONGEST => tr!(words, "cli-long-duration", option = option),
        // At once is what no option means.
        Some(_) => tr!(words, "cli-no-duration", option = option),
        None => tr!(words, "cli-bad-duration", option = option, text = text),
    })
}

/// Reads `5`, `5s`, `1.5s`, `500ms`, `1m` or `2h`; a bare number is seconds. `None` for anything
/// else.
fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(split)?;
    if !number.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    match unit {
        "ms" => Some(number / 1000.0),
        "" | "s" => Some(number),
        "m" => Some(number * 60.0),
        "h" => Some(number * 3600.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn parse(text: &str) -> Result<Duration, String> {
        read(text, "--timeout", &Words::new(Language::English))
    }

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
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        let wrong = |key: &str, text: &str| {
            let words = Words::new(Language::English);
            let args = [("option", "--timeout".into()), ("text", text.into())];
            words.say_with(key, &args)
        };
        for text in ["", "s", "5x", "-5s", "5 s", "1e9", "1.2.3s", "５s", "inf"] {
            assert_eq!(parse(text), Err(wrong("cli-bad-duration", text)), "{text}");
        }
        for text in ["0", "0s", "0ms", "0.0h"] {
            assert_eq!(parse(text), Err(wrong("cli-no-duration", text)), "{text}");
        }
        assert_eq!(parse("99999h"), Err(wrong("cli-long-duration", "")));
    }
}
