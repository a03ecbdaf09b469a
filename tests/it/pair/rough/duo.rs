//! Two machines in networks of their own, that reach each other through a proxy and nothing else.

use super::super::machine::Machine;
use super::logs;
use super::proxy::{Manner, Plan, Proxy};
use super::serving::Serving;
use crate::support::{Room, SOON};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Two paired machines that serve. The first dials, the second is dialled: there is no other way.
pub(super) struct Duo {
    pub(super) machines: [Machine; 2],
    pub(super) serving: [Serving; 2],
    pub(super) proxy: Proxy,
    /// Numbers the texts.
    count: u64,
}

impl Duo {
    /// Pairs two new machines, and starts to serve.
    pub(super) fn new(manner: Manner) -> Self {
        let rooms = [(); 2].map(|()| Arc::new(Room::new()));
        let machines = [Machine::swift(&rooms[0]), Machine::swift(&rooms[1])];
        let to = machines[1].address();
        // The second machine's own address, in the first one's room.
        let proxy = Proxy::start((&rooms[0], to), (&rooms[1], to), manner);
        machines[1].pair(&machines[0]);
        let serving = [Serving::start(&machines[0]), Serving::start(&machines[1])];
        Self { machines, serving, proxy, count: 0 }
    }

    /// Has each say as many texts as are missing until so many wait.
    pub(super) fn fill(&mut self, waiting: u64) {
        for (side, serving) in self.serving.iter_mut().enumerate() {
            serving.look();
            let missing = waiting.saturating_sub(serving.said - serving.stored);
            let texts: Vec<_> =
                (0..missing).map(|n| format!("{side} {}", self.count + n)).collect();
            serving.say(texts);
            let wanted = serving.said + missing;
            serving.until("what was said is queued", |own| own.said >= wanted);
        }
        self.count += waiting;
    }

    /// Whether all that was said is on the other side's disk, and was told to be.
    pub(super) fn is_stored(&self) -> bool {
        self.serving.iter().all(|serving| serving.stored == serving.said)
    }

    /// Waits for something, dialling anew as soon as there is no link.
    #[track_caller]
    pub(super) fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + SOON;
        let mut was_away = false;
        while !is_so(self) {
            for serving in &mut self.serving {
                serving.look();
            }
            let is_away = self.serving[0].presence.get("away").is_some();
            if is_away && !was_away {
                self.serving[0].try_now();
            }
            was_away = is_away;
            if Instant::now() >= deadline {
                let [first, second] = self.serving.each_ref().map(Serving::state);
                panic!("it did not come to this: {what}\nthe first: {first}\nthe second: {second}");
            }
            std::thread::park_timeout(Duration::from_micros(200));
        }
    }

    /// One connection that meets this plan, with so many texts that wait on each side. Connections
    /// wait for a plan from then on.
    #[track_caller]
    pub(super) fn meet(&mut self, plan: Plan, waiting: u64) {
        self.proxy.open(false);
        self.fill(waiting);
        self.proxy.plan(plan);
        self.proxy.cut();
        self.until("a cut, or nothing left to say", |own| {
            own.proxy.met().is_some_and(|met| met.has_ended() || own.is_stored())
        });
    }

    /// Waits until everything is stored, and compares both ledgers.
    #[track_caller]
    pub(super) fn settle(&mut self) {
        self.proxy.open(true);
        self.until("all is stored", Self::is_stored);
        logs::assert_equal(&self.machines[0], &self.machines[1]);
        for (machine, serving) in self.machines.iter().zip(&self.serving) {
            let said = logs::texts(&logs::log_of(machine), true);
            assert_eq!(said, serving.queued, "what was queued is there, once, in its order");
        }
    }
}
