//! The real program in a real window, on a display of its own, driven as a person drives it.

mod assistive;
pub(crate) mod bus;
mod crashes;
pub(crate) mod driver;
mod flood;
pub(crate) mod inspector;
mod keyboard;
mod looks;
mod notify;
mod place;
pub(crate) mod screen;
mod single;
mod starts;
mod talk;
mod tutorial;
pub(crate) mod typist;
