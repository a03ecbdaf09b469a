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
//! | `text`, `offer`, `answer`, `result` | `id`, `seq`, `mine`, `said_at`; `returned`, `earlier` where true; `text`; `file`, `files`, `size`; `transfer` and `accept` or `done` |
//! | `sent`, `stored` | `seq`: all of ours up to it are on their way, are on their disk |
//! | `brought-back`, `given-again` | `count`: a ledger was older than the other's |
//! | `transfer` | `transfer`, `mine`, `file`, `renamed`, `files`, `size`, `done`, `state`; `path`, `for_space`, `needed` and `free`, `message` and `fault` |
//! | `fetched-again` | `transfer`, `count`, `limit`: it arrived damaged |
//! | `downloads` | `folder`, `free` (bytes): where files go, told when there is one to be answered |
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
//! | `cloned` | `proven`, `addresses`: another machine has our key, or says so |
//!
//! `renamed` tells that the file is called otherwise here than there: its name was not safe, or the
//! folder had one of that name already. `path` has the name that it got.
//!
//! `message` is the sentence in the language of the run, `fault` the same in parts that do not
//! change with it.

use super::picture::Picture;
use super::{fault_text, peers};
use crate::cli::moment::rfc3339;
use crate::language::Words;
use crate::model::Nanos;
use crate::model::pairing::{
    ContactId, Item, PairEvent, PairFault, Presence, Said, Transfer, TransferState,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::time::SystemTime;
use zeroize::Zeroizing;

/// An event as a line. A code that another program shows is left out: a standard output may be kept
/// as a log.
pub(super) fn line(
    event: &PairEvent,
    with_code: bool,
    picture: &Picture,
    words: &Words,
) -> Zeroizing<String> {
    let mut line = Line { fields: Map::new(), picture, words };
    line.put("time", rfc3339(Nanos::from(SystemTime::now())));
    line.event(event);
    let mut text = Zeroizing::new(Value::Object(line.fields).to_string());
    if with_code && let PairEvent::Showing { code, link, .. } = event {
        text.pop();
        for (key, secret) in [("code", code), ("link", link)] {
            if !secret.is_empty() {
                // Digits and dashes, or a link: nothing in them has to be escaped.
                text.push_str(&Zeroizing::new(format!(r#","{key}":"{}""#, secret.expose())));
            }
        }
        text.push('}');
    }
    text.push('\n');
    text
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

    /// An event with these fields.
    fn is(&mut self, event: &str, fields: Value) {
        self.put("event", event);
        if let Value::Object(fields) = fields {
            self.fields.extend(fields);
        }
    }

    /// The same, about a paired machine.
    fn about(&mut self, event: &str, id: ContactId, fields: Value) {
        self.put("contact", id);
        self.put("name", self.picture.name(id));
        self.is(event, fields);
    }

    fn fault(&mut self, fault: &PairFault) {
        self.put("message", fault_text(self.words, fault));
        self.put("fault", fault);
    }

    fn event(&mut self, event: &PairEvent) {
        match event {
            PairEvent::Node { key: _, fingerprint, name: me, port, addresses, visible, named } => {
                let (visible, named) = (*visible, *named);
                let of_us = json!({ "me": me, "fingerprint": fingerprint, "port": port,
                    "addresses": addresses, "visible": visible, "named": named });
                self.is("node", of_us);
            }
            PairEvent::Showing { means, left, .. } => {
                self.is("showing", json!({ "means": means, "left": left.as_secs_f64() }));
            }
            PairEvent::Hidden(why) => self.is("hidden", json!({ "why": why })),
            PairEvent::WrongTry { from, count, limit } => {
                self.is("wrong-try", json!({ "from": from, "count": count, "limit": limit }));
            }
            PairEvent::Step(step) => self.is("step", json!({ "step": step })),
            PairEvent::Paired(id) => self.about("paired", *id, json!({})),
            PairEvent::PairFailed(fault) => self.trouble("pair-failed", None, fault),
            PairEvent::Contact(contact) => {
                self.about("contact", contact.id, peers::as_json(contact, self.picture));
            }
            PairEvent::Presence(id, presence) => {
                self.about("presence", *id, json!({}));
                self.presence(presence);
            }
            PairEvent::Item(item) => self.item(item),
            PairEvent::Sent(id, seq) => self.about("sent", *id, json!({ "seq": seq })),
            PairEvent::Stored(id, seq) => self.about("stored", *id, json!({ "seq": seq })),
            PairEvent::BroughtBack(id, count) => {
                self.about("brought-back", *id, json!({ "count": count }));
            }
            PairEvent::GivenAgain(id, count) => {
                self.about("given-again", *id, json!({ "count": count }));
            }
            PairEvent::Transfer(transfer) => self.transfer(transfer),
            PairEvent::FetchedAgain { contact, transfer, count, limit } => {
                let transfer = transfer.to_string();
                let again = json!({ "transfer": transfer, "count": count, "limit": limit });
                self.about("fetched-again", *contact, again);
            }
            PairEvent::Downloads { folder, free } => {
                let folder = folder.to_string_lossy();
                self.is("downloads", json!({ "folder": folder, "free": free }));
            }
            PairEvent::Nearby(machines) => self.is("nearby", json!({ "machines": machines })),
            PairEvent::Refused { wish, fault } => {
                self.put("wish", super::heard::name(wish));
                self.trouble("refused", wish.contact(), fault);
            }
            PairEvent::Trouble { contact, fault } => self.trouble("trouble", *contact, fault),
            PairEvent::DialledBack { contact, tried, reached } => {
                let back = json!({ "tried": tried, "reached": reached });
                self.about("dialled-back", *contact, back);
            }
            PairEvent::TurnedAway(count) => self.is("turned-away", json!({ "count": count })),
            PairEvent::Broken(fault) => self.trouble("broken", None, fault),
            PairEvent::Cloned { proven, addresses } => {
                self.is("cloned", json!({ "proven": proven, "addresses": addresses }));
            }
            PairEvent::AllTold => self.is("all-told", json!({})),
        }
    }

    fn trouble(&mut self, event: &str, contact: Option<ContactId>, fault: &PairFault) {
        match contact {
            Some(id) => self.about(event, id, json!({})),
            None => self.is(event, json!({})),
        }
        self.fault(fault);
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
        let (event, fields) = match &item.said {
            Said::Text(text) => ("text", json!({ "text": text })),
            Said::Offer(offer) => {
                let sizes = offer.entries.iter().map(|one| one.size);
                let size = sizes.fold(0, u64::saturating_add);
                let files = offer.entries.len();
                ("offer", json!({ "file": offer.name, "files": files, "size": size }))
            }
            Said::Answer { transfer, accept } => {
                ("answer", json!({ "transfer": transfer.to_string(), "accept": accept }))
            }
            Said::Result { transfer, done } => {
                ("result", json!({ "transfer": transfer.to_string(), "done": done }))
            }
        };
        self.about(event, item.contact, fields);
        self.put("id", item.id.to_string());
        self.put("seq", item.seq);
        self.put("mine", item.mine);
        self.put("said_at", rfc3339(item.at));
        for (key, is_so) in [("returned", item.returned), ("earlier", item.earlier)] {
            if is_so {
                self.put(key, true);
            }
        }
    }

    fn transfer(&mut self, transfer: &Transfer) {
        let Transfer { id, contact, mine, name, renamed, files, size, done, state } = transfer;
        // The name may have been made safe, or another file has it in the folder already.
        let is_numbered = matches!(state, TransferState::Done(Some(path))
            if path.file_name().is_some_and(|saved| saved.to_str() != Some(name)));
        let fields = json!({ "transfer": id.to_string(), "mine": mine, "file": name,
            "renamed": *renamed || is_numbered, "files": files, "size": size, "done": done });
        self.about("transfer", *contact, fields);
        self.state(state);
    }

    fn state(&mut self, state: &TransferState) {
        let word = match state {
            TransferState::Offered => "offered",
            TransferState::Moving => "moving",
            TransferState::Paused => "paused",
            TransferState::Waiting { space } => {
                self.put("for_space", space);
                "waiting"
            }
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

#[cfg(test)]
mod tests {
    use super::super::picture::tests::picture;
    use super::*;
    use crate::language::Language;
    use crate::model::pairing::{
        Hidden, ItemId, Means, Offer, OfferEntry, PairStep, PairWish, PublicKey, TransferFault,
    };
    use std::time::Duration;

    fn told(event: &PairEvent) -> Value {
        let words = Words::new(Language::English);
        let text = line(event, true, &picture(&["Mia"]), &words);
        assert_eq!(text.matches('\n').count(), 1, "{text:?}");
        serde_json::from_str(&text).expect("an object")
    }

    fn item(said: Said) -> PairEvent {
        let (contact, id) = (ContactId(1), ItemId([7; 16]));
        let (returned, earlier) = (true, false);
        PairEvent::Item(Box::new(Item {
            contact,
            position: 1,
            mine: true,
            seq: 3,
            id,
            at: Nanos(1),
            said,
            returned,
            earlier,
        }))
    }

    fn transfer(state: TransferState) -> PairEvent {
        PairEvent::Transfer(Box::new(Transfer {
            id: ItemId([7; 16]),
            contact: ContactId(1),
            mine: false,
            name: "x".to_owned(),
            renamed: false,
            files: 1,
            size: 10,
            done: 5,
            state,
        }))
    }

    #[test]
    fn every_event_is_an_object_with_its_name_and_whom_it_is_about() {
        let (mia, id) = (ContactId(1), ItemId([7; 16]));
        let fault = PairFault::NoCodeShown;
        let address = "127.0.0.1:5".parse().expect("an address");
        let entry = OfferEntry { path: String::new(), size: u64::MAX };
        let offer = Offer { name: "x".to_owned(), entries: vec![entry.clone(), entry] };
        let contact = picture(&["Mia"]).contacts[&mia].clone();
        let about_mia = [
            (item(Said::Text("hello".to_owned())), "text"),
            (item(Said::Offer(offer)), "offer"),
            (item(Said::Answer { transfer: id, accept: true }), "answer"),
            (item(Said::Result { transfer: id, done: true }), "result"),
            (transfer(TransferState::Moving), "transfer"),
            (PairEvent::Contact(Box::new(contact)), "contact"),
            (PairEvent::Presence(mia, Presence::Dialling), "presence"),
            (PairEvent::Paired(mia), "paired"),
            (PairEvent::Sent(mia, 1), "sent"),
            (PairEvent::Stored(mia, 1), "stored"),
            (PairEvent::BroughtBack(mia, 1), "brought-back"),
            (PairEvent::GivenAgain(mia, 1), "given-again"),
            (
                PairEvent::DialledBack { contact: mia, tried: vec![address], reached: true },
                "dialled-back",
            ),
            (
                PairEvent::FetchedAgain { contact: mia, transfer: id, count: 1, limit: 2 },
                "fetched-again",
            ),
            (PairEvent::Trouble { contact: Some(mia), fault: fault.clone() }, "trouble"),
            (
                PairEvent::Refused { wish: Box::new(PairWish::TryNow(mia)), fault: fault.clone() },
                "refused",
            ),
        ];
        for (event, name) in &about_mia {
            let object = told(event);
            let about = (&object["event"], &object["contact"], &object["name"]);
            assert_eq!(about, (&json!(name), &json!(1), &json!("Mia")), "{object}");
            assert!(object["time"].as_str().is_some_and(|time| time.ends_with('Z')), "{object}");
        }
        let alone = [
            (PairEvent::Hidden(Hidden::Used), "hidden"),
            (PairEvent::WrongTry { from: address, count: 1, limit: 3 }, "wrong-try"),
            (PairEvent::Step(PairStep::Proving), "step"),
            (PairEvent::PairFailed(fault.clone()), "pair-failed"),
            (PairEvent::Trouble { contact: None, fault: fault.clone() }, "trouble"),
            (PairEvent::Broken(fault), "broken"),
            (PairEvent::Nearby(Vec::new()), "nearby"),
            (PairEvent::TurnedAway(4), "turned-away"),
            (PairEvent::Downloads { folder: "/x".into(), free: Some(1) }, "downloads"),
            (PairEvent::Cloned { proven: true, addresses: vec![address] }, "cloned"),
            (PairEvent::AllTold, "all-told"),
            (
                PairEvent::Node {
                    key: PublicKey([1; 32]),
                    fingerprint: "ABC".to_owned(),
                    name: "desk".to_owned(),
                    port: None,
                    addresses: vec![address],
                    visible: true,
                    named: false,
                },
                "node",
            ),
        ];
        for (event, name) in &alone {
            assert_eq!(told(event)["event"], json!(name), "{event:?}");
        }
    }

    #[test]
    fn a_state_is_a_word_with_what_belongs_to_it() {
        for (state, word, key) in [
            (TransferState::Done(Some("/x".into())), "done", "path"),
            (TransferState::NoSpace { needed: 2, free: 1 }, "no-space", "needed"),
            (TransferState::Waiting { space: true }, "waiting", "for_space"),
            (TransferState::Failed(TransferFault::Damaged), "failed", "message"),
        ] {
            let object = told(&transfer(state));
            assert_eq!(object["state"], json!(word));
            assert!(!object[key].is_null(), "{object}");
        }
        for (presence, word, key) in [
            (Presence::Away { next_try: Some(Duration::from_millis(1500)) }, "away", "next_try"),
            (Presence::Stopped(PairFault::RemovedByThem), "stopped", "fault"),
        ] {
            let object = told(&PairEvent::Presence(ContactId(1), presence));
            assert_eq!(object["is"], json!(word));
            assert!(!object[key].is_null(), "{object}");
        }
    }

    #[test]
    fn a_code_is_told_only_to_who_asked_for_it() {
        let event = PairEvent::Showing {
            means: Means::Code,
            code: "123-456-786".into(),
            link: "jackfield://pair?k=x&s=y".into(),
            left: Duration::from_mins(5),
        };
        let object = told(&event);
        assert_eq!(object["code"], json!("123-456-786"));
        assert_eq!(object["link"], json!("jackfield://pair?k=x&s=y"));
        let words = Words::new(Language::English);
        let text = line(&event, false, &Picture::default(), &words);
        assert!(!text.contains("123") && !text.contains("jackfield:"), "{text:?}");
    }
}
