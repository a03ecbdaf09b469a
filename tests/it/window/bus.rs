//! A session bus of a test's own, and who is on it besides the program.

use crate::support::Program;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A running bus. It is killed when this is dropped.
pub(crate) struct Bus {
    program: Program,
    address: String,
    _folder: TempDir,
}

impl Bus {
    /// Starts one with nobody on it.
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut command = Command::new("dbus-daemon");
        // With a path, which is reached from every network.
        command.arg(format!("--address=unix:path={}", folder.path().join("bus").display()));
        command.args(["--session", "--nofork", "--print-address"]).env_remove("DISPLAY");
        let program = Program::start(command);
        let address = program.expect_out("(unix:.*)\n");
        Self { program, address, _folder: folder }
    }

    /// What a program needs in its environment to find it.
    pub(crate) fn environment(&self) -> [(&str, &str); 1] {
        [("DBUS_SESSION_BUS_ADDRESS", &self.address)]
    }

    /// Runs a script of `tests/fixtures` on it.
    pub(crate) fn python(&self, script: &str, arguments: &[&str]) -> Program {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(script);
        // The system's own: only that has the modules of the system's packages.
        let mut command = Command::new("/usr/bin/python3");
        command.arg(script).args(arguments).envs(self.environment());
        Program::start(command)
    }

    /// A desktop's notification service, which prints what is called.
    #[track_caller]
    pub(crate) fn notifications(&self) -> Program {
        let service = self.python("notifications.py", &[]);
        service.expect_out("\"ready\"");
        service
    }

    /// Whether it runs no more.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.program.has_ended()
    }
}
