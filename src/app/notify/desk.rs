//! The thread that tells the desktop what is new, and what it is told back.

use super::news::Source;
use super::text::Note;
use crate::app::state::Desktop;
use crate::flow::Wake;
use std::sync::{Arc, Mutex, PoisonError};

/// What the desktop has told, for the window's thread.
#[derive(Clone)]
pub(super) struct Told {
    heard: Arc<Mutex<Heard>>,
    wake: Wake,
}

#[derive(Default)]
struct Heard {
    stands: Desktop,
    /// The last notification that was clicked on.
    clicked: Option<Source>,
}

impl Told {
    fn new(wake: Wake) -> Self {
        Self { heard: Arc::default(), wake }
    }

    fn hear(&self, learn: impl FnOnce(&mut Heard)) {
        learn(&mut self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        (self.wake)();
    }

    /// Whether it shows notifications.
    pub(super) fn stands(&self, desktop: Desktop) {
        self.hear(|heard| heard.stands = desktop);
    }

    /// The person clicked on one.
    #[cfg(all(unix, not(target_os = "macos")))]
    pub(super) fn clicked(&self, source: Source) {
        self.hear(|heard| heard.clicked = Some(source));
    }

    /// Where it stands, and what was clicked on since the last time.
    fn take(&self) -> (Desktop, Option<Source>) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        (heard.stands, heard.clicked.take())
    }
}

/// What the thread is asked for.
#[cfg_attr(
    not(all(unix, not(target_os = "macos"))),
    allow(dead_code, reason = "nobody is there to be told")
)]
pub(super) enum Order {
    /// Is there anybody who shows notifications?
    Look,
    /// This is new, in the place of what this source told before. `open` names what a click does.
    Show { source: Source, note: Note, open: String },
    /// The person looks: take them away.
    Clear,
}

#[cfg(all(unix, not(target_os = "macos")))]
mod thread {
    use super::{Order, Told};
    use crate::app::notify::bus;
    use crate::flow::Wake;
    use crate::model::{ThreadRole, limits};
    use crate::threads::{Handle, Registry, Spec, spawn};
    use std::convert::Infallible;

    /// Orders that may wait while the desktop takes its time. What comes on top is let go, and told
    /// in the log: all of it is in the window.
    const ORDERS: usize = 64;

    /// The thread, as long as it is held.
    pub(in crate::app) struct Desk {
        orders: async_channel::Sender<Order>,
        told: Told,
        /// Its end is the thread's.
        stop: Option<async_channel::Sender<Infallible>>,
        handle: Option<Handle<()>>,
    }

    impl Desk {
        pub(in crate::app::notify) fn start(
            registry: &Registry,
            wake: Wake,
        ) -> std::io::Result<Self> {
            let (orders, taken) = async_channel::bounded(ORDERS);
            let (stop, stopped) = async_channel::bounded(1);
            let told = Told::new(wake);
            let tell = told.clone();
            let spec = Spec::new(ThreadRole::Notices, "notices");
            let handle = spawn(registry, spec, move |me| {
                me.wait(|| bus::serve(&taken, &stopped, &tell));
            })?;
            Ok(Self { orders, told, stop: Some(stop), handle: Some(handle) })
        }

        pub(in crate::app::notify) fn order(&self, order: Order) {
            if self.orders.try_send(order).is_err() {
                log::warn!("the desktop is too slow: it is not told of some news");
            }
        }
    }

    impl Drop for Desk {
        fn drop(&mut self) {
            drop(self.stop.take());
            if let Some(handle) = self.handle.take()
                && handle.join_within(limits::JOIN).is_err()
            {
                log::warn!("the thread notices did not end in time");
            }
        }
    }

    impl Desk {
        pub(in crate::app::notify) fn told(&self) -> &Told {
            &self.told
        }
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod thread {
    use super::{Order, Told};
    use crate::app::state::Desktop;
    use crate::flow::Wake;
    use crate::threads::Registry;

    /// Nobody is there to be told; the window asks for attention by itself.
    pub(in crate::app) struct Desk(Told);

    impl Desk {
        pub(in crate::app::notify) fn start(_: &Registry, wake: Wake) -> std::io::Result<Self> {
            let told = Told::new(wake);
            told.stands(Desktop::NoWay);
            Ok(Self(told))
        }

        pub(in crate::app::notify) fn order(&self, order: Order) {
            drop(order);
        }

        pub(in crate::app::notify) fn told(&self) -> &Told {
            &self.0
        }
    }
}

pub(in crate::app) use thread::Desk;

impl Desk {
    /// Where the desktop stands, and what was clicked on since the last time.
    pub(super) fn take(&self) -> (Desktop, Option<Source>) {
        self.told().take()
    }
}
