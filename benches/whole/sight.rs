//! From a key or a datagram to the pixel: what passes between two people who look at their windows.

use super::display::{Display, Hand, Part, rest};
use super::measure::{Outcome, Plan};
use super::plain::{Server, free_port};
use super::table::{Figure, Unit};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Texts of each kind in a round.
const TEXTS: usize = 20;
/// Texts of each kind before the first that counts: the list is as full as it gets then.
const BEFORE: usize = 12;
/// Pixels that are different when something new is there.
const NEW: usize = 6;
/// Between two texts: nobody types faster, and a window that has just been drawn may rest.
const PAUSE: Duration = Duration::from_millis(100);
/// The middle of our window, without the lists at its sides, the header and the composer.
const OURS: Part = Part { columns: 250..790, rows: 170..630, step: 4 };
/// Where Packet Sender lists what came.
const THEIRS: Part = Part { columns: 12..880, rows: 502..690, step: 4 };
/// A terminal that is full when the first text counts.
const TERMINAL: &str = "100x12+0+0";
const TERMINALS: Part = Part { columns: 0..600, rows: 0..160, step: 4 };

/// A window with a hand on its keyboard.
struct Seat {
    hand: Hand,
    display: Display,
    part: Part,
    _program: Server,
}

impl Seat {
    /// Starts a program in a home of its own.
    fn take(home: &Path, part: &Part, program: &Path, words: &[&str]) -> Outcome<Self> {
        let display = Display::open(&home.join("display"))?;
        let mut command = display.command(program);
        command.args(words).env("HOME", home).env("JACKFIELD_HOME", home);
        let program = Server(command.spawn()?);
        let hand = Hand::on(&display)?;
        let seat = Self { hand, display, part: part.clone(), _program: program };
        seat.still()?;
        Ok(seat)
    }

    /// Our window, with a name for its home.
    fn ours(home: &Path) -> Outcome<Self> {
        let program = Path::new(env!("CARGO_BIN_EXE_jackfield"));
        Self::take(home, &OURS, program, &["--language", "en"])
    }

    /// A terminal with ncat in it.
    fn terminal(home: &Path, words: &[&str]) -> Outcome<Self> {
        fs::create_dir_all(home)?;
        let all = [&["-geometry", TERMINAL, "-e", "ncat"], words].concat();
        Self::take(home, &TERMINALS, Path::new("xterm"), &all)
    }

    fn still(&self) -> Outcome<()> {
        self.display.still(&self.part).map(drop)
    }

    /// Presses keys one after the other, each when the window shows what the last one did.
    fn press(&mut self, keys: &[&str]) -> Outcome<()> {
        for key in keys {
            match key.strip_prefix('"') {
                Some(text) => self.hand.write(text)?,
                None => self.hand.press(key)?,
            }
            rest(PAUSE);
            self.still()?;
        }
        Ok(())
    }

    /// Milliseconds from the deed until something new is seen here.
    fn sees(&self, deed: impl FnOnce() -> Outcome<()>) -> Outcome<f64> {
        let before = self.display.still(&self.part)?;
        let begun = Instant::now();
        deed()?;
        let news = |picture: &_| before.different(picture) >= NEW;
        let seen = self.display.wait(&self.part, "anything new", news)?;
        Ok(seen.duration_since(begun).as_secs_f64() * 1e3)
    }
}

/// Two windows whose people talk.
struct Two(Seat, Seat);

impl Two {
    /// Milliseconds from Enter in the one until the other shows the text.
    fn say(&mut self, number: usize) -> Outcome<f64> {
        let Self(says, sees) = self;
        says.hand.write(&format!("text number {number}"))?;
        rest(PAUSE);
        says.still()?;
        sees.sees(|| says.hand.press("Return"))
    }

    /// Two paired machines: the command line pairs them, then both have a window.
    fn paired(folder: &Path) -> Outcome<Self> {
        let (a, b) = (folder.join("a"), folder.join("b"));
        pair(&a, &b)?;
        let mut two = Self(Seat::ours(&a)?, Seat::ours(&b)?);
        for seat in [&mut two.0, &mut two.1] {
            // The first that is offered to go to is the other one.
            seat.press(&["ctrl+k", "\"Go to", "Return"])?;
        }
        Ok(two)
    }

    /// A window that listens, and one that has gone to it.
    fn plain(folder: &Path) -> Outcome<Self> {
        let address = format!("\"127.0.0.1:{}", free_port()?);
        let mut sees = Seat::ours(&folder.join("a"))?;
        sees.press(&["ctrl+l", &address, "Return"])?;
        let mut says = Seat::ours(&folder.join("b"))?;
        says.press(&["ctrl+n", &address, "Return"])?;
        Ok(Self(says, sees))
    }

    /// The same with two terminals.
    fn terminals(folder: &Path) -> Outcome<Self> {
        let port = free_port()?.to_string();
        let sees = Seat::terminal(&folder.join("a"), &["-l", "127.0.0.1", &port])?;
        let says = Seat::terminal(&folder.join("b"), &["127.0.0.1", &port])?;
        Ok(Self(says, sees))
    }
}

/// Pairs two homes by code.
fn pair(a: &Path, b: &Path) -> Outcome<()> {
    let run = |home: &Path, words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
        command.args(["--language", "en", "pair"]).args(words).env("JACKFIELD_HOME", home);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn()
    };
    let place = format!("127.0.0.1:{}", free_port()?);
    let mut shows = Server(run(a, &["show", "--listen", &place])?);
    let mut code = String::new();
    BufReader::new(shows.0.stdout.take().ok_or("no output")?).read_line(&mut code)?;
    let mut enters = Server(run(b, &["enter", "-", &place])?);
    enters.0.stdin.take().ok_or("no input")?.write_all(code.as_bytes())?;
    if enters.0.wait()?.success() && shows.0.wait()?.success() {
        Ok(())
    } else {
        Err("the two homes did not pair".into())
    }
}

/// A text from Enter in one window to the screen of the other, beside two terminals with ncat.
pub(crate) fn talk(plan: &Plan) -> Outcome<Vec<Figure>> {
    let folder = fresh(plan)?;
    let mut all = [
        Two::paired(&folder.join("paired"))?,
        Two::plain(&folder.join("plain"))?,
        Two::terminals(&folder.join("terminals"))?,
    ];
    let mut times = [const { Vec::new() }; 3];
    for number in 0..BEFORE + plan.rounds() * TEXTS {
        for (two, times) in all.iter_mut().zip(&mut times) {
            let time = two.say(number)?;
            if number >= BEFORE {
                times.push(time);
            }
        }
    }
    let [paired, plain, terminals] = times;
    let (unit, reference) = (Unit::Milliseconds, "a line, ncat in two xterms");
    let name = "a paired text, from Enter to the other's screen";
    let plainly = "a line over TCP, from Enter to the other's screen";
    Ok(vec![
        Figure::new(name, unit, paired, reference, terminals.clone()),
        Figure::new(plainly, unit, plain, reference, terminals),
    ])
}

/// A datagram from `send` to the screen, beside Packet Sender and a terminal with ncat.
pub(crate) fn datagrams(plan: &Plan) -> Outcome<Vec<Figure>> {
    let folder = fresh(plan)?;
    let (ours, theirs) = (listening(&folder.join("ours"))?, packet_sender(&folder.join("theirs"))?);
    let port = free_port()?;
    let words = ["-u", "-l", "127.0.0.1", &port.to_string()];
    let terminal = (Seat::terminal(&folder.join("terminal"), &words)?, port);
    let mut times = [const { Vec::new() }; 3];
    let from = UdpSocket::bind("127.0.0.1:0")?;
    for number in 0..BEFORE + plan.rounds() * TEXTS {
        for ((seat, port), times) in [&ours, &theirs, &terminal].into_iter().zip(&mut times) {
            let text = format!("datagram number {number}\n");
            let send = || Ok(from.send_to(text.as_bytes(), ("127.0.0.1", *port)).map(drop)?);
            rest(PAUSE);
            let time = seat.sees(send)?;
            if number >= BEFORE {
                times.push(time);
            }
        }
    }
    let [ours, theirs, terminal] = times;
    let (unit, name) = (Unit::Milliseconds, "a datagram, from send to the screen");
    Ok(vec![
        Figure::new(name, unit, ours.clone(), "Packet Sender", theirs),
        Figure::new(name, unit, ours, "ncat in an xterm", terminal),
    ])
}

fn listening(home: &Path) -> Outcome<(Seat, u16)> {
    let mut seat = Seat::ours(home)?;
    let port = free_port()?;
    seat.press(&["ctrl+l", &format!("\"udp://127.0.0.1:{port}"), "Return"])?;
    Ok((seat, port))
}

fn packet_sender(home: &Path) -> Outcome<(Seat, u16)> {
    let port = free_port()?;
    let settings = home.join(".local/share/PacketSender");
    fs::create_dir_all(&settings)?;
    fs::write(settings.join("ps_settings.ini"), format!("[General]\nudpPort={port}\n"))?;
    Ok((Seat::take(home, &THEIRS, Path::new("packetsender"), &[])?, port))
}

fn fresh(plan: &Plan) -> Outcome<PathBuf> {
    let folder = plan.folder.join("sight");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder)?;
    Ok(fs::canonicalize(folder)?)
}
