//! Files that two paired machines give each other.

pub mod manifest;
pub mod offering;
pub mod safe_name;
