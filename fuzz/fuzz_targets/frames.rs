//! Frames of a link, cut wherever the network cuts them.
#![no_main]

use jackfield::pair::frame::Decoder;

libfuzzer_sys::fuzz_target!(|pieces: Vec<Vec<u8>>| {
    let mut decoder = Decoder::new();
    for piece in pieces {
        decoder.push(&piece);
        while let Ok(Some(_)) = decoder.next() {}
    }
});
