//! The node's thread: what comes from links, people and the network, one after the other.

use super::board::Board;
use super::contacts::{Contacts, Known};
use super::door::Door;
use super::files::Offers;
use super::listeners::Listeners;
use super::listening::Listening;
use super::showing::{Entering, Shown};
use super::space::Space;
use super::{Call, Config, Way};
use crate::model::pairing::{ContactId, Nearby, PairEvent, PairFault};
use crate::pair::discovery::{self, Discovery, Sighting};
use crate::pair::files;
use crate::pair::identity::{self, Identity};
use crate::pair::ledger::{Ledger, Lock};
use crate::pair::link::{self, About, Errand, Link, LinkId, Order};
use crate::threads::{Late, Me, join_all};
use crossbeam_channel::{Receiver, Sender};
use mio::{Events, Poll};
use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long links may take to end with the node.
const JOIN: Duration = Duration::from_secs(2);
/// Lists of who is near that may wait: each is whole.
const SIGHTINGS: usize = 16;
/// How often it is told that connections were turned away.
const TELL: Duration = Duration::from_secs(1);

/// Everything the node's thread owns.
pub(super) struct Hub {
    pub(super) config: Config,
    pub(super) identity: Arc<Identity>,
    pub(super) ledger: Ledger,
    _lock: Lock,
    pub(super) way: Way,
    registry: Option<mio::Registry>,
    listening: Option<Listening>,
    discovery: Option<Discovery>,
    sightings: (Sender<Sighting>, Receiver<Sighting>),
    run: String,
    pub(super) board: Board,
    pub(super) shown: Option<Shown>,
    pub(super) entering: Option<Entering>,
    pub(super) contacts: Contacts,
    pub(super) nearby: Vec<Nearby>,
    pub(super) door: Door,
    tell_door_at: Option<Instant>,
    /// Links that came and have proved nothing yet, and since when; the oldest first.
    at_the_door: VecDeque<(LinkId, Instant)>,
    listeners: Listeners,
    /// Why nothing can be accepted, for who listens later.
    broken: Option<PairFault>,
    /// What was told while nobody listened.
    pub(super) untold: Vec<PairEvent>,
    /// That somebody else has or says our key, for who listens later.
    pub(super) cloned: Option<PairEvent>,
    /// When we called ourselves.
    pub(super) met_myself_at: Option<Instant>,
    pub(super) links: BTreeMap<LinkId, (Link, Option<IpAddr>)>,
    pub(super) ending: Vec<crate::threads::Handle<()>>,
    next_link: u32,
    /// Names that were looked up so far.
    pub(super) lookups: u32,
    /// Who asked to be dialled, by the link that tries; and when somebody was dialled last.
    pub(super) probes: BTreeMap<LinkId, LinkId>,
    pub(super) probed_at: Option<Instant>,
    /// Who waits to be dialled, from when on, and where.
    pub(super) probe_waits: Option<(Instant, LinkId, Vec<SocketAddr>)>,
    /// What is to be offered, one after the other.
    pub(super) offers: Offers,
    /// Disks that were asked how much room they have.
    pub(super) space: Space,
}

impl Hub {
    pub(super) fn new(
        config: Config,
        identity: Arc<Identity>,
        ledger: Ledger,
        lock: Lock,
        way: Way,
    ) -> Self {
        Self {
            config,
            identity,
            ledger,
            _lock: lock,
            way,
            registry: None,
            listening: None,
            discovery: None,
            sightings: crossbeam_channel::bounded(SIGHTINGS),
            run: discovery::nonce().unwrap_or_default(),
            board: Board::default(),
            shown: None,
            entering: None,
            contacts: Contacts::default(),
            nearby: Vec::new(),
            door: Door::default(),
            tell_door_at: None,
            at_the_door: VecDeque::new(),
            listeners: Listeners::default(),
            broken: None,
            untold: Vec::new(),
            cloned: None,
            met_myself_at: None,
            links: BTreeMap::new(),
            ending: Vec::new(),
            next_link: 1,
            lookups: 0,
            probes: BTreeMap::new(),
            probed_at: None,
            probe_waits: None,
            offers: Offers::default(),
            space: Space::default(),
        }
    }

    /// Works until it is stopped; returns who did not end with it.
    pub(super) fn run(mut self, mut poll: Poll, inbox: &Receiver<Call>, me: &Me) -> Vec<Late> {
        self.registry = poll.registry().try_clone().ok();
        if let Err(fault) = self.begin() {
            self.tell(&PairEvent::Broken(fault.clone()));
            self.broken = Some(fault);
        }
        let mut events = Events::with_capacity(64);
        loop {
            let limit = self.deadline().map(|at| at.saturating_duration_since(Instant::now()));
            // An interrupted wait is a short one.
            me.wait(|| poll.poll(&mut events, limit)).ok();
            let mut wishes = Vec::new();
            while let Ok(call) = inbox.try_recv() {
                match call {
                    Call::Wish(wish) => wishes.push(wish),
                    Call::Subscribe(listener) => self.subscribe(listener),
                    Call::Report(link, report) => self.hear(link, report),
                    Call::Places(number, found) => self.looked_up(number, found),
                    Call::Offered(offered) => self.offered(offered),
                    Call::Space(number, free) => self.space_is(number, free),
                    Call::Stop => {
                        // What was wished before is done before.
                        self.grant(wishes);
                        self.await_space(inbox);
                        return self.end();
                    }
                }
            }
            while let Ok(sighting) = self.sightings.1.try_recv() {
                self.sight(sighting);
            }
            // Behind the reports: a link that is over has made room.
            self.accept();
            self.grant(wishes);
            self.tick();
            self.ending.retain(|thread| !thread.is_finished());
            me.set_connections(self.links.len());
        }
    }

    fn begin(&mut self) -> Result<(), PairFault> {
        let now = Instant::now();
        for contact in self.ledger.contacts()? {
            // What an earlier run has heard and not looked at: this is told to who listens.
            let downloads = &self.config.downloads;
            files::Files::open(self.ledger.clone(), contact.id, &contact.name, downloads)?;
            self.contacts.0.insert(contact.id, Known::new(contact, now));
        }
        if let Some(aside) = self.ledger.moved_aside() {
            let aside = aside.display().to_string();
            self.tell_trouble(PairFault::LedgerAside(aside));
        }
        self.look_at_the_key()?;
        if !self.contacts.0.is_empty() {
            self.listen()?;
        }
        self.look_around();
        self.sweep();
        Ok(())
    }

    /// Opens the door, where it is not open yet.
    pub(super) fn listen(&mut self) -> Result<(), PairFault> {
        if self.listening.is_none() {
            let registry = self.registry.as_ref();
            let registry = registry.ok_or_else(|| PairFault::Other("no poll".into()))?;
            let last = self.setting("port").and_then(|port| port.parse().ok());
            let listening = Listening::open(&self.config.listen, last, registry)?;
            if let Some(port) = listening.port().filter(|_| self.config.listen.is_empty()) {
                self.ledger.set_meta("port", &port.to_string())?;
            }
            self.listening = Some(listening);
            self.tell(&self.own());
            self.announce();
        }
        Ok(())
    }

    /// As another one than before.
    pub(super) fn look_around_anew(&mut self) {
        self.discovery = None;
        self.run = discovery::nonce().unwrap_or_default();
        self.look_around();
    }

    pub(super) fn has_listeners(&self) -> bool {
        !self.listeners.is_empty()
    }

    fn look_around(&mut self) {
        if !self.config.discovery {
            return;
        }
        let way = self.way.clone();
        let wake: crate::flow::Wake = Arc::new(move || {
            way.waker.wake().ok();
        });
        let about = self.announcement();
        match Discovery::start(&self.config.registry, about, self.sightings.0.clone(), wake) {
            Ok(discovery) => self.discovery = Some(discovery),
            Err(fault) => self.tell_trouble(fault),
        }
    }

    pub(super) fn setting(&self, key: &str) -> Option<String> {
        self.ledger.meta(key).ok().flatten()
    }

    fn announcement(&self) -> discovery::About {
        discovery::About {
            hint: identity::device_hint(&self.identity.public()),
            run: self.run.clone(),
            name: self.is_named().then(|| self.name()),
            shows_code: self.shown.is_some(),
            // Without a port nothing is announced: who is invisible still sees others.
            port: self.port().filter(|_| self.is_visible()),
        }
    }

    /// Tells machines near what has changed about us.
    pub(super) fn announce(&mut self) {
        let about = self.announcement();
        if let Some(discovery) = &self.discovery
            && let Err(fault) = discovery.update(&about)
        {
            self.tell(&PairEvent::Trouble { contact: None, fault });
        }
    }

    /// Tells everybody, near and here, what the settings are now.
    pub(super) fn tell_settings(&mut self) {
        self.announce();
        self.tell(&self.own());
    }

    pub(super) fn port(&self) -> Option<u16> {
        self.listening.as_ref().and_then(Listening::port)
    }

    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        self.listening.as_ref().map(Listening::addresses).unwrap_or_default()
    }

    /// Tells all who listen; who is too far behind is let go.
    pub(super) fn tell(&mut self, event: &PairEvent) {
        self.listeners.tell(event);
        (self.config.wake)();
    }

    pub(super) fn tell_presence(&mut self, id: ContactId) {
        let now = Instant::now();
        if let Some(presence) = self.contacts.get(id).and_then(|known| known.news(now)) {
            self.tell(&PairEvent::Presence(id, presence));
        }
    }

    fn subscribe(&mut self, listener: Sender<PairEvent>) {
        let now = Instant::now();
        let mut all = vec![self.own()];
        for (id, known) in &self.contacts.0 {
            all.push(PairEvent::Contact(Box::new(known.contact.clone())));
            all.push(PairEvent::Presence(*id, known.presence(now)));
            all.push(PairEvent::Sent(*id, known.sent));
        }
        all.extend(self.transfers());
        all.extend(self.shown.as_ref().map(|shown| shown.event(now)));
        all.push(PairEvent::Nearby(self.nearby.clone()));
        all.extend(self.broken.clone().map(PairEvent::Broken));
        all.extend(self.cloned.clone());
        all.append(&mut self.untold);
        all.push(PairEvent::AllTold);
        self.listeners.add(listener, all);
        (self.config.wake)();
    }

    /// Lets in who waits, as long as there is room.
    fn accept(&mut self) {
        let now = Instant::now();
        self.make_room(now);
        let mut room = self.door.room();
        while room > 0 {
            let Some(listening) = &mut self.listening else { return };
            let mut arrived = Vec::new();
            if listening.accept(now, room, |stream, from| arrived.push((stream, from))) {
                let fault = PairFault::OutOfHandles;
                self.tell(&PairEvent::Trouble { contact: None, fault });
            }
            if arrived.is_empty() {
                return;
            }
            for (stream, from) in arrived {
                self.let_in(stream, from, now);
            }
            room = self.door.room();
        }
    }

    fn let_in(&mut self, stream: std::net::TcpStream, from: SocketAddr, now: Instant) {
        if !self.door.enter(from.ip(), now) {
            self.tell_door_at.get_or_insert(now + TELL);
            return;
        }
        match self.start(Errand::Accepted(stream, from)) {
            Ok(id) => {
                if let Some((_, at_the_door)) = self.links.get_mut(&id) {
                    *at_the_door = Some(from.ip());
                    self.at_the_door.push_back((id, now));
                }
            }
            Err(_) => self.door.leave(from.ip()),
        }
    }

    /// Where the door is full, sends away who has had a turn and has proved nothing.
    fn make_room(&mut self, now: Instant) {
        let links = &self.links;
        let is_there = |id: &LinkId| links.get(id).is_some_and(|(_, from)| from.is_some());
        self.at_the_door.retain(|(id, _)| is_there(id));
        while self.door_turns_at().is_some_and(|at| at <= now)
            && let Some((id, _)) = self.at_the_door.pop_front()
        {
            self.door.sent_away();
            self.tell_door_at.get_or_insert(now + TELL);
            self.let_go(id);
        }
    }

    /// When somebody at the full door has had a turn.
    fn door_turns_at(&self) -> Option<Instant> {
        let (_, since) = self.at_the_door.front().filter(|_| self.door.room() == 0)?;
        Some(*since + super::door::TURN)
    }

    /// Starts a link.
    pub(super) fn start(&mut self, errand: Errand) -> Result<LinkId, PairFault> {
        let id = LinkId(self.next_link);
        self.next_link += 1;
        let way = self.way.clone();
        let context = link::Context {
            identity: Arc::clone(&self.identity),
            ledger: self.ledger.clone(),
            downloads: self.config.downloads.clone(),
            board: self.board.clone(),
            registry: self.config.registry.clone(),
            about: About {
                name: self.name(),
                addresses: self.addresses(),
                port: self.listening.as_ref().and_then(Listening::port_on_all),
            },
        };
        let tell = Arc::new(move |id, report| way.send(Call::Report(id, report)));
        let link = Link::start(id, errand, context, tell)
            .map_err(|error| PairFault::Other(error.to_string()))?;
        self.links.insert(id, (link, None));
        Ok(id)
    }

    pub(super) fn order(&self, id: LinkId, order: Order) {
        if let Some((link, _)) = self.links.get(&id) {
            link.order(order);
        }
    }

    /// Orders something of the link that talks to a contact.
    pub(super) fn order_contact(&mut self, id: ContactId, order: Order) {
        if let Some((link, ..)) = self.contacts.get(id).and_then(|known| known.live) {
            self.order(link, order);
        }
    }

    /// Lets go of a link; its thread ends by itself.
    pub(super) fn let_go(&mut self, id: LinkId) {
        if let Some((link, from)) = self.links.remove(&id) {
            if let Some(from) = from {
                self.door.leave(from);
            }
            self.ending.extend(link.into_thread());
        }
    }

    fn tick(&mut self) {
        let now = Instant::now();
        self.look_at_the_clock(now);
        self.probe_who_waits(now);
        if self.tell_door_at.take_if(|at| *at <= now).is_some() && self.door.has_turned_away() {
            let count = self.door.take_turned_away();
            self.tell(&PairEvent::TurnedAway(count));
        }
        let due: Vec<_> = self
            .contacts
            .0
            .iter_mut()
            .filter_map(|(id, known)| (known.deadline()? <= now).then_some(*id))
            .collect();
        for id in due {
            self.dial(id, now);
        }
        if self.sweep_at().is_some_and(|at| at <= now) {
            self.sweep();
        }
    }

    fn dial(&mut self, id: ContactId, now: Instant) {
        let Some(known) = self.contacts.get(id) else { return };
        if known.retry_at.is_some_and(|at| at <= now) && known.dialling.is_empty() {
            known.begin_round(&[], now);
        }
        let (key, name) = (known.contact.key, known.contact.name.clone());
        let mut due: Vec<_> = known.queue.extract_if(.., |(at, _)| *at <= now).collect();
        due.retain(|(_, to)| !self.is_here(*to));
        if let Some(known) = self.contacts.get(id)
            && due.is_empty()
            && known.queue.is_empty()
            && known.dialling.is_empty()
        {
            known.plan(now, crate::pair::chance());
        }
        for (_, to) in due {
            let errand = Errand::Talk { to, contact: id, key, name: name.clone() };
            match self.start(errand) {
                Ok(link) => {
                    if let Some(known) = self.contacts.get(id) {
                        known.dialling.push(link);
                    }
                }
                Err(fault) => {
                    if let Some(known) = self.contacts.get(id) {
                        known.last = Some(fault);
                        known.plan(now, crate::pair::chance());
                    }
                }
            }
        }
        self.tell_presence(id);
    }

    /// Whether we listen there ourselves: a port of this machine may have been a contact's before.
    fn is_here(&self, to: SocketAddr) -> bool {
        let port = self.listening.as_ref().and_then(Listening::port_on_all);
        let ours = || to.ip().is_loopback() || self.addresses().contains(&to);
        port == Some(to.port()) && ours()
    }

    fn deadline(&self) -> Option<Instant> {
        let contacts = self.contacts.0.values().filter_map(Known::deadline);
        let rest = self.listening.as_ref().and_then(Listening::deadline);
        let doors = self
            .tell_door_at
            .into_iter()
            .chain(self.door_turns_at())
            .chain(rest)
            .chain(self.probe_waits.as_ref().map(|(at, ..)| *at));
        contacts.chain(self.shown_until()).chain(doors).chain(self.sweep_at()).min()
    }

    fn end(mut self) -> Vec<Late> {
        self.discovery = None;
        let ids: Vec<_> = self.links.keys().copied().collect();
        for id in ids {
            self.let_go(id);
        }
        join_all(self.ending, JOIN)
    }
}
