//! Codes and links as people type, mistype and paste them.

use super::*;
use crate::model::pairing::PublicKey;
use crate::pair::identity::Identity;
use proptest::prelude::*;
use std::collections::HashSet;
use std::net::SocketAddr;

fn link(addresses: usize) -> Link {
    let key = Identity::passing().expect("a key").public();
    let all: Vec<SocketAddr> = ["192.168.1.5:47110", "[2001:db8::1]:47110"]
        .iter()
        .cycle()
        .take(addresses)
        .map(|address| address.parse().expect("an address"))
        .collect();
    Link::random(key, &all).expect("a link")
}

#[test]
fn a_code_is_shown_in_groups_and_read_back_in_every_dress() {
    let code = Code::of(5_720);
    assert_eq!(code.to_string(), format!("000-057-20{}", check(&[0, 0, 0, 0, 5, 7, 2, 0])));
    assert_eq!(check(&[5, 7, 2]), 4, "the example of Damm's thesis");
    let shown = Code::of(12_345_678).to_string();
    let wide: String = shown
        .chars()
        .map(|it| it.to_digit(10).map_or(it, |digit| char::from_u32(0xff10 + digit).expect("wide")))
        .collect();
    let dresses = [
        shown.clone(),
        shown.replace('-', ""),
        shown.replace('-', " "),
        format!(" {}\n", shown.replace('-', "\u{2013}")),
        shown.replace('-', "\u{3000}"),
        format!("\u{200e}{shown}\u{feff}"),
        wide,
    ];
    for dress in dresses {
        let code = Code::parse(&dress).expect("a code");
        assert_eq!(&*code.secret(), b"12345678", "{dress}");
    }
}

#[test]
fn what_has_not_nine_digits_is_no_code() {
    for text in ["", "1", "12345678", "1234567890", "12345678a", "１２３", "٠١٢٣٤٥٦٧٨", "1.2"]
    {
        assert_eq!(Code::parse(text), Err(CodeFault::NotNine), "{text}");
    }
}

#[test]
fn random_codes_differ_and_are_right() {
    let codes: HashSet<String> =
        (0..1000).map(|_| Code::random().expect("a code").to_string()).collect();
    assert!(codes.len() > 990);
    assert!(codes.iter().all(|code| Code::parse(code).is_ok()));
}

proptest! {
    #[test]
    fn every_wrong_digit_and_every_swap_of_neighbours_is_found(number in 0..CODES) {
        let digits = Code::of(number).0;
        let read = |digits: &[u8]| {
            let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
            Code::parse(&text)
        };
        prop_assert!(read(&digits).is_ok());
        for place in 0..digits.len() {
            for wrong in (0..10).filter(|wrong| *wrong != digits[place]) {
                let mut typo = digits;
                typo[place] = wrong;
                prop_assert_eq!(read(&typo), Err(CodeFault::Typo));
            }
            if place > 0 && digits[place] != digits[place - 1] {
                let mut typo = digits;
                typo.swap(place, place - 1);
                prop_assert_eq!(read(&typo), Err(CodeFault::Typo));
            }
        }
    }

    #[test]
    fn nothing_that_is_typed_makes_it_fall_over(text in any::<String>()) {
        for text in [text.clone(), format!("jackfield://pair?{text}"), format!("jackfield:{text}")] {
            if let Ok(Typed::Link(link)) = Typed::parse(&text) {
                prop_assert_eq!(Link::parse(&link.to_string()), Ok(link));
            }
        }
    }

    #[test]
    fn a_changed_link_is_none_or_another(place in 0_usize..87, to in "[A-Za-z0-9=&_-]") {
        let link = link(0);
        let mut text = link.to_string();
        text.replace_range(place..=place, &to);
        let same = text == link.to_string() || text.eq_ignore_ascii_case(&link.to_string()) && place < 17;
        if !same {
            prop_assert_ne!(Link::parse(&text), Ok(link));
        }
    }
}

#[test]
fn a_link_is_read_as_it_was_written() {
    for count in 0..=8 {
        let link = link(count);
        assert_eq!(Link::parse(&format!(" {link}\n")), Ok(link));
    }
    let link = link(2);
    let later = format!("{link}&z=later");
    assert_eq!(Link::parse(&later), Ok(link.clone()));
    let escaped = link.to_string().replace('[', "%5B").replace(']', "%5d");
    assert_eq!(Link::parse(&escaped), Ok(link));
}

#[test]
fn a_link_that_is_none_is_told_from_a_code() {
    let good = link(1).to_string();
    let weak = Link { key: PublicKey([0; 32]), ..link(1) };
    let many = format!("{good}{}", "&a=1.2.3.4:5".repeat(8));
    let long = format!("{good}&z={}", "x".repeat(1024));
    let twice = format!("{good}&{}", &good[17..62]);
    let padded = good.replace("&s=", "=&s=");
    for bad in [
        "jackfield:",
        "JACKFIELD://pair",
        "jackfield://pair?",
        "jackfield://other?k=1",
        &good[..100],
        &weak.to_string(),
        &many,
        &long,
        &twice,
        &padded,
        &format!("{good}&a=host:1"),
    ] {
        assert_eq!(Typed::parse(bad).err(), Some(CodeFault::BadLink), "{bad}");
    }
    assert!(matches!(Typed::parse(&good), Ok(Typed::Link(_))));
    assert!(matches!(Typed::parse(" \n"), Ok(Typed::Nothing)));
    assert!(matches!(Typed::parse("000-000-000"), Ok(Typed::Code(_))));
    assert_eq!(Typed::parse("hello").err(), Some(CodeFault::NotNine));
}

#[test]
fn secrets_are_not_in_debug_output() {
    let link = format!("{:?}", Link { secret: [0xab; 16].into(), ..link(1) });
    assert!(!link.contains("171, 171, 171") && !link.contains("q6urq6ur"), "{link}");
    let code = Code::of(12_345_678);
    let code = format!("{code:?} {:?}", Typed::Code(code.clone()));
    assert!(!code.contains(|it: char| it.is_ascii_digit()), "{code}");
}
