//! What was recorded, gone through again: a search, and a cut with another lens.

use super::frame::listening;
use super::load;
use super::measure::{Outcome, Plan, rate};
use super::table::{Figure, Unit};
use jackfield::engine::Engine;
use jackfield::model::{Lens, SessionId};
use jackfield::record::{Finder, Needle, Position, Transcript, conversations};
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Bytes that are recorded.
const BYTES: u64 = 1_000_000_000;
/// What is not in them.
const NEEDLE: &str = "not to be found";
/// Bytes that the references read at once: they stay in the processor's second cache.
const PIECE: usize = 64 * 1024;
/// Distance of the places at which the cut is asked for, in bytes: that of the record's chunks.
const CHUNK: u64 = 256 * 1024;
/// Longer than anything here takes.
const LONG: Duration = Duration::from_mins(2);

/// Both beside the least that goes through a file with the same bytes.
pub(crate) fn find(plan: &Plan) -> Outcome<Vec<Figure>> {
    let folder = plan.folder.join("find");
    fs::create_dir_all(&folder)?;
    let (mut engine, id, _, port) = listening(&folder)?;
    receive(&mut engine, id, port)?;
    drop(engine.shut_down(LONG));
    let kept = conversations(&folder.join("kept"))?.pop().ok_or("nothing was recorded")?;
    let mut transcript = Transcript::open_folder(&kept.folder, Lens::Lines)?;
    let plain = folder.join("plain");
    write(&plain)?;
    let needle = memchr::memmem::Finder::new(NEEDLE);
    let mut rates = [const { Vec::new() }; 5];
    for _ in 0..plan.rounds() {
        let [searched, found, matched, cuts, counted] = &mut rates;
        searched.push(timed(|| search(&transcript))?);
        found.push(timed(|| scan(&plain, |piece| needle.find(piece).map_or(0, |_| 1)))?);
        matched.push(timed(|| grep(&plain))?);
        cuts.push(timed(|| cut(&mut transcript))?);
        counted.push(timed(|| scan(&plain, |piece| memchr::memchr_iter(b'\n', piece).count()))?);
    }
    let [search, memmem, grep, cut, lines] = rates;
    let (unit, name) = (Unit::GigabytesPerSecond, "search through 1 GB of the record");
    Ok(vec![
        Figure::new(name, unit, search.clone(), "memmem over a file", memmem),
        Figure::new(name, unit, search, "grep -F over a file", grep),
        Figure::new("1 GB of the record, cut into lines", unit, cut, "memchr over a file", lines),
    ])
}

fn timed(deed: impl FnOnce() -> Outcome<()>) -> Outcome<f64> {
    let begun = Instant::now();
    deed()?;
    Ok(rate(BYTES, begun.elapsed()))
}

/// Records lines.
fn receive(engine: &mut Engine, id: SessionId, port: u16) -> Outcome<()> {
    let sender = std::thread::spawn(move || load::lines(port, BYTES));
    let gauges = engine.gauges(id).ok_or("no gauges")?;
    let deadline = Instant::now() + LONG;
    while gauges.bytes().0 < BYTES {
        if Instant::now() > deadline {
            return Err("the lines do not arrive".into());
        }
        engine.drain(Duration::from_millis(1), &mut |_| {});
        std::thread::yield_now();
    }
    Ok(sender.join().map_err(|_| "the sender panicked")??)
}

/// The same lines in a file.
fn write(path: &Path) -> Outcome<()> {
    let piece = load::piece();
    let mut file = File::create(path)?;
    let mut left = BYTES;
    while left > 0 {
        let count = piece.len().min(usize::try_from(left)?);
        file.write_all(&piece[..count])?;
        left -= count as u64;
    }
    Ok(())
}

fn search(transcript: &Transcript) -> Outcome<()> {
    let needle = Needle::Text { text: NEEDLE.to_owned(), match_case: true };
    let mut finder = Finder::new(transcript, &needle, Position::default())
        .map_err(|error| format!("{error:?}"))?;
    while !finder.step(LONG) {}
    none(finder.count())
}

fn scan(path: &Path, each: impl Fn(&[u8]) -> usize) -> Outcome<()> {
    let mut file = File::open(path)?;
    let mut piece = vec![0; PIECE];
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok(());
        }
        black_box(each(&piece[..count]));
    }
}

fn grep(path: &Path) -> Outcome<()> {
    let mut command = Command::new("grep");
    let output = command.env("LC_ALL", "C").args(["-a", "-c", "-F", NEEDLE]).arg(path).output()?;
    none(String::from_utf8(output.stdout)?.trim().parse()?)
}

fn none(count: u64) -> Outcome<()> {
    if count == 0 { Ok(()) } else { Err(format!("{count} were found that are not there").into()) }
}

/// Cuts everything anew: what was cut is forgotten with the lens.
fn cut(transcript: &mut Transcript) -> Outcome<()> {
    transcript.set_lens(Lens::Raw);
    transcript.set_lens(Lens::Lines);
    let places = u32::try_from(BYTES.div_ceil(CHUNK))?;
    for place in 0..places {
        let fraction = f64::from(place) / f64::from(places);
        black_box(transcript.at_fraction(fraction).ok_or("nothing is there")?);
    }
    Ok(())
}
