//! Rust source as the rules read it: code without comments and text, and the texts apart.

use std::fs;
use std::path::Path;

/// A file that was read.
pub(super) struct Source {
    /// Below the package's folder, with slashes.
    pub(super) path: String,
    /// As it stands.
    pub(super) text: String,
    /// The same length, with comments and the insides of literals blanked.
    pub(super) code: String,
    /// The texts in it.
    pub(super) literals: Vec<Literal>,
}

/// A string literal.
pub(super) struct Literal {
    /// Its line, from 1.
    pub(super) line: usize,
    /// Where its quote stands in the code.
    pub(super) at: usize,
    /// What is between the quotes, as written.
    pub(super) text: String,
}

/// The package's folder.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder of the package, in a fixed order.
pub(super) fn rust_files(folder: &str) -> Vec<Source> {
    files(folder, "rs").into_iter().map(|(path, text)| Source::new(path, text)).collect()
}

/// All files with an extension below a folder of the package: path and text.
pub(super) fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|is| is == extension) {
                let text = fs::read_to_string(&path).expect("a readable file");
                let short = path.strip_prefix(root()).expect("below the package");
                found.push((short.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    found
}

impl Source {
    pub(super) fn new(path: String, text: String) -> Self {
        let mut reader = Reader { bytes: text.as_bytes(), at: 0, code: Vec::new(), found: vec![] };
        reader.read();
        let (code, found) = (reader.code, reader.found);
        let code = String::from_utf8(code).expect("only whole characters are blanked");
        let literals = found
            .into_iter()
            .map(|(at, from, to)| Literal {
                line: text[..at].matches('\n').count() + 1,
                at,
                text: text[from..to].to_owned(),
            })
            .collect();
        Self { path, text, code, literals }
    }

    /// The first folder or file below `src`: the layer it belongs to.
    pub(super) fn layer(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or_default();
        below.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }
}

/// Goes through a file once.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    code: Vec<u8>,
    found: Vec<(usize, usize, usize)>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'/', Some(b'/')) => self.blank_while(|reader| reader.peek(0) != Some(b'\n')),
                (b'/', Some(b'*')) => self.block_comment(),
                (b'"', _) => self.literal(0),
                (b'r', Some(b'"' | b'#')) if !self.within_a_name() => self.raw_literal(),
                (b'\'', _) => self.quote(),
                _ => self.keep(),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        self.code.extend(self.peek(0));
        self.at += 1;
    }

    /// Newlines stay, so that lines keep their numbers.
    fn blank(&mut self) {
        self.code.extend(self.peek(0).map(|byte| if byte == b'\n' { byte } else { b' ' }));
        self.at += 1;
    }

    fn blank_while(&mut self, goes_on: impl Fn(&Self) -> bool) {
        while self.at < self.bytes.len() && goes_on(self) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b'/'), Some(b'*')) => depth += 1,
                (Some(b'*'), Some(b'/')) => depth -= 1,
                (None, _) => return,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    /// A literal that ends at a quote with this many hashes; without any, a backslash escapes.
    fn literal(&mut self, hashes: usize) {
        let start = self.at;
        self.keep();
        let from = self.at;
        while let Some(byte) = self.peek(0) {
            let ends = byte == b'"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some(b'#'));
            if ends {
                break;
            }
            if byte == b'\\' && hashes == 0 {
                self.blank();
            }
            self.blank();
        }
        self.found.push((start, from, self.at.min(self.bytes.len())));
        self.keep();
    }

    fn raw_literal(&mut self) {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
        if self.peek(1 + hashes) != Some(b'"') {
            return self.keep();
        }
        (0..=hashes).for_each(|_| self.keep());
        // A raw literal without hashes does not escape either; none of ours holds a backslash
        // before its closing quote.
        self.literal(hashes);
    }

    fn within_a_name(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at));
        before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    }

    /// A character, or the mark of a lifetime.
    fn quote(&mut self) {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let escaped = rest.first() == Some(&b'\\');
        let end = rest.iter().skip(2 * usize::from(escaped)).take(12).position(|b| *b == b'\'');
        let width = end.map(|end| end + 2 * usize::from(escaped));
        match width {
            Some(width) if escaped || is_one_character(&rest[..width]) => {
                self.keep();
                (0..width).for_each(|_| self.blank());
                self.keep();
            }
            _ => self.keep(),
        }
    }
}

fn is_one_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().count() == 1)
}

#[test]
fn text_and_comments_are_told_from_code() {
    let text =
        "let a = \"x \\\" // y\"; // \"no\"\nlet b: &'static str = r#\"a \"b\" c\"#; let c = '\"';";
    let source = Source::new("src/x.rs".into(), text.into());
    let texts: Vec<_> = source.literals.iter().map(|l| (l.line, l.text.as_str())).collect();
    assert_eq!(texts, [(1, "x \\\" // y"), (2, "a \"b\" c")]);
    assert_eq!(source.code.len(), text.len());
    assert!(source.code.contains("&'static str") && !source.code.contains("no"));
}
