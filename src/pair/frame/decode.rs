//! Bytes to frames, from somebody who may mean harm.

use super::encode::{Called, Dial, Nothing, Number, Tried};
use super::{CONTROL, FILE, Frame, ITEM, kind};
use crate::model::pairing::PairFault;
use minicbor::Decode;
use thiserror::Error;

/// Bytes before the body: the length, and the type that it counts.
const HEAD: usize = 5;
/// Consumed bytes at the front of the buffer before the rest is moved there.
const COMPACT: usize = 64 * 1024;

/// Why bytes are no frame. The link cannot go on: nobody knows where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FrameFault {
    /// A length of zero: not even a type.
    #[error("a frame without a type")]
    Empty,
    /// Longer than its type may be. Told by the head alone: nothing of it was kept.
    #[error("a frame of type {kind} with {bytes} bytes; {limit} may be")]
    TooLong {
        /// The type.
        kind: u8,
        /// What the head says.
        bytes: u64,
        /// What may be.
        limit: u64,
    },
    /// A type that must be known, and is not.
    #[error("a frame of type {0}, which this version does not know")]
    Unknown(u8),
    /// The body is not what its type says.
    #[error("a frame of type {kind} that is wrong: {why}")]
    Malformed {
        /// The type.
        kind: u8,
        /// What is wrong.
        why: String,
    },
}

impl From<FrameFault> for PairFault {
    fn from(fault: FrameFault) -> Self {
        Self::Altered(fault.to_string())
    }
}

/// Cuts a stream of bytes into frames.
///
/// It holds what was pushed and not yet taken, so at most one frame more than one push. A length is
/// only compared, never allocated.
#[derive(Debug, Default)]
pub struct Decoder {
    pub(super) buffer: Vec<u8>,
    /// Where the next frame begins.
    start: usize,
    skipped: u64,
    /// Once out of step, always.
    fault: Option<FrameFault>,
}

impl Decoder {
    /// One that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes as they came.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.fault.is_some() {
            return;
        }
        if self.start == self.buffer.len() {
            self.buffer.clear();
            self.start = 0;
        } else if self.start >= COMPACT {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole frame; `None` until more bytes come.
    ///
    /// # Errors
    /// What came is no frame. From then on it is always the same fault.
    #[expect(clippy::should_implement_trait, reason = "an iterator that ends goes on later")]
    pub fn next(&mut self) -> Result<Option<Frame>, FrameFault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        self.step().inspect_err(|fault| {
            self.fault = Some(fault.clone());
            self.buffer = Vec::new();
            self.start = 0;
        })
    }

    /// Frames of unknown types that were left out.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    fn step(&mut self) -> Result<Option<Frame>, FrameFault> {
        loop {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            let Some((kind, length)) = head(rest)? else { return Ok(None) };
            let Some(body) = rest.get(HEAD..HEAD - 1 + length) else { return Ok(None) };
            let frame = parse(kind, body)?;
            self.start += HEAD - 1 + length;
            match frame {
                Some(frame) => return Ok(Some(frame)),
                None => self.skipped += 1,
            }
        }
    }
}

/// The type of the next frame, and the bytes of type and body, once they are known and allowed.
fn head(rest: &[u8]) -> Result<Option<(u8, usize)>, FrameFault> {
    let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
    let length = u32::from_be_bytes(*length);
    if length == 0 {
        return Err(FrameFault::Empty);
    }
    let Some(&kind) = rest.first() else { return Ok(None) };
    let limit = limit(kind);
    match usize::try_from(length) {
        Ok(length) if length <= limit => Ok(Some((kind, length))),
        _ => Err(FrameFault::TooLong { kind, bytes: length.into(), limit: limit as u64 }),
    }
}

fn limit(kind: u8) -> usize {
    match kind {
        kind::ITEM | kind::RETURN => ITEM,
        kind::FILE => FILE,
        _ => CONTROL,
    }
}

/// The frame; nothing for a type that may be skipped.
fn parse(kind: u8, body: &[u8]) -> Result<Option<Frame>, FrameFault> {
    let number = || read::<Number>(kind, body).map(|number| number.seq);
    let nothing = || read::<Nothing>(kind, body);
    let frame = match kind {
        kind::HELLO => Frame::Hello(Box::new(read(kind, body)?)),
        kind::ITEM => Frame::Item(Box::new(read(kind, body)?)),
        kind::ACK => Frame::Ack(number()?),
        kind::PING => nothing().map(|_| Frame::Ping)?,
        kind::PONG => nothing().map(|_| Frame::Pong)?,
        kind::UNPAIRED => nothing().map(|_| Frame::Unpaired)?,
        kind::RECALL => Frame::Recall(number()?),
        kind::RETURN => Frame::Return(Box::new(read(kind, body)?)),
        kind::RETURNED => nothing().map(|_| Frame::Returned)?,
        kind::DIAL_BACK => Frame::DialBack(read::<Dial>(kind, body)?.address),
        kind::DIALLED => {
            let Tried { tried, reached } = read(kind, body)?;
            Frame::Dialled(tried, reached)
        }
        kind::NAME => Frame::Name(read::<Called>(kind, body)?.name),
        kind::FILE => Frame::File(read(kind, body)?),
        _ if kind & kind::CRITICAL == 0 => return Ok(None),
        _ => return Err(FrameFault::Unknown(kind)),
    };
    Ok(Some(frame))
}

fn read<'b, T: Decode<'b, ()>>(kind: u8, body: &'b [u8]) -> Result<T, FrameFault> {
    let malformed = |why: String| FrameFault::Malformed { kind, why };
    let mut decoder = minicbor::Decoder::new(body);
    let value = decoder.decode().map_err(|error| malformed(error.to_string()))?;
    if decoder.position() == body.len() {
        Ok(value)
    } else {
        Err(malformed(format!("{} bytes too many", body.len() - decoder.position())))
    }
}
