//! What is news to somebody who does not look, found in the events of engine and node.

use crate::app::state::pairing::Flow;
use crate::app::state::{Pairing, Session, Stage};
use crate::model::pairing::{ContactId, PairEvent, Said, Transfer, TransferState};
use crate::model::{CloseReason, Fault, SessionEvent, SessionId};

/// Whose news they are, and what a click on them shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A paired machine.
    Contact(ContactId),
    /// A session.
    Session(SessionId),
}

/// Something new. The texts are contents: of a peer, and not cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Somebody said this.
    Message(String),
    /// Files wait for an answer: their name and bytes.
    Offer(String, u64),
    /// Files are here.
    Received(String),
    /// Files are there.
    Sent(String),
    /// Files will not come, or not go.
    Failed(String),
    /// A connection or a session ended by a fault.
    Ended(Box<Fault>),
}

impl News {
    /// How many kinds there are.
    pub(super) const KINDS: usize = 6;

    /// The number of its kind, from 0.
    pub(super) fn kind(&self) -> usize {
        match self {
            Self::Message(_) => 0,
            Self::Offer(..) => 1,
            Self::Received(_) => 2,
            Self::Sent(_) => 3,
            Self::Failed(_) => 4,
            Self::Ended(_) => 5,
        }
    }
}

/// What is new in an event of a session, before the session has taken it in.
pub(super) fn of_session(session: &Session, event: &SessionEvent) -> Option<News> {
    let fault = match event {
        SessionEvent::Closed(_, CloseReason::Broken(fault), _) => fault,
        // Where its only connection broke, that was told.
        SessionEvent::Failed(fault) if !matches!(session.stage, Stage::Failed(_)) => fault,
        _ => return None,
    };
    Some(News::Ended(Box::new(fault.clone())))
}

/// What is new in an event of the node, before the picture has taken it in.
pub(super) fn of_pairing(pairing: &Pairing, event: &PairEvent) -> Option<(Source, News)> {
    match event {
        PairEvent::Item(item) if !item.mine => {
            let Said::Text(text) = &item.said else { return None };
            Some((Source::Contact(item.contact), News::Message(text.clone())))
        }
        PairEvent::Transfer(now) => {
            let before = pairing.transfers.get(&(now.contact, now.id));
            let news = of_transfer(before, now)?;
            Some((Source::Contact(now.contact), news))
        }
        _ => None,
    }
}

fn of_transfer(before: Option<&Flow>, now: &Transfer) -> Option<News> {
    let was = before.map(|flow| &flow.transfer.state);
    if was == Some(&now.state) {
        return None;
    }
    let name = now.name.clone();
    match (&now.state, was) {
        (TransferState::Offered, None) if !now.mine => Some(News::Offer(name, now.size)),
        (TransferState::Done(_), Some(_)) if now.mine => Some(News::Sent(name)),
        (TransferState::Done(_), Some(_)) => Some(News::Received(name)),
        (TransferState::Failed(_), Some(_)) => Some(News::Failed(name)),
        _ => None,
    }
}
