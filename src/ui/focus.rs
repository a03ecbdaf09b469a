//! Where the keyboard goes when what had it is gone: back to what had it before.

use egui::{Context, Id};

/// How many widgets are remembered.
const REMEMBERED: usize = 16;

/// The widgets that had the keyboard, the last one at the end.
#[derive(Default)]
pub(super) struct FocusTrail {
    trail: Vec<Id>,
    /// Nothing had the keyboard at the end of the last frame.
    was_free: bool,
}

impl FocusTrail {
    /// Called at the end of each frame. A menu, a list of choices or a field for a name that is
    /// closed gives the keyboard back to what opened it; a widget that is still there was left by
    /// the person.
    pub(super) fn follow(&mut self, ctx: &Context) {
        if let Some(id) = ctx.memory(egui::Memory::focused) {
            self.was_free = false;
            if self.trail.last() != Some(&id) {
                self.trail.retain(|other| *other != id);
                self.trail.push(id);
                let over = self.trail.len().saturating_sub(REMEMBERED);
                self.trail.drain(..over);
            }
            return;
        }
        if self.trail.is_empty() {
            return;
        }
        if !std::mem::replace(&mut self.was_free, true) {
            // What was drawn in the frame before is still known in this one.
            ctx.request_repaint();
            return;
        }
        let usable = |id: Id| ctx.read_response(id).is_some_and(|response| response.enabled());
        if self.trail.last().is_some_and(|last| usable(*last)) {
            return;
        }
        while let Some(last) = self.trail.pop() {
            if usable(last) {
                ctx.memory_mut(|memory| memory.request_focus(last));
                ctx.request_repaint();
                return;
            }
        }
    }
}
