//! What the machine is, and what it says of a process.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;
use std::path::{Path, PathBuf};

/// Cores, load and kernel: no figure means anything without them.
pub(crate) fn describe() -> String {
    let line = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = line("/proc/loadavg").split(' ').take(3).collect::<Vec<_>>().join(" ");
    let kernel = line("/proc/sys/kernel/osrelease");
    format!("{cores} cores, load {load}, Linux {kernel}, {}", std::env::consts::ARCH)
}

/// As many descriptors as the system lets us have.
pub(crate) fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    // Where it does not let us, the measurement that needs them says so.
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).ok();
}

/// A line of /proc/PID/status in KiB: `VmRSS` or `VmHWM`.
pub(crate) fn memory(pid: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Bytes that are free on the disk of a folder.
pub(crate) fn free_space(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Where what is not kept goes, as the program does it: into memory, where a file system is that.
pub(crate) fn memory_folder() -> Option<PathBuf> {
    let shared = Path::new("/dev/shm");
    shared.is_dir().then(|| shared.join("jackfield-bench"))
}
