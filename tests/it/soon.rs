//! How long a test waits for what must come.

use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Longer than anything here takes on a busy machine of two cores. Nothing waits that long unless it
/// fails.
pub(crate) const SOON: Duration = Duration::from_secs(30);

/// Who connects next. Fails when nobody comes soon; so does each read of what comes, for a socket
/// has the time limit of its listener.
#[track_caller]
pub(crate) fn accept(listener: &TcpListener) -> TcpStream {
    // SO_RCVTIMEO is a limit of accept(2) too (socket(7)).
    socket2::SockRef::from(listener).set_read_timeout(Some(SOON)).expect("a time limit");
    let (stream, _) = listener.accept().unwrap_or_else(|error| panic!("nobody came: {error}"));
    stream
}

/// What each thread of a process does, for the message of a failure: its name, its state and where
/// the kernel holds it (proc(5)). Empty where there is no such table.
pub(crate) fn threads_of(pid: u32) -> String {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let of = |task: &std::path::Path, what| std::fs::read_to_string(task.join(what)).ok();
    let lines = tasks.map(|task| {
        let status = of(&task.path(), "status").unwrap_or_default();
        let said = |key| status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
        let held = of(&task.path(), "wchan").unwrap_or_default();
        format!("{}, {}, in {held}", said("Name:").trim(), said("State:").trim())
    });
    lines.collect::<Vec<_>>().join("\n")
}
