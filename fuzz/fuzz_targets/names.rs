//! Names of machines and of files: what was made safe once is safe.
#![no_main]

use jackfield::pair::{files::safe_name, name::clean};

libfuzzer_sys::fuzz_target!(|name: &str| {
    let once = clean(name);
    assert!(once.chars().count() <= 48 && clean(&once) == once);
    let _ = safe_name(name);
});
