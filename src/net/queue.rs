//! What waits to be sent through one stream.

use super::parcel::Parcel;
use std::collections::VecDeque;
use std::sync::Arc;

/// What a message that waits takes beside its bytes, about: many small ones take room, too.
pub(super) const AROUND: usize = 64;

/// Bytes in the order in which they were asked for; shared, not copied.
#[derive(Default)]
pub(super) struct SendQueue {
    chunks: VecDeque<Parcel>,
    /// Bytes of the first chunk that are gone already.
    gone: usize,
    waiting: usize,
}

impl SendQueue {
    pub(super) fn push(&mut self, parcel: impl Into<Parcel>) {
        let parcel = parcel.into();
        if !parcel.bytes.is_empty() {
            self.waiting += parcel.bytes.len();
            self.chunks.push_back(parcel);
        }
    }

    /// Bytes that wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// What they take, with what is around them.
    pub(super) fn weight(&self) -> usize {
        self.waiting + self.chunks.len() * AROUND
    }

    /// Empties it: what waits, and where in it that begins.
    pub(super) fn take_rest(&mut self) -> impl Iterator<Item = (Arc<[u8]>, usize)> {
        let Self { chunks, gone, .. } = std::mem::take(self);
        let from = std::iter::once(gone).chain(std::iter::repeat(0));
        chunks.into_iter().map(|parcel| parcel.bytes).zip(from)
    }

    /// What waits will never leave: who watches it need not wait for it.
    pub(super) fn give_up(&mut self) {
        self.chunks.iter_mut().for_each(|parcel| parcel.receipt = None);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// The next bytes to send.
    pub(super) fn front(&self) -> Option<&[u8]> {
        self.chunks.front().and_then(|chunk| chunk.bytes.get(self.gone..))
    }

    /// Takes off what a send took. What has left whole with it is handed back.
    pub(super) fn advance(&mut self, sent: usize) -> Option<Parcel> {
        self.gone += sent;
        self.waiting = self.waiting.saturating_sub(sent);
        let parcel = self.chunks.pop_front_if(|chunk| self.gone >= chunk.bytes.len())?;
        parcel.taken();
        self.gone = 0;
        Some(parcel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Arc<[u8]> {
        Arc::from(text.as_bytes())
    }

    #[test]
    fn a_partial_send_leaves_the_rest_in_front() {
        let mut queue = SendQueue::default();
        queue.push(bytes("abc"));
        queue.push(bytes(""));
        queue.push(bytes("de"));
        assert_eq!((queue.waiting(), queue.front()), (5, Some(&b"abc"[..])));
        queue.advance(2);
        assert_eq!((queue.waiting(), queue.front()), (3, Some(&b"c"[..])));
        queue.advance(1);
        queue.advance(2);
        assert!(queue.is_empty());
        assert_eq!(queue.front(), None);
    }

    #[test]
    fn what_never_leaves_begins_behind_what_has_left() {
        let mut queue = SendQueue::default();
        queue.push(bytes("abc"));
        queue.push(bytes("de"));
        queue.advance(2);
        let rest: Vec<_> = queue.take_rest().collect();
        assert_eq!(rest, [(bytes("abc"), 2), (bytes("de"), 0)]);
        assert!(queue.is_empty());
    }

    #[test]
    fn many_small_ones_weigh_more_than_their_bytes() {
        let mut queue = SendQueue::default();
        (0..1_000).for_each(|_| queue.push(bytes("x")));
        assert_eq!((queue.waiting(), queue.weight()), (1_000, 65_000));
        queue.advance(1);
        assert_eq!(queue.weight(), 64_935);
    }
}
