//! Two machines in networks of their own, that reach each other through a proxy and nothing else.

use super::super::machine::Machine;
use super::logs;
use super::proxy::{Manner, Plan, Proxy};
use super::serving::Serving;
use crate::soon::SOON;
use crate::support::Room;
use std::collections::HashSet;
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
            let missing = waiting.saturating_sub(serving.said.saturating_sub(serving.stored));
            let texts: Vec<_> =
                (0..missing).map(|n| format!("{side} {}", self.count + n)).collect();
            serving.say(texts);
            let wanted = serving.said + missing;
            serving.until("what was said is queued", |own| own.said >= wanted || own.is_gone);
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
        while !is_so(self) {
            self.serving[0].look_and_dial();
            self.serving[1].look();
            let has_stopped = self.serving.iter().any(|own| own.stopped_by().is_some());
            if Instant::now() >= deadline || has_stopped {
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
        self.proxy.cut();
        self.fill(waiting);
        self.proxy.plan(plan);
        self.until("a cut, or nothing left to say", |own| {
            own.proxy.met().is_some_and(|met| met.has_ended() || own.is_stored())
        });
    }

    /// Kills one, and starts it again, run by another program; the other goes on.
    ///
    /// Fails where the one who died has not on its disk what the other was told is there.
    #[track_caller]
    pub(super) fn revive(&mut self, side: usize, wrapper: &[&str]) {
        self.serving[side].kill();
        self.serving[1 - side].look();
        let told = self.serving[1 - side].stored;
        let kept = logs::texts(&logs::log_of(&self.machines[side]), false).len();
        assert!(kept as u64 >= told, "{told} were told to be stored, {kept} are");
        let mut fresh = Serving::under(&self.machines[side], wrapper);
        fresh.queued = std::mem::take(&mut self.serving[side].queued);
        fresh.until("it is there again", |own| own.knows() || own.is_gone);
        self.serving[side] = fresh;
    }

    /// Waits until everything is stored, and compares both ledgers.
    #[track_caller]
    pub(super) fn settle(&mut self) {
        self.proxy.open(true);
        self.until("all is stored", Self::is_stored);
        logs::assert_equal(&self.machines[0], &self.machines[1]);
        for (machine, serving) in self.machines.iter().zip(&self.serving) {
            let mut said = logs::texts(&logs::log_of(machine), true);
            let all: HashSet<_> = said.iter().cloned().collect();
            assert_eq!(all.len(), said.len(), "a text is there twice");
            // Who is killed may have more on its disk than it could tell.
            let queued: HashSet<_> = serving.queued.iter().collect();
            said.retain(|text| queued.contains(text));
            assert_eq!(said, serving.queued, "what was queued is there, in its order");
        }
    }
}
