//! The window's half of the program, on the UI thread: facts in, pictures out, wishes back.

mod act;
mod diagnostics;
mod drafts;
#[cfg(feature = "inspection")]
mod failpoint;
mod files;
mod folders;
mod notify;
mod paired_node;
mod pairing;
mod placing;
mod quit;
mod rates;
mod reopen;
mod shown;
mod single;
mod start;
pub mod state;
mod wake;
mod watchdog;
mod window;

pub use pairing::{PairNode, PairSource};
pub use rates::Rate;
pub use single::{Single, single};
pub use start::{APP_ID, Start, run, run_with};
pub use window::App;
