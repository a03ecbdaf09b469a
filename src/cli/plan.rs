//! What a command line asks for, checked and in the program's own terms.

use super::arguments::{
    AddArgs, ClientOptions, ConnectArgs, EndingOptions, ListenArgs, ListenerOptions, OpenOptions,
    TalkOptions,
};
use super::duration;
use super::shape::Shaper;
use crate::codec::read_input;
use crate::language::Words;
use crate::model::{
    Endpoint, InputFormat, Lens, LineEnding, Options, Preset, PresetId, Role, SessionSpec,
    Transport,
};
use crate::tr;
use std::time::Duration;

/// What is put in the place of a typed line's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The line feed that was typed. Nothing is changed, so that a file piped in arrives whole.
    AsTyped,
    /// This one, for each `\n` and `\r\n`.
    Replaced(LineEnding),
    /// The input is no lines: bytes go as they are read.
    NoLines,
}

/// One session of the command line.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// What is opened.
    pub(super) spec: SessionSpec,
    /// Sent to each peer when it is connected.
    pub(super) send: Vec<Vec<u8>>,
    /// What is waited for.
    pub(super) expect: Option<Vec<u8>>,
    /// How long.
    pub(super) timeout: Option<Duration>,
    /// Hexadecimal in and out.
    pub(super) hex: bool,
    /// JSON lines out.
    pub(super) json: bool,
    /// Each datagram ends its line.
    lines: bool,
    /// What line ends become.
    pub(super) ending: Ending,
}

impl Plan {
    /// Of `listen`. The error is a sentence.
    pub(super) fn listen(args: &ListenArgs, words: &Words) -> Result<Self, String> {
        let spec = spec(Role::Listen, &args.endpoint, &args.open, words)?;
        let spec = with_listener(spec, &args.listener, words)?;
        let ending = Ending::chosen(args.open.ending);
        if args.talk.hex && ending != Ending::AsTyped {
            return Err(tr!(words, "cli-hex-ending"));
        }
        Self::new(spec, ending, &args.talk, words)
    }

    /// Of `connect`. The error is a sentence.
    pub(super) fn connect(args: &ConnectArgs, words: &Words) -> Result<Self, String> {
        let spec = spec(Role::Connect, &args.endpoint, &args.open, words)?;
        let spec = with_client(spec, &args.client, words)?;
        let ending = Ending::chosen(args.open.ending);
        if args.talk.hex && ending != Ending::AsTyped {
            return Err(tr!(words, "cli-hex-ending"));
        }
        Self::new(spec, ending, &args.talk, words)
    }

    /// Of `preset run`. The error is a sentence.
    pub(super) fn of_preset(
        preset: &Preset,
        talk: &TalkOptions,
        words: &Words,
    ) -> Result<Self, String> {
        let ending = match preset.line_ending {
            LineEnding::Lf => Ending::AsTyped,
            other => Ending::Replaced(other),
        };
        Self::new(preset.spec.clone(), ending, talk, words)
    }

    fn new(
        mut spec: SessionSpec,
        ending: Ending,
        talk: &TalkOptions,
        words: &Words,
    ) -> Result<Self, String> {
        if talk.lines && !spec.endpoint.transport().is_datagram() {
            return Err(tr!(words, "cli-lines-of-a-stream"));
        }
        spec.options.record = talk.record;
        // Nobody is there to close a connection by hand: a client's ends when the peer ends it, an
        // echo's when all was sent back. What else a listener has to say may come later.
        spec.options.close_with_peer = spec.role == Role::Connect || spec.options.echo;
        let format = if talk.hex { InputFormat::Hex } else { InputFormat::Escapes };
        let mut send = Vec::new();
        for text in &talk.send {
            let mut bytes = bytes(format, text, "--send", words)?;
            if !talk.hex {
                bytes.extend_from_slice(ending.bytes());
            }
            send.push(bytes);
        }
        let expect = talk.expect.as_deref();
        let expect = expect.map(|text| bytes(format, text, "--expect", words)).transpose()?;
        if expect.as_ref().is_some_and(Vec::is_empty) {
            return Err(tr!(words, "cli-empty-expect"));
        }
        let timeout = talk.timeout.as_deref();
        let timeout = timeout.map(|text| duration::read(text, "--timeout", words)).transpose()?;
        let (hex, json, lines) = (talk.hex, talk.json, talk.lines);
        Ok(Self { spec, send, expect, timeout, hex, json, lines, ending })
    }

    /// Whether each datagram ends its line on standard output.
    pub(super) fn ends_lines(&self) -> bool {
        self.lines
    }

    /// How standard input becomes what is sent.
    pub(super) fn shaper(&self) -> Shaper {
        if self.hex {
            return Shaper::hex();
        }
        let ending = match self.ending {
            Ending::NoLines if self.is_datagram() => return Shaper::datagram(),
            Ending::NoLines => return Shaper::as_it_comes(),
            Ending::AsTyped => None,
            Ending::Replaced(ending) => Some(ending),
        };
        if self.is_datagram() { Shaper::datagrams(ending) } else { Shaper::stream(ending) }
    }
}

impl Ending {
    fn chosen(options: EndingOptions) -> Self {
        match options {
            EndingOptions { no_eol: true, .. } => Self::NoLines,
            EndingOptions { crlf: true, .. } => Self::Replaced(LineEnding::CrLf),
            EndingOptions { lf: true, .. } => Self::Replaced(LineEnding::Lf),
            _ => Self::AsTyped,
        }
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::AsTyped => LineEnding::Lf.bytes(),
            Self::Replaced(ending) => ending.bytes(),
            Self::NoLines => b"",
        }
    }
}

/// The preset that `preset add` saves. The error is a sentence.
pub(super) fn preset(args: &AddArgs, words: &Words) -> Result<Preset, String> {
    let role = if args.listen { Role::Listen } else { Role::Connect };
    let spec = spec(role, &args.endpoint, &args.open, words)?;
    let spec = with_listener(spec, &args.listener, words)?;
    let mut spec = with_client(spec, &args.client, words)?;
    args.name.trim().clone_into(&mut spec.name);
    if spec.name.is_empty() {
        return Err(tr!(words, "cli-preset-no-name"));
    }
    let line_ending = match Ending::chosen(args.open.ending) {
        Ending::AsTyped => LineEnding::Lf,
        Ending::Replaced(ending) => ending,
        Ending::NoLines => LineEnding::None,
    };
    Ok(Preset {
        id: PresetId(String::new()),
        folder: args.folder.clone().unwrap_or_default(),
        spec,
        lens: Lens::default(),
        input: InputFormat::default(),
        line_ending,
    })
}

fn spec(
    role: Role,
    endpoint: &str,
    open: &OpenOptions,
    words: &Words,
) -> Result<SessionSpec, String> {
    let endpoint = Endpoint::parse(endpoint, role).map_err(|error| words.endpoint_error(&error))?;
    if open.broadcast && endpoint.transport() != Transport::Udp {
        return Err(elsewhere("--broadcast", "udp://", words));
    }
    let mut spec = SessionSpec::new(role, endpoint);
    let greet = open.greet.as_deref();
    let greet =
        greet.map(|text| bytes(InputFormat::Escapes, text, "--greet", words)).transpose()?;
    let usual = Options::default();
    spec.options = Options {
        greet: greet.unwrap_or_default(),
        close_after_greet: open.close_after_greet,
        echo: open.echo,
        broadcast: open.broadcast,
        max_threads: open.max_threads.unwrap_or(usual.max_threads),
        ..usual
    };
    Ok(spec)
}

/// That an option does nothing here.
fn elsewhere(option: &str, place: &str, words: &Words) -> String {
    tr!(words, "cli-misuse-elsewhere", option = option, command = place)
}

fn with_listener(
    mut spec: SessionSpec,
    listener: &ListenerOptions,
    words: &Words,
) -> Result<SessionSpec, String> {
    let given = [
        ("--room", listener.room),
        ("--replace-stale", listener.replace_stale),
        ("--backlog", listener.backlog.is_some()),
    ];
    if let Some((option, _)) = given.iter().find(|(_, given)| *given && spec.role != Role::Listen) {
        return Err(elsewhere(option, "listen", words));
    }
    let is_path = matches!(spec.endpoint.transport(), Transport::Unix | Transport::UnixGram);
    if listener.replace_stale && !is_path {
        return Err(elsewhere("--replace-stale", "unix:, unixgram:", words));
    }
    spec.options.room = listener.room;
    spec.options.replace_stale = listener.replace_stale;
    spec.options.backlog = listener.backlog.unwrap_or(spec.options.backlog);
    Ok(spec)
}

fn with_client(
    mut spec: SessionSpec,
    client: &ClientOptions,
    words: &Words,
) -> Result<SessionSpec, String> {
    let given = [
        ("--reconnect", client.reconnect),
        ("--connect-timeout", client.connect_timeout.is_some()),
    ];
    if let Some((option, _)) = given.iter().find(|(_, given)| *given && spec.role == Role::Listen) {
        return Err(elsewhere(option, "connect", words));
    }
    spec.options.reconnect = client.reconnect;
    if let Some(text) = &client.connect_timeout {
        spec.options.connect_timeout = duration::read(text, "--connect-timeout", words)?;
    }
    Ok(spec)
}

fn bytes(format: InputFormat, text: &str, option: &str, words: &Words) -> Result<Vec<u8>, String> {
    read_input(format, text).map_err(|error| {
        let error = words.input_error(&error);
        tr!(words, "cli-bad-text", option = option, error = error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::PresetAction;
    use crate::cli::{Action, Arguments};
    use crate::language::Language;
    use clap::Parser;

    fn plan(line: &[&str]) -> Result<Plan, String> {
        let words = Words::new(Language::English);
        let all = ["jackfield"].iter().chain(line);
        match Arguments::try_parse_from(all).expect("a command line").command {
            Some(Action::Preset(PresetAction::Add(args))) => preset(&args, &words)
                .and_then(|preset| Plan::of_preset(&preset, &TalkOptions::default(), &words)),
            Some(Action::Listen(args)) => Plan::listen(&args, &words),
            Some(Action::Connect(args)) => Plan::connect(&args, &words),
            other => panic!("{other:?} opens nothing"),
        }
    }

    #[test]
    fn the_tutorials_server_is_understood() {
        let greet = "欢迎访问菜鸟教程!\\r\\n";
        let plan = plan(&["listen", "9999", "--greet", greet, "--close-after-greet"]);
        let plan = plan.expect("a plan");
        assert_eq!(plan.spec.endpoint.to_string(), "tcp://0.0.0.0:9999");
        assert_eq!(plan.spec.options.greet, "欢迎访问菜鸟教程!\r\n".as_bytes());
        assert!(plan.spec.options.close_after_greet && !plan.spec.options.record);
    }

    #[test]
    fn what_is_sent_ends_like_a_typed_line() {
        for (flags, wanted) in [
            (&[][..], &b"a\tb\n"[..]),
            (&["--crlf"], b"a\tb\r\n"),
            (&["--lf"], b"a\tb\n"),
            (&["--no-eol"], b"a\tb"),
        ] {
            let line = [&["connect", "1", "--send", "a\\tb"], flags].concat();
            assert_eq!(plan(&line).expect("a plan").send, [wanted], "{flags:?}");
        }
        let hex = plan(&["connect", "1", "--hex", "--send", "00 ff"]).expect("a plan");
        assert_eq!(hex.send, [[0, 255]]);
    }

    #[test]
    fn a_preset_takes_no_option_of_the_other_side() {
        for (options, home) in [
            (&["--listen", "--reconnect"][..], "connect"),
            (&["--listen", "--connect-timeout", "5s"], "connect"),
            (&["--room"], "listen"),
            (&["--backlog", "5"], "listen"),
        ] {
            let line = [&["preset", "add", "x", "1"], options].concat();
            let told = plan(&line).expect_err("no preset");
            assert!(told.contains(&format!("only for {home}")), "{options:?}: {told}");
        }
        assert!(plan(&["preset", "add", "x", "1", "--listen", "--room"]).is_ok());
    }

    #[test]
    fn what_cannot_be_used_is_a_sentence() {
        for line in [
            &["connect", "::1:80"][..],
            &["connect", "1", "--timeout", "soon"],
            &["listen", "1", "--hex", "--crlf"],
            &["connect", "1", "--hex", "--no-eol"],
            &["connect", "1", "--connect-timeout", "0"],
            &["connect", "1", "--expect", ""],
            &["connect", "1", "--send", "\\q"],
            &["connect", "1", "--hex", "--send", "abc"],
            &["connect", "1", "--lines"],
            &["connect", "unix:/tmp/s", "--broadcast"],
            &["listen", "1", "--broadcast"],
            &["listen", "1", "--replace-stale"],
            &["listen", "1", "--greet", "\\xZZ"],
        ] {
            let sentence = plan(line).expect_err("no plan");
            assert!(!sentence.is_empty() && !sentence.contains('⟨'), "{line:?}: {sentence}");
        }
    }
}
