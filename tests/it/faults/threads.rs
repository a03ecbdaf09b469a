//! The threads that a program tells are those that it has.

use crate::pair::thorough;
use crate::soon::SOON;
use crate::support::{Program, facts_until as until};
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use tempfile::TempDir;

/// Clients that come and go before the two lists are compared.
const CYCLES: usize = 300;

/// The threads of a process in the system: numbers and names.
fn tasks(pid: u32) -> BTreeSet<(u64, String)> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("it runs").flatten();
    let task = |task: fs::DirEntry| {
        let name = fs::read_to_string(task.path().join("comm")).ok()?;
        Some((task.file_name().to_str()?.parse().ok()?, name.trim_end().to_owned()))
    };
    tasks.filter_map(task).collect()
}

/// What the program tells of them.
fn rows(home: &TempDir) -> BTreeSet<(u64, String)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
    command.args(["threads", "--json"]).env("JACKFIELD_HOME", home.path());
    let told = command.output().expect("it runs");
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap_or_default();
    let rows = told["threads"].as_array().into_iter().flatten();
    rows.filter_map(|row| Some((row["os_id"].as_u64()?, row["name"].as_str()?.to_owned())))
        .collect()
}

#[test]
fn what_is_told_of_threads_is_what_the_system_has_after_many_came_and_went() {
    let home = TempDir::new().expect("a home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
    command.args(["--language", "en", "listen", "127.0.0.1:0", "--echo"]);
    command.env("JACKFIELD_HOME", home.path());
    let mut ours = Program::start(command);
    let port = ours.port();
    let cycles = if thorough() { 10 * CYCLES } else { CYCLES };
    let mut held: Vec<TcpStream> = Vec::new();
    for number in 0..cycles {
        let mut client = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        client.set_read_timeout(Some(SOON)).expect("a limit");
        client.write_all(b"x").expect("written");
        client.read_exact(&mut [0]).expect("it echoes");
        held.push(client);
        // A crowd that grows and shrinks without an order.
        while held.len() > number * 7 % 12 {
            held.swap_remove(number * 5 % held.len());
        }
    }
    let agree = || {
        let told = rows(&home);
        told == tasks(ours.pid()) && told.iter().any(|(_, name)| name.starts_with("session:"))
    };
    until("both lists agree", agree);
    held.clear();
    until("both lists agree when all have gone", agree);
    ours.interrupt();
}
