//! The messages themselves: scrolling, selecting, choosing, painting.

use super::cache::Key;
use super::copying::{copy, copy_is_wished, menu_ui};
use super::list::{List, Placed};
use super::paint::{Light, paint};
use super::row::{Action, Row, Setting};
use super::select::{self, Format, Point, Selection};
use super::viewer::Viewer;
use super::{ConversationView, scroll};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{Command, ConnectionId, Lens, Role, SegmentKind, Target};
use crate::record::Position;
use crate::tr;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::aloud;
use egui::{EventFilter, Key as K, Rect, Response, Sense, Ui, pos2, vec2};

/// What the keys and the wheel wish.
#[derive(Clone, Copy)]
enum Wish {
    By(f32),
    Start,
    End,
    Choose(i32),
}

/// How far an arrow key scrolls, in points.
const ARROW: f32 = 40.0;
/// Up to this height of the messages, in points, a button over them would hide them.
const LOW: f32 = 80.0;

/// Draws the messages in all the room that is left.
pub(super) fn body_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ConversationView,
    commands: &mut Vec<Command>,
) {
    let outer = ui.available_rect_before_wrap();
    ui.allocate_rect(outer, Sense::hover());
    let area = outer.with_max_x(outer.right() - scroll::WIDTH);
    ui.painter().rect_filled(outer, 0.0, palette(ui).base);
    let response = area_ui(ui, words, area);

    let painter = ui.painter_at(area);
    let several = view.peer.is_none()
        && (session.spec.role == Role::Listen
            || session.connections.len() > 1
            || view.peers.len() > 1);
    let key = Key {
        mode: view.mode,
        width: area.width(),
        pixels_per_point: ui.ctx().pixels_per_point(),
        dark: ui.visuals().dark_mode,
        several,
        language: words.language(),
        cut: view.cut,
    };
    view.cache.begin(key);
    let by = obey(wish(ui, area, &response), view, area.height());
    let setting = Setting {
        painter: &painter,
        p: palette(ui),
        words,
        session,
        clock: &view.clock,
        mode: view.mode,
        width: area.width(),
        several,
        raw: view.rows.lens() == Lens::Raw,
    };
    let (cache, rows) = (&mut view.cache, view.rows.as_mut());
    let mut measure = |rows: &mut dyn super::Rows, at: Position| cache.height(rows, at, &setting);
    let placed = view.list.place(rows, area.height(), by, &mut measure);
    let from = List::fraction(rows, &placed);
    let to = end_fraction(rows, &placed, area.height());
    let bar = outer.with_min_x(area.right());
    let name = tr!(words, "talk-scroll");
    if let Some(wished) = scroll::bar_ui(ui, bar, (from, to), &name, &mut view.grab) {
        if wished >= 1.0 - (to - from) - 1e-9 {
            view.list.stick();
        } else {
            view.list.go_to_fraction(rows, wished, &mut measure);
        }
        ui.ctx().request_repaint();
    }
    let peers = view.cache.take_peers();
    if session.read_only {
        view.peers.extend(peers);
    }
    note_seen(view, &placed, area.height());
    super::news::choose(ui, view, &placed);

    let visible: Vec<(Placed, &Row)> =
        placed.iter().filter_map(|p| Some((*p, view.cache.get(p.position)?))).collect();
    let picked = pick(ui, area, &response, &visible, view.selection);
    let pointed = pointed(ui, area, &visible);
    let wishes = paint_rows(ui, words, area, view, &visible);
    if visible.is_empty() {
        empty_ui(ui, words, session, area);
    }
    if let Some(picked) = picked {
        apply(ui, view, picked, &response);
    }
    view.cache.end();
    for (action, position) in wishes {
        act(view, session, action, position, commands);
    }
    if response.secondary_clicked() {
        view.pointed = pointed;
    }
    menu_ui(words, view, &response);
    if copy_is_wished(ui, view, &response)
        && let Some(selection) = view.selection
    {
        copy(ui, words, view, selection, Format::Shown);
    }
    if area.height() > LOW {
        pill_ui(ui, words, area, view);
    }
    notice_ui(ui, area, view);
}

fn area_ui(ui: &Ui, words: &Words, area: Rect) -> Response {
    let response = ui.interact(area, scroll::keys_id(ui), Sense::click_and_drag());
    let name = tr!(words, "talk-messages");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::List, ui.is_enabled(), &name));
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.has_focus() {
        let filter = EventFilter {
            vertical_arrows: true,
            horizontal_arrows: false,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let edge = egui::Stroke::new(2.0, palette(ui).accent);
        ui.painter().rect_stroke(area.shrink(1.0), 0.0, edge, egui::StrokeKind::Inside);
    }
    response
}

/// What wheel and keys wish in this frame.
fn wish(ui: &Ui, area: Rect, response: &Response) -> Wish {
    let under_pointer = ui.rect_contains_pointer(area);
    let focused = response.has_focus();
    let free = focused || (under_pointer && ui.memory(|memory| memory.focused().is_none()));
    let page = area.height() * 0.9;
    ui.input_mut(|i| {
        let mut by = if under_pointer { -i.smooth_scroll_delta().y } else { 0.0 };
        if response.dragged()
            && let Some(pointer) = i.pointer.latest_pos()
        {
            // A selection that leaves the view pulls it along.
            by += (pointer.y - area.bottom()).max(0.0) * 0.2
                + (pointer.y - area.top()).min(0.0) * 0.2;
        }
        if focused || under_pointer {
            by += if i.key_pressed(K::PageDown) { page } else { 0.0 };
            by -= if i.key_pressed(K::PageUp) { page } else { 0.0 };
        }
        if focused && i.modifiers.alt {
            let step =
                i32::from(i.key_pressed(K::ArrowDown)) - i32::from(i.key_pressed(K::ArrowUp));
            if step != 0 {
                return Wish::Choose(step);
            }
        }
        if free {
            if i.key_pressed(K::Home) {
                return Wish::Start;
            }
            if i.key_pressed(K::End) {
                return Wish::End;
            }
            by += if i.key_pressed(K::ArrowDown) { ARROW } else { 0.0 };
            by -= if i.key_pressed(K::ArrowUp) { ARROW } else { 0.0 };
        }
        Wish::By(by)
    })
}

/// Does what keys and wheel wish, and says how many points are left to scroll.
fn obey(wish: Wish, view: &mut ConversationView, high: f32) -> f32 {
    match wish {
        Wish::By(by) => return by,
        Wish::Start => view.go_to_start(),
        Wish::End => view.list.stick(),
        Wish::Choose(step) => {
            view.chosen = chosen(view, step);
            if let Some(position) = view.chosen {
                view.list.go_to(position, -high / 3.0);
            }
        }
    }
    0.0
}

fn chosen(view: &mut ConversationView, step: i32) -> Option<Position> {
    let now = match view.chosen {
        Some(position) if step > 0 => view.rows.next(position).or(Some(position)),
        Some(position) => view.rows.previous(position).or(Some(position)),
        None => view.list.anchor().map(|(anchor, _)| anchor),
    };
    now.or_else(|| view.rows.last())
}

fn end_fraction(rows: &mut dyn super::Rows, placed: &[Placed], view: f32) -> f64 {
    let Some(last) = placed.last() else { return 1.0 };
    let here = rows.fraction(last.position);
    let next = rows.next(last.position).map_or(1.0, |next| rows.fraction(next));
    let part = f64::from(((view - last.top) / last.height.max(1.0)).clamp(0.0, 1.0));
    here + (next - here).max(0.0) * part
}

fn note_seen(view: &mut ConversationView, placed: &[Placed], high: f32) {
    let whole = placed.iter().rev().find(|p| p.top + p.height <= high + 1.0);
    if let Some(last) = whole.or(placed.last())
        && view.seen.is_none_or(|seen| last.position > seen)
    {
        view.seen = Some(last.position);
    }
}

/// What the pointer did to the selection.
#[derive(Clone, Copy)]
enum Picked {
    Choose(Position),
    Select(Selection),
    Clear,
}

fn pick(
    ui: &Ui,
    area: Rect,
    response: &Response,
    visible: &[(Placed, &Row)],
    selection: Option<Selection>,
) -> Option<Picked> {
    let pointer = ui.input(|i| i.pointer.latest_pos())?;
    let point = || {
        select::point_at(
            visible,
            pointer.x - area.left(),
            pointer.y.clamp(area.top(), area.bottom()) - area.top(),
        )
    };
    if response.drag_started() {
        let origin = ui.input(|i| i.pointer.press_origin()).unwrap_or(pointer);
        let start = select::point_at(visible, origin.x - area.left(), origin.y - area.top())?;
        return Some(Picked::Select(Selection { start, end: point()? }));
    }
    if response.dragged() {
        return Some(Picked::Select(Selection { start: selection?.start, end: point()? }));
    }
    if response.double_clicked() {
        let Point { position, at } = point()?;
        let (_, row) = visible.iter().find(|(place, _)| place.position == position)?;
        let word = row.shown.word(at);
        let place = |at| Point { position, at };
        return Some(Picked::Select(Selection { start: place(word.start), end: place(word.end) }));
    }
    if response.clicked() {
        let point = point()?;
        if ui.input(|i| i.modifiers.shift)
            && let Some(selection) = selection
        {
            return Some(Picked::Select(Selection { start: selection.start, end: point }));
        }
        let under = visible.iter().find(|(place, row)| {
            let ground = row.ground.map_or(Rect::NOTHING, |(rect, ..)| rect);
            let at = pos2(pointer.x - area.left(), pointer.y - area.top() - place.top);
            ground.contains(at) || (row.ground.is_none() && at.y >= 0.0 && at.y < place.height)
        });
        return Some(under.map_or(Picked::Clear, |(place, _)| Picked::Choose(place.position)));
    }
    None
}

/// The message in whose line the pointer is: what a menu there is about.
fn pointed(ui: &Ui, area: Rect, visible: &[(Placed, &Row)]) -> Option<Position> {
    let at = ui.input(|i| i.pointer.latest_pos())?.y - area.top();
    let here = |place: &Placed| at >= place.top && at < place.top + place.height;
    let (place, row) = visible.iter().find(|(place, _)| here(place))?;
    (row.head.kind != SegmentKind::Note).then_some(place.position)
}

fn apply(ui: &Ui, view: &mut ConversationView, picked: Picked, response: &Response) {
    match picked {
        Picked::Select(selection) => {
            view.selection = Some(selection);
            if response.dragged() {
                ui.ctx().request_repaint();
            }
        }
        Picked::Choose(position) => {
            view.chosen = if view.chosen == Some(position) { None } else { Some(position) };
            view.selection = None;
        }
        Picked::Clear => (view.chosen, view.selection) = (None, None),
    }
}

fn paint_rows(
    ui: &mut Ui,
    words: &Words,
    area: Rect,
    view: &ConversationView,
    visible: &[(Placed, &Row)],
) -> Vec<(Action, Position)> {
    let painter = ui.painter_at(area);
    let mut wishes = Vec::new();
    for (place, row) in visible {
        let at = area.min + vec2(0.0, place.top.round());
        let light = Light {
            p: palette(ui),
            selection: view.selection,
            find: &view.find,
            chosen: view.chosen == Some(place.position),
            lit: view.highlight == Some(row.head.thread),
        };
        paint(&painter, row, at, &light);
        let rect = row
            .ground
            .map_or(Rect::from_min_size(at, vec2(area.width(), place.height)), |(ground, ..)| {
                ground.translate(at.to_vec2())
            });
        let id = ui.scope_id().with(("message", place.position));
        let response = ui.interact(rect.intersect(area), id, Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &row.name));
        if view.said.is_some_and(|(said, _)| said == place.position) {
            aloud(&response);
        }
        for (action, rect) in &row.actions {
            let rect = rect.translate(at.to_vec2());
            if !area.intersects(rect) {
                continue;
            }
            let text = match action {
                Action::ShowAll => tr!(words, "talk-show-all", size = words.bytes(row.head.len)),
                Action::Resend => tr!(words, "talk-resend"),
            };
            let font = egui::RichText::new(text).size(size::SMALL);
            let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
            child.set_clip_rect(area.intersect(ui.clip_rect()));
            child.spacing_mut().button_padding = vec2(8.0, 2.0);
            let button = egui::Button::new(font).wrap_mode(egui::TextWrapMode::Extend);
            if child.put(rect, button).clicked() {
                wishes.push((*action, place.position));
            }
        }
    }
    wishes
}

fn act(
    view: &mut ConversationView,
    session: &Session,
    action: Action,
    position: Position,
    commands: &mut Vec<Command>,
) {
    let Some(message) = view.rows.message(position, 0) else { return };
    match action {
        Action::ShowAll => view.viewer = Some(Viewer::new(position, message.len)),
        Action::Resend => {
            let bytes = view.rows.bytes(position, 0..message.len);
            let target = Target::One(receiver(session, message.connection));
            commands.push(Command::Send { session: session.id, target, bytes: bytes.into() });
        }
    }
}

/// Who gets what is sent again: the same peer, or the one that came in its place.
fn receiver(session: &Session, before: ConnectionId) -> ConnectionId {
    match session.open.as_slice() {
        [only] if session.spec.role == Role::Connect => *only,
        _ => before,
    }
}

fn empty_ui(ui: &mut Ui, words: &Words, session: &Session, area: Rect) {
    let key = match (session.spec.role, session.spec.endpoint.transport().is_datagram()) {
        (Role::Listen, true) if session.open.is_empty() => "talk-nothing-datagram",
        (Role::Listen, false) if session.open.is_empty() => "talk-nothing-waiting",
        _ => "talk-nothing",
    };
    let text = words.say(key);
    let rect = Rect::from_center_size(area.center(), vec2(area.width() * 0.8, 60.0));
    let color = palette(ui).weak;
    ui.put(rect, egui::Label::new(egui::RichText::new(text).color(color)).wrap());
}

fn pill_ui(ui: &mut Ui, words: &Words, area: Rect, view: &mut ConversationView) {
    if view.list.is_stuck() {
        return;
    }
    let new = view.seen.map_or(0, |seen| view.rows.count_after(seen));
    let text =
        if new > 0 { tr!(words, "talk-new", count = new) } else { tr!(words, "talk-to-end") };
    let rect = Rect::from_center_size(
        pos2(area.center().x, area.bottom() - 24.0),
        vec2(170.0_f32.min(area.width()), 28.0),
    );
    let p = palette(ui);
    let (fill, ink) = if new > 0 { (p.accent, p.on_accent) } else { (p.raised, p.text) };
    let button = egui::Button::new(egui::RichText::new(text).color(ink))
        .fill(fill)
        .stroke(egui::Stroke::new(1.0, p.border))
        .corner_radius(14.0);
    if ui.put(rect, button).clicked() {
        view.list.stick();
        ui.ctx().request_repaint();
    }
}

fn notice_ui(ui: &mut Ui, area: Rect, view: &mut ConversationView) {
    let now = ui.input(|i| i.time);
    let Some((text, until)) = view.notice.clone() else { return };
    if now >= until {
        view.notice = None;
        return;
    }
    ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(until - now));
    let p = palette(ui);
    let galley = ui.painter().layout(
        text.clone(),
        egui::FontId::proportional(size::SMALL),
        p.text,
        area.width() - 40.0,
    );
    let rect = Rect::from_min_size(
        pos2(area.left() + 12.0, area.bottom() - galley.size().y - 24.0),
        galley.size() + vec2(20.0, 12.0),
    );
    let edge = egui::Stroke::new(1.0, p.border);
    ui.painter().rect(rect, 8.0, p.raised, edge, egui::StrokeKind::Inside);
    ui.painter().galley(rect.min + vec2(10.0, 6.0), galley, p.text);
    let response = ui.interact(rect, ui.scope_id().with("notice"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
}
