//! A link to paste instead of a code: who shows it, a long secret, and where.

use crate::model::pairing::{CodeFault, PairFault, PublicKey};
use crate::pair::identity::{is_sound, random};
use std::fmt;
use std::net::SocketAddr;
use zeroize::Zeroizing;

/// How a link begins.
const SCHEME: &str = "jackfield:";
const HEAD: &str = "jackfield://pair?";
/// Bytes of the longest link.
const LONGEST: usize = 1024;
/// Addresses in a link.
const ADDRESSES: usize = 8;
/// The digits of base64url (RFC 4648 §5).
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// `jackfield://pair?k=…&s=…&a=host:port`. Its secret is never in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// The key that the other side has to show.
    pub key: PublicKey,
    /// 128 random bits.
    pub secret: Zeroizing<[u8; 16]>,
    /// Where it listens, at most eight, best first.
    pub addresses: Vec<SocketAddr>,
}

impl Link {
    /// A link with a new secret. Of the addresses the first eight are taken.
    ///
    /// # Errors
    /// [`PairFault::Other`] where the system gives no random bytes.
    pub fn random(key: PublicKey, addresses: &[SocketAddr]) -> Result<Self, PairFault> {
        let addresses = addresses.iter().copied().take(ADDRESSES).collect();
        Ok(Self { key, secret: random()?, addresses })
    }

    /// Reads a link. Parts that a later version adds are skipped.
    ///
    /// # Errors
    /// [`CodeFault::BadLink`] where it is longer than 1 KiB, a part is missing, twice there or not
    /// written as [`Link`] writes it, or there are more than eight addresses.
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        parse(text).ok_or(CodeFault::BadLink)
    }
}

/// Whether somebody wanted to type a link.
pub(super) fn is_meant(text: &str) -> bool {
    text.get(..SCHEME.len()).is_some_and(|head| head.eq_ignore_ascii_case(SCHEME))
}

fn parse(text: &str) -> Option<Link> {
    let text = text.trim();
    if text.len() > LONGEST || !text.get(..HEAD.len())?.eq_ignore_ascii_case(HEAD) {
        return None;
    }
    let (mut key, mut secret, mut addresses) = (None, None, Vec::new());
    for part in text[HEAD.len()..].split('&') {
        match part.split_once('=')? {
            ("k", value) if key.is_none() => key = Some(*decode::<32>(value)?),
            ("s", value) if secret.is_none() => secret = Some(decode::<16>(value)?),
            ("a", value) if addresses.len() < ADDRESSES => addresses.push(address(value)?),
            ("k" | "s" | "a", _) => return None,
            _ => {}
        }
    }
    let key = key.filter(is_sound)?;
    Some(Link { key: PublicKey(key), secret: secret?, addresses })
}

/// An address; some programs write the brackets and colons of a pasted link as `%5B`, `%5D`, `%3A`.
fn address(text: &str) -> Option<SocketAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let text = text.to_ascii_uppercase();
    text.replace("%5B", "[").replace("%5D", "]").replace("%3A", ":").parse().ok()
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, secret) = (encode(&self.key.0), encode(&*self.secret));
        write!(f, "{HEAD}k={}&s={}", key.as_str(), secret.as_str())?;
        self.addresses.iter().try_for_each(|address| write!(f, "&a={address}"))
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Link");
        shown.field("key", &self.key).field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

/// Base64url without padding (RFC 4648 §5).
fn encode(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 4 / 3 + 2));
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        (held, bits) = (held << 8 | u32::from(*byte), bits + 8);
        while bits >= 6 {
            bits -= 6;
            text.push(letter(held >> bits));
        }
    }
    if bits > 0 {
        text.push(letter(held << (6 - bits)));
    }
    text
}

fn letter(value: u32) -> char {
    char::from(DIGITS[usize::try_from(value & 63).unwrap_or_default()])
}

/// The bytes behind a text, if it is the one text for them.
fn decode<const N: usize>(text: &str) -> Option<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    let (mut held, mut bits, mut filled) = (0_u32, 0, 0);
    for digit in text.bytes() {
        let value = DIGITS.iter().position(|known| *known == digit)?;
        (held, bits) = (held << 6 | u32::try_from(value).ok()?, bits + 6);
        if bits >= 8 {
            bits -= 8;
            *bytes.get_mut(filled)? = u8::try_from(held >> bits & 0xff).ok()?;
            filled += 1;
        }
    }
    (*encode(&*bytes) == text).then_some(bytes)
}
