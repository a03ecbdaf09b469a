//! The integration tests, in one binary: each that links egui weighs a hundred megabytes.
#![expect(
    clippy::disallowed_methods,
    reason = "tests play the foreign program: they bind, start threads and queue as it would"
)]

mod access;
mod cli;
mod cli_support;
mod cli_words;
mod net;
mod record;
mod soon;
mod tidy;

// Linux programs, and Linux's tables of sockets.
#[cfg(target_os = "linux")]
mod engine;
mod faults;
#[cfg(target_os = "linux")]
mod guide;
#[cfg(target_os = "linux")]
mod packages;
#[cfg(target_os = "linux")]
mod pair;
#[cfg(target_os = "linux")]
mod peers;
#[cfg(target_os = "linux")]
mod support;
mod ui_comforts;
mod ui_reopen;
mod ui_shell;
#[cfg(target_os = "linux")]
mod window;
