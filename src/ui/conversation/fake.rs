//! A conversation of any length out of nothing, for tests and measurements.
