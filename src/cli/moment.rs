//! A moment as text: RFC 3339 in UTC, to the nanosecond.

use crate::model::Nanos;
use jiff::Timestamp;

/// `2026-11-23T07:04:06.123456789Z` (RFC 3339, section 5.6).
pub(super) fn rfc3339(time: Nanos) -> String {
    // 64 bits of nanoseconds end in 2554, a timestamp in 9999.
    let moment = Timestamp::from_nanosecond(i128::from(time.0)).unwrap_or(Timestamp::MAX);
    format!("{moment:.9}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_rfc_3339() {
        for (nanos, text) in [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (951_782_399_999_999_999, "2000-02-28T23:59:59.999999999Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
            (1_709_210_096_000_000_007, "2024-02-29T12:34:56.000000007Z"),
            (1_795_417_446_000_000_000, "2026-11-23T07:04:06.000000000Z"),
            (u64::MAX, "2554-07-21T23:34:33.709551615Z"),
        ] {
            assert_eq!(rfc3339(Nanos(nanos)), text);
        }
    }
}
