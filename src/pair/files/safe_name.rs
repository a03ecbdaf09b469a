//! Names of files from a peer, made safe for every system's disk.
//!
//! The same rule holds on all systems, so that what arrives is the same everywhere. The rules for
//! Windows are those of "Naming Files, Paths, and Namespaces" (Microsoft); those for characters
//! that nobody sees follow UTS #39 and UAX #9.

use crate::model::pairing::TransferFault;
use crate::pair::name::is_hidden;

/// The longest name of one file or folder, in bytes: what ext4, APFS and NTFS all take.
pub const NAME_BYTES: usize = 255;

/// The longest extension that is kept when a name is cut, in bytes with its dot.
const EXTENSION_BYTES: usize = 32;

/// A name that is one file or folder and nothing else, on every system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeName {
    /// The name as it is on the disk.
    pub name: String,
    /// It is not what the peer sent.
    pub renamed: bool,
    /// It begins with a dot: hidden on Unix.
    pub hidden: bool,
    /// Its extension says that opening it runs it.
    pub program: bool,
}

/// Makes one name safe. What is safe already stays as it is.
///
/// # Errors
/// `UnsafeName` where it leads elsewhere: `..`, an absolute path, a drive, a share.
pub fn safe_name(text: &str) -> Result<SafeName, TransferFault> {
    if leads_out(text) {
        return Err(TransferFault::UnsafeName(shown(text)));
    }
    let mut name: String = text.chars().map(|c| if is_unwanted(c) { '_' } else { c }).collect();
    if name.trim_matches(['.', ' ']).is_empty() {
        "untitled".clone_into(&mut name);
    }
    name = without_end(&name);
    if is_device(&name) {
        name.insert(0, '_');
    }
    name = without_end(&shortened(&name, ""));
    Ok(SafeName {
        renamed: name != text,
        hidden: name.starts_with('.'),
        program: is_program(&name),
        name,
    })
}

/// The name with ` (number)` before its extension, still not too long.
#[must_use]
pub fn numbered(name: &str, number: u32) -> String {
    shortened(name, &format!(" ({number})"))
}

/// A name from a peer as it may be quoted: at most 100 characters, each of them visible.
#[must_use]
pub fn shown(text: &str) -> String {
    text.chars().take(100).map(|c| if is_invisible(c) { '_' } else { c }).collect()
}

/// Whether a path of a peer leaves the folder it belongs to, on any system.
pub(super) fn leads_out(text: &str) -> bool {
    let mut letters = text.chars();
    let drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.next() == Some(':')
        && letters.next().is_none_or(is_separator);
    drive || text.starts_with(is_separator) || text.split(is_separator).any(climbs)
}

/// `..`, also as Windows reads it: dots and spaces at the end of a name do not count there.
fn climbs(part: &str) -> bool {
    part.trim_end_matches(' ') == ".."
}

fn is_separator(c: char) -> bool {
    matches!(c, '/' | '\\')
}

fn is_unwanted(c: char) -> bool {
    is_separator(c) || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') || is_invisible(c)
}

/// What is left out of the name of a person's machine, and what ends a line: there it is a space.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || is_hidden(c)
}

/// Windows drops dots and spaces at the end, so that two names become one.
fn without_end(name: &str) -> String {
    let kept = name.trim_end_matches(['.', ' ']);
    let ends = name[kept.len()..].chars().map(|_| '_');
    kept.chars().chain(ends).collect()
}

/// Names that open a device on Windows, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    if matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$") {
        return true;
    }
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).unwrap_or_default();
    let mut digits = port.chars();
    let digit = digits.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
    digit && digits.next().is_none()
}

/// Extensions that a double click runs, on the systems this program is for.
const PROGRAMS: [&str; 58] = [
    "action", "app", "appimage", "bash", "bat", "bin", "chm", "cmd", "com", "command", "cpl",
    "csh", "deb", "desktop", "dll", "dmg", "exe", "fish", "gadget", "hta", "inf", "ins", "jar",
    "js", "jse", "ksh", "lnk", "msc", "msi", "msp", "mst", "out", "pif", "pkg", "pl", "ps1",
    "psm1", "py", "pyw", "rb", "reg", "rpm", "run", "scf", "scr", "service", "sh", "terminal",
    "url", "vb", "vbe", "vbs", "webloc", "workflow", "ws", "wsf", "wsh", "zsh",
];

fn is_program(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    extension.is_some_and(|extension| PROGRAMS.contains(&&*extension))
}

/// The name with something put before its extension, cut so that all of it fits.
fn shortened(name: &str, before_extension: &str) -> String {
    let dot = name.rfind('.').filter(|&dot| dot > 0 && name.len() - dot <= EXTENSION_BYTES);
    let (stem, extension) = name.split_at(dot.unwrap_or(name.len()));
    let room = NAME_BYTES - extension.len() - before_extension.len();
    let stem = &stem[..stem.floor_char_boundary(room)];
    format!("{stem}{before_extension}{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn safe(text: &str) -> String {
        safe_name(text).expect("a name").name
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for text in [
            "..",
            "../x",
            "a/../../x",
            "..\\x",
            "x\\..\\y",
            "/etc/x",
            "\\x",
            "\\\\srv\\x",
            "//srv/x",
            "C:\\x",
            "c:/x",
            "C:",
            "\\\\?\\C:\\x",
            "\\\\.\\pipe\\x",
            ".. ",
            "a/.. /b",
            "a/..",
        ] {
            assert!(matches!(safe_name(text), Err(TransferFault::UnsafeName(_))), "{text:?}");
        }
    }

    #[test]
    fn what_some_system_does_not_take_is_replaced() {
        for (text, name) in [
            ("CON", "_CON"),
            ("con", "_con"),
            ("nul.txt", "_nul.txt"),
            ("COM1.log", "_COM1.log"),
            ("LPT¹", "_LPT¹"),
            ("com³.tar.gz", "_com³.tar.gz"),
            ("AUX .txt", "_AUX .txt"),
            ("AUX ", "AUX_"),
            ("COM0", "_COM0"),
            ("CONIN$", "_CONIN$"),
            ("name.", "name_"),
            ("name. .", "name___"),
            ("a:b", "a_b"),
            ("C:x", "C_x"),
            ("file:x", "file_x"),
            ("~/x", "~_x"),
            ("a<b>\"c|d?e*", "a_b__c_d_e_"),
            ("a\0b\nc\u{1b}[1m", "a_b_c_[1m"),
            ("photo\u{202e}gpj.exe", "photo_gpj.exe"),
            ("a\u{200b}b\u{feff}", "a_b_"),
            ("a\u{2800}.exe", "a_.exe"),
            ("a\u{fe0f}b\u{2028}c", "a_b_c"),
            ("a\u{e000}b\u{e1000}c\u{ffff}", "a_b_c_"),
            ("", "untitled"),
            (".", "untitled"),
            ("...", "untitled"),
            (" ", "untitled"),
        ] {
            let safe = safe_name(text).expect("a name");
            assert_eq!(safe.name, name, "{text:?}");
            assert!(safe.renamed, "{text:?}");
        }
    }

    #[test]
    fn usual_names_stay() {
        for text in [
            "x",
            "Ärger.tar.gz",
            "文件.txt",
            "COM10",
            "COMX",
            "console",
            "CON1",
            "null",
            "~",
            "a b.c",
            ".bashrc",
            "a..b",
            "..a",
            "😀.png",
            "-rf",
            "$HOME",
            "a'b",
            "100%",
            "(1)",
        ] {
            assert!(!safe_name(text).expect("a name").renamed, "{text:?}");
        }
    }

    #[test]
    fn hidden_files_and_programs_are_told() {
        assert!(safe_name(".profile").expect("a name").hidden);
        let photo = safe_name("photo\u{202e}gpj.EXE").expect("a name");
        assert!(photo.program && !photo.hidden);
        assert!(safe_name("a.desktop").expect("a name").program);
        assert!(!safe_name("exe").expect("a name").program);
    }

    #[test]
    fn long_names_are_cut_between_characters_and_keep_their_extension() {
        let long = safe(&format!("{}.jpeg", "ä".repeat(300)));
        assert!(long.len() <= NAME_BYTES && long.len() > NAME_BYTES - 2);
        assert!(long.ends_with("ä.jpeg"));
        assert_eq!(safe(&"x".repeat(256)), "x".repeat(255));
        assert_eq!(safe(&format!("{} y", "x".repeat(254))), format!("{}_", "x".repeat(254)));
        assert_eq!(numbered(&long, 12).len().max(NAME_BYTES), NAME_BYTES);
        assert_eq!(numbered("a.tar", 1), "a (1).tar");
        assert_eq!(numbered(".profile", 2), ".profile (2)");
    }

    proptest! {
        #[test]
        fn safe_is_safe(text in prop_oneof![any::<String>().boxed(), name_like()]) {
            if let Ok(once) = safe_name(&text) {
                prop_assert!(!once.name.contains(['/', '\\', '\0', ':']));
                prop_assert!(!once.name.is_empty() && once.name.len() <= NAME_BYTES);
                prop_assert!(once.name != "." && once.name != "..");
                let twice = safe_name(&once.name).expect("still a name");
                prop_assert_eq!(&twice.name, &once.name);
                prop_assert!(!twice.renamed);
                let next = numbered(&once.name, 7);
                prop_assert!(!safe_name(&next).expect("a name").renamed, "{:?}", next);
            }
        }
    }

    /// Names near the borders of the rules.
    fn name_like() -> proptest::strategy::BoxedStrategy<String> {
        let part = prop_oneof![
            Just("con".to_owned()),
            Just(".".to_owned()),
            Just(" ".to_owned()),
            Just("¹".to_owned()),
            Just("com".to_owned()),
            Just(":".to_owned()),
            "[a-zä]{1,200}",
            "[./\\\\ ]{1,3}",
        ];
        proptest::collection::vec(part, 0..6).prop_map(|parts| parts.concat()).boxed()
    }
}
