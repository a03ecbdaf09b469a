//! The window as a process: when it is drawn, and what it takes when nobody does anything.

use super::display::{Display, Picture, rest};
use super::measure::{Outcome, Plan};
use super::plain::Server;
use super::table::{Figure, Unit};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// How long a window is left alone before it is looked at, and then while it is.
const SETTLE: Duration = Duration::from_secs(3);
const IDLE: Duration = Duration::from_secs(10);
/// Pixels of a thousand that may be different from start to start: ages, shares, free ports.
const LOOSE: usize = 5;
/// The word by which this program is told to be the bare window.
pub(crate) const BARE: &str = "bare-window";

/// What a program showed of itself.
struct Seen {
    first: f64,
    memory: f64,
    processor: f64,
}

/// A program that has a window, and what is on the screen when it has been drawn.
struct Shown {
    program: PathBuf,
    words: &'static [&'static str],
    home: PathBuf,
    picture: Picture,
    seen: Vec<Seen>,
}

/// Start, rest and idleness beside Packet Sender and beside a window with nothing in it; and what
/// has to be on the disk.
pub(crate) fn window(plan: &Plan) -> Outcome<Vec<Figure>> {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_jackfield"));
    let mut ours = Shown::meet(plan, "ours", &program, &[])?;
    let mut theirs = Shown::meet(plan, "theirs", Path::new("packetsender"), &[])?;
    let mut bare = Shown::meet(plan, "bare", &std::env::current_exe()?, &[BARE])?;
    for _ in 0..plan.rounds() {
        for shown in [&mut ours, &mut theirs, &mut bare] {
            shown.start()?;
        }
    }
    let mut figures = Vec::new();
    let mut both = |name, unit, pick: fn(&Seen) -> f64| {
        let of = |shown: &Shown| shown.seen.iter().map(pick).collect::<Vec<_>>();
        figures.push(Figure::new(name, unit, of(&ours), "Packet Sender", of(&theirs)));
        figures.push(Figure::new(name, unit, of(&ours), "bare eframe window", of(&bare)));
    };
    both("start, until the window is drawn", Unit::Milliseconds, |seen| seen.first);
    both("memory at rest, its share (PSS)", Unit::Mebibytes, |seen| seen.memory);
    both("processor in 10 idle seconds", Unit::Milliseconds, |seen| seen.processor);
    figures.push(Figure::new(
        "program on the disk",
        Unit::Mebibytes,
        vec![mebibytes(fs::metadata(&program)?.len())],
        "Packet Sender with Qt",
        vec![with_libraries("/usr/bin/packetsender")?],
    ));
    Ok(figures)
}

impl Shown {
    /// Starts a program for the first time: what it does only then is not measured.
    fn meet(
        plan: &Plan,
        name: &str,
        program: &Path,
        words: &'static [&'static str],
    ) -> Outcome<Self> {
        let home = plan.folder.join("window").join(name);
        fs::remove_dir_all(&home).ok();
        fs::create_dir_all(&home)?;
        let display = Display::open(&home.join("display"))?;
        let empty = display.look(&display.whole())?;
        let mut shown =
            Self { program: program.into(), words, home, picture: empty.clone(), seen: Vec::new() };
        // The second start is the first that finds its files.
        for _ in 0..2 {
            let display = Display::open(&shown.home.join("display"))?;
            let _program = shown.run(&display)?;
            let whole = display.whole();
            let drawn = |picture: &Picture| picture.different(&empty) > empty.size() / 4;
            display
                .wait(&whole, "a window", drawn)
                .map_err(|error| format!("{}: {error}", program.display()))?;
            rest(SETTLE);
            shown.picture = display.look(&whole)?;
        }
        Ok(shown)
    }

    fn run(&self, display: &Display) -> Outcome<Server> {
        let mut command = display.command(&self.program);
        command.args(self.words).env("HOME", &self.home).env("JACKFIELD_HOME", &self.home);
        Ok(Server(command.spawn()?))
    }

    /// Starts it, waits for the whole picture, and looks at it while it rests.
    fn start(&mut self) -> Outcome<()> {
        let display = Display::open(&self.home.join("display"))?;
        let begun = Instant::now();
        let program = self.run(&display)?;
        let pid = program.0.id();
        let few = self.picture.size() * LOOSE / 1000;
        let whole = |picture: &Picture| picture.different(&self.picture) <= few;
        let drawn = display.wait(&display.whole(), "what it showed before", whole)?;
        let first = drawn.duration_since(begun).as_secs_f64() * 1e3;
        rest(SETTLE);
        let before = processor(pid)?;
        rest(IDLE);
        let processor = (processor(pid)? - before) as f64 / 1e6;
        self.seen.push(Seen { first, memory: share(pid)?, processor });
        Ok(())
    }
}

/// The bare window: what the library that draws ours takes for itself.
pub(crate) fn bare() -> ExitCode {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size([1280.0, 820.0]),
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    match eframe::run_ui_native("bare", options, |ui, _| drop(ui.label("Jackfield"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
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
