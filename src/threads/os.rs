//! What the operating system knows of a thread.

use std::time::Duration;

/// Bytes of a thread name that Linux keeps (`pthread_setname_np(3)`, less the NUL).
#[cfg(target_os = "linux")]
const NAME: usize = 15;
/// macOS keeps 63.
#[cfg(not(target_os = "linux"))]
const NAME: usize = 63;

/// A name as the system will show it, cut between characters and without NUL.
pub(super) fn cut(name: &str) -> String {
    let mut cut = String::new();
    for c in name.chars().filter(|c| *c != '\0' && *c != '\n') {
        if cut.len() + c.len_utf8() > NAME {
            break;
        }
        cut.push(c);
    }
    cut
}

/// The calling thread's number in the system.
#[cfg(target_os = "linux")]
pub(super) fn current_id() -> Option<u32> {
    u32::try_from(rustix::thread::gettid().as_raw_nonzero().get()).ok()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn current_id() -> Option<u32> {
    None
}

/// The calling thread's name in the system.
#[cfg(target_os = "linux")]
pub(super) fn current_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/thread-self/comm").ok()?;
    Some(name.trim_end_matches('\n').to_owned())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn current_name() -> Option<String> {
    None
}

/// Renames any thread of this process; the name it has now, or `None` where that cannot be done.
///
/// Linux lets a process write `comm` of its own threads (proc(5)); other systems only let a thread
/// rename itself.
#[cfg(target_os = "linux")]
pub(super) fn rename(os_id: u32, label: &str) -> Option<String> {
    let name = cut(label);
    std::fs::write(format!("/proc/self/task/{os_id}/comm"), &name).ok()?;
    Some(name)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn rename(_os_id: u32, _label: &str) -> Option<String> {
    None
}

/// The threads of this process that have a name, youngest last.
#[cfg(target_os = "linux")]
pub(super) fn named(name: &str) -> Vec<u32> {
    let name = cut(name);
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let mut ids: Vec<u32> = tasks
        .filter(|task| {
            let comm = std::fs::read_to_string(task.path().join("comm"));
            comm.is_ok_and(|comm| comm.trim_end_matches('\n') == name)
        })
        .filter_map(|task| task.file_name().to_str()?.parse().ok())
        .collect();
    ids.sort_unstable();
    ids
}

#[cfg(not(target_os = "linux"))]
pub(super) fn named(_name: &str) -> Vec<u32> {
    Vec::new()
}

/// Processor time used so far: the first number of `schedstat`, in nanoseconds.
#[cfg(target_os = "linux")]
pub(super) fn cpu_time(os_id: u32) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/self/task/{os_id}/schedstat")).ok()?;
    text.split_ascii_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn cpu_time(_os_id: u32) -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_name_is_cut_between_characters() {
        assert_eq!(cut("a服务器线程甲"), "a服务器线");
        assert_eq!(cut("io:1#1"), "io:1#1");
    }
}
