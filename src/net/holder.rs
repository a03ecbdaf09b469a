//! Which program holds a port, where the system lets us see.

use crate::model::PortHolder;
#[cfg(target_os = "linux")]
use std::net::IpAddr;
use std::net::SocketAddr;

/// The process that listens on a TCP port or is bound to a UDP port; without a listener, one that
/// has a connection there. It is found by its socket's inode (proc(5)); processes of other users are
/// hidden from an ordinary user.
#[cfg(target_os = "linux")]
pub(super) fn of_port(at: SocketAddr, datagram: bool) -> Option<PortHolder> {
    let tables = if datagram { ["net/udp", "net/udp6"] } else { ["net/tcp", "net/tcp6"] };
    let mut here: Vec<Row> = tables.into_iter().flat_map(rows).collect();
    here.retain(|row| row.is_in_the_way_of(at) && row.inode != 0);
    let row = here.iter().find(|row| row.state == LISTEN).or(here.first())?;
    let wanted = row.socket();
    std::fs::read_dir("/proc").ok()?.filter_map(Result::ok).find_map(|process| {
        let pid: u32 = process.file_name().to_str()?.parse().ok()?;
        let has = descriptors(&pid.to_string()).any(|socket| socket == wanted);
        let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
        has.then(|| PortHolder { name: name.trim_end().to_owned(), pid })
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of_port(_at: SocketAddr, _datagram: bool) -> Option<PortHolder> {
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

/// Whether a TCP port is held by nothing but connections that no process has any more (`TIME_WAIT`,
/// `FIN_WAIT_2`): those of a server without `SO_REUSEADDR` keep it (socket(7)). The answer is
/// whether the other end of one is still open in this process.
#[cfg(target_os = "linux")]
pub(super) fn only_lingers(at: SocketAddr) -> Option<bool> {
    let rows: Vec<Row> = ["net/tcp", "net/tcp6"].into_iter().flat_map(rows).collect();
    let (here, elsewhere): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.is_in_the_way_of(at));
    if here.is_empty() || here.iter().any(|row| row.inode != 0) {
        return None;
    }
    let is_other_end = |row: &&&Row| {
        row.inode != 0
            && here.iter().any(|gone| (&gone.remote, &gone.local) == (&row.local, &row.remote))
    };
    let own: Vec<String> = descriptors("self").collect();
    Some(elsewhere.iter().filter(is_other_end).any(|row| own.contains(&row.socket())))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn only_lingers(_at: SocketAddr) -> Option<bool> {
    None
}

/// `TCP_LISTEN` in the state column.
#[cfg(target_os = "linux")]
const LISTEN: &str = "0A";

/// A socket in one of the tables of proc(5). Addresses are as they stand there.
#[cfg(target_os = "linux")]
struct Row {
    local: String,
    remote: String,
    state: String,
    /// 0 when no process has it any more.
    inode: u64,
}

#[cfg(target_os = "linux")]
impl Row {
    fn of(line: &str) -> Option<Self> {
        let columns: Vec<&str> = line.split_ascii_whitespace().collect();
        let column = |at: usize| columns.get(at).map(|text| (*text).to_owned());
        let inode = column(9)?.parse().ok()?;
        Some(Self { local: column(1)?, remote: column(2)?, state: column(3)?, inode })
    }

    /// Whether it has that port, at the same address or where one of them means every address.
    fn is_in_the_way_of(&self, at: SocketAddr) -> bool {
        let Some((ip, port)) = self.local.rsplit_once(':') else { return false };
        let is_everywhere = at.ip().is_unspecified() || ip.bytes().all(|digit| digit == b'0');
        // An IPv4 address stands at the end of the IPv6 one that it is mapped to.
        u16::from_str_radix(port, 16) == Ok(at.port()) && (is_everywhere || ip.ends_with(&hex(at)))
    }

    /// What a descriptor of it points to.
    fn socket(&self) -> String {
        format!("socket:[{}]", self.inode)
    }
}

#[cfg(target_os = "linux")]
fn rows(table: &str) -> Vec<Row> {
    let table = std::fs::read_to_string(format!("/proc/{table}")).unwrap_or_default();
    table.lines().skip(1).filter_map(Row::of).collect()
}

/// An address as proc(5) has it: each four bytes as a number of this machine.
#[cfg(target_os = "linux")]
fn hex(at: SocketAddr) -> String {
    let octets = match at.ip() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    let word = |four: &[u8]| four.try_into().map_or(0, u32::from_ne_bytes);
    octets.chunks(4).map(|four| format!("{:08X}", word(four))).collect::<Vec<_>>().concat()
}

/// What the descriptors of a process point to; of another user's nothing is seen.
#[cfg(target_os = "linux")]
fn descriptors(process: &str) -> impl Iterator<Item = String> + use<> {
    let folder = std::fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten();
    let links = folder.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    links.filter_map(|link| link.into_os_string().into_string().ok())
}
