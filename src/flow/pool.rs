//! Buffers that are used again, and no more of them than the byte budget allows.

use super::Wake;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A bounded set of equal buffers. Last in, first out: the one that comes back last is still in the
/// processor's cache.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    free: Mutex<Vec<Vec<u8>>>,
    size: usize,
    starved: AtomicBool,
    wake: Wake,
}

/// Memory on loan from a [`Pool`]. Goes home when dropped.
pub struct Buffer {
    bytes: Vec<u8>,
    /// Bytes that others have, too, in place of its own.
    common: Option<(Arc<[u8]>, Range<usize>)>,
    home: Option<Arc<Shared>>,
}

/// Buffers of a pool at most, whatever budget a file asks for.
const MOST: usize = 1024;

impl Pool {
    /// A pool of `budget / size` buffers of `size` bytes, at least two and at most 1,024. `wake` is called when a
    /// buffer comes home after [`Pool::take`] had to say no.
    #[must_use]
    pub fn new(budget: usize, size: usize, wake: Wake) -> Self {
        // Empty vectors: the memory is there from the first use on, not before.
        let free = vec![Vec::new(); (budget / size.max(1)).clamp(2, MOST)];
        let starved = AtomicBool::new(false);
        Self(Arc::new(Shared { free: Mutex::new(free), size, starved, wake }))
    }

    /// A buffer, unless all are on their way.
    #[must_use]
    pub fn take(&self) -> Option<Buffer> {
        let mut free = self.0.free.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut bytes) = free.pop() else {
            // Under the lock, so that no return between the look and the flag is missed.
            self.0.starved.store(true, Ordering::Release);
            return None;
        };
        drop(free);
        if bytes.len() < self.0.size {
            bytes.resize(self.0.size, 0);
        }
        Some(Buffer { bytes, common: None, home: Some(Arc::clone(&self.0)) })
    }
}

impl Buffer {
    /// A buffer that belongs to no pool, for tests and tools.
    #[must_use]
    pub fn loose(bytes: Vec<u8>) -> Self {
        Self { bytes, common: None, home: None }
    }

    /// A part of bytes that others have, too: to be read, not to be written.
    #[must_use]
    pub fn common(bytes: Arc<[u8]>, part: Range<usize>) -> Self {
        Self { bytes: Vec::new(), common: Some((bytes, part)), home: None }
    }

    /// All of it, used or not.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.common {
            Some((bytes, part)) => bytes.get(part.clone()).unwrap_or_default(),
            None => &self.bytes,
        }
    }

    /// All of it, to be written.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let Some(home) = self.home.take() else { return };
        let mut free = home.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.push(std::mem::take(&mut self.bytes));
        let starved = home.starved.swap(false, Ordering::AcqRel);
        drop(free);
        if starved {
            (home.wake)();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn a_full_pool_says_no_and_wakes_once_when_a_buffer_comes_home() {
        let woken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&woken);
        let wake: Wake = Arc::new(move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let pool = Pool::new(2048, 1024, wake);
        let (first, second) = (pool.take().expect("one"), pool.take().expect("two"));
        drop(first);
        assert_eq!(woken.load(Ordering::Relaxed), 0, "nobody had asked in vain");
        let first = pool.take().expect("came home");
        assert!(pool.take().is_none());
        drop((first, second));
        assert_eq!(woken.load(Ordering::Relaxed), 1);
    }
}
