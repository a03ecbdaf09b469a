//! The whole window: bars, panels, the middle, and what lies over them.

use super::first_start::first_start_ui;
use super::intent::{Intent, Place};
use super::keys::{self, Action};
use super::notices::{has_notices, notices_ui, toasts_ui};
use super::open_form::{OpenForm, open_form_ui};
use super::session::place_ui;
use super::sidebar::sidebar_ui;
use super::status::{losses, status_ui};
use super::theme::palette;
use super::top_bar::top_bar_ui;
use super::view::{Dialog, View};
use super::widgets::{anchored, part};
use super::{dialog, inspector, splitter};
use crate::app::state::{Preferences, State};
use crate::language::Words;
use crate::model::{Command, Role, SessionId};
use crate::tr;
use egui::Role as Part;
use egui::{CentralPanel, Frame, Key, Margin, Panel, Rect, ScrollArea, Ui, UiBuilder};

/// Least, usual and largest width of the panel at the right, in points.
pub(super) const INSPECTOR: (f32, f32, f32) = (260.0, 478.0, 900.0);
/// Least, usual and largest width of the list at the left, in points.
pub(super) const SIDEBAR: (f32, f32, f32) = (180.0, 236.0, 480.0);
/// Width that panel leaves to the middle, in points.
const MIDDLE: f32 = 400.0;
/// Height below an open form from which on a conversation can be read, in points.
const READABLE: f32 = 340.0;

/// Width and height into which everything fits, in points.
const LEAST: (f32, f32) = (620.0, 380.0);
/// Below this height, in points, the conversation needs the room of what can also be read elsewhere.
const LOW: f32 = 520.0;
/// Share of a narrow window that the list at the left may take.
const LIST_SHARE: f32 = 0.29;
/// Smallest and largest zoom, and its step.
const ZOOM: (f32, f32, f32) = (0.5, 3.0, 0.1);

/// Whether the window is so low that the conversation needs all the room: at a large zoom.
pub(super) fn is_low(ctx: &egui::Context) -> bool {
    ctx.content_rect().height() < LOW
}

/// Draws everything and returns what the person wishes.
pub fn window_ui(ui: &mut Ui, words: &Words, state: &State, view: &mut View) -> Vec<Intent> {
    let mut intents = Vec::new();
    let mut actions = keys::pressed(ui.ctx());
    actions.retain(|action| dialog::lets_through(view, *action));
    if let Some(place) = keys::pressed_number(ui.ctx())
        && view.dialog.is_none()
        && let Some(id) = state.sessions.keys().nth(place)
    {
        intents.push(Intent::Show(Place::Session(*id)));
    }
    view.settle(ui.ctx());
    view.foot = ui.ctx().content_rect().bottom();
    view.toasts_free = false;
    // What a dialog covers does not take the key that closes it.
    let held = if view.dialog.is_some() { keys::hold_escape(ui.ctx()) } else { Vec::new() };
    roomy_ui(ui, |ui| {
        bars_ui(ui, words, state, view, &mut actions, &mut intents);
        middle_ui(ui, words, state, view, &mut actions, &mut intents);
    });
    // What a dialog covers is not clicked.
    let bottom = ui.ctx().content_rect().bottom();
    let foot = if view.dialog.is_some() { bottom } else { view.foot };
    let (wished, tall) = toasts_ui(ui, words, &view.toasts, (foot, view.toasts_free));
    intents.extend(wished);
    if (tall - view.toasts_tall).abs() > 0.5 {
        view.toasts_tall = tall;
        ui.ctx().request_repaint();
    }
    ui.input_mut(|input| input.events.extend(held));
    let (chosen, wished) = dialog::dialog_ui(ui, words, state, view);
    actions.extend(chosen);
    intents.extend(wished);
    for action in actions {
        intents.extend(act(action, state, view));
    }
    view.focus.follow(ui.ctx());
    intents
}

/// Draws in all the room there is, or in the least that everything fits into: then the window
/// scrolls, as it does at a large zoom.
fn roomy_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let (here, least) = (ui.available_size(), egui::vec2(LEAST.0, LEAST.1));
    if here.x >= least.x && here.y >= least.y {
        content(ui);
        return;
    }
    ui.spacing_mut().scroll = egui::style::ScrollStyle::solid();
    ScrollArea::both().id_salt("window").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().scroll = egui::style::ScrollStyle::thin();
        let rect = Rect::from_min_size(ui.cursor().min, least.max(ui.available_size()));
        ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
            ui.set_clip_rect(ui.clip_rect().intersect(rect));
            content(ui);
        });
        ui.allocate_rect(rect, egui::Sense::hover());
    });
}

fn bars_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    actions: &mut Vec<Action>,
    intents: &mut Vec<Intent>,
) {
    let p = palette(ui);
    let wide = ui.available_width();
    let inspector = view.shows_inspector(state.preferences.inspector, wide);
    let bar = |x, y| Frame::new().fill(p.panel).inner_margin(Margin::symmetric(x, y));
    Panel::top("top bar").frame(bar(12, 8)).show(ui, |ui| {
        part(ui, Part::Toolbar, &tr!(words, "part-start"));
        actions.extend(top_bar_ui(ui, words, inspector));
    });
    if !is_low(ui.ctx()) || losses(words, state).is_some() {
        let status = Panel::bottom("status").frame(bar(16, 4)).show(ui, |ui| {
            part(ui, Part::Status, &tr!(words, "part-status"));
            status_ui(ui, words, state);
        });
        view.foot = view.foot.min(status.response.rect.top());
    }
    // A narrow window has room for one of the two.
    if !(view.narrow && inspector) {
        let edge = splitter::edge_of(ui, "sidebar");
        splitter::obey(ui, edge, (Key::ArrowRight, Key::ArrowLeft));
        let most = (wide * LIST_SHARE).clamp(SIDEBAR.0, SIDEBAR.2);
        view.sides.sidebar.give(ui, "sidebar", most);
        let panel = Panel::left("sidebar").frame(bar(8, 8)).default_size(SIDEBAR.1);
        let drawn = panel.size_range(SIDEBAR.0..=most).show(ui, |ui| {
            part(ui, Part::Navigation, &tr!(words, "part-list"));
            intents.extend(sidebar_ui(ui, words, state, view));
        });
        view.sides.sidebar.take(drawn.response.rect.width(), most);
        splitter::show(ui, edge, &tr!(words, "edge-sidebar"));
    }
    if inspector {
        let most = (ui.available_width() - MIDDLE).clamp(INSPECTOR.0, INSPECTOR.2);
        let edge = splitter::edge_of(ui, "inspector");
        splitter::obey(ui, edge, (Key::ArrowLeft, Key::ArrowRight));
        view.sides.inspector.give(ui, "inspector", most);
        let drawn = Panel::right("inspector")
            .frame(bar(0, 4))
            .default_size(INSPECTOR.1)
            .size_range(INSPECTOR.0..=most)
            .show(ui, |ui| {
                part(ui, Part::Complementary, &tr!(words, "bar-inspector"));
                intents.extend(inspector::inspector_ui(ui, words, state, view));
            });
        view.sides.inspector.take(drawn.response.rect.width(), most);
        splitter::show(ui, edge, &tr!(words, "edge-inspector"));
    }
}

fn middle_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    actions: &mut Vec<Action>,
    intents: &mut Vec<Intent>,
) {
    let p = palette(ui);
    CentralPanel::default().frame(Frame::new().fill(p.base)).show(ui, |ui| {
        if has_notices(state) {
            let strip = Frame::new().fill(p.base).inner_margin(Margin::symmetric(12, 8));
            Panel::top("notices").frame(strip).show(ui, |ui| {
                intents.extend(notices_ui(ui, words, state));
            });
        }
        if let Some(mut form) = view.form.take() {
            let frame = Frame::new().fill(p.base).inner_margin(Margin::symmetric(16, 12));
            let area = ScrollArea::vertical().id_salt("form").auto_shrink([false, true]);
            let form_ui = |ui: &mut Ui| open_form_ui(ui, words, state, &mut form);
            let drawn =
                anchored(ui, "form", |ui| area.show(ui, |ui| frame.show(ui, form_ui).inner));
            let (keep, wished) = drawn.inner;
            intents.extend(wished);
            view.form = keep.then_some(form);
        }
        if view.form.is_some() && ui.available_height() < READABLE {
            return;
        }
        let places = view.shown.clone();
        match places.as_slice() {
            [] => {
                let tall = ui.available_height();
                let area = ScrollArea::vertical().id_salt("start").auto_shrink(false);
                let (chosen, wished) = area.show(ui, |ui| first_start_ui(ui, words, tall)).inner;
                actions.extend(chosen);
                intents.extend(wished);
            }
            [one] => intents.extend(place_ui(ui, words, state, view, one)),
            many => ui.columns(many.len(), |columns| {
                for (column, place) in columns.iter_mut().zip(many) {
                    intents.extend(place_ui(column, words, state, view, place));
                }
            }),
        }
    });
}

/// What an action means for what is shown now.
pub(super) fn act(action: Action, state: &State, view: &mut View) -> Vec<Intent> {
    let mut intents = Vec::new();
    let shown = view.session().and_then(|id| state.sessions.get(&id));
    match action {
        Action::Listen => view.form = Some(OpenForm::new(Role::Listen)),
        Action::Connect => view.form = Some(OpenForm::new(Role::Connect)),
        Action::Pair => toggle(view, Dialog::Pair),
        Action::Palette => view.dialog = Some(Dialog::Palette(String::new(), 0)),
        Action::Keys => toggle(view, Dialog::Keys),
        Action::About => toggle(view, Dialog::About),
        Action::Settings => toggle(view, Dialog::Settings),
        Action::Find => {
            if let Some(place) = view.shown.first()
                && let Some(conversation) = view.conversations.get_mut(place)
            {
                conversation.find.open = true;
            }
        }
        Action::PutAway => intents.extend(shown.map(|session| Intent::PutAway(session.id))),
        Action::Next => intents.extend(step(state, view, 1)),
        Action::Previous => intents.extend(step(state, view, -1)),
        Action::Save => view.dialog = shown.map(Dialog::save).or(view.dialog.take()),
        Action::Toggle => intents.extend(shown.map(|session| {
            if session.stage.is_over() {
                Intent::Replace(session.id, Box::new(session.spec.clone()))
            } else {
                Intent::Engine(Command::Close(session.id))
            }
        })),
        Action::Inspector if view.narrow => view.inspector_anyway = !view.inspector_anyway,
        _ => intents.push(Intent::Prefer(preferred(action, state.preferences))),
    }
    intents
}

fn toggle(view: &mut View, dialog: Dialog) {
    view.dialog = if view.dialog.as_ref() == Some(&dialog) { None } else { Some(dialog) };
}

fn preferred(action: Action, now: Preferences) -> Preferences {
    let (least, most, by) = ZOOM;
    let zoom = match action {
        Action::ZoomIn => now.zoom + by,
        Action::ZoomOut => now.zoom - by,
        Action::ZoomReset => 1.0,
        _ => now.zoom,
    };
    let inspector = now.inspector != (action == Action::Inspector);
    Preferences { zoom: zoom.clamp(least, most), inspector, ..now }
}

/// The session before or behind the one that is shown, around the ends.
fn step(state: &State, view: &View, by: isize) -> Option<Intent> {
    let ids: Vec<SessionId> = state.sessions.keys().copied().collect();
    let now = view.session().and_then(|id| ids.iter().position(|other| *other == id));
    let count = isize::try_from(ids.len()).ok().filter(|count| *count > 0)?;
    let next = match now.and_then(|at| isize::try_from(at).ok()) {
        Some(at) => (at + by).rem_euclid(count),
        None => 0,
    };
    let id = ids.get(usize::try_from(next).ok()?)?;
    Some(Intent::Show(Place::Session(*id)))
}
