//! Wishes as JSON lines on standard input (`jackfield serve`).
//!
//! `{"wish":"say","to":"Mia","text":"hello"}`: `wish` names it, `to` whom it is about, as the commands
//! take it: a whole name, or the beginning of the fingerprint; or the number of the contact.
//!
//! | `wish` | further fields |
//! | --- | --- |
//! | `say` | `to`, `text` |
//! | `offer` | `to`, `path` of a file or folder |
//! | `accept` | `to`, `transfer`; `into`, a folder, where it is not the usual one |
//! | `decline`, `pause`, `resume`, `cancel-transfer` | `to`, `transfer` |
//! | `show` | `means`: `code`, `link` or `nothing` |
//! | `hide`, `cancel` | – |
//! | `enter` | `code`: digits or a link; `addresses`, a list |
//! | `rename` | `to`, `name` |
//! | `unpair`, `try-now`, `dial-back` | `to` |
//! | `call-myself` | `name` |
//! | `be-seen` | `visible`, `named` |
//! | `new-identity` | –: all pairings end |

use super::picture::{Picture, Unclear};
use crate::model::pairing::{ContactId, ItemId, Means, PairWish, Secret, TransferId};
use serde::Deserialize;
use std::path::PathBuf;

/// A line of standard input.
#[derive(Debug, Deserialize)]
#[serde(tag = "wish", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Line {
    Say {
        to: Whom,
        text: String,
    },
    Offer {
        to: Whom,
        path: PathBuf,
    },
    Accept {
        to: Whom,
        transfer: Id,
        into: Option<PathBuf>,
    },
    Decline {
        to: Whom,
        transfer: Id,
    },
    Pause {
        to: Whom,
        transfer: Id,
    },
    Resume {
        to: Whom,
        transfer: Id,
    },
    CancelTransfer {
        to: Whom,
        transfer: Id,
    },
    Show {
        means: Means,
    },
    Hide {},
    Cancel {},
    Enter {
        code: Secret,
        #[serde(default)]
        addresses: Vec<String>,
    },
    Rename {
        to: Whom,
        name: String,
    },
    Unpair {
        to: Whom,
    },
    TryNow {
        to: Whom,
    },
    DialBack {
        to: Whom,
    },
    CallMyself {
        name: String,
    },
    BeSeen {
        visible: bool,
        named: bool,
    },
    NewIdentity {},
}

/// A contact by its number or by a name.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Whom {
    Number(u32),
    Name(String),
}

/// A transfer, as events tell it: 32 hexadecimal digits.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Id(TransferId);

impl TryFrom<String> for Id {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no id of a transfer: 32 hexadecimal digits");
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(&text, 16).ok().filter(|_| is_hex);
        Ok(Self(ItemId(number.ok_or_else(wrong)?.to_be_bytes())))
    }
}

/// Why a line wishes nothing that can be done.
#[derive(Debug)]
pub(super) enum Nonsense {
    /// It is no such object.
    Json(serde_json::Error),
    /// It is about nobody in particular.
    Whom(String, Unclear),
}

/// Reads a line.
///
/// # Errors
/// It is no such object, or names nobody in particular.
pub(super) fn wish(line: &[u8], picture: &Picture) -> Result<PairWish, Nonsense> {
    let line: Line = serde_json::from_slice(line).map_err(Nonsense::Json)?;
    let whom = |whom: Whom| -> Result<ContactId, Nonsense> {
        match whom {
            // The node says it where there is no such contact.
            Whom::Number(id) => Ok(ContactId(id)),
            Whom::Name(name) => {
                picture.find(&name).map_err(|unclear| Nonsense::Whom(name, unclear))
            }
        }
    };
    Ok(match line {
        Line::Say { to, text } => PairWish::Say(whom(to)?, text),
        Line::Offer { to, path } => PairWish::Offer(whom(to)?, path),
        Line::Accept { to, transfer, into } => PairWish::Accept(whom(to)?, transfer.0, into),
        Line::Decline { to, transfer } => PairWish::Decline(whom(to)?, transfer.0),
        Line::Pause { to, transfer } => PairWish::Pause(whom(to)?, transfer.0),
        Line::Resume { to, transfer } => PairWish::Resume(whom(to)?, transfer.0),
        Line::CancelTransfer { to, transfer } => PairWish::CancelTransfer(whom(to)?, transfer.0),
        Line::Show { means } => PairWish::Show(means),
        Line::Hide {} => PairWish::Hide,
        Line::Cancel {} => PairWish::Cancel,
        Line::Enter { code, addresses } => PairWish::Enter { code, addresses },
        Line::Rename { to, name } => PairWish::Rename(whom(to)?, name),
        Line::Unpair { to } => PairWish::Unpair(whom(to)?),
        Line::TryNow { to } => PairWish::TryNow(whom(to)?),
        Line::DialBack { to } => PairWish::DialBack(whom(to)?),
        Line::CallMyself { name } => PairWish::CallMyself(name),
        Line::BeSeen { visible, named } => PairWish::BeSeen { visible, named },
        Line::NewIdentity {} => PairWish::NewIdentity,
    })
}

/// What a wish is called in a line.
pub(super) fn name(wish: &PairWish) -> &'static str {
    match wish {
        PairWish::Say(..) => "say",
        PairWish::Offer(..) => "offer",
        PairWish::Accept(..) => "accept",
        PairWish::Decline(..) => "decline",
        PairWish::Pause(..) => "pause",
        PairWish::Resume(..) => "resume",
        PairWish::CancelTransfer(..) => "cancel-transfer",
        PairWish::Show(_) => "show",
        PairWish::Hide => "hide",
        PairWish::Cancel => "cancel",
        PairWish::Enter { .. } => "enter",
        PairWish::Rename(..) => "rename",
        PairWish::Unpair(_) => "unpair",
        PairWish::TryNow(_) => "try-now",
        PairWish::DialBack(_) => "dial-back",
        PairWish::CallMyself(_) => "call-myself",
        PairWish::BeSeen { .. } => "be-seen",
        PairWish::NewIdentity => "new-identity",
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::tests::picture;
    use super::*;

    const ID: &str = "000102030405060708090a0b0c0d0e0f";

    #[test]
    fn every_wish_is_read_by_the_name_it_is_told_by() {
        let picture = picture(&["Mia"]);
        let lines = [
            r#"{"wish":"say","to":"mia","text":"hello"}"#,
            r#"{"wish":"offer","to":1,"path":"/tmp/x"}"#,
            r#"{"wish":"accept","to":1,"transfer":"ID"}"#,
            r#"{"wish":"decline","to":1,"transfer":"ID"}"#,
            r#"{"wish":"pause","to":1,"transfer":"ID"}"#,
            r#"{"wish":"resume","to":1,"transfer":"ID"}"#,
            r#"{"wish":"cancel-transfer","to":1,"transfer":"ID"}"#,
            r#"{"wish":"show","means":"code"}"#,
            r#"{"wish":"hide"}"#,
            r#"{"wish":"cancel"}"#,
            r#"{"wish":"enter","code":"123-456-786"}"#,
            r#"{"wish":"rename","to":"Mia","name":"米娅"}"#,
            r#"{"wish":"unpair","to":"Mia"}"#,
            r#"{"wish":"try-now","to":"Mia"}"#,
            r#"{"wish":"dial-back","to":"Mia"}"#,
            r#"{"wish":"call-myself","name":"desk"}"#,
            r#"{"wish":"be-seen","visible":true,"named":false}"#,
            r#"{"wish":"new-identity"}"#,
        ];
        for line in lines {
            let line = line.replace("ID", ID);
            let wish = wish(line.as_bytes(), &picture).expect(&line);
            assert!(line.contains(&format!(r#""wish":"{}""#, name(&wish))), "{line}");
            assert!(wish.contact().is_none_or(|id| id == ContactId(1)), "{line}");
        }
    }

    #[test]
    fn what_is_no_wish_is_not_guessed_at() {
        let picture = picture(&["Mia", "Mik", "Karl"]);
        for line in [
            "",
            "hello",
            "{}",
            "[]",
            r#"{"wish":"fly"}"#,
            r#"{"wish":"say","to":"Mia"}"#,
            r#"{"wish":"say","to":"Mia","text":"x","secretly":true}"#,
            r#"{"wish":"pause","to":1,"transfer":"12"}"#,
            r#"{"wish":"pause","to":1,"transfer":"+00102030405060708090a0b0c0d0e0f"}"#,
        ] {
            assert!(matches!(wish(line.as_bytes(), &picture), Err(Nonsense::Json(_))), "{line}");
        }
        for to in ["Mi", "Kar", "Tom", ""] {
            let line = format!(r#"{{"wish":"unpair","to":"{to}"}}"#);
            assert!(matches!(wish(line.as_bytes(), &picture), Err(Nonsense::Whom(..))), "{to}");
        }
    }
}
