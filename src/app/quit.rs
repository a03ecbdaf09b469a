//! A signal that asks the program to end closes its window as the cross does: nothing is lost.

use crate::threads::Registry;
use egui::Context;
use std::io;

/// Closes the window at the first SIGTERM, SIGINT or SIGHUP; the second one, or much patience, ends
/// the process at once.
///
/// # Errors
/// When the signals cannot be caught, or the system starts no more threads.
#[cfg(unix)]
pub(super) fn watch(registry: &Registry, ctx: Context) -> io::Result<()> {
    use crate::model::{ThreadRole, limits};
    use crate::threads::{Spec, signals, spawn};
    use std::time::Duration;

    /// What a shell says of a program that was interrupted: 128 + SIGINT.
    const INTERRUPTED: i32 = 130;
    /// An orderly end takes at most as long as its threads may take, and a moment to draw it.
    const PATIENCE: Duration = limits::JOIN.saturating_add(Duration::from_secs(3));

    let mut signals = signal_hook::iterator::Signals::new(signals::ending())?;
    // Never joined: it waits for signals to the very end.
    spawn(registry, Spec::new(ThreadRole::Signals, "signals"), move |me| {
        let mut arriving = signals.forever();
        if me.wait(|| arriving.next()).is_none() {
            return;
        }
        ctx.send_viewport_cmd_to(egui::ViewportId::ROOT, egui::ViewportCommand::Close);
        ctx.request_repaint_of(egui::ViewportId::ROOT);
        // The process is gone before this thread wakes up again, unless something hangs.
        let patience = Spec::new(ThreadRole::Signals, "patience");
        let started = spawn(me.registry(), patience, |me| {
            me.wait(|| crossbeam_channel::never::<()>().recv_timeout(PATIENCE).ok());
            std::process::exit(INTERRUPTED);
        });
        // Without it a second signal still ends the process.
        started.map(drop).ok();
        if me.wait(|| arriving.next()).is_some() {
            std::process::exit(INTERRUPTED);
        }
    })?;
    Ok(())
}

/// Other systems close the window themselves.
#[cfg(not(unix))]
pub(super) fn watch(_registry: &Registry, _ctx: Context) -> io::Result<()> {
    Ok(())
}
