//! Plain data that every layer shares: no I/O, no clock, no thread, no window.

mod address;
mod call;
mod command;
mod duration_text;
mod endpoint;
mod event;
mod fault;
mod feed;
mod gauge;
mod id;
pub mod limits;
mod options;
pub mod pairing;
mod preset;
mod segment;
mod thread;
mod time;

pub use address::Address;
pub use call::{Call, CallResult, Op};
pub use command::{Command, Target};
pub use endpoint::{Endpoint, EndpointError, HostPort, Transport};
pub use event::{
    CloseReason, ConnectionInfo, Event, RecordEvent, SessionEvent, ThreadEvent, Totals,
};
pub use fault::{Fault, FaultKind, OsError, PortHolder, is_out_of_handles};
pub use feed::{Audience, Feed, FeedEnd, FeedGauges, FeedInfo};
pub use gauge::{ConnectionGauges, SessionGauges};
pub use id::{ConnectionId, SessionId, ThreadId};
pub use options::{Lens, LineEnding, Options, Role, SessionSpec};
pub use preset::{InputFormat, Preset, PresetId};
pub use segment::{SegmentHead, SegmentKind};
pub use thread::{ThreadRole, ThreadRow, ThreadState};
pub use time::Nanos;
