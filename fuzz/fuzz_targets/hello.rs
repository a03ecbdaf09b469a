//! The first frame of a link.
#![no_main]

#[path = "../bodies/hello.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
