//! The ceremony: two machines prove to each other that they have the same short secret.
//!
//! ```text
//!  A, the joiner                               B, the inviter
//!  means, mA        ──────────────────►        busy? used up? another means?
//!                                              counts the try
//!                   ◄──────────────────        mB
//!  HMAC of T        ──────────────────►        checks first
//!                   ◄──────────────────        HMAC of T, or random bytes; tries left
//!  name, addresses  ◄─────────────────►        name, addresses
//! ```
//!
//! `T` = SHA-256("v1" ‖ means ‖ SPKI of A ‖ SPKI of B ‖ mA ‖ mB ‖ exporter). Who relays between two
//! connections has other keys and another exporter on each, so the same code proves nothing there.
//! No input or output happens here, and no clock is read.

mod proof;
#[cfg(test)]
mod tests;
mod tries;
mod wire;

pub use tries::Tries;
pub use wire::{FRAME, busy_frame, used_up_frame};

use super::pake::{Pake, Role, SpakeTwo};
use crate::model::pairing::{Means, PairFault, PublicKey, Verified};
use proof::{PROOF, Proofs};
use std::fmt;
use std::net::SocketAddr;
use tries::Run;
use wire::{Decoder, Frame};
use zeroize::Zeroizing;

/// What each side tells of itself once the other has proved itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What it calls itself.
    pub name: String,
    /// The program's version, for people.
    pub version: String,
    /// Where it listens; the first eight are told.
    pub addresses: Vec<SocketAddr>,
    /// Whether the other is in its ledger already, perhaps as one whose pairing was ended.
    pub known: bool,
}

/// What came of a ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The other side's key: what is to be pinned.
    pub key: PublicKey,
    /// How it was made sure of.
    pub verified: Verified,
    /// What it calls itself. Not cleaned.
    pub name: String,
    /// Its version, for people. Not cleaned.
    pub version: String,
    /// Where it says that it listens.
    pub addresses: Vec<SocketAddr>,
    /// We are in its ledger already.
    pub known_there: bool,
}

/// The two ends of the encrypted channel in which a ceremony takes place.
#[derive(Clone, Copy)]
pub struct Channel {
    /// Our key.
    pub own: PublicKey,
    /// The key that the other side proved in the handshake.
    pub their: PublicKey,
    /// The exported bytes of the connection; see [`super::tls::exporter`].
    pub exporter: [u8; 32],
}

/// What is shown at one time: for each way to prove oneself at most one secret.
#[derive(Clone, Default)]
pub struct Secrets(Vec<(Means, Zeroizing<Vec<u8>>)>);

impl Secrets {
    /// One secret.
    #[must_use]
    pub fn one(means: Means, secret: &[u8]) -> Self {
        Self::default().and(means, secret)
    }

    /// Another one beside it.
    #[must_use]
    pub fn and(mut self, means: Means, secret: &[u8]) -> Self {
        self.0.push((means, Zeroizing::new(secret.to_vec())));
        self
    }

    /// Whether one can prove oneself so.
    pub fn has(&self, means: Means) -> bool {
        self.get(means).is_some()
    }

    fn get(&self, means: Means) -> Option<&[u8]> {
        self.0.iter().find(|(own, _)| *own == means).map(|(_, secret)| secret.as_slice())
    }
}

/// One side of one run.
pub struct Ceremony {
    /// The inviter learns it from the first word.
    means: Means,
    channel: Channel,
    about: About,
    state: State,
    decoder: Decoder,
    output: Vec<u8>,
    outcome: Option<Outcome>,
    /// Which try of the code this was, on the inviter's side.
    counted: Option<u8>,
    kept_there: bool,
}

enum State {
    /// The inviter waits for the first word.
    Invited { secrets: Secrets, tries: Tries },
    /// The joiner has sent `mA`.
    Started { pake: Box<SpakeTwo>, ours: Vec<u8> },
    /// The inviter has sent `mB`, and waits for the proof.
    Answered { proofs: Proofs, run: Run },
    /// The joiner has sent its proof, and waits for the other.
    Proved { proofs: Proofs },
    /// Both have proved themselves.
    Confirmed,
    /// It failed with this.
    Over(PairFault),
}

impl Ceremony {
    /// The side that typed the code. Its first frame is to be sent at once.
    ///
    /// # Errors
    /// [`PairFault::Myself`] where both ends have one key.
    pub fn joiner(
        secret: &[u8],
        means: Means,
        channel: Channel,
        about: About,
    ) -> Result<Self, PairFault> {
        let mut ceremony = Self::new(means, channel, about)?;
        let (pake, ours) = ceremony.start_pake(Role::Joiner, secret);
        Frame::Start { means, message: &ours }.write(&mut ceremony.output);
        ceremony.state = State::Started { pake: Box::new(pake), ours };
        Ok(ceremony)
    }

    /// The side that shows the code. `tries` is that of all that is shown at one time, shared by
    /// all its runs: who tries the code and the link has no more guesses.
    ///
    /// # Errors
    /// [`PairFault::Myself`] where both ends have one key.
    pub fn inviter(
        secrets: Secrets,
        channel: Channel,
        about: About,
        tries: Tries,
    ) -> Result<Self, PairFault> {
        let mut ceremony = Self::new(Means::Nothing, channel, about)?;
        ceremony.state = State::Invited { secrets, tries };
        Ok(ceremony)
    }

    fn new(means: Means, channel: Channel, about: About) -> Result<Self, PairFault> {
        if channel.own == channel.their {
            return Err(PairFault::Myself);
        }
        Ok(Self {
            means,
            channel,
            about,
            state: State::Over(PairFault::Myself),
            decoder: Decoder::default(),
            output: Vec::new(),
            outcome: None,
            counted: None,
            kept_there: false,
        })
    }

    /// Takes what arrived, in pieces of any size. After an error the output is still to be sent;
    /// then the connection is closed.
    ///
    /// # Errors
    /// For the joiner [`PairFault::WrongCode`], [`PairFault::Busy`], [`PairFault::UsedUp`] or, where
    /// they show something else than was typed, [`PairFault::NoCodeShown`]; for the inviter
    /// [`PairFault::WrongCode`] after a wrong proof, [`PairFault::UsedUp`], [`PairFault::Busy`];
    /// for both [`PairFault::Altered`] for what is against the rules. The same again ever after.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<(), PairFault> {
        if let State::Over(fault) = &self.state {
            return Err(fault.clone());
        }
        let received = self.take(bytes);
        if let Err(fault) = &received {
            self.outcome = None;
            // Drops the secret, and lets the next one in.
            self.state = State::Over(fault.clone());
        }
        received
    }

    /// What is to be sent, since the last time.
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// The result, once the other side has proved itself and told of itself.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome.clone()
    }

    /// The how manieth try of the code this run was, if it has cost one. A run that ends without
    /// outcome, by an error or because the line was cut, was a wrong try.
    pub fn counted(&self) -> Option<u8> {
        self.counted
    }

    /// Tells the other side that the pairing is on our disk.
    pub fn say_kept(&mut self) {
        if self.outcome.is_some() {
            Frame::Kept.write(&mut self.output);
        }
    }

    /// The other side has said that the pairing is on its disk.
    pub fn kept_there(&self) -> bool {
        self.kept_there
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), PairFault> {
        self.decoder.feed(bytes);
        while let Some(body) = self.decoder.next()? {
            self.on_frame(&Frame::read(&body)?)?;
        }
        Ok(())
    }

    fn on_frame(&mut self, frame: &Frame<'_>) -> Result<(), PairFault> {
        let state = std::mem::replace(&mut self.state, State::Over(altered("out of turn")));
        self.state = match (state, frame) {
            (State::Invited { secrets, tries }, Frame::Start { means, message }) => {
                self.answer(&secrets, &tries, *means, message)?
            }
            (State::Started { pake, ours }, Frame::Answer { message }) => {
                self.prove(*pake, &ours, message)?
            }
            (State::Started { .. }, Frame::Busy) => return Err(PairFault::Busy),
            (State::Started { .. }, Frame::UsedUp) => return Err(PairFault::UsedUp),
            (State::Started { .. }, Frame::OtherMeans) => return Err(PairFault::NoCodeShown),
            (State::Answered { proofs, run }, Frame::Proof { proof, .. }) => {
                self.judge(&proofs, run, proof)?
            }
            (State::Proved { proofs }, Frame::Proof { proof, left }) => {
                if !proofs.is_theirs(proof) {
                    return Err(PairFault::WrongCode { left: *left });
                }
                self.tell();
                State::Confirmed
            }
            (State::Confirmed, Frame::About(about)) if self.outcome.is_none() => {
                self.outcome = Some(self.conclude(about));
                State::Confirmed
            }
            (State::Confirmed, Frame::Kept) if self.outcome.is_some() && !self.kept_there => {
                self.kept_there = true;
                State::Confirmed
            }
            _ => return Err(altered("out of turn")),
        };
        Ok(())
    }

    /// The inviter's answer. The try is counted before `mB` can leave: whoever has it has had a
    /// guess.
    fn answer(
        &mut self,
        secrets: &Secrets,
        tries: &Tries,
        means: Means,
        theirs: &[u8],
    ) -> Result<State, PairFault> {
        let Some(secret) = secrets.get(means) else {
            Frame::OtherMeans.write(&mut self.output);
            return Err(PairFault::NoCodeShown);
        };
        self.means = means;
        let run = match tries.begin() {
            Ok(run) => run,
            Err(fault) => {
                let frame = if fault == PairFault::Busy { Frame::Busy } else { Frame::UsedUp };
                frame.write(&mut self.output);
                return Err(fault);
            }
        };
        self.counted = Some(run.number());
        let (pake, ours) = self.start_pake(Role::Inviter, secret);
        let proofs = self.proofs(Role::Inviter, pake, theirs, &ours)?;
        Frame::Answer { message: &ours }.write(&mut self.output);
        Ok(State::Answered { proofs, run })
    }

    fn prove(&mut self, pake: SpakeTwo, ours: &[u8], theirs: &[u8]) -> Result<State, PairFault> {
        let proofs = self.proofs(Role::Joiner, pake, theirs, ours)?;
        Frame::Proof { proof: &proofs.ours(), left: 0 }.write(&mut self.output);
        Ok(State::Proved { proofs })
    }

    /// The inviter checks first. A wrong proof is answered with as many bytes that mean nothing.
    fn judge(
        &mut self,
        proofs: &Proofs,
        run: Run,
        proof: &[u8; PROOF],
    ) -> Result<State, PairFault> {
        let left = run.left();
        if !proofs.is_theirs(proof) {
            let noise = super::identity::random::<PROOF>()?;
            Frame::Proof { proof: &noise, left }.write(&mut self.output);
            return Err(PairFault::WrongCode { left });
        }
        run.succeed();
        Frame::Proof { proof: &proofs.ours(), left }.write(&mut self.output);
        self.tell();
        Ok(State::Confirmed)
    }

    fn tell(&mut self) {
        Frame::About(self.about.clone()).write(&mut self.output);
    }

    fn conclude(&self, about: &About) -> Outcome {
        let verified = match self.means {
            Means::Code => Verified::Code,
            Means::Link => Verified::Link,
            Means::Nothing => Verified::No,
        };
        Outcome {
            key: self.channel.their,
            verified,
            name: about.name.clone(),
            version: about.version.clone(),
            addresses: about.addresses.clone(),
            known_there: about.known,
        }
    }

    /// Keys of the joiner and the inviter.
    fn keys(&self, role: Role) -> [PublicKey; 2] {
        match role {
            Role::Joiner => [self.channel.own, self.channel.their],
            Role::Inviter => [self.channel.their, self.channel.own],
        }
    }

    fn start_pake(&self, role: Role, secret: &[u8]) -> (SpakeTwo, Vec<u8>) {
        let [joiner, inviter] = self.keys(role);
        let names = proof::names(&joiner, &inviter);
        SpakeTwo::start(role, secret, &names[0], &names[1])
    }

    fn proofs(
        &self,
        role: Role,
        pake: SpakeTwo,
        theirs: &[u8],
        ours: &[u8],
    ) -> Result<Proofs, PairFault> {
        let key = pake.finish(theirs).ok_or_else(|| altered("not a message of the exchange"))?;
        let messages = match role {
            Role::Joiner => [ours, theirs],
            Role::Inviter => [theirs, ours],
        };
        Ok(Proofs::new(role, &key, self.means, &self.keys(role), messages, &self.channel.exporter))
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Channel");
        shown.field("own", &self.own).field("their", &self.their).finish_non_exhaustive()
    }
}

impl fmt::Debug for Ceremony {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Invited { .. } => "invited",
            State::Started { .. } => "started",
            State::Answered { .. } => "answered",
            State::Proved { .. } => "proved",
            State::Confirmed => "confirmed",
            State::Over(_) => "over",
        };
        f.debug_struct("Ceremony").field("state", &state).finish_non_exhaustive()
    }
}

fn altered(what: &str) -> PairFault {
    PairFault::Altered(what.into())
}
