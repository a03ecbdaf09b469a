//! The window as a process: when it has drawn, and what it takes when nobody does anything.

use super::measure::{Outcome, Plan};
use super::plain::Server;
use super::table::{Figure, Unit};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a window may take.
const LONG: Duration = Duration::from_secs(30);
/// How long it is left alone before it is looked at, and then while it is.
const SETTLE: Duration = Duration::from_secs(3);
const IDLE: Duration = Duration::from_secs(10);
/// Bytes of the screen that are not black when a window has been drawn.
const DRAWN: usize = 400_000;

/// A display in memory, whose pixels are in a file (Xvfb(1), `-fbdir`).
struct Display {
    _server: Server,
    name: String,
    pixels: File,
}

impl Display {
    fn open(folder: &Path) -> Outcome<Self> {
        let pixels = folder.join("display");
        fs::create_dir_all(&pixels)?;
        let mut child = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-fbdir"])
            .arg(&pixels)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let said = child.stdout.take().ok_or("no output")?;
        let server = Server(child);
        let mut number = String::new();
        BufReader::new(said).read_line(&mut number)?;
        let pixels = File::open(pixels.join("Xvfb_screen0"))?;
        Ok(Self { _server: server, name: format!(":{}", number.trim()), pixels })
    }

    /// Waits until something is drawn on it.
    fn drawn(&mut self) -> Outcome<()> {
        let deadline = Instant::now() + LONG;
        let mut bytes = Vec::new();
        while Instant::now() < deadline {
            bytes.clear();
            self.pixels.seek(SeekFrom::Start(0))?;
            self.pixels.read_to_end(&mut bytes)?;
            if bytes.iter().filter(|byte| **byte != 0).count() > DRAWN {
                return Ok(());
            }
        }
        Err("nothing was drawn".into())
    }
}

/// What a program showed of itself.
struct Seen {
    first: f64,
    memory: f64,
    processor: f64,
}

/// Start, rest and idleness beside Packet Sender; and what has to be on the disk.
pub(crate) fn window(plan: &Plan) -> Outcome<Vec<Figure>> {
    let ours = PathBuf::from(env!("CARGO_BIN_EXE_jackfield"));
    let theirs = PathBuf::from("packetsender");
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds() {
        a.push(look(&ours, plan)?);
        b.push(look(&theirs, plan)?);
    }
    let of = |seen: &[Seen], pick: fn(&Seen) -> f64| seen.iter().map(pick).collect::<Vec<_>>();
    let figure =
        |name, unit, pick| Figure::new(name, unit, of(&a, pick), "Packet Sender", of(&b, pick));
    Ok(vec![
        figure("start, until the window is drawn", Unit::Milliseconds, |seen| seen.first),
        figure("memory at rest, its share (PSS)", Unit::Mebibytes, |seen| seen.memory),
        figure("processor in 10 idle seconds", Unit::Milliseconds, |seen| seen.processor),
        Figure::new(
            "program on the disk",
            Unit::Mebibytes,
            vec![mebibytes(fs::metadata(&ours)?.len())],
            "Packet Sender with Qt",
            vec![with_libraries("/usr/bin/packetsender")?],
        ),
    ])
}

fn look(program: &Path, plan: &Plan) -> Outcome<Seen> {
    let folder = plan.folder.join("window");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder)?;
    let mut display = Display::open(&folder)?;
    let begun = Instant::now();
    let child = Command::new(program)
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", &folder)
        .env("JACKFIELD_HOME", &folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let pid = child.id();
    let _program = Server(child);
    display.drawn()?;
    let first = begun.elapsed().as_secs_f64() * 1e3;
    rest(SETTLE);
    let before = processor(pid)?;
    rest(IDLE);
    let processor = (processor(pid)? - before) as f64 / 1e6;
    Ok(Seen { first, memory: share(pid)?, processor })
}

/// Nanoseconds that all threads of a process have had so far (`/proc/PID/task/TID/schedstat`).
fn processor(pid: u32) -> Outcome<u64> {
    let mut sum = 0;
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let text = fs::read_to_string(task?.path().join("schedstat"))?;
        sum += text.split(' ').next().ok_or("no figure")?.parse::<u64>()?;
    }
    Ok(sum)
}

/// MiB of a process, what it shares counted by its part.
fn share(pid: u32) -> Outcome<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no figure")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

/// MiB of a program with its libraries of Qt, which no other program here needs.
fn with_libraries(program: &str) -> Outcome<f64> {
    let output = Command::new("ldd").arg(program).output()?;
    let said = String::from_utf8(output.stdout)?;
    let libraries = said.lines().filter(|line| line.contains("libQt5") || line.contains("libicu"));
    let paths = libraries.filter_map(|line| line.split(' ').nth(2));
    let mut sum = fs::metadata(program)?.len();
    for path in paths {
        sum += fs::metadata(path)?.len();
    }
    Ok(mebibytes(sum))
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// Lets time pass: here it is the time itself that is measured, not a fact that is waited for.
fn rest(time: Duration) {
    let until = Instant::now() + time;
    // A parked thread may wake too early.
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
    }
}
