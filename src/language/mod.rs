//! Every text a person reads, from the Fluent files in `assets/languages`.

mod diagnosis;
mod errno;
mod event;
mod fault;
mod files;
mod pair;
mod store;
mod units;
mod value;
mod words;

#[cfg(test)]
mod tests;

pub use diagnosis::Finding;
pub use fault::result_of;
pub use value::Value;
pub use words::Words;

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

    /// The system's language where the program speaks it, English elsewhere. The variable
    /// `JACKFIELD_LANG` goes before the system.
    #[must_use]
    pub fn of_system() -> Self {
        let wished = std::env::var("JACKFIELD_LANG").ok().filter(|tag| !tag.trim().is_empty());
        Self::of_tag(&wished.or_else(sys_locale::get_locale).unwrap_or_default())
    }

    /// The language of a locale such as `zh-CN`, `zh_CN.UTF-8` or `en`; English for all others.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        Self::named(tag).unwrap_or(Self::English)
    }

    /// The same; `None` for a language that the program does not speak.
    #[must_use]
    pub fn named(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| {
            let own = language.tag().split('-').next().unwrap_or_default();
            primary.eq_ignore_ascii_case(own)
        })
    }

    /// Its name in itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// Its name in files and on the command line (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
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
