//! Showing a code, and entering one.

use super::hub::Hub;
use crate::model::pairing::{CodeFault, Hidden, Means, Nearby, PairEvent, PairFault, Secret};
use crate::pair::ceremony::Secrets;
use crate::pair::code::{Code, Link, Typed};
use crate::pair::link::Errand;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// What is shown, for who begins to listen later.
pub(super) struct Shown {
    means: Means,
    code: Secret,
    link: Secret,
    until: Instant,
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
    /// Addresses not dialled yet.
    rest: Vec<SocketAddr>,
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
        let shown = Shown { means, code, link, until: now + good };
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
    }

    /// When the code's time is over.
    pub(super) fn shown_until(&self) -> Option<Instant> {
        self.shown.as_ref().map(|shown| shown.until)
    }

    /// Pairs with who shows this.
    pub(super) fn enter(&mut self, typed: &str, addresses: &[String]) -> Result<(), PairFault> {
        let typed = Typed::parse(typed).map_err(PairFault::Code)?;
        if self.entering.is_some() {
            return Err(PairFault::Busy);
        }
        let mut places = resolve(addresses)?;
        let (secret, means, key) = match typed {
            Typed::Code(code) => (code.secret().to_vec(), Means::Code, None),
            Typed::Link(link) => {
                if link.key == self.identity.public() {
                    return Err(PairFault::Myself);
                }
                places.extend(link.addresses.iter().copied());
                (link.secret.to_vec(), Means::Link, Some(link.key))
            }
            Typed::Nothing if addresses.is_empty() => {
                return Err(PairFault::Code(CodeFault::NotNine));
            }
            Typed::Nothing => (Vec::new(), Means::Nothing, None),
        };
        if places.is_empty() {
            // One entry of a code is one run: with two that show a code the person has to say which.
            let mut showing = self.nearby.iter().filter(|near: &&Nearby| near.shows_code);
            match (showing.next(), showing.next()) {
                (Some(one), None) => places.clone_from(&one.addresses),
                _ => return Err(PairFault::NoAddress),
            }
        }
        places.reverse();
        let secret = Zeroizing::new(secret);
        self.entering =
            Some(Entering { secret, means, key, rest: places, link: None, fault: None });
        self.try_next_address();
        Ok(())
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
        // Only an address where nobody of us answers leaves room for the next one: anything else
        // was a run of the code, and one entry is one run.
        let goes_on = matches!(
            fault,
            PairFault::NoAnswer { .. }
                | PairFault::Refused { .. }
                | PairFault::NotUs { .. }
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

/// Looks names up. It blocks for as long as the system's resolver does.
fn resolve(addresses: &[String]) -> Result<Vec<SocketAddr>, PairFault> {
    let mut places = Vec::new();
    for address in addresses {
        let with_port = match address.parse::<std::net::IpAddr>() {
            Ok(ip) => SocketAddr::new(ip, super::PORT).to_string(),
            Err(_) if address.contains(':') => address.clone(),
            Err(_) => format!("{address}:{}", super::PORT),
        };
        let found = with_port.to_socket_addrs();
        places.extend(found.map_err(|_| PairFault::NoSuchHost(address.clone()))?);
    }
    places.truncate(8);
    Ok(places)
}

/// How long a machine may be dialled for somebody who asked.
pub(super) const PROBE_PAUSE: Duration = Duration::from_secs(5);
