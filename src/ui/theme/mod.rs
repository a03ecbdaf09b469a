//! All colours and sizes of the window: nobody else names one.

mod palette;
pub mod size;
mod style;

pub use palette::{DARK, LIGHT, Palette, palette};
pub use style::install;
