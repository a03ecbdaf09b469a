//! Names of machines and of files.
#![no_main]

#[path = "../bodies/names.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
