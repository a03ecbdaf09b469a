//! What a node tells of two machines that are paired.

use jackfield::model::Nanos;
use jackfield::model::pairing::{
    Contact, ContactId, Item, ItemId, Means, Nearby, Offer, OfferEntry, PairEvent, Presence,
    PublicKey, Said, Transfer, TransferId, TransferState, Verified,
};
use std::net::SocketAddr;
use std::time::Duration;

pub(super) const MIA: ContactId = ContactId(1);
pub(super) const TOM: ContactId = ContactId(2);

/// The twenty-third of November 2026, in the evening.
const NOW: u64 = 1_795_460_400_000_000_000;
const MEGABYTE: u64 = 1_000_000;

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

pub(super) fn node() -> PairEvent {
    PairEvent::Node {
        key: PublicKey([1; 32]),
        fingerprint: "VND NWR PTA VAD HEK QVN CKS VSB DXS".to_owned(),
        name: "desk".to_owned(),
        port: Some(47110),
        addresses: vec![address("192.168.1.7:47110"), address("[2001:db8:1:2:3:4:5:6]:47110")],
        visible: true,
        named: false,
    }
}

pub(super) fn showing() -> PairEvent {
    PairEvent::Showing {
        means: Means::Code,
        code: "123-456-786".into(),
        link: "jackfield://pair?k=x".into(),
        left: Duration::from_mins(5),
    }
}

pub(super) fn wrong_try() -> PairEvent {
    PairEvent::WrongTry { from: address("192.168.1.5:50000"), count: 1, limit: 3 }
}

pub(super) fn nearby() -> PairEvent {
    let near = |instance: &str, name: Option<&str>, shows_code| Nearby {
        instance: instance.to_owned(),
        name: name.map(str::to_owned),
        hint: "ABCDEFGHJK".to_owned(),
        shows_code,
        addresses: vec![address("10.0.0.2:47110")],
    };
    let tablet = near("q1w2e3r4", Some("tab\u{202e}let"), true);
    PairEvent::Nearby(vec![tablet, near("t5y6u7i8", Some("会议室的电脑"), false)])
}

pub(super) fn contact(id: ContactId, name: &str, verified: Verified) -> PairEvent {
    PairEvent::Contact(Box::new(Contact {
        id,
        key: PublicKey([7; 32]),
        name: name.to_owned(),
        claimed: "mias-laptop".to_owned(),
        verified,
        paired_at: Nanos(NOW - 1_000_000_000_000_000),
        last_seen: Some(Nanos(NOW)),
        addresses: vec![address("192.168.1.5:47110")],
        revoked_at: None,
        said: 0,
        stored: 0,
        heard: 0,
    }))
}

pub(super) fn here() -> Presence {
    Presence::Here { address: address("192.168.1.5:40000") }
}

fn item(position: u64, mine: bool, said: Said) -> PairEvent {
    PairEvent::Item(Box::new(Item {
        contact: MIA,
        position,
        mine,
        seq: position,
        id: item_id(position),
        at: Nanos(NOW + position * 60_000_000_000),
        said,
        returned: false,
        earlier: false,
    }))
}

fn item_id(position: u64) -> ItemId {
    ItemId([u8::try_from(position).expect("few"); 16])
}

/// A text of theirs.
pub(super) fn heard(position: u64, text: &str) -> PairEvent {
    item(position, false, Said::Text(text.to_owned()))
}

/// Texts both ways, in every state.
pub(super) fn said() -> Vec<PairEvent> {
    let text = |position, mine, text: &str| item(position, mine, Said::Text(text.to_owned()));
    vec![
        text(
            1,
            false,
            "今晚八点之前能把新的固件发给我吗？我想在实验室的开发板上先试一试，看看串口还会不会断开。",
        ),
        text(
            2,
            true,
            "Yes: the build ends at half past seven, and the file comes straight to you 👍",
        ),
        text(3, true, "stored"),
        text(4, true, "sent"),
        text(5, true, "queued"),
        PairEvent::Sent(MIA, 4),
        PairEvent::Stored(MIA, 3),
    ]
}

/// An offer in either direction, and one that moves.
pub(super) fn offers() -> Vec<PairEvent> {
    let offer = |name: &str| {
        let entries = vec![OfferEntry { path: String::new(), size: 200 * MEGABYTE }];
        Said::Offer(Offer { name: name.to_owned(), entries })
    };
    let (folder, free) = ("/home/mia/下载/Jackfield".into(), Some(5_000 * MEGABYTE));
    vec![
        PairEvent::Downloads { folder, free },
        item(6, false, offer("固件-2026-11-23-最终版本-请在开发板上测试.bin")),
        transfer(TransferState::Offered),
        item(7, true, offer("photo.jpg")),
        moved(7, true, "photo.jpg", TransferState::Moving),
    ]
}

/// The transfer of what was offered to us.
pub(super) fn transfer(state: TransferState) -> PairEvent {
    moved(6, false, "固件-2026-11-23-最终版本-请在开发板上测试.bin", state)
}

fn moved(position: u64, mine: bool, name: &str, state: TransferState) -> PairEvent {
    let done = if state == TransferState::Offered { 0 } else { 80 * MEGABYTE };
    PairEvent::Transfer(Box::new(Transfer {
        id: id_of(position),
        contact: MIA,
        mine,
        name: name.to_owned(),
        renamed: false,
        files: 1,
        size: 200 * MEGABYTE,
        done,
        state,
    }))
}

fn id_of(position: u64) -> TransferId {
    item_id(position)
}

pub(super) fn damaged() -> PairEvent {
    PairEvent::FetchedAgain { contact: MIA, transfer: id_of(7), count: 1, limit: 2 }
}
