//! How bytes are handed from one thread to another: in batches, in buffers that come back.
//!
//! A worker takes a [`Buffer`] from its [`Pool`] before it reads a socket. The pool holds as many as
//! its byte budget allows; when they are all on their way to the record the worker stops reading and
//! TCP slows the peer. A buffer goes home when it is dropped, wherever that is.

mod batch;
mod entry;
mod output;
mod pool;
mod way;

pub use batch::Batch;
pub use entry::Entry;
pub use output::Output;
pub use pool::{Buffer, Pool};
pub use way::Way;

use std::sync::Arc;

/// Tells somebody that there is news. Cheap, callable from any thread, and knows no window.
pub type Wake = Arc<dyn Fn() + Send + Sync>;
