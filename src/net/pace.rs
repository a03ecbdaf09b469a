//! How fast long times run: as they are written, or hurried by tests of what takes minutes.

use std::sync::OnceLock;
use std::time::Duration;

/// Keep-alive, time-outs and pauses between tries are divided by the number in this variable of the
/// environment. Only for tests: nobody would wait for a minute of silence.
const HURRY: &str = "JACKFIELD_HURRY";

/// A time as it runs here.
pub(super) fn paced(time: Duration) -> Duration {
    static FACTOR: OnceLock<u32> = OnceLock::new();
    let factor = FACTOR.get_or_init(|| {
        let asked = std::env::var(HURRY).ok().and_then(|text| text.parse().ok());
        asked.unwrap_or(1).max(1)
    });
    time / *factor
}

/// The same in whole seconds, at least one: finer the kernel does not count keep-alive.
pub(super) fn paced_seconds(time: Duration) -> Duration {
    Duration::from_secs(paced(time).as_secs().max(1))
}
