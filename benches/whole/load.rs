//! The load generator: bulk, questions one by one, and a crowd.

use socket2::{Domain, Socket, Type};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Bytes of one write: large enough that the sender is not the limit.
const PIECE: usize = 256 * 1024;
/// A line with its end.
pub(crate) const LINE: usize = 64;
/// Clients behind one source address.
const PER_ADDRESS: usize = 1000;

fn at(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// A piece of 64-byte lines.
pub(crate) fn piece() -> Vec<u8> {
    let line: Vec<u8> = (b' '..b' ' + 63).chain(*b"\n").collect();
    line.repeat(PIECE / LINE)
}

/// Sends so many bytes of 64-byte lines, and closes.
pub(crate) fn lines(port: u16, bytes: u64) -> io::Result<()> {
    let piece = piece();
    let mut stream = TcpStream::connect(at(port))?;
    let mut left = bytes;
    while left > 0 {
        let count = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        stream.write_all(&piece[..count])?;
        left -= count as u64;
    }
    Ok(())
}

/// Asks one by one and waits for each answer: how long each took.
pub(crate) fn questions(port: u16, count: usize) -> io::Result<Vec<Duration>> {
    /// Questions before it counts: caches, windows and clocks have settled then.
    const WARM: usize = 2000;
    let mut stream = TcpStream::connect(at(port))?;
    stream.set_nodelay(true)?;
    let mut answer = [0; LINE];
    let mut took = Vec::with_capacity(count);
    for round in 0..WARM + count {
        let begun = Instant::now();
        stream.write_all(&[b'?'; LINE])?;
        stream.read_exact(&mut answer)?;
        if round >= WARM {
            took.push(begun.elapsed());
        }
    }
    Ok(took)
}

/// Connects so many clients, a thousand from each address.
pub(crate) fn crowd(port: u16, count: usize) -> io::Result<Vec<TcpStream>> {
    let mut crowd = Vec::with_capacity(count);
    for number in 0..count {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        let last = u8::try_from(1 + number / PER_ADDRESS).unwrap_or(u8::MAX);
        socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0)).into())?;
        socket.connect(&at(port).into())?;
        crowd.push(socket.into());
    }
    Ok(crowd)
}

/// The first of a crowd says a line: how long it takes until all others have it.
pub(crate) fn relay(crowd: &mut [TcpStream]) -> io::Result<Duration> {
    let Some((first, others)) = crowd.split_first_mut() else { return Ok(Duration::ZERO) };
    let mut line = [b'x'; LINE];
    let begun = Instant::now();
    first.write_all(&line)?;
    for other in others {
        other.read_exact(&mut line)?;
    }
    Ok(begun.elapsed())
}
