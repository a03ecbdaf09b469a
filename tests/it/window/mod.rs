//! The real program in a real window, on a display of its own, driven as a person drives it.

mod driver;
mod flood;
mod inspector;
mod looks;
mod screen;
mod talk;
mod tutorial;
