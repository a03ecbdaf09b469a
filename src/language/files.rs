//! Which Fluent files there are: the one place where a topic is added.

use super::Language;

/// Puts the files of each topic into the program: a name here, and a file of that name in each
/// language's folder.
macro_rules! topics {
    ($($topic:literal),+ $(,)?) => {
        const ENGLISH: &[(&str, &str)] = &[
            $(($topic, include_str!(concat!("../../assets/languages/en/", $topic, ".ftl")))),+
        ];
        const CHINESE: &[(&str, &str)] = &[
            $(($topic, include_str!(concat!("../../assets/languages/zh-CN/", $topic, ".ftl")))),+
        ];
    };
}

topics![
    "about", "cli", "endpoint", "events", "faults", "input", "notify", "pair", "pair-cli", "shell",
    "store", "talk", "tour", "units",
];

/// Topic and text of each file of a language.
pub(super) fn of(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::English => ENGLISH,
        Language::Chinese => CHINESE,
    }
}
