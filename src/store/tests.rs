//! That nothing is lost.
