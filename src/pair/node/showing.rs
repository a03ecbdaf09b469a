//! Showing a code, and entering one.

use super::hub::Hub;
use super::places;
use crate::model::pairing::{CodeFault, Hidden, Means, Nearby, PairEvent, PairFault, Secret};
use crate::pair::ceremony::Secrets;
use crate::pair::code::{Code, Link, Typed};
use crate::pair::link::Errand;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// What is shown, for who begins to listen later.
pub(super) struct Shown {
    means: Means,
    code: Secret,
    link: Secret,
    until: Instant,
    /// When our addresses are looked up next, and those that were told.
    looks: Instant,
    addresses: Vec<SocketAddr>,
}

impl Shown {
    pub(super) fn event(&self, now: Instant) -> PairEvent {
        PairEvent::Showing {
            means: self.means,
            code: self.code.clone(),
            link: self.link.clone(),
            left: self.until.saturating_duration_since(now),
        }
    }
}

/// Pairing with somebody who shows a code.
pub(super) struct Entering {
    secret: Zeroizing<Vec<u8>>,
    means: Means,
    key: Option<crate::model::pairing::PublicKey>,
    /// Addresses not dialled yet, the next one last.
    rest: Vec<SocketAddr>,
    /// The look-up that is waited for.
    looks_up: Option<u32>,
    pub(super) link: Option<crate::pair::link::LinkId>,
    /// The best fault so far: one address that answers says more than three that do not.
    pub(super) fault: Option<PairFault>,
}

impl Hub {
    /// Shows a new code with its link, a link alone, or an open door.
    pub(super) fn show(&mut self, means: Means) -> Result<(), PairFault> {
        if self.shown.is_some() {
            self.hide(Hidden::ByHand);
        }
        self.listen()?;
        let (mut code, mut link) = (Secret::default(), Secret::default());
        let mut secrets = Secrets::default();
        if means == Means::Nothing {
            secrets = secrets.and(Means::Nothing, &[]);
        } else {
            let random = Link::random(self.identity.public(), &self.addresses())?;
            link = random.to_string().into();
            secrets = secrets.and(Means::Link, &*random.secret);
        }
        if means == Means::Code {
            let random = Code::random()?;
            code = random.to_string().into();
            secrets = secrets.and(Means::Code, &*random.secret());
        }
        let now = Instant::now();
        let good = self.board.show(secrets, now);
        let (until, addresses) = (now + good, self.addresses());
        let shown = Shown { means, code, link, until, looks: now + LOOK, addresses };
        self.tell(&shown.event(now));
        self.shown = Some(shown);
        self.announce();
        Ok(())
    }

    /// Shows it no longer.
    pub(super) fn hide(&mut self, why: Hidden) {
        self.board.hide();
        if self.shown.take().is_some() {
            self.tell(&PairEvent::Hidden(why));
            self.announce();
        }
    }

    /// Hides a code whose time is over.
    pub(super) fn look_at_the_clock(&mut self, now: Instant) {
        if self.shown.as_ref().is_some_and(|shown| shown.until <= now) {
            self.hide(Hidden::Expired);
        }
        let due = self.shown.as_mut().filter(|shown| shown.looks <= now);
        let Some(told) = due.map(|shown| {
            shown.looks = now + LOOK;
            std::mem::take(&mut shown.addresses)
        }) else {
            return;
        };
        // A cable may be plugged in while somebody waits for an address to read out.
        let addresses = self.addresses();
        if told != addresses {
            self.tell(&self.own());
        }
        if let Some(shown) = &mut self.shown {
            shown.addresses = addresses;
        }
    }

    /// When the code's time is over, or our addresses are looked up.
    pub(super) fn shown_until(&self) -> Option<Instant> {
        self.shown.as_ref().map(|shown| shown.until.min(shown.looks))
    }

    /// Pairs with who shows this.
    pub(super) fn enter(&mut self, typed: &str, addresses: &[String]) -> Result<(), PairFault> {
        let typed = Typed::parse(typed).map_err(PairFault::Code)?;
        if self.entering.is_some() {
            return Err(PairFault::Busy);
        }
        let mut rest = Vec::new();
        let (secret, means, key) = match typed {
            Typed::Code(code) => (code.secret().to_vec(), Means::Code, None),
            Typed::Link(link) => {
                if link.key == self.identity.public() {
                    return Err(PairFault::Myself);
                }
                rest.extend(link.addresses.iter().copied());
                (link.secret.to_vec(), Means::Link, Some(link.key))
            }
            Typed::Nothing if addresses.is_empty() => {
                return Err(PairFault::Code(CodeFault::NotNine));
            }
            Typed::Nothing => (Vec::new(), Means::Nothing, None),
        };
        let secret = Zeroizing::new(secret);
        let (looks_up, link, fault) = (None, None, None);
        self.entering = Some(Entering { secret, means, key, rest, looks_up, link, fault });
        match places::literal(addresses) {
            Some(places) => self.set_out(Ok(places)),
            None => self.look_up(addresses),
        }
        Ok(())
    }

    fn look_up(&mut self, addresses: &[String]) {
        self.lookups += 1;
        let (number, typed) = (self.lookups, addresses.to_vec());
        match places::look_up(&self.config.registry, number, typed, self.way.clone()) {
            Ok(()) => {
                if let Some(entering) = &mut self.entering {
                    entering.looks_up = Some(number);
                }
            }
            Err(error) => self.set_out(Err(PairFault::Other(error.to_string()))),
        }
    }

    /// A look-up has ended. Where the person has given up meanwhile, nobody waits for it.
    pub(super) fn looked_up(&mut self, number: u32, found: Result<Vec<SocketAddr>, PairFault>) {
        let awaited = self
            .entering
            .as_mut()
            .and_then(|entering| entering.looks_up.take_if(|it| *it == number));
        if awaited.is_some() {
            self.set_out(found);
        }
    }

    /// Dials what was typed, then what the link names; where there is neither who shows a code near.
    fn set_out(&mut self, typed: Result<Vec<SocketAddr>, PairFault>) {
        let Some(entering) = &mut self.entering else { return };
        match typed {
            Ok(typed) => drop(entering.rest.splice(0..0, typed)),
            Err(fault) => entering.fault = Some(fault),
        }
        if entering.rest.is_empty() && entering.fault.is_none() {
            // One entry of a code is one run: with two that show a code the person has to say which.
            let mut showing = self.nearby.iter().filter(|near: &&Nearby| near.shows_code);
            if let (Some(one), None) = (showing.next(), showing.next()) {
                entering.rest.clone_from(&one.addresses);
            }
        }
        entering.rest.reverse();
        self.try_next_address();
    }

    /// Gives up pairing with somebody.
    pub(super) fn cancel_entering(&mut self) {
        if let Some(link) = self.entering.take().and_then(|entering| entering.link) {
            self.let_go(link);
        }
    }

    /// Dials the next address, or gives up with what was learned.
    pub(super) fn try_next_address(&mut self) {
        let Some(entering) = &mut self.entering else { return };
        if let Some(to) = entering.rest.pop() {
            let errand = Errand::Pair {
                to,
                means: entering.means,
                secret: entering.secret.clone(),
                key: entering.key,
            };
            match self.start(errand) {
                Ok(link) => {
                    if let Some(entering) = &mut self.entering {
                        entering.link = Some(link);
                    }
                    return;
                }
                Err(fault) => entering_failed(&mut self.entering, fault),
            }
        }
        let fault = self.entering.take().and_then(|entering| entering.fault);
        self.tell(&PairEvent::PairFailed(fault.unwrap_or(PairFault::NoAddress)));
    }

    /// The link that pairs is over without a pair.
    pub(super) fn entering_ended(&mut self, fault: PairFault) {
        if fault == PairFault::Myself {
            self.met_myself_at = Some(Instant::now());
        }
        // Only an address where nobody of us answers leaves room for the next one: anything else
        // was a run of the code, and one entry is one run.
        let goes_on = matches!(
            fault,
            PairFault::NoAnswer { .. }
                | PairFault::Refused { .. }
                | PairFault::NotUs { .. }
                | PairFault::NoRoute { .. }
                | PairFault::Other(_)
        );
        entering_failed(&mut self.entering, fault);
        if !goes_on && let Some(entering) = &mut self.entering {
            entering.rest.clear();
        }
        self.try_next_address();
    }
}

fn entering_failed(entering: &mut Option<Entering>, fault: PairFault) {
    if let Some(entering) = entering {
        entering.link = None;
        entering.fault = Some(fault);
    }
}

/// How often our addresses are looked up while a code is shown.
const LOOK: Duration = Duration::from_secs(1);
/// How long a machine may be dialled for somebody who asked.
pub(super) const PROBE_PAUSE: Duration = Duration::from_secs(5);
