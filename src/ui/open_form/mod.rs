//! The one-line form in which a session is opened: address, transport, and all that can be chosen.

mod form;
mod options;

pub use form::OpenForm;

use super::intent::{Intent, PresetIntent};
use super::theme::{palette, size};
use super::widgets::{
    Icon, Kind, Tone, banner, button, card, choice, icon_button, part, small, strong, take_over,
};
use crate::app::state::State;
use crate::language::Words;
use crate::model::{Endpoint, Role, Transport};
use crate::tr;
use egui::{ComboBox, Key, Layout, RichText, TextEdit, Ui};

/// Recent addresses that are offered.
const RECENT: usize = 5;

/// Width of the form below which the name of the address stands above it, in points.
const NARROW: f32 = 620.0;
/// Largest width of the address, in points.
const WIDEST: f32 = 640.0;
/// Width of the list of transports, in points.
const TRANSPORT: f32 = 96.0;

/// What the list of transports and the button take behind the address, in points.
fn beside(ui: &Ui, action: &str) -> f32 {
    let font = egui::TextStyle::Button.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(action.to_owned(), font, palette(ui).text);
    // Two gaps; the sides of the field, of the list and of the button, and the button's picture.
    let around = 2.0 * ui.spacing().item_spacing.x + 20.0 + 2.0 * size::PAD + 24.0;
    TRANSPORT + galley.size().x + around
}

/// Draws the form. False when it is to go.
pub fn open_form_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    form: &mut OpenForm,
) -> (bool, Vec<Intent>) {
    let mut intents = Vec::new();
    let mut keep = true;
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        let title = match form.role {
            Role::Listen => tr!(words, "form-title-listen"),
            Role::Connect => tr!(words, "form-title-connect"),
        };
        part(ui, egui::Role::Form, &title);
        ui.horizontal(|ui| {
            strong(ui, title, 16.0);
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                keep &= !icon_button(ui, Icon::Close, &tr!(words, "form-cancel"), false).clicked();
            });
        });
        let submitted = line_ui(ui, words, form);
        recent_ui(ui, words, state, form);
        verdict_ui(ui, words, form);
        let (saves, wished) = foot_ui(ui, words, form);
        if form.unfolded {
            ui.add_space(size::TIGHT);
            options::options_ui(ui, words, form);
        }
        if submitted {
            form.touched = true;
        }
        match form.spec() {
            Ok(spec) if submitted => {
                keep = false;
                intents.push(match form.replaces {
                    Some(old) => Intent::Replace(old, Box::new(spec)),
                    None => Intent::Open(Box::new(spec)),
                });
            }
            Ok(spec) if saves => {
                let folder = form.folder.trim().to_owned();
                form.saving = false;
                intents.push(Intent::Preset(PresetIntent::Save(Box::new(spec), folder)));
            }
            _ => {}
        }
        intents.extend(wished);
    });
    if keep && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape)) {
        keep = false;
    }
    (keep, intents)
}

/// Address, transport and the button. True when it is to be opened.
fn line_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm) -> bool {
    let mut submitted = false;
    let action = match form.role {
        Role::Listen => (Icon::Listen, tr!(words, "form-listen")),
        Role::Connect => (Icon::Connect, tr!(words, "form-connect")),
    };
    let name = RichText::new(tr!(words, "form-address")).color(palette(ui).weak);
    // Where an address would not fit beside its name, it stands below.
    let above = (ui.available_width() < NARROW).then(|| ui.label(name.clone()));
    ui.horizontal(|ui| {
        let hint = match form.role {
            Role::Listen => tr!(words, "form-hint-listen"),
            Role::Connect => tr!(words, "form-hint-connect"),
        };
        let label = above.unwrap_or_else(|| ui.label(name));
        let wide = (ui.available_width() - beside(ui, &action.1)).clamp(120.0, WIDEST);
        let edit = TextEdit::singleline(&mut form.address)
            .hint_text(hint)
            .font(egui::TextStyle::Monospace)
            .margin(egui::Margin::symmetric(10, 6))
            .desired_width(wide);
        let field = ui.add(edit).labelled_by(label.id);
        if std::mem::take(&mut form.focus) {
            field.request_focus();
        }
        if field.changed() {
            form.follow_scheme();
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            submitted = true;
            // Where the form stays, what is wrong is typed again.
            take_over(&field, &form.address);
        }
        transport_ui(ui, words, form);
        submitted |= button(ui, Kind::Primary, Some(action.0), &action.1).clicked();
    });
    submitted
}

fn transport_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm) {
    let name = |transport| match transport {
        Transport::Tcp => tr!(words, "transport-tcp"),
        Transport::Udp => tr!(words, "transport-udp"),
        Transport::Unix => tr!(words, "transport-unix"),
        Transport::UnixGram => tr!(words, "transport-unixgram"),
    };
    let combo = ComboBox::from_id_salt("transport").width(TRANSPORT);
    let response = combo.selected_text(name(form.transport)).show_ui(ui, |ui| {
        for transport in Transport::ALL {
            if choice(ui, form.transport == transport, name(transport)) {
                form.transport = transport;
            }
        }
    });
    let label = tr!(words, "form-transport");
    super::conversation::named_combo(&response.response, &label, &name(form.transport));
    response.response.on_hover_text(label);
}

/// Addresses that were opened before: a click takes one over.
fn recent_ui(ui: &mut Ui, words: &Words, state: &State, form: &mut OpenForm) {
    let recent = match form.role {
        Role::Listen => &state.recent_listen,
        Role::Connect => &state.recent_connect,
    };
    if recent.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::TIGHT;
        small(ui, tr!(words, "form-recent"));
        for recent in recent.iter().take(RECENT) {
            if button(ui, Kind::Quiet, None, recent).clicked() {
                form.address.clone_from(recent);
                form.follow_scheme();
                form.focus = true;
            }
        }
    });
}

/// What is wrong with the address, or what follows from it.
fn verdict_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm) {
    match form.endpoint() {
        Err(error) if form.touched || !form.address.trim().is_empty() => {
            let text = RichText::new(words.endpoint_error(&error)).color(palette(ui).bad);
            ui.label(text.size(13.0));
        }
        Err(_) => {}
        Ok(endpoint) => {
            small(ui, tr!(words, "form-meaning", endpoint = endpoint.to_string()));
            if form.role == Role::Listen {
                reach_ui(ui, words, form, &endpoint);
            }
        }
    }
}

/// Who can reach a listener.
fn reach_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm, endpoint: &Endpoint) {
    let Some(to) = endpoint.host_port() else { return };
    if !to.is_open_to_others() {
        small(ui, tr!(words, "form-loopback-only"));
        return;
    }
    if to.ip().is_some_and(|ip| ip.is_unspecified()) {
        banner(ui, Tone::Warn, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.label(tr!(words, "form-open-to-all"));
                let only = tr!(words, "form-only-here");
                if button(ui, Kind::Quiet, None, &only).clicked() {
                    form.address = format!("127.0.0.1:{}", to.port);
                }
            });
        });
    }
}

/// Options, save as preset. True when it is to be saved.
fn foot_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm) -> (bool, Vec<Intent>) {
    let mut saves = false;
    ui.horizontal(|ui| {
        let icon = if form.unfolded { Icon::ChevronDown } else { Icon::ChevronRight };
        if button(ui, Kind::Quiet, Some(icon), &tr!(words, "form-options")).clicked() {
            form.unfolded = !form.unfolded;
        }
        if button(ui, Kind::Quiet, Some(Icon::Save), &tr!(words, "form-save")).clicked() {
            form.saving = !form.saving;
            form.touched = true;
        }
    });
    if form.saving {
        ui.horizontal_wrapped(|ui| {
            let label = ui.label(tr!(words, "form-name"));
            ui.add(TextEdit::singleline(&mut form.name).desired_width(180.0)).labelled_by(label.id);
            let label = ui.label(tr!(words, "form-folder"));
            let folder = TextEdit::singleline(&mut form.folder)
                .hint_text(tr!(words, "form-folder-hint"))
                .desired_width(140.0);
            ui.add(folder).labelled_by(label.id);
            saves = button(ui, Kind::Normal, None, &tr!(words, "form-save-now")).clicked();
        });
    }
    (saves, Vec::new())
}
