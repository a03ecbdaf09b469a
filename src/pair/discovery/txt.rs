//! What an installation says of itself in the TXT record of its service (RFC 6763, section 6).
//!
//! Anybody on the network may write such a record: nothing in it is believed, it is a hint where to
//! knock.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The version of the record that is written.
pub const VERSION: u32 = 1;
/// Characters of a device id that stand in the record.
pub const HINT: usize = 10;
/// Most bytes of the record, lengths included: it has to fit into one packet with the rest.
pub const RECORD: usize = 200;
/// Characters that the nonce of a run may have.
pub const RUN: std::ops::RangeInclusive<usize> = 4..=16;
/// Most properties that are looked at; more than a record of [`RECORD`] bytes can hold in earnest.
const PROPERTIES: usize = 32;

/// What is announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Version of the record.
    pub version: u32,
    /// The first [`HINT`] characters of the device id.
    pub hint: String,
    /// The name, where its person lets others see it.
    pub name: Option<String>,
    /// Whether a code is shown now.
    pub shows_code: bool,
    /// Random letters and digits, new in every run.
    pub run: String,
}

/// Why a record is not looked at any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TxtFault {
    /// More than [`RECORD`] bytes or 32 properties.
    TooLong,
    /// This property has to be there.
    Missing(Key),
    /// This property says what it cannot.
    Bad(Key),
}

/// The properties that have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// `v`
    Version,
    /// `id`
    Hint,
    /// `n`
    Name,
    /// `p`
    ShowsCode,
    /// `r`
    Run,
}

impl Key {
    /// The word in the record. Case does not count (RFC 6763, section 6.4).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Version => "v",
            Self::Hint => "id",
            Self::Name => "n",
            Self::ShowsCode => "p",
            Self::Run => "r",
        }
    }
}

impl fmt::Display for TxtFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the record is too long"),
            Self::Missing(key) => write!(f, "`{}` is missing", key.word()),
            Self::Bad(key) => write!(f, "`{}` cannot be so", key.word()),
        }
    }
}

impl std::error::Error for TxtFault {}

/// A property of a record: without `=` it has no value.
pub type Property<'a> = (&'a str, Option<&'a [u8]>);

impl Announcement {
    /// The properties, within [`RECORD`] bytes; a name that is too long for that is cut.
    #[must_use]
    pub fn properties(&self) -> Vec<(&'static str, String)> {
        let mut properties = vec![
            (Key::Version.word(), self.version.to_string()),
            (Key::Hint.word(), self.hint.clone()),
            (Key::Run.word(), self.run.clone()),
        ];
        if self.shows_code {
            properties.push((Key::ShowsCode.word(), "1".to_owned()));
        }
        if let Some(name) = &self.name {
            let taken: usize =
                properties.iter().map(|(key, value)| bytes_of(key, value.len())).sum();
            let room = RECORD.saturating_sub(taken + bytes_of(Key::Name.word(), 0));
            properties.push((Key::Name.word(), cut(name, room).to_owned()));
        }
        properties
    }

    /// Whether others would read it.
    pub(super) fn is_sound(&self) -> bool {
        let properties = self.properties();
        let properties = properties.iter().map(|(key, value)| (*key, Some(value.as_bytes())));
        Self::read(properties, str::to_owned).is_ok()
    }

    /// Reads a record. `clean` makes a name fit to be shown; a name of which nothing is left is
    /// none. Unknown properties are skipped, of twins the first counts (RFC 6763, section 6.4).
    ///
    /// # Errors
    /// What is wrong with it first.
    pub fn read<'a>(
        properties: impl IntoIterator<Item = Property<'a>>,
        clean: impl Fn(&str) -> String,
    ) -> Result<Self, TxtFault> {
        let found = Found::take(properties)?;
        let name = found.name.map(|name| text(name, Key::Name)).transpose()?;
        Ok(Self {
            version: version(found.version)?,
            hint: word(found.hint, Key::Hint, &(HINT..=HINT))?,
            name: name.map(clean).filter(|name| !name.is_empty()),
            shows_code: switch(found.shows_code)?,
            run: word(found.run, Key::Run, &RUN)?,
        })
    }
}

/// The first of each property that has a meaning.
#[derive(Default)]
struct Found<'a> {
    version: Option<&'a [u8]>,
    hint: Option<&'a [u8]>,
    name: Option<&'a [u8]>,
    shows_code: Option<&'a [u8]>,
    run: Option<&'a [u8]>,
}

impl<'a> Found<'a> {
    fn take(properties: impl IntoIterator<Item = Property<'a>>) -> Result<Self, TxtFault> {
        let (mut found, mut bytes) = (Self::default(), 0_usize);
        for (count, (key, value)) in properties.into_iter().enumerate() {
            let value = value.unwrap_or_default();
            bytes = bytes.saturating_add(bytes_of(key, value.len()));
            if bytes > RECORD || count >= PROPERTIES {
                return Err(TxtFault::TooLong);
            }
            if let Some(place) = found.place(key) {
                place.get_or_insert(value);
            }
        }
        Ok(found)
    }

    fn place(&mut self, key: &str) -> Option<&mut Option<&'a [u8]>> {
        let is = |known: Key| key.eq_ignore_ascii_case(known.word());
        if is(Key::Version) {
            Some(&mut self.version)
        } else if is(Key::Hint) {
            Some(&mut self.hint)
        } else if is(Key::Name) {
            Some(&mut self.name)
        } else if is(Key::ShowsCode) {
            Some(&mut self.shows_code)
        } else if is(Key::Run) {
            Some(&mut self.run)
        } else {
            None
        }
    }
}

/// Bytes of a property in the record: a length, the key, `=` and the value.
fn bytes_of(key: &str, value: usize) -> usize {
    value.saturating_add(key.len() + 2)
}

/// As many whole characters as fit.
fn cut(name: &str, room: usize) -> &str {
    &name[..name.floor_char_boundary(room)]
}

fn text(value: &[u8], key: Key) -> Result<&str, TxtFault> {
    std::str::from_utf8(value).map_err(|_| TxtFault::Bad(key))
}

fn version(value: Option<&[u8]>) -> Result<u32, TxtFault> {
    let value = text(value.ok_or(TxtFault::Missing(Key::Version))?, Key::Version)?;
    // `parse` alone would let a sign pass.
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let version = value.parse().ok().filter(|version| digits && *version > 0);
    version.ok_or(TxtFault::Bad(Key::Version))
}

fn switch(value: Option<&[u8]>) -> Result<bool, TxtFault> {
    match value {
        None | Some(b"0") => Ok(false),
        Some(b"1") => Ok(true),
        Some(_) => Err(TxtFault::Bad(Key::ShowsCode)),
    }
}

/// ASCII letters and digits, so many of them.
fn word(
    value: Option<&[u8]>,
    key: Key,
    length: &std::ops::RangeInclusive<usize>,
) -> Result<String, TxtFault> {
    let value = text(value.ok_or(TxtFault::Missing(key))?, key)?;
    let good = length.contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric());
    if good { Ok(value.to_owned()) } else { Err(TxtFault::Bad(key)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(properties: &[(&str, &str)]) -> Result<Announcement, TxtFault> {
        let properties = properties.iter().map(|(key, value)| (*key, Some(value.as_bytes())));
        Announcement::read(properties, str::to_owned)
    }

    const GOOD: [(&str, &str); 3] = [("v", "1"), ("id", "ABCDEFGHJK"), ("r", "q1w2e3r4")];

    fn with<'a>(more: &[(&'a str, &'a str)]) -> Result<Announcement, TxtFault> {
        read(&[&GOOD[..], more].concat())
    }

    #[test]
    fn the_least_that_must_be_there_is_enough() {
        let read = with(&[]).expect("a record");
        assert_eq!((read.name, read.shows_code, read.version), (None, false, 1));
        for (left_out, key) in [(0, Key::Version), (1, Key::Hint), (2, Key::Run)] {
            let mut properties = GOOD.to_vec();
            properties.remove(left_out);
            assert_eq!(super::tests::read(&properties), Err(TxtFault::Missing(key)));
        }
    }

    #[test]
    fn a_property_that_says_what_it_cannot_is_named() {
        for (properties, key) in [
            ([("v", "0"), GOOD[1], GOOD[2]], Key::Version),
            ([("v", "+1"), GOOD[1], GOOD[2]], Key::Version),
            ([("v", "99999999999"), GOOD[1], GOOD[2]], Key::Version),
            ([GOOD[0], ("id", "ABCDEFGHJ"), GOOD[2]], Key::Hint),
            ([GOOD[0], ("id", "ABCDEFGH\u{202e}"), GOOD[2]], Key::Hint),
            ([GOOD[0], GOOD[1], ("r", "")], Key::Run),
            ([GOOD[0], GOOD[1], ("r", "12345678901234567")], Key::Run),
        ] {
            assert_eq!(read(&properties), Err(TxtFault::Bad(key)), "{properties:?}");
        }
        assert_eq!(with(&[("p", "yes")]), Err(TxtFault::Bad(Key::ShowsCode)));
        let not_text = GOOD.map(|(key, value)| (key, Some(value.as_bytes())));
        let not_text = not_text.into_iter().chain([("n", Some(&b"\xff\xfe"[..]))]);
        let read = Announcement::read(not_text, str::to_owned);
        assert_eq!(read, Err(TxtFault::Bad(Key::Name)));
    }

    #[test]
    fn a_name_of_ten_thousand_bytes_is_refused_before_it_is_looked_at() {
        let long = "x".repeat(10_000);
        let properties = GOOD.map(|(key, value)| (key, Some(value.as_bytes())));
        let properties = properties.into_iter().chain([("n", Some(long.as_bytes()))]);
        let read = Announcement::read(properties, |_| panic!("it was looked at"));
        assert_eq!(read, Err(TxtFault::TooLong));
        let many = vec![("x", ""); 10_000];
        assert_eq!(super::tests::read(&many), Err(TxtFault::TooLong));
    }

    #[test]
    fn of_twins_the_first_counts_whatever_their_case() {
        let read = with(&[("P", "1"), ("p", "0"), ("ID", "0000000000"), ("v", "7")]);
        let read = read.expect("a record");
        assert!(read.shows_code);
        assert_eq!((read.hint.as_str(), read.version), ("ABCDEFGHJK", 1));
    }

    #[test]
    fn a_name_is_cleaned_and_nothing_left_of_it_is_no_name() {
        let properties = || {
            let good = GOOD.map(|(key, value)| (key, Some(value.as_bytes())));
            good.into_iter().chain([("n", Some("a\u{202e}b".as_bytes()))])
        };
        let read = Announcement::read(properties(), |name| name.replace('\u{202e}', ""));
        assert_eq!(read.expect("a record").name.as_deref(), Some("ab"));
        let read = Announcement::read(properties(), |_| String::new());
        assert_eq!(read.expect("a record").name, None);
    }

    fn announcement() -> impl Strategy<Value = Announcement> {
        let name = proptest::option::of(".{1,60}");
        (1_u32.., "[0-9A-Z]{10}", name, any::<bool>(), "[0-9a-z]{4,16}").prop_map(
            |(version, hint, name, shows_code, run)| Announcement {
                version,
                hint,
                name,
                shows_code,
                run,
            },
        )
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(announcement in announcement()) {
            let written = announcement.properties();
            let bytes: usize = written.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
            prop_assert!(bytes <= RECORD);
            let properties = written.iter().map(|(key, value)| (*key, Some(value.as_bytes())));
            let read = Announcement::read(properties, str::to_owned).expect("it was written");
            let whole = announcement.name.clone().unwrap_or_default();
            prop_assert!(whole.starts_with(&read.name.clone().unwrap_or_default()));
            prop_assert_eq!(Announcement { name: announcement.name.clone(), ..read }, announcement);
        }

        #[test]
        fn no_bytes_upset_it(
            properties in prop::collection::vec(
                ("[vidnprVIDNPRx]{0,3}", prop::option::of(prop::collection::vec(any::<u8>(), 0..40))),
                0..40,
            )
        ) {
            let properties = properties.iter().map(|(key, value)| (key.as_str(), value.as_deref()));
            if let Ok(read) = Announcement::read(properties, str::to_owned) {
                prop_assert_eq!(read.hint.len(), HINT);
                prop_assert!(read.version > 0 && RUN.contains(&read.run.len()));
            }
        }
    }
}
