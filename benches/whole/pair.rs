//! Two paired nodes on loopback: the ceremony, texts and files, beside the plainest that does the same.

use super::measure::{Outcome, Plan};
use super::plain;
use super::table::{Figure, Unit};
use crossbeam_channel::Receiver;
use jackfield::model::pairing::{ContactId, Means, PairEvent, PairWish, Presence, TransferState};
use jackfield::pair::node::{Config, Node};
use jackfield::threads::Registry;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);
/// Texts that are said one after the other in a round.
const SINGLE: usize = 100;
/// Texts that are said at once: fewer than are slowed down on purpose.
const BURST: usize = 500;
/// Bytes of the file.
const FILE: u64 = 200_000_000;

/// A node with a home of its own.
struct Machine {
    node: Node,
    events: Receiver<PairEvent>,
    port: u16,
    home: PathBuf,
}

impl Machine {
    fn start(home: PathBuf) -> Outcome<Self> {
        let node = Node::start(Config {
            key_file: home.join("identity"),
            folder: home.join("data"),
            downloads: home.join("downloads"),
            registry: Registry::new(),
            wake: Arc::new(|| {}),
            listen: vec![(Ipv4Addr::LOCALHOST, 0).into()],
            discovery: false,
        })
        .map_err(|fault| format!("{fault:?}"))?;
        let events = node.subscribe();
        Ok(Self { node, events, port: 0, home })
    }

    /// The first event that is picked; those before it are passed over.
    fn wait<T>(&mut self, what: &str, mut pick: impl FnMut(&PairEvent) -> Option<T>) -> Outcome<T> {
        let until = Instant::now() + LONG;
        loop {
            let event = self.events.recv_deadline(until).map_err(|_| format!("no {what} came"))?;
            if let PairEvent::Node { port: Some(port), .. } = event {
                self.port = port;
            }
            if let Some(picked) = pick(&event) {
                return Ok(picked);
            }
        }
    }

    fn here(&mut self, id: ContactId) -> Outcome<()> {
        self.wait("link", |event| {
            matches!(event, PairEvent::Presence(of, Presence::Here { .. }) if *of == id)
                .then_some(())
        })
    }

    fn stored(&mut self, id: ContactId, up_to: u64) -> Outcome<()> {
        self.wait("acknowledgement", |event| {
            matches!(event, PairEvent::Stored(of, seq) if *of == id && *seq >= up_to).then_some(())
        })
    }
}

/// Two machines that know each other, and how they call each other.
struct Pair {
    a: Machine,
    b: Machine,
    of_a: ContactId,
    of_b: ContactId,
    /// From the typed code until both had stored the other's key.
    took: Duration,
}

impl Pair {
    fn meet(folder: &Path) -> Outcome<Self> {
        fs::remove_dir_all(folder).ok();
        let (mut a, mut b) = (Machine::start(folder.join("a"))?, Machine::start(folder.join("b"))?);
        b.node.wish(PairWish::Show(Means::Code));
        let code = b.wait("code", |event| match event {
            PairEvent::Showing { code, .. } => Some(code.clone()),
            _ => None,
        })?;
        let begun = Instant::now();
        let addresses = vec![format!("127.0.0.1:{}", b.port)];
        a.node.wish(PairWish::Enter { code, addresses });
        let paired = |event: &PairEvent| match event {
            PairEvent::Paired(id) => Some(*id),
            _ => None,
        };
        let (of_a, of_b) = (a.wait("pair", paired)?, b.wait("pair", paired)?);
        let took = begun.elapsed();
        a.here(of_a)?;
        b.here(of_b)?;
        Ok(Self { a, b, of_a, of_b, took })
    }
}

/// The ceremony beside a handshake of openssl; texts beside a line over TCP that is made durable on both sides.
pub(crate) fn talk(plan: &Plan) -> Outcome<Vec<Figure>> {
    let mut ceremony = (Vec::new(), Vec::new());
    let mut sight = (Vec::new(), Vec::new());
    let mut acknowledged = (Vec::new(), Vec::new());
    let mut burst = (Vec::new(), Vec::new());
    let handshakes = plain::Handshakes::start(&plan.folder)?;
    for _ in 0..plan.rounds() {
        let mut pair = Pair::meet(&plan.folder.join("pair"))?;
        ceremony.0.push(pair.took.as_secs_f64() * 1e3);
        ceremony.1.push(handshakes.milliseconds()?);
        let mut durable = plain::Durable::start(&plan.folder)?;
        let (mut seen, mut stored, mut raw) = (Vec::new(), Vec::new(), Vec::new());
        for number in 1..=SINGLE {
            let (first, second) = pair.say(number)?;
            seen.push(first);
            stored.push(second);
            raw.push(durable.one()?);
        }
        let raw = middle(raw);
        sight.0.push(middle(seen));
        acknowledged.0.push(middle(stored));
        sight.1.push(raw);
        acknowledged.1.push(raw);
        burst.0.push(pair.burst(SINGLE)?);
        burst.1.push(1e3 / raw);
    }
    let beside = "a line over TCP, fdatasync on both sides";
    let figure = |name: &str, unit, (ours, theirs): (Vec<f64>, Vec<f64>), reference| {
        Figure::new(name, unit, ours, reference, theirs)
    };
    let milliseconds = Unit::Milliseconds;
    Ok(vec![
        figure(
            "pairing by code, until both have stored it",
            milliseconds,
            ceremony,
            "one TLS 1.3 handshake, openssl s_time",
        ),
        figure("a text, until the other side's window is told", milliseconds, sight, beside),
        figure("a text, until it is known to be stored there", milliseconds, acknowledged, beside),
        figure(
            "500 texts at once, acknowledged as stored",
            Unit::PerSecond,
            burst,
            "the same, one after the other",
        ),
    ])
}

impl Pair {
    /// Says one text. Milliseconds until the other side was told, and until we know that it is stored.
    fn say(&mut self, number: usize) -> Outcome<(f64, f64)> {
        let begun = Instant::now();
        let milliseconds = || begun.elapsed().as_secs_f64() * 1e3;
        self.a.node.wish(PairWish::Say(self.of_a, format!("text {number}")));
        let of_b = self.of_b;
        self.b.wait("text", |event| match event {
            PairEvent::Item(item) => (item.contact == of_b && !item.mine).then_some(()),
            _ => None,
        })?;
        let seen = milliseconds();
        self.a.stored(self.of_a, number as u64)?;
        Ok((seen, milliseconds()))
    }

    /// Texts a second that are acknowledged as stored, when many are said at once.
    fn burst(&mut self, before: usize) -> Outcome<f64> {
        let begun = Instant::now();
        for number in 0..BURST {
            self.a.node.wish(PairWish::Say(self.of_a, format!("one of many {number}")));
        }
        self.a.stored(self.of_a, (before + BURST) as u64)?;
        Ok(BURST as f64 / begun.elapsed().as_secs_f64())
    }
}

/// A file of 200 MB beside what people use for it today: hashed here as there, as ours is.
pub(crate) fn files(plan: &Plan) -> Outcome<Vec<Figure>> {
    let source = plan.folder.join("source");
    fs::create_dir_all(&plan.folder)?;
    plain::noise(&source, FILE)?;
    let scp = plain::Scp::start(&plan.folder)?;
    let (mut ours, mut by_scp, mut by_ncat) = (Vec::new(), Vec::new(), Vec::new());
    let rate = |took: Duration| FILE as f64 / took.as_secs_f64() / 1e9;
    for _ in 0..plan.rounds() {
        let mut pair = Pair::meet(&plan.folder.join("pair"))?;
        ours.push(rate(pair.fetch(&source)?));
        by_scp.push(rate(scp.copy(&source)?));
        by_ncat.push(rate(plain::ncat_and_hash(&plan.folder, &source)?));
    }
    fs::remove_file(&source)?;
    let unit = Unit::GigabytesPerSecond;
    let name = "a file of 200 MB, whole, hashed, on their disk";
    Ok(vec![
        Figure::new(name, unit, ours.clone(), "scp", by_scp),
        Figure::new(name, unit, ours, "ncat, b3sum on both sides", by_ncat),
    ])
}

impl Pair {
    fn fetch(&mut self, source: &Path) -> Outcome<Duration> {
        let begun = Instant::now();
        self.a.node.wish(PairWish::Offer(self.of_a, source.to_owned()));
        let offered = self.b.wait("offer", |event| match event {
            PairEvent::Transfer(transfer) => {
                (transfer.state == TransferState::Offered).then_some(transfer.id)
            }
            _ => None,
        })?;
        self.b.node.wish(PairWish::Accept(self.of_b, offered, None));
        self.b.wait("file", |event| match event {
            PairEvent::Transfer(transfer) => match &transfer.state {
                TransferState::Done(_) => Some(Ok(())),
                TransferState::Failed(fault) => Some(Err(format!("{fault:?}"))),
                _ => None,
            },
            _ => None,
        })??;
        let took = begun.elapsed();
        fs::remove_dir_all(self.b.home.join("downloads"))?;
        Ok(took)
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
