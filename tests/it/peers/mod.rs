//! Talks with programs that nobody here wrote, bytes compared both ways.

mod datagrams;
mod rough;
mod servers;
mod streams;
pub(crate) mod tutorial;
