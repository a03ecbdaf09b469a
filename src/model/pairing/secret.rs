//! A code or link: what nobody may read in a log, a crash report or a file.

use super::{PairEvent, PairWish};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use zeroize::Zeroizing;

/// A text that pairs machines. It is wiped when dropped; its debug output shows nothing, and written
/// as data it is empty but for [`PairWish::exposed`] and [`PairEvent::exposed`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself, for the eyes and the ceremony.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text while it is typed. Room for all that may be typed is made first: a text that has
    /// grown out of its memory leaves a copy behind.
    pub fn typed(&mut self, room: usize) -> &mut String {
        if self.0.capacity() < room {
            let mut roomy = Zeroizing::new(String::with_capacity(room));
            roomy.push_str(&self.0);
            self.0 = roomy;
        }
        &mut self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "Secret()" } else { "Secret(…)" })
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

impl PairWish {
    /// In JSON with its secret: for the socket of the profile, which its user alone can open.
    ///
    /// # Errors
    /// It holds a path that is no text.
    pub fn exposed(&self) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        match self {
            Self::Enter { code, .. } => written(self, "enter", &[("code", code)]),
            other => serde_json::to_vec(other).map(Zeroizing::new),
        }
    }
}

impl PairEvent {
    /// In JSON with its secrets: for the socket of the profile, and for who asked for the code.
    ///
    /// # Errors
    /// It holds a path that is no text.
    pub fn exposed(&self) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        match self {
            Self::Showing { code, link, .. } => {
                written(self, "showing", &[("code", code), ("link", link)])
            }
            other => serde_json::to_vec(other).map(Zeroizing::new),
        }
    }
}

fn written(
    whole: &impl Serialize,
    kind: &str,
    secrets: &[(&str, &Secret)],
) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let mut value = serde_json::to_value(whole)?;
    for (field, secret) in secrets {
        value[kind][*field] = Value::from(secret.expose());
    }
    serde_json::to_vec(&value).map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pairing::Means;
    use std::time::Duration;

    const SECRETS: [&str; 2] = ["123-456-789", "jackfield://pair?s=secret"];

    fn showing() -> PairEvent {
        let [code, link] = SECRETS.map(Secret::from);
        PairEvent::Showing { means: Means::Code, code, link, left: Duration::from_secs(1) }
    }

    fn enter() -> PairWish {
        PairWish::Enter { code: SECRETS[0].into(), addresses: vec!["10.0.0.1".to_owned()] }
    }

    #[test]
    fn neither_debug_output_nor_data_shows_a_secret() {
        let texts = [
            format!("{:?} {:#?}", showing(), enter()),
            serde_json::to_string(&showing()).expect("plain data"),
            serde_json::to_string(&enter()).expect("plain data"),
        ];
        for text in texts {
            assert!(!text.contains("123-") && !text.contains("secret"), "{text}");
        }
    }

    #[test]
    fn what_is_typed_within_its_room_stays_in_one_place() {
        let mut secret = Secret::from("12");
        let place = secret.typed(64).as_ptr();
        secret.typed(64).push_str(&"3".repeat(62));
        assert_eq!(secret.expose().as_ptr(), place);
        assert_eq!(secret.expose().len(), 64);
    }

    #[test]
    fn exposed_it_is_the_same_on_the_other_side_of_the_socket() {
        let line = showing().exposed().expect("plain data");
        assert_eq!(serde_json::from_slice::<PairEvent>(&line).expect("an event"), showing());
        let line = enter().exposed().expect("plain data");
        assert_eq!(serde_json::from_slice::<PairWish>(&line).expect("a wish"), enter());
    }
}
