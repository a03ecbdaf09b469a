//! A conversation of any length out of nothing, for tests and measurements.

use super::rows::Rows;
use crate::model::{Address, ConnectionId, Lens, Nanos, SegmentKind, SessionEvent, ThreadId};
use crate::record::{Filter, Message, Position};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// What a fake message is.
#[derive(Clone)]
pub(in crate::ui) struct Said {
    pub(in crate::ui) kind: SegmentKind,
    pub(in crate::ui) connection: u32,
    pub(in crate::ui) bytes: Vec<u8>,
    pub(in crate::ui) note: Option<SessionEvent>,
}

/// How the fake is steered while the view holds it.
#[derive(Default)]
pub(in crate::ui) struct Script {
    /// Messages there are; those beyond `said` are made up from their number.
    pub(in crate::ui) count: u64,
    pub(in crate::ui) said: Vec<Said>,
    /// Bytes that were asked for in one go, at most.
    pub(in crate::ui) widest: usize,
    /// Whether it says whose the messages are, as a record does.
    pub(in crate::ui) names_peers: bool,
    /// Messages that were read.
    pub(in crate::ui) reads: usize,
}

/// Rows of a script.
pub(in crate::ui) struct Fake {
    script: Rc<RefCell<Script>>,
    count: u64,
    lens: Lens,
    filter: Filter,
}

impl Fake {
    pub(in crate::ui) fn new(script: &Rc<RefCell<Script>>) -> Self {
        let script = Rc::clone(script);
        Self { script, count: 0, lens: Lens::Raw, filter: Filter::default() }
    }

    fn at(number: u64) -> Position {
        Position { offset: number * 100, at: 0 }
    }

    fn said(&self, number: u64) -> Said {
        let script = self.script.borrow();
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        script.said.get(index).cloned().unwrap_or_else(|| made_up(number))
    }
}

fn peer(connection: u32) -> Arc<Address> {
    let ip = std::net::Ipv4Addr::new(10, 0, 0, u8::try_from(connection).unwrap_or(u8::MAX));
    Arc::new(Address::Ip((ip, 50_000).into()))
}

fn made_up(number: u64) -> Said {
    let kind = if number % 3 == 1 { SegmentKind::Sent } else { SegmentKind::Received };
    let words = ["hello", "server", "欢迎", "quick", "PING", "{\"id\":7}", "数据"];
    let count = usize::try_from(number * 7 % 23).unwrap_or(0) + 1;
    let text: Vec<&str> = words.iter().copied().cycle().skip(count % 5).take(count).collect();
    let bytes = format!("{number} {}\r\n", text.join(" ")).into_bytes();
    Said { kind, connection: 1, bytes, note: None }
}

impl Rows for Fake {
    fn lens(&self) -> Lens {
        self.lens
    }
    fn set_lens(&mut self, lens: Lens) {
        self.lens = lens;
    }
    fn filter(&self) -> &Filter {
        &self.filter
    }
    fn set_filter(&mut self, filter: Filter) {
        self.filter = filter;
    }
    fn refresh(&mut self) -> bool {
        self.count = self.script.borrow().count;
        false
    }
    fn first(&mut self) -> Option<Position> {
        (self.count > 0).then_some(Self::at(0))
    }
    fn last(&mut self) -> Option<Position> {
        self.count.checked_sub(1).map(Self::at)
    }
    fn next(&mut self, position: Position) -> Option<Position> {
        let next = position.offset / 100 + 1;
        (next < self.count).then_some(Self::at(next))
    }
    fn previous(&mut self, position: Position) -> Option<Position> {
        (position.offset / 100).checked_sub(1).map(Self::at)
    }
    fn message(&mut self, position: Position, limit: usize) -> Option<Message> {
        let number = position.offset / 100;
        if number >= self.count {
            return None;
        }
        let said = self.said(number);
        let mut script = self.script.borrow_mut();
        script.widest = script.widest.max(limit.min(said.bytes.len()));
        script.reads += 1;
        let len = said.bytes.len() as u64;
        Some(Message {
            position: Self::at(number),
            sequence: number,
            time: Nanos(1_795_000_000_000_000_000 + number * 20_000),
            kind: said.kind,
            peer: script.names_peers.then(|| peer(said.connection)),
            connection: ConnectionId(said.connection),
            thread: ThreadId(4),
            datagram: false,
            len,
            bytes: said.bytes.get(..limit).unwrap_or(&said.bytes).to_vec(),
            cuts: Vec::new(),
            growing: false,
            continues: false,
            continued: false,
            note: said.note,
        })
    }
    fn bytes(&mut self, position: Position, range: Range<u64>) -> Vec<u8> {
        let bytes = self.said(position.offset / 100).bytes;
        let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(bytes.len());
        bytes.get(at(range.start)..at(range.end)).unwrap_or_default().to_vec()
    }
    fn fraction(&self, position: Position) -> f64 {
        (position.offset / 100) as f64 / self.count.max(1) as f64
    }
    fn at_fraction(&mut self, fraction: f64) -> Option<Position> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a fraction of a count"
        )]
        let number = (fraction * self.count as f64) as u64;
        self.count.checked_sub(1).map(|last| Self::at(number.min(last)))
    }
    fn count_after(&mut self, position: Position) -> u64 {
        self.count.saturating_sub(position.offset / 100 + 1)
    }
}
