//! What is typed, shaped into what is sent: line endings, datagrams, hexadecimal.

use crate::codec::{InputError, read_input};
use crate::model::limits::DATAGRAM;
use crate::model::{InputFormat, LineEnding};

/// Longest line of hexadecimal digits, in bytes: as much as a megabyte of data needs with spaces.
const HEX_LINE: usize = 4 * 1024 * 1024;

/// Bytes to send at once, or why a line stands for none.
pub(super) type Piece = Result<Vec<u8>, BadLine>;

/// A line that stands for no bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// Which one, from 1.
    pub(super) number: u64,
    /// What is wrong with it.
    pub(super) error: Unsent,
}

/// Why nothing of a line is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unsent {
    /// It is no hexadecimal.
    Input(InputError),
    /// It has more than these bytes, the most that are sent at once: in parts it would be something
    /// else.
    TooLarge(usize),
}

/// How input becomes pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Each read is a piece, unchanged.
    Raw,
    /// Each read is a piece, with these line endings.
    Endings(LineEnding),
    /// Each line is a piece: a datagram. `None` leaves its line feed as it is.
    Lines(Option<LineEnding>),
    /// All of it is one piece: a datagram.
    Whole,
    /// Each line is hexadecimal digits.
    Hex,
}

/// Takes input in pieces of any size and gives out pieces to send.
#[derive(Debug)]
pub(super) struct Shaper {
    form: Form,
    /// The beginning of a line that is not complete.
    rest: Vec<u8>,
    /// The last byte was a carriage return that may belong to a line ending.
    held_return: bool,
    /// What is left of this line is not sent either.
    skips: bool,
    line: u64,
}

impl Shaper {
    /// Every byte unchanged, as it comes.
    pub(super) fn as_it_comes() -> Self {
        Self::with(Form::Raw)
    }

    /// Lines of a stream; `None` leaves every byte as it is, which is what a file piped in needs.
    pub(super) fn stream(ending: Option<LineEnding>) -> Self {
        Self::with(ending.map_or(Form::Raw, Form::Endings))
    }

    /// A datagram for each line.
    pub(super) fn datagrams(ending: Option<LineEnding>) -> Self {
        Self::with(Form::Lines(ending))
    }

    /// One datagram, sent when the input has ended.
    pub(super) fn datagram() -> Self {
        Self::with(Form::Whole)
    }

    /// Hexadecimal digits, sent a line at a time.
    pub(super) fn hex() -> Self {
        Self::with(Form::Hex)
    }

    fn with(form: Form) -> Self {
        Self { form, rest: Vec::new(), held_return: false, skips: false, line: 0 }
    }

    /// Takes the next bytes of the input.
    pub(super) fn feed(&mut self, bytes: &[u8], pieces: &mut Vec<Piece>) {
        match self.form {
            Form::Raw => pieces.extend(bytes.chunks(DATAGRAM).map(|chunk| Ok(chunk.to_vec()))),
            Form::Endings(ending) => {
                let piece = self.with_endings(bytes, ending);
                if !piece.is_empty() {
                    pieces.push(Ok(piece));
                }
            }
            Form::Whole => self.extend_line(bytes, pieces),
            Form::Lines(_) | Form::Hex => self.feed_lines(bytes, pieces),
        }
    }

    /// The input has ended: gives out what was held back. A last line without an ending gets none.
    pub(super) fn finish(&mut self, pieces: &mut Vec<Piece>) {
        if std::mem::take(&mut self.held_return) {
            pieces.push(Ok(vec![b'\r']));
        }
        if !self.rest.is_empty() {
            let rest = std::mem::take(&mut self.rest);
            self.end_line(rest, b"", pieces);
        }
    }

    /// `\n` and `\r\n` become the chosen ending. A carriage return at the end of the piece waits for
    /// what comes behind it.
    fn with_endings(&mut self, bytes: &[u8], ending: LineEnding) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 16);
        for byte in bytes {
            let held = std::mem::take(&mut self.held_return);
            if held && *byte != b'\n' {
                out.push(b'\r');
            }
            match byte {
                b'\n' => out.extend_from_slice(ending.bytes()),
                b'\r' => self.held_return = true,
                other => out.push(*other),
            }
        }
        out
    }

    fn feed_lines(&mut self, bytes: &[u8], pieces: &mut Vec<Piece>) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (part, ended) = part.strip_suffix(b"\n").map_or((part, false), |line| (line, true));
            self.extend_line(part, pieces);
            if ended && !std::mem::take(&mut self.skips) {
                let line = std::mem::take(&mut self.rest);
                self.end_line(line, b"\n", pieces);
            }
        }
    }

    /// Keeps what belongs to a line that has not ended. One that is too long is told at once and its
    /// rest forgotten, so that no input fills the memory.
    fn extend_line(&mut self, part: &[u8], pieces: &mut Vec<Piece>) {
        let limit = if self.form == Form::Hex { HEX_LINE } else { DATAGRAM };
        if self.skips {
            return;
        }
        self.rest.extend_from_slice(part);
        if self.rest.len() > limit {
            self.skips = true;
            self.rest = Vec::new();
            self.line += 1;
            pieces.push(Err(BadLine { number: self.line, error: Unsent::TooLarge(limit) }));
        }
    }

    /// A line with its end, where a datagram holds both.
    fn datagram_of(&self, line: Vec<u8>) -> Piece {
        let error = Unsent::TooLarge(DATAGRAM);
        if line.len() > DATAGRAM { Err(BadLine { number: self.line, error }) } else { Ok(line) }
    }

    fn end_line(&mut self, mut line: Vec<u8>, feed: &[u8], pieces: &mut Vec<Piece>) {
        self.line += 1;
        match self.form {
            Form::Hex => {
                let text = String::from_utf8_lossy(&line);
                let bytes = read_input(InputFormat::Hex, &text)
                    .map_err(|error| BadLine { number: self.line, error: Unsent::Input(error) });
                if bytes.as_ref().is_ok_and(Vec::is_empty) {
                    return;
                }
                pieces.push(bytes);
            }
            Form::Lines(Some(ending)) if !feed.is_empty() => {
                line.truncate(line.strip_suffix(b"\r").unwrap_or(&line).len());
                line.extend_from_slice(ending.bytes());
                pieces.push(self.datagram_of(line));
            }
            _ => {
                line.extend_from_slice(feed);
                pieces.push(self.datagram_of(line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: usize = DATAGRAM + 3;

    fn sent(mut shaper: Shaper, input: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut pieces = Vec::new();
        for bytes in input {
            shaper.feed(bytes, &mut pieces);
        }
        shaper.finish(&mut pieces);
        pieces.into_iter().map(|piece| piece.expect("bytes")).collect()
    }

    #[test]
    fn a_stream_is_sent_as_it_comes_unless_an_ending_is_chosen() {
        let input = b"a\r\n\x00\xff\nb";
        assert_eq!(sent(Shaper::stream(None), &[input]).concat(), input);
        assert_eq!(sent(Shaper::as_it_comes(), &[input]).concat(), input);
    }

    #[test]
    fn endings_are_replaced_wherever_the_input_is_cut() {
        let input = b"a\nb\r\nc\r\rd\r\r\n\xe4\xbd\r";
        let table = [
            (LineEnding::CrLf, &b"a\r\nb\r\nc\r\rd\r\r\n\xe4\xbd\r"[..]),
            (LineEnding::Lf, b"a\nb\nc\r\rd\r\n\xe4\xbd\r"),
            (LineEnding::None, b"abc\r\rd\r\xe4\xbd\r"),
        ];
        for (ending, wanted) in table {
            for cut in 0..=input.len() {
                let (head, tail) = input.split_at(cut);
                let got = sent(Shaper::stream(Some(ending)), &[head, tail]).concat();
                assert_eq!(got, wanted, "{ending:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn each_line_is_a_datagram_wherever_the_input_is_cut() {
        let input = b"one\n\ntwo\r\nrest";
        for cut in 0..=input.len() {
            let (head, tail) = input.split_at(cut);
            let plain = sent(Shaper::datagrams(None), &[head, tail]);
            assert_eq!(plain, [&b"one\n"[..], b"\n", b"two\r\n", b"rest"]);
            let crlf = sent(Shaper::datagrams(Some(LineEnding::CrLf)), &[head, tail]);
            assert_eq!(crlf, [&b"one\r\n"[..], b"\r\n", b"two\r\n", b"rest"]);
        }
    }

    #[test]
    fn a_stream_goes_in_pieces() {
        let pieces = sent(Shaper::as_it_comes(), &[&vec![b'x'; LONG]]);
        assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), [DATAGRAM, 3]);
    }

    #[test]
    fn nothing_is_sent_of_a_line_that_no_datagram_holds() {
        let line = |length: usize| [vec![b'x'; length], vec![b'\n']].concat();
        let input = [line(LONG), line(DATAGRAM - 1), line(DATAGRAM), line(0)].concat();
        for cut in [1, DATAGRAM, LONG, LONG + 1, input.len() - 1] {
            let (mut shaper, mut pieces) = (Shaper::datagrams(None), Vec::new());
            let (head, tail) = input.split_at(cut);
            shaper.feed(head, &mut pieces);
            shaper.feed(tail, &mut pieces);
            shaper.finish(&mut pieces);
            let lens: Vec<_> = pieces.into_iter().map(|it| it.map(|it| it.len())).collect();
            let bad = |number| Err(BadLine { number, error: Unsent::TooLarge(DATAGRAM) });
            assert_eq!(lens, [bad(1), Ok(DATAGRAM), bad(3), Ok(1)], "cut at {cut}");
        }
    }

    #[test]
    fn input_without_lines_is_one_datagram() {
        assert_eq!(sent(Shaper::datagram(), &[b"a\n", b"b\r"]), [b"a\nb\r"]);
        assert!(sent(Shaper::datagram(), &[]).is_empty());
        let (mut shaper, mut pieces) = (Shaper::datagram(), Vec::new());
        shaper.feed(&vec![b'x'; DATAGRAM], &mut pieces);
        assert!(pieces.is_empty(), "it waits for the end");
        shaper.feed(b"yz", &mut pieces);
        shaper.finish(&mut pieces);
        assert_eq!(pieces, [Err(BadLine { number: 1, error: Unsent::TooLarge(DATAGRAM) })]);
    }

    #[test]
    fn a_line_that_is_no_hexadecimal_is_named_and_the_next_one_goes_on() {
        let mut shaper = Shaper::hex();
        let mut pieces = Vec::new();
        shaper.feed(b"48 69\r\n\n4", &mut pieces);
        shaper.feed(b"\n0a", &mut pieces);
        shaper.finish(&mut pieces);
        assert_eq!(pieces.len(), 3, "an empty line is no piece: {pieces:?}");
        assert_eq!(pieces[0], Ok(b"Hi".to_vec()));
        assert_eq!(
            pieces[1],
            Err(BadLine { number: 3, error: Unsent::Input(InputError::OddDigits(1)) })
        );
        assert_eq!(pieces[2], Ok(vec![0x0a]));
    }
}
