//! Notices that stay until they are dismissed, and toasts that go by themselves.

use super::intent::Intent;
use super::theme::{palette, size};
use super::view::Toast;
use super::widgets::{Icon, Kind, Tone, aloud, banner, button, icon_button, small};
use crate::app::state::{Left, State, Weight};
use crate::language::Words;
use crate::tr;
use egui::{Align, Align2, Area, Id, Label, Layout, Order, Ui, Vec2};

/// Toasts that are on the screen at a time.
const TOASTS: usize = 3;

/// Whether there is anything to draw.
#[must_use]
pub fn has_notices(state: &State) -> bool {
    !state.notices.is_empty() || state.crashes > 0 || state.left.is_some() || state.is_careful
}

/// Draws the notices, one strip each.
pub fn notices_ui(ui: &mut Ui, words: &Words, state: &State) -> Vec<Intent> {
    let mut intents = Vec::new();
    if state.is_careful {
        intents.extend(careful_ui(ui, words, state));
    }
    if let Some(left) = state.left {
        intents.extend(left_ui(ui, words, left));
    }
    if state.crashes > 0 {
        intents.extend(crashes_ui(ui, words, state));
    }
    let (shown, more) = state.notices.shown();
    for notice in shown {
        let tone = match notice.weight {
            Weight::Information => Tone::Warn,
            Weight::Error => Tone::Bad,
        };
        let close = tr!(words, "notice-dismiss");
        if closable(ui, tone, &close, &counted(words, &notice.text, notice.count)) {
            intents.push(Intent::DismissNotice(notice.id));
        }
    }
    if more > 0 {
        ui.horizontal(|ui| {
            small(ui, tr!(words, "notice-more", count = more));
            if button(ui, Kind::Quiet, None, &tr!(words, "notice-dismiss-all")).clicked() {
                intents.push(Intent::DismissNotices);
            }
        });
    }
    intents
}

/// Offers what was open when the program ended unexpectedly.
fn left_ui(ui: &mut Ui, words: &Words, left: Left) -> Vec<Intent> {
    let mut intents = Vec::new();
    banner(ui, Tone::Warn, |ui| {
        ui.label(tr!(words, "reopen-asked", count = left.sessions));
        if left.drafts > 0 {
            small(ui, tr!(words, "reopen-with-drafts", count = left.drafts));
        }
        if left.ended > 0 {
            small(ui, tr!(words, "reopen-ended", count = left.ended));
        }
        ui.horizontal_wrapped(|ui| {
            if button(ui, Kind::Primary, None, &tr!(words, "reopen-yes")).clicked() {
                intents.push(Intent::Reopen);
            }
            if button(ui, Kind::Quiet, None, &tr!(words, "reopen-no")).clicked() {
                intents.push(Intent::ForgetLeft);
            }
        });
    });
    intents
}

/// Says that the program began with what is built in, and where the files are that it left alone.
fn careful_ui(ui: &mut Ui, words: &Words, state: &State) -> Vec<Intent> {
    let mut intents = Vec::new();
    banner(ui, Tone::Warn, |ui| {
        ui.label(tr!(words, "careful-told"));
        ui.horizontal_wrapped(|ui| {
            for (key, place) in [
                ("about-config", &state.places.config),
                ("about-data", &state.places.data),
                ("about-state", &state.places.state),
            ] {
                let name = tr!(words, "about-open", name = words.say(key));
                if button(ui, Kind::Quiet, Some(Icon::Folder), &name).clicked() {
                    intents.push(Intent::OpenFolder(place.clone()));
                }
            }
        });
    });
    intents
}

/// A strip with a sentence, and a cross that is at the right edge however long the sentence is.
/// True when it is to go.
fn closable(ui: &mut Ui, tone: Tone, close: &str, text: &str) -> bool {
    banner(ui, tone, |ui| {
        let wide = (ui.available_width() - size::ROW - size::GAP).max(0.0);
        let layout = Layout::top_down(Align::Min);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            ui.allocate_ui_with_layout(Vec2::new(wide, 0.0), layout, |ui| {
                ui.set_min_width(wide);
                aloud(&ui.add(Label::new(text).wrap()));
            });
            icon_button(ui, Icon::Close, close, false).clicked()
        })
        .inner
    })
}

/// A sentence with how often it was said.
fn counted(words: &Words, text: &str, count: u32) -> String {
    if count < 2 {
        return text.to_owned();
    }
    tr!(words, "notice-counted", text = text, count = count)
}

/// Tells of the reports that an earlier run left.
fn crashes_ui(ui: &mut Ui, words: &Words, state: &State) -> Vec<Intent> {
    let mut intents = Vec::new();
    let show = || Intent::OpenFolder(state.places.crashes.clone());
    banner(ui, Tone::Bad, |ui| {
        ui.label(tr!(words, "crash-told", count = state.crashes));
        ui.horizontal_wrapped(|ui| {
            if button(ui, Kind::Normal, Some(Icon::Folder), &tr!(words, "crash-show")).clicked() {
                intents.push(show());
            }
            if button(ui, Kind::Normal, None, &tr!(words, "crash-remove")).clicked() {
                intents.push(Intent::RemoveCrashes);
            }
            if button(ui, Kind::Quiet, None, &tr!(words, "crash-keep")).clicked() {
                intents.push(Intent::KeepCrashes);
            }
        });
    });
    intents
}

/// Draws the toasts over the end of the conversation, above the field in which people write: there
/// is nothing to click but what leads to the newest message, which stays free. `foot` is where the
/// middle of the window ends, in points, and whether the conversation has left room above it. Says
/// how high they are, in points.
pub fn toasts_ui(
    ui: &mut Ui,
    words: &Words,
    toasts: &[Toast],
    (foot, is_free): (f32, bool),
) -> (Vec<Intent>, f32) {
    let mut intents = Vec::new();
    if toasts.is_empty() {
        return (intents, 0.0);
    }
    let over = if is_free { size::GAP / 2.0 } else { 2.0 * size::GAP + size::ROW };
    let up = foot - ui.ctx().content_rect().bottom() - over;
    let area = Area::new(Id::unique("toasts"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, up))
        .show(ui.ctx(), |ui| {
            let (shown, more) = shown(toasts);
            for toast in shown {
                egui::Frame::popup(ui.style()).fill(palette(ui).raised).show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.add_space(size::TIGHT);
                        aloud(&ui.label(counted(words, &toast.text, toast.count)));
                        if toast.undo
                            && button(ui, Kind::Quiet, Some(Icon::Retry), &tr!(words, "toast-undo"))
                                .clicked()
                        {
                            intents.push(Intent::Undo(toast.id));
                        }
                        ui.add_space(size::TIGHT);
                    });
                });
            }
            if more > 0 {
                egui::Frame::popup(ui.style()).fill(palette(ui).raised).show(ui, |ui| {
                    small(ui, tr!(words, "notice-more", count = more));
                });
            }
        });
    (intents, area.response.rect.height())
}

/// Those that are on the screen, oldest first, and how many more there are: what can be taken back
/// goes before what is only told, and the newest before the oldest.
fn shown(toasts: &[Toast]) -> (Vec<&Toast>, usize) {
    let mut ranked: Vec<&Toast> = toasts.iter().collect();
    ranked.sort_by_key(|toast| std::cmp::Reverse((toast.undo, toast.id)));
    ranked.truncate(TOASTS);
    ranked.sort_by_key(|toast| toast.id);
    let more = toasts.len() - ranked.len();
    (ranked, more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::model::Nanos;
    use crate::ui::view::View;
    use egui::Rect;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable;
    use std::time::{Duration, Instant};

    struct Scene {
        state: State,
        view: View,
        words: Words,
    }

    fn window(language: Language) -> Harness<'static, Scene> {
        let state = State::new(Instant::now(), Nanos(1));
        let scene = Scene { state, view: View::default(), words: Words::new(language) };
        let builder = Harness::builder().with_size(Vec2::new(1000.0, 700.0)).with_max_steps(40);
        let builder = builder.with_context_setup(|ctx| {
            crate::ui::fonts::install(ctx);
            crate::ui::theme::install(ctx);
        });
        let draw = |ui: &mut Ui, scene: &mut Scene| {
            for intent in crate::ui::window_ui(ui, &scene.words, &scene.state, &mut scene.view) {
                match intent {
                    Intent::DismissNotice(id) => scene.state.notices.dismiss(id),
                    Intent::DismissNotices => scene.state.notices.dismiss_all(),
                    _ => {}
                }
            }
        };
        let mut harness = builder.build_ui_state(draw, scene);
        harness.run_steps(3);
        harness
    }

    fn crosses(harness: &Harness<'static, Scene>) -> Vec<Rect> {
        let mut all: Vec<Rect> =
            harness.query_all_by_label("Dismiss").map(|node| node.rect()).collect();
        all.sort_by(|a, b| a.top().total_cmp(&b.top()));
        all
    }

    #[test]
    fn crosses_are_at_one_edge_and_what_has_no_room_is_counted() {
        let mut harness = window(Language::English);
        let state = &mut harness.state_mut().state;
        state.notice("Short.".to_owned());
        state.notice("A sentence that does not end. ".repeat(20));
        for number in 0..4 {
            state.inform(format!("News {number}"));
        }
        state.notice("Short.".to_owned());
        harness.run_steps(8);
        harness.get_by_label("Short. (2 times)");
        harness.get_by_label("News 3");
        assert!(harness.query_by_label("News 2").is_none());
        harness.get_by_label("and 3 more");
        let places = crosses(&harness);
        assert_eq!(places.len(), 3);
        let right = places[0].right();
        assert!(places.iter().all(|place| (place.right() - right).abs() < 0.5), "{places:?}");
        let text = harness.get_by_label("Short. (2 times)").rect();
        assert!((places[0].center().y - text.center().y).abs() < 8.0, "on one line");
        harness.query_all_by_label("Dismiss").next().expect("three of them").click();
        harness.run_steps(8);
        harness.get_by_label("and 2 more");
        harness.get_by_label("Dismiss all").click();
        harness.run_steps(8);
        assert!(harness.state().state.notices.is_empty());
        assert_eq!(crosses(&harness), []);
    }

    #[test]
    fn of_many_toasts_the_newest_and_those_that_can_be_taken_back_are_seen() {
        let mut harness = window(Language::Chinese);
        let until = harness.state().state.now + Duration::from_secs(9);
        for id in 0..6 {
            let (text, undo, count) = (format!("toast {id}"), id == 1, if id == 5 { 2 } else { 1 });
            harness.state_mut().view.toasts.push(Toast { id, text, count, undo, until });
        }
        harness.run_steps(4);
        for text in ["toast 1", "toast 4", "toast 5（2 次）", "还有 3 条"] {
            harness.get_by_label(text);
        }
        assert!(harness.query_by_label("toast 3").is_none());
    }
}
