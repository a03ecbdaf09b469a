//! Everything that can be done, found by typing a part of its name.

use super::fuzzy::rank;
use crate::app::state::State;
use crate::language::Words;
use crate::tr;
use crate::ui::intent::{Intent, Place, PresetIntent};
use crate::ui::keys::{Action, TABLE, written};
use crate::ui::view::{Dialog, View};
use crate::ui::widgets::{Icon, Row, RowMark, label_weak, part, row};
use egui::{Key, Modal, Modifiers, ScrollArea, TextEdit, Ui};

/// Rows that are offered.
const OFFERED: usize = 40;

/// What a row does.
enum Deed {
    Act(Action),
    Wish(Intent),
}

struct Offer {
    text: String,
    keys: String,
    icon: Icon,
    deed: Deed,
}

/// Draws the palette.
pub(super) fn palette_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    view: &mut View,
    (mut text, mut chosen): (String, usize),
) -> (Vec<Action>, Vec<Intent>) {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (up, down, enter) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown), pressed(Key::Enter));
    let mut taken = None;
    let mut offers = Vec::new();
    let frame = egui::Frame::window(ui.style()).inner_margin(egui::Margin::same(12));
    let modal = Modal::new(egui::Id::unique("palette")).frame(frame).show(ui.ctx(), |ui| {
        part(ui, egui::Role::Dialog, &tr!(words, "bar-palette"));
        ui.set_width(480.0_f32.min(ui.ctx().content_rect().width() - 40.0));
        let label = tr!(words, "palette-field");
        let edit = TextEdit::singleline(&mut text)
            .hint_text(label.as_str())
            .margin(egui::Margin::symmetric(12, 8))
            .desired_width(f32::INFINITY);
        let field = ui.add(edit);
        field.request_focus();
        let value = text.clone();
        field.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label);
            info.current_text_value = Some(value.clone());
            info
        });
        if field.changed() {
            chosen = 0;
        }
        offers = found(ui, words, state, &text);
        let last = offers.len().saturating_sub(1);
        if down {
            chosen += 1;
        }
        if up {
            chosen = chosen.saturating_sub(1);
        }
        chosen = chosen.min(last);
        if offers.is_empty() {
            ui.add_space(8.0);
            label_weak(ui, tr!(words, "palette-none"));
        }
        let used = ui.cursor().top() - ui.min_rect().top();
        let room = ui.ctx().content_rect().height() - super::AROUND - used;
        let (most, least) = (room.clamp(60.0, 360.0), room.clamp(60.0, 120.0));
        let list = ScrollArea::vertical().max_height(most).min_scrolled_height(least);
        list.auto_shrink([false, true]).show(ui, |ui| {
            for (index, offer) in offers.iter().enumerate() {
                let shown = Row {
                    id: ui.scope_id().with(("found", index)),
                    depth: 0,
                    mark: RowMark::Icon(offer.icon),
                    title: &offer.text,
                    detail: &offer.keys,
                    name: &offer.text,
                    selected: index == chosen,
                    mono: false,
                };
                let response = row(ui, &shown);
                if index == chosen && (up || down) {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    taken = Some(index);
                }
            }
        });
    });
    if enter {
        taken = Some(chosen);
    }
    let deed = taken.filter(|at| *at < offers.len()).map(|at| offers.swap_remove(at).deed);
    match deed {
        Some(Deed::Act(action)) => (vec![action], Vec::new()),
        Some(Deed::Wish(intent)) => (Vec::new(), vec![intent]),
        None => {
            view.dialog = (!modal.should_close()).then_some(Dialog::Palette(text, chosen));
            (Vec::new(), Vec::new())
        }
    }
}

fn found(ui: &Ui, words: &Words, state: &State, text: &str) -> Vec<Offer> {
    let mut offers: Vec<Offer> = TABLE
        .iter()
        .filter(|binding| binding.action != Action::Palette)
        .map(|binding| Offer {
            text: words.say(binding.text),
            keys: written(ui.ctx(), &binding.shortcut),
            icon: Icon::Play,
            deed: Deed::Act(binding.action),
        })
        .collect();
    offers.push(Offer {
        text: tr!(words, "start-tutorial-title"),
        keys: String::new(),
        icon: Icon::Tutorial,
        deed: Deed::Wish(Intent::Tutorial),
    });
    if state.sessions.values().any(|session| session.stage.is_over()) {
        offers.push(Offer {
            text: tr!(words, "sidebar-clear-all"),
            keys: String::new(),
            icon: Icon::Close,
            deed: Deed::Wish(Intent::ClearEnded),
        });
    }
    offers.push(Offer {
        text: tr!(words, "about-copy"),
        keys: String::new(),
        icon: Icon::Copy,
        deed: Deed::Wish(Intent::CopyDiagnostics),
    });
    offers.extend(state.sessions.values().map(|session| Offer {
        text: tr!(words, "palette-session", title = session.spec.title()),
        keys: String::new(),
        icon: Icon::ChevronRight,
        deed: Deed::Wish(Intent::Show(Place::Session(session.id))),
    }));
    offers.extend(state.pairing.contacts.values().map(|known| Offer {
        text: tr!(words, "palette-session", title = words.name_of(&known.contact.name)),
        keys: String::new(),
        icon: Icon::Pair,
        deed: Deed::Wish(Intent::Show(Place::Contact(known.contact.id))),
    }));
    offers.extend(state.presets.iter().map(|preset| Offer {
        text: tr!(words, "palette-preset", title = preset.spec.title()),
        keys: String::new(),
        icon: Icon::Save,
        deed: Deed::Wish(Intent::Preset(PresetIntent::Open(preset.id.clone()))),
    }));
    let ranked = offers.into_iter().filter_map(|offer| Some((rank(&offer.text, text)?, offer)));
    let mut ranked: Vec<_> = ranked.collect();
    // What fits equally well stays in the order of the table.
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(OFFERED);
    ranked.into_iter().map(|(_, offer)| offer).collect()
}
