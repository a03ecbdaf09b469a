//! What lies over the window for a moment: settings, the table of keys, the palette of commands.

mod about;
mod fuzzy;
mod palette_box;
mod save;

use super::intent::Intent;
use super::keys::{self, Action};
use super::pair;
use super::theme::{palette, size};
use super::view::{Dialog, View};
use super::widgets::{Icon, Kind, button, focus_ring, icon_button, label_weak, option, part};
use crate::app::state::{Desktop, Preferences, State, Theme};
use crate::language::{Language, Words};
use crate::model::Notifications;
use crate::tr;
use egui::{
    Context, DragValue, FocusDirection, Grid, Id, Key, Modal, Modifiers, Rect, Response, RichText,
    ScrollArea, Slider, Ui, UiBuilder,
};

/// Width of a dialog, in points.
const WIDE: f32 = 460.0;
/// Width of the one with folders in it, in points.
const ABOUT: f32 = 560.0;
/// What the frame of a dialog takes, and what stays free around it, in points.
const AROUND: f32 = 56.0;

/// Whether a shortcut counts while a dialog is open: what is behind it cannot be seen well, and what
/// is typed in it is not lost by a key that slipped. The table of the shortcuts makes way for them.
pub(super) fn lets_through(view: &mut View, action: Action) -> bool {
    use Action::{About, Keys, Pair, Palette, Settings, ZoomIn, ZoomOut, ZoomReset};
    let is_free =
        matches!(action, About | Keys | Pair | Palette | Settings | ZoomIn | ZoomOut | ZoomReset);
    if view.dialog == Some(Dialog::Keys) && !is_free {
        view.dialog = None;
    }
    is_free || view.dialog.is_none()
}

/// Draws the dialog that is open, if one is.
pub fn dialog_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
) -> (Vec<Action>, Vec<Intent>) {
    let Some(dialog) = view.dialog.take() else { return (Vec::new(), Vec::new()) };
    match dialog {
        Dialog::Settings => {
            let mut preferences = state.preferences;
            let mut chosen = Vec::new();
            let keep = page(ui, words, ("settings", WIDE), &tr!(words, "settings-title"), |ui| {
                scrolled(ui, |ui| {
                    settings_ui(ui, words, state.desktop, &mut preferences);
                    ui.add_space(size::PAD);
                    if button(ui, Kind::Normal, None, &tr!(words, "about-button")).clicked() {
                        chosen.push(Action::About);
                    }
                });
            });
            view.dialog = keep.then_some(Dialog::Settings);
            let changed = (preferences != state.preferences).then_some(preferences);
            (chosen, changed.map(Intent::Prefer).into_iter().collect())
        }
        Dialog::Keys => {
            let keep = page(ui, words, ("keys", WIDE), &tr!(words, "keys-title"), |ui| {
                scrolled(ui, |ui| keys_ui(ui, words));
            });
            view.dialog = keep.then_some(Dialog::Keys);
            (Vec::new(), Vec::new())
        }
        Dialog::About => {
            let mut wished = Vec::new();
            let keep = page(ui, words, ("about", ABOUT), &tr!(words, "about-title"), |ui| {
                scrolled(ui, |ui| wished = about::about_ui(ui, words, state));
            });
            view.dialog = keep.then_some(Dialog::About);
            (Vec::new(), wished)
        }
        Dialog::Pair => (Vec::new(), pair::pair_ui(ui, words, state, view)),
        Dialog::Contact(id) => (Vec::new(), pair::details_ui(ui, words, state, view, id)),
        Dialog::Unpair(id) => (Vec::new(), pair::unpair_ui(ui, words, state, view, id)),
        Dialog::Save(id, name, focused) => {
            (Vec::new(), save::save_ui(ui, words, state, view, (id, name, focused)))
        }
        Dialog::Palette(text, chosen) => {
            palette_box::palette_ui(ui, words, state, view, (text, chosen))
        }
    }
}

/// A dialog of this width, in points, with a title and a cross. False when it is to go.
pub(super) fn page(
    ui: &mut Ui,
    words: &Words,
    (id, wide): (&str, f32),
    title: &str,
    content: impl FnOnce(&mut Ui),
) -> bool {
    let mut keep = true;
    let id = egui::Id::unique(id);
    let frame = egui::Frame::window(ui.style()).inner_margin(egui::Margin::same(20));
    take_keyboard(ui.ctx(), id);
    let modal = Modal::new(id).frame(frame).show(ui.ctx(), |ui| {
        part(ui, egui::Role::Dialog, title);
        ui.set_width(wide.min(ui.ctx().content_rect().width() - AROUND));
        let row = ui.horizontal(|ui| {
            ui.set_min_height(size::ROW);
            ui.set_max_width(ui.available_width() - size::ROW - size::GAP);
            let title = RichText::new(title).color(palette(ui).text).size(18.0).strong();
            ui.add(egui::Label::new(title).truncate());
        });
        ui.add_space(size::PAD);
        let (top, right) = (row.response.rect.top(), ui.max_rect().right());
        content(ui);
        // Behind all else, so that the keyboard comes to what the dialog is about.
        let corner = egui::pos2(right - size::ROW, top);
        let spot = Rect::from_min_size(corner, egui::Vec2::splat(size::ROW));
        let mut over = ui.new_child(UiBuilder::new().id_salt("close").max_rect(spot));
        let name = tr!(words, "dialog-close");
        keep &= !icon_button(&mut over, Icon::Close, &name, false).clicked();
    });
    // Also while a list or a menu behind it was left open, which egui would close first.
    let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    keep && !escaped && !modal.should_close()
}

/// Gives the keyboard to the first widget of a dialog that was not there a moment ago: to what is
/// drawn next. A dialog is only measured in its first pass, so that takes some.
fn take_keyboard(ctx: &Context, dialog: Id) {
    const PASSES: u64 = 4;
    let now = ctx.cumulative_pass_nr();
    let first = ctx.data_mut(|data| {
        let seen = data.get_temp_mut_or_default::<Option<(u64, u64)>>(dialog.with("seen"));
        let first = seen.filter(|(_, last)| last + 1 >= now).map_or(now, |(first, _)| first);
        *seen = Some((first, now));
        first
    });
    if now >= first + PASSES {
        return;
    }
    ctx.memory_mut(|memory| match memory.focused() {
        Some(behind) if now == first => memory.surrender_focus(behind),
        Some(_) => {}
        None => memory.move_focus(FocusDirection::Next),
    });
    ctx.request_repaint();
}

/// What is in a dialog, scrolled where the window has no room for all of it: at a large zoom.
pub(super) fn scrolled(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let used = ui.cursor().top() - ui.min_rect().top();
    let room = ui.ctx().content_rect().height() - AROUND - used;
    let room = room.max(60.0);
    // A dialog is offered the height that it had: what has come to it since would be cut.
    let area = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
    area.auto_shrink([false, true]).show(ui, content);
}

fn settings_ui(ui: &mut Ui, words: &Words, desktop: Desktop, preferences: &mut Preferences) {
    Grid::new("settings").num_columns(2).spacing([24.0, 14.0]).show(ui, |ui| {
        label_weak(ui, tr!(words, "settings-language"));
        ui.horizontal(|ui| {
            part(ui, egui::Role::RadioGroup, &tr!(words, "settings-language"));
            let system = tr!(words, "settings-system");
            option(ui, &mut preferences.language, None, system);
            for language in Language::ALL {
                option(ui, &mut preferences.language, Some(language), language.name());
            }
        });
        ui.end_row();
        label_weak(ui, tr!(words, "settings-theme"));
        ui.horizontal(|ui| {
            part(ui, egui::Role::RadioGroup, &tr!(words, "settings-theme"));
            for theme in Theme::ALL {
                let name = match theme {
                    Theme::System => tr!(words, "settings-theme-system"),
                    Theme::Light => tr!(words, "settings-theme-light"),
                    Theme::Dark => tr!(words, "settings-theme-dark"),
                };
                option(ui, &mut preferences.theme, theme, name);
            }
        });
        ui.end_row();
        let label = label_weak(ui, tr!(words, "settings-zoom"));
        let mut percent = preferences.zoom * 100.0;
        ui.horizontal(|ui| {
            let slider = Slider::new(&mut percent, 50.0..=300.0).step_by(10.0).show_value(false);
            let slider = ui.add(slider).labelled_by(label.id);
            if slider.has_focus() {
                focus_ring(ui, slider.rect);
            }
            let value = DragValue::new(&mut percent).range(50.0..=300.0).speed(10.0).suffix(" %");
            let value = ui.add(value).labelled_by(label.id);
            // Taken over when the pointer lets go: it would move away below it otherwise.
            let done = |it: &Response| it.drag_stopped() || (it.changed() && !it.dragged());
            if done(&slider) || done(&value) {
                preferences.zoom = percent / 100.0;
            }
        });
        ui.end_row();
        label_weak(ui, tr!(words, "settings-inspector"));
        ui.checkbox(&mut preferences.inspector, tr!(words, "settings-inspector-shown"));
        ui.end_row();
        notifications_ui(ui, words, desktop, preferences);
    });
}

fn notifications_ui(ui: &mut Ui, words: &Words, desktop: Desktop, preferences: &mut Preferences) {
    label_weak(ui, tr!(words, "settings-notify"));
    ui.vertical(|ui| {
        ui.horizontal(|ui| {
            part(ui, egui::Role::RadioGroup, &tr!(words, "settings-notify"));
            for how in Notifications::ALL {
                let name = match how {
                    Notifications::Off => tr!(words, "settings-notify-off"),
                    Notifications::WithoutContent => tr!(words, "settings-notify-without"),
                    Notifications::WithContent => tr!(words, "settings-notify-with"),
                };
                option(ui, &mut preferences.notifications, how, name);
            }
        });
        label_weak(ui, tr!(words, "settings-notify-why"));
        let missing = match desktop {
            Desktop::Unknown | Desktop::Ready => {
                // The answer comes later: nothing moves under the pointer then.
                let tall = ui.text_style_height(&egui::TextStyle::Body);
                ui.allocate_space(egui::vec2(0.0, tall));
                return;
            }
            Desktop::NoBus => tr!(words, "settings-notify-no-bus"),
            Desktop::NoService => tr!(words, "settings-notify-no-service"),
            Desktop::NoWay => tr!(words, "settings-notify-no-way"),
        };
        label_weak(ui, missing);
    });
    ui.end_row();
}

fn keys_ui(ui: &mut Ui, words: &Words) {
    let row = |ui: &mut Ui, keys: String, text: String| {
        ui.label(RichText::new(keys).monospace());
        ui.label(text);
        ui.end_row();
    };
    ui.spacing_mut().interact_size.y = 18.0;
    Grid::new("keys").num_columns(2).spacing([28.0, 7.0]).show(ui, |ui| {
        // What has two shortcuts has one line, where its first one stands.
        let first = |at: usize, action| keys::TABLE.iter().take(at).all(|it| it.action != action);
        for (at, binding) in keys::TABLE.iter().enumerate() {
            if first(at, binding.action) {
                let all = keys::TABLE.iter().filter(|it| it.action == binding.action);
                let all: Vec<_> = all.map(|it| keys::written(ui.ctx(), &it.shortcut)).collect();
                row(ui, all.join("  "), words.say(binding.text));
            }
        }
        row(ui, "Ctrl+1 … 9".to_owned(), tr!(words, "key-number"));
        row(ui, "F2".to_owned(), tr!(words, "key-rename"));
        row(ui, "Enter".to_owned(), tr!(words, "key-send"));
        row(ui, "Shift+Enter".to_owned(), tr!(words, "key-new-line"));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Nanos;
    use egui::Vec2;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable;
    use std::time::Instant;

    #[test]
    fn one_escape_closes_a_dialog_and_shortcuts_do_nothing_behind_it() {
        let words = Words::new(Language::English);
        let state = State::new(Instant::now(), Nanos(1));
        let builder = Harness::builder().with_size(Vec2::new(1000.0, 700.0));
        let builder = builder.with_context_setup(|ctx| {
            crate::ui::fonts::install(ctx);
            crate::ui::theme::install(ctx);
        });
        let draw = move |ui: &mut Ui, (state, view): &mut (State, View)| {
            let intents = crate::ui::window_ui(ui, &words, state, view);
            assert!(intents.is_empty(), "{} things happen behind it", intents.len());
        };
        let mut harness = builder.build_ui_state(draw, (state, View::default()));
        for dialog in [Dialog::Keys, Dialog::Settings, Dialog::About, Dialog::Pair] {
            // A form behind it does not take the key.
            harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
            harness.run_steps(3);
            assert!(harness.state().1.form.is_some());
            harness.state_mut().1.dialog = Some(dialog.clone());
            harness.run_steps(6);
            if dialog != Dialog::Keys {
                harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
                harness.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
                harness.key_press(Key::F9);
                harness.run_steps(3);
                assert_eq!(harness.state().1.dialog, Some(dialog.clone()));
            }
            harness.key_press(Key::Escape);
            harness.run_steps(3);
            assert_eq!(harness.state().1.dialog, None, "{dialog:?}");
            assert!(harness.state().1.form.is_some(), "one key closes one thing");
            harness.key_press(Key::Escape);
            harness.run_steps(3);
            assert!(harness.state().1.form.is_none());
        }
        // The table of the shortcuts makes way for what they do.
        harness.state_mut().1.dialog = Some(Dialog::Keys);
        harness.run_steps(4);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::L);
        harness.run_steps(4);
        let view = &harness.state().1;
        assert!(view.dialog.is_none() && view.form.is_some());
    }

    #[test]
    fn nothing_in_the_settings_moves_when_the_desktop_answers() {
        for language in [Language::English, Language::Chinese] {
            let words = Words::new(language);
            let state = State::new(Instant::now(), Nanos(1));
            let mut view = View::default();
            view.dialog = Some(Dialog::Settings);
            let builder = Harness::builder().with_size(Vec2::new(1000.0, 700.0));
            let builder = builder.with_context_setup(|ctx| {
                crate::ui::fonts::install(ctx);
                crate::ui::theme::install(ctx);
            });
            let draw = move |ui: &mut Ui, (state, view): &mut (State, View)| {
                drop(crate::ui::window_ui(ui, &words, state, view));
            };
            let mut harness = builder.build_ui_state(draw, (state, view));
            harness.run_steps(6);
            let place = harness.get_by_label("简体中文").rect();
            for desktop in [Desktop::Ready, Desktop::NoBus, Desktop::NoService, Desktop::NoWay] {
                harness.state_mut().0.desktop = desktop;
                harness.run_steps(6);
                assert_eq!(harness.get_by_label("简体中文").rect(), place, "{desktop:?}");
            }
        }
    }
}
