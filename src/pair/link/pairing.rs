//! The ceremony on a line: who shows the code, and who has typed it.

use super::wire::{Wire, is_wanted};
use super::{Context, Far, Report};
use crate::model::Nanos;
use crate::model::pairing::{ContactId, Hidden, Means, PairFault, PairStep};
use crate::pair::ceremony::{self, Ceremony, Channel};
use crate::pair::ledger::Paired;
use crate::pair::name;
use crate::threads::Me;
use std::time::{Duration, Instant, SystemTime};

/// How long the proofs may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Proves that we know what they show.
pub(super) fn join(
    mut wire: Wire,
    means: Means,
    secret: &[u8],
    context: &Context,
    far: &mut Far,
    me: &Me,
) -> Result<(), PairFault> {
    far.report(Report::Step(PairStep::Proving));
    let (channel, about) = introduce(&wire, context)?;
    let mut ceremony = Ceremony::joiner(secret, means, channel, about)?;
    let contact = prove(&mut wire, &mut ceremony, context, far, me)?;
    far.report(Report::Paired(contact, wire.peer()));
    Ok(())
}

/// Has somebody prove that they know what we show.
pub(super) fn invite(
    mut wire: Wire,
    context: &Context,
    far: &mut Far,
    me: &Me,
) -> Result<(), PairFault> {
    let Some(code) = context.board.code(Instant::now()) else {
        wire.write(&ceremony::used_up_frame())?;
        wire.say_goodbye();
        return Err(PairFault::UsedUp);
    };
    let (channel, about) = introduce(&wire, context)?;
    let tries = code.tries.clone();
    let mut ceremony = Ceremony::inviter(code.secrets, channel, about, tries)?;
    let result = prove(&mut wire, &mut ceremony, context, far, me);
    let counted = ceremony.counted();
    // Its run is over, however it ended.
    drop(ceremony);
    match &result {
        Ok(contact) => {
            far.report(Report::Hidden(code.number, Hidden::Used));
            far.report(Report::Paired(*contact, wire.peer()));
        }
        Err(_) => {
            // A run that was cut short has had its guess as well.
            if let Some(count) = counted {
                far.report(Report::WrongTry(code.number, count));
            }
            // Not while the last run goes on, which may be the right one.
            if code.tries.are_spent() {
                far.report(Report::Hidden(code.number, Hidden::WrongTries));
            }
        }
    }
    result.map(drop)
}

fn introduce(wire: &Wire, context: &Context) -> Result<(Channel, ceremony::About), PairFault> {
    let their = wire.peer_key()?;
    let known = context.ledger.contact_by_key(&their)?;
    let channel = Channel { own: context.identity.public(), their, exporter: wire.exporter()? };
    let about = ceremony::About {
        name: context.about.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        addresses: wire.own_addresses(&context.about),
        // Also where the pairing was ended: what was said is still there, and goes on.
        known: known.is_some(),
    };
    Ok((channel, about))
}

/// Moves the ceremony's words to its outcome, and pins who has proved themselves.
fn prove(
    wire: &mut Wire,
    ceremony: &mut Ceremony,
    context: &Context,
    far: &mut Far,
    me: &Me,
) -> Result<ContactId, PairFault> {
    let deadline = Instant::now() + PATIENCE;
    let mut pinned = None;
    loop {
        wire.write(&ceremony.take_output())?;
        if pinned.is_none() && ceremony.outcome().is_some() {
            pinned = Some(pin(wire, ceremony, context)?);
            ceremony.say_kept();
            continue;
        }
        if let Some(contact) = pinned.filter(|_| ceremony.kept_there()) {
            wire.say_goodbye();
            return Ok(contact);
        }
        let mut came = Vec::new();
        let read = wire.read(|bytes| came.extend_from_slice(bytes));
        if !came.is_empty() {
            let taken = ceremony.receive(&came);
            if taken.is_err() {
                // The last word, also where it is a refusal or random bytes for a wrong proof.
                wire.write(&ceremony.take_output())?;
                wire.say_goodbye();
            }
            taken?;
            continue;
        }
        let is_over = read.is_err() || wire.has_ended() || Instant::now() >= deadline;
        match pinned {
            // They are pinned here; whether we are there, the first dial will tell.
            Some(contact) if is_over => return Ok(contact),
            _ => {}
        }
        read?;
        if is_over {
            return Err(PairFault::Cut(
                "the other side stopped before it had proved itself".into(),
            ));
        }
        wire.wait(Some(deadline), far, me)?;
        is_wanted(far)?;
    }
}

/// Writes down who they are: from here on they are a contact.
fn pin(wire: &Wire, ceremony: &Ceremony, context: &Context) -> Result<ContactId, PairFault> {
    let outcome = ceremony.outcome().ok_or(PairFault::NoContact)?;
    let known_here = context.ledger.contact_by_key(&outcome.key)?.is_some();
    let contact = context.ledger.pair(&Paired {
        key: outcome.key,
        claimed: name::clean(&outcome.name),
        verified: outcome.verified,
        addresses: wire.addresses_of_peer(&outcome.addresses),
        known_on_both: outcome.known_there && known_here,
        at: Nanos::from(SystemTime::now()),
    })?;
    Ok(contact.id)
}
