//! What stands around a program: locale, time zone, arguments, folders, the display.

use crate::soon::SOON;
use crate::support::{Program, jackfield, jackfield_under};
use crate::window::driver::Window;
use crate::window::screen::Screen;
use rustix::process::Signal;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Our program with nothing around it but what a test gives.
fn bare(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
    command.env_clear().env("JACKFIELD_HOME", home).args(["--language", "en"]);
    command
}

#[test]
fn no_locale_no_time_zone_and_bytes_that_are_no_text_make_nobody_panic() {
    let home = TempDir::new().expect("a home");
    let mut command = bare(home.path());
    command.args(["preset", "list"]).env("LANG", "C").env("TZ", "Nowhere/Land");
    Program::start(command).succeed();
    let mut command = bare(home.path());
    command.arg("connect").arg(OsStr::from_bytes(b"\xff\xfe:1")).env("LANG", "C");
    let mut ours = Program::start(command);
    ours.exit_with(2);
    assert!(!ours.errors().contains("Internal error"), "{}", ours.errors());
}

#[test]
fn without_a_display_it_says_what_to_set_and_what_works_instead() {
    let home = TempDir::new().expect("a home");
    let mut ours = Program::start(bare(home.path()));
    ours.exit_with(2);
    ours.expect_err("There is no graphical display. Set DISPLAY or WAYLAND_DISPLAY");
    let mut command = bare(home.path());
    command.env("DISPLAY", ":4094");
    let mut ours = Program::start(command);
    ours.exit_with(2);
    ours.expect_err("The window cannot be opened: ");
    let open = jackfield::store::Paths::below(home.path()).open_file();
    assert!(!open.exists(), "a window that never opened has not crashed");
    assert!(!ours.errors().contains("Internal error"), "{}", ours.errors());
}

#[test]
fn a_home_that_cannot_be_made_is_said_and_costs_nothing_but_the_saving() {
    // A file in the place of a folder stops root as well.
    let home = tempfile::NamedTempFile::new().expect("a file");
    let mut command = bare(home.path());
    command.args(["preset", "add", "mine", "127.0.0.1:9"]);
    let mut ours = Program::start(command);
    let status = ours.exit();
    assert!(!status.success(), "nothing was saved");
    ours.expect_err("presets.toml");
    let mut command = bare(home.path());
    command.args(["listen", "127.0.0.1:0"]);
    let mut ours = Program::start(command);
    ours.port();
    ours.interrupt();
}

#[test]
fn a_relative_home_is_in_the_current_folder_and_the_real_one_is_left_alone() {
    let (real, here) = (TempDir::new().expect("a home"), TempDir::new().expect("a folder"));
    let mut command = bare(Path::new("lab/home"));
    command.args(["preset", "add", "mine", "127.0.0.1:9"]);
    command.env("HOME", real.path()).current_dir(here.path());
    Program::start(command).succeed();
    let paths = jackfield::store::Paths::below(&here.path().join("lab/home"));
    assert!(paths.presets_file().is_file());
    let touched: Vec<_> = fs::read_dir(real.path()).expect("the real home").collect();
    assert!(touched.is_empty(), "{touched:?}");
}

#[test]
fn a_library_that_is_missing_is_named_with_what_to_install() {
    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    // An empty file in its place, which no loader takes for a library.
    let hide = "for library in $(ldconfig -p | sed -n 's/.*libxkbcommon-x11.* => //p'); do \
                mount --bind /dev/null \"$library\" || exit 9; done; exec \"$1\" --language en";
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", hide, "sh", env!("CARGO_BIN_EXE_jackfield")]);
    command.env("JACKFIELD_HOME", home.path()).env("DISPLAY", screen.name());
    command.env_remove("WAYLAND_DISPLAY");
    let mut ours = Program::start(command);
    ours.exit_with(2);
    ours.expect_err("the system library libxkbcommon-x11.so is missing. Install it");
    assert!(!ours.errors().contains("Internal error"), "{}", ours.errors());
}

#[test]
fn a_program_whose_file_is_replaced_goes_on() {
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tempfile::tempdir_in(parent).expect("a folder");
    let file = folder.path().join("jackfield");
    // A link, because a copy is a hundred megabytes.
    fs::hard_link(env!("CARGO_BIN_EXE_jackfield"), &file).expect("on the same file system");
    let mut command = Command::new(&file);
    command.args(["--language", "en", "listen", "127.0.0.1:0", "--echo"]);
    command.env("JACKFIELD_HOME", folder.path().join("home"));
    let mut ours = Program::start(command);
    let port = ours.port();
    fs::remove_file(&file).expect("removed");
    fs::write(&file, "another version").expect("replaced");
    echoes(port);
    ours.interrupt();
}

fn echoes(port: u16) {
    let mut client = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    client.set_read_timeout(Some(SOON)).expect("a limit");
    client.write_all(b"x").expect("written");
    client.read_exact(&mut [0]).expect("it echoes");
}

/// A line of a file in the folder of a process (proc(5)), behind its name.
fn told(pid: u32, file: &str, name: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{pid}/{file}")).expect("it runs");
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("{name} in {text}")).trim().to_owned()
}

/// Descriptors that a program would hand on to one that it starts, besides the three that it should
/// and those that it was given itself.
fn inherited(pid: u32) -> Vec<String> {
    let given = open(std::process::id());
    open(pid).into_iter().filter(|descriptor| !given.contains(descriptor)).collect()
}

fn open(pid: u32) -> Vec<String> {
    let of = |file: &str| format!("/proc/{pid}/{file}");
    let numbers = fs::read_dir(of("fd")).expect("it runs").flatten();
    let numbers = numbers.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let is_open = |number: &u32| {
        // O_CLOEXEC of fcntl.h, in the octal flags of proc_pid_fdinfo(5).
        let text = fs::read_to_string(of(&format!("fdinfo/{number}"))).unwrap_or_default();
        let flags = text.lines().find_map(|line| line.strip_prefix("flags:"));
        let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
        flags.is_some_and(|flags| flags & 0o2_000_000 == 0)
    };
    let named = |number: u32| match fs::read_link(of(&format!("fd/{number}"))) {
        Ok(target) => format!("{number} {}", target.display()),
        Err(error) => format!("{number} {error}"),
    };
    numbers.filter(|number| *number > 2).filter(is_open).map(named).collect()
}

/// Broken pipes are errors of a write and end nobody; a crash puts no memory on the disk.
fn dies_of_no_pipe_and_leaves_no_core(pid: u32) {
    let ignored = u64::from_str_radix(&told(pid, "status", "SigIgn:"), 16).expect("a mask");
    assert_ne!(ignored & 1 << 12, 0, "SIGPIPE is signal 13");
    let most = told(pid, "limits", "Max core file size");
    assert!(matches!(most.split_whitespace().next(), Some("0" | "1")), "{most}");
}

#[test]
fn nothing_that_is_open_is_inherited_and_neither_pipe_nor_core_does_harm() {
    let mut ours = jackfield(&["listen", "127.0.0.1:0"]);
    let _client = TcpStream::connect(("127.0.0.1", ours.port())).expect("it listens");
    ours.expect_err("connected");
    assert_eq!(inherited(ours.pid()), Vec::<String>::new());
    dies_of_no_pipe_and_leaves_no_core(ours.pid());
    ours.interrupt();

    let (screen, home) = (Screen::start(), TempDir::new().expect("a home"));
    let window = Window::open(&screen, home.path());
    let _client = TcpStream::connect(("127.0.0.1", window.listen())).expect("it listens");
    window.see("1 client");
    assert_eq!(inherited(window.program.pid()), Vec::<String>::new());
    dies_of_no_pipe_and_leaves_no_core(window.program.pid());
    assert!(window.program.errors().contains("runs as root"), "{}", window.program.errors());
}

#[test]
fn who_asked_for_no_hangup_keeps_running_without_a_terminal() {
    let mut ours = jackfield_under(&["nohup"], &["listen", "127.0.0.1:0", "--echo"]);
    let port = ours.port();
    ours.signal(Signal::HUP);
    echoes(port);
    ours.interrupt();
}
