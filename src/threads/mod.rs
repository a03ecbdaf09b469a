//! The only place that starts a thread, and the list of those that live.
//!
//! A thread is started with [`spawn`], which gives it a row in a [`Registry`] and takes the row off
//! when it ends, also by a panic. What a thread tells about itself goes through its [`Me`].

mod foreign;
mod handle;
mod os;
mod registry;
mod row;
#[cfg(unix)]
pub mod signals;
#[cfg(test)]
mod tests;

pub use foreign::Foreign;
pub use handle::{Handle, Late, join_all};
pub use registry::{Ended, Registry};
pub use row::{Me, Spec};

use registry::Leave;
use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// Starts a thread that runs `body`.
///
/// # Errors
/// The system's word when it starts no more threads (`EAGAIN`: `pthread_create(3)`).
pub fn spawn<T, F>(registry: &Registry, spec: Spec, body: F) -> io::Result<Handle<T>>
where
    T: Send + 'static,
    F: FnOnce(&Me) -> T + Send + 'static,
{
    let name = spec.name.clone();
    let row = registry.enter(spec);
    let leave = Leave::new(registry.clone(), Arc::clone(&row));
    let me = Me::new(registry.clone(), Arc::clone(&row));
    let body = move || {
        me.arrive();
        // Dropped last: it takes the row off the list, and tells what a panic said.
        let mut leave = leave;
        let result = catch_unwind(AssertUnwindSafe(|| body(&me)));
        result.unwrap_or_else(|panic| {
            leave.panicked(last_words(&*panic));
            resume_unwind(panic)
        })
    };
    #[expect(clippy::disallowed_methods, reason = "here they all are started")]
    let join = std::thread::Builder::new().name(name).spawn(body)?;
    Ok(Handle::new(registry.clone(), row, join))
}

/// What a panic said, where it said it in words.
pub(crate) fn last_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let owned = || panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(owned).unwrap_or("(no message)").to_owned()
}
