//! The body of a HELLO, the first that a link says.

use jackfield::pair::frame::{Decoder, Frame, encode};

/// The type byte of HELLO.
const HELLO: u8 = 0x81;

/// The bytes are the body; type and length are right.
pub(crate) fn run(body: &[u8]) {
    let mut bytes = u32::try_from(body.len() + 1).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    bytes.push(HELLO);
    bytes.extend_from_slice(body);
    if let Some(hello) = read(&bytes) {
        let mut again = Vec::new();
        encode(&hello, &mut again);
        assert_eq!(read(&again), Some(hello), "what was read can be said");
    }
}

fn read(bytes: &[u8]) -> Option<Frame> {
    let mut decoder = Decoder::new();
    decoder.push(bytes);
    let frame = decoder.next().ok().flatten();
    assert!(frame.as_ref().is_none_or(|frame| matches!(frame, Frame::Hello(_))));
    frame
}
