//! What is drawn: functions of facts and view that return wishes, keep nothing and start nothing.

pub mod composer;
pub mod conversation;
pub mod theme;
