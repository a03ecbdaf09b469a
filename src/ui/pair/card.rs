//! A transfer as a card: what it is, how far it is, and what can be done with it.

use super::into::{into_ui, unfold};
use super::talk::{Scene, TalkView};
use crate::app::state::pairing::{Flow, Pairing};
use crate::language::Words;
use crate::model::pairing::{Item, Offer, PairWish, Presence, Transfer, TransferState};
use crate::tr;
use crate::ui::intent::Intent;
use crate::ui::theme::{palette, size};
use crate::ui::widgets::{Icon, Kind, button, card, elided, paint_icon, part, small};
use egui::{CornerRadius, FontId, Layout, Rect, RichText, Role, Sense, Ui, Vec2, WidgetInfo};
use std::path::Path;
use std::time::Duration;

/// Width of a card, in points.
const WIDE: f32 = 400.0;
/// Height of the bar, in points.
const BAR: f32 = 6.0;

/// Draws an offer with what has become of it.
pub(super) fn card_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    item: &Item,
    offer: &Offer,
    view: &mut TalkView,
    intents: &mut Vec<Intent>,
) {
    let flow = scene.state.pairing.transfers.get(&(item.contact, item.id));
    let wide = WIDE.min(ui.available_width());
    ui.horizontal_top(|ui| {
        if item.mine {
            ui.add_space(ui.available_width() - wide);
        }
        let layout = Layout::top_down(egui::Align::Min);
        ui.allocate_ui_with_layout(Vec2::new(wide, 0.0), layout, |ui| {
            card(ui, |ui| {
                // Several cards have buttons of the same name.
                let name = flow.map_or(&offer.name, |flow| &flow.transfer.name);
                part(ui, Role::Group, &scene.words.name_of(name));
                ui.set_width(wide - 34.0);
                name_ui(ui, scene.words, offer, flow);
                if let Some(flow) = flow {
                    progress_ui(ui, scene, flow);
                    if Pairing::waits_for_answer(&flow.transfer) {
                        place_ui(ui, scene);
                    }
                    buttons_ui(ui, scene, flow, view, intents);
                    if Pairing::waits_for_answer(&flow.transfer) {
                        into_ui(ui, scene, flow, view, intents);
                    }
                }
                small(ui, view.when.time(item.at));
            });
        });
    });
}

fn name_ui(ui: &mut Ui, words: &Words, offer: &Offer, flow: Option<&Flow>) {
    let whole = flow.map_or(&offer.name, |flow| &flow.transfer.name);
    let name = words.file_of(whole);
    let size = flow.map_or_else(
        || offer.entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.size)),
        |flow| flow.transfer.size,
    );
    let folder = offer.entries.len() > 1 || offer.entries.iter().any(|e| !e.path.is_empty());
    let icon = if folder { Icon::Folder } else { Icon::File };
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), 22.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    let p = palette(ui);
    let spot = Rect::from_min_size(rect.min + Vec2::new(0.0, 2.0), Vec2::splat(18.0));
    paint_icon(ui.painter(), spot, icon, p.accent);
    let room = rect.width() - 26.0;
    let galley = elided(ui, &name, FontId::proportional(15.0), p.text, room);
    let at = egui::pos2(rect.left() + 26.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, p.text);
    response.on_hover_text(words.path_of(Path::new(whole)));
    let mut facts = vec![words.bytes(size)];
    if folder {
        facts.push(tr!(words, "pair-files", count = offer.entries.len()));
    } else if let Some(kind) = Path::new(whole).extension().and_then(|kind| kind.to_str()) {
        facts.push(tr!(words, "pair-file-type", kind = words.name_of(kind)));
    }
    if flow.is_some_and(|flow| flow.transfer.renamed) {
        facts.push(tr!(words, "pair-renamed"));
    }
    small(ui, facts.join(" · "));
}

/// Where an offer would go, and how much room there is.
fn place_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let Some((folder, free)) = &scene.state.pairing.downloads else { return };
    let (folder, name) = (scene.words.path_of(folder), scene.name.as_str());
    let mut text = tr!(scene.words, "pair-goes-to", folder = folder, name = name);
    if let Some(free) = free {
        // A number is not parted from its unit.
        let free = scene.words.bytes(*free).replace(' ', "\u{a0}");
        let free = tr!(scene.words, "pair-free", free = free);
        text = format!("{text} · {free}");
    }
    let text = RichText::new(text).size(size::SMALL).color(palette(ui).weak);
    ui.add(egui::Label::new(text).wrap());
}

fn progress_ui(ui: &mut Ui, scene: &Scene<'_>, flow: &Flow) {
    let (words, transfer) = (scene.words, &flow.transfer);
    let moves = matches!(
        transfer.state,
        TransferState::Moving
            | TransferState::Paused
            | TransferState::Waiting { .. }
            | TransferState::NoSpace { .. }
    );
    if moves {
        let wide = Vec2::new(ui.available_width(), BAR);
        let (rect, response) = ui.allocate_exact_size(wide, Sense::hover());
        let (done, size) = (words.bytes(transfer.done), words.bytes(transfer.size));
        let name = tr!(words, "pair-progress", done = done, size = size);
        response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &name));
        let p = palette(ui);
        ui.painter().rect_filled(rect, CornerRadius::same(3), p.control);
        let full = Rect::from_min_size(rect.min, Vec2::new(rect.width() * flow.share(), BAR));
        let color = if transfer.state == TransferState::Moving { p.accent } else { p.warn };
        ui.painter().rect_filled(full, CornerRadius::same(3), color);
    }
    let p = palette(ui);
    let color = match transfer.state {
        TransferState::Failed(_) => p.bad,
        TransferState::NoSpace { .. } => p.warn,
        TransferState::Done(_) => p.good,
        _ => p.weak,
    };
    let text = RichText::new(state(scene, flow)).size(size::SMALL).color(color);
    ui.add(egui::Label::new(text).wrap());
    if let Some((count, limit)) = flow.again.filter(|_| transfer.state == TransferState::Moving) {
        let text = tr!(words, "pair-fetched-again", count = count, limit = limit);
        ui.add(egui::Label::new(RichText::new(text).size(size::SMALL).color(p.warn)).wrap());
    }
}

/// How a transfer stands, as a sentence.
fn state(scene: &Scene<'_>, flow: &Flow) -> String {
    let (words, transfer) = (scene.words, &flow.transfer);
    let (done, size) = (words.bytes(transfer.done), words.bytes(transfer.size));
    let so_far = tr!(words, "pair-progress", done = done, size = size);
    let progress = |text: String| format!("{so_far} · {text}");
    match &transfer.state {
        TransferState::Offered if transfer.mine && !is_here(scene) => {
            tr!(words, "pair-offer-waits", name = scene.name.as_str())
        }
        TransferState::Offered if transfer.mine => tr!(words, "pair-offer-mine"),
        TransferState::Offered => tr!(words, "pair-offer-theirs"),
        TransferState::Moving | TransferState::Waiting { .. } if !is_here(scene) => {
            progress(tr!(words, "pair-goes-on-later", name = scene.name.as_str()))
        }
        TransferState::Moving => match moving(scene, flow) {
            Some(text) => progress(text),
            None => so_far,
        },
        TransferState::Paused => progress(tr!(words, "pair-paused")),
        TransferState::Waiting { space: true } => progress(tr!(words, "pair-waits-for-space")),
        TransferState::Waiting { space: false } => progress(tr!(words, "pair-waits-for-them")),
        TransferState::Checking => tr!(words, "pair-checking"),
        TransferState::Done(Some(path)) => {
            tr!(words, "pair-saved", path = words.path_of(path))
        }
        TransferState::Done(None) => tr!(words, "pair-delivered"),
        TransferState::Declined => tr!(words, "pair-declined"),
        TransferState::Cancelled => tr!(words, "pair-cancelled"),
        TransferState::NoSpace { needed, free } => {
            tr!(words, "pair-no-space", needed = words.bytes(*needed), free = words.bytes(*free))
        }
        TransferState::Failed(fault) => words.transfer_fault(fault),
    }
}

/// How fast it is and how long it takes; or why nothing moves.
fn moving(scene: &Scene<'_>, flow: &Flow) -> Option<String> {
    let words = scene.words;
    if let Some(before) = scene.state.pairing.goes_before(flow) {
        let name = words.file_of(&before.transfer.name);
        return Some(tr!(words, "pair-waits-behind", name = name));
    }
    if let Some(still) = flow.still(scene.state.now) {
        let still = Duration::from_secs(still.as_secs());
        return Some(tr!(words, "pair-nothing-comes", time = words.duration(still)));
    }
    let (rate, left) = (whole(flow.rate), flow.left()?);
    let left = Duration::from_secs(left.as_secs().max(1));
    let left = tr!(words, "pair-time-left", time = words.duration(left));
    Some(format!("{} · {left}", words.rate(rate)))
}

/// Whether bytes can move.
fn is_here(scene: &Scene<'_>) -> bool {
    matches!(scene.known.presence, Presence::Here { .. })
}

/// A rate in whole bytes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to u64 first")]
fn whole(rate: f64) -> u64 {
    rate.clamp(0.0, 1e18) as u64
}

fn buttons_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    flow: &Flow,
    view: &mut TalkView,
    intents: &mut Vec<Intent>,
) {
    let deeds = deeds(scene.words, &flow.transfer, is_here(scene));
    if deeds.is_empty() {
        return;
    }
    ui.add_space(size::TIGHT);
    ui.horizontal_wrapped(|ui| {
        for (place, (kind, icon, name, intent)) in deeds.into_iter().enumerate() {
            let deed = button(ui, kind, icon, &name);
            // The second half of a double click would hit what has taken the button's place.
            if deed.clicked() && !deed.double_clicked() {
                intents.push(intent);
            }
            // Beside what takes it to the usual place.
            if place == 0 && Pairing::waits_for_answer(&flow.transfer) {
                let name = tr!(scene.words, "pair-accept-to");
                if button(ui, Kind::Normal, None, &name).clicked() {
                    unfold(scene, flow, view);
                }
            }
        }
    });
}

type Deed = (Kind, Option<Icon>, String, Intent);

fn deeds(words: &Words, transfer: &Transfer, here: bool) -> Vec<Deed> {
    let (contact, id) = (transfer.contact, transfer.id);
    let wish = |kind, icon, key: &str, wish| (kind, icon, words.say(key), Intent::Pair(wish));
    let cancel = || wish(Kind::Normal, None, "pair-cancel", PairWish::CancelTransfer(contact, id));
    let resume = || {
        let icon = Some(Icon::Play);
        wish(Kind::Normal, icon, "pair-resume", PairWish::Resume(contact, id))
    };
    match (&transfer.state, transfer.mine) {
        (TransferState::Offered, false) => vec![
            wish(Kind::Primary, None, "pair-accept", PairWish::Accept(contact, id, None)),
            wish(Kind::Normal, None, "pair-decline", PairWish::Decline(contact, id)),
        ],
        (TransferState::Offered, true) | (TransferState::Waiting { .. }, _) => vec![cancel()],
        // There is nothing to pause while nobody is there.
        (TransferState::Moving, _) if !here => vec![cancel()],
        (TransferState::Moving, _) => {
            let icon = Some(Icon::Pause);
            vec![wish(Kind::Normal, icon, "pair-pause", PairWish::Pause(contact, id)), cancel()]
        }
        (TransferState::Paused | TransferState::NoSpace { .. }, _) => vec![resume(), cancel()],
        (TransferState::Done(Some(path)), _) => {
            let folder = path.parent().unwrap_or(path).to_owned();
            let (open, copy) = (tr!(words, "pair-open-folder"), tr!(words, "pair-copy-path"));
            let copied = Intent::Copy(path.display().to_string());
            vec![
                (Kind::Normal, Some(Icon::Folder), open, Intent::OpenFolder(folder)),
                (Kind::Quiet, Some(Icon::Copy), copy, copied),
            ]
        }
        _ => Vec::new(),
    }
}
