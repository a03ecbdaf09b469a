//! A side that is killed at any byte of a dialogue, and around every commit and acknowledgement.

use super::duo::Duo;
use super::proxy::{Deed, Manner, Plan, Way};
use super::thorough;
use rustix::process::{Signal, kill_process};
use std::sync::Arc;

/// Texts that wait on each side when one of them is killed.
const TEXTS: u64 = 40;
/// Bytes of a dialogue with so many texts, in each direction, and some more.
const BYTES: u64 = 4_500;

/// Numbers that look random and are the same in every run (xorshift64, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

#[test]
fn who_is_killed_in_the_middle_goes_on_and_both_logs_are_equal() {
    let rounds = if thorough() { 500 } else { 20 };
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut duo = Duo::new(Manner::default());
    for round in 0..rounds {
        let side = usize::from(chance.below(2) == 1);
        let way = if chance.below(2) == 1 { Way::There } else { Way::Back };
        let after = usize::try_from(chance.below(BYTES)).expect("it is small");
        let pid = duo.serving[side].pid();
        // It may have ended in another way meanwhile; then there is nobody to kill.
        let call = move || {
            kill_process(pid, Signal::KILL).ok();
        };
        duo.meet(Plan { way, after, deed: Deed::Call(Arc::new(call)) }, TEXTS);
        duo.revive(side, &[]);
        if round % 20 == 19 {
            duo.settle();
        }
    }
    duo.settle();
}

/// Kills one side as it enters a system call for the `when`th time in one of its threads, while both
/// talk: before a write of the ledger, before it is synced, before an acknowledgement leaves. Whether
/// it came to that.
fn killed_at(duo: &mut Duo, side: usize, call: &str, when: usize) -> bool {
    let (trace, inject) =
        (format!("trace={call}"), format!("inject={call}:signal=SIGKILL:when={when}"));
    let strace = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    duo.proxy.open(true);
    duo.revive(side, &strace);
    duo.fill(TEXTS);
    duo.until("it is killed, or nothing is left to say", |own| {
        own.serving[side].is_gone || own.is_stored()
    });
    let was_killed = duo.serving[side].is_gone;
    duo.revive(side, &[]);
    was_killed
}

#[test]
fn a_kill_around_a_commit_or_an_acknowledgement_leaves_both_logs_equal() {
    let most = if thorough() { 24 } else { 4 };
    let mut duo = Duo::new(Manner::default());
    for side in [0, 1] {
        for call in ["pwrite64", "fsync", "writev"] {
            let rounds = (1..=most).step_by(if thorough() { 1 } else { 2 });
            let killed = rounds.filter(|when| killed_at(&mut duo, side, call, *when)).count();
            assert!(killed > 0, "nobody was killed at {call}");
            duo.settle();
        }
    }
}
