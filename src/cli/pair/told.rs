//! One JSON object a line for each thing that happens to the node (`jackfield serve`).
//!
//! Every object has `time` (RFC 3339, UTC, nanoseconds) and `event`. Where it is about a paired
//! machine it has `contact` (its number, which does not change) and `name` (what it is called here).
//! Then, by `event`:
//!
//! | `event` | further fields |
//! | --- | --- |
//! | `node` | `me`, `fingerprint`, `port`, `addresses`, `visible`, `named` |
//! | `all-told` | –: before it stands all there is, behind it what happens |
//! | `contact` | as `jackfield peers --json` has them |
//! | `presence` | `is`: `here`, `dialling`, `away` or `stopped`; `address`, `next_try` (seconds), `message` and `fault` |
//! | `text`, `offer`, `answer`, `result` | `id`, `seq`, `mine`, `said_at`; `returned`, `undelivered` where true; `text`; `file`, `files`, `size`; `transfer` and `accept` or `done` |
//! | `sent`, `stored` | `seq`: all of ours up to it are on their way, are on their disk |
//! | `brought-back`, `given-again` | `count`: a ledger was older than the other's |
//! | `transfer` | `transfer`, `mine`, `file`, `renamed`, `files`, `size`, `done`, `state`; `path`, `needed` and `free`, `message` and `fault` |
//! | `nearby` | `machines` |
//! | `showing` | `means`, `left` (seconds); `code` and `link` where this program was asked to show them |
//! | `hidden` | `why` |
//! | `wrong-try` | `from`, `count`, `limit` |
//! | `step` | `step` |
//! | `paired` | – |
//! | `pair-failed`, `trouble`, `broken` | `message`, `fault` |
//! | `refused` | `wish`, `message`, `fault` |
//! | `dialled-back` | `address`, `reached` |
//! | `turned-away` | `count` |
//!
//! `message` is the sentence in the language of the run, `fault` the same in parts that do not
//! change with it.

use super::picture::Picture;
use super::{fault_text, fingerprint, peers};
use crate::cli::moment::rfc3339;
use crate::language::Words;
use crate::model::Nanos;
use crate::model::pairing::{
    ContactId, Item, PairEvent, PairFault, Presence, Said, Transfer, TransferState,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::time::SystemTime;

/// An event as an object.
pub(super) fn object(event: &PairEvent, picture: &Picture, words: &Words) -> Value {
    let mut line = Line { fields: Map::new(), picture, words };
    line.put("time", rfc3339(Nanos::from(SystemTime::now())));
    line.event(event);
    Value::Object(line.fields)
}

struct Line<'a> {
    fields: Map<String, Value>,
    picture: &'a Picture,
    words: &'a Words,
}

impl Line<'_> {
    fn put(&mut self, key: &str, value: impl Serialize) {
        // Nothing that is put here can fail to be a value: no maps with other keys than text.
        self.fields.insert(key.to_owned(), json!(value));
    }

    fn is(&mut self, event: &str) {
        self.put("event", event);
    }

    /// About a paired machine.
    fn about(&mut self, event: &str, id: ContactId) {
        self.is(event);
        self.put("contact", id);
        self.put("name", self.picture.name(id));
    }

    fn fault(&mut self, fault: &PairFault) {
        self.put("message", fault_text(self.words, fault));
        self.put("fault", fault);
    }

    fn event(&mut self, event: &PairEvent) {
        match event {
            PairEvent::Node { fingerprint, name, port, addresses, visible, named, .. } => {
                self.is("node");
                self.put("me", name);
                self.put("fingerprint", fingerprint);
                self.put("port", port);
                self.put("addresses", addresses);
                self.put("visible", visible);
                self.put("named", named);
            }
            PairEvent::Showing { means, code, link, left } => {
                self.is("showing");
                self.put("means", means);
                self.put("left", left.as_secs_f64());
                for (key, value) in [("code", code), ("link", link)] {
                    if !value.is_empty() {
                        self.put(key, value);
                    }
                }
            }
            PairEvent::Hidden(why) => {
                self.is("hidden");
                self.put("why", why);
            }
            PairEvent::WrongTry { from, count, limit } => {
                self.is("wrong-try");
                self.put("from", from);
                self.put("count", count);
                self.put("limit", limit);
            }
            PairEvent::Step(step) => {
                self.is("step");
                self.put("step", step);
            }
            PairEvent::Paired(id) => self.about("paired", *id),
            PairEvent::PairFailed(fault) => {
                self.is("pair-failed");
                self.fault(fault);
            }
            PairEvent::Contact(contact) => {
                self.about("contact", contact.id);
                if let Value::Object(fields) = peers::as_json(contact, self.picture) {
                    self.fields.extend(fields);
                }
            }
            PairEvent::Presence(id, presence) => {
                self.about("presence", *id);
                self.presence(presence);
            }
            PairEvent::Item(item) => self.item(item),
            PairEvent::Sent(id, seq) => {
                self.about("sent", *id);
                self.put("seq", seq);
            }
            PairEvent::Stored(id, seq) => {
                self.about("stored", *id);
                self.put("seq", seq);
            }
            PairEvent::BroughtBack(id, count) => {
                self.about("brought-back", *id);
                self.put("count", count);
            }
            PairEvent::GivenAgain(id, count) => {
                self.about("given-again", *id);
                self.put("count", count);
            }
            PairEvent::Transfer(transfer) => self.transfer(transfer),
            PairEvent::Nearby(machines) => {
                self.is("nearby");
                self.put("machines", machines);
            }
            PairEvent::Refused { wish, fault } => {
                match wish.contact() {
                    Some(id) => self.about("refused", id),
                    None => self.is("refused"),
                }
                self.put("wish", super::heard::name(wish));
                self.fault(fault);
            }
            PairEvent::Trouble { contact, fault } => {
                match contact {
                    Some(id) => self.about("trouble", *id),
                    None => self.is("trouble"),
                }
                self.fault(fault);
            }
            PairEvent::DialledBack { contact, address, reached } => {
                self.about("dialled-back", *contact);
                self.put("address", address);
                self.put("reached", reached);
            }
            PairEvent::TurnedAway(count) => {
                self.is("turned-away");
                self.put("count", count);
            }
            PairEvent::Broken(fault) => {
                self.is("broken");
                self.fault(fault);
            }
            PairEvent::AllTold => self.is("all-told"),
        }
    }

    fn presence(&mut self, presence: &Presence) {
        match presence {
            Presence::Here { address } => {
                self.put("is", "here");
                self.put("address", address);
            }
            Presence::Dialling => self.put("is", "dialling"),
            Presence::Away { next_try } => {
                self.put("is", "away");
                if let Some(next) = next_try {
                    self.put("next_try", next.as_secs_f64());
                }
            }
            Presence::Stopped(fault) => {
                self.put("is", "stopped");
                self.fault(fault);
            }
        }
    }

    fn item(&mut self, item: &Item) {
        match &item.said {
            Said::Text(text) => {
                self.about("text", item.contact);
                self.put("text", text);
            }
            Said::Offer(offer) => {
                self.about("offer", item.contact);
                self.put("file", &offer.name);
                self.put("files", offer.entries.len());
                self.put("size", offer.entries.iter().map(|one| u128::from(one.size)).sum::<u128>());
            }
            Said::Answer { transfer, accept } => {
                self.about("answer", item.contact);
                self.put("transfer", transfer.to_string());
                self.put("accept", accept);
            }
            Said::Result { transfer, done } => {
                self.about("result", item.contact);
                self.put("transfer", transfer.to_string());
                self.put("done", done);
            }
        }
        self.put("id", item.id.to_string());
        self.put("seq", item.seq);
        self.put("mine", item.mine);
        self.put("said_at", rfc3339(item.at));
        for (key, is_so) in [("returned", item.returned), ("undelivered", item.undelivered)] {
            if is_so {
                self.put(key, true);
            }
        }
    }

    fn transfer(&mut self, transfer: &Transfer) {
        self.about("transfer", transfer.contact);
        self.put("transfer", transfer.id.to_string());
        self.put("mine", transfer.mine);
        self.put("file", &transfer.name);
        self.put("renamed", transfer.renamed);
        self.put("files", transfer.files);
        self.put("size", transfer.size);
        self.put("done", transfer.done);
        self.state(&transfer.state);
    }

    fn state(&mut self, state: &TransferState) {
        let word = match state {
            TransferState::Offered => "offered",
            TransferState::Moving => "moving",
            TransferState::Paused => "paused",
            TransferState::Checking => "checking",
            TransferState::Done(path) => {
                if let Some(path) = path {
                    self.put("path", path.to_string_lossy());
                }
                "done"
            }
            TransferState::Declined => "declined",
            TransferState::Cancelled => "cancelled",
            TransferState::NoSpace { needed, free } => {
                self.put("needed", needed);
                self.put("free", free);
                "no-space"
            }
            TransferState::Failed(fault) => {
                self.fault(&PairFault::Transfer(fault.clone()));
                "failed"
            }
        };
        self.put("state", word);
    }
}
