//! The body of one HELLO, the first that a link says.
#![no_main]

use jackfield::pair::frame::Decoder;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    // Every type, HELLO among them, with a length that is right.
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut decoder = Decoder::new();
    decoder.push(&length);
    decoder.push(body);
    decoder.next().ok();
});
