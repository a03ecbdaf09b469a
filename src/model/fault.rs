//! What went wrong, in parts from which each language makes its sentence.

use super::SessionId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// The system's own words, for the detail below the sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OsError {
    /// errno, where there was one.
    pub code: Option<i32>,
    /// Its text.
    pub text: String,
}

/// A program that holds a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortHolder {
    /// Its name, as the system shows it.
    pub name: String,
    /// Its process number.
    pub pid: u32,
}

/// What went wrong, to which address, and what the system said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What happened.
    pub kind: FaultKind,
    /// What the system said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<OsError>,
}

/// All that can go wrong with a session, a connection or a thread of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// Nothing listens there.
    Refused {
        /// Where.
        to: String,
        /// How fast the answer came.
        after: Duration,
    },
    /// No answer in time: a wrong address, or a firewall that drops.
    NoAnswer {
        /// Where.
        to: String,
        /// How long was waited.
        after: Duration,
    },
    /// The name does not exist.
    NoSuchHost(String),
    /// The name server said nothing, or that it could not say.
    NameServerSilent(String),
    /// There is no way there.
    NoRoute(String),
    /// This machine has no IPv6.
    NoIpv6(String),
    /// The interface behind `%` is not one of this machine.
    NoInterface(String),
    /// Something listens there already.
    PortTaken {
        /// Where.
        at: String,
        /// Our own session, if it is one.
        ours: Option<SessionId>,
        /// Another program, if the system tells.
        holder: Option<PortHolder>,
        /// A port next to it that is free.
        free: Option<u16>,
    },
    /// Nobody listens there, but connections that have ended, or half ended, keep the port
    /// (`TIME_WAIT`, `FIN_WAIT_2`: RFC 9293).
    PortLingers {
        /// Where.
        at: String,
        /// Whether the other end of one of them is a connection of this program that is still open.
        ours: bool,
        /// A port next to it that is free.
        free: Option<u16>,
    },
    /// A port below 1024, and the person may not.
    PortForbidden(u16),
    /// The address is another machine's.
    NotOurAddress {
        /// The one that was asked for.
        address: String,
        /// Those this machine has.
        ours: Vec<String>,
    },
    /// A broadcast address, and broadcast is off.
    BroadcastOff(String),
    /// A program listens on the socket file.
    PathTaken(PathBuf),
    /// The socket file is left over; nobody listens.
    PathStale(PathBuf),
    /// The socket file that was connected to is left over; nobody listens.
    PathDeserted(PathBuf),
    /// No socket can be made in its folder.
    PathUnfit(PathBuf),
    /// The file is no socket: it is never removed.
    PathNotSocket(PathBuf),
    /// There is no such file.
    PathMissing(PathBuf),
    /// There is no such folder.
    NoFolder(PathBuf),
    /// The file or folder may not be used.
    PathForbidden(PathBuf),
    /// A file that was to be sent cannot be read.
    FileUnreadable(PathBuf),
    /// What was to be sent is a folder, a device or a pipe.
    NotRegularFile(PathBuf),
    /// A file became shorter while it was sent.
    FileShrank(PathBuf),
    /// The peer dropped the connection.
    Reset,
    /// The peer no longer reads.
    BrokenPipe,
    /// Keep-alive or acknowledgements stayed away: the line or the machine is gone.
    Lost,
    /// The network, or the address that was listened on, went away.
    NetworkDown(String),
    /// The kernel connected the socket to itself: two ends, one port.
    SelfConnect(String),
    /// More bytes than a datagram holds.
    TooLarge {
        /// How many there were.
        bytes: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The peer does not read, and as much waits for it as may.
    QueueFull {
        /// Bytes that wait.
        waiting: u64,
        /// Bytes that may.
        limit: u64,
    },
    /// Nobody is connected to send to.
    NobodyThere,
    /// Our direction was closed before.
    FinishedSending,
    /// The peer has no address to which an answer could go.
    Unanswerable,
    /// The process may open no more files or sockets.
    OutOfHandles,
    /// The system starts no more threads.
    NoThread,
    /// A thread of ours ended by a panic: a defect of the program.
    Panicked {
        /// Its label.
        thread: String,
        /// What it said last.
        message: String,
    },
    /// Anything else, named by what was tried.
    Other(String),
}

impl Fault {
    /// A fault without a word from the system.
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, os: None }
    }

    /// A fault with what the system said.
    #[must_use]
    pub fn with_os(kind: FaultKind, error: &io::Error) -> Self {
        Self { kind, os: Some(OsError::from(error)) }
    }
}

impl OsError {
    /// Whether a disk, or what this user may have of it, is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let codes: &[i32] = if cfg!(windows) {
            &[112, 39] // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL
        } else if cfg!(target_os = "linux") {
            &[28, 122] // ENOSPC, EDQUOT
        } else {
            &[28, 69] // The same on BSD and macOS.
        };
        self.code.is_some_and(|code| codes.contains(&code))
    }
}

impl From<&io::Error> for OsError {
    fn from(error: &io::Error) -> Self {
        let text = error.to_string();
        // std appends " (os error N)"; the number has a place of its own here.
        let text = text.split(" (os error").next().unwrap_or(&text).to_owned();
        Self { code: error.raw_os_error(), text }
    }
}

impl fmt::Display for OsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} (errno {code})", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// Whether descriptors or memory for them have run out: accept(2) works again when something is closed.
#[must_use]
pub fn is_out_of_handles(error: &io::Error) -> bool {
    let codes: &[i32] = if cfg!(windows) {
        &[10024, 10055] // WSAEMFILE, WSAENOBUFS
    } else if cfg!(target_os = "linux") {
        &[24, 23, 105, 12] // EMFILE, ENFILE, ENOBUFS, ENOMEM
    } else {
        &[24, 23, 55, 12] // The same on BSD and macOS.
    };
    error.raw_os_error().is_some_and(|code| codes.contains(&code))
}
