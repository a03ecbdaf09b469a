//! The integration tests, in one binary: each that links egui weighs a hundred megabytes.

mod record;
