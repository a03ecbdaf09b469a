//! The lines of `jackfield serve`, as far as these tests speak and understand them.

use serde_json::{Value, json};

/// The one contact of a machine in these tests.
pub(super) const CONTACT: u32 = 1;

/// What a line tells.
pub(super) enum Told {
    /// Something was said, and is in the ledger.
    Text { mine: bool, seq: u64, text: String },
    /// All of ours up to this is on their disk.
    Stored(u64),
    /// How the contact stands.
    Contact { said: u64, stored: u64, heard: u64, claimed: String },
    /// Whether it is there.
    Presence(Presence),
    /// Anything else: its name, and what is with it.
    Other(String, Value),
}

/// Whether the contact is there.
#[derive(Debug)]
pub(super) enum Presence {
    Unknown,
    Here,
    Dialling,
    Away,
    /// Why, as it is told.
    Stopped(String),
}

/// Understands a line.
pub(super) fn told(line: &Value) -> Told {
    let name = line["event"].as_str().map(str::to_owned);
    let (name, body) = match (name, line.as_object().and_then(|fields| fields.iter().next())) {
        (Some(name), _) => (name, line.clone()),
        (None, Some((name, body))) => (name.clone(), body.clone()),
        (None, None) => (line.to_string(), Value::Null),
    };
    let number = |key: &str| body[key].as_u64().unwrap_or_default();
    match name.as_str() {
        "item" | "text" => {
            let text = body["text"].as_str().or_else(|| body["said"]["text"].as_str());
            let text = text.unwrap_or_default().to_owned();
            Told::Text { mine: body["mine"] == json!(true), seq: number("seq"), text }
        }
        "stored" => Told::Stored(counted(&body, "seq")),
        "contact" => Told::Contact {
            said: number("said").max(number("stored") + number("queued")),
            stored: number("stored"),
            heard: number("heard"),
            claimed: body["claimed"].as_str().unwrap_or_default().to_owned(),
        },
        "presence" => Told::Presence(presence(&body)),
        _ => Told::Other(name, body),
    }
}

fn presence(body: &Value) -> Presence {
    let is = if body.is_array() { &body[1] } else { &body["is"] };
    let word = is.as_str().or_else(|| Some(is.as_object()?.keys().next()?.as_str()));
    match word.unwrap_or_default() {
        "here" => Presence::Here,
        "dialling" => Presence::Dialling,
        "away" => Presence::Away,
        _ => Presence::Stopped(body.to_string()),
    }
}

/// A number that stands behind the contact's, or by its name.
pub(super) fn counted(body: &Value, name: &str) -> u64 {
    let number = if body.is_array() { &body[1] } else { &body[name] };
    number.as_u64().expect("a number")
}

/// The wish to say a text.
pub(super) fn say(text: &str) -> String {
    format!("{}\n", json!({ "wish": "say", "to": CONTACT, "text": text }))
}

/// The wish to dial at once.
pub(super) fn try_now() -> String {
    format!("{}\n", json!({ "wish": "try-now", "to": CONTACT }))
}
