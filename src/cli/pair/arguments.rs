//! What may stand on the command line about paired machines.

use crate::model::pairing::Secret;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `pair`.
#[derive(Clone, Debug, Subcommand)]
pub enum PairAction {
    /// Shows a code here.
    Show(ShowArgs),
    /// Enters the code that is shown elsewhere.
    Enter(EnterArgs),
    /// Makes another key for this machine.
    NewIdentity(NewIdentityArgs),
}

/// `pair show`.
#[derive(Clone, Debug, Args)]
pub struct ShowArgs {
    #[arg(long, group = "means")]
    pub link: bool,
    #[arg(long, group = "means")]
    pub without_code: bool,
    #[arg(long = "listen", value_name = "ADDRESS")]
    pub listen_at: Vec<String>,
}

/// `pair enter`.
#[derive(Clone, Debug, Args)]
pub struct EnterArgs {
    #[arg(value_name = "CODE")]
    pub code: Option<Secret>,
    #[arg(value_name = "ADDRESS")]
    pub address: Vec<String>,
}

/// `pair new-identity`.
#[derive(Clone, Copy, Debug, Args)]
pub struct NewIdentityArgs {
    #[arg(long)]
    pub yes: bool,
}

/// `peers`.
#[derive(Clone, Copy, Debug, Args)]
pub struct PeersArgs {
    #[arg(long = "json")]
    pub peers_json: bool,
}

/// `send`.
#[derive(Clone, Debug, Args)]
#[command(
    override_usage = "jackfield send [OPTIONS] <PEER> <TEXT>\n       jackfield send [OPTIONS] <PEER> --file <PATH>"
)]
pub struct SendArgs {
    #[arg(value_name = "PEER")]
    pub peer: String,
    #[arg(value_name = "TEXT", required_unless_present = "send_file", allow_hyphen_values = true)]
    pub text: Option<String>,
    #[arg(long = "file", value_name = "PATH", conflicts_with = "text")]
    pub send_file: Option<PathBuf>,
    #[arg(long)]
    pub no_wait: bool,
    #[arg(long = "timeout", value_name = "TIME")]
    pub stored_within: Option<String>,
}

/// `serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    #[arg(long = "listen", value_name = "ADDRESS")]
    pub listen_at: Vec<String>,
    #[arg(long, value_name = "FOLDER")]
    pub accept: Option<PathBuf>,
    #[arg(long, value_name = "SIZE")]
    pub max: Option<String>,
}

/// `unpair`.
#[derive(Clone, Debug, Args)]
pub struct UnpairArgs {
    #[arg(value_name = "PEER")]
    pub peer: String,
}

/// `doctor`.
#[derive(Clone, Debug, Args)]
pub struct DoctorArgs {
    #[arg(value_name = "PEER")]
    pub asked_peer: Option<String>,
    #[arg(long = "json")]
    pub doctor_json: bool,
}
