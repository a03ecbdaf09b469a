//! The window's hold on the node of paired machines: started when it is first needed.

use super::state::Pairing;
use super::state::pairing::{Known, Talk, Talks, Trouble};
use super::window::App;
use crate::model::limits;
use crate::model::pairing::diagnosis::Diagnosis;
use crate::model::pairing::{ContactId, PairEvent, PairFault, PairWish, Presence, TransferFault};
use crate::pair::doctor;
use crate::pair::node::PORT;
use crate::threads::Late;
use crate::tr;
use crate::ui::{Dialog, Place};
use crossbeam_channel::{Receiver, bounded};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Pause between two looks whether another program has let go of the node.
const AGAIN: Duration = Duration::from_secs(1);

/// The node, as the window uses it.
pub trait PairNode {
    /// Wishes something; what came of it is an event.
    fn wish(&self, wish: PairWish);
    /// Hands over what has happened, for at most so long. True where there is more.
    fn drain(&mut self, limit: Duration, each: &mut dyn FnMut(PairEvent)) -> bool;
    /// The reading side of the ledger.
    ///
    /// # Errors
    /// It cannot be opened.
    fn talks(&self) -> Result<Box<dyn Talks>, PairFault>;
    /// Ends its threads and names those that are late.
    fn shut_down(self: Box<Self>, limit: Duration) -> Vec<Late>;
}

/// Starts the node.
pub trait PairSource {
    /// Whether there is something to start it for: a ledger with contacts.
    fn was_used(&self) -> bool;
    /// Starts it.
    ///
    /// # Errors
    /// The key or the ledger cannot be used, or another program has them.
    fn start(&self) -> Result<Box<dyn PairNode>, PairFault>;
}

/// What the window holds of the node.
#[derive(Default)]
pub(super) struct Pair {
    source: Option<Box<dyn PairSource>>,
    node: Option<Box<dyn PairNode>>,
    talks: Option<Box<dyn Talks>>,
    /// Another program has used the pairing of the profile, and has let it go.
    look: Arc<AtomicBool>,
    /// When it was last tried to start the node.
    tried: Option<Instant>,
    /// Where the examination of this machine tells what it found.
    doctor: Option<Receiver<Diagnosis>>,
}

impl Pair {
    /// Ends the node's threads.
    pub(super) fn shut_down(&mut self) -> Vec<Late> {
        self.talks = None;
        self.node.take().map(|node| node.shut_down(limits::JOIN)).unwrap_or_default()
    }

    /// Set by who has let go of the pairing of the profile.
    pub(super) fn look(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.look)
    }

    /// Starts the node where another program has paired in the meantime, or had the node until now.
    fn follow(&mut self, state: &mut Pairing, now: Instant) {
        let Some(source) = self.source.as_ref().filter(|_| self.node.is_none()) else { return };
        let asked = self.look.swap(false, Ordering::AcqRel);
        let due = self.tried.is_none_or(|then| now.saturating_duration_since(then) >= AGAIN);
        let free = matches!(state.broken, None | Some(PairFault::InUse));
        if (asked || due) && free && source.was_used() {
            self.start(state);
        }
    }

    fn start(&mut self, state: &mut Pairing) {
        let Some(source) = self.source.as_ref().filter(|_| self.node.is_none()) else { return };
        self.tried = Some(Instant::now());
        match source.start() {
            Ok(node) => {
                state.broken = None;
                match node.talks() {
                    Ok(talks) => self.talks = Some(talks),
                    Err(fault) => state.broken = Some(fault),
                }
                self.node = Some(node);
            }
            Err(fault) => state.broken = Some(fault),
        }
    }
}

/// Whether it only tells what goes on otherwise than one may think.
fn is_news(fault: &PairFault) -> bool {
    matches!(fault, PairFault::HeldBack | PairFault::Transfer(TransferFault::LeftOut { .. }))
}

impl App {
    /// Gives the window a node to start: at once where there are contacts, and otherwise, or in a
    /// careful start, when the person first opens *Pair*.
    #[must_use]
    pub fn with_pairing(mut self, source: Box<dyn PairSource>) -> Self {
        let used = source.was_used();
        self.pair.source = Some(source);
        if used && !self.state.is_careful {
            self.pair.start(&mut self.state.pairing);
        }
        self
    }

    /// Takes in what has happened to the node.
    pub(super) fn drain_pairing(&mut self, now: Instant) {
        let state = &mut self.state.pairing;
        if let Some(diagnosis) = self.pair.doctor.as_ref().and_then(|told| told.try_recv().ok()) {
            (state.diagnosis, state.diagnosing) = (Some(diagnosis), false);
            self.pair.doctor = None;
        }
        let Some(node) = &mut self.pair.node else { return };
        let notifier = &mut self.notifier;
        let more = node.drain(limits::DRAIN, &mut |event| {
            notifier.pairing(state, &event);
            state.apply(event, now);
        });
        if more {
            self.waker.call();
        }
    }

    /// Hands a wish to the node.
    pub(super) fn pair_wish(&mut self, wish: PairWish) {
        self.pair.start(&mut self.state.pairing);
        let Some(node) = &self.pair.node else {
            self.state.pairing.fault = self.state.pairing.broken.clone();
            return;
        };
        self.state.pairing.wished(&wish);
        node.wish(wish);
    }

    /// Examines this machine in a thread of its own, and asks who is there whether they reach it.
    pub(super) fn diagnose(&mut self) {
        let Some(engine) = self.engine.as_ref().filter(|_| self.pair.doctor.is_none()) else {
            return;
        };
        let port = self.state.pairing.myself.as_ref().and_then(|me| me.port).unwrap_or(PORT);
        let (tell, told) = bounded(1);
        if let Err(error) = doctor::start(engine.registry(), port, tell, self.waker.wake()) {
            let fault = PairFault::Other(error.to_string());
            return self.state.pairing.troubles.push(Trouble { contact: None, fault });
        }
        self.pair.doctor = Some(told);
        self.state.pairing.diagnosing = true;
        let is_here = |known: &Known| matches!(known.presence, Presence::Here { .. });
        let asked: Vec<ContactId> = self
            .state
            .pairing
            .contacts
            .iter_mut()
            .filter_map(|(id, known)| {
                known.dialled_back = None;
                is_here(known).then_some(*id)
            })
            .collect();
        for id in asked {
            self.pair_wish(PairWish::DialBack(id));
        }
    }

    /// Opens the talks that are shown, reads on in them, and tells what came of pairing.
    pub(super) fn supply_pairing(&mut self) {
        let now = self.state.now;
        // A careful start begins nothing by itself.
        if !self.state.is_careful {
            self.pair.follow(&mut self.state.pairing, now);
        }
        if self.view.dialog == Some(Dialog::Pair) && self.state.pairing.broken.is_none() {
            self.pair.start(&mut self.state.pairing);
        }
        let contacts: Vec<ContactId> = self.view.shown.iter().filter_map(Place::contact).collect();
        for contact in contacts {
            self.supply_talk(contact);
        }
        for contact in std::mem::take(&mut self.state.pairing.fresh) {
            self.tell_paired(contact);
        }
        for Trouble { contact, fault } in std::mem::take(&mut self.state.pairing.troubles) {
            let known = contact.and_then(|id| self.state.pairing.contacts.get(&id));
            let name = known.map(|known| known.contact.name.as_str());
            let text = self.words.pair_fault(&fault, name);
            if is_news(&fault) { self.state.inform(text) } else { self.state.notice(text) }
        }
    }

    fn supply_talk(&mut self, contact: ContactId) {
        let view = self.view.pair.talks.entry(contact).or_default();
        let pairing = &mut self.state.pairing;
        if let Some(unsaid) = pairing.unsaid.remove(&contact) {
            view.take_back(unsaid);
        }
        if let Some((path, fault)) = pairing.unoffered.remove(&contact) {
            view.take_path_back(&path, fault);
        }
        let turn = view.turn.take();
        if let Some(talks) = self.pair.talks.as_deref() {
            let open = || Talk::open(talks, contact);
            let talk = pairing.talks.entry(contact).or_insert_with(open);
            talk.held = !view.at_end;
            if let Some(turn) = turn {
                talk.turn(talks, contact, turn);
            }
        }
        // While another window has the focus, nobody reads.
        if view.at_end && !self.notifier.is_away() {
            pairing.seen(contact);
        }
    }

    /// Says that two machines are paired, and opens their talk where the person waits for it.
    fn tell_paired(&mut self, contact: ContactId) {
        let known = self.state.pairing.contacts.get(&contact);
        let name = known.map(|known| known.contact.name.clone()).unwrap_or_default();
        let text = tr!(self.words, "pair-paired", name = self.words.name_of(&name));
        self.toast(text, None);
        let waits = self.view.dialog == Some(Dialog::Pair);
        if waits {
            self.view.dialog = None;
        }
        // Also where the dialog was closed meanwhile: the code is wiped.
        self.view.pair.paired();
        // Who closed the dialog and has nothing else before the eyes waits as well.
        let is_free = self.view.dialog.is_none() && self.view.form.is_none();
        if waits || is_free && self.view.shown.is_empty() {
            self.view.show(Place::Contact(contact));
        }
    }
}
