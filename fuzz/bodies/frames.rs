//! Frames of a link, cut wherever the network cuts them.

use jackfield::pair::frame::{Decoder, Frame, FrameFault, encode};

/// The first byte says how the others are cut: into pieces of so many bytes, or not at all for 0.
pub(crate) fn run(bytes: &[u8]) {
    let Some((piece, bytes)) = bytes.split_first() else { return };
    let cut = match usize::from(*piece) {
        0 => bytes.len().max(1),
        piece => piece,
    };
    let (frames, fault) = read(bytes.chunks(cut));
    assert_eq!((&frames, &fault), (&read(std::iter::once(bytes)).0, &read(bytes.chunks(1)).1));
    let mut again = Vec::new();
    for frame in &frames {
        encode(frame, &mut again);
    }
    assert_eq!(read(std::iter::once(&*again)), (frames, None), "what was read can be said");
}

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<Frame>, Option<FrameFault>) {
    let (mut decoder, mut frames) = (Decoder::new(), Vec::new());
    for piece in pieces {
        decoder.push(piece);
        loop {
            match decoder.next() {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(fault) => return (frames, Some(fault)),
            }
        }
    }
    (frames, None)
}
