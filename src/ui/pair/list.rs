//! The items of a talk, one below the other: only what is seen is laid out.

use super::bubble::{bubble_ui, day_ui, note_ui};
use super::card::card_ui;
use super::talk::{Scene, TalkView};
use crate::app::state::pairing::{Talk, Turn};
use crate::language::Language;
use crate::model::pairing::{Item, Said};
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::size;
use crate::ui::widgets::{Icon, Kind, button};
use egui::{Event, Rect, ScrollArea, Ui, UiBuilder, Vec2};
use std::collections::BTreeMap;
use std::time::Duration;

/// How near the edge more is read, in points.
const NEAR: f32 = 300.0;
/// Height of a line, of what stands around a text, of a card and of a note, for what was never
/// seen, in points.
const GUESS: (f32, f32, f32, f32) = (18.0, 44.0, 110.0, 26.0);
/// Width of a character, for the same.
const CHARACTER: f32 = 7.0;
/// Room for the bar of the list, in points.
const BAR: f32 = 14.0;
/// How far from the end still counts as there, in points.
const SLACK: f32 = 8.0;

/// How long nothing moves where the pointer does not leave: longer than any second click takes.
const HOLD: f64 = 3.0;

/// A list that does not move.
#[derive(Clone, Copy)]
struct Held {
    /// Whether the end was seen then.
    at_end: bool,
    /// How far it was scrolled.
    offset: f32,
    /// When it may move again, in the seconds of the window.
    until: f64,
}

/// What the screen keeps of the list.
#[derive(Default)]
pub(super) struct ListView {
    /// Heights of rows, by position.
    heights: BTreeMap<u64, f32>,
    /// For what they were measured.
    measured: Option<(u32, u32, Language)>,
    /// A row that was seen, where it began, and how far the list was scrolled.
    anchor: Option<(u64, f32, f32)>,
    /// Height of all rows in the frame before, in points.
    total: f32,
    /// The end is to be shown.
    jump: bool,
    /// Something in it was clicked on: nothing moves until the pointer has left, or for a while, so
    /// that a second click hits what was seen there.
    held: Option<Held>,
}

/// Draws the items.
pub(super) fn list_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    talk: &Talk,
    view: &mut TalkView,
    intents: &mut Vec<Intent>,
) {
    // The bar of the list lies beside the bubbles, not over them.
    let width = (ui.available_width() - BAR).max(1.0);
    view.list.fit(ui, width, scene.words.language(), talk);
    let outer = ui.available_rect_before_wrap();
    if happens(ui, |event| matches!(event, Event::MouseWheel { .. })) {
        // The person goes elsewhere in it.
        view.list.held = None;
    } else if is_left(ui, outer) {
        view.list.let_go();
    } else if let Some(held) = view.list.held {
        let left = held.until - ui.input(|input| input.time);
        if left > 0.0 {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
        } else {
            view.list.let_go();
        }
    }
    let held = view.list.held;
    let (tops, total) = view.list.tops(talk, width);
    let mut area = ScrollArea::vertical()
        .auto_shrink(false)
        .stick_to_bottom(held.is_none())
        .id_salt(scene.id());
    // What is new at the end is shown in this frame: sticking alone scrolls to it in the next one.
    let end = (total - ui.available_height()).max(0.0);
    let grew = (total - std::mem::replace(&mut view.list.total, total)).abs() > 0.1;
    if std::mem::take(&mut view.list.jump) || (grew && view.at_end && held.is_none()) {
        area = area.vertical_scroll_offset(end);
    } else if let Some(Held { offset, .. }) = held {
        // Without it the list goes on with the speed of what moved it last.
        area = area.vertical_scroll_offset(offset);
    } else if let Some(offset) = view.list.follow(talk, &tops).filter(|_| !view.at_end) {
        area = area.vertical_scroll_offset(offset);
    }
    let (mut seen, wished) = (Vec::new(), intents.len());
    let out = area.show_viewport(ui, |ui, viewport| {
        ui.set_height(total);
        let origin = ui.min_rect().min;
        for (at, item) in talk.items().iter().enumerate() {
            let Some(top) = tops.get(at).copied() else { break };
            let tall = view.list.height(item, width);
            if top + tall < viewport.top() || top > viewport.bottom() {
                continue;
            }
            let rect = Rect::from_min_size(origin + Vec2::new(0.0, top), Vec2::new(width, tall));
            let mut row = ui.new_child(UiBuilder::new().id_salt(item.position).max_rect(rect));
            row.spacing_mut().item_spacing.y = size::TIGHT;
            let before = at.checked_sub(1).and_then(|at| talk.items().get(at));
            row_ui(&mut row, scene, (before, item), view, intents);
            let tall = row.min_rect().height() + size::TIGHT;
            seen.push((item.position, top));
            if view.list.measure(item.position, tall) {
                ui.ctx().request_repaint();
            }
        }
    });
    let (offset, inside) = (out.state.clamped_offset().y, out.inner_rect.height());
    view.list.anchor = seen
        .iter()
        .find(|(_, top)| *top >= offset)
        .or(seen.first())
        .map(|(position, top)| (*position, *top, offset));
    view.at_end = offset + inside >= out.content_size.y - SLACK && !talk.newer;
    if offset < NEAR && talk.older {
        view.turn = Some(Turn::Older);
    } else if offset + inside > out.content_size.y - NEAR && talk.newer {
        view.turn = Some(Turn::Newer);
    }
    if view.turn.is_some() {
        ui.ctx().request_repaint();
    }
    if intents.iter().skip(wished).any(|intent| matches!(intent, Intent::Pair(_))) {
        let until = ui.input(|input| input.time) + HOLD;
        view.list.held.get_or_insert(Held { at_end: view.at_end, offset, until });
    }
    // Over a button that is about to be clicked on it would be in the way.
    if !view.at_end && view.list.held.is_none_or(|held| !held.at_end) {
        pill_ui(ui, scene, outer, talk, view);
    }
}

/// Whether the pointer has left or drags something, or something is typed.
fn is_left(ui: &Ui, outer: Rect) -> bool {
    let at = ui.input(|input| input.pointer.hover_pos());
    !at.is_some_and(|at| outer.contains(at))
        || ui.input(|input| input.pointer.is_decidedly_dragging())
        || happens(ui, |event| matches!(event, Event::Key { pressed: true, .. }))
}

fn happens(ui: &Ui, what: impl Fn(&Event) -> bool) -> bool {
    ui.input(|input| input.events.iter().any(what))
}

/// A button over the end of the list that leads there, and tells what is new.
fn pill_ui(ui: &mut Ui, scene: &Scene<'_>, outer: Rect, talk: &Talk, view: &mut TalkView) {
    let text = match scene.known.unread {
        0 => tr!(scene.words, "pair-to-end"),
        count => tr!(scene.words, "pair-new", count = count),
    };
    let wide = 220.0_f32.min(outer.width());
    let left = outer.center().x - wide / 2.0;
    let spot = Rect::from_min_size(
        egui::pos2(left, outer.bottom() - size::ROW - size::GAP),
        Vec2::new(wide, size::ROW),
    );
    let layout = egui::Layout::centered_and_justified(egui::Direction::TopDown);
    let mut over =
        ui.new_child(UiBuilder::new().id_salt("to the end").max_rect(spot).layout(layout));
    if button(&mut over, Kind::Normal, Some(Icon::ChevronDown), &text).clicked() {
        view.list.jump = true;
        view.turn = talk.newer.then_some(Turn::End);
        ui.ctx().request_repaint();
    }
}

fn row_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (before, item): (Option<&Item>, &Item),
    view: &mut TalkView,
    intents: &mut Vec<Intent>,
) {
    let date = view.when.date(item.at);
    if before.is_none_or(|before| view.when.date(before.at) != date) {
        day_ui(ui, &view.when.day(scene.words, date, scene.state.clock));
    }
    match &item.said {
        Said::Text(text) => bubble_ui(ui, scene, item, text, view, intents),
        Said::Offer(offer) => card_ui(ui, scene, item, offer, view, intents),
        Said::Answer { transfer, accept } => {
            let key = match (item.mine, accept) {
                (true, true) => "pair-i-accepted",
                (true, false) => "pair-i-declined",
                (false, true) => "pair-they-accepted",
                (false, false) => "pair-they-declined",
            };
            note_ui(ui, scene, item, (key, *transfer), &view.when);
        }
        Said::Result { transfer, done } => {
            let key = if *done { "pair-arrived" } else { "pair-given-up" };
            note_ui(ui, scene, item, (key, *transfer), &view.when);
        }
    }
}

impl ListView {
    /// Forgets heights that were measured for another width, size or language, and those of rows
    /// that are no longer held.
    fn fit(&mut self, ui: &Ui, width: f32, language: Language, talk: &Talk) {
        let key = Some((width.to_bits(), ui.ctx().pixels_per_point().to_bits(), language));
        if self.measured != key {
            (self.measured, self.anchor) = (key, None);
            self.heights.clear();
        }
        if let Some(first) = talk.items().front() {
            self.heights = self.heights.split_off(&first.position);
        }
    }

    fn height(&self, item: &Item, width: f32) -> f32 {
        self.heights.get(&item.position).copied().unwrap_or_else(|| guess(item, width))
    }

    /// What was held in its place may move again.
    pub(super) fn let_go(&mut self) {
        self.jump |= self.held.take().is_some_and(|held| held.at_end);
    }

    /// True where the height is another one than before. A row that is held does not shrink.
    fn measure(&mut self, position: u64, tall: f32) -> bool {
        let before = self.heights.get(&position).copied();
        let least = before.filter(|_| self.held.is_some()).unwrap_or(0.0);
        let tall = tall.max(least);
        self.heights.insert(position, tall);
        before.is_none_or(|before| (before - tall).abs() > 0.5)
    }

    /// Where each row begins, and the height of all.
    fn tops(&self, talk: &Talk, width: f32) -> (Vec<f32>, f32) {
        let mut top = 0.0;
        let each = talk.items().iter().map(|item| {
            let own = top;
            top += self.height(item, width);
            own
        });
        (each.collect(), top)
    }

    /// How far to scroll so that what was seen stays where it was, where that has moved.
    fn follow(&self, talk: &Talk, tops: &[f32]) -> Option<f32> {
        let (position, before, offset) = self.anchor?;
        let at = talk.items().binary_search_by_key(&position, |item| item.position).ok()?;
        let moved = tops.get(at)? - before;
        (moved.abs() > 0.5).then_some(offset + moved)
    }
}

/// How high a row will be that was never seen.
fn guess(item: &Item, width: f32) -> f32 {
    let (line, around, card, note) = GUESS;
    match &item.said {
        Said::Text(text) => {
            let shown = text.get(..super::bubble::SHOWN).unwrap_or(text);
            let fits = (width * size::BUBBLE_SHARE / CHARACTER).max(1.0);
            let breaks = shown.bytes().filter(|byte| *byte == b'\n').count();
            around + line * (breaks as f32 + (shown.len() as f32 / fits).ceil())
        }
        Said::Offer(_) => card,
        Said::Answer { .. } | Said::Result { .. } => note,
    }
}
