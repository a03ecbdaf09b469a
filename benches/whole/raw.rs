//! The references: the least that a mio loop can do.

use super::serve::Kind;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use socket2::{Domain, Socket, Type};
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};

/// The buffer with which a loop is fastest: it stays in the processor's second cache.
const BUFFER: usize = 64 * 1024;
/// The accept queue, as large as ours.
const BACKLOG: i32 = 4096;
const DOOR: Token = Token(0);

struct Peer {
    stream: TcpStream,
    received: u64,
    /// Bytes of a line whose end has not come.
    rest: usize,
    /// What could not be sent back yet.
    waiting: Vec<u8>,
}

struct Loop {
    kind: Kind,
    poll: Poll,
    listener: TcpListener,
    peers: HashMap<Token, Peer>,
    next: usize,
    announce: usize,
    lines: u64,
    buffer: Vec<u8>,
}

/// Serves for ever.
pub(crate) fn serve(kind: Kind, announce: usize) -> io::Result<()> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    let mut listener = TcpListener::from_std(socket.into());
    let poll = Poll::new()?;
    poll.registry().register(&mut listener, DOOR, Interest::READABLE)?;
    println!("port {}", listener.local_addr()?.port());
    let buffer = vec![0; BUFFER];
    let peers = HashMap::new();
    Loop { kind, poll, listener, peers, next: 1, announce, lines: 0, buffer }.run()
}

impl Loop {
    fn run(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(1024);
        loop {
            self.poll.poll(&mut events, None)?;
            for event in &events {
                if event.token() == DOOR {
                    self.accept()?;
                } else {
                    self.turn(event.token())?;
                }
            }
        }
    }

    fn accept(&mut self) -> io::Result<()> {
        loop {
            let mut stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            stream.set_nodelay(true)?;
            let token = Token(self.next);
            self.next += 1;
            let interest = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut stream, token, interest)?;
            self.peers.insert(token, Peer { stream, received: 0, rest: 0, waiting: Vec::new() });
            if self.peers.len() == self.announce {
                println!("open {}", self.announce);
            }
            self.turn(token)?;
        }
    }

    fn turn(&mut self, token: Token) -> io::Result<()> {
        let Some(peer) = self.peers.get_mut(&token) else { return Ok(()) };
        let mut said = Vec::new();
        loop {
            if !peer.waiting.is_empty() && !send(peer)? {
                return Ok(());
            }
            let count = match peer.stream.read(&mut self.buffer) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return self.tell(token, &said);
                }
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => 0,
                Err(error) => return Err(error),
            };
            let bytes = &self.buffer[..count];
            peer.received += count as u64;
            match self.kind {
                _ if count == 0 => break,
                Kind::RawLines => self.lines += cut(bytes, &mut peer.rest),
                Kind::RawEcho => peer.waiting.extend_from_slice(bytes),
                Kind::RawRoom => said.extend_from_slice(bytes),
                _ => {}
            }
        }
        if let Some(peer) = self.peers.remove(&token) {
            println!("closed {}", peer.received);
        }
        Ok(())
    }

    /// Sends to all others what one of them said: too little to fill anybody's buffer.
    fn tell(&mut self, from: Token, said: &[u8]) -> io::Result<()> {
        if !said.is_empty() {
            for (_, peer) in self.peers.iter_mut().filter(|(token, _)| **token != from) {
                peer.stream.write_all(said)?;
            }
        }
        Ok(())
    }
}

/// True when all of it was taken.
fn send(peer: &mut Peer) -> io::Result<bool> {
    match peer.stream.write(&peer.waiting) {
        Ok(count) => {
            peer.waiting.drain(..count);
            Ok(peer.waiting.is_empty())
        }
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(error),
    }
}

/// Cuts lines and adds up their lengths, so that the cutting is not optimised away.
fn cut(bytes: &[u8], rest: &mut usize) -> u64 {
    let mut lines = 0;
    let mut from = 0;
    for at in memchr::memchr_iter(b'\n', bytes) {
        std::hint::black_box(*rest + at + 1 - from);
        (from, *rest) = (at + 1, 0);
        lines += 1;
    }
    *rest += bytes.len() - from;
    lines
}
