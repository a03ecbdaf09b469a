//! The real program in a real window, on a display of its own, driven as a person drives it.

mod assistive;
mod crashes;
pub(crate) mod driver;
mod flood;
pub(crate) mod inspector;
mod keyboard;
mod looks;
pub(crate) mod screen;
mod single;
mod starts;
mod talk;
mod tutorial;
