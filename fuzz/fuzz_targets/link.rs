//! What a person types or pastes to pair: digits or a link.
#![no_main]

libfuzzer_sys::fuzz_target!(|typed: &str| {
    jackfield::pair::code::Typed::parse(typed).ok();
    jackfield::pair::code::Typed::parse(&format!("jackfield://pair?{typed}")).ok();
});
