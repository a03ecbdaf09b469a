//! Bytes on their way to their queues, and what became of a piece of something longer.

use crate::model::{Fault, FeedEnd};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::sync::{Arc, OnceLock};

/// Bytes that are sent to one or to many: shared, not copied.
#[derive(Clone)]
pub(crate) struct Parcel {
    pub(crate) bytes: Arc<[u8]>,
    /// Of a piece of something longer, whose sender watches what waits: refused, it would leave a
    /// hole.
    pub(crate) receipt: Option<Arc<Receipt>>,
}

impl From<Arc<[u8]>> for Parcel {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self { bytes, receipt: None }
    }
}

impl Parcel {
    /// The system has taken it whole.
    pub(super) fn taken(&self) {
        if let Some(receipt) = &self.receipt {
            receipt.taken.store(true, Ordering::Relaxed);
        }
    }

    /// It will never leave, for this reason.
    pub(super) fn refused(&self, fault: impl FnOnce() -> Fault) {
        if let Some(receipt) = &self.receipt {
            receipt.fault.get_or_init(fault);
        }
    }
}

/// Shared by all orders and queues with the same piece: when nobody else holds it any more, the
/// piece waits nowhere.
#[derive(Default)]
pub(crate) struct Receipt {
    /// By one of them at least.
    taken: AtomicBool,
    /// Why the first refused it.
    fault: OnceLock<Fault>,
}

/// Pieces on their way, in their order.
#[derive(Default)]
pub(super) struct Pieces {
    waiting: VecDeque<(u64, Arc<Receipt>)>,
    bytes: u64,
    last: Option<Arc<Receipt>>,
}

impl Pieces {
    /// Takes in a piece that is handed on.
    pub(super) fn push(&mut self, bytes: Arc<[u8]>) -> Parcel {
        let (count, receipt) = (bytes.len() as u64, Arc::<Receipt>::default());
        self.bytes += count;
        self.waiting.push_back((count, Arc::clone(&receipt)));
        Parcel { bytes, receipt: Some(receipt) }
    }

    /// Bytes that wait.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Forgets what waits no more, and says how many bytes of it somebody has.
    pub(super) fn settle(&mut self) -> u64 {
        let mut taken = 0;
        while self.waiting.front().is_some_and(|(_, piece)| Arc::strong_count(piece) == 1)
            && let Some((count, piece)) = self.waiting.pop_front()
        {
            // What its holders have written is seen from here on: they let go of it behind that.
            fence(Ordering::Acquire);
            self.bytes -= count;
            taken += if piece.taken.load(Ordering::Relaxed) { count } else { 0 };
            self.last = Some(piece);
        }
        taken
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// How it ends where every piece has settled. Pieces leave in their order, so who has the last
    /// one has all; who went before is told of with its own end.
    pub(super) fn end(&self) -> FeedEnd {
        match &self.last {
            Some(last) if !last.taken.load(Ordering::Relaxed) => last
                .fault
                .get()
                .map_or(FeedEnd::NobodyThere, |fault| FeedEnd::Broken(fault.clone())),
            _ => FeedEnd::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FaultKind;

    #[test]
    fn what_nobody_else_holds_has_settled_and_counts_where_it_was_taken() {
        let mut pieces = Pieces::default();
        let [first, second, third] = [10, 5, 3].map(|count| pieces.push(Arc::from(vec![0; count])));
        second.taken();
        drop(second);
        assert_eq!((pieces.settle(), pieces.bytes()), (0, 18), "the first is in front of it");
        drop(first);
        assert_eq!((pieces.settle(), pieces.bytes()), (5, 3), "nobody has the first");
        // Two queues: one lets go of it, the other one sends it.
        let other = third.clone();
        drop(other);
        assert!(!pieces.is_empty());
        third.taken();
        drop(third);
        assert_eq!((pieces.settle(), pieces.bytes()), (3, 0));
        assert_eq!(pieces.end(), FeedEnd::Done);
    }

    #[test]
    fn it_ends_as_its_last_piece_did() {
        let fault = || Fault::new(FaultKind::Unanswerable);
        let end = |use_of: &dyn Fn(&Parcel)| {
            let mut pieces = Pieces::default();
            use_of(&pieces.push(Arc::from(*b"last")));
            pieces.settle();
            pieces.end()
        };
        assert_eq!(Pieces::default().end(), FeedEnd::Done, "nothing is soon sent");
        assert_eq!(end(&|_| ()), FeedEnd::NobodyThere);
        assert_eq!(end(&|piece| piece.refused(fault)), FeedEnd::Broken(fault()));
        let in_part = |piece: &Parcel| {
            piece.refused(fault);
            piece.taken();
        };
        assert_eq!(end(&in_part), FeedEnd::Done);
    }
}
