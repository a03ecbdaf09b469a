//! Faults of the network and of the system, made on purpose around the real program.

mod crowd;
mod limits;
mod links;
mod names;
pub(crate) mod namespace;
mod places;
mod soak;
mod surroundings;
mod threads;
