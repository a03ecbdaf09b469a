//! What is drawn: functions of facts and view that return wishes, keep nothing and start nothing.

pub mod composer;
pub mod conversation;
pub mod dialog;
mod errors;
pub mod first_start;
mod focus;
pub mod fonts;
mod header;
pub mod inspector;
mod intent;
pub mod keys;
pub mod notices;
pub mod open_form;
pub mod pair;
mod session;
pub mod sidebar;
mod splitter;
pub mod status;
pub mod theme;
pub mod top_bar;
mod view;
pub mod widgets;
mod window;
mod words;

pub use intent::{Intent, Place, PresetIntent};
pub use view::{Dialog, Toast, View};
pub use window::window_ui;
