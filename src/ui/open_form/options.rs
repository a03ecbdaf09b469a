//! What can be chosen for a session besides its address, each with a sentence on what it does.

use super::OpenForm;
use crate::language::Words;
use crate::model::{Options, Role, Transport, limits};
use crate::tr;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{reveal, small, strong};
use egui::{Checkbox, DragValue, RichText, ScrollArea, TextEdit, Ui};
use std::ops::RangeInclusive;
use std::time::Duration;

/// What the edge of the form takes below the options, in points.
const AROUND: f32 = 32.0;

/// Draws the options that make sense for the role and transport.
pub(super) fn options_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm) {
    // All the room there is: what is behind the form waits for it.
    let tall = (ui.clip_rect().bottom() - ui.cursor().top() - AROUND).max(140.0);
    // There is more below: the bar says so without being pointed at.
    ui.spacing_mut().scroll = egui::style::ScrollStyle::solid();
    ScrollArea::vertical().max_height(tall).auto_shrink([false, true]).show(ui, |ui| {
        behaviour_ui(ui, words, form);
        ui.add_space(size::GAP);
        network_ui(ui, words, form);
        ui.add_space(size::GAP);
        bounds_ui(ui, words, form);
    });
}

fn behaviour_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm) {
    strong(ui, tr!(words, "option-group-behaviour"), 13.0);
    ui.horizontal(|ui| {
        let label = ui.label(tr!(words, "option-greet"));
        let edit = TextEdit::singleline(&mut form.greet)
            .font(egui::TextStyle::Monospace)
            .hint_text(tr!(words, "option-greet-hint"))
            .desired_width(320.0);
        ui.add(edit).labelled_by(label.id);
    });
    small(ui, tr!(words, "option-greet-why"));
    if let Err(error) = crate::codec::read_input(crate::model::InputFormat::Escapes, &form.greet) {
        ui.label(RichText::new(words.input_error(&error)).color(palette(ui).warn).size(12.0));
    }
    let is_stream = !form.transport.is_datagram();
    let listens = form.role == Role::Listen;
    let o = &mut form.options;
    if is_stream {
        let why = tr!(words, "option-close-after-greet-why");
        check(ui, &mut o.close_after_greet, &tr!(words, "option-close-after-greet"), &why);
    }
    check(ui, &mut o.echo, &tr!(words, "option-echo"), &tr!(words, "option-echo-why"));
    if listens {
        check(ui, &mut o.room, &tr!(words, "option-room"), &tr!(words, "option-room-why"));
    }
    if is_stream {
        let why = tr!(words, "option-close-with-peer-why");
        check(ui, &mut o.close_with_peer, &tr!(words, "option-close-with-peer"), &why);
    }
    if !listens {
        let why = tr!(words, "option-reconnect-why");
        check(ui, &mut o.reconnect, &tr!(words, "option-reconnect"), &why);
    }
    check(ui, &mut o.record, &tr!(words, "option-record"), &tr!(words, "option-record-why"));
}

fn network_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm) {
    let listens = form.role == Role::Listen;
    let o = &mut form.options;
    match form.transport {
        Transport::Tcp => {
            strong(ui, tr!(words, "option-group-network"), 13.0);
            let why = tr!(words, "option-no-delay-why");
            check(ui, &mut o.no_delay, &tr!(words, "option-no-delay"), &why);
            let why = tr!(words, "option-keep-alive-why");
            check(ui, &mut o.keep_alive, &tr!(words, "option-keep-alive"), &why);
        }
        Transport::Udp => {
            strong(ui, tr!(words, "option-group-network"), 13.0);
            let why = tr!(words, "option-broadcast-why");
            check(ui, &mut o.broadcast, &tr!(words, "option-broadcast"), &why);
        }
        Transport::Unix | Transport::UnixGram if listens => {
            strong(ui, tr!(words, "option-group-network"), 13.0);
            let why = tr!(words, "option-replace-stale-why");
            check(ui, &mut o.replace_stale, &tr!(words, "option-replace-stale"), &why);
        }
        Transport::Unix | Transport::UnixGram => {}
    }
}

fn bounds_ui(ui: &mut Ui, words: &Words, form: &mut OpenForm) {
    strong(ui, tr!(words, "option-group-bounds"), 13.0);
    let listens = form.role == Role::Listen;
    let is_stream = !form.transport.is_datagram();
    let Options { backlog, max_threads, connect_timeout, max_clients, .. } = &mut form.options;
    let why = tr!(words, "option-max-threads-why");
    let top = 1..=limits::MAX_THREADS_TOP;
    number(ui, max_threads, top, (&tr!(words, "option-max-threads"), &why));
    if listens && is_stream {
        let why = tr!(words, "option-backlog-why");
        number(ui, backlog, 1..=65_535, (&tr!(words, "option-backlog"), &why));
    }
    if listens {
        let why = tr!(words, "option-max-clients-why");
        let most = 1..=limits::CLIENTS;
        number(ui, max_clients, most, (&tr!(words, "option-max-clients"), &why));
    } else {
        let mut seconds = connect_timeout.as_secs();
        let why = tr!(words, "option-timeout-why");
        number(ui, &mut seconds, 1..=120, (&tr!(words, "option-timeout"), &why));
        *connect_timeout = Duration::from_secs(seconds);
    }
}

fn check(ui: &mut Ui, value: &mut bool, name: &str, why: &str) {
    ui.horizontal_wrapped(|ui| {
        reveal(&ui.add(Checkbox::new(value, name)));
        small(ui, why);
    });
}

fn number<N: egui::emath::Numeric>(
    ui: &mut Ui,
    value: &mut N,
    range: RangeInclusive<N>,
    (name, why): (&str, &str),
) {
    // Wrapped: a table would be as wide as its longest sentence.
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(name);
        reveal(&ui.add(DragValue::new(value).range(range)).labelled_by(label.id));
        small(ui, why);
    });
}
