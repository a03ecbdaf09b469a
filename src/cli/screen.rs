//! Where what comes is written: bytes, hexadecimal or JSON on standard output, words on standard error.

use super::outlet::Say;
use crate::codec::{hex_rows, incomplete_tail, printable};
use crate::model::ConnectionId;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};

/// Bytes collected before they are written: a batch of the engine, so that one write serves it.
const BUFFER: usize = 64 * 1024;

/// How received bytes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As they are: for files and pipes.
    Bytes,
    /// So that no byte of a peer can steer the terminal.
    Terminal,
    /// Sixteen a row, with their text.
    Hex,
    /// As a field of JSON lines, which their maker writes.
    Json,
}

impl Form {
    /// What was asked for, and for people what their terminal bears.
    pub(super) fn chosen(hex: bool, json: bool) -> Self {
        match (json, hex) {
            (true, _) => Self::Json,
            (_, true) => Self::Hex,
            _ if io::stdout().is_terminal() => Self::Terminal,
            _ => Self::Bytes,
        }
    }
}

/// The two outputs of the program.
pub(super) struct Screen<W: Write + Say> {
    out: BufWriter<W>,
    form: Form,
    /// Whether each datagram ends its line.
    ends_lines: bool,
    /// What each peer left of a character that was cut; or, for hexadecimal, how far it is.
    tails: HashMap<ConnectionId, Vec<u8>>,
    offsets: HashMap<ConnectionId, u64>,
}

/// Standard output without the line buffer of the standard library, which looks for line feeds in
/// every gigabyte that passes.
///
/// # Errors
/// When standard output is closed.
#[cfg(unix)]
pub(super) fn stdout() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
pub(super) fn stdout() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

impl<W: Write + Say> Screen<W> {
    /// Writes to `out` in this form. `ends_lines`: bytes of a datagram are followed by a line feed
    /// where they do not end with one; on a terminal they always are.
    pub(super) fn new(out: W, form: Form, ends_lines: bool) -> Self {
        let out = BufWriter::with_capacity(BUFFER, out);
        let ends_lines = ends_lines && form == Form::Bytes || form == Form::Terminal;
        Self { out, form, ends_lines, tails: HashMap::new(), offsets: HashMap::new() }
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// Writes what one peer sent.
    pub(super) fn received(&mut self, from: ConnectionId, bytes: &[u8]) -> io::Result<()> {
        match self.form {
            Form::Bytes => self.out.write_all(bytes),
            Form::Terminal => self.terminal(from, bytes),
            Form::Hex => self.hex(from, bytes),
            Form::Json => Ok(()),
        }
    }

    /// All of a datagram with these bytes was written: what comes next is another.
    pub(super) fn datagram_ended(&mut self, from: ConnectionId, bytes: &[u8]) -> io::Result<()> {
        if !self.ends_lines {
            return Ok(());
        }
        // No other datagram brings the rest of a character.
        if let Some(tail) = self.tails.remove(&from) {
            self.harmless(&tail)?;
        }
        if bytes.ends_with(b"\n") { Ok(()) } else { self.out.write_all(b"\n") }
    }

    /// A peer is gone: what it left incomplete is shown as it is.
    pub(super) fn ended(&mut self, from: ConnectionId) -> io::Result<()> {
        self.offsets.remove(&from);
        match self.tails.remove(&from) {
            Some(tail) => self.harmless(&tail),
            None => Ok(()),
        }
    }

    /// Writes one object on a line of its own.
    pub(super) fn json(&mut self, object: &serde_json::Value) -> io::Result<()> {
        writeln!(self.out, "{object}")
    }

    /// Says something in words, behind all that was written before it.
    pub(super) fn say(&mut self, sentence: &str) -> io::Result<()> {
        self.flush()?;
        self.out.get_mut().say(sentence);
        Ok(())
    }

    /// The way out below the buffer.
    pub(super) fn outlet(&self) -> &W {
        self.out.get_ref()
    }

    /// The way out, with all that was written on it.
    pub(super) fn into_outlet(self) -> Option<W> {
        self.out.into_inner().ok()
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn terminal(&mut self, from: ConnectionId, bytes: &[u8]) -> io::Result<()> {
        let mut text = self.tails.remove(&from).unwrap_or_default();
        text.extend_from_slice(bytes);
        // Half a character is no character: it waits for its other half.
        let tail = text.split_off(text.len() - incomplete_tail(&text).min(text.len()));
        if !tail.is_empty() {
            self.tails.insert(from, tail);
        }
        self.harmless(&text)
    }

    fn harmless(&mut self, text: &[u8]) -> io::Result<()> {
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            match line.strip_suffix(b"\n") {
                Some(line) => {
                    let line = line.strip_suffix(b"\r").unwrap_or(line);
                    writeln!(self.out, "{}", printable(line))?;
                }
                None => self.out.write_all(printable(line).as_bytes())?,
            }
        }
        Ok(())
    }

    fn hex(&mut self, from: ConnectionId, bytes: &[u8]) -> io::Result<()> {
        let offset = self.offsets.entry(from).or_default();
        let start = *offset;
        *offset += bytes.len() as u64;
        for row in hex_rows(bytes, start) {
            writeln!(self.out, "{:08x}  {:<48}  {}", row.offset, row.hex, row.text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: ConnectionId = ConnectionId(1);
    const B: ConnectionId = ConnectionId(2);

    fn shown(form: Form, pieces: &[(ConnectionId, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut screen = Screen::new(&mut out, form, false);
        for (from, bytes) in pieces {
            screen.received(*from, bytes).expect("memory");
        }
        screen.ended(A).expect("memory");
        screen.flush().expect("memory");
        drop(screen);
        out
    }

    #[test]
    fn a_pipe_gets_every_byte_as_it_came() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(shown(Form::Bytes, &[(A, &all[..100]), (A, &all[100..])]), all);
    }

    #[test]
    fn a_terminal_is_never_steered_by_a_peer() {
        let out = shown(Form::Terminal, &[(A, b"\x1b[2Jbad\x07\r\nnext\x9b\n")]);
        assert!(!out.contains(&0x1b) && !out.contains(&7) && !out.contains(&b'\r'), "{out:?}");
        assert_eq!(out.split(|byte| *byte == b'\n').count(), 3);
    }

    #[test]
    fn a_character_that_is_cut_between_segments_is_whole_on_the_terminal() {
        let text = "你好🙂".as_bytes();
        for cut in 0..=text.len() {
            let (head, tail) = text.split_at(cut);
            assert_eq!(shown(Form::Terminal, &[(A, head), (B, b"-"), (A, tail)]).len(), 11);
        }
    }

    #[test]
    fn datagrams_end_their_lines_where_that_is_asked_for_and_on_a_terminal() {
        let shown = |form, ends_lines| {
            let mut out = Vec::new();
            let mut screen = Screen::new(&mut out, form, ends_lines);
            for bytes in [&b"one"[..], b"two\n", b"", b"\xe4\xbd"] {
                screen.received(A, bytes).expect("memory");
                screen.datagram_ended(A, bytes).expect("memory");
            }
            screen.flush().expect("memory");
            drop(screen);
            out
        };
        assert_eq!(shown(Form::Bytes, false), b"onetwo\n\xe4\xbd");
        assert_eq!(shown(Form::Bytes, true), b"one\ntwo\n\n\xe4\xbd\n");
        let lines = String::from_utf8(shown(Form::Terminal, false)).expect("text");
        assert!(lines.starts_with("one\ntwo\n\n") && lines.ends_with('\n'), "{lines:?}");
    }

    #[test]
    fn hexadecimal_rows_count_on_for_each_peer() {
        let out = shown(Form::Hex, &[(A, b"abc"), (B, b"x"), (A, b"def")]);
        let text = String::from_utf8(out).expect("text");
        let offsets: Vec<&str> = text.lines().filter_map(|line| line.get(..8)).collect();
        assert_eq!(offsets, ["00000000", "00000000", "00000003"]);
        assert!(text.lines().next().is_some_and(|line| line.ends_with("abc")), "{text}");
    }
}
