//! Their code: digits or a link, where they are, and how far it is.

use super::PairView;
use super::diagnose::diagnose_button;
use super::me::label;
use crate::app::state::State;
use crate::app::state::pairing::Pairing;
use crate::language::Words;
use crate::model::pairing::{CodeFault, Nearby, PairFault, PairStep, PairWish, Secret};
use crate::pair::code::Typed;
use crate::tr;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{
    Icon, Kind, Row, RowMark, Shape, Tone, aloud, banner, button, label_weak, paint_mark, row,
    small, take_over,
};
use egui::{FontId, Key, Response, RichText, TextEdit, Ui};

/// Most characters that are typed: a link with eight addresses is shorter.
const TYPED: usize = 1024;
/// Bytes that these take at most (RFC 3629).
const ROOM: usize = 4 * TYPED;
/// Machines near that are listed.
const LISTED: usize = 128;
/// Height of that list, in points.
const LIST: f32 = 150.0;

/// The digits are compared with others: large, and one as wide as the other.
const CODE: FontId = FontId::monospace(20.0);

/// What is typed of the other's code.
#[derive(Debug, Default)]
pub(super) struct EnterView {
    /// Digits or a link.
    pub(super) code: Secret,
    /// Addresses, apart by commas or spaces.
    pub(super) addresses: String,
    /// Who was chosen of those near: goes before what is typed as an address.
    pub(super) near: Option<Nearby>,
    /// No code is to be asked for.
    pub(super) without: bool,
    /// The field is to get the keyboard.
    pub(super) focus: bool,
    /// All of the code is to be selected: who mistyped it types it again.
    select: bool,
    /// A try is under way.
    trying: bool,
    /// What is wrong with what was typed. Nothing was sent.
    wrong: Option<CodeFault>,
}

/// What of a code can be seen to be wrong before anything is sent.
pub(super) fn fault_of(code: &str) -> Option<CodeFault> {
    if code.trim().is_empty() {
        return Some(CodeFault::NotNine);
    }
    Typed::parse(code).err()
}

/// Draws the page.
pub(super) fn enter_ui(
    ui: &mut Ui,
    words: &Words,
    state: &State,
    pair: &mut PairView,
    wishes: &mut Vec<PairWish>,
) {
    let pairing = &state.pairing;
    let under_way = pairing.step.is_some();
    let (mut go, mut back, mut diagnoses) = (false, false, false);
    let enter = &mut pair.enter;
    if std::mem::replace(&mut enter.trying, under_way) && !under_way {
        // The button that was pressed is gone: who failed tries again from the code.
        enter.select |= ui.memory(egui::Memory::focused).is_none();
    }
    if enter.without {
        banner(ui, Tone::Warn, |ui| ui.label(tr!(words, "pair-without-warning")));
    } else {
        go |= code_ui(ui, words, enter);
    }
    go |= address_ui(ui, words, enter);
    nearby_ui(ui, words, pairing, enter);
    ui.add_space(size::GAP);
    if let Some(step) = pairing.step {
        steps_ui(ui, words, step);
    } else if let Some(fault) = &pairing.fault {
        banner(ui, Tone::Bad, |ui| aloud(&ui.label(words.pair_fault(fault, None))));
        ui.add_space(size::GAP);
        diagnoses = is_of_the_way(fault);
    }
    ui.horizontal(|ui| {
        if under_way {
            if button(ui, Kind::Normal, None, &tr!(words, "pair-cancel")).clicked() {
                wishes.push(PairWish::Cancel);
            }
        } else {
            let ready = enter.without || !enter.code.expose().trim().is_empty();
            ui.add_enabled_ui(ready, |ui| {
                go |= button(ui, Kind::Primary, Some(Icon::Pair), &tr!(words, "pair-go")).clicked();
            });
            if ready && go {
                submit(enter, wishes);
            }
            back = button(ui, Kind::Quiet, None, &tr!(words, "pair-back")).clicked();
        }
    });
    if diagnoses {
        diagnose_button(ui, words, pair);
    }
    if back {
        pair.page = super::Page::Choice;
        pair.enter.without = false;
    }
}

/// Whether the network, not the code, is the reason.
fn is_of_the_way(fault: &PairFault) -> bool {
    use PairFault as F;
    matches!(
        fault,
        F::NoRoute { .. } | F::NoAddress | F::NoAnswer { .. } | F::Refused { .. } | F::NotUs { .. }
    )
}

fn submit(enter: &mut EnterView, wishes: &mut Vec<PairWish>) {
    enter.wrong = if enter.without { None } else { fault_of(enter.code.expose()) };
    if enter.wrong.is_some() {
        enter.select = true;
        return;
    }
    let code = if enter.without { Secret::default() } else { enter.code.expose().trim().into() };
    wishes.push(PairWish::Enter { code, addresses: enter.places() });
}

impl EnterView {
    /// Where to go, best first.
    fn places(&self) -> Vec<String> {
        let apart = |c: char| c == ',' || c == ';' || c.is_whitespace();
        match &self.near {
            Some(near) => near.addresses.iter().map(ToString::to_string).collect(),
            None => {
                let typed = self.addresses.split(apart).filter(|text| !text.is_empty());
                typed.map(str::to_owned).collect()
            }
        }
    }
}

/// True where Enter was pressed in it.
fn code_ui(ui: &mut Ui, words: &Words, enter: &mut EnterView) -> bool {
    let name = tr!(words, "pair-code-field");
    label_weak(ui, &name);
    let edit = TextEdit::singleline(enter.code.typed(ROOM))
        .char_limit(TYPED)
        .hint_text(RichText::new(tr!(words, "pair-code-hint")).font(CODE))
        .font(CODE)
        .margin(egui::Margin::symmetric(12, 8))
        .desired_width(f32::INFINITY);
    let field = ui.add(edit);
    label(&field, &name, enter.code.expose());
    forget(ui, field.id);
    let entered = is_entered(ui, &field, enter.code.expose());
    if std::mem::take(&mut enter.focus) {
        field.request_focus();
    }
    if std::mem::take(&mut enter.select) {
        take_over(&field, enter.code.expose());
    }
    if field.changed() {
        enter.wrong = None;
    }
    if let Some(wrong) = enter.wrong {
        let text = words.code_fault(wrong);
        aloud(&ui.label(RichText::new(text).color(palette(ui).bad)));
    }
    ui.add_space(size::TIGHT);
    entered
}

/// Whether Enter was pressed in a field. It keeps the keyboard, with all of its text selected: where
/// something is wrong it is typed again.
fn is_entered(ui: &Ui, field: &Response, text: &str) -> bool {
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if entered {
        take_over(field, text);
    }
    entered
}

/// Keeps no earlier states of a secret's field: they are copies that nobody wipes.
fn forget(ui: &Ui, field: egui::Id) {
    if let Some(mut state) = TextEdit::load_state(ui.ctx(), field) {
        state.clear_undoer();
        state.store(ui.ctx(), field);
    }
}

fn address_ui(ui: &mut Ui, words: &Words, enter: &mut EnterView) -> bool {
    let name = tr!(words, "pair-address-field");
    label_weak(ui, &name);
    let edit = TextEdit::singleline(&mut enter.addresses)
        .char_limit(TYPED)
        .hint_text(tr!(words, "pair-address-hint"))
        .margin(egui::Margin::symmetric(12, 6))
        .desired_width(f32::INFINITY);
    let field = ui.add(edit);
    label(&field, &name, &enter.addresses);
    if field.changed() {
        enter.near = None;
    }
    is_entered(ui, &field, &enter.addresses)
}

/// Who is near; a click takes over where they are.
fn nearby_ui(ui: &mut Ui, words: &Words, pairing: &Pairing, enter: &mut EnterView) {
    ui.add_space(size::GAP);
    small(ui, tr!(words, "pair-nearby"));
    if pairing.nearby.is_empty() {
        label_weak(ui, tr!(words, "pair-nobody-near"));
        return;
    }
    let area = egui::ScrollArea::vertical().id_salt("nearby").max_height(LIST);
    area.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        // Who shows a code is looked for: first in the list.
        let (showing, others): (Vec<&Nearby>, Vec<&Nearby>) =
            pairing.nearby.iter().take(LISTED).partition(|near| near.shows_code);
        for near in showing.into_iter().chain(others) {
            near_ui(ui, words, near, enter);
        }
    });
}

fn near_ui(ui: &mut Ui, words: &Words, near: &Nearby, enter: &mut EnterView) {
    let addresses: Vec<String> = near.addresses.iter().map(ToString::to_string).collect();
    let chosen = enter.near.as_mut().filter(|chosen| chosen.instance == near.instance);
    let selected = chosen.is_some();
    if let Some(chosen) = chosen {
        // Where it is now.
        chosen.clone_from(near);
    }
    let title = match &near.name {
        Some(name) => words.name_of(name),
        None => addresses.first().cloned().unwrap_or_else(|| words.name_of(&near.instance)),
    };
    let p = palette(ui);
    let (shape, color, state) = if near.shows_code {
        (Shape::Ring, p.good, tr!(words, "pair-shows-code"))
    } else {
        (Shape::Hollow, p.weak, tr!(words, "pair-shows-none"))
    };
    let response = row(
        ui,
        &Row {
            id: ui.scope_id().with(("near", &near.instance)),
            depth: 0,
            mark: RowMark::Shape(shape, color),
            title: &title,
            detail: &state,
            name: &format!("{title}, {state}"),
            selected,
            mono: false,
        },
    );
    if response.clicked() {
        enter.near = (!selected).then(|| near.clone());
        enter.addresses.clear();
        enter.focus = !enter.without;
    }
    response.on_hover_text(addresses.join(", "));
}

/// The three steps: ticked where done, the present one with points in front.
fn steps_ui(ui: &mut Ui, words: &Words, now: PairStep) {
    ui.horizontal_wrapped(|ui| {
        let p = palette(ui);
        let mut done = true;
        for step in [PairStep::Dialling, PairStep::Encrypting, PairStep::Proving] {
            let text = RichText::new(words.pair_step(step));
            if step == now {
                done = false;
                paint_mark(ui, Shape::Dots, p.accent);
                aloud(&ui.label(text.strong().color(p.text)));
            } else {
                small(ui, if done { "✔" } else { "→" });
                ui.label(text.color(p.weak));
            }
        }
    });
}
