//! Tests of the record, and the conversations they are made with.

mod cutting;
mod damage;
mod finding;
mod holding;
mod writing;

use super::capture::Capture;
use super::{Message, Position, Source, Transcript, folder};
use crate::flow::Batch;
use crate::model::{
    ConnectionId, Endpoint, Nanos, Role, SegmentHead, SegmentKind, SessionId, SessionSpec, ThreadId,
};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// A segment to be written: connection, kind, whether a datagram, microseconds of silence, bytes.
#[derive(Clone, Debug)]
struct Piece {
    connection: u32,
    kind: SegmentKind,
    datagram: bool,
    silence: u32,
    bytes: Vec<u8>,
}

fn piece(connection: u32, bytes: &[u8]) -> Piece {
    let (kind, bytes) = (SegmentKind::Received, bytes.to_vec());
    Piece { connection, kind, datagram: false, silence: 0, bytes }
}

fn spec(record: bool) -> SessionSpec {
    let endpoint = Endpoint::parse("tcp://127.0.0.1:9999", Role::Listen).expect("an endpoint");
    let mut spec = SessionSpec::new(Role::Listen, endpoint);
    spec.options.record = record;
    spec
}

/// The batch that a network thread would make of the pieces.
fn batch(session: SessionId, pieces: &[Piece], memory: &mut HashMap<(u32, u8), u32>) -> Batch {
    let mut bytes = Vec::new();
    let mut heads = Vec::new();
    for piece in pieces {
        let stream = (piece.connection, piece.kind as u8);
        let since = memory.get(&stream).copied();
        heads.push(SegmentHead {
            sequence: 0,
            time: Nanos(bytes.len() as u64),
            connection: ConnectionId(piece.connection),
            thread: ThreadId(1),
            kind: piece.kind,
            datagram: piece.datagram,
            len: u32::try_from(piece.bytes.len()).expect("short"),
            since_lf: since.unwrap_or(0),
            since_previous: if since.is_some() { piece.silence } else { u32::MAX },
        });
        let tail = piece.bytes.iter().rev().take_while(|byte| **byte != b'\n').count();
        let tail = u32::try_from(tail).expect("short");
        let whole = tail as usize == piece.bytes.len();
        memory.insert(stream, if whole { since.unwrap_or(0) + tail } else { tail });
        bytes.extend_from_slice(&piece.bytes);
    }
    Batch::loose(session, heads, bytes)
}

/// Writes a capture in chunks of `chunk` bytes, `turn` pieces at a time.
fn write(parent: &Path, pieces: &[Piece], chunk: u64, turn: usize) -> (Capture, Arc<Source>) {
    let (folder, lock) =
        folder::create(parent, SessionId(1), &spec(true), Nanos(1)).expect("a folder");
    let mut capture = Capture::create(&folder, lock, chunk).expect("files");
    let (mut memory, mut sequence) = (HashMap::new(), 0);
    for turn in pieces.chunks(turn.max(1)) {
        let batch = batch(SessionId(1), turn, &mut memory);
        capture.plan_batch(0, &batch, &mut sequence);
        capture.write(|_| batch.bytes()).expect("written");
    }
    let source = Arc::clone(&capture.source);
    (capture, source)
}

/// All messages, forwards.
fn all(transcript: &mut Transcript) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut at = patiently(transcript, Transcript::first);
    while let Some(position) = at {
        messages.push(transcript.message(position, usize::MAX).expect("it is there"));
        at = patiently(transcript, |transcript| transcript.next(position));
    }
    messages
}

/// All positions, backwards.
fn all_backwards(transcript: &mut Transcript) -> Vec<Position> {
    let mut positions = Vec::new();
    let mut at = patiently(transcript, Transcript::last);
    while let Some(position) = at {
        positions.push(position);
        at = patiently(transcript, |transcript| transcript.previous(position));
    }
    positions
}

/// Asks again while the answer was only that time was up.
fn patiently(
    transcript: &mut Transcript,
    mut ask: impl FnMut(&mut Transcript) -> Option<Position>,
) -> Option<Position> {
    loop {
        let answer = ask(transcript);
        if answer.is_some() || !transcript.is_searching() {
            return answer;
        }
    }
}
