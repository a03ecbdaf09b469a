//! The window's half of the program, on the UI thread: facts in, pictures out, wishes back.

pub mod rates;
pub mod state;
