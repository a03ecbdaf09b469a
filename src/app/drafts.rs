//! Keeps what is half typed to paired machines, so that it is there again at the next start.

use super::state::pairing::Talk;
use super::window::App;
use crate::model::pairing::{ContactId, PublicKey, Said};
use crate::store::{self, StoreNotice};
use egui::Context;
use std::collections::BTreeSet;
use std::fmt::Write;
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
    let mut name = String::with_capacity(2 * key.0.len());
    for byte in key.0 {
        // Writing into a text never fails.
        write!(name, "{byte:02x}").ok();
    }
    name
}

/// Whether this is the last text that we have said, and that since it was typed: behind the place in
/// our ledger that was the last one then.
fn was_said(talk: &Talk, draft: &str, after: u64) -> bool {
    let mine = talk.items().iter().rev().filter(|item| item.mine);
    let last = mine.filter_map(|item| match &item.said {
        Said::Text(text) => Some((item.position, text.as_str())),
        _ => None,
    });
    last.take(1).any(|(position, text)| position > after && text == draft)
}

/// The place in our ledger of what is the last of a talk.
fn last_of(talk: &Talk) -> u64 {
    talk.items().back().map_or(0, |item| item.position)
}

impl App {
    /// Gives each field that is there what was kept for it, and keeps what is typed since.
    pub(super) fn keep_drafts(&mut self, ctx: &Context) {
        // What was typed may be what the program fails of: it stays in its file.
        if self.state.is_careful {
            return;
        }
        let Drafts { kept, given, written } = &mut self.drafts;
        let mut emptied = false;
        for (id, known) in &self.state.pairing.contacts {
            let name = name_of(&known.contact.key);
            if known.is_over() {
                emptied |= kept.put(&name, "", 0);
                continue;
            }
            let talk = self.state.pairing.talks.get(id);
            let Some((view, talk)) = self.view.pair.talks.get_mut(id).zip(talk) else { continue };
            // What was said a moment before a crash is no draft any more.
            if given.insert(*id) && !was_said(talk, kept.of(&name), kept.after(&name)) {
                view.take_draft(kept.of(&name));
            }
            let draft = view.draft();
            emptied |= kept.put(&name, draft, last_of(talk)) && draft.is_empty();
        }
        let now = self.state.now;
        let is_due = written.is_none_or(|then| now.saturating_duration_since(then) >= PACE);
        if kept.is_saved() {
            return;
        }
        if emptied || is_due {
            let notice = self.save_drafts();
            self.tell(notice);
        } else {
            ctx.request_repaint_after(PACE);
        }
    }

    /// Writes them, where they are not in their file yet.
    pub(super) fn save_drafts(&mut self) -> Option<StoreNotice> {
        if self.state.is_careful {
            return None;
        }
        self.drafts.written = Some(self.state.now);
        self.drafts.kept.save().err()
    }
}
