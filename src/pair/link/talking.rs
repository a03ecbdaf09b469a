//! A talk on a line: nothing is acknowledged that is not on the disk.

use super::desk::Desk;
use super::extra::Extra;
use super::wire::{Wire, neighbours};
use super::{Context, Far, Order, Report};
use crate::model::Nanos;
use crate::model::pairing::{Contact, ContactId, PairEvent, PairFault, Said};
use crate::pair::frame::{Decoder, Frame};
use crate::pair::name;
use crate::pair::talk::{Introduction, Pace, Talk, TalkFact};
use crate::threads::Me;
use crossbeam_channel::TryRecvError;
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

/// Items that are written in one transaction.
const BATCH: usize = 64;
/// Bytes of items that are given to the socket at once.
const ROOM: usize = 256 * 1024;
/// Bytes of files that are given to the socket at once: a message waits for no more of them here.
const FILES: usize = 128 * 1024;
/// Most addresses that are told as tried.
const TRIED: usize = 8;
/// How often it is kept that they are there, for a program that is killed.
const SEEN: Duration = Duration::from_mins(1);
/// How long a link that is not wanted yet waits for the one before it to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// One talk.
struct Talking<'a> {
    wire: Wire,
    /// We dialled.
    dialled: bool,
    contact: Contact,
    talk: Talk,
    desk: Desk,
    decoder: Decoder,
    context: &'a Context,
    /// Frames of the protocol that are not the talk's own.
    extra: Extra,
    unpaired: bool,
    /// When it was last kept that they are there.
    seen: Instant,
}

/// Talks until the line ends.
pub(super) fn talk(
    wire: Wire,
    contact: ContactId,
    dialled: bool,
    context: &Context,
    far: &mut Far,
    me: &Me,
) -> Result<(), PairFault> {
    far.report(Report::Known(contact, wire.peer(), dialled));
    let mut wire = wire;
    let (pace, name) = await_turn(&mut wire, far, me)?;
    let ledger = &context.ledger;
    let contact = ledger.contact(contact)?;
    let own = Introduction {
        name,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        addresses: wire.own_addresses(&context.about),
    };
    let talk = Talk::start(ledger.clone(), contact.id, own, pace, Instant::now())?;
    let desk = Desk::start(far.id.0, &contact, context, far.bell())?;
    let (decoder, extra, unpaired) = (Decoder::new(), Extra::default(), false);
    let seen = Instant::now();
    let mut talking =
        Talking { wire, dialled, contact, talk, desk, decoder, context, extra, unpaired, seen };
    let result = talking.run(far, me);
    if result.is_err() {
        talking.say_if_unpaired();
    }
    // Where the ledger cannot be written, what is known of it is older: nothing else is lost.
    talking.seen().ok();
    far.report(Report::Changed(talking.contact.id));
    talking.wire.say_goodbye();
    result
}

/// Waits until no other link of this contact lives: two at once would say everything twice.
fn await_turn(wire: &mut Wire, far: &mut Far, me: &Me) -> Result<(Pace, String), PairFault> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match far.inbox.try_recv() {
            Ok(Order::Go(pace, name)) => return Ok((pace, name)),
            Ok(_) => continue,
            Err(TryRecvError::Disconnected) => return Err(PairFault::Cut(String::new())),
            Err(TryRecvError::Empty) => {}
        }
        if Instant::now() >= deadline {
            return Err(PairFault::Cut("another link of theirs did not end".into()));
        }
        wire.wait(Some(deadline), far, me)?;
    }
}

impl Talking<'_> {
    fn run(&mut self, far: &mut Far, me: &Me) -> Result<(), PairFault> {
        loop {
            if !self.obey(far)? {
                return Ok(());
            }
            let read = self.read(far)?;
            me.add_bytes(read);
            self.settle(far)?;
            if self.unpaired {
                return Err(PairFault::RemovedByThem);
            }
            if self.desk.has_said()? {
                self.talk.nudge();
            }
            let more = self.write(far, me)?;
            let now = Instant::now();
            if now.saturating_duration_since(self.seen) >= SEEN {
                self.seen()?;
                self.seen = now;
            }
            let due = self.talk.tick(now)?;
            if self.wire.has_ended() {
                return Err(PairFault::Cut("the other side ended the line".into()));
            }
            let deadline = if more || read > 0 { now } else { due };
            self.wire.wait(Some(deadline), far, me)?;
        }
    }

    /// What failed may be that the contact is one no more, a moment before the node's order to say it:
    /// the other side would dial in vain.
    fn say_if_unpaired(&mut self) {
        let contact = self.context.ledger.contact(self.contact.id);
        if !self.unpaired && contact.is_ok_and(|contact| contact.revoked_at.is_some()) {
            // A line that is broken hears nothing; the next dial is refused.
            self.say_unpaired().ok();
        }
    }

    /// Says that the pairing is over: behind the hello, which may be due still.
    fn say_unpaired(&mut self) -> Result<(), PairFault> {
        self.extra.add(&Frame::Unpaired);
        let mut out = Vec::new();
        self.talk.outgoing(0, &mut out)?;
        out.append(&mut self.extra.take());
        self.wire.write(&out)
    }

    /// Does what the node ordered; false when the link is no longer wanted.
    fn obey(&mut self, far: &Far) -> Result<bool, PairFault> {
        loop {
            match far.inbox.try_recv() {
                Ok(Order::Nudge) => self.talk.nudge(),
                Ok(Order::LookAgain) => self.desk.look_again(),
                Ok(Order::DialBack(port)) => {
                    // They dial nobody but us: the address at which this link ends here.
                    let own = SocketAddr::new(self.wire.own_ip()?, port);
                    self.extra.add(&Frame::DialBack(own));
                }
                Ok(Order::Name(name)) => self.extra.add(&Frame::Name(name)),
                Ok(Order::Ask) => self.talk.ask(Instant::now()),
                Ok(Order::Dialled(tried, reached)) => {
                    self.extra.answer(tried, reached);
                }
                Ok(Order::Unpair) => {
                    self.say_unpaired()?;
                    return Ok(false);
                }
                Ok(Order::Go(..)) => {}
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => return Ok(false),
            }
        }
    }

    /// Reads what came, and takes it in as far as it may be now; gives the bytes.
    fn read(&mut self, far: &Far) -> Result<usize, PairFault> {
        self.take_in(false, far)?;
        if !self.may_read() {
            return Ok(0);
        }
        let Self { wire, decoder, .. } = self;
        // What came before the line broke counts: it is taken in before the fault is told.
        let read = wire.read(|bytes| decoder.push(bytes));
        self.take_in(read.is_err() || self.wire.has_ended(), far)?;
        if read.is_err() {
            self.settle(far)?;
        }
        read
    }

    fn may_read(&self) -> bool {
        let has_room = self.desk.has_room() && !self.extra.is_full();
        has_room && self.talk.may_read(Instant::now())
    }

    /// Takes in the frames that are there. A batch at a time: at the pace of all that comes in one
    /// turn they would wait longer for an acknowledgement than they do for somebody who is there.
    fn take_in(&mut self, all: bool, far: &Far) -> Result<(), PairFault> {
        while all || self.may_read() {
            for _ in 0..BATCH {
                let next = self.decoder.next();
                let frame = next.map_err(|fault| PairFault::Altered(fault.to_string()))?;
                let Some(frame) = frame else { return Ok(()) };
                self.receive(frame, far)?;
            }
            self.settle(far)?;
        }
        Ok(())
    }

    fn receive(&mut self, frame: Frame, far: &Far) -> Result<(), PairFault> {
        for fact in self.talk.receive(frame, Instant::now())? {
            self.learn(fact, far)?;
        }
        Ok(())
    }

    fn settle(&mut self, far: &Far) -> Result<(), PairFault> {
        for fact in self.talk.settle()? {
            self.learn(fact, far)?;
        }
        Ok(())
    }

    fn learn(&mut self, fact: TalkFact, far: &Far) -> Result<(), PairFault> {
        let id = self.contact.id;
        match fact {
            TalkFact::Hello { name, addresses, .. } => {
                self.greeted(&name, &addresses)?;
                far.report(Report::Changed(id));
            }
            TalkFact::Heard(item) => {
                if !matches!(item.said, Said::Text(_)) {
                    self.desk.heard(item.clone());
                }
                far.report(Report::Tell(PairEvent::Item(Box::new(item))));
            }
            TalkFact::Sent(seq) => far.report(Report::Tell(PairEvent::Sent(id, seq))),
            TalkFact::Stored(seq) => far.report(Report::Tell(PairEvent::Stored(id, seq))),
            TalkFact::BroughtBack(count, items) => {
                far.report(Report::Tell(PairEvent::BroughtBack(id, count)));
                for item in items {
                    far.report(Report::Tell(PairEvent::Item(Box::new(item))));
                }
            }
            TalkFact::GivenAgain(count) => {
                far.report(Report::Tell(PairEvent::GivenAgain(id, count)));
            }
            TalkFact::HeldBack => {
                let trouble = PairEvent::Trouble { contact: Some(id), fault: PairFault::HeldBack };
                far.report(Report::Tell(trouble));
            }
            TalkFact::UnpairedByThem => self.unpaired = true,
            TalkFact::Other(Frame::DialBack(address)) => {
                // Only themselves: nobody is dialled on a stranger's behalf.
                let seen = self.wire.peer_at(address.port());
                let known = self.context.ledger.contact(id)?.addresses;
                let others = known.into_iter().filter(|other| neighbours(seen, *other));
                far.report(Report::DialBack([seen].into_iter().chain(others).collect()));
            }
            TalkFact::Other(Frame::Dialled(mut tried, reached)) => {
                tried.truncate(TRIED);
                far.report(Report::Tell(PairEvent::DialledBack { contact: id, tried, reached }));
            }
            TalkFact::Other(Frame::Name(claimed)) => {
                self.context.ledger.claim(id, &name::clean(&claimed))?;
                far.report(Report::Changed(id));
            }
            TalkFact::Other(Frame::File(frame)) => self.desk.frame(frame),
            TalkFact::Other(_) => {}
        }
        Ok(())
    }

    /// Remembers what they call themselves and where they listen.
    fn greeted(&self, claimed: &str, addresses: &[SocketAddr]) -> Result<(), PairFault> {
        let (ledger, id) = (&self.context.ledger, self.contact.id);
        ledger.claim(id, &name::clean(claimed))?;
        if !addresses.is_empty() {
            ledger.set_addresses(id, &self.wire.addresses_of_peer(addresses))?;
        }
        self.seen()
    }

    /// Keeps that they are there now.
    fn seen(&self) -> Result<(), PairFault> {
        // Who was accepted has come from a port where nobody listens.
        let at = self.dialled.then(|| self.wire.peer());
        self.context.ledger.seen(self.contact.id, at, Nanos::from(SystemTime::now()))
    }

    /// Fills the socket's room; true when more could be sent.
    fn write(&mut self, far: &Far, me: &Me) -> Result<bool, PairFault> {
        self.wire.flush()?;
        if !self.wire.has_room() {
            return Ok(false);
        }
        let mut out = Vec::new();
        let facts = self.talk.outgoing(ROOM, &mut out)?;
        // Nothing goes in front of the hello.
        out.append(&mut self.extra.take());
        let mut more = out.len() >= ROOM;
        // Words go first.
        if !more {
            more = self.desk.take(FILES, &mut out);
        }
        if !out.is_empty() {
            self.wire.write(&out)?;
            me.add_bytes(out.len());
        }
        for fact in facts {
            self.learn(fact, far)?;
        }
        // With bytes left in the socket's way its readiness wakes us.
        Ok(more && self.wire.has_room())
    }
}
