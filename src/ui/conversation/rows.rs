//! What the conversation asks of a transcript: a seam at which tests put a million messages.

use crate::model::Lens;
use crate::record::{Filter, Message, Position, Transcript};
use std::ops::Range;

/// A conversation as rows that are reached from one another. [`Transcript`] is the real one; its
/// documentation says what each call means.
pub trait Rows {
    /// How segments are cut.
    fn lens(&self) -> Lens;
    /// Cuts them another way. Positions stay valid.
    fn set_lens(&mut self, lens: Lens);
    /// Which messages are shown.
    fn filter(&self) -> &Filter;
    /// Shows others.
    fn set_filter(&mut self, filter: Filter);
    /// Takes notice of what is new. True when there is more.
    fn refresh(&mut self) -> bool;
    /// The first message.
    fn first(&mut self) -> Option<Position>;
    /// The last one.
    fn last(&mut self) -> Option<Position>;
    /// The one behind.
    fn next(&mut self, position: Position) -> Option<Position>;
    /// The one before.
    fn previous(&mut self, position: Position) -> Option<Position>;
    /// The message at or before a position, with at most `limit` of its bytes.
    fn message(&mut self, position: Position, limit: usize) -> Option<Message>;
    /// Some of a message's bytes.
    fn bytes(&mut self, position: Position, range: Range<u64>) -> Vec<u8>;
    /// How far through the capture a position is, 0 to 1.
    fn fraction(&self, position: Position) -> f64;
    /// The position that far through.
    fn at_fraction(&mut self, fraction: f64) -> Option<Position>;
    /// Messages behind a position.
    fn count_after(&mut self, position: Position) -> u64;
}

impl Rows for Transcript {
    fn lens(&self) -> Lens {
        self.lens()
    }
    fn set_lens(&mut self, lens: Lens) {
        self.set_lens(lens);
    }
    fn filter(&self) -> &Filter {
        self.filter()
    }
    fn set_filter(&mut self, filter: Filter) {
        self.set_filter(filter);
    }
    fn refresh(&mut self) -> bool {
        self.refresh()
    }
    fn first(&mut self) -> Option<Position> {
        self.first()
    }
    fn last(&mut self) -> Option<Position> {
        self.last()
    }
    fn next(&mut self, position: Position) -> Option<Position> {
        self.next(position)
    }
    fn previous(&mut self, position: Position) -> Option<Position> {
        self.previous(position)
    }
    fn message(&mut self, position: Position, limit: usize) -> Option<Message> {
        self.message(position, limit)
    }
    fn bytes(&mut self, position: Position, range: Range<u64>) -> Vec<u8> {
        self.bytes(position, range)
    }
    fn fraction(&self, position: Position) -> f64 {
        self.fraction(position)
    }
    fn at_fraction(&mut self, fraction: f64) -> Option<Position> {
        self.at_fraction(fraction)
    }
    fn count_after(&mut self, position: Position) -> u64 {
        self.count_after(position)
    }
}
