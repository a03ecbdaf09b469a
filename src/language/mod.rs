//! Every text a person reads, from the Fluent files in `assets/languages`.

use crate::model::{EndpointError, Fault, SessionEvent};

/// A language the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// 简体中文
    #[serde(rename = "zh-CN")]
    Chinese,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];
    /// The system's language where the program speaks it, English elsewhere.
    pub fn of_system() -> Self {
        todo!()
    }
    /// Its name in itself.
    pub fn name(self) -> &'static str {
        todo!()
    }
}

/// A value in a sentence.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Number(f64),
}
// From<&str>, From<String>, From<u16/u32/u64/usize/i32/f64> …

/// The texts of one language. Cheap to share by reference; switching makes another.
pub struct Words {}

impl Words {
    pub fn new(language: Language) -> Self {
        todo!()
    }
    pub fn language(&self) -> Language {
        todo!()
    }
    /// The text of a key. A key that is missing reads as itself, in ⟨⟩: the test of keys finds it.
    pub fn say(&self, key: &str) -> String {
        todo!()
    }
    pub fn say_with(&self, key: &str, values: &[(&str, Value)]) -> String {
        todo!()
    }
    /// What happened, to which address, what to do.
    pub fn fault(&self, fault: &Fault) -> String {
        todo!()
    }
    pub fn endpoint_error(&self, error: &EndpointError) -> String {
        todo!()
    }
    /// A session event as a line of the transcript; `peer` names the connection it is about.
    pub fn session_event(&self, event: &SessionEvent, peer: &str) -> String {
        todo!()
    }
    /// 3.2 MB, 17 B: decimal units, as network tools have them.
    pub fn bytes(&self, count: u64) -> String {
        todo!()
    }
    pub fn duration(&self, duration: std::time::Duration) -> String {
        todo!()
    }
}

/// `tr!(words, "key", name = value, …)`
#[macro_export]
macro_rules! tr {
    ($words:expr, $key:literal) => { $words.say($key) };
    ($words:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $words.say_with($key, &[$((stringify!($name), $crate::language::Value::from($value))),+])
    };
}
