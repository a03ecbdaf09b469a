//! The process under test: it serves on a free port and says on standard output what came of it.
//!
//! `port <n>` first, then `open <n>` when as many connections are held as were announced, and
//! `closed <bytes>` when a connection has ended and what it sent has been dealt with.

use super::{ours, raw};
use std::io;
use std::process::ExitCode;

/// Who serves, and what it does with what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A mio loop that counts bytes.
    RawSink,
    /// A mio loop that cuts lines and counts them.
    RawLines,
    /// A mio loop that sends back what comes.
    RawEcho,
    /// A mio loop that sends what comes to all others.
    RawRoom,
    /// The engine, in memory only.
    OursLoose,
    /// The engine, everything recorded.
    OursKept,
    /// The engine, everything recorded and sent back.
    OursEcho,
    /// The engine, everything recorded and sent to all others.
    OursRoom,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::RawSink,
        Self::RawLines,
        Self::RawEcho,
        Self::RawRoom,
        Self::OursLoose,
        Self::OursKept,
        Self::OursEcho,
        Self::OursRoom,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::RawSink => "raw-sink",
            Self::RawLines => "raw-lines",
            Self::RawEcho => "raw-echo",
            Self::RawRoom => "raw-room",
            Self::OursLoose => "ours-loose",
            Self::OursKept => "ours-kept",
            Self::OursEcho => "ours-echo",
            Self::OursRoom => "ours-room",
        }
    }
}

/// Serves until standard input ends: `serve KIND CONNECTIONS`.
pub(crate) fn run(words: &[String]) -> ExitCode {
    let kind = Kind::ALL.into_iter().find(|kind| words.first().is_some_and(|w| w == kind.word()));
    let connections = words.get(1).and_then(|word| word.parse().ok()).unwrap_or(1);
    let Some(kind) = kind else { return ExitCode::from(2) };
    super::system::raise_descriptors();
    end_with_our_parent();
    let served = match kind {
        Kind::RawSink | Kind::RawLines | Kind::RawEcho | Kind::RawRoom => {
            raw::serve(kind, connections)
        }
        Kind::OursLoose | Kind::OursKept | Kind::OursEcho | Kind::OursRoom => {
            ours::serve(kind, connections)
        }
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("failed {error}");
            ExitCode::FAILURE
        }
    }
}

/// Nobody is left behind when the one who measures is interrupted.
fn end_with_our_parent() {
    std::thread::spawn(|| {
        io::copy(&mut io::stdin(), &mut io::sink()).ok();
        std::process::exit(0);
    });
}
