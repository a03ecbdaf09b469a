//! Who may come in before having proved anything: counts, and nothing that a stranger can make grow.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Connections that have not proved anything, in all and from one address.
const HALF_OPEN: (usize, usize) = (32, 4);
/// How long who comes has the door for itself. Where strangers fill it, who has proved nothing by
/// then makes room for who waits; without a crowd the deadlines of a link hold.
pub(super) const TURN: Duration = Duration::from_secs(1);
/// New connections from one address: so many at once, and so many a second behind them.
const ARRIVALS: (f64, f64) = (20.0, 10.0);
/// Addresses that are remembered. Beyond them the quietest is forgotten, which costs it nothing.
const REMEMBERED: usize = 1024;

/// What is known of one address.
struct Caller {
    half_open: usize,
    tokens: f64,
    seen: Instant,
}

/// Counts connections before authentication.
#[derive(Default)]
pub(super) struct Door {
    callers: HashMap<IpAddr, Caller>,
    half_open: usize,
    turned_away: u64,
}

impl Door {
    /// Whether a connection from there may come in. If so it is counted until [`Door::leave`].
    pub(super) fn enter(&mut self, from: IpAddr, now: Instant) -> bool {
        let from = from.to_canonical();
        self.forget_the_quiet(now);
        let full = self.half_open >= HALF_OPEN.0;
        let (burst, rate) = ARRIVALS;
        let caller =
            self.callers.entry(from).or_insert(Caller { half_open: 0, tokens: burst, seen: now });
        let passed = now.saturating_duration_since(caller.seen).as_secs_f64();
        caller.tokens = (caller.tokens + passed * rate).min(burst);
        caller.seen = now;
        if full || caller.half_open >= HALF_OPEN.1 || caller.tokens < 1.0 {
            self.turned_away += 1;
            return false;
        }
        caller.tokens -= 1.0;
        caller.half_open += 1;
        self.half_open += 1;
        true
    }

    /// A connection that was let in has proved something, or is gone.
    pub(super) fn leave(&mut self, from: IpAddr) {
        if let Some(caller) = self.callers.get_mut(&from.to_canonical())
            && caller.half_open > 0
        {
            caller.half_open -= 1;
            self.half_open -= 1;
        }
    }

    /// How many more may come in. Who comes beyond that waits in the kernel, in a line: a crowd of
    /// strangers makes the wait longer, and turns nobody away who has the patience.
    pub(super) fn room(&self) -> usize {
        HALF_OPEN.0.saturating_sub(self.half_open)
    }

    /// One was sent away who had proved nothing.
    pub(super) fn sent_away(&mut self) {
        self.turned_away += 1;
    }

    /// How many were turned away since this was asked the last time.
    pub(super) fn take_turned_away(&mut self) -> u64 {
        std::mem::take(&mut self.turned_away)
    }

    /// Whether somebody was turned away and it was not told.
    pub(super) fn has_turned_away(&self) -> bool {
        self.turned_away > 0
    }

    fn forget_the_quiet(&mut self, now: Instant) {
        /// Until then every bucket is full again.
        const QUIET: Duration = Duration::from_secs(10);
        if self.callers.len() < REMEMBERED {
            return;
        }
        let since = |caller: &Caller| now.saturating_duration_since(caller.seen);
        self.callers.retain(|_, caller| caller.half_open > 0 || since(caller) < QUIET);
        if self.callers.len() >= REMEMBERED {
            let idle = self.callers.iter().filter(|(_, caller)| caller.half_open == 0);
            if let Some(oldest) = idle.min_by_key(|(_, caller)| caller.seen).map(|(ip, _)| *ip) {
                self.callers.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    #[test]
    fn four_from_one_address_and_thirty_two_in_all() {
        let (mut door, now) = (Door::default(), Instant::now());
        assert_eq!((0..6).filter(|_| door.enter(ip(1), now)).count(), 4);
        let others: usize =
            (2..20).map(|last| (0..4).filter(|_| door.enter(ip(last), now)).count()).sum();
        assert_eq!(others, 28);
        assert_eq!(door.take_turned_away(), 2 + 18 * 4 - 28);
        door.leave(ip(1));
        assert!(door.enter(ip(30), now), "one has left");
    }

    #[test]
    fn a_burst_of_twenty_and_then_ten_a_second() {
        let (mut door, now) = (Door::default(), Instant::now());
        let mut come = |at: Instant| {
            let inside = door.enter(ip(1), at);
            if inside {
                door.leave(ip(1));
            }
            inside
        };
        assert_eq!((0..50).filter(|_| come(now)).count(), 20);
        assert_eq!((0..50).filter(|_| come(now + Duration::from_secs(1))).count(), 10);
    }

    #[test]
    fn a_mapped_address_is_the_same_caller_and_memory_is_bounded() {
        let (mut door, now) = (Door::default(), Instant::now());
        let mapped: IpAddr = "::ffff:10.0.0.1".parse().expect("an address");
        assert_eq!((0..3).filter(|_| door.enter(mapped, now)).count(), 3);
        assert_eq!((0..3).filter(|_| door.enter(ip(1), now)).count(), 1);
        for index in 0..5_000_u16 {
            let [high, low] = index.to_be_bytes();
            let from = IpAddr::from([172, 16, high, low]);
            if door.enter(from, now) {
                door.leave(from);
            }
        }
        assert!(door.callers.len() <= REMEMBERED);
    }
}
