//! `jackfield doctor`: why machines do not find or reach each other.

use super::text::fault_exit;
use super::{DoctorArgs, fault_text, print, seat::Seat};
use crate::cli::{Exit, complain};
use crate::codec::printable;
use crate::language::Words;
use crate::model::pairing::diagnosis::Diagnosis;
use crate::model::pairing::{ContactId, PairEvent, PairWish};
use crate::pair::doctor;
use crate::pair::node::PORT;
use crate::tr;
use serde_json::json;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a paired machine may take to dial back to all addresses.
const DIAL_BACK: Duration = Duration::from_secs(15);

/// What a paired machine says of an address of ours: whether it got there.
type DialledBack = Vec<(SocketAddr, bool)>;

/// Tells what this machine can see of the network, and whether a paired machine gets through to it,
/// where one is named.
pub(super) fn run(seat: &mut Seat<'_>, args: &DoctorArgs) -> Result<Exit, Exit> {
    seat.settle()?;
    let peer = args.asked_peer.as_deref().map(|peer| seat.find(peer)).transpose()?;
    let diagnosis = doctor::examine(seat.picture.port.unwrap_or(PORT), doctor::LIMIT);
    let dialled = peer.map(|id| dial_back(seat, id)).transpose()?;
    if args.doctor_json {
        print_data(seat, &diagnosis, dialled.as_ref())?;
    } else {
        print_sentences(seat, &diagnosis, peer.zip(dialled.as_ref()))?;
    }
    let arrives = dialled.is_none_or(|all| all.iter().any(|(_, reached)| *reached));
    Ok(if arrives { Exit::Done } else { Exit::Failed })
}

/// For programs: one object.
fn print_data(
    seat: &Seat<'_>,
    diagnosis: &Diagnosis,
    dialled: Option<&DialledBack>,
) -> Result<(), Exit> {
    let mut data = serde_json::to_value(diagnosis).unwrap_or_default();
    data["addresses"] = json!(seat.picture.addresses);
    data["dialled-back"] = json!(dialled.map(|all| {
        let each =
            all.iter().map(|(address, reached)| json!({"address": address, "reached": reached}));
        each.collect::<Vec<_>>()
    }));
    let text = serde_json::to_string_pretty(&data).unwrap_or_else(|error| error.to_string());
    print(&format!("{text}\n"), seat.words)
}

/// For people: a line for each finding, with a mark, and below it what to enter.
fn print_sentences(
    seat: &Seat<'_>,
    diagnosis: &Diagnosis,
    dialled: Option<(ContactId, &DialledBack)>,
) -> Result<(), Exit> {
    let words = seat.words;
    let mut text = String::new();
    for finding in words.findings(diagnosis) {
        line(&mut text, finding.good, &finding.text);
        for entered in finding.lines {
            writeln!(text, "      {entered}").ok(); // A string never refuses.
        }
    }
    let addresses: Vec<String> = seat.picture.addresses.iter().map(ToString::to_string).collect();
    if addresses.is_empty() {
        line(&mut text, None, &tr!(words, "pair-cli-no-addresses"));
    } else {
        let addresses = words.list(&addresses);
        line(&mut text, None, &tr!(words, "pair-cli-addresses", addresses = addresses));
    }
    match dialled {
        None => line(&mut text, None, &tr!(words, "pair-cli-ask-a-peer")),
        Some((id, all)) => {
            let name = printable(seat.picture.name(id).as_bytes());
            for (address, reached) in all {
                line(&mut text, Some(*reached), &dialled_text(words, &name, *address, *reached));
            }
        }
    }
    print(&text, words)
}

fn dialled_text(words: &Words, name: &str, address: SocketAddr, reached: bool) -> String {
    let address = address.to_string();
    if reached {
        tr!(words, "pair-cli-reached", name = name, address = address)
    } else {
        tr!(words, "pair-cli-not-reached", name = name, address = address)
    }
}

fn line(text: &mut String, good: Option<bool>, finding: &str) {
    let mark = match good {
        Some(true) => '✔',
        Some(false) => '✘',
        None => '·',
    };
    writeln!(text, "  {mark} {finding}").ok(); // A string never refuses.
}

/// Whether a paired machine reaches this one, at each of its addresses.
fn dial_back(seat: &mut Seat<'_>, id: ContactId) -> Result<DialledBack, Exit> {
    // A link may still be on its way.
    let until = Instant::now() + DIAL_BACK;
    while seat.picture.is_dialling() && seat.next(Some(until))?.is_some() {}
    let awaited = seat.picture.addresses.len();
    seat.wish(PairWish::DialBack(id))?;
    let mut all = DialledBack::new();
    while all.len() < awaited {
        match seat.next(Some(until))? {
            Some(PairEvent::DialledBack { contact, address, reached }) if contact == id => {
                all.push((address, reached));
            }
            Some(PairEvent::Refused { wish, fault }) if *wish == PairWish::DialBack(id) => {
                complain(&fault_text(seat.words, &fault));
                return Err(fault_exit(&fault));
            }
            Some(_) => {}
            None if all.is_empty() => {
                let name = printable(seat.picture.name(id).as_bytes());
                complain(&tr!(seat.words, "pair-cli-no-dial-back", name = name));
                return Err(Exit::Failed);
            }
            // Not all were answered: those that were count.
            None => break,
        }
    }
    Ok(all)
}
