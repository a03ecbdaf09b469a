//! A network of its own for programs whose port is written into them.

use super::Program;
use std::os::fd::AsFd;
use std::process::Command;

/// A network namespace with nothing but a loopback interface (`network_namespaces(7)`), or the
/// machine's own network where the system gives us none.
pub(crate) struct Room(Option<Program>);

impl Room {
    /// A new one. It lasts as long as this.
    pub(crate) fn new() -> Self {
        let mut command = Command::new("unshare");
        if !rustix::process::geteuid().is_root() {
            command.args(["--user", "--map-root-user"]);
        }
        command.args(["--net", "sh", "-c", "ip link set lo up && echo ready; exec cat"]);
        let keeper = Program::start(command);
        Self(keeper.said("ready").then_some(keeper))
    }

    /// The machine's own network.
    pub(crate) fn outside() -> Self {
        Self(None)
    }

    /// A command that runs in it.
    pub(crate) fn command(&self, program: &str) -> Command {
        let Some(keeper) = &self.0 else { return Command::new(program) };
        let spaces = format!("/proc/{}/ns", keeper.pid());
        let mut command = Command::new("nsenter");
        if !rustix::process::geteuid().is_root() {
            command.arg(format!("--user={spaces}/user")).arg("--preserve-credentials");
        }
        command.arg(format!("--net={spaces}/net")).arg(program);
        command
    }

    /// Moves the calling thread into it (`setns(2)`); sockets that it makes from then on belong here.
    /// Only for threads that end soon: there is no way back. Needs root.
    pub(crate) fn enter(&self) {
        let Some(keeper) = &self.0 else { return };
        let space = format!("/proc/{}/ns/net", keeper.pid());
        let space = std::fs::File::open(space).expect("the room's network");
        let network = rustix::thread::LinkNameSpaceType::Network;
        rustix::thread::move_into_link_name_space(space.as_fd(), Some(network))
            .expect("the tests run as root");
    }
}
