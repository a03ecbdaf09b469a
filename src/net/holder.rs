//! Which program holds a port, where the system lets us see.

use crate::model::PortHolder;

/// The process that listens on a TCP port or is bound to a UDP port. It is found by its socket's
/// inode (proc(5)); processes of other users are hidden from an ordinary user.
#[cfg(target_os = "linux")]
pub(super) fn of_port(port: u16, datagram: bool) -> Option<PortHolder> {
    let tables: &[&str] =
        if datagram { &["net/udp", "net/udp6"] } else { &["net/tcp", "net/tcp6"] };
    let state = (!datagram).then_some(LISTEN);
    let inode = tables.iter().find_map(|table| row_of(table, port, state))?;
    let wanted = format!("socket:[{inode}]");
    std::fs::read_dir("/proc").ok()?.filter_map(Result::ok).find_map(|process| {
        let pid = process.file_name().to_str()?.parse().ok()?;
        let has = std::fs::read_dir(process.path().join("fd")).ok()?.filter_map(Result::ok).any(
            |descriptor| {
                std::fs::read_link(descriptor.path()).is_ok_and(|to| to.as_os_str() == &*wanted)
            },
        );
        let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
        has.then(|| PortHolder { name: name.trim_end().to_owned(), pid })
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of_port(_port: u16, _datagram: bool) -> Option<PortHolder> {
    None
}

/// Datagrams the kernel dropped at a UDP socket: the last column of its row.
#[cfg(target_os = "linux")]
pub(super) fn dropped(socket: &impl std::os::fd::AsRawFd) -> Option<u64> {
    let link = std::fs::read_link(format!("/proc/self/fd/{}", socket.as_raw_fd())).ok()?;
    let inode = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned();
    ["net/udp", "net/udp6"].iter().find_map(|table| {
        let table = std::fs::read_to_string(format!("/proc/{table}")).ok()?;
        table.lines().skip(1).find_map(|line| {
            let mut columns = line.split_ascii_whitespace();
            (columns.nth(9)? == inode).then(|| columns.last()?.parse().ok()).flatten()
        })
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn dropped<T>(_socket: &T) -> Option<u64> {
    None
}

/// Whether nobody listens on a TCP port and connections in `TIME_WAIT` are there: those of a server
/// without `SO_REUSEADDR` keep the port although no process holds it (socket(7)).
#[cfg(target_os = "linux")]
pub(super) fn only_lingers(port: u16) -> bool {
    const TIME_WAIT: &str = "06";
    let has = |state| {
        ["net/tcp", "net/tcp6"].iter().any(|table| row_of(table, port, Some(state)).is_some())
    };
    has(TIME_WAIT) && !has(LISTEN)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn only_lingers(_port: u16) -> bool {
    false
}

/// `TCP_LISTEN` in the state column.
#[cfg(target_os = "linux")]
const LISTEN: &str = "0A";

/// The inode in the first row with this local port, and in this state if one is given.
#[cfg(target_os = "linux")]
fn row_of(table: &str, port: u16, state: Option<&str>) -> Option<u64> {
    let table = std::fs::read_to_string(format!("/proc/{table}")).ok()?;
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_ascii_whitespace().collect();
        let local = columns.get(1)?.rsplit_once(':')?.1;
        let here = u16::from_str_radix(local, 16).ok()? == port;
        let fits = state.is_none_or(|state| columns.get(3) == Some(&state));
        (here && fits).then(|| columns.get(9)?.parse().ok()).flatten()
    })
}
