//! Who is paired.

use super::rows::{self, CONTACT, LogState, rank, stamp};
use super::{Ledger, LogId};
use crate::model::Nanos;
use crate::model::pairing::{Contact, ContactId, PairFault, PublicKey, Verified};
use crate::pair::files::safe_name::safe_name;
use crate::pair::name;
use rusqlite::{Connection, OptionalExtension, Params, Transaction, params};
use std::collections::BTreeSet;
use std::iter;
use std::net::SocketAddr;

/// Addresses that are kept of a contact: more cost time to dial than they help.
const ADDRESSES: usize = 8;
/// How many numbers behind a name are known again as ours.
const NUMBERED: usize = 99;
const NO_LOG: LogId = [0; 16];

/// What a ceremony has brought.
#[derive(Clone, Debug)]
pub struct Paired {
    /// The other's key.
    pub key: PublicKey,
    /// What it calls itself, cleaned.
    pub claimed: String,
    /// How it proved itself.
    pub verified: Verified,
    /// Where it may be dialled, best first.
    pub addresses: Vec<SocketAddr>,
    /// Whether both sides still had the other in their ledger.
    pub known_on_both: bool,
    /// Now.
    pub at: Nanos,
}

impl Ledger {
    /// All contacts, the revoked ones too, in the order they were paired.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn contacts(&self) -> Result<Vec<Contact>, PairFault> {
        self.with(|sql| {
            sql.prepare_cached(&format!("SELECT {CONTACT} FROM contact ORDER BY id"))?
                .query_map([], rows::contact)?
                .collect()
        })
    }

    /// One contact.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn contact(&self, id: ContactId) -> Result<Contact, PairFault> {
        let select = format!("SELECT {CONTACT} FROM contact WHERE id = ?1");
        self.with(|sql| sql.query_row(&select, [id.0], rows::contact).optional())?
            .ok_or(PairFault::NoContact)
    }

    /// The contact with this key, also a revoked one.
    ///
    /// # Errors
    /// [`PairFault::Ledger`].
    pub fn contact_by_key(&self, key: &PublicKey) -> Result<Option<Contact>, PairFault> {
        self.with(|sql| by_key(sql, key))
    }

    /// Pins a key. Who is known keeps the name and what was said; a verified contact stays so unless
    /// it was revoked. Who is new gets a name that no other has.
    ///
    /// Where one of the two has lost its ledger, a new log begins: what is not on their disk is said
    /// in it, and what was said before is not given again.
    ///
    /// # Errors
    /// [`PairFault::Ledger`]; then nothing was changed.
    pub fn pair(&self, paired: &Paired) -> Result<Contact, PairFault> {
        let log = new_log()?;
        let addresses = lines(&paired.addresses);
        // Looked up here: of two ceremonies at once the second finds what the first has pinned.
        let id = self.transaction(|sql| match by_key(sql, &paired.key)? {
            None => insert(sql, paired, &addresses, log),
            Some(known) => {
                let verified = match known.revoked_at {
                    None => rank(paired.verified).max(rank(known.verified)),
                    Some(_) => rank(paired.verified),
                };
                follow_claim(sql, &known, &paired.claimed)?;
                sql.execute(
                    "UPDATE contact SET claimed = ?2, verified = ?3, paired_at = ?4,
                     addresses = ?5, revoked_at = NULL WHERE id = ?1",
                    params![known.id.0, paired.claimed, verified, stamp(paired.at), addresses],
                )?;
                // Somebody in between cannot have made this ceremony: an older program runs there.
                if paired.verified != Verified::No {
                    sql.execute("UPDATE contact SET protocol = 0 WHERE id = ?1", [known.id.0])?;
                }
                if !paired.known_on_both {
                    begin_anew(sql, known.id, log)?;
                }
                Ok(known.id)
            }
        })?;
        self.contact(id)
    }

    /// Calls a contact by another name: one that no other has, a revoked one neither, since names
    /// say whom a person means and where received files go.
    ///
    /// # Errors
    /// [`PairFault::NameTaken`], [`PairFault::NoContact`], [`PairFault::Ledger`]; then nothing was
    /// changed.
    pub fn rename(&self, id: ContactId, name: &str) -> Result<(), PairFault> {
        self.transaction(|sql| {
            if names(sql, Some(id))?.contains(&of_folder(name)) {
                return Err(PairFault::NameTaken(name.to_owned()));
            }
            match sql.execute("UPDATE contact SET name = ?2 WHERE id = ?1", params![id.0, name])? {
                0 => Err(PairFault::NoContact),
                _ => Ok(()),
            }
        })
    }

    /// Keeps what a contact calls itself, cleaned. It is called so here as well, unless the person
    /// has given it another name.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn claim(&self, id: ContactId, claimed: &str) -> Result<(), PairFault> {
        let select = format!("SELECT {CONTACT} FROM contact WHERE id = ?1");
        self.transaction(|sql| {
            let known = sql.query_row(&select, [id.0], rows::contact).optional()?;
            let known = known.ok_or(PairFault::NoContact)?;
            if known.claimed == claimed {
                return Ok(());
            }
            follow_claim(sql, &known, claimed)?;
            let update = "UPDATE contact SET claimed = ?2 WHERE id = ?1";
            sql.execute(update, params![id.0, claimed])?;
            Ok(())
        })
    }

    /// Ends a pairing. What was said stays.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn revoke(&self, id: ContactId, at: Nanos) -> Result<(), PairFault> {
        self.change("revoked_at = ?2", params![id.0, stamp(at)])
    }

    /// There was a link; where we dialled, this address is the first the next time.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn seen(
        &self,
        id: ContactId,
        address: Option<SocketAddr>,
        at: Nanos,
    ) -> Result<(), PairFault> {
        let mut addresses = self.contact(id)?.addresses;
        if let Some(address) = address {
            addresses.retain(|known| *known != address);
            addresses.insert(0, address);
        }
        let addresses = lines(&addresses);
        self.change("last_seen = ?2, addresses = ?3", params![id.0, stamp(at), addresses])
    }

    /// Keeps where a contact may be dialled, best first; the first eight.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn set_addresses(&self, id: ContactId, list: &[SocketAddr]) -> Result<(), PairFault> {
        self.change("addresses = ?2", params![id.0, lines(list)])
    }

    /// Keeps which protocol they spoke: an older one is refused from then on.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn set_protocol(&self, id: ContactId, protocol: u32) -> Result<(), PairFault> {
        self.change("protocol = ?2", params![id.0, protocol])
    }

    /// How the two logs stand.
    ///
    /// # Errors
    /// [`PairFault::NoContact`], [`PairFault::Ledger`].
    pub fn log_state(&self, id: ContactId) -> Result<LogState, PairFault> {
        self.with(|sql| state(sql, id))?.ok_or(PairFault::NoContact)
    }

    fn change(&self, set: &str, values: impl Params) -> Result<(), PairFault> {
        let update = format!("UPDATE contact SET {set} WHERE id = ?1");
        match self.with(|sql| sql.execute(&update, values))? {
            0 => Err(PairFault::NoContact),
            _ => Ok(()),
        }
    }
}

pub(super) fn state(sql: &Connection, id: ContactId) -> rusqlite::Result<Option<LogState>> {
    sql.prepare_cached(
        "SELECT log, said, stored, their_log, heard, heard_id, protocol FROM contact WHERE id = ?1",
    )?
    .query_row([id.0], rows::log_state)
    .optional()
}

fn by_key(sql: &Connection, key: &PublicKey) -> rusqlite::Result<Option<Contact>> {
    let select = format!("SELECT {CONTACT} FROM contact WHERE key = ?1");
    sql.query_row(&select, [key.0], rows::contact).optional()
}

fn insert(
    sql: &Transaction<'_>,
    paired: &Paired,
    addresses: &str,
    log: LogId,
) -> Result<ContactId, PairFault> {
    sql.execute(
        "INSERT INTO contact (key, name, claimed, verified, paired_at, addresses, log)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            paired.key.0,
            free_name(sql, &paired.claimed, None)?,
            paired.claimed,
            rank(paired.verified),
            stamp(paired.at),
            addresses,
            log
        ],
    )?;
    let id = u32::try_from(sql.last_insert_rowid());
    id.map(ContactId).map_err(|_| PairFault::Ledger("too many contacts".to_owned()))
}

/// The name, or with ` (2)` and so on where a contact, a revoked one too, has it: they would look the
/// same, and share a folder of received files.
fn free_name(sql: &Connection, wanted: &str, but: Option<ContactId>) -> rusqlite::Result<String> {
    let taken = names(sql, but)?;
    let found = numbered(wanted).find(|name| !taken.contains(&of_folder(name)));
    Ok(found.unwrap_or_default())
}

/// The name, and what is made of it where others have it.
fn numbered(wanted: &str) -> impl Iterator<Item = String> {
    let others = (2_u32..).map(move |number| {
        let end = format!(" ({number})");
        let room = name::LONGEST.saturating_sub(end.len());
        wanted.chars().take(room).chain(end.chars()).collect()
    });
    iter::once(wanted.to_owned()).chain(others)
}

/// Calls a contact by what it calls itself from now on, where its name is what it called itself
/// until now: a name that the person has given stays.
fn follow_claim(sql: &Connection, known: &Contact, claimed: &str) -> rusqlite::Result<()> {
    let is_ours = !numbered(&known.claimed).take(NUMBERED).any(|name| name == known.name);
    if is_ours || known.claimed == claimed {
        return Ok(());
    }
    let name = free_name(sql, claimed, Some(known.id))?;
    sql.execute("UPDATE contact SET name = ?2 WHERE id = ?1", params![known.id.0, name])?;
    Ok(())
}

/// What the names of all contacts but one are compared by.
fn names(sql: &Connection, but: Option<ContactId>) -> rusqlite::Result<BTreeSet<String>> {
    let mut names = sql.prepare_cached("SELECT name FROM contact WHERE id IS NOT ?1")?;
    let but = but.map(|id| id.0);
    let names = names.query_map([but], |row| row.get(0).map(|name: String| of_folder(&name)))?;
    names.collect()
}

/// What two names have in common whose folders are one on some system.
fn of_folder(name: &str) -> String {
    let folder = safe_name(name).map_or_else(|_| name.to_owned(), |safe| safe.name);
    name::folded(&folder)
}

fn begin_anew(sql: &Transaction<'_>, id: ContactId, log: LogId) -> rusqlite::Result<()> {
    let waiting = sql.execute(
        "UPDATE item SET log = ?2, seq = seq - (SELECT stored FROM contact WHERE id = ?1)
         WHERE contact = ?1 AND mine = 1 AND log = (SELECT log FROM contact WHERE id = ?1)
         AND seq > (SELECT stored FROM contact WHERE id = ?1)",
        params![id.0, log],
    )?;
    sql.execute(
        "UPDATE contact SET log = ?2, said = ?4, stored = 0, their_log = ?3, heard = 0,
         heard_id = ?3 WHERE id = ?1",
        params![id.0, log, NO_LOG, waiting],
    )?;
    Ok(())
}

fn lines(addresses: &[SocketAddr]) -> String {
    let lines: Vec<_> = addresses.iter().take(ADDRESSES).map(ToString::to_string).collect();
    lines.join("\n")
}

fn new_log() -> Result<LogId, PairFault> {
    let mut log = NO_LOG;
    getrandom::fill(&mut log).map_err(|error| PairFault::Other(error.to_string()))?;
    Ok(log)
}
