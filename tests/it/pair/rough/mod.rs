//! Faults and attackers between real processes: after each, both logs are equal.

mod cuts;
mod duo;
mod kills;
mod logs;
mod proxy;
mod serving;

/// Whether all of it is to be done, as `make nightly` does, and not a part that takes seconds.
fn thorough() -> bool {
    std::env::var_os("JACKFIELD_THOROUGH").is_some()
}
