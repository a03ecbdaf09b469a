//! `jackfield pair new-identity`: this machine gets another key.

use super::text::fault_exit;
use super::{NewIdentityArgs, fault_text, fingerprint, seat::Seat};
use crate::cli::{Exit, complain};
use crate::codec::printable;
use crate::model::pairing::{PairEvent, PairWish};
use crate::tr;
use std::time::{Duration, Instant};

/// How long the node may take to write a key and end its links.
const WRITTEN: Duration = Duration::from_secs(10);

/// Says what a new identity costs; makes it where the person has said yes to that.
pub(super) fn renew(seat: &mut Seat<'_>, args: NewIdentityArgs) -> Result<Exit, Exit> {
    seat.settle()?;
    let names: Vec<String> =
        seat.picture.contacts.values().map(|one| printable(one.name.as_bytes())).collect();
    if !args.yes && !names.is_empty() {
        let names = seat.words.list(&names);
        complain(&tr!(seat.words, "pair-cli-new-identity-costs", names = names));
        return Ok(Exit::WrongUse);
    }
    let old = seat.picture.key;
    seat.wish(PairWish::NewIdentity)?;
    let until = Instant::now() + WRITTEN;
    loop {
        match seat.next(Some(until))? {
            Some(PairEvent::Node { key, .. }) if old != Some(key) => {
                let fingerprint = fingerprint(&key);
                complain(&tr!(seat.words, "pair-cli-new-identity", fingerprint = fingerprint));
                return Ok(Exit::Done);
            }
            Some(PairEvent::Refused { wish, fault }) if *wish == PairWish::NewIdentity => {
                complain(&fault_text(seat.words, &fault));
                return Err(fault_exit(&fault));
            }
            Some(_) => {}
            None => {
                complain(&tr!(seat.words, "pair-cli-no-answer"));
                return Err(Exit::Failed);
            }
        }
    }
}
