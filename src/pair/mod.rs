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

pub mod files;
pub mod frame;
