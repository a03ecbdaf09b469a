//! Two installations that know each other: identity, the ceremony of a short code, and a talk in
//! which nothing is lost.
//!
//! ```text
//!             wishes                       orders
//!  ui, cli ──────────► node (`pair`) ─────────────► link (`link:<n>`) ══ TLS 1.3 ══ the other
//!          ◄────────── accepts, dials, ◄─────────── ceremony, then talk and files
//!             events   one code, budgets  reports         │
//!                            └───────► ledger (SQLite) ◄──┘
//! ```
//!
//! What is said is in the ledger before anybody is told of it. What is pinned of the other side
//! is its public key and nothing else.

pub mod ceremony;
pub mod code;
pub mod discovery;
pub mod doctor;
pub mod files;
pub mod frame;
pub mod identity;
pub mod ledger;
mod link;
pub mod local;
pub mod name;
pub mod node;
pub mod pake;
mod place;
pub mod talk;
pub mod tls;

use crate::model::pairing::{ItemId, PairFault};

/// A new name for an item.
fn random_id() -> Result<ItemId, PairFault> {
    identity::random().map(|bytes| ItemId(*bytes))
}

/// A number in 0..1 that nobody has to be unable to guess.
fn chance() -> f64 {
    let steps = identity::random::<2>().map_or(0, |bytes| u16::from_be_bytes(*bytes));
    f64::from(steps) / 65_536.0
}
