//! Where the window stands in a conversation of any length: an anchor, never a height of the whole.
//!
//! Only what is visible is ever measured. From the anchor (a position and how many points of it are
//! above the upper edge) rows are laid out downwards; while the list sticks to its end they are laid
//! out upwards from the last message. No number grows with the conversation, so the millionth
//! message scrolls as exactly as the first.

use super::rows::Rows;
use crate::record::Position;

/// Space between two rows, in points.
pub(super) const GAP: f32 = 2.0;

/// Space below the last row, in points.
const MARGIN: f32 = 8.0;

/// The most rows that one step of scrolling walks over: a wheel cannot ask for more.
const WALK: usize = 4096;

/// Says how high a row is.
pub(super) type Measure<'a> = dyn FnMut(&mut dyn Rows, Position) -> f32 + 'a;

/// A row that is visible, and where its upper edge is, in points below the view's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) position: Position,
    pub(super) top: f32,
    pub(super) height: f32,
}

/// Where the view stands.
#[derive(Clone, Debug)]
pub struct List {
    anchor: Option<Position>,
    /// Points of the anchor row (and the gap behind it) above the view's upper edge.
    above: f32,
    /// Whether new messages pull the view along.
    stuck: bool,
}

impl Default for List {
    fn default() -> Self {
        Self { anchor: None, above: 0.0, stuck: true }
    }
}

impl List {
    /// Whether the view follows the end.
    pub fn is_stuck(&self) -> bool {
        self.stuck
    }

    /// Goes to the end and stays there.
    pub fn stick(&mut self) {
        self.stuck = true;
    }

    /// Puts a message at the upper edge.
    pub fn go_to(&mut self, position: Position, above: f32) {
        self.anchor = Some(position);
        self.above = above;
        self.stuck = false;
    }

    /// The uppermost visible row and how much of it is hidden.
    pub(super) fn anchor(&self) -> Option<(Position, f32)> {
        self.anchor.map(|anchor| (anchor, self.above))
    }

    /// The anchor's row may be another one after the lens or the filter changed.
    pub(super) fn recut(&mut self, rows: &mut dyn Rows) {
        if let Some(anchor) = self.anchor {
            self.anchor = rows.message(anchor, 0).map(|m| m.position).or_else(|| rows.first());
            self.above = 0.0;
        }
    }

    /// Moves by so many points (downwards positive) and says which rows are visible, and where.
    pub(super) fn place(
        &mut self,
        rows: &mut dyn Rows,
        view: f32,
        by: f32,
        measure: &mut Measure<'_>,
    ) -> Vec<Placed> {
        if by < 0.0 {
            self.stuck = false;
        }
        if !self.stuck {
            self.walk(rows, by, measure);
            let placed = self.downwards(rows, view, measure);
            let bottom = placed.last().map_or(0.0, |last| last.top + last.height);
            let at_end = placed.last().is_none_or(|last| rows.next(last.position).is_none());
            // The end is in view: fill the view and stay there, unless the person has just turned
            // away from it.
            let ends_here = at_end && bottom <= view - MARGIN + 0.5;
            if !ends_here || (by < 0.0 && bottom > view - MARGIN - 0.5) {
                return placed;
            }
            self.stuck = true;
        }
        self.upwards(rows, view, measure)
    }

    fn walk(&mut self, rows: &mut dyn Rows, by: f32, measure: &mut Measure<'_>) {
        let Some(mut at) = self.anchor.or_else(|| rows.first()) else { return };
        let mut above = self.above + by;
        for _ in 0..WALK {
            if above < 0.0 {
                let Some(before) = rows.previous(at) else {
                    above = 0.0;
                    break;
                };
                at = before;
                above += measure(rows, at) + GAP;
            } else {
                let height = measure(rows, at) + GAP;
                if above < height {
                    break;
                }
                let Some(behind) = rows.next(at) else {
                    above = height - GAP;
                    break;
                };
                above -= height;
                at = behind;
            }
        }
        (self.anchor, self.above) = (Some(at), above.max(0.0));
    }

    fn downwards(&self, rows: &mut dyn Rows, view: f32, measure: &mut Measure<'_>) -> Vec<Placed> {
        let (mut placed, mut top) = (Vec::new(), -self.above);
        let mut at = self.anchor;
        while let Some(position) = at.filter(|_| top < view) {
            let height = measure(rows, position);
            placed.push(Placed { position, top, height });
            top += height + GAP;
            at = rows.next(position);
        }
        placed
    }

    fn upwards(
        &mut self,
        rows: &mut dyn Rows,
        view: f32,
        measure: &mut Measure<'_>,
    ) -> Vec<Placed> {
        let (mut placed, mut top) = (Vec::new(), view - MARGIN);
        let mut at = rows.last();
        while let Some(position) = at.filter(|_| top > 0.0) {
            let height = measure(rows, position);
            top -= height;
            placed.push(Placed { position, top, height });
            top -= GAP;
            at = rows.previous(position);
        }
        placed.reverse();
        let Some(first) = placed.first().copied() else {
            (self.anchor, self.above) = (None, 0.0);
            return placed;
        };
        // A short conversation begins at the upper edge, like a page.
        if first.top > 0.0 {
            for row in &mut placed {
                row.top -= first.top;
            }
        }
        (self.anchor, self.above) = (Some(first.position), (-first.top).max(0.0));
        placed
    }

    /// How far through the conversation the upper edge is, 0 to 1.
    pub(super) fn fraction(rows: &mut dyn Rows, placed: &[Placed]) -> f64 {
        let Some(first) = placed.first() else { return 0.0 };
        let here = rows.fraction(first.position);
        let next = rows.next(first.position).map_or(1.0, |next| rows.fraction(next));
        let part = f64::from((-first.top / (first.height + GAP)).clamp(0.0, 1.0));
        here + (next - here).max(0.0) * part
    }

    /// Goes to a fraction, between two messages if need be.
    pub(super) fn go_to_fraction(
        &mut self,
        rows: &mut dyn Rows,
        fraction: f64,
        measure: &mut Measure<'_>,
    ) {
        let Some(at) = rows.at_fraction(fraction.clamp(0.0, 1.0)) else { return };
        let here = rows.fraction(at);
        let next = rows.next(at).map_or(1.0, |next| rows.fraction(next));
        let part =
            if next > here { ((fraction - here) / (next - here)).clamp(0.0, 1.0) } else { 0.0 };
        let height = f64::from(measure(rows, at) + GAP);
        #[expect(clippy::cast_possible_truncation, reason = "less than a row's height")]
        self.go_to(at, (part * height) as f32);
    }
}
