//! Laid out rows that are kept from frame to frame, and no more of them than memory allows.

use super::Mode;
use super::row::{Head, Row, Setting};
use super::rows::Rows;
use crate::language::Language;
use crate::model::{Address, ConnectionId, limits};
use crate::record::Position;
use std::collections::HashMap;
use std::sync::Arc;

/// Characters of laid out text that are kept. A laid out character takes some 150 bytes, so this is
/// 30 MB; what is visible is kept in any case.
const CHARS: usize = 200_000;
/// Rows that are kept.
const ROWS: usize = 1024;

/// All that makes laid out rows stale when it changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) mode: Mode,
    pub(super) width: f32,
    pub(super) pixels_per_point: f32,
    pub(super) dark: bool,
    pub(super) several: bool,
    pub(super) language: Language,
    /// Counts changes of lens, filter and peers.
    pub(super) cut: u64,
}

/// Rows by position.
#[derive(Default)]
pub(super) struct Cache {
    key: Option<Key>,
    rows: HashMap<Position, (u64, Row)>,
    /// Rows whose peer was not known when they were laid out.
    nameless: HashMap<Position, ConnectionId>,
    /// Peers of the rows laid out since they were last asked for.
    peers: Vec<(ConnectionId, Arc<Address>)>,
    chars: usize,
    frame: u64,
    /// Rows laid out in this frame.
    pub(super) laid_out: usize,
}

impl Cache {
    /// Begins a frame. True when everything has to be laid out anew.
    pub(super) fn begin(&mut self, key: Key) -> bool {
        self.frame += 1;
        self.laid_out = 0;
        let stale = self.key != Some(key);
        if stale {
            self.clear();
            self.key = Some(key);
        }
        stale
    }

    /// Peers of the rows laid out since the last call, as the record has them.
    pub(super) fn take_peers(&mut self) -> Vec<(ConnectionId, Arc<Address>)> {
        std::mem::take(&mut self.peers)
    }

    /// Forgets all rows.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.nameless.clear();
        self.chars = 0;
    }

    /// Ends a frame: when there is too much, only what was used in it is kept.
    pub(super) fn end(&mut self) {
        if self.chars > CHARS || self.rows.len() > ROWS {
            let frame = self.frame;
            self.rows.retain(|_, (used, _)| *used == frame);
            self.nameless.retain(|position, _| self.rows.contains_key(position));
            self.chars = self.rows.values().map(|(_, row)| row.shown.chars()).sum();
        }
    }

    /// How high a row is; it is laid out if it was not, or has grown since.
    pub(super) fn height(&mut self, rows: &mut dyn Rows, at: Position, s: &Setting<'_>) -> f32 {
        let frame = self.frame;
        let named = |id| s.session.connections.contains_key(&id);
        if self.nameless.get(&at).is_some_and(|id| named(*id)) {
            // The record was faster than the news of the connection: now its peer has a name.
            self.nameless.remove(&at);
            self.rows.remove(&at);
        }
        if let Some((used, row)) = self.rows.get_mut(&at)
            && (!row.head.growing || *used == frame)
        {
            *used = frame;
            return row.height;
        }
        let Some(message) = rows.message(at, limits::SHOWN) else { return 0.0 };
        if let Some((used, row)) = self.rows.get_mut(&at)
            && row.head.growing == message.growing
            && row.head.len == message.len
        {
            *used = frame;
            return row.height;
        }
        if let Some(peer) = &message.peer {
            self.peers.push((message.connection, Arc::clone(peer)));
        }
        let before = rows.previous(at).and_then(|p| self.head(rows, p));
        let row = Row::of(&message, before.as_ref(), s);
        if message.connection != ConnectionId::SESSION && !named(message.connection) {
            self.nameless.insert(at, message.connection);
        }
        self.laid_out += 1;
        let height = row.height;
        self.chars += row.shown.chars();
        self.rows.insert(at, (frame, row));
        height
    }

    fn head(&self, rows: &mut dyn Rows, at: Position) -> Option<Head> {
        match self.rows.get(&at) {
            Some((_, row)) => Some(row.head.clone()),
            None => rows.message(at, 0).map(|message| Head::of(&message)),
        }
    }

    /// A row that was laid out in this frame.
    pub(super) fn get(&self, at: Position) -> Option<&Row> {
        self.rows.get(&at).map(|(_, row)| row)
    }
}
