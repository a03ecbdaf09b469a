//! That bytes come through, and nothing hides.

use super::chars::{is_hidden, shapes_emoji};
use super::*;
use crate::model::InputFormat;
use proptest::prelude::*;

#[test]
fn escapes_stand_for_bytes() {
    for (typed, bytes) in [
        (r"a\r\n", b"a\r\n".as_slice()),
        (r"\t\0\\\e", b"\t\0\\\x1b"),
        (r"\xff\x0A", b"\xff\n"),
        (r"\u{1F600}", "😀".as_bytes()),
        ("欢迎", "欢迎".as_bytes()),
    ] {
        assert_eq!(read_input(InputFormat::Escapes, typed).as_deref(), Ok(bytes), "{typed}");
    }
    for (typed, at, text) in [
        (r"ab\q", 2, r"\q"),
        (r"欢\", 1, r"\"),
        (r"\x4", 0, r"\x4"),
        (r"\xg0", 0, r"\x"),
        (r"\u{110000}", 0, r"\u{110000}"),
        (r"\u{D800}", 0, r"\u{D800}"),
        (r"\u41", 0, r"\u"),
        (r"\u{41}\x41\q", 10, r"\q"),
    ] {
        let error = InputError::BadEscape { at, text: text.to_owned() };
        assert_eq!(read_input(InputFormat::Escapes, typed), Err(error), "{typed}");
    }
}

#[test]
fn hexadecimal_input_forgives() {
    for typed in [
        "41 42 43",
        "414243",
        "0x41,0x42,0x43",
        "0x410x420x43",
        "0x414243",
        "41:42:43",
        "41-42-43",
        r"\x41\x42\x43",
        "{0x41, 0x42, 0x43};",
        "const unsigned char bad_face[3] = {\n  0x41, // the first: a\n  0x42, /* be */ 0x43,\n};",
        "[0x41, 0x42, 0x43]",
        r#"b"\x41\x42\x43""#,
        " 41\n42\t43 ",
    ] {
        assert_eq!(read_input(InputFormat::Hex, typed).as_deref(), Ok(&b"ABC"[..]), "{typed}");
    }
    assert_eq!(read_input(InputFormat::Hex, "0xA 0x5").as_deref(), Ok(&[10, 5][..]));
    assert_eq!(read_input(InputFormat::Hex, "").as_deref(), Ok(&[][..]));
}

#[test]
fn a_missing_digit_is_counted_and_nothing_is_padded() {
    for (typed, error) in [
        ("AA BB C", InputError::OddDigits(5)),
        ("A", InputError::OddDigits(1)),
        ("0x", InputError::OddDigits(1)),
        ("41 0xABC", InputError::OddDigits(5)),
        ("41 4g", InputError::NotHex { at: 4, found: 'g' }),
        ("AA 55 0G", InputError::NotHex { at: 7, found: 'G' }),
        ("41 g", InputError::NotHex { at: 3, found: 'g' }),
        ("中", InputError::NotHex { at: 0, found: '中' }),
    ] {
        assert_eq!(read_input(InputFormat::Hex, typed), Err(error), "{typed}");
    }
}

#[test]
fn dumps_are_read_without_offsets_and_text() {
    let sixteen = "0123456789abcdef";
    let wireshark = "0000   30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66   0123456789abcdef\n\
                     0010   41 42                                             AB\n";
    let hexdump = "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n\
                   00000010  41 42                                             |AB|\n00000012\n";
    let xxd = "00000000: 3031 3233 3435 3637 3839 6162 6364 6566  0123456789abcdef\n\
               00000010: 4142                                     AB\n";
    for dump in [wireshark, hexdump, xxd] {
        let bytes = read_input(InputFormat::Hex, dump).expect(dump);
        assert_eq!(bytes, format!("{sixteen}AB").as_bytes(), "{dump}");
    }
    let one_row = "0000  41 42 ff  AB.";
    assert_eq!(read_input(InputFormat::Hex, one_row).as_deref(), Ok(&b"AB\xff"[..]));
    // Bytes that only look like an offset.
    assert_eq!(read_input(InputFormat::Hex, "4142  43").as_deref(), Ok(&b"ABC"[..]));
}

#[test]
fn what_would_not_be_seen_is_shown() {
    for (bytes, text) in [
        (b"plain\ttext".as_slice(), "plain\ttext"),
        (b"a\r\nb\nc", "a\nb\nc"),
        (b"a\rb", "a⟨CR⟩b"),
        (b"\0\x1b[31m\x7f", "⟨00⟩⟨ESC⟩[31m⟨7F⟩"),
        ("\u{85}".as_bytes(), "⟨U+0085⟩"),
        (b"\xc3(\xff", "⟨C3⟩(⟨FF⟩"),
        (b"\xe6\xac", "⟨E6⟩⟨AC⟩"),
        ("a\u{202e}b".as_bytes(), "a⟨U+202E⟩b"),
        ("\u{feff}x\u{200b}".as_bytes(), "⟨U+FEFF⟩x⟨U+200B⟩"),
        ("\u{e0041}".as_bytes(), "⟨U+E0041⟩"),
        ("a\u{fe0f}".as_bytes(), "a⟨U+FE0F⟩"),
        ("a\u{200d}b".as_bytes(), "a⟨U+200D⟩b"),
        ("👩‍👩‍👧 ❤️ 1️⃣".as_bytes(), "👩‍👩‍👧 ❤️ 1️⃣"),
        ("❤️\u{fe0f}".as_bytes(), "❤️⟨U+FE0F⟩"),
    ] {
        assert_eq!(printable(bytes), text);
    }
}

#[test]
fn line_ends_are_shown_when_asked_for() {
    let text: String = spans(b"a\r\nb\n", true).into_iter().map(|span| span.text).collect();
    assert_eq!(text, "a␍␊\nb␊\n");
    let kinds: Vec<SpanKind> = spans(b"a\nb", true).into_iter().map(|span| span.kind).collect();
    assert_eq!(kinds, [SpanKind::Plain, SpanKind::Control, SpanKind::Plain]);
}

#[test]
fn piled_marks_are_cut_and_counted() {
    let piled = format!("e{}x", "\u{301}".repeat(10_000));
    let shown = spans(piled.as_bytes(), false);
    assert_eq!(shown.len(), 3);
    assert_eq!(shown[0].text, format!("e{}", "\u{301}".repeat(64)));
    assert_eq!((shown[1].text.as_str(), shown[1].kind), ("⟨+9936⟩", SpanKind::Hidden));
    assert_eq!(shown[2].text, "x");
}

#[test]
fn the_beginning_of_a_character_is_held_back() {
    let text = "欢😀é";
    for cut in 0..=text.len() {
        let held = incomplete_tail(&text.as_bytes()[..cut]);
        let boundary = (0..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        assert_eq!(held, cut - boundary, "cut at {cut}");
    }
    assert_eq!(incomplete_tail(b"abc\xff"), 0);
    assert_eq!(incomplete_tail(b"\x80\x80"), 0);
    assert_eq!(incomplete_tail(b"\xf0\x9f\x98"), 3);
    assert_eq!(incomplete_tail(b"\xc0"), 0);
}

#[test]
fn a_hex_row_has_sixteen_bytes() {
    let rows: Vec<HexRow> = hex_rows(b"0123456789abcdef\x00\xffz", 0x20).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].hex, "30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66");
    assert_eq!(rows[0].text, "0123456789abcdef");
    assert_eq!(
        rows[1],
        HexRow { offset: 0x30, hex: "00 FF 7A".to_owned(), text: "..z".to_owned() }
    );
}

/// Reads a Python bytes literal of the form that is copied.
fn read_python(literal: &str) -> Vec<u8> {
    let body = &literal[2..literal.len() - 1];
    let mut plain = String::new();
    let mut rest = body.chars();
    while let Some(c) = rest.next() {
        match (c, rest.clone().next()) {
            ('\\', Some('\'')) => {}
            ('\\', Some(next)) => {
                rest.next();
                plain.extend(['\\', next]);
            }
            _ => plain.push(c),
        }
    }
    read_input(InputFormat::Escapes, &plain).expect("a literal of ours")
}

proptest! {
    #[test]
    fn escaped_bytes_come_back(bytes in any::<Vec<u8>>()) {
        let text = escape(&bytes);
        prop_assert!(!text.chars().any(|c| c.is_control() || is_hidden(c)));
        prop_assert_eq!(read_input(InputFormat::Escapes, &text), Ok(bytes));
    }

    #[test]
    fn escaped_text_comes_back(text in any::<String>()) {
        let read = read_input(InputFormat::Escapes, &escape(text.as_bytes()));
        prop_assert_eq!(read, Ok(text.into_bytes()));
    }

    #[test]
    fn spans_tile_the_bytes(bytes in any::<Vec<u8>>(), text in any::<String>(), ends: bool) {
        let all = [bytes.as_slice(), text.as_bytes(), b"\r\n", &bytes].concat();
        let mut end = 0;
        let mut last = None;
        for span in spans(&all, ends) {
            prop_assert_eq!(span.bytes.start, end);
            prop_assert!(span.bytes.end > span.bytes.start);
            prop_assert!(!span.text.is_empty());
            prop_assert_ne!(Some(span.kind), last);
            end = span.bytes.end;
            last = Some(span.kind);
        }
        prop_assert_eq!(end, all.len());
    }

    #[test]
    fn nothing_invisible_is_left(
        text in "[\\u{0}-\\u{a0}\\u{200b}-\\u{2069}\\u{fe0e}\\u{fe0f}\\u{1f600}❤\\u{e0041}\\u{301}a]*",
    ) {
        let shown: Vec<char> = printable(text.as_bytes()).chars().collect();
        for (at, c) in shown.iter().enumerate() {
            prop_assert!(!c.is_control() || matches!(c, '\n' | '\t'), "{:?}", c);
            if is_hidden(*c) {
                let before = at.checked_sub(1).and_then(|at| shown.get(at)).copied();
                prop_assert!(shapes_emoji(before, *c, shown.get(at + 1).copied()), "{:?}", c);
            }
        }
    }

    #[test]
    fn any_typed_text_is_bytes_or_an_error_within_it(text in any::<String>()) {
        for format in [InputFormat::Escapes, InputFormat::Hex] {
            match read_input(format, &text) {
                Ok(bytes) => prop_assert!(bytes.len() <= text.len()),
                Err(InputError::OddDigits(count)) => prop_assert!(count <= text.len() * 2 + 1),
                Err(InputError::NotHex { at, .. } | InputError::BadEscape { at, .. }) => {
                    prop_assert!(at < text.chars().count());
                }
            }
        }
        let plain = read_input(InputFormat::Text, &text);
        prop_assert_eq!(plain, Ok(text.into_bytes()));
    }

    #[test]
    fn copies_can_be_typed_back(bytes in any::<Vec<u8>>()) {
        for copied in [copy::hex(&bytes), copy::c_array(&bytes)] {
            let read = read_input(InputFormat::Hex, &copied);
            prop_assert_eq!(read.as_ref(), Ok(&bytes));
        }
        prop_assert_eq!(&read_python(&copy::python(&bytes)), &bytes);
    }

    #[test]
    fn text_is_copied_as_it_was(text in any::<String>()) {
        prop_assert_eq!(copy::text(text.as_bytes()), text);
    }

    #[test]
    fn a_hex_dump_of_ours_can_be_typed_back(bytes in prop::collection::vec(any::<u8>(), 1..100)) {
        let rows: Vec<String> = hex_rows(&bytes, 0)
            .map(|row| format!("{:08x}  {:<49}  |{}|", row.offset, row.hex, row.text))
            .collect();
        let dump = rows.join("\n");
        prop_assert_eq!(read_input(InputFormat::Hex, &dump), Ok(bytes));
    }
}
