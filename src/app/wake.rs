//! Wakes the window from any thread, no more often than a screen can show.

use crate::flow::Wake;
use egui::Context;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Least time between two frames that news ask for.
const FRAME: Duration = Duration::from_millis(16);

/// Asks for a frame at once when the last one is long ago, and otherwise when it is due.
#[derive(Clone)]
pub(super) struct Waker {
    ctx: Context,
    pending: Arc<AtomicBool>,
    last: Arc<AtomicU64>,
    start: Instant,
}

impl Waker {
    pub(super) fn new(ctx: Context) -> Self {
        let (pending, last) = (Arc::default(), Arc::default());
        Self { ctx, pending, last, start: Instant::now() }
    }

    /// The closure that the engine calls.
    pub(super) fn wake(&self) -> Wake {
        let waker = self.clone();
        Arc::new(move || waker.call())
    }

    /// There is news. A second call before the frame costs nothing.
    pub(super) fn call(&self) {
        if self.pending.swap(true, Ordering::AcqRel) {
            return;
        }
        let since = self.micros().saturating_sub(self.last.load(Ordering::Acquire));
        let frame = u64::try_from(FRAME.as_micros()).unwrap_or(u64::MAX);
        // A pause above zero costs one frame, none at all costs two (egui counts it as input).
        let pause = Duration::from_micros(frame.saturating_sub(since).max(1));
        self.ctx.request_repaint_after_for(pause, egui::ViewportId::ROOT);
    }

    /// A frame begins: what comes from now on asks for the next one.
    pub(super) fn begin(&self) {
        self.last.store(self.micros(), Ordering::Release);
        self.pending.store(false, Ordering::Release);
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}
