//! Frames there and back, and bytes that are none.

use super::*;
use crate::model::pairing::{Offer, OfferEntry, Said};
use proptest::collection::vec;
use proptest::prelude::*;

fn id() -> impl Strategy<Value = ItemId> {
    any::<[u8; 16]>().prop_map(ItemId)
}

pub(crate) fn said() -> impl Strategy<Value = Said> {
    let entry = ("[a-z/]{0,20}", any::<u64>()).prop_map(|(path, size)| OfferEntry { path, size });
    prop_oneof![
        ".{0,80}".prop_map(Said::Text),
        (".{0,20}", vec(entry, 0..5))
            .prop_map(|(name, entries)| Said::Offer(Offer { name, entries })),
        (id(), any::<bool>()).prop_map(|(transfer, accept)| Said::Answer { transfer, accept }),
        (id(), any::<bool>()).prop_map(|(transfer, done)| Said::Result { transfer, done }),
    ]
}

fn item() -> impl Strategy<Value = Box<ItemFrame>> {
    (any::<u64>(), id(), any::<u64>(), said())
        .prop_map(|(seq, id, at, said)| Box::new(ItemFrame { seq, id, at, said }))
}

fn hello() -> impl Strategy<Value = Frame> {
    let heard = (any::<[u8; 16]>(), any::<u64>(), id()).prop_map(|(log, seq, last)| Heard {
        log,
        seq,
        last,
    });
    let parts = (any::<u32>(), ".{0,9}", ".{0,9}", any::<[u8; 16]>(), any::<u64>(), heard);
    (parts, vec(any::<SocketAddr>(), 0..4)).prop_map(|(parts, addresses)| {
        let (protocol, version, name, log, next, heard) = parts;
        Frame::Hello(Box::new(Hello { protocol, version, name, log, next, heard, addresses }))
    })
}

fn file() -> impl Strategy<Value = FileFrame> {
    let place = || (id(), any::<u32>(), any::<u64>());
    prop_oneof![
        (place(), any::<[u8; 32]>(), any::<u64>()).prop_map(
            |((transfer, entry, offset), prefix, credit)| {
                FileFrame::Want { transfer, entry, offset, prefix, credit }
            }
        ),
        (id(), any::<u64>()).prop_map(|(transfer, bytes)| FileFrame::Credit { transfer, bytes }),
        (place(), vec(any::<u8>(), 0..99)).prop_map(|((transfer, entry, offset), bytes)| {
            FileFrame::Chunk { transfer, entry, offset, bytes }
        }),
        (place(), any::<[u8; 32]>()).prop_map(|((transfer, entry, _), hash)| FileFrame::End {
            transfer,
            entry,
            hash
        }),
        (id(), 0..3_usize).prop_map(|(transfer, why)| FileFrame::Hold {
            transfer,
            why: [Held::ByHand, Held::NoSpace, Held::Over][why],
        }),
        (place(), any::<u8>()).prop_map(|((transfer, entry, _), count)| FileFrame::Again {
            transfer,
            entry,
            count,
        }),
        (place(), ".{0,9}").prop_map(|((transfer, entry, _), why)| FileFrame::Gone {
            transfer,
            entry,
            why
        }),
    ]
}

fn frame() -> impl Strategy<Value = Frame> {
    prop_oneof![
        hello(),
        item().prop_map(Frame::Item),
        item().prop_map(Frame::Return),
        any::<u64>().prop_map(Frame::Ack),
        any::<u64>().prop_map(Frame::Recall),
        Just(Frame::Ping),
        Just(Frame::Pong),
        Just(Frame::Unpaired),
        Just(Frame::Returned),
        any::<SocketAddr>().prop_map(Frame::DialBack),
        any::<String>().prop_map(Frame::Name),
        (vec(any::<SocketAddr>(), 0..9), any::<bool>())
            .prop_map(|(tried, reached)| Frame::Dialled(tried, reached)),
        file().prop_map(Frame::File),
    ]
}

/// An address as it arrives: scope and flow of IPv6 mean something on one machine only.
fn plain(address: &mut SocketAddr) {
    *address = SocketAddr::new(address.ip(), address.port());
}

fn flattened(mut frame: Frame) -> Frame {
    match &mut frame {
        Frame::Hello(hello) => hello.addresses.iter_mut().for_each(plain),
        Frame::DialBack(address) => plain(address),
        Frame::Dialled(tried, _) => tried.iter_mut().for_each(plain),
        _ => {}
    }
    frame
}

fn encoded(frame: &Frame) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(frame, &mut bytes);
    bytes
}

fn raw(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 1).expect("short");
    [&length.to_be_bytes()[..], &[kind], body].concat()
}

fn decoded(bytes: &[u8]) -> Result<Option<Frame>, FrameFault> {
    let mut decoder = Decoder::new();
    decoder.push(bytes);
    decoder.next()
}

proptest! {
    #[test]
    fn frames_come_out_as_they_went_in_however_they_are_cut(
        frames in vec(frame().prop_map(flattened), 0..8),
        piece in 1_usize..50,
    ) {
        let bytes: Vec<u8> = frames.iter().flat_map(encoded).collect();
        let mut decoder = Decoder::new();
        let mut seen = Vec::new();
        for piece in bytes.chunks(piece) {
            decoder.push(piece);
            while let Some(frame) = decoder.next().expect("well formed") {
                seen.push(frame);
            }
        }
        prop_assert_eq!(seen, frames);
    }

    #[test]
    fn any_bytes_are_frames_or_a_fault_that_stays(bytes in vec(any::<u8>(), 0..2000)) {
        let mut decoder = Decoder::new();
        decoder.push(&bytes);
        while let Ok(Some(_)) = decoder.next() {}
        prop_assert_eq!(decoder.next(), decoder.next());
        prop_assert!(decoder.buffer.capacity() <= 2 * bytes.len() + 8);
    }

    #[test]
    fn any_body_of_any_type_is_read_without_a_panic(kind: u8, body in vec(any::<u8>(), 0..300)) {
        let result = decoded(&raw(kind, &body));
        prop_assert!(result != Err(FrameFault::Empty));
    }

    #[test]
    fn a_flipped_byte_never_panics(frame in frame(), at: prop::sample::Index, flip in 1_u8..) {
        let mut bytes = encoded(&frame);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert_ne!(decoded(&bytes), Err(FrameFault::Unknown(kind::HELLO)));
    }
}

#[test]
fn a_length_beyond_the_limit_is_told_by_the_head() {
    for (kind, limit) in
        [(kind::HELLO, CONTROL), (kind::ITEM, ITEM), (kind::FILE, FILE), (99, CONTROL)]
    {
        let head = |length: usize| {
            let length = u32::try_from(length).expect("short");
            [&length.to_be_bytes()[..], &[kind]].concat()
        };
        assert_eq!(decoded(&head(limit)), Ok(None));
        let (bytes, limit) = (limit as u64 + 1, limit as u64);
        assert_eq!(
            decoded(&head(usize::try_from(bytes).expect("short"))),
            Err(FrameFault::TooLong { kind, bytes, limit })
        );
    }
    assert_eq!(decoded(&[0, 0, 0, 0]), Err(FrameFault::Empty));
}

#[test]
fn a_chunk_of_64_kib_fits() {
    let chunk = FileFrame::Chunk {
        transfer: ItemId([255; 16]),
        entry: u32::MAX,
        offset: u64::MAX,
        bytes: vec![7; CHUNK],
    };
    let frame = Frame::File(chunk);
    assert_eq!(decoded(&encoded(&frame)), Ok(Some(frame)));
}

fn item_of(said: Said) -> Frame {
    Frame::Item(Box::new(ItemFrame { seq: 1, id: ItemId([1; 16]), at: 2, said }))
}

#[test]
fn texts_and_offers_end_at_their_limits() {
    let text = |length: usize| decoded(&encoded(&item_of(Said::Text("x".repeat(length)))));
    assert!(text(TEXT).is_ok());
    assert!(matches!(text(TEXT + 1), Err(FrameFault::Malformed { .. })));
    let offer = |count| {
        let entries = vec![OfferEntry { path: "a/b".into(), size: 1 }; count];
        decoded(&encoded(&item_of(Said::Offer(Offer { name: "n".into(), entries }))))
    };
    assert!(offer(ENTRIES).is_ok());
    assert!(matches!(offer(ENTRIES + 1), Err(FrameFault::Malformed { .. })));
}

#[test]
fn an_unknown_type_is_skipped_and_counted_unless_it_is_critical() {
    let mut decoder = Decoder::new();
    decoder.push(&raw(77, b"whatever"));
    decoder.push(&encoded(&Frame::Ping));
    assert_eq!(decoder.next(), Ok(Some(Frame::Ping)));
    assert_eq!(decoder.skipped(), 1);
    decoder.push(&raw(0xff, b""));
    assert_eq!(decoder.next(), Err(FrameFault::Unknown(0xff)));
}

#[test]
fn an_unknown_field_is_skipped() {
    // {0: 7, 9: "new"}
    let body = [0xa2, 0x00, 0x07, 0x09, 0x63, b'n', b'e', b'w'];
    assert_eq!(decoded(&raw(kind::ACK, &body)), Ok(Some(Frame::Ack(7))));
    let more = [&body[..], &[0]].concat();
    assert!(matches!(decoded(&raw(kind::ACK, &more)), Err(FrameFault::Malformed { .. })));
}
