//! Faults and attackers between real processes: after each, both logs are equal.

mod controls;
mod cuts;
mod disks;
mod duo;
mod floods;
mod kills;
mod logs;
mod middle;
mod proxy;
mod secrets;
mod serving;
mod spoken;
mod stranger;

/// Whether all of it is to be done, as `make nightly` does, and not a part that takes seconds.
fn thorough() -> bool {
    std::env::var_os("JACKFIELD_THOROUGH").is_some()
}
