//! Lengths, in points. Everything stands on a grid of four.

/// Between things that belong together.
pub const TIGHT: f32 = 4.0;
/// Between things of one group.
pub const GAP: f32 = 8.0;
/// Around the content of a panel, and between groups.
pub const PAD: f32 = 12.0;
/// Between sections.
pub const SECTION: f32 = 20.0;
/// Corners of buttons and fields.
pub const RADIUS: u8 = 6;
/// Corners of cards and bubbles.
pub const CARD_RADIUS: u8 = 10;
/// Height of a button, a field or a row of a list.
pub const ROW: f32 = 28.0;
/// Height of a row of a dense table.
pub const DENSE_ROW: f32 = 22.0;
/// Most a message's bubble takes of the width of its conversation.
pub const BUBBLE_SHARE: f32 = 0.72;
/// The text of everything.
pub const BODY: f32 = 14.0;
/// Times, counts, hints.
pub const SMALL: f32 = 12.0;
/// Code, bytes, addresses.
pub const MONO: f32 = 13.0;
/// The title of a page.
pub const HEADING: f32 = 20.0;
