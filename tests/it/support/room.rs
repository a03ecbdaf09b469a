//! A network of its own for programs whose port is written into them.

use super::Program;
use std::os::fd::AsFd;
use std::process::Command;

/// A network namespace with nothing but a loopback interface (`network_namespaces(7)`), or the
/// machine's own network where the system gives us none.
pub(crate) struct Room(Place);

/// Whose network it is.
enum Place {
    /// The machine's.
    Outside,
    /// That of this program.
    Kept(Program),
    /// One with a name (ip-netns(8)), whose owner keeps it.
    Named(String),
}

impl Room {
    /// A new one. It lasts as long as this.
    pub(crate) fn new() -> Self {
        let mut command = Command::new("unshare");
        if !rustix::process::geteuid().is_root() {
            command.args(["--user", "--map-root-user"]);
        }
        command.args(["--net", "sh", "-c", "ip link set lo up && echo ready; exec cat"]);
        let keeper = Program::start(command);
        Self(if keeper.said("ready") { Place::Kept(keeper) } else { Place::Outside })
    }

    /// The machine's own network.
    pub(crate) fn outside() -> Self {
        Self(Place::Outside)
    }

    /// A network namespace that has a name.
    pub(crate) fn named(name: &str) -> Self {
        Self(Place::Named(name.to_owned()))
    }

    /// A command that runs in it.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        let keeper = match &self.0 {
            Place::Outside => return Command::new(program),
            Place::Named(name) => {
                command.arg(format!("--net=/run/netns/{name}")).arg(program);
                return command;
            }
            Place::Kept(keeper) => keeper,
        };
        let spaces = format!("/proc/{}/ns", keeper.pid());
        if !rustix::process::geteuid().is_root() {
            command.arg(format!("--user={spaces}/user")).arg("--preserve-credentials");
        }
        command.arg(format!("--net={spaces}/net")).arg(program);
        command
    }

    /// Moves the calling thread into it (`setns(2)`); sockets that it makes from then on belong here.
    /// Only for threads that end soon: there is no way back. Needs root.
    pub(crate) fn enter(&self) {
        let space = match &self.0 {
            Place::Outside => return,
            Place::Kept(keeper) => format!("/proc/{}/ns/net", keeper.pid()),
            Place::Named(name) => format!("/run/netns/{name}"),
        };
        let space = std::fs::File::open(space).expect("the room's network");
        let network = rustix::thread::LinkNameSpaceType::Network;
        rustix::thread::move_into_link_name_space(space.as_fd(), Some(network))
            .expect("the tests run as root");
    }
}
