//! `jackfield doctor`: why machines do not find or reach each other.

use super::{DoctorArgs, fault_text, print, seat::Seat};
use crate::cli::Exit;
use crate::codec::printable;
use crate::model::Nanos;
use crate::model::pairing::diagnosis::Diagnosis;
use crate::model::pairing::{ContactId, PairEvent, PairFault, PairWish, Presence};
use crate::pair::doctor;
use crate::pair::node::PORT;
use crate::tr;
use serde_json::json;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

/// How long a link to the paired machine may take, where there is none yet.
const LINK: Duration = Duration::from_secs(5);
/// How long it may take to dial back, to several addresses and behind others who asked.
const DIAL_BACK: Duration = Duration::from_secs(20);

/// What came of asking a paired machine to connect back.
enum Back {
    /// It tried these addresses of ours: whether it got to the last one.
    Dialled(Vec<SocketAddr>, bool),
    /// It could not be asked, or did not answer: why.
    Unknown(String),
}

/// Tells what this machine can see of the network, and whether a paired machine gets through to it,
/// where one is named.
pub(super) fn run(seat: &mut Seat<'_>, args: &DoctorArgs) -> Result<Exit, Exit> {
    seat.settle()?;
    let peer = args.asked_peer.as_deref().map(|peer| seat.find(peer)).transpose()?;
    let diagnosis = doctor::examine(seat.picture.port.unwrap_or(PORT), doctor::LIMIT);
    let back = peer.map(|id| Ok((id, dial_back(seat, id)?))).transpose()?;
    if args.doctor_json {
        print_data(seat, &diagnosis, back.as_ref().map(|(_, back)| back))?;
    } else {
        print_sentences(seat, &diagnosis, back.as_ref())?;
    }
    let arrives = back.is_none_or(|(_, back)| matches!(back, Back::Dialled(_, true)));
    let hinders = seat.words.findings(&diagnosis).iter().any(|found| found.good == Some(false));
    Ok(if arrives && !hinders { Exit::Done } else { Exit::Failed })
}

/// For programs: one object.
fn print_data(seat: &Seat<'_>, diagnosis: &Diagnosis, back: Option<&Back>) -> Result<(), Exit> {
    let mut data = serde_json::to_value(diagnosis).unwrap_or_default();
    data["addresses"] = json!(seat.picture.addresses);
    data["dialled-back"] = match back {
        None => json!(null),
        Some(Back::Dialled(tried, reached)) => json!({"tried": tried, "reached": reached}),
        Some(Back::Unknown(why)) => json!({"reached": null, "message": why}),
    };
    let text = serde_json::to_string_pretty(&data).unwrap_or_else(|error| error.to_string());
    print(&format!("{text}\n"), seat.words)
}

/// For people: a line for each finding, with a mark, and below it what to enter.
fn print_sentences(
    seat: &Seat<'_>,
    diagnosis: &Diagnosis,
    back: Option<&(ContactId, Back)>,
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
        let is_alone = seat.picture.contacts.is_empty();
        let why = match seat.picture.port {
            None if is_alone => tr!(words, "pair-cli-no-addresses"),
            None => tr!(words, "pair-cli-no-port"),
            Some(_) => tr!(words, "pair-cli-unreachable"),
        };
        line(&mut text, None, &why);
    } else {
        let addresses = words.list(&addresses);
        line(&mut text, None, &tr!(words, "pair-cli-addresses", addresses = addresses));
    }
    match back {
        None => line(&mut text, None, &tr!(words, "pair-cli-ask-a-peer")),
        Some((id, Back::Dialled(tried, reached))) => {
            let name = seat.picture.name(*id);
            line(&mut text, Some(*reached), &words.dialled_back(&name, tried, *reached));
        }
        Some((_, Back::Unknown(why))) => line(&mut text, Some(false), why),
    }
    print(&text, words)
}

fn line(text: &mut String, good: Option<bool>, finding: &str) {
    // Of one column in every terminal, unlike their heavy sisters, which may be drawn as emoji.
    let mark = match good {
        Some(true) => '✓',
        Some(false) => '✗',
        None => '·',
    };
    writeln!(text, "  {mark} {finding}").ok(); // A string never refuses.
}

/// Whether a paired machine reaches this one, at the address where their link ends here.
fn dial_back(seat: &mut Seat<'_>, id: ContactId) -> Result<Back, Exit> {
    let linked_by = Instant::now() + LINK;
    while may_come(seat, id) && seat.next(Some(linked_by))?.is_some() {}
    if !seat.picture.is_here(id) {
        return Ok(Back::Unknown(away_text(seat, id)));
    }
    let until = Instant::now() + DIAL_BACK;
    seat.wish(PairWish::DialBack(id))?;
    loop {
        match seat.next(Some(until))? {
            Some(PairEvent::DialledBack { contact, tried, reached }) if contact == id => {
                return Ok(Back::Dialled(tried, reached));
            }
            Some(PairEvent::Refused { wish, fault }) if *wish == PairWish::DialBack(id) => {
                return Ok(Back::Unknown(match fault {
                    PairFault::Away => away_text(seat, id),
                    fault => fault_text(seat.words, &fault),
                }));
            }
            // A new link knows nothing of what was asked over the one before.
            Some(PairEvent::Presence(who, Presence::Here { .. })) if who == id => {
                seat.wish(PairWish::DialBack(id))?;
            }
            Some(_) => {}
            None => {
                let name = printable(seat.picture.name(id).as_bytes());
                return Ok(Back::Unknown(tr!(seat.words, "pair-cli-no-dial-back", name = name)));
            }
        }
    }
}

/// Whether there is no link yet, but one is tried for.
fn may_come(seat: &Seat<'_>, id: ContactId) -> bool {
    !matches!(seat.picture.presence.get(&id), Some(Presence::Here { .. } | Presence::Stopped(_)))
}

/// Why there is no link to a machine.
fn away_text(seat: &Seat<'_>, id: ContactId) -> String {
    let (words, name) = (seat.words, printable(seat.picture.name(id).as_bytes()));
    if let Some(Presence::Stopped(fault)) = seat.picture.presence.get(&id) {
        return words.pair_fault(fault, Some(&name));
    }
    match seat.picture.contacts.get(&id).and_then(|contact| contact.last_seen) {
        Some(last) => {
            let ago = words.duration(Nanos::from(SystemTime::now()).since(last));
            tr!(words, "pair-cli-back-away-since", name = name, ago = ago)
        }
        None => tr!(words, "pair-cli-back-away", name = name),
    }
}
