//! How fast a contact's words are taken.

use crate::model::pairing::TransferId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// 200 items a second: more than people and their files ever say, less than fills a disk soon.
const EACH: Duration = Duration::from_millis(5);
/// Items that may come at once: what was said while there was no link.
const BURST: u32 = 1_000;
/// 1 MiB a second.
const KIBIBYTE: Duration = Duration::from_micros(977);
/// Bytes that may come at once, in KiB: an outbox that was full.
const BURST_KIB: u32 = 64 * 1024;
/// Who has to wait for so long in all is told of: an honest backlog has to wait a little.
const TOLD_AFTER: Duration = Duration::from_secs(10);
/// Transfers of which it is known what was asked for. Each file of others counts.
const ASKED: usize = 1_024;

/// The pace of one contact, for all its links: who connects again begins no new burst.
#[derive(Clone, Debug)]
pub struct Pace(Arc<Mutex<State>>);

/// Buckets of tokens, each kept as the moment when it would be full again.
#[derive(Debug)]
struct State {
    items: Instant,
    bytes: Instant,
    /// For how long it had to wait in all.
    waited: Duration,
    told: bool,
    /// The last file of each transfer that they have asked for.
    asked: BTreeMap<TransferId, u32>,
}

impl Pace {
    /// Full buckets.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        let (waited, told, asked) = (Duration::ZERO, false, BTreeMap::new());
        let state = State { items: now, bytes: now, waited, told, asked };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Something of this size came.
    pub(super) fn take(&self, bytes: u64, now: Instant) {
        let mut state = self.lock();
        let free = state.free(now).max(now);
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        state.items = state.items.max(now) + EACH;
        state.bytes = state.bytes.max(now) + KIBIBYTE * kib;
        let after = state.free(now);
        state.waited += after.saturating_duration_since(free);
    }

    /// They ask for a file: whether it is the next of a transfer, and no other one again.
    pub(super) fn goes_on(&self, transfer: TransferId, file: u32) -> bool {
        let mut state = self.lock();
        let is_full = state.asked.len() >= ASKED;
        match state.asked.get_mut(&transfer) {
            Some(last) => {
                let is_next = file > *last;
                *last = file.max(*last);
                is_next
            }
            None => {
                if !is_full {
                    state.asked.insert(transfer, file);
                }
                false
            }
        }
    }

    /// From when on more may be read; in the past where it may be now.
    pub(super) fn free(&self, now: Instant) -> Instant {
        self.lock().free(now)
    }

    /// Whether the person is to be told that this contact is held back; true once.
    pub(super) fn is_to_be_told(&self) -> bool {
        let mut state = self.lock();
        let is_news = state.waited >= TOLD_AFTER && !state.told;
        state.told |= is_news;
        is_news
    }

    /// No panic leaves it half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn free(&self, now: Instant) -> Instant {
        let items = self.items.checked_sub(EACH * BURST).unwrap_or(now);
        let bytes = self.bytes.checked_sub(KIBIBYTE * BURST_KIB).unwrap_or(now);
        items.max(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pairing::ItemId;

    /// So much that the number of items is not what ends the burst.
    const OFFER: u64 = 256 * 1024;

    #[test]
    fn bytes_count_as_well_as_items() {
        let now = Instant::now();
        let pace = Pace::new(now);
        let mut burst = 0;
        while pace.free(now) <= now {
            pace.take(OFFER, now);
            burst += OFFER;
        }
        assert_eq!(burst >> 20, 64, "a full outbox may come at once");
        let later = now + Duration::from_mins(1);
        let mut more = 0;
        while pace.free(later) <= later {
            pace.take(OFFER, later);
            more += OFFER;
        }
        assert!((59..=60).contains(&(more >> 20)), "{more} bytes in a minute");
    }

    #[test]
    fn a_file_goes_on_once_and_only_so_many_transfers_are_known() {
        let pace = Pace::new(Instant::now());
        let transfer = |number: usize| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&number.to_le_bytes());
            ItemId(id)
        };
        let asked = [0, 1, 2, 2, 1, 3].map(|file| pace.goes_on(transfer(0), file));
        assert_eq!(asked, [false, true, true, false, false, true]);
        for number in 1..10 * ASKED {
            assert!(!pace.goes_on(transfer(number), 0));
        }
        assert_eq!(pace.lock().asked.len(), ASKED);
        assert!(pace.goes_on(transfer(1), 1) && !pace.goes_on(transfer(5 * ASKED), 1));
    }

    #[test]
    fn a_new_link_begins_no_new_burst() {
        let now = Instant::now();
        let pace = Pace::new(now);
        let of_the_next_link = pace.clone();
        (0..=BURST).for_each(|_| pace.take(0, now));
        assert!(of_the_next_link.free(now) > now);
    }

    #[test]
    fn it_is_told_once_who_is_held_back() {
        let now = Instant::now();
        let pace = Pace::new(now);
        (0..BURST + 1_000).for_each(|_| pace.take(0, now));
        assert!(!pace.is_to_be_told(), "an honest backlog");
        (0..2_000).for_each(|_| pace.take(0, now));
        assert!(pace.is_to_be_told());
        (0..10_000).for_each(|_| pace.take(0, now));
        assert!(!pace.is_to_be_told());
    }
}
