//! Keeps what is half typed to paired machines, so that it is there again at the next start.

use super::window::App;
use crate::model::pairing::{ContactId, PublicKey};
use crate::store::{self, StoreNotice};
use egui::Context;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

/// Least time between two times that they are written.
const PACE: Duration = Duration::from_secs(1);

/// What is half typed.
pub(super) struct Drafts {
    kept: store::Drafts,
    /// Whose field has got what was kept for it.
    given: BTreeSet<ContactId>,
    /// When they were written last.
    written: Option<Instant>,
}

impl Drafts {
    pub(super) fn load(file: &Path) -> Self {
        Self { kept: store::Drafts::load(file), given: BTreeSet::new(), written: None }
    }
}

/// By its key: a number may be another machine's where the ledger was begun anew.
fn name_of(key: &PublicKey) -> String {
    key.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl App {
    /// Gives each field that is there what was kept for it, and keeps what is typed since.
    pub(super) fn keep_drafts(&mut self, ctx: &Context) {
        let mut changed = false;
        for (id, known) in &self.state.pairing.contacts {
            let name = name_of(&known.contact.key);
            if known.is_over() {
                changed |= self.drafts.kept.put(&name, "");
                continue;
            }
            let Some(view) = self.view.pair.talks.get_mut(id) else { continue };
            if self.drafts.given.insert(*id) {
                view.take_draft(self.drafts.kept.of(&name));
            }
            changed |= self.drafts.kept.put(&name, view.draft());
        }
        let now = self.state.now;
        let since = |then| now.saturating_duration_since(then);
        let rest =
            self.drafts.written.map_or(Duration::ZERO, |then| PACE.saturating_sub(since(then)));
        if !self.drafts.kept.is_saved() && rest.is_zero() {
            let notice = self.save_drafts();
            self.tell(notice);
        } else if changed {
            ctx.request_repaint_after(PACE);
        }
    }

    /// Writes them, where they are not in their file yet.
    pub(super) fn save_drafts(&mut self) -> Option<StoreNotice> {
        self.drafts.written = Some(self.state.now);
        self.drafts.kept.save().err()
    }
}
