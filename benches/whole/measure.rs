//! What is measured, in which order, and how often.

use super::load;
use super::serve::Kind;
use super::system::{free_space, memory, memory_folder};
use super::table::{Figure, Unit};
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;
/// Measures one thing in all its rounds.
type Part = fn(&Plan) -> Outcome<Vec<Figure>>;

/// Lines that one of a crowd says to the others, in each round.
const RELAYS: usize = 5;

/// How much of everything.
pub(crate) struct Plan {
    rounds: usize,
    /// Bytes of each bulk transfer.
    bulk: u64,
    questions: usize,
    clients: usize,
    /// Bytes that pass while memory is watched.
    long: u64,
    pub(crate) folder: PathBuf,
    /// The parts that are measured; nothing for all.
    only: Option<String>,
}

impl Plan {
    /// `JACKFIELD_BENCH_ROUNDS` (5), `JACKFIELD_BENCH_GB` (10), `JACKFIELD_BENCH_ONLY` (a list of
    /// parts such as `bulk,pair`).
    pub(crate) fn from_environment() -> Self {
        let number = |name: &str, usual: u64| {
            std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
        };
        let rounds = usize::try_from(number("JACKFIELD_BENCH_ROUNDS", 5)).unwrap_or(5);
        let long = number("JACKFIELD_BENCH_GB", 10) * 1_000_000_000;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
        let only = std::env::var("JACKFIELD_BENCH_ONLY").ok();
        Self { rounds, bulk: 1 << 30, questions: 20_000, clients: 10_000, long, folder, only }
    }

    pub(crate) fn rounds(&self) -> usize {
        self.rounds
    }
}

/// A server that is measured.
struct Served {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    port: u16,
    folder: PathBuf,
}

impl Served {
    fn start(kind: Kind, connections: usize, plan: &Plan) -> Outcome<Self> {
        let folder = plan.folder.join(kind.word());
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder)?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", kind.word(), &connections.to_string()])
            .env("JACKFIELD_BENCH_FOLDER", &folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let mut served = Self { child, lines, port: 0, folder };
        served.port = u16::try_from(served.next("port ")?)?;
        Ok(served)
    }

    /// The number behind the next line that begins so.
    fn next(&mut self, word: &str) -> Outcome<u64> {
        for line in self.lines.by_ref() {
            let line = line?;
            if let Some(number) = line.strip_prefix(word) {
                return Ok(number.trim().parse()?);
            }
            if line.starts_with("failed") {
                return Err(line.into());
            }
        }
        Err("the server ended".into())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
        memory_folder().map(fs::remove_dir_all);
    }
}

/// Everything, in turn. What could not be measured is told where its figure would stand.
pub(crate) fn all(plan: &Plan) -> Vec<Figure> {
    super::system::raise_descriptors();
    let parts: [(&str, Part); 11] = [
        ("bulk", bulk),
        ("echo", echo),
        ("crowd", crowd),
        ("memory", long),
        ("frames", super::frame::frames),
        ("find", super::find::find),
        ("pair", super::pair::talk),
        ("files", super::pair::files),
        ("window", super::window::window),
        ("talk", super::sight::talk),
        ("datagrams", super::sight::datagrams),
    ];
    let mut figures = Vec::new();
    for (name, part) in parts {
        if plan.only.as_ref().is_some_and(|only| !only.split(',').any(|one| one == name)) {
            continue;
        }
        println!("{name} …");
        match part(plan) {
            Ok(more) => figures.extend(more),
            Err(error) => println!("{name} was not measured: {error}"),
        }
    }
    fs::remove_dir_all(&plan.folder).ok();
    figures
}

fn bulk(plan: &Plan) -> Outcome<Vec<Figure>> {
    let kinds = [Kind::RawSink, Kind::OursLoose, Kind::RawLines, Kind::OursKept];
    let mut rates = vec![Vec::new(); kinds.len() + 1];
    for _ in 0..plan.rounds {
        for (kind, rates) in kinds.iter().zip(&mut rates) {
            let mut served = Served::start(*kind, 1, plan)?;
            let begun = Instant::now();
            load::lines(served.port, plan.bulk)?;
            let received = served.next("closed ")?;
            if received != plan.bulk {
                return Err(format!("{kind:?} received {received} of {}", plan.bulk).into());
            }
            rates.push(rate(plan.bulk, begun.elapsed()));
        }
        rates[kinds.len()].push(ncat(plan)?);
    }
    let [sink, loose, framed, kept, ncat] = [0, 1, 2, 3, 4].map(|at| rates[at].clone());
    let per_line =
        |rates: &[f64]| rates.iter().map(|rate| rate * 1e3 / load::LINE as f64).collect();
    let unit = Unit::GigabytesPerSecond;
    Ok(vec![
        Figure::new("bulk receive, in memory", unit, loose, "raw mio, 64 KiB", sink.clone()),
        Figure::new("bulk receive, recorded", unit, kept.clone(), "raw mio, 64 KiB", sink),
        Figure::new("bulk receive, recorded", unit, kept.clone(), "ncat > file", ncat.clone()),
        Figure::new(
            "64-byte lines, recorded",
            Unit::MillionsPerSecond,
            per_line(&kept),
            "raw mio + memchr",
            per_line(&framed),
        ),
        Figure::new(
            "64-byte lines, recorded",
            Unit::MillionsPerSecond,
            per_line(&kept),
            "ncat > file",
            per_line(&ncat),
        ),
    ])
}

/// Bytes a second, in 10⁹.
pub(crate) fn rate(bytes: u64, took: Duration) -> f64 {
    bytes as f64 / took.as_secs_f64() / 1e9
}

fn ncat(plan: &Plan) -> Outcome<f64> {
    fs::create_dir_all(&plan.folder)?;
    let path = plan.folder.join("ncat");
    let free = std::net::UdpSocket::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut child = Command::new("ncat")
        .args(["-l", "--recv-only", "127.0.0.1", &free.to_string()])
        .stdout(File::create(&path)?)
        .spawn()?;
    let listening = format!(":{free:04X} 00000000:0000 0A");
    let deadline = Instant::now() + Duration::from_secs(10);
    while !fs::read_to_string("/proc/net/tcp")?.contains(&listening) {
        if Instant::now() > deadline {
            child.kill()?;
            return Err("ncat does not listen".into());
        }
        std::thread::yield_now();
    }
    let begun = Instant::now();
    load::lines(free, plan.bulk)?;
    child.wait()?;
    let rate = rate(plan.bulk, begun.elapsed());
    fs::remove_file(path)?;
    Ok(rate)
}

fn echo(plan: &Plan) -> Outcome<Vec<Figure>> {
    let kinds = [Kind::RawEcho, Kind::OursEcho];
    let mut halves = vec![Vec::new(); 2];
    let mut tails = vec![Vec::new(); 2];
    for _ in 0..plan.rounds {
        for (number, kind) in kinds.iter().enumerate() {
            let served = Served::start(*kind, 1, plan)?;
            let mut took = load::questions(served.port, plan.questions)?;
            took.sort_unstable();
            let micros = |share: usize| took[took.len() * share / 100].as_secs_f64() * 1e6;
            halves[number].push(micros(50));
            tails[number].push(micros(99));
        }
    }
    let figure = |name, values: &[Vec<f64>]| {
        Figure::new(name, Unit::Microseconds, values[1].clone(), "raw mio", values[0].clone())
    };
    Ok(vec![figure("echo of 64 B, p50", &halves), figure("echo of 64 B, p99", &tails)])
}

fn crowd(plan: &Plan) -> Outcome<Vec<Figure>> {
    let kinds = [Kind::RawRoom, Kind::OursRoom];
    let mut times = vec![Vec::new(); 2];
    let mut said = vec![Vec::new(); 2];
    let mut each = vec![Vec::new(); 2];
    for _ in 0..plan.rounds {
        for (number, kind) in kinds.iter().enumerate() {
            let mut served = Served::start(*kind, plan.clients, plan)?;
            let before = memory(served.child.id(), "VmRSS").ok_or("no memory figure")?;
            let begun = Instant::now();
            let mut clients = load::crowd(served.port, plan.clients)?;
            served.next("open ")?;
            times[number].push(begun.elapsed().as_secs_f64() * 1e3);
            let after = memory(served.child.id(), "VmRSS").ok_or("no memory figure")?;
            each[number].push(after.saturating_sub(before) as f64 / plan.clients as f64);
            let mut relays =
                (0..RELAYS).map(|_| load::relay(&mut clients)).collect::<Result<Vec<_>, _>>()?;
            relays.sort_unstable();
            said[number].push(relays[RELAYS / 2].as_secs_f64() * 1e3);
        }
    }
    let name = format!("{} clients held", plan.clients);
    let memory = "memory of each client".to_owned();
    let relayed = format!("a line of one, until {} others have it", plan.clients - 1);
    Ok(vec![
        Figure::new(name, Unit::Milliseconds, times[1].clone(), "raw mio", times[0].clone()),
        Figure::new(memory, Unit::Kibibytes, each[1].clone(), "raw mio", each[0].clone()),
        Figure::new(relayed, Unit::Milliseconds, said[1].clone(), "raw mio", said[0].clone()),
    ])
}

fn long(plan: &Plan) -> Outcome<Vec<Figure>> {
    fs::create_dir_all(&plan.folder)?;
    let free = free_space(&plan.folder).unwrap_or(u64::MAX);
    // A capture is little more than its bytes; a tenth is left for everybody else.
    if plan.long + plan.long / 10 > free {
        return Err(format!("{free} bytes of disk are free: set JACKFIELD_BENCH_GB").into());
    }
    let mut served = Served::start(Kind::OursKept, 1, plan)?;
    let before = memory(served.child.id(), "VmRSS").ok_or("no memory figure")?;
    load::lines(served.port, plan.long)?;
    served.next("closed ")?;
    let peak = memory(served.child.id(), "VmHWM").ok_or("no memory figure")?;
    let mebibytes = |kib: u64| vec![kib as f64 / 1024.0];
    let name = format!("peak memory while {} GB are recorded", plan.long / 1_000_000_000);
    Ok(vec![Figure::new(name, Unit::Mebibytes, mebibytes(peak), "before", mebibytes(before))])
}
