//! Standard input as pieces to send, read by a thread of its own.

use super::shape::{Piece, Shaper};
use crate::model::ThreadRole;
use crate::threads::{Registry, Spec, spawn};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::io::{self, Read};

/// Bytes of one read: what a connection may send before it is another's turn.
const READ: usize = 64 * 1024;
/// Pieces that wait between the reader and the session. Few: when they are taken the reader stops,
/// and whoever writes to standard input is slowed by its pipe.
const AHEAD: usize = 4;

/// What standard input gave.
#[derive(Debug)]
pub(super) enum Input {
    /// Something to send, or a line that stands for no bytes.
    Piece(Piece),
    /// Nothing more comes.
    End,
    /// It cannot be read.
    Failed(io::Error),
}

/// Starts the reader.
///
/// It is never joined while it waits for a person to type: no call ends that wait. The process ends
/// without it, and nothing is lost by that.
///
/// # Errors
/// When the system starts no more threads.
pub(super) fn start(registry: &Registry, shaper: Shaper) -> io::Result<Receiver<Input>> {
    let (sender, receiver) = bounded(AHEAD);
    spawn(registry, Spec::new(ThreadRole::Input, "input"), move |me| {
        let mut stdin = io::stdin().lock();
        read_all(shaper, &sender, |buffer| {
            let read = me.wait(|| stdin.read(buffer));
            me.add_bytes(read.as_ref().copied().unwrap_or(0));
            read
        });
    })?;
    Ok(receiver)
}

/// Reads to the end, or until nobody listens any more.
fn read_all(
    mut shaper: Shaper,
    to: &Sender<Input>,
    mut read: impl FnMut(&mut [u8]) -> io::Result<usize>,
) {
    let mut buffer = vec![0; READ];
    loop {
        let mut pieces = Vec::new();
        let (end, failed) = match read(&mut buffer) {
            Ok(0) => (true, None),
            Ok(count) => {
                shaper.feed(buffer.get(..count).unwrap_or_default(), &mut pieces);
                (false, None)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => (true, Some(error)),
        };
        if end {
            shaper.finish(&mut pieces);
        }
        let last = end.then(|| failed.map_or(Input::End, Input::Failed));
        for input in pieces.into_iter().map(Input::Piece).chain(last) {
            if to.send(input).is_err() {
                return;
            }
        }
        if end {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_failure_is_sent_before_it_is_told() {
        let (sender, receiver) = bounded(8);
        let mut turns = 0;
        read_all(Shaper::as_it_comes(), &sender, |buffer| {
            turns += 1;
            match turns {
                1 => Err(io::ErrorKind::Interrupted.into()),
                2 => {
                    buffer[..2].copy_from_slice(b"hi");
                    Ok(2)
                }
                _ => Err(io::Error::other("gone")),
            }
        });
        let first = receiver.try_recv();
        assert!(matches!(&first, Ok(Input::Piece(Ok(bytes))) if bytes == b"hi"), "{first:?}");
        assert!(matches!(receiver.try_recv(), Ok(Input::Failed(_))));
        assert!(receiver.try_recv().is_err());
    }
}
