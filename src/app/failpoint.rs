//! For end-to-end tests: a window that breaks down, or stands still, when somebody types a word.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long it stands still.
const STALL: Duration = Duration::from_secs(4);

/// Panics at the word of `JACKFIELD_PANIC_AT`, and stands still once at that of `JACKFIELD_STALL_AT`.
pub(super) fn fail<'a>(typed: &(impl Iterator<Item = &'a str> + Clone)) {
    static STALLED: AtomicBool = AtomicBool::new(false);
    let is_typed = |name| {
        let word = std::env::var(name).ok();
        word.is_some_and(|word| typed.clone().any(|text| text == word))
    };
    assert!(!is_typed("JACKFIELD_PANIC_AT"), "on purpose, in a frame");
    if is_typed("JACKFIELD_STALL_AT") && !STALLED.swap(true, Ordering::Relaxed) {
        // Always runs out.
        crossbeam_channel::never::<()>().recv_timeout(STALL).ok();
    }
}
