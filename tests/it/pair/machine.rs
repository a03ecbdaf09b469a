//! An installation with a home and a port of its own.

use crate::support::{Program, Room, free_port};
use jackfield::store::Paths;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::{Deref, DerefMut};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// A profile that outlives the programs that use it.
pub(super) struct Machine {
    home: TempDir,
    port: u16,
    name: String,
    room: Arc<Room>,
}

/// A program that shows a code.
pub(super) struct Show(Program);

impl Deref for Show {
    type Target = Program;

    fn deref(&self) -> &Program {
        &self.0
    }
}

impl DerefMut for Show {
    fn deref_mut(&mut self) -> &mut Program {
        &mut self.0
    }
}

impl Show {
    /// The code, once it is there.
    #[track_caller]
    pub(super) fn code(&self) -> String {
        self.expect_out(r"(?m)^(\d{3}-\d{3}-\d{3})$")
    }

    /// Where it can be reached.
    #[track_caller]
    pub(super) fn address(&self) -> String {
        self.expect_err(r"reached at (127\.0\.0\.1:\d+)")
    }
}

impl Machine {
    pub(super) fn new() -> Self {
        let home = TempDir::new().expect("a folder for a home");
        Self::at(home, Arc::new(Room::outside()))
    }

    /// One in this room, whose disk is memory: a commit costs next to nothing.
    pub(super) fn swift(room: &Arc<Room>) -> Self {
        let home = TempDir::new_in("/dev/shm").expect("a folder in memory");
        Self::at(home, Arc::clone(room))
    }

    /// One with this home.
    pub(super) fn at(home: TempDir, room: Arc<Room>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("machine {}", NEXT.fetch_add(1, Ordering::Relaxed));
        let own = Self { home, port: free_port(IpAddr::V4(Ipv4Addr::LOCALHOST)), name, room };
        // What it calls itself is said once, to a node that ends when its output is closed.
        let mut serve = own.run(&["serve"]);
        let wish = json!({ "wish": "call-myself", "name": own.name });
        serve.say(format!("{wish}\n").as_bytes());
        serve.expect_out(&format!(r#""me":"{}""#, own.name));
        serve.interrupt();
        own
    }

    /// What the others call it.
    pub(super) fn name(&self) -> String {
        self.name.clone()
    }

    /// Its folders.
    pub(super) fn paths(&self) -> Paths {
        Paths::below(self.home.path())
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        SocketAddr::new(Ipv4Addr::LOCALHOST.into(), self.port)
    }

    /// The network that it is in.
    pub(super) fn room(&self) -> &Arc<Room> {
        &self.room
    }

    /// A command here, behind another program's words.
    pub(super) fn command(&self, wrapper: &[&str], arguments: &[&str]) -> Command {
        let ours = [env!("CARGO_BIN_EXE_jackfield"), "--language", "en"];
        let words: Vec<_> = wrapper.iter().chain(&ours).chain(arguments).collect();
        let mut command = self.room.command(words[0]);
        command.args(&words[1..]).env("JACKFIELD_HOME", self.home.path());
        command
    }

    /// Runs a command here.
    pub(super) fn run(&self, arguments: &[&str]) -> Program {
        Program::start(self.command(&[], arguments))
    }

    /// Stays up at its port, run by another program.
    pub(super) fn serve_under(&self, wrapper: &[&str]) -> Program {
        let place = self.place();
        let ours = [env!("CARGO_BIN_EXE_jackfield"), "--language", "en", "serve", "--listen"];
        let words: Vec<_> = wrapper.iter().chain(&ours).collect();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).arg(&place).env("JACKFIELD_HOME", self.home.path());
        let program = Program::start(command);
        program.expect_out(r#""event":"node""#);
        program
    }

    /// The port that it serves at.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Shows a code at its port.
    pub(super) fn show(&self) -> Show {
        Show(self.run(&["pair", "show", "--listen", &self.place()]))
    }

    /// Enters a code that is shown there.
    pub(super) fn enter(&self, code: &str, address: &str) -> Program {
        let mut program = self.run(&["pair", "enter", "-", address]);
        program.say(format!("{code}\n").as_bytes());
        program.finish();
        program
    }

    /// Stays up at its port.
    pub(super) fn serve(&self, arguments: &[&str]) -> Program {
        let place = self.place();
        let program = self.run(&[&["serve", "--listen", &place], arguments].concat());
        program.expect_out(r#""event":"node""#);
        program
    }

    /// Makes it and another one known to each other.
    #[track_caller]
    pub(super) fn pair(&self, other: &Self) {
        let mut show = self.show();
        let mut enter = other.enter(&show.code(), &show.address());
        enter.exit_with(0);
        show.exit_with(0);
        enter.expect_err(&format!("Paired with {}", self.name));
        show.expect_err(&format!("Paired with {}", other.name));
    }

    /// Its contacts, as it tells programs.
    #[track_caller]
    pub(super) fn peers(&self) -> Vec<Value> {
        let mut program = self.run(&["peers", "--json"]);
        let text = program.all();
        program.succeed();
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).expect("an object")).collect()
    }

    pub(super) fn place(&self) -> String {
        self.address().to_string()
    }
}

/// Another code whose check digit is right (Damm, 2004).
pub(super) fn another(code: &str) -> String {
    let digits: Vec<u8> =
        code.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    let mut digits = digits[..8].to_vec();
    digits[0] = (digits[0] + 1) % 10;
    let check =
        digits.iter().fold(0, |interim, digit| DAMM[usize::from(interim)][usize::from(*digit)]);
    digits.push(check);
    digits.iter().map(ToString::to_string).collect()
}

/// The code with its last digit wrong.
pub(super) fn with_a_typo(code: &str) -> String {
    let (head, last) = code.split_at(code.len() - 1);
    let last: u8 = last.parse().expect("a digit");
    format!("{head}{}", (last + 1) % 10)
}

/// Damm's quasigroup of order 10, as it is usually given.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];
