//! What a person types or pastes to pair: digits or a link.

use jackfield::pair::code::Typed;

/// The bytes are what was typed, by itself and behind the beginning of a link.
pub(crate) fn run(typed: &[u8]) {
    let typed = String::from_utf8_lossy(typed);
    check(&typed);
    check(&format!("jackfield://pair?{typed}"));
}

fn check(typed: &str) {
    let again = |text: String| Typed::parse(&text).expect("what was read can be written");
    match Typed::parse(typed) {
        Ok(Typed::Code(code)) => {
            assert!(matches!(again(code.to_string()), Typed::Code(other) if other == code));
        }
        Ok(Typed::Link(link)) => {
            assert!(matches!(again(link.to_string()), Typed::Link(other) if other == link));
        }
        Ok(Typed::Nothing) => assert!(typed.trim().is_empty()),
        Err(_) => {}
    }
}
