//! Which signals ask the program to end.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// SIGINT and SIGTERM, and SIGHUP unless whoever started the program had it ignored, as nohup(1)
/// does: then it is to outlive its terminal.
#[must_use]
pub fn ending() -> Vec<i32> {
    let mut signals = vec![SIGINT, SIGTERM];
    if !ignored().is_some_and(|mask| is_in(mask, SIGHUP)) {
        signals.push(SIGHUP);
    }
    signals
}

/// The signals that are ignored, where the system tells them (`SigIgn` of proc(5)).
fn ignored() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

/// Bit 0 stands for signal 1.
fn is_in(mask: u64, signal: i32) -> bool {
    u32::try_from(signal - 1).is_ok_and(|bit| mask.checked_shr(bit).unwrap_or(0) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_found_in_its_mask() {
        assert!(is_in(1, SIGHUP) && !is_in(1, SIGINT));
        assert!(is_in(0x4000, SIGTERM) && !is_in(0x4000, SIGHUP));
        assert!(ending().contains(&SIGTERM));
    }
}
