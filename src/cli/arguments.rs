//! What may stand on the command line. The texts of the help are in the language files.

use super::pair::{DoctorArgs, PairAction, PeersArgs, SendArgs, ServeArgs, UnpairArgs};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// The whole command line.
#[derive(Clone, Debug, Parser)]
#[command(name = "jackfield", version, disable_help_flag = true, disable_version_flag = true)]
pub struct Arguments {
    /// A named set of presets, settings and conversations.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// `en` or `zh-CN`; the system's where it is not given.
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// What to do; the window where nothing is given.
    #[command(subcommand)]
    pub command: Option<Action>,
}

/// What the program does besides opening its window.
#[derive(Clone, Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum Action {
    /// Waits for peers and talks with them.
    Listen(ListenArgs),
    /// Goes to a peer and talks with it.
    Connect(ConnectArgs),
    /// The saved sessions.
    #[command(subcommand)]
    Preset(PresetAction),
    /// The live threads of running instances.
    Threads(ThreadsArgs),
    /// The guided tour.
    Tour(TourArgs),
    /// Makes this computer and another one known to each other.
    #[command(subcommand)]
    Pair(PairAction),
    /// The paired machines.
    Peers(PeersArgs),
    /// Says something to a paired machine.
    Send(SendArgs),
    /// Stays up for the paired machines.
    Serve(ServeArgs),
    /// Ends a pairing.
    Unpair(UnpairArgs),
    /// Says why machines do not find or reach each other.
    Doctor(DoctorArgs),
}

/// `listen`.
#[derive(Clone, Debug, Args)]
pub struct ListenArgs {
    #[arg(value_name = "ENDPOINT")]
    pub endpoint: String,
    #[command(flatten)]
    pub listener: ListenerOptions,
    #[command(flatten)]
    pub open: OpenOptions,
    #[command(flatten)]
    pub talk: TalkOptions,
}

/// `connect`.
#[derive(Clone, Debug, Args)]
pub struct ConnectArgs {
    #[arg(value_name = "ENDPOINT")]
    pub endpoint: String,
    #[command(flatten)]
    pub client: ClientOptions,
    #[command(flatten)]
    pub open: OpenOptions,
    #[command(flatten)]
    pub talk: TalkOptions,
}

/// What only a listener can be asked for.
#[derive(Clone, Debug, Default, Args)]
pub struct ListenerOptions {
    #[arg(long)]
    pub room: bool,
    #[arg(long)]
    pub replace_stale: bool,
    #[arg(long, value_name = "N", allow_negative_numbers = true,
        value_parser = clap::value_parser!(u32).range(1..=65_535))]
    pub backlog: Option<u32>,
}

/// What only a client can be asked for.
#[derive(Clone, Debug, Default, Args)]
pub struct ClientOptions {
    #[arg(long)]
    pub reconnect: bool,
    #[arg(long, value_name = "TIME")]
    pub connect_timeout: Option<String>,
}

/// What the session is opened with; a preset keeps it.
#[derive(Clone, Debug, Default, Args)]
pub struct OpenOptions {
    #[arg(long, value_name = "TEXT")]
    pub greet: Option<String>,
    #[arg(long, requires = "greet")]
    pub close_after_greet: bool,
    #[arg(long)]
    pub echo: bool,
    #[arg(long)]
    pub broadcast: bool,
    #[arg(long, value_name = "N", allow_negative_numbers = true,
        value_parser = clap::value_parser!(u8).range(1..=64))]
    pub max_threads: Option<u8>,
    #[command(flatten)]
    pub ending: EndingOptions,
}

/// What is put in the place of the end of a typed line: one of them.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct EndingOptions {
    #[arg(long, group = "line-ending")]
    pub crlf: bool,
    #[arg(long, group = "line-ending")]
    pub lf: bool,
    #[arg(long, group = "line-ending")]
    pub no_eol: bool,
}

/// How the talk of this one run goes; no preset keeps it.
#[derive(Clone, Debug, Default, Args)]
pub struct TalkOptions {
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub send: Vec<String>,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub expect: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub timeout: Option<String>,
    #[arg(long)]
    pub hex: bool,
    #[arg(long)]
    pub json: bool,
    #[arg(long, conflicts_with_all = ["hex", "json"])]
    pub lines: bool,
    #[arg(long)]
    pub record: bool,
}

/// What is done with presets.
#[derive(Clone, Debug, Subcommand)]
pub enum PresetAction {
    /// All of them.
    List {
        #[arg(long)]
        json: bool,
    },
    /// One of them, as it stands in the file.
    Show {
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Opens one without a window.
    Run {
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        talk: Box<TalkOptions>,
    },
    /// Saves one.
    Add(Box<AddArgs>),
    /// Takes one away.
    Remove {
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Writes all of them to a file.
    Export {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Adds those of a file.
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// `preset add`.
#[derive(Clone, Debug, Args)]
pub struct AddArgs {
    #[arg(value_name = "NAME")]
    pub name: String,
    #[arg(value_name = "ENDPOINT")]
    pub endpoint: String,
    #[arg(long)]
    pub listen: bool,
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<String>,
    #[command(flatten)]
    pub listener: ListenerOptions,
    #[command(flatten)]
    pub client: ClientOptions,
    #[command(flatten)]
    pub open: OpenOptions,
}

/// `threads`.
#[derive(Clone, Copy, Debug, Args)]
pub struct ThreadsArgs {
    #[arg(long, value_name = "PID", allow_negative_numbers = true)]
    pub pid: Option<u32>,
    #[arg(long)]
    pub json: bool,
    #[arg(long)]
    pub watch: bool,
}

/// `tour`.
#[derive(Clone, Copy, Debug, Args)]
pub struct TourArgs {
    #[arg(long)]
    pub pause: bool,
}
