//! SIGINT, SIGTERM and SIGHUP as messages; the second one, or much patience, ends the process at once.

use crate::threads::Registry;
use crossbeam_channel::Receiver;
use std::io;

/// Sends once when the person or the system asks the program to end.
///
/// # Errors
/// When the signals cannot be caught, or the system starts no more threads.
#[cfg(unix)]
pub(super) fn watch(registry: &Registry) -> io::Result<Receiver<()>> {
    use crate::model::ThreadRole;
    use crate::threads::{Spec, signals, spawn};

    let mut signals = signal_hook::iterator::Signals::new(signals::ending())?;
    let (sender, receiver) = crossbeam_channel::bounded(1);
    // Never joined: it waits for signals to the very end.
    spawn(registry, Spec::new(ThreadRole::Signals, "signals"), move |me| {
        let mut arriving = signals.forever();
        let mut asked = false;
        while me.wait(|| arriving.next()).is_some() {
            if std::mem::replace(&mut asked, true) {
                // Whoever asks twice does not want to wait.
                std::process::exit(i32::from(super::Exit::Interrupted.code()));
            }
            give_up_later(me.registry());
            // Nobody listens any more: the program is ending as it is.
            sender.try_send(()).ok();
        }
    })?;
    Ok(receiver)
}

/// Ends the process when an orderly end takes too long: a write to a pipe that nobody reads may last
/// for ever, and whoever sent one signal may not be there to send another.
#[cfg(unix)]
fn give_up_later(registry: &Registry) {
    use crate::model::{ThreadRole, limits};
    use crate::threads::{Spec, spawn};

    let patience = limits::LINGER + limits::JOIN + std::time::Duration::from_secs(1);
    let started = spawn(registry, Spec::new(ThreadRole::Signals, "patience"), move |me| {
        me.wait(|| crossbeam_channel::never::<()>().recv_timeout(patience).ok());
        std::process::exit(i32::from(super::Exit::Interrupted.code()));
    });
    // Without it a second signal still ends the process.
    started.map(drop).ok();
}

/// Other systems end the process themselves.
#[cfg(not(unix))]
pub(super) fn watch(_registry: &Registry) -> io::Result<Receiver<()>> {
    Ok(crossbeam_channel::never())
}
