//! `jackfield doctor`: why machines do not find or reach each other.

use super::text::fault_exit;
use super::{fault_text, print, seat::Seat};
use crate::cli::{Exit, complain};
use crate::codec::printable;
use crate::language::Words;
use crate::model::pairing::{ContactId, PairEvent, PairWish};
use crate::pair::doctor::{self, Report};
use crate::tr;
use std::time::{Duration, Instant};

/// The usual port, where nothing is listened on yet.
const PORT: u16 = 47_110;
/// How long a paired machine may take to dial back.
const DIAL_BACK: Duration = Duration::from_secs(15);

/// Shows what is known of the network; asks a paired machine to dial back, where one is named.
pub(super) fn run(seat: &mut Seat<'_>, peer: Option<&str>) -> Result<Exit, Exit> {
    seat.settle()?;
    let addresses: Vec<String> = seat.picture.addresses.iter().map(ToString::to_string).collect();
    if addresses.is_empty() {
        complain(&tr!(seat.words, "pair-cli-no-addresses"));
    } else {
        complain(&tr!(seat.words, "pair-cli-addresses", addresses = seat.words.list(&addresses)));
    }
    match peer {
        Some(peer) => {
            let id = seat.find(peer)?;
            dial_back(seat, id)
        }
        None => {
            let port = seat.picture.port.unwrap_or(PORT);
            print_report(&doctor::examine(port, doctor::LIMIT), seat.words)
        }
    }
}

/// Writes what was found out.
fn print_report(report: &Report, words: &Words) -> Result<Exit, Exit> {
    let text = serde_json::to_string_pretty(report).unwrap_or_else(|error| error.to_string());
    print(&format!("{text}\n"), words)?;
    Ok(Exit::Done)
}

/// Whether a paired machine reaches this one.
fn dial_back(seat: &mut Seat<'_>, id: ContactId) -> Result<Exit, Exit> {
    seat.wish(PairWish::DialBack(id))?;
    let name = printable(seat.picture.name(id).as_bytes());
    let until = Instant::now() + DIAL_BACK;
    loop {
        match seat.next(Some(until))? {
            Some(PairEvent::DialledBack { contact, address, reached }) if contact == id => {
                let address = address.to_string();
                if reached {
                    complain(&tr!(seat.words, "pair-cli-reached", name = name, address = address));
                    return Ok(Exit::Done);
                }
                complain(&tr!(seat.words, "pair-cli-not-reached", name = name, address = address));
                return Ok(Exit::Failed);
            }
            Some(PairEvent::Refused { wish, fault }) if *wish == PairWish::DialBack(id) => {
                complain(&fault_text(seat.words, &fault));
                return Err(fault_exit(&fault));
            }
            Some(_) => {}
            None => {
                complain(&tr!(seat.words, "pair-cli-no-dial-back", name = name));
                return Ok(Exit::Failed);
            }
        }
    }
}
