//! Events as sentences, and faults as ends of a command.

use super::fault_text;
use super::picture::Picture;
use crate::cli::Exit;
use crate::codec::printable;
use crate::language::Words;
use crate::model::pairing::{
    ContactId, Hidden, Means, PairEvent, PairFault, PairStep, Presence, Transfer, TransferState,
    Verified,
};
use crate::tr;

/// What an event says to who pairs or sends; `None` for what is of no interest there. Codes and
/// links are never part of it.
pub(super) fn sentence(event: &PairEvent, picture: &Picture, words: &Words) -> Option<String> {
    Some(match event {
        PairEvent::Showing { means, left, .. } => {
            let left = words.duration(*left);
            match means {
                Means::Code => tr!(words, "pair-cli-showing-code", left = left),
                Means::Link => tr!(words, "pair-cli-showing-link", left = left),
                Means::Nothing => tr!(words, "pair-cli-showing-nothing", left = left),
            }
        }
        PairEvent::Hidden(why) => words.say(hidden_key(*why)),
        PairEvent::WrongTry { from, count, limit } => tr!(
            words,
            "pair-cli-wrong-try",
            from = from.ip().to_string(),
            count = *count,
            limit = *limit
        ),
        PairEvent::Step(step) => words.say(step_key(*step)),
        PairEvent::Paired(id) => paired(*id, picture, words),
        PairEvent::PairFailed(fault)
        | PairEvent::Broken(fault)
        | PairEvent::Refused { fault, .. } => fault_text(words, fault),
        PairEvent::Cloned { proven, addresses } => {
            let what = words.cloned(*proven, addresses);
            format!("{what}\n{}", words.say("pair-cli-new-identity-hint"))
        }
        PairEvent::Trouble { contact, fault } => {
            let name = contact.map(|id| picture.name(id));
            words.pair_fault(fault, name.as_deref())
        }
        _ => return None,
    })
}

fn paired(id: ContactId, picture: &Picture, words: &Words) -> String {
    let name = printable(picture.name(id).as_bytes());
    match picture.contacts.get(&id).map(|contact| contact.verified) {
        Some(Verified::No) => tr!(words, "pair-cli-paired-unverified", name = name),
        _ => tr!(words, "pair-cli-paired", name = name),
    }
}

fn hidden_key(why: Hidden) -> &'static str {
    match why {
        Hidden::ByHand => "pair-cli-hidden-by-hand",
        Hidden::Used => "pair-cli-hidden-used",
        Hidden::Expired => "pair-cli-hidden-expired",
        Hidden::WrongTries => "pair-cli-hidden-wrong-tries",
    }
}

fn step_key(step: PairStep) -> &'static str {
    match step {
        PairStep::Dialling => "pair-cli-step-dialling",
        PairStep::Encrypting => "pair-cli-step-encrypting",
        PairStep::Proving => "pair-cli-step-proving",
    }
}

/// How it was made sure that a key is the person's, in a word.
pub(super) fn verified_key(verified: Verified) -> &'static str {
    match verified {
        Verified::Code => "pair-cli-verified-code",
        Verified::Link => "pair-cli-verified-link",
        Verified::No => "pair-cli-verified-no",
    }
}

/// Whether a contact is there.
pub(super) fn presence(presence: &Presence, words: &Words) -> String {
    match presence {
        Presence::Away { .. } => tr!(words, "pair-cli-away"),
        Presence::Dialling => tr!(words, "pair-cli-dialling"),
        Presence::Here { address } => tr!(words, "pair-cli-here", address = address.to_string()),
        Presence::Stopped(fault) => fault_text(words, fault),
    }
}

/// Why a transfer of ours came to an end or is held; `None` while it goes on.
pub(super) fn transfer_end(state: &TransferState, name: &str, words: &Words) -> Option<String> {
    let name = printable(name.as_bytes());
    Some(match state {
        TransferState::Done(_) => tr!(words, "pair-cli-file-done", name = name),
        TransferState::Declined => tr!(words, "pair-cli-file-declined", name = name),
        TransferState::Cancelled => tr!(words, "pair-cli-file-cancelled", name = name),
        TransferState::Failed(fault) => fault_text(words, &PairFault::Transfer(fault.clone())),
        TransferState::Offered
        | TransferState::Moving
        | TransferState::Paused
        | TransferState::Waiting { .. }
        | TransferState::Checking
        | TransferState::NoSpace { .. } => return None,
    })
}

/// How far a transfer of ours is, or what holds it up.
pub(super) fn transfer_line(transfer: &Transfer, words: &Words) -> String {
    let name = printable(transfer.name.as_bytes());
    match transfer.state {
        TransferState::Waiting { space: true } => tr!(words, "pair-cli-file-no-space", name = name),
        TransferState::Waiting { .. } => tr!(words, "pair-cli-file-held", name = name),
        TransferState::Offered => tr!(words, "pair-cli-file-offered", name = name),
        _ => {
            let (done, size) = (words.bytes(transfer.done), words.bytes(transfer.size));
            tr!(words, "pair-cli-file-moves", name = name, done = done, size = size)
        }
    }
}

/// How a command ends by a fault: what was typed wrongly is wrong use.
pub(super) fn fault_exit(fault: &PairFault) -> Exit {
    match fault {
        PairFault::Code(_) | PairFault::BadPort(_) | PairFault::TooLong { .. } => Exit::WrongUse,
        _ => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::tests::{contact, picture};
    use super::*;
    use crate::language::Language;
    use crate::model::pairing::CodeFault;
    use std::time::Duration;

    fn showing(means: Means) -> PairEvent {
        let (code, link) = ("123-456-789".into(), "jackfield://pair?s=secret".into());
        PairEvent::Showing { means, code, link, left: Duration::from_mins(5) }
    }

    #[test]
    fn every_event_of_a_ceremony_has_its_sentence_in_every_language() {
        let mut picture = picture(&["Mia\u{202e}"]);
        let mut unverified = contact(2, "Tom");
        unverified.verified = Verified::No;
        picture.take(&PairEvent::Contact(Box::new(unverified)));
        let from = "192.168.1.7:4000".parse().expect("an address");
        let events = [Hidden::ByHand, Hidden::Used, Hidden::Expired, Hidden::WrongTries]
            .map(PairEvent::Hidden)
            .into_iter()
            .chain([Means::Code, Means::Link, Means::Nothing].map(showing))
            .chain(
                [PairStep::Dialling, PairStep::Encrypting, PairStep::Proving].map(PairEvent::Step),
            )
            .chain([1, 2].map(ContactId).map(PairEvent::Paired))
            .chain([
                PairEvent::WrongTry { from, count: 1, limit: 3 },
                PairEvent::PairFailed(PairFault::NoCodeShown),
                PairEvent::Cloned { proven: true, addresses: vec![from] },
                PairEvent::Cloned { proven: false, addresses: vec![from] },
            ]);
        let words = Language::ALL.map(Words::new);
        for event in events {
            for words in &words {
                let text = sentence(&event, &picture, words).expect("it is of interest");
                assert!(!text.contains("⟨pair") && !text.contains('\u{202e}'), "{text}");
            }
        }
    }

    #[test]
    fn no_sentence_holds_a_secret() {
        let words = Words::new(Language::English);
        for means in [Means::Code, Means::Link, Means::Nothing] {
            let text = sentence(&showing(means), &Picture::default(), &words).expect("a sentence");
            assert!(!text.contains("123-456-789") && !text.contains("secret"), "{text}");
            assert!(text.contains("5 min"), "{text}");
        }
    }

    #[test]
    fn a_typo_is_wrong_use_and_a_wrong_code_is_not() {
        assert_eq!(fault_exit(&PairFault::Code(CodeFault::Typo)), Exit::WrongUse);
        assert_eq!(fault_exit(&PairFault::WrongCode { left: 2 }), Exit::Failed);
    }
}
