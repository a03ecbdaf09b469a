//! What a person chooses for a session besides its address.

use super::endpoint::Endpoint;
use super::limits;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Which side of the conversation opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Waits for peers.
    Listen,
    /// Goes to a peer.
    Connect,
}

/// What is put behind each line that is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineEnding {
    /// Nothing.
    None,
    /// `\r`
    Cr,
    /// `\n`
    #[default]
    Lf,
    /// `\r\n`
    CrLf,
}

impl LineEnding {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::None, Self::Cr, Self::Lf, Self::CrLf];

    /// The bytes.
    #[must_use]
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::None => b"",
            Self::Cr => b"\r",
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
        }
    }
}

/// How segments are cut into messages. A view: it can be changed for what is already there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lens {
    /// A message is a segment.
    #[default]
    Raw,
    /// A message ends behind a line feed.
    Lines,
    /// A message ends where its stream was silent for this many milliseconds.
    IdleGap(u32),
}

/// What a session does besides carrying bytes, and within which bounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Options {
    /// Connections the kernel holds ready for `accept`; a listener's.
    pub backlog: u32,
    /// Threads for the connections, 1 to 64: one is a loop for all, a large number a thread each.
    pub max_threads: u8,
    /// How long one address may take to answer.
    #[serde(with = "super::duration_text")]
    pub connect_timeout: Duration,
    /// Connects again, with growing pauses, when the connection is lost or refused.
    pub reconnect: bool,
    /// Sent to each peer as soon as it is connected.
    #[serde(with = "bytes_as_text")]
    pub greet: Vec<u8>,
    /// Closes each connection behind the greeting.
    pub close_after_greet: bool,
    /// Sends back what comes.
    pub echo: bool,
    /// Relays what one client says to the others.
    pub room: bool,
    /// Closes our direction as well when the peer has finished sending.
    pub close_with_peer: bool,
    /// Sends without waiting for more (`TCP_NODELAY`).
    pub no_delay: bool,
    /// Asks a silent peer now and then whether it is still there (`SO_KEEPALIVE`).
    pub keep_alive: bool,
    /// Lets datagrams go to a broadcast address (`SO_BROADCAST`).
    pub broadcast: bool,
    /// Replaces a socket file that nobody listens on any more.
    pub replace_stale: bool,
    /// Writes the conversation to disk, where it outlives the program.
    pub record: bool,
    /// Most clients a listener holds at once.
    pub max_clients: usize,
    /// Bytes received and not yet recorded before reading stops.
    pub receive_budget: usize,
    /// Bytes that may wait for one peer.
    pub send_budget: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            backlog: limits::BACKLOG,
            max_threads: limits::MAX_THREADS,
            connect_timeout: limits::CONNECT_TIMEOUT,
            reconnect: false,
            greet: Vec::new(),
            close_after_greet: false,
            echo: false,
            room: false,
            close_with_peer: false,
            no_delay: true,
            keep_alive: true,
            broadcast: false,
            replace_stale: false,
            record: true,
            max_clients: limits::CLIENTS,
            receive_budget: limits::RECEIVE_BUDGET,
            send_budget: limits::SEND_BUDGET,
        }
    }
}

/// All that is needed to open a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SessionSpec {
    /// What people call it; its endpoint where empty.
    #[serde(default)]
    pub name: String,
    /// Listen or connect.
    pub role: Role,
    /// Where.
    pub endpoint: Endpoint,
    /// How.
    #[serde(default)]
    pub options: Options,
}

impl SessionSpec {
    /// A session with the usual options.
    #[must_use]
    pub fn new(role: Role, endpoint: Endpoint) -> Self {
        Self { name: String::new(), role, endpoint, options: Options::default() }
    }

    /// What it is called on the screen.
    #[must_use]
    pub fn title(&self) -> String {
        if self.name.is_empty() { self.endpoint.to_string() } else { self.name.clone() }
    }
}

/// Bytes in a file that people edit: as text where they are text, as a list of numbers elsewhere.
mod bytes_as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Bytes(Vec<u8>),
    }

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => to.serialize_str(text),
            Err(_) => bytes.serialize(to),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        Ok(match Written::deserialize(from)? {
            Written::Text(text) => text.into_bytes(),
            Written::Bytes(bytes) => bytes,
        })
    }
}
