//! Frames to bytes.

use super::{Frame, kind};
use minicbor::Encode;
use std::net::SocketAddr;

/// The body of a frame that says all by its type. A later version may put fields into it.
#[derive(Encode, minicbor::Decode)]
#[cbor(map)]
pub(super) struct Nothing {}

/// The body of a frame that carries a number of the log.
#[derive(Encode, minicbor::Decode)]
#[cbor(map)]
pub(super) struct Number {
    #[n(0)]
    pub(super) seq: u64,
}

/// The body of a frame about an address.
#[derive(Encode, minicbor::Decode)]
#[cbor(map)]
pub(super) struct Dial {
    #[n(0)]
    pub(super) address: SocketAddr,
}

/// The body of the answer: what was tried.
#[derive(Encode, minicbor::Decode)]
#[cbor(map)]
pub(super) struct Tried {
    #[n(0)]
    pub(super) tried: Vec<SocketAddr>,
    #[n(1)]
    pub(super) reached: bool,
}

/// The body of a frame about a name.
#[derive(Encode, minicbor::Decode)]
#[cbor(map)]
pub(super) struct Called {
    #[n(0)]
    pub(super) name: String,
}

/// Appends a frame: length, type, body.
///
/// The limits are the decoder's: who makes a frame larger than they are ends the link. What a
/// person says is measured when it is taken into the ledger.
pub fn encode(frame: &Frame, out: &mut Vec<u8>) {
    match frame {
        Frame::Hello(hello) => put(kind::HELLO, hello, out),
        Frame::Item(item) => put(kind::ITEM, item, out),
        Frame::Ack(seq) => put(kind::ACK, Number { seq: *seq }, out),
        Frame::Ping => put(kind::PING, Nothing {}, out),
        Frame::Pong => put(kind::PONG, Nothing {}, out),
        Frame::Unpaired => put(kind::UNPAIRED, Nothing {}, out),
        Frame::Recall(seq) => put(kind::RECALL, Number { seq: *seq }, out),
        Frame::Return(item) => put(kind::RETURN, item, out),
        Frame::Returned => put(kind::RETURNED, Nothing {}, out),
        Frame::DialBack(address) => put(kind::DIAL_BACK, Dial { address: *address }, out),
        Frame::Dialled(tried, reached) => {
            put(kind::DIALLED, Tried { tried: tried.clone(), reached: *reached }, out);
        }
        Frame::Name(name) => put(kind::NAME, Called { name: name.clone() }, out),
        Frame::File(file) => put(kind::FILE, file, out),
    }
}

fn put(kind: u8, body: impl Encode<()>, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0, 0, 0, 0, kind]);
    minicbor::encode(body, &mut *out).expect("a vector takes all bytes");
    let length = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
}
