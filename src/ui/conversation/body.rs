//! The messages themselves: scrolling, selecting, choosing, painting.

use super::cache::Key;
use super::chat;
use super::list::{List, Placed};
use super::manner::Manner;
use super::over::{notice_ui, pill_ui};
use super::paint::{Light, paint};
use super::row::{Action, Row, Setting};
use super::select::{self, Format, Point, Selection};
use super::viewer::Viewer;
use super::{ConversationView, scroll};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::limits::SHOWN;
use crate::model::{Command, ConnectionId, Lens, Role, Target};
use crate::record::Position;
use crate::tr;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{aloud, context_menu};
use egui::{Event, EventFilter, Key as K, Rect, Response, Sense, Ui, pos2, vec2};

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
/// How long a notice about a copy is shown, in seconds.
const NOTICE: f64 = 3.0;

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
    let (per_row, bytes_font) = super::manner::fitting(chat::room(area.width()), size::MONO);
    if std::mem::replace(&mut view.per_row, per_row) != per_row {
        // It is counted in characters, and bytes have others now.
        view.selection = None;
    }
    let setting = Setting {
        painter: &painter,
        p: palette(ui),
        words,
        session,
        clock: &view.clock,
        manner: Manner {
            mode: view.mode,
            raw: view.rows.lens() == Lens::Raw,
            per_row,
            turned: &view.turned,
        },
        bytes_font,
        width: area.width(),
        several,
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
    /// A menu opens on it.
    Menu(Position),
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
    // A menu is about what it was opened on, where nothing is selected.
    let for_menu = response.secondary_clicked() && selection.is_none_or(|all| all.is_empty());
    if response.clicked() || for_menu {
        let point = point()?;
        if !for_menu
            && ui.input(|i| i.modifiers.shift)
            && let Some(selection) = selection
        {
            return Some(Picked::Select(Selection { start: selection.start, end: point }));
        }
        let under = visible.iter().find(|(place, row)| {
            let ground = row.ground.map_or(Rect::NOTHING, |(rect, ..)| rect);
            let at = pos2(pointer.x - area.left(), pointer.y - area.top() - place.top);
            let in_row = at.y >= 0.0 && at.y < place.height;
            ground.contains(at) || (in_row && (for_menu || row.ground.is_none()))
        });
        return match under {
            Some((place, _)) if for_menu => Some(Picked::Menu(place.position)),
            Some((place, _)) => Some(Picked::Choose(place.position)),
            None => Some(Picked::Clear),
        };
    }
    None
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
        Picked::Menu(position) => (view.chosen, view.selection) = (Some(position), None),
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

fn copy_is_wished(ui: &Ui, view: &mut ConversationView, response: &Response) -> bool {
    let free = response.has_focus() || ui.memory(|memory| memory.focused().is_none());
    if !free {
        return false;
    }
    if response.has_focus() {
        if ui.input(|i| i.modifiers.command && i.key_pressed(K::A))
            && let (Some(first), Some(last)) = (view.rows.first(), view.rows.last())
        {
            let end = Selection::message(last).end;
            view.selection = Some(Selection { start: Point { position: first, at: 0 }, end });
        }
        if ui.input(|i| i.key_pressed(K::Escape)) {
            (view.selection, view.chosen) = (None, None);
        }
    }
    if view.selection.is_none() {
        view.selection = view.chosen.filter(|_| copy_event(ui)).map(Selection::message);
    }
    copy_event(ui) && view.selection.is_some_and(|selection| !selection.is_empty())
}

fn copy_event(ui: &Ui) -> bool {
    ui.input(|i| i.events.iter().any(|event| matches!(event, Event::Copy)))
}

/// Copies a selection and says what was copied, and what was not.
pub(super) fn copy(
    ui: &Ui,
    words: &Words,
    view: &mut ConversationView,
    selection: Selection,
    format: Format,
) {
    let copied = copy_of(view, selection, format);
    let size = words.bytes(copied.bytes as u64);
    let said = if copied.cut {
        tr!(words, "talk-copied-cut", size = size)
    } else {
        tr!(words, "talk-copied", size = size)
    };
    ui.ctx().copy_text(copied.text);
    view.notice = Some((said, ui.input(|i| i.time) + NOTICE));
}

fn copy_of(view: &mut ConversationView, selection: Selection, format: Format) -> select::Copied {
    let raw = view.rows.lens() == Lens::Raw;
    let manner = Manner { mode: view.mode, raw, per_row: view.per_row, turned: &view.turned };
    // Bytes in a bubble are copied as they are seen.
    let (from, to) = selection.sorted();
    let one = (from.position == to.position).then(|| view.rows.message(from.position, SHOWN));
    let format = match one.flatten() {
        Some(message) if format == Format::Shown && manner.is_hex(&message) => Format::Hex,
        _ => format,
    };
    select::copy(view.rows.as_mut(), selection, &manner, format)
}

fn menu_ui(words: &Words, view: &mut ConversationView, response: &Response) {
    let what = view
        .selection
        .filter(|selection| !selection.is_empty())
        .or_else(|| view.chosen.map(Selection::message));
    context_menu(response, |ui| {
        for format in Format::ALL {
            let button = egui::Button::new(words.say(format.key()));
            if ui.add_enabled(what.is_some(), button).clicked()
                && let Some(selection) = what
            {
                copy(ui, words, view, selection, format);
                ui.close();
            }
        }
        if what.is_none() {
            ui.label(tr!(words, "talk-copy-nothing"));
        }
        if let Some((position, is_hex)) = view.chosen_is_hex() {
            ui.separator();
            if ui.button(super::details::turn_name(words, is_hex)).clicked() {
                view.turn(position);
                ui.close();
            }
        }
    });
}
