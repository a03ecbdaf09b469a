//! `jackfield peers` and `jackfield unpair`: who is paired, and who shall not be any more.

use super::picture::Picture;
use super::text::{fault_exit, presence, verified_key};
use super::{PeersArgs, fault_text, fingerprint, print, seat::Seat};
use crate::cli::moment::rfc3339;
use crate::cli::table::table;
use crate::cli::{Exit, complain};
use crate::codec::printable;
use crate::language::Words;
use crate::model::Nanos;
use crate::model::pairing::{Contact, PairEvent, PairWish, Presence};
use crate::tr;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant, SystemTime};

/// How long it is waited for links that are being made.
const LINKS: Duration = Duration::from_secs(3);
/// How long the ledger may take for a pairing's end.
const LEDGER: Duration = Duration::from_secs(10);

/// Shows who is paired.
pub(super) fn list(seat: &mut Seat<'_>, args: PeersArgs) -> Result<Exit, Exit> {
    seat.settle()?;
    let until = Instant::now() + LINKS;
    while seat.picture.is_dialling() && seat.next(Some(until))?.is_some() {}
    let (picture, words) = (&seat.picture, seat.words);
    if args.peers_json {
        let mut lines = String::new();
        for contact in picture.contacts.values() {
            writeln!(lines, "{}", as_json(contact, picture)).ok(); // A string never refuses.
        }
        print(&lines, words)?;
    } else if picture.contacts.is_empty() {
        complain(&tr!(words, "pair-cli-no-peers"));
    } else {
        print(&as_table(picture, words), words)?;
    }
    Ok(Exit::Done)
}

fn as_table(picture: &Picture, words: &Words) -> String {
    let head = ["name", "presence", "verified", "queued", "fingerprint"]
        .map(|column| words.say(&format!("pair-cli-column-{column}")));
    let rows: Vec<Vec<String>> = picture
        .contacts
        .values()
        .map(|one| {
            vec![
                printable(one.name.as_bytes()),
                seen(one, picture.presence.get(&one.id), words),
                words.say(verified_key(one.verified)),
                queued(one).to_string(),
                fingerprint(&one.key),
            ]
        })
        .collect();
    table(&head, &rows)
}

/// Whether it is there; how long ago it was, where it is away.
fn seen(contact: &Contact, is: Option<&Presence>, words: &Words) -> String {
    match (is, contact.last_seen) {
        (None | Some(Presence::Away { .. } | Presence::Dialling), Some(last)) => {
            let ago = Nanos::from(SystemTime::now()).since(last);
            tr!(words, "pair-cli-seen", ago = words.duration(ago))
        }
        (None, None) => tr!(words, "pair-cli-away"),
        (Some(is), _) => presence(is, words),
    }
}

/// Items that are not on their disk yet.
fn queued(contact: &Contact) -> u64 {
    contact.said.saturating_sub(contact.stored)
}

/// The same for programs: moments as RFC 3339.
pub(super) fn as_json(contact: &Contact, picture: &Picture) -> Value {
    json!({
        "id": contact.id, "name": contact.name, "claimed": contact.claimed,
        "fingerprint": fingerprint(&contact.key), "verified": contact.verified,
        "presence": picture.presence.get(&contact.id), "addresses": contact.addresses,
        "paired_at": rfc3339(contact.paired_at), "last_seen": contact.last_seen.map(rfc3339),
        "queued": queued(contact), "stored": contact.stored, "heard": contact.heard,
    })
}

/// Ends a pairing.
pub(super) fn unpair(seat: &mut Seat<'_>, peer: &str) -> Result<Exit, Exit> {
    let id = seat.find(peer)?;
    let name = printable(seat.picture.name(id).as_bytes());
    seat.wish(PairWish::Unpair(id))?;
    let until = Instant::now() + LEDGER;
    while seat.picture.contacts.contains_key(&id) {
        match seat.next(Some(until))? {
            Some(PairEvent::Refused { wish, fault }) if *wish == PairWish::Unpair(id) => {
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
    complain(&tr!(seat.words, "pair-cli-unpaired", name = name));
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::super::picture::tests::picture;
    use super::*;
    use crate::language::Language;
    use crate::model::pairing::{ContactId, PairFault};

    #[test]
    fn every_contact_is_a_row_whatever_its_presence() {
        let mut picture = picture(&["a", "b", "c", "d", "米\u{1b}[2J"]);
        let all = [
            Presence::Away { next_try: None },
            Presence::Dialling,
            Presence::Here { address: "127.0.0.1:5".parse().expect("an address") },
            Presence::Stopped(PairFault::RemovedByThem),
        ];
        for (presence, id) in all.into_iter().zip(1..) {
            picture.take(&PairEvent::Presence(ContactId(id), presence));
        }
        for language in Language::ALL {
            let text = as_table(&picture, &Words::new(language));
            assert_eq!(text.lines().count(), 6, "{text}");
            assert!(!text.contains("⟨pair") && !text.contains('\u{1b}'), "{text}");
        }
    }

    #[test]
    fn what_is_queued_is_said_and_not_stored() {
        let mut picture = picture(&["a"]);
        let id = ContactId(1);
        picture.contacts.get_mut(&id).expect("a contact").said = 5;
        picture.take(&PairEvent::Stored(id, 3));
        let object = as_json(&picture.contacts[&id], &picture);
        assert_eq!((&object["queued"], &object["verified"]), (&json!(2), &json!("code")));
        assert!(object["paired_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{object}");
    }
}
