//! The conversation in the centre of the window: three views of one record, of any length.

mod body;
mod cache;
mod chat;
mod clock;
mod details;
mod dump;
mod find;
mod list;
mod log;
mod manner;
mod news;
mod note;
mod over;
mod paint;
mod peers;
mod row;
mod rows;
mod scroll;
mod select;
mod text;
mod toolbar;
mod viewer;

pub(in crate::ui) mod fake;
pub mod measure;
#[cfg(test)]
pub(in crate::ui) mod tests;

pub use find::{Find, Kind as FindKind};
pub use list::List;
pub use rows::Rows;

pub(in crate::ui) use row::safe;
pub(in crate::ui) use toolbar::{named_combo, search_ui};

use self::manner::Manner;
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{Address, Command, ConnectionId, Lens, SegmentKind, ThreadId, limits};
use crate::record::{Filter, Position, Transcript};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How the record is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Bubbles, mine right, theirs left.
    #[default]
    Chat,
    /// One line a message, in columns.
    Log,
    /// Offsets, bytes and text.
    Hex,
}

/// Which directions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Direction {
    #[default]
    All,
    Received,
    Sent,
    Events,
}

/// What the screen keeps of one conversation.
pub struct ConversationView {
    /// How the record is shown.
    pub mode: Mode,
    /// The find bar; Ctrl+F sets `find.open`.
    pub find: Find,
    /// A thread whose messages light up.
    pub highlight: Option<ThreadId>,
    /// A thread that was clicked in a message's details, for the threads panel to show. Taken by it.
    pub clicked_thread: Option<ThreadId>,
    /// What threads are called, where the window knows; a number elsewhere.
    pub thread_labels: BTreeMap<ThreadId, String>,
    rows: Box<dyn Rows>,
    list: List,
    cache: cache::Cache,
    clock: clock::Clock,
    selection: Option<select::Selection>,
    chosen: Option<Position>,
    viewer: Option<viewer::Viewer>,
    /// Messages that are shown the other way: bytes as text, or text as bytes.
    turned: BTreeSet<Position>,
    /// Bytes in a row of a bubble of bytes.
    per_row: usize,
    seen: Option<Position>,
    said: Option<news::Said>,
    notice: Option<(String, f64)>,
    grab: Option<f32>,
    direction: Direction,
    text: String,
    peer: Option<ConnectionId>,
    peer_search: String,
    /// Peers that the record was seen to have.
    peers: BTreeMap<ConnectionId, Arc<Address>>,
    scan: peers::Scan,
    idle: u32,
    /// What stands in its field while it is typed, or is no gap.
    idle_typed: Option<String>,
    cut: u64,
}

/// The idle gap that is offered first, in milliseconds.
const IDLE: u32 = 50;

impl ConversationView {
    /// A fresh view of a conversation.
    #[must_use]
    pub fn new(transcript: Transcript) -> Self {
        Self::with_rows(Box::new(transcript))
    }

    /// A view of anything that has rows.
    #[must_use]
    pub fn with_rows(rows: Box<dyn Rows>) -> Self {
        let peer = rows.filter().connection;
        let idle = if let Lens::IdleGap(ms) = rows.lens() { ms } else { IDLE };
        Self {
            mode: Mode::default(),
            find: Find::default(),
            highlight: None,
            clicked_thread: None,
            thread_labels: BTreeMap::new(),
            rows,
            list: List::default(),
            cache: cache::Cache::default(),
            clock: clock::Clock::default(),
            selection: None,
            chosen: None,
            viewer: None,
            turned: BTreeSet::new(),
            per_row: 16,
            seen: None,
            said: None,
            notice: None,
            grab: None,
            direction: Direction::All,
            text: String::new(),
            peer,
            peer_search: String::new(),
            peers: BTreeMap::new(),
            scan: peers::Scan::default(),
            idle,
            idle_typed: None,
            cut: 0,
        }
    }

    /// How segments are cut.
    #[must_use]
    pub fn lens(&self) -> Lens {
        self.rows.lens()
    }

    /// Cuts what is there another way. The message at the upper edge stays there.
    pub fn set_lens(&mut self, lens: Lens) {
        if lens != self.rows.lens() {
            self.rows.set_lens(lens);
            self.recut();
        }
    }

    /// The one peer that is shown; all where there is none.
    #[must_use]
    pub fn peer(&self) -> Option<ConnectionId> {
        self.peer
    }

    /// Shows one peer, or all.
    pub fn show_peer(&mut self, peer: Option<ConnectionId>) {
        if self.peer != peer {
            self.peer = peer;
            self.refilter();
        }
    }

    /// Follows the end, where it does not already.
    pub fn stick_to_end(&mut self) {
        self.list.stick();
    }

    /// Goes to the first message.
    pub fn go_to_start(&mut self) {
        if let Some(first) = self.rows.first() {
            self.list.go_to(first, 0.0);
        }
    }

    /// Goes to a part of the conversation, 0 to 1.
    pub fn go_to_fraction(&mut self, fraction: f64) {
        if let Some(at) = self.rows.at_fraction(fraction) {
            self.list.go_to(at, 0.0);
        }
    }

    /// How messages become characters now.
    fn manner(&self) -> Manner<'_> {
        let raw = self.rows.lens() == Lens::Raw;
        Manner { mode: self.mode, raw, per_row: self.per_row, turned: &self.turned }
    }

    /// The message that was chosen, where it is a bubble with something in it, and whether that is
    /// bytes.
    fn chosen_is_hex(&mut self) -> Option<(Position, bool)> {
        let message = self.rows.message(self.chosen?, limits::SHOWN)?;
        let can_turn = self.mode == Mode::Chat && !message.bytes.is_empty();
        can_turn.then(|| (message.position, self.manner().is_hex(&message)))
    }

    /// Shows the bytes of a message as text, or its text as bytes.
    fn turn(&mut self, position: Position) {
        if !self.turned.remove(&position) {
            self.turned.insert(position);
        }
        // Its characters are others now.
        self.selection = None;
        self.cache.clear();
    }

    fn refilter(&mut self) {
        let kinds = match self.direction {
            Direction::All => None,
            Direction::Received => Some(vec![SegmentKind::Received]),
            Direction::Sent => Some(vec![SegmentKind::Sent, SegmentKind::Unsent]),
            Direction::Events => Some(vec![SegmentKind::Note]),
        };
        let text = Some(self.text.clone()).filter(|text| !text.is_empty());
        self.rows.set_filter(Filter { connection: self.peer, kinds, text });
        self.recut();
    }

    fn recut(&mut self) {
        self.list.recut(self.rows.as_mut());
        self.cache.clear();
        self.find.restart();
        (self.selection, self.chosen, self.seen) = (None, None, None);
        self.turned.clear();
        self.cut += 1;
    }
}

/// Draws the conversation: peers, tools, messages, details.
pub fn conversation_ui(
    ui: &mut egui::Ui,
    words: &Words,
    session: &Session,
    view: &mut ConversationView,
) -> Vec<Command> {
    let mut commands = Vec::new();
    let more = view.rows.refresh();
    if more {
        ui.ctx().request_repaint();
    }
    if session.read_only && !more && peers::scan(view) {
        ui.ctx().request_repaint();
    }
    if view.find.step(view.rows.as_mut()) {
        ui.ctx().request_repaint();
    }
    peers::peers_ui(ui, words, session, view);
    toolbar::toolbar_ui(ui, words, view);
    let moved = find::find_ui(ui, words, &mut view.find);
    if let Some(hit) = view.find.hit().filter(|_| moved) {
        view.list.go_to(hit.position, -ui.available_height() / 3.0);
    }
    details::details_ui(ui, words, session, view);
    body::body_ui(ui, words, session, view, &mut commands);
    if let Some(viewer) = &mut view.viewer
        && !viewer::viewer_ui(ui.ctx(), words, view.rows.as_mut(), viewer)
    {
        view.viewer = None;
    }
    commands
}
