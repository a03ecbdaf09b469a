//! A display nobody sees, for as long as a test needs it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Width and height of the display: those of a small laptop.
const SIZE: &str = "1280x820";

/// A running Xvfb. It is killed when this is dropped.
pub(crate) struct Screen {
    child: Child,
    number: String,
}

impl Screen {
    /// Starts one at a number that it chooses itself.
    pub(crate) fn start() -> Self {
        Self::sized(SIZE)
    }

    /// The same with another width and height, as `800x600`.
    pub(crate) fn sized(size: &str) -> Self {
        let mut command = Command::new("Xvfb");
        let size = format!("{size}x24");
        command.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset"]);
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = piped.spawn().unwrap_or_else(|error| {
            panic!("Xvfb: {error}; `packaging/linux/setup.sh test` installs what the tests need")
        });
        let mut number = String::new();
        let out = child.stdout.take().expect("piped");
        let read = BufReader::new(out).read_line(&mut number).expect("the number of the display");
        assert_ne!(read, 0, "Xvfb ended at once: is /tmp/.X11-unix writable?");
        Self { child, number: number.trim().to_owned() }
    }

    /// What programs know it by.
    pub(crate) fn name(&self) -> String {
        format!(":{}", self.number)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
