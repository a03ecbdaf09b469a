//! One socket or thread operation as it happened: the rungs of the ladder.

use super::{ConnectionId, Nanos, OsError, ThreadId};
use std::fmt;
use std::time::Duration;

/// What was called, with its arguments, in the words of the socket and thread interfaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// `getaddrinfo(host)`
    GetAddrInfo(String),
    /// `socket(family, type)`
    Socket(&'static str, &'static str),
    /// `setsockopt(name, value)`
    SetSockOpt(&'static str, String),
    /// `getsockopt(name)`
    GetSockOpt(&'static str),
    /// `bind(address)`
    Bind(String),
    /// `listen(backlog)`
    Listen(u32),
    /// `accept()`
    Accept,
    /// `connect(address)`
    Connect(String),
    /// `recv(bufsize)`
    Recv(usize),
    /// `recvfrom(bufsize)`
    RecvFrom(usize),
    /// `send(bytes)`
    Send(usize),
    /// `sendto(bytes, address)`
    SendTo(usize, String),
    /// `shutdown(how)`
    Shutdown(&'static str),
    /// `close()`
    Close,
    /// `Thread(name).start()`
    Start(String),
    /// `Thread.run()`, in the thread itself.
    Run(String),
    /// `join(thread, timeout)`
    Join(String, Option<Duration>),
    /// `setName(thread, name)`
    SetName(String, String),
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallResult {
    /// It worked and returned nothing worth showing.
    Done,
    /// It returned a count: of bytes, or a file descriptor.
    Count(usize),
    /// It returned an address.
    Text(String),
    /// It failed.
    Failed(OsError),
}

/// One rung.
#[derive(Clone, Debug)]
pub struct Call {
    /// When it began.
    pub time: Nanos,
    /// Who called.
    pub thread: ThreadId,
    /// For which connection; [`ConnectionId::SESSION`] for a listener or a look-up.
    pub connection: ConnectionId,
    /// What was called.
    pub op: Op,
    /// What came of it.
    pub result: CallResult,
    /// How long it took.
    pub duration: Duration,
    /// How many calls just like it this rung stands for; 1 but for those that were folded.
    pub times: u32,
}

impl Op {
    /// The bare name, as the tutorial writes it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::GetAddrInfo(_) => "getaddrinfo",
            Self::Socket(..) => "socket",
            Self::SetSockOpt(..) => "setsockopt",
            Self::GetSockOpt(_) => "getsockopt",
            Self::Bind(_) => "bind",
            Self::Listen(_) => "listen",
            Self::Accept => "accept",
            Self::Connect(_) => "connect",
            Self::Recv(_) => "recv",
            Self::RecvFrom(_) => "recvfrom",
            Self::Send(_) => "send",
            Self::SendTo(..) => "sendto",
            Self::Shutdown(_) => "shutdown",
            Self::Close => "close",
            Self::Start(_) => "start",
            Self::Run(_) => "run",
            Self::Join(..) => "join",
            Self::SetName(..) => "setName",
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self {
            Self::GetAddrInfo(text)
            | Self::Bind(text)
            | Self::Connect(text)
            | Self::Start(text)
            | Self::Run(text) => write!(f, "{name}({text})"),
            Self::Socket(family, kind) => write!(f, "{name}({family}, {kind})"),
            Self::SetSockOpt(option, value) => write!(f, "{name}({option}, {value})"),
            Self::GetSockOpt(option) => write!(f, "{name}({option})"),
            Self::Listen(number) => write!(f, "{name}({number})"),
            Self::Recv(size) | Self::RecvFrom(size) => write!(f, "{name}({size})"),
            Self::Send(size) => write!(f, "{name}({size} B)"),
            Self::SendTo(size, to) => write!(f, "{name}({size} B, {to})"),
            Self::Shutdown(how) => write!(f, "{name}({how})"),
            Self::Accept | Self::Close => write!(f, "{name}()"),
            Self::Join(thread, Some(limit)) => write!(f, "{name}({thread}, {limit:?})"),
            Self::Join(thread, None) => write!(f, "{name}({thread})"),
            Self::SetName(old, new) => write!(f, "{name}({old}, {new})"),
        }
    }
}

impl fmt::Display for CallResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("ok"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Text(text) => f.write_str(text),
            Self::Failed(error) => write!(f, "{error}"),
        }
    }
}
