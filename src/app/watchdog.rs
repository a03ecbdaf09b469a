//! Notices that the window stands still, and keeps a report of what all threads did then.
//!
//! A thread looks on while frames are made, and sleeps as long as none is: an idle window costs
//! nothing.

use crate::model::{Nanos, ThreadRole};
use crate::store::crash::{self, Doing};
use crate::threads::{Handle, Me, Registry, Spec, spawn};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// A frame that takes longer than this is one in which the window stands still.
const STALL: Duration = Duration::from_secs(2);
/// Time between two looks.
const LOOK: Duration = Duration::from_secs(1);

/// A frame that took too long.
#[derive(Clone, Debug)]
pub(super) struct Stall {
    /// How long it had taken when that was noticed.
    pub(super) lasted: Duration,
    /// The report, where it could be written.
    pub(super) report: Option<PathBuf>,
}

/// What the window's thread tells: written there, read by who looks on.
struct Beat {
    start: Instant,
    /// Milliseconds from `start` to the beginning of the frame that is being made, and one; 0
    /// between two frames.
    frame: AtomicU64,
    /// Frames that were begun.
    count: AtomicU64,
    /// Who looks on sleeps, and is to be woken by the next frame.
    asleep: AtomicBool,
}

impl Beat {
    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1
    }
}

/// The window's end. Dropping it ends the thread.
pub(super) struct Watchdog {
    beat: Arc<Beat>,
    wake: Option<Sender<()>>,
    stalls: Receiver<Stall>,
    thread: Option<Handle<()>>,
}

impl Watchdog {
    /// Begins to look on; reports go into `folder`.
    ///
    /// # Errors
    /// The system starts no more threads.
    pub(super) fn start(registry: &Registry, folder: PathBuf) -> io::Result<Self> {
        let beat = Arc::new(Beat {
            start: Instant::now(),
            frame: AtomicU64::new(0),
            count: AtomicU64::new(0),
            asleep: AtomicBool::new(false),
        });
        let (wake, woken) = bounded(1);
        let (tell, stalls) = bounded(8);
        let looks = Arc::clone(&beat);
        let thread = spawn(registry, Spec::new(ThreadRole::Watch, "watch"), move |me| {
            look_on(me, &looks, &woken, |lasted| {
                let report = report(me.registry(), lasted, &folder);
                // Who has not read of eight stalls is in the ninth.
                tell.try_send(Stall { lasted, report }).ok();
            });
        })?;
        Ok(Self { beat, wake: Some(wake), stalls, thread: Some(thread) })
    }

    /// A frame begins.
    pub(super) fn begin(&self) {
        self.beat.frame.store(self.beat.now(), Ordering::SeqCst);
        self.beat.count.fetch_add(1, Ordering::SeqCst);
        if self.beat.asleep.swap(false, Ordering::SeqCst)
            && let Some(wake) = &self.wake
        {
            // Full is as good: it is being woken.
            wake.try_send(()).ok();
        }
    }

    /// The frame is made.
    pub(super) fn end(&self) {
        self.beat.frame.store(0, Ordering::SeqCst);
    }

    /// Frames that took too long since this was asked last.
    pub(super) fn stalls(&self) -> Vec<Stall> {
        self.stalls.try_iter().collect()
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            // It may be writing a report, and does nothing else that takes long.
            thread.join_within(STALL).ok();
        }
    }
}

/// Looks at the beat until nobody wakes it any more; says once of each frame that it takes too long.
fn look_on(me: &Me, beat: &Beat, woken: &Receiver<()>, mut stalled: impl FnMut(Duration)) {
    use crossbeam_channel::RecvTimeoutError::Disconnected;
    let mut told = 0;
    loop {
        let (count, looked) = (beat.count.load(Ordering::SeqCst), Instant::now());
        if me.wait(|| woken.recv_timeout(LOOK)) == Err(Disconnected) {
            return;
        }
        // The whole process was stopped, or the machine slept: that is nobody's stall.
        let was_stopped = looked.elapsed() > 2 * LOOK;
        let frame = beat.frame.load(Ordering::SeqCst);
        if frame != 0 {
            let lasted = Duration::from_millis(beat.now().saturating_sub(frame));
            let number = beat.count.load(Ordering::SeqCst);
            if lasted >= STALL && number != told && !was_stopped {
                told = number;
                stalled(lasted);
            }
        } else if beat.count.load(Ordering::SeqCst) == count && sleep(me, beat, woken, count) {
            return;
        }
    }
}

/// Sleeps until the next frame. True where none will come.
fn sleep(me: &Me, beat: &Beat, woken: &Receiver<()>, count: u64) -> bool {
    beat.asleep.store(true, Ordering::SeqCst);
    // A frame that has begun meanwhile may not have seen that.
    let is_quiet = beat.count.load(Ordering::SeqCst) == count;
    let is_over = is_quiet && me.wait(|| woken.recv()).is_err();
    beat.asleep.store(false, Ordering::SeqCst);
    is_over
}

/// Writes down what each thread does, and says so to whoever reads the log.
fn report(registry: &Registry, lasted: Duration, folder: &std::path::Path) -> Option<PathBuf> {
    let now = Nanos::from(SystemTime::now());
    let rows = registry.rows();
    let doing = rows.iter().map(|row| Doing {
        name: &row.label,
        role: format!("{:?}", row.role).to_lowercase(),
        state: format!("{:?}", row.state).to_lowercase(),
        quiet: row.active.map(|active| now.since(active)),
        cpu: row.cpu,
    });
    let doing: Vec<_> = doing.collect();
    match crash::keep_stall(folder, lasted, &doing) {
        Ok(file) => {
            log::warn!("the window has stood still for {lasted:.1?}: {}", file.display());
            Some(file)
        }
        Err(error) => {
            log::warn!("the window has stood still for {lasted:.1?}, and of that: {error}");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    #[test]
    fn a_frame_that_does_not_end_is_told_once_with_all_threads() {
        let (registry, folder) = (Registry::new(), tempfile::tempdir().expect("a folder"));
        let watchdog = Watchdog::start(&registry, folder.path().to_owned()).expect("a thread");
        watchdog.begin();
        let stall = watchdog.stalls.recv_timeout(SOON).expect("it is noticed");
        assert!(stall.lasted >= STALL, "{stall:?}");
        let text = std::fs::read_to_string(stall.report.expect("a report")).expect("readable");
        assert!(text.contains("watch") && text.contains("stood still"), "{text}");
        assert!(watchdog.stalls.recv_timeout(2 * LOOK).is_err(), "once for a frame");
        watchdog.end();
        drop(watchdog);
        assert_eq!(registry.count().0, 0, "it has ended");
    }

    #[test]
    fn without_frames_it_sleeps_and_the_next_one_wakes_it() {
        let (registry, folder) = (Registry::new(), tempfile::tempdir().expect("a folder"));
        let watchdog = Watchdog::start(&registry, folder.path().to_owned()).expect("a thread");
        let deadline = Instant::now() + SOON;
        for _ in 0..2 {
            watchdog.begin();
            watchdog.end();
            while !watchdog.beat.asleep.load(Ordering::SeqCst) {
                assert!(Instant::now() < deadline, "it does not sleep");
                std::thread::yield_now();
            }
        }
        watchdog.begin();
        assert!(!watchdog.beat.asleep.load(Ordering::SeqCst));
        assert!(watchdog.stalls.recv_timeout(SOON).is_ok(), "it looks on again");
    }
}
