//! The texts of one language, by key.

use super::{Language, Value, files};
use crate::codec::InputError;
use crate::model::EndpointError;
use crate::tr;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::fmt;
use std::sync::LazyLock;

type Bundle = FluentBundle<FluentResource>;

/// Parsed when first asked for, and once: the command line, the window's title and the window ask.
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| parsed(Language::English));
static CHINESE: LazyLock<Bundle> = LazyLock::new(|| parsed(Language::Chinese));

/// Parses the language's files, which are part of the program.
fn parsed(language: Language) -> Bundle {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolating marks are invisible characters, which this program shows as such.
    bundle.set_use_isolating(false);
    for (topic, text) in files::of(language) {
        // What cannot be parsed is left out here, reads as its key in ⟨⟩, and fails a test.
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                log::error!("{}/{topic}.ftl: {errors:?}", language.tag());
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("{}/{topic}.ftl: {errors:?}", language.tag());
        }
    }
    bundle
}

/// The texts of one language.
pub struct Words {
    language: Language,
    bundle: &'static Bundle,
}

impl Words {
    /// The language's texts. Only the first call for a language takes time.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let bundle = match language {
            Language::English => &ENGLISH,
            Language::Chinese => &CHINESE,
        };
        Self { language, bundle }
    }

    /// Which language they are in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a text for this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The text of a key. A key that is missing reads as itself, in ⟨⟩: the test of keys finds it.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The text of a key, with values in it.
    #[must_use]
    pub fn say_with(&self, key: &str, values: &[(&str, Value)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟨{key}⟩");
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.to_fluent());
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text.into_owned()
    }

    /// Several things in a row, as the language separates them.
    #[must_use]
    pub fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        items.join(&self.say("list-separator"))
    }

    /// Which part of a typed address is wrong, and what to type instead.
    #[must_use]
    pub fn endpoint_error(&self, error: &EndpointError) -> String {
        use EndpointError as E;
        match error {
            E::NoHost => tr!(self, "endpoint-no-host"),
            E::NoPort => tr!(self, "endpoint-no-port"),
            E::NoListeningPort => tr!(self, "endpoint-no-listening-port"),
            E::BadPort(text) => tr!(self, "endpoint-bad-port", text = shown(text)),
            E::AmbiguousIpv6 => tr!(self, "endpoint-ambiguous-ipv6"),
            E::NoScope(address) => tr!(self, "endpoint-no-scope", address = shown(address)),
            E::Invisible(code) => tr!(self, "endpoint-invisible", code = format!("{code:04X}")),
            E::HostTooLong => tr!(self, "endpoint-host-too-long"),
            E::BadHost(bad) => {
                tr!(self, "endpoint-bad-host", character = shown(&bad.to_string()))
            }
            E::UnknownScheme(scheme) => {
                tr!(self, "endpoint-unknown-scheme", scheme = shown(scheme))
            }
            E::UnsupportedScheme(scheme) => {
                tr!(self, "endpoint-unsupported-scheme", scheme = shown(scheme))
            }
            E::NoPath => tr!(self, "endpoint-no-path"),
            E::PathTooLong(bytes) => tr!(self, "endpoint-path-too-long", bytes = *bytes),
            E::Trailing(text) => tr!(self, "endpoint-trailing", text = shown(text)),
        }
    }

    /// Why what was typed is no bytes yet. Positions count from 1 here: they are for eyes.
    #[must_use]
    pub fn input_error(&self, error: &InputError) -> String {
        match error {
            InputError::OddDigits(count) => tr!(self, "input-odd-digits", count = *count),
            InputError::NotHex { at, found } => {
                let found = shown(&found.to_string());
                tr!(self, "input-not-hex", at = at.saturating_add(1), found = found)
            }
            InputError::BadEscape { at, text } => {
                tr!(self, "input-bad-escape", at = at.saturating_add(1), text = shown(text))
            }
        }
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.language.tag())
    }
}

/// Most characters of a foreign text that stand in a sentence.
const SHOWN: usize = 300;

/// A text from outside as it can stand in a sentence: nothing hidden, no second line, not endless.
pub(super) fn shown(text: &str) -> String {
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    crate::codec::printable(cut.as_bytes()).replace('\n', "␊")
}
