//! Somebody who speaks the protocol and is not the program: for attacks that have to be well-formed.

use super::proxy;
use crate::soon::SOON;
use jackfield::model::pairing::{Means, PairFault, PublicKey};
use jackfield::pair::ceremony::{About, Ceremony, Channel};
use jackfield::pair::identity::Identity;
use jackfield::pair::tls::{self, Admission, Purpose};
use rustls::Connection;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

/// A blocking TLS line with a key of its own.
pub(super) struct Line {
    socket: TcpStream,
    tls: Connection,
    own: PublicKey,
}

/// What came of entering a code.
pub(super) struct Tried {
    /// They gave away a guess: their half of the exchange was seen.
    pub(super) was_answered: bool,
    /// Everything they sent in the clear of the line.
    pub(super) heard: Vec<u8>,
    pub(super) result: Result<(), PairFault>,
}

impl Line {
    /// Dials from an address of its own, and makes the line secret with whoever answers.
    pub(super) fn dial(
        to: SocketAddr,
        identity: &Identity,
        purpose: Purpose,
        pinned: Option<PublicKey>,
    ) -> io::Result<Self> {
        let socket = proxy::dial(to).ok_or(ErrorKind::ConnectionRefused)?;
        let tls = tls::client(identity, purpose, pinned).expect("a client").into();
        Self { socket, tls, own: identity.public() }.begun()
    }

    /// Lets anybody in, for any purpose.
    pub(super) fn accept(mut socket: TcpStream, identity: &Identity) -> io::Result<Self> {
        socket.set_read_timeout(Some(SOON))?;
        let mut gate = tls::server(identity, true, Arc::new(|_: &PublicKey| Admission::Known));
        loop {
            if gate.read_tls(&mut socket)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let opened = gate.open().map_err(|refusal| other(&refusal.fault))?;
            if let Some(opened) = opened {
                let tls = opened.connection.into();
                return Self { socket, tls, own: identity.public() }.begun();
            }
        }
    }

    fn begun(mut self) -> io::Result<Self> {
        self.socket.set_read_timeout(Some(SOON))?;
        while self.tls.is_handshaking() || self.tls.wants_write() {
            self.tls.complete_io(&mut self.socket)?;
        }
        Ok(self)
    }

    /// The other end's key.
    pub(super) fn key(&self) -> PublicKey {
        tls::peer_key(&self.tls).expect("the handshake is over")
    }

    /// Sends bytes.
    pub(super) fn give(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.tls.writer().write_all(bytes)?;
        while self.tls.wants_write() {
            self.tls.write_tls(&mut self.socket)?;
        }
        Ok(())
    }

    /// Waits for bytes; none at the end.
    pub(super) fn take(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            match self.tls.reader().read(&mut bytes) {
                Ok(count) => {
                    bytes.truncate(count);
                    return Ok(bytes);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
            if self.tls.read_tls(&mut self.socket)? == 0 {
                return Ok(Vec::new());
            }
            self.tls.process_new_packets().map_err(|error| other(&error))?;
        }
    }

    /// Whether bytes come within this.
    pub(super) fn wait_at_most(&self, limit: std::time::Duration) {
        self.socket.set_read_timeout(Some(limit)).expect("a limit");
    }

    /// Enters a code.
    pub(super) fn enter(&mut self, secret: &[u8]) -> Tried {
        let mut tried = Tried { was_answered: false, heard: Vec::new(), result: Ok(()) };
        tried.result = self.try_enter(secret, &mut tried);
        tried
    }

    fn try_enter(&mut self, secret: &[u8], tried: &mut Tried) -> Result<(), PairFault> {
        let cut = |error: io::Error| PairFault::Cut(error.to_string());
        let exporter = match &self.tls {
            Connection::Client(tls) => tls::exporter(tls)?,
            Connection::Server(tls) => tls::exporter(tls)?,
        };
        let channel = Channel { own: self.own, their: self.key(), exporter };
        let (name, version) = ("stranger".to_owned(), "0".to_owned());
        let about = About { name, version, addresses: Vec::new(), known: false };
        let mut ceremony = Ceremony::joiner(secret, Means::Code, channel, about)?;
        loop {
            if ceremony.outcome().is_some() {
                ceremony.say_kept();
            }
            self.give(&ceremony.take_output()).map_err(cut)?;
            if ceremony.kept_there() {
                return Ok(());
            }
            let bytes = self.take().map_err(cut)?;
            if bytes.is_empty() {
                return Err(PairFault::Cut("they ended".into()));
            }
            tried.heard.extend_from_slice(&bytes);
            // A refusal is a byte; half of the exchange is 33.
            tried.was_answered |= tried.heard.len() > 33;
            ceremony.receive(&bytes)?;
        }
    }
}

/// Gives on in the clear what comes on one line to the other, until one ends. Tells how much came
/// from each.
pub(super) fn relay(lines: [Line; 2]) -> [usize; 2] {
    let mut lines = lines;
    let mut counts = [0; 2];
    // The joiner speaks first, and then it is always the other's turn.
    let mut turn = 0;
    loop {
        let bytes = lines[turn].take().unwrap_or_default();
        if bytes.is_empty() {
            return counts;
        }
        counts[turn] += bytes.len();
        turn = 1 - turn;
        if lines[turn].give(&bytes).is_err() {
            return counts;
        }
    }
}

/// The eight digits of a code that is shown.
pub(super) fn secret(code: &str) -> Vec<u8> {
    code.bytes().filter(u8::is_ascii_digit).take(8).collect()
}

fn other(error: &dyn std::fmt::Debug) -> io::Error {
    io::Error::other(format!("{error:?}"))
}
