//! Files that two paired machines give each other.

pub mod manifest;
pub mod safe_name;
