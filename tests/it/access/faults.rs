//! What is wrong with a screen: names that miss, places out of reach, texts that are cut.

use super::room::Drawn;
use egui::accesskit::{Action, Role};
use egui::{Rect, Shape};
use egui_kittest::kittest::{AccessKitNode, NodeT};
use std::collections::BTreeMap;

/// Roles of what can be pressed, written into or moved.
pub(super) const WORKING: [Role; 16] = [
    Role::Button,
    Role::CheckBox,
    Role::ComboBox,
    Role::Link,
    Role::List,
    Role::ListBoxOption,
    Role::MultilineTextInput,
    Role::ProgressIndicator,
    Role::RadioButton,
    Role::ScrollBar,
    Role::Slider,
    Role::SpinButton,
    Role::Splitter,
    Role::Tab,
    Role::TextInput,
    Role::MenuItem,
];

/// Width and height, in points, below which the whole window may scroll.
const SCROLLS: (f32, f32) = (640.0, 400.0);

/// What is wrong with the tree of this screen.
pub(super) fn faults_of_names(window: &Drawn) -> Vec<String> {
    let mut faults = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        let data = node.data();
        let (role, label) =
            (node.role(), node.label().or_else(|| node.value()).unwrap_or_default());
        let writes = matches!(role, Role::TextInput | Role::MultilineTextInput);
        let works = writes
            || ((data.supports_action(Action::Click) || data.supports_action(Action::Focus))
                && !matches!(role, Role::Window | Role::Pane | Role::GenericContainer));
        if !works {
            continue;
        }
        // A scroll bar belongs to what it stands in.
        if role == Role::ScrollBar {
            continue;
        }
        if label.trim().is_empty() {
            faults.push(format!("{role:?} at {:?} has no name", node.bounding_box()));
        }
        if !WORKING.contains(&role) && role != Role::Label {
            faults.push(format!("{label:?} can be used, but is a {role:?}"));
        }
        let part = std::iter::successors(node.parent(), AccessKitNode::parent)
            .find_map(|part| part.label().filter(|label| !label.is_empty()))
            .unwrap_or_default();
        let times = known.entry(format!("{role:?} {label:?} in {part:?}")).or_default();
        *times += 1;
    }
    faults
        .extend(known.into_iter().filter(|(_, n)| *n > 1).map(|(name, n)| format!("{n}x {name}")));
    faults
}

/// What cannot be reached or read whole on this screen.
pub(super) fn faults_of_room(window: &Drawn) -> Vec<String> {
    let mut faults = Vec::new();
    let screen = window.ctx.content_rect();
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        let data = node.data();
        let Some(label) = node.label().filter(|_| node.bounding_box().is_some()) else { continue };
        if !data.supports_action(Action::Click) {
            continue;
        }
        let scrolls = scrolls(&node, screen);
        let rect = place(&node);
        if !scrolls && !screen.expand(1.0).contains_rect(rect) {
            faults.push(format!("{:?} {label:?} is outside: {rect:?}", node.role()));
        }
    }
    let dialogs = window.root().children_recursive().filter(|node| {
        let node = node.accesskit_node();
        node.role() == Role::Dialog && !screen.expand(1.0).contains_rect(place(&node))
    });
    faults.extend(dialogs.map(|dialog| {
        let dialog = dialog.accesskit_node();
        format!("the dialog {:?} is taller or wider than {screen:?}", dialog.label())
    }));
    faults
}

/// Where a part of the window is.
#[expect(clippy::cast_possible_truncation, reason = "points on a screen")]
pub(super) fn place(node: &AccessKitNode<'_>) -> Rect {
    let bounds = node.bounding_box().unwrap_or_default();
    Rect::from_min_max(
        egui::pos2(bounds.x0 as f32, bounds.y0 as f32),
        egui::pos2(bounds.x1 as f32, bounds.y1 as f32),
    )
}

/// Whether it is in something that scrolls, which has a bar where it is too small. A dialog lies
/// over the window: it does not move with what is behind it. And the window itself scrolls only
/// where it is smaller than what a zoom of two leaves of a usual screen.
fn scrolls(node: &AccessKitNode<'_>, screen: Rect) -> bool {
    let small = screen.width() < SCROLLS.0 || screen.height() < SCROLLS.1;
    let mut part = node.parent();
    while let Some(here) = part {
        let above = here.parent().filter(|_| here.role() != Role::Dialog);
        let moves = here.children().any(|child| child.role() == Role::ScrollBar);
        if moves && (small || here.parent().is_some()) {
            return true;
        }
        part = above;
    }
    false
}

/// Texts that are cut off at a side, and where.
pub(super) fn faults_of_texts(window: &Drawn) -> Vec<String> {
    fn texts(shape: &Shape, clip: Rect, found: &mut Vec<(String, Rect, Rect)>) {
        match shape {
            Shape::Text(text) => found.push((
                text.galley.text().to_owned(),
                text.galley.rect.translate(text.pos.to_vec2()),
                clip,
            )),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, clip, found)),
            _ => {}
        }
    }
    let (mut found, screen) = (Vec::new(), window.ctx.content_rect());
    for clipped in &window.output().shapes {
        texts(&clipped.shape, clipped.clip_rect, &mut found);
    }
    // Where a bar below it moves it aside, a text may be wider than its place.
    let bars = window.root().children_recursive().filter_map(|node| {
        let bar = node.accesskit_node();
        let bounds = bar.bounding_box().filter(|_| bar.role() == Role::ScrollBar)?;
        Some(bounds).filter(|bounds| bounds.width() > bounds.height())
    });
    let bars: Vec<_> = bars.collect();
    let cut = |(text, at, clip): &(String, Rect, Rect)| {
        let aside = at.right() > clip.right() + 1.5 || at.left() < clip.left() - 1.5;
        let moves = bars.iter().any(|bar| {
            bar.x0 <= f64::from(clip.left()) + 1.0 && bar.x1 >= f64::from(clip.right()) - 1.0
        });
        let aside = aside || at.left() < screen.left() - 1.0;
        aside && clip.is_positive() && clip.intersects(*at) && !text.trim().is_empty() && !moves
    };
    found.retain(cut);
    found.into_iter().map(|(text, at, clip)| format!("{text:?} at {at:?} in {clip:?}")).collect()
}
