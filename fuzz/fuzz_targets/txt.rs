//! Records of multicast DNS.
#![no_main]

#[path = "../bodies/txt.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
