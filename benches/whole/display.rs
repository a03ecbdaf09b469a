//! Displays that nobody sees: what is on them can be read, and there is a hand on their keyboard.

use super::measure::Outcome;
use super::plain::Server;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a window may take for anything.
const LONG: Duration = Duration::from_secs(30);
/// How long nothing may move until a picture counts as still.
const STILL: Duration = Duration::from_millis(100);
/// Between two looks: other programs have the processor meanwhile.
const GLANCE: Duration = Duration::from_micros(200);
/// Bytes of a pixel.
const PIXEL: usize = 4;

/// A running Xvfb, whose pixels are in a file (Xvfb(1), `-fbdir`).
pub(crate) struct Display {
    _server: Server,
    name: String,
    pixels: File,
    /// Where in the file they begin.
    start: u64,
    width: usize,
    height: usize,
}

/// A part of a display that is looked at.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) columns: Range<usize>,
    pub(crate) rows: Range<usize>,
    /// Each how many rows one is read: letters are higher than some rows.
    pub(crate) step: usize,
}

/// What was on a part of a display.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Picture(Vec<u8>);

impl Picture {
    /// Pixels that are different on the other one.
    pub(crate) fn different(&self, other: &Self) -> usize {
        if self == other {
            return 0;
        }
        let [ours, theirs] = [self, other].map(|picture| picture.0.as_chunks::<PIXEL>().0);
        let pairs = ours.iter().zip(theirs);
        pairs.filter(|(a, b)| a != b).count()
    }

    pub(crate) fn size(&self) -> usize {
        self.0.len() / PIXEL
    }
}

impl Display {
    /// Starts one, with its files in this folder.
    pub(crate) fn open(folder: &Path) -> Outcome<Self> {
        fs::create_dir_all(folder)?;
        let mut child = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
            // Else it begins anew, with a picture of its own, when the last program has left.
            .args(["-nolisten", "tcp", "-noreset", "-fbdir"])
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let said = child.stdout.take().ok_or("no output")?;
        let server = Server(child);
        let mut number = String::new();
        if BufReader::new(said).read_line(&mut number)? == 0 {
            return Err("Xvfb ended at once: is /tmp/.X11-unix writable?".into());
        }
        let pixels = File::open(folder.join("Xvfb_screen0"))?;
        // An X window dump, XWDFile.h: words of 32 bits, the largest end first.
        let mut header = [0; 100];
        pixels.read_exact_at(&mut header, 0)?;
        let word = |at: usize| {
            let bytes = header[at * 4..at * 4 + 4].try_into().unwrap_or_default();
            u32::from_be_bytes(bytes)
        };
        let (length, width, height, bits, colours) =
            (word(0), word(4), word(5), word(11), word(19));
        if bits != 32 {
            return Err(format!("a pixel of the display has {bits} bits, not 32").into());
        }
        let display = Self {
            _server: server,
            name: format!(":{}", number.trim()),
            pixels,
            start: u64::from(length) + u64::from(colours) * 12,
            width: usize::try_from(width)?,
            height: usize::try_from(height)?,
        };
        // Out of the way: what is below the pointer looks different.
        let mut tool = display.command(Path::new("xdotool"));
        let corner = [(width - 1).to_string(), (height - 1).to_string()];
        if !tool.arg("mousemove").args(corner).status()?.success() {
            return Err(format!("the pointer of {} cannot be moved", display.name).into());
        }
        Ok(display)
    }

    /// A program with this display.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.name)
            .env("LANG", "C.UTF-8")
            .env_remove("LC_ALL")
            .env_remove("LANGUAGE")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Part {
        Part { columns: 0..self.width, rows: 0..self.height, step: 1 }
    }

    /// What is on a part of it now.
    pub(crate) fn look(&self, part: &Part) -> Outcome<Picture> {
        let line = self.width * PIXEL;
        let (from, wide) = (part.columns.start * PIXEL, part.columns.len() * PIXEL);
        let all = part.step == 1 && wide == line;
        let mut bytes = vec![0; part.rows.clone().step_by(part.step).count() * wide];
        let rows = part.rows.clone().step_by(part.step);
        if all {
            let at = self.start + u64::try_from(part.rows.start * line)?;
            self.pixels.read_exact_at(&mut bytes, at)?;
        } else {
            for (row, bytes) in rows.zip(bytes.chunks_exact_mut(wide)) {
                let at = self.start + u64::try_from(row * line + from)?;
                self.pixels.read_exact_at(bytes, at)?;
            }
        }
        Ok(Picture(bytes))
    }

    /// Looks until it is as is wished, and says when that was.
    pub(crate) fn wait(
        &self,
        part: &Part,
        what: &str,
        mut is: impl FnMut(&Picture) -> bool,
    ) -> Outcome<Instant> {
        let deadline = Instant::now() + LONG;
        loop {
            let picture = self.look(part)?;
            let now = Instant::now();
            if is(&picture) {
                return Ok(now);
            }
            if now > deadline {
                return Err(format!("the display {} never showed {what}", self.name).into());
            }
            rest(GLANCE);
        }
    }

    /// Waits until nothing moves there any more.
    pub(crate) fn still(&self, part: &Part) -> Outcome<Picture> {
        let mut last = self.look(part)?;
        let mut since = Instant::now();
        self.wait(part, "the same for a while", |picture| {
            if *picture != last {
                (last, since) = (picture.clone(), Instant::now());
            }
            since.elapsed() >= STILL
        })?;
        Ok(last)
    }
}

/// A hand on the keyboard of a display: one xdotool(1) that is told line by line what to press.
pub(crate) struct Hand {
    _tool: Server,
    lines: ChildStdin,
}

impl Hand {
    /// Takes a window that is there, and gives it the keyboard: there is no window manager that would.
    pub(crate) fn on(display: &Display) -> Outcome<Self> {
        let search = ["search", "--sync", "--onlyvisible", "--all", "--class", "."];
        let mut tool = display.command(Path::new("xdotool"));
        if !tool.args(search).arg("windowfocus").status()?.success() {
            return Err(format!("the display {} has no window", display.name).into());
        }
        let mut tool = display.command(Path::new("xdotool"));
        let mut child = tool.arg("-").stdin(Stdio::piped()).spawn()?;
        let lines = child.stdin.take().ok_or("no input")?;
        Ok(Self { _tool: Server(child), lines })
    }

    /// Presses a key, as X calls it.
    pub(crate) fn press(&mut self, key: &str) -> Outcome<()> {
        Ok(self.lines.write_all(format!("key --delay 0 {key}\n").as_bytes())?)
    }

    /// Types letters and digits.
    pub(crate) fn write(&mut self, text: &str) -> Outcome<()> {
        Ok(self.lines.write_all(format!("type --delay 2 \"{text}\"\n").as_bytes())?)
    }
}

/// Lets time pass: here it is the time itself that is measured, or given to others.
pub(crate) fn rest(time: Duration) {
    let until = Instant::now() + time;
    // A parked thread may wake too early.
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
    }
}
