//! The thread that listens to the library and tells what is new, at its own pace.

use super::list::{LeftOut, List, Seen};
use super::{SERVICE, Shared, Sighting};
use crate::flow::Wake;
use crate::threads::Me;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use mdns_sd::{ResolvedService, ScopedIp, ServiceEvent};
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Between two lists: a flood of records costs the window four pictures a second.
const PACE: Duration = Duration::from_millis(250);
/// Events of one daemon. It keeps what it hears as long as who said it wants, so that a forger
/// could fill the memory; with a new one all is forgotten.
const EVENTS: u32 = 20_000;
/// How long it rests after a flood.
const REST: Duration = Duration::from_secs(30);

pub(super) struct Watch {
    shared: Arc<Shared>,
    tell: Sender<Sighting>,
    wake: Wake,
    /// Disconnected when all is to end.
    rest: Receiver<()>,
    list: List,
    told: Told,
}

/// What was said and is not said again.
#[derive(Default)]
struct Told {
    cloned: bool,
    no_interface: bool,
    left_out: LeftOut,
    list_at: Option<Instant>,
}

impl Watch {
    pub(super) fn new(
        shared: Arc<Shared>,
        tell: Sender<Sighting>,
        wake: Wake,
        rest: Receiver<()>,
    ) -> Self {
        let list = {
            let about = &shared.lock().about;
            List::new(&about.hint, &about.run)
        };
        Self { shared, tell, wake, rest, list, told: Told::default() }
    }

    pub(super) fn run(mut self, me: &Me, first: mdns_sd::Receiver<ServiceEvent>) {
        let mut found = first;
        loop {
            self.listen(me, &found);
            // It is dropped by who stops us, or here after a flood.
            let daemon = {
                let mut state = self.shared.lock();
                if state.stopping {
                    return;
                }
                state.daemon.take()
            };
            drop(daemon);
            self.list.clear();
            self.tell_list();
            self.say(Sighting::Flooded(REST));
            if me.wait(|| self.rest.recv_timeout(REST)) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            found = match self.shared.begin() {
                Ok(Some(found)) => found,
                Ok(None) => return,
                Err(fault) => return self.say(Sighting::Ended(format!("{fault:?}"))),
            };
        }
    }

    /// Takes events until the library gives no more, or has given too many.
    fn listen(&mut self, me: &Me, found: &mdns_sd::Receiver<ServiceEvent>) {
        for _ in 0..EVENTS {
            let Some(event) = self.next(me, found) else { return };
            self.take(event);
            self.tell_left_out();
        }
    }

    /// The next event; tells the list when it is due meanwhile.
    fn next(&mut self, me: &Me, found: &mdns_sd::Receiver<ServiceEvent>) -> Option<ServiceEvent> {
        while self.list.has_news() {
            let due = self.told.list_at.map(|at| at + PACE);
            let left = due.and_then(|due| due.checked_duration_since(Instant::now()));
            let Some(left) = left else {
                self.tell_list();
                break;
            };
            match me.wait(|| found.recv_timeout(left)) {
                Ok(event) => return Some(event),
                Err(mdns_sd::RecvTimeoutError::Timeout) => {}
                Err(mdns_sd::RecvTimeoutError::Disconnected) => return None,
            }
        }
        me.wait(|| found.recv()).ok()
    }

    fn take(&mut self, event: ServiceEvent) {
        match event {
            ServiceEvent::ServiceResolved(service) => self.resolved(&service),
            ServiceEvent::ServiceRemoved(_, name) => self.list.forget(instance(&name)),
            ServiceEvent::SearchStarted(on) => self.searched(&on),
            _ => {}
        }
    }

    fn resolved(&mut self, service: &ResolvedService) {
        let properties = service.txt_properties.iter();
        let seen = Seen {
            instance: instance(&service.fullname),
            addresses: addresses(service),
            properties: properties.map(|property| (property.key(), property.val())).collect(),
        };
        if let Some(addresses) = self.list.see(seen)
            && !std::mem::replace(&mut self.told.cloned, true)
        {
            self.say(Sighting::Cloned(addresses));
        }
    }

    /// The library tells only in this text on how many interfaces it asks.
    fn searched(&mut self, on: &str) {
        let none = on.starts_with(&format!("{SERVICE} on 0 interfaces"));
        if none && !std::mem::replace(&mut self.told.no_interface, true) {
            self.say(Sighting::NoInterface);
        }
    }

    fn tell_list(&mut self) {
        if let Some(list) = self.list.news() {
            self.told.list_at = Some(Instant::now());
            self.say(Sighting::Nearby(list));
        }
    }

    fn tell_left_out(&mut self) {
        let (now, told) = (self.list.left_out(), self.told.left_out);
        let doubled = |now: u64, told: u64| now > 0 && now >= told.saturating_mul(2);
        if doubled(now.crowded, told.crowded) && now.crowded != told.crowded
            || doubled(now.malformed, told.malformed) && now.malformed != told.malformed
        {
            self.told.left_out = now;
            self.say(Sighting::LeftOut(now));
        }
    }

    fn say(&self, sighting: Sighting) {
        // Waits where the other side is slow, unless all is to end. Who no longer listens will
        // stop us.
        crossbeam_channel::select! {
            send(self.tell, sighting) -> sent => { sent.ok(); }
            recv(self.rest) -> ended => { ended.ok(); }
        }
        (self.wake)();
    }
}

/// The first label of a service's full name.
fn instance(full_name: &str) -> &str {
    full_name.strip_suffix(SERVICE).and_then(|name| name.strip_suffix('.')).unwrap_or(full_name)
}

fn addresses(service: &ResolvedService) -> Vec<SocketAddr> {
    let port = service.port;
    let address = |ip: &ScopedIp| match ip {
        ScopedIp::V4(ip) => Some(SocketAddr::V4(SocketAddrV4::new(*ip.addr(), port))),
        ScopedIp::V6(ip) => {
            let scope = if ip.addr().is_unicast_link_local() { ip.scope_id().index } else { 0 };
            Some(SocketAddr::V6(SocketAddrV6::new(*ip.addr(), port, 0, scope)))
        }
        _ => None,
    };
    service.addresses.iter().filter_map(address).collect()
}
