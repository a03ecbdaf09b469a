//! What an item says, in CBOR: the same on the line and in the ledger.
//!
//! A map: field 0 is the kind (0 text, 1 offer, 2 answer, 3 result), the others are the kind's own.

use super::{ENTRIES, TEXT};
use crate::model::pairing::{ItemId, Offer, OfferEntry, Said};
use minicbor::decode::Error;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

const TEXT_KIND: u8 = 0;
const OFFER_KIND: u8 = 1;
const ANSWER_KIND: u8 = 2;
const RESULT_KIND: u8 = 3;

/// As it is kept in the ledger.
pub(in crate::pair) fn said_to_bytes(said: &Said) -> Vec<u8> {
    let mut bytes = Vec::new();
    minicbor::encode(said, &mut bytes).expect("a vector takes all bytes");
    bytes
}

/// As it was kept in the ledger.
pub(in crate::pair) fn said_from_bytes(bytes: &[u8]) -> Result<Said, Error> {
    minicbor::decode(bytes)
}

impl<C> Encode<C> for ItemId {
    fn encode<W: Write>(
        &self,
        to: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        to.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for ItemId {
    fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<Self, Error> {
        let bytes = from.bytes()?;
        bytes.try_into().map(Self).map_err(|_| Error::message("an id is not 16 bytes long"))
    }
}

impl<C> Encode<C> for Said {
    fn encode<W: Write>(
        &self,
        to: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Text(text) => to.map(2)?.u8(0)?.u8(TEXT_KIND)?.u8(1)?.str(text)?.ok(),
            Self::Offer(offer) => {
                to.map(3)?.u8(0)?.u8(OFFER_KIND)?.u8(1)?.str(&offer.name)?.u8(2)?;
                to.array(offer.entries.len() as u64)?;
                for OfferEntry { path, size } in &offer.entries {
                    to.array(2)?.str(path)?.u64(*size)?;
                }
                Ok(())
            }
            Self::Answer { transfer, accept } => about(to, ANSWER_KIND, *transfer, *accept),
            Self::Result { transfer, done } => about(to, RESULT_KIND, *transfer, *done),
        }
    }
}

fn about<W: Write>(
    to: &mut Encoder<W>,
    kind: u8,
    transfer: ItemId,
    yes: bool,
) -> Result<(), EncodeError<W::Error>> {
    to.map(3)?.u8(0)?.u8(kind)?.u8(1)?.bytes(&transfer.0)?.u8(2)?.bool(yes)?.ok()
}

/// The fields of all kinds, as far as they were there.
#[derive(Default)]
struct Fields {
    kind: Option<u8>,
    words: Option<String>,
    transfer: Option<ItemId>,
    entries: Option<Vec<OfferEntry>>,
    yes: Option<bool>,
}

impl Fields {
    /// Reads one; leaves out what it does not know.
    fn take(&mut self, from: &mut Decoder<'_>) -> Result<(), Error> {
        match from.u32()? {
            0 => self.kind = Some(from.u8()?),
            1 if self.kind == Some(TEXT_KIND) || self.kind == Some(OFFER_KIND) => {
                self.words = Some(words(from)?);
            }
            1 => self.transfer = Some(from.decode()?),
            2 if self.kind == Some(OFFER_KIND) => self.entries = Some(entries(from)?),
            2 => self.yes = Some(from.bool()?),
            _ => from.skip()?,
        }
        Ok(())
    }
}

fn words(from: &mut Decoder<'_>) -> Result<String, Error> {
    let words = from.str()?;
    if words.len() > TEXT {
        return Err(Error::message("a text of more than 64 KiB"));
    }
    Ok(words.to_owned())
}

/// Counted before there is room for one of them: an entry takes a byte there and fifty here.
fn entries(from: &mut Decoder<'_>) -> Result<Vec<OfferEntry>, Error> {
    let count = from.array()?.ok_or_else(endless)?;
    if count > ENTRIES as u64 {
        return Err(Error::message("an offer of more than 10,000 files"));
    }
    (0..count).map(|_| entry(from)).collect()
}

fn entry(from: &mut Decoder<'_>) -> Result<OfferEntry, Error> {
    let fields = from.array()?.ok_or_else(endless)?;
    let entry = OfferEntry { path: words(from)?, size: from.u64()? };
    (2..fields).try_for_each(|_| from.skip())?;
    Ok(entry)
}

/// Here the number of things always comes first.
fn endless() -> Error {
    Error::message("a list without its length")
}

impl<'b, C> Decode<'b, C> for Said {
    fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<Self, Error> {
        let mut fields = Fields::default();
        for _ in 0..from.map()?.ok_or_else(endless)? {
            fields.take(from)?;
        }
        let Fields { kind, words, transfer, entries, yes } = fields;
        let missing = || Error::message("an item lacks a field");
        match kind.ok_or_else(missing)? {
            TEXT_KIND => Ok(Self::Text(words.ok_or_else(missing)?)),
            OFFER_KIND => Ok(Self::Offer(Offer {
                name: words.ok_or_else(missing)?,
                entries: entries.ok_or_else(missing)?,
            })),
            kind @ (ANSWER_KIND | RESULT_KIND) => {
                let transfer = transfer.ok_or_else(missing)?;
                let yes = yes.ok_or_else(missing)?;
                Ok(match kind {
                    ANSWER_KIND => Self::Answer { transfer, accept: yes },
                    _ => Self::Result { transfer, done: yes },
                })
            }
            _ => Err(Error::message("an item of a kind that this version does not know")),
        }
    }
}
