//! Records of multicast DNS: properties between zeros, keys before `=`.
#![no_main]

use jackfield::pair::discovery::txt::Announcement;

libfuzzer_sys::fuzz_target!(|record: &[u8]| {
    let properties = record.split(|byte| *byte == 0).filter_map(|property| {
        let mut parts = property.splitn(2, |byte| *byte == b'=');
        Some((std::str::from_utf8(parts.next()?).ok()?, parts.next()))
    });
    Announcement::read(properties, jackfield::pair::name::clean).ok();
});
