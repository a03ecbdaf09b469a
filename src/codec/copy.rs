//! Bytes in the forms in which they are copied out.

use std::fmt::Write;

/// Bytes in a line of a C array.
const C_ROW: usize = 12;

/// As text: what is no UTF-8 is replaced by U+FFFD, everything else is as it was.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `48 65 6C`
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for byte in bytes {
        let gap = if text.is_empty() { "" } else { " " };
        write!(text, "{gap}{byte:02X}").expect("a String takes everything");
    }
    text
}

/// `const unsigned char data[3] = { 0x48, 0x65, 0x6C };`
#[must_use]
pub fn c_array(bytes: &[u8]) -> String {
    let mut text = format!("const unsigned char data[{}] = {{\n", bytes.len());
    for row in bytes.chunks(C_ROW) {
        let row: Vec<String> = row.iter().map(|byte| format!("0x{byte:02X}")).collect();
        writeln!(text, "    {},", row.join(", ")).expect("a String takes everything");
    }
    text.push_str("};\n");
    text
}

/// `b'Hel\x00'`, as Python's `repr` has it.
#[must_use]
pub fn python(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut text = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\r' => text.push_str(r"\r"),
            b'\n' => text.push_str(r"\n"),
            b'\t' => text.push_str(r"\t"),
            b'\\' => text.push_str(r"\\"),
            byte if char::from(*byte) == quote => {
                text.push('\\');
                text.push(quote);
            }
            b' '..=b'~' => text.push(char::from(*byte)),
            byte => write!(text, "\\x{byte:02x}").expect("a String takes everything"),
        }
    }
    text.push(quote);
    text
}
