//! What is known of the node and its contacts, made from its events alone; and whom a name means.

use super::fingerprint;
use crate::model::pairing::{Contact, ContactId, Nearby, PairEvent, Presence, PublicKey};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

/// Fewest letters of a fingerprint that mean somebody: its first group.
const LETTERS: usize = 3;

/// The node as its events tell it.
#[derive(Debug, Default)]
pub(super) struct Picture {
    /// Whether all there is was told.
    pub(super) is_whole: bool,
    /// Where this machine can be reached.
    pub(super) addresses: Vec<SocketAddr>,
    /// Our key.
    pub(super) key: Option<PublicKey>,
    /// The port that is listened on, if it is.
    pub(super) port: Option<u16>,
    /// Contacts that are paired, by number.
    pub(super) contacts: BTreeMap<ContactId, Contact>,
    /// Whether they are there.
    pub(super) presence: BTreeMap<ContactId, Presence>,
    /// Who is near.
    pub(super) nearby: Vec<Nearby>,
    /// Whether a code is shown.
    pub(super) shows_code: bool,
}

/// Why a name means nobody in particular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unclear {
    /// It fits none.
    Nobody,
    /// It is nobody's name. These only begin so.
    Near(Vec<ContactId>),
    /// It fits several.
    Several(Vec<ContactId>),
}

impl Picture {
    /// Takes in what has happened.
    pub(super) fn take(&mut self, event: &PairEvent) {
        match event {
            PairEvent::Node { key, addresses, port, .. } => {
                self.key = Some(*key);
                self.port = *port;
                self.addresses.clone_from(addresses);
            }
            PairEvent::Contact(contact) if contact.revoked_at.is_some() => {
                self.contacts.remove(&contact.id);
                self.presence.remove(&contact.id);
            }
            PairEvent::Contact(contact) => {
                self.contacts.insert(contact.id, Contact::clone(contact));
            }
            PairEvent::Showing { .. } => self.shows_code = true,
            PairEvent::Hidden(_) => self.shows_code = false,
            PairEvent::Presence(id, presence) => {
                self.presence.insert(*id, presence.clone());
            }
            PairEvent::Stored(id, seq) => {
                if let Some(contact) = self.contacts.get_mut(id) {
                    contact.stored = contact.stored.max(*seq);
                }
            }
            PairEvent::Item(item) if item.mine => {
                if let Some(contact) = self.contacts.get_mut(&item.contact) {
                    contact.said = contact.said.max(item.seq);
                }
            }
            PairEvent::Nearby(nearby) => self.nearby.clone_from(nearby),
            PairEvent::AllTold => self.is_whole = true,
            _ => {}
        }
    }

    /// Whether a link to somebody is being made at this moment, or is about to: a node that has just
    /// started tells of its contacts before it dials them.
    pub(super) fn is_dialling(&self) -> bool {
        let due = Presence::Away { next_try: Some(Duration::ZERO) };
        self.presence.values().any(|is| *is == Presence::Dialling || *is == due)
    }

    /// Whether there is a link to a contact.
    pub(super) fn is_here(&self, id: ContactId) -> bool {
        matches!(self.presence.get(&id), Some(Presence::Here { .. }))
    }

    /// Who shows a code near here.
    pub(super) fn showing(&self) -> Vec<&Nearby> {
        self.nearby.iter().filter(|near| near.shows_code).collect()
    }

    /// What a contact is called here.
    pub(super) fn name(&self, id: ContactId) -> String {
        self.contacts.get(&id).map_or_else(|| id.0.to_string(), |contact| contact.name.clone())
    }

    /// Whom a text means: a whole name before the beginning of a fingerprint. The beginning of a name
    /// means nobody: what is said to `vm`, unpaired since, must not reach `vm (2)`.
    ///
    /// # Errors
    /// Says whom it may mean.
    pub(super) fn find(&self, text: &str) -> Result<ContactId, Unclear> {
        let wanted = text.trim().to_lowercase();
        let letters = letters(text).filter(|letters| letters.len() >= LETTERS);
        let by = |fits: &dyn Fn(&Contact) -> bool| -> Vec<ContactId> {
            self.contacts.values().filter(|one| fits(one)).map(|one| one.id).collect()
        };
        let whole: [&dyn Fn(&Contact) -> bool; 2] =
            [&|one| one.name == text, &|one| one.name.to_lowercase() == wanted];
        for rule in whole {
            match by(rule).as_slice() {
                [] => {}
                [one] => return Ok(*one),
                several => return Err(Unclear::Several(several.to_vec())),
            }
        }
        let mut marked = by(&|one| {
            let its = self::letters(&fingerprint(&one.key)).unwrap_or_default();
            letters.as_ref().is_some_and(|letters| its.starts_with(letters))
        });
        let begin =
            |one: &Contact| !wanted.is_empty() && one.name.to_lowercase().starts_with(&wanted);
        let near = by(&|one| begin(one) && !marked.contains(&one.id));
        match (marked.as_slice(), near.is_empty()) {
            ([], true) => Err(Unclear::Nobody),
            ([], false) => Err(Unclear::Near(near)),
            ([one], true) => Ok(*one),
            _ => {
                marked.extend(near);
                Err(Unclear::Several(marked))
            }
        }
    }
}

/// The letters of a fingerprint, without its groups; nothing where it is none.
fn letters(text: &str) -> Option<String> {
    let is_gap = |c: char| c == '-' || c.is_ascii_whitespace();
    let letters = text.chars().filter(|c| !is_gap(*c));
    letters.map(|c| c.is_ascii_alphabetic().then_some(c.to_ascii_uppercase())).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::Nanos;
    use crate::model::pairing::Verified;

    pub(in crate::cli::pair) fn contact(id: u32, name: &str) -> Contact {
        Contact {
            id: ContactId(id),
            key: PublicKey([u8::try_from(id).expect("a small number"); 32]),
            name: name.to_owned(),
            claimed: name.to_owned(),
            verified: Verified::Code,
            paired_at: Nanos(1),
            last_seen: None,
            addresses: Vec::new(),
            revoked_at: None,
            said: 0,
            stored: 0,
            heard: 0,
        }
    }

    pub(in crate::cli::pair) fn picture(names: &[&str]) -> Picture {
        let mut picture = Picture::default();
        for (name, id) in names.iter().zip(1..) {
            picture.take(&PairEvent::Contact(Box::new(contact(id, name))));
        }
        picture
    }

    #[test]
    fn a_machine_is_named_by_its_whole_name() {
        let picture = picture(&["Mia's laptop", "Mia's desk", "Mia", "米娅"]);
        for (text, id) in [("Mia", 3), ("mia", 3), ("MIA'S DESK", 2), (" 米娅 ", 4)] {
            assert_eq!(picture.find(text), Ok(ContactId(id)), "{text}");
        }
        for (text, near) in [("mi", &[1, 2, 3][..]), ("Mia's l", &[1]), ("米", &[4])] {
            let near = near.iter().copied().map(ContactId).collect();
            assert_eq!(picture.find(text), Err(Unclear::Near(near)), "{text}");
        }
        assert_eq!(picture.find("Tom"), Err(Unclear::Nobody));
        assert_eq!(picture.find(""), Err(Unclear::Nobody));
    }

    #[test]
    fn the_name_of_who_was_unpaired_does_not_pass_to_another() {
        let mut picture = picture(&["vm", "vm (2)"]);
        assert_eq!(picture.find("vm"), Ok(ContactId(1)));
        let mut gone = contact(1, "vm");
        gone.revoked_at = Some(Nanos(2));
        picture.take(&PairEvent::Contact(Box::new(gone)));
        assert_eq!(picture.find("vm"), Err(Unclear::Near(vec![ContactId(2)])));
    }

    #[test]
    fn letters_that_another_name_begins_with_mean_neither() {
        let group = fingerprint(&PublicKey([1; 32]))[..3].to_owned();
        let picture = picture(&["Mia", &format!("{group} lab")]);
        let both = [1, 2].map(ContactId).to_vec();
        assert_eq!(picture.find(&group), Err(Unclear::Several(both)));
        assert_eq!(self::picture(&["Mia"]).find(&format!("米{group}")), Err(Unclear::Nobody));
    }

    #[test]
    fn the_beginning_of_a_fingerprint_means_its_machine() {
        let picture = picture(&["same", "same"]);
        assert!(matches!(picture.find("same"), Err(Unclear::Several(_))));
        for id in [1, 2].map(ContactId) {
            let fingerprint = fingerprint(&picture.contacts[&id].key);
            assert_eq!(picture.find(&fingerprint.to_lowercase()), Ok(id), "{fingerprint}");
            assert_eq!(picture.find(&fingerprint.replace(' ', "")), Ok(id));
            assert_eq!(picture.find(&fingerprint[..3]), Ok(id), "the first group");
        }
        assert_eq!(picture.find(&fingerprint(&PublicKey([1; 32]))[..2]), Err(Unclear::Nobody));
    }

    #[test]
    fn who_is_dialled_next_is_waited_for_and_who_is_later_is_not() {
        let mut picture = picture(&["Mia"]);
        let later = Presence::Away { next_try: Some(Duration::from_millis(500)) };
        for (presence, waits) in [
            (Presence::Away { next_try: Some(Duration::ZERO) }, true),
            (Presence::Dialling, true),
            (later, false),
            (Presence::Away { next_try: None }, false),
        ] {
            picture.take(&PairEvent::Presence(ContactId(1), presence.clone()));
            assert_eq!(picture.is_dialling(), waits, "{presence:?}");
        }
    }

    #[test]
    fn who_was_unpaired_is_nobody() {
        let mut picture = picture(&["Mia"]);
        let mut gone = contact(1, "Mia");
        gone.revoked_at = Some(Nanos(2));
        picture.take(&PairEvent::Contact(Box::new(gone)));
        assert_eq!(picture.find("Mia"), Err(Unclear::Nobody));
    }
}
