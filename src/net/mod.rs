//! The only place with sockets: sessions, the threads that serve their connections, and the way out.
//!
//! ```text
//!            SessionOrder                Order
//!  engine ───────────────► session:<n> ─────────► io:<n>#<k> ──► socket
//!                             │  ▲ Report              │
//!                             │  └─────────────────────┤
//!                             └── Entry ──► record ◄───┘ Entry: batches, notes, calls
//! ```
//!
//! The session thread binds, looks up, accepts and connects; a connection then belongs to one worker
//! thread until it ends. Nothing here blocks on a channel, and no lock is held over a system call.

mod connection;
mod connector;
mod crew;
mod cursor;
mod datagram;
mod datagram_socket;
mod error;
mod feeder;
mod handle;
mod holder;
mod listener;
mod local;
mod opening;
mod order;
mod pace;
mod parcel;
mod placement;
mod queue;
mod refusals;
mod resolve;
mod retry;
mod room;
mod session;
mod sink;
mod socket;

mod stream;
#[cfg(test)]
mod tests;
mod trace;
#[cfg(unix)]
mod unix;
mod watch;
mod worker;

pub use handle::{Context, SessionHandle};
pub use local::addresses as local_addresses;
pub use socket::raise_descriptor_limit;
pub use trace::Begun;
