//! Two ends in memory, and others in the place of one.

use super::*;
use rustls::{ContentType, HandshakeType, ServerConnection};
use std::io::{Read, Write};

type Faults = (Option<PairFault>, Option<rustls::Error>);

fn identity() -> Identity {
    Identity::passing().expect("a key")
}

fn aim(purpose: Purpose) -> Aim {
    Aim { purpose, wanted: "Mia".into(), to: "192.168.1.5:47110".into() }
}

fn admit(admission: Admission) -> Admit {
    Arc::new(move |_| admission)
}

/// Everything that one side has to send.
fn sent<Side: rustls::SideData>(connection: &mut ConnectionCommon<Side>) -> Vec<u8> {
    let mut bytes = Vec::new();
    while connection.wants_write() {
        connection.write_tls(&mut bytes).expect("a vector takes everything");
    }
    bytes
}

fn give<Side: rustls::SideData>(
    connection: &mut ConnectionCommon<Side>,
    mut bytes: &[u8],
) -> Result<Vec<u8>, rustls::Error> {
    let mut plain = Vec::new();
    while !bytes.is_empty() {
        connection.read_tls(&mut bytes).expect("a slice gives everything");
        connection.process_new_packets()?;
        // `WouldBlock` ends what there is.
        connection.reader().read_to_end(&mut plain).ok();
    }
    Ok(plain)
}

/// Lets a client and a gate talk until both are silent.
fn meet(
    client: &mut ClientConnection,
    mut gate: Gate,
) -> Result<(ServerConnection, Faults), Box<(Refusal, rustls::Error)>> {
    let hello = sent(client);
    gate.read_tls(&mut &hello[..]).expect("read");
    let mut server = match gate.open() {
        Ok(opened) => opened.expect("a whole hello").connection,
        Err(refusal) => {
            let error = give(client, &refusal.alert).expect_err("an alert");
            return Err(Box::new((refusal, error)));
        }
    };
    let mut faults = (None, None);
    for _ in 0..4 {
        if let Err(error) = give(client, &sent(&mut server)) {
            faults.0 = Some(fault_of(client, &error, &aim_of(client)));
        }
        if let Err(error) = give(&mut server, &sent(client)) {
            faults.1 = Some(error);
        }
    }
    Ok((server, faults))
}

fn aim_of(client: &ClientConnection) -> Aim {
    let pair = client.alpn_protocol() == Some(ALPN_PAIR);
    aim(if pair { Purpose::Pair } else { Purpose::Talk })
}

/// Two ends after their handshake for the ceremony.
pub(in crate::pair) fn joined(a: &Identity, b: &Identity) -> (ClientConnection, ServerConnection) {
    let mut client = client(a, Purpose::Pair, None).expect("a client");
    let gate = server(b, true, admit(Admission::Stranger));
    let (server, faults) = meet(&mut client, gate).expect("let in");
    assert_eq!(faults, (None, None));
    (client, server)
}

#[test]
fn both_ends_know_each_other_and_export_the_same() {
    let (a, b) = (identity(), identity());
    for purpose in [Purpose::Talk, Purpose::Pair] {
        let mut client = client(&a, purpose, Some(b.public())).expect("a client");
        let gate = server(&b, purpose == Purpose::Pair, admit(Admission::Known));
        let (mut server, faults) = meet(&mut client, gate).expect("let in");
        assert_eq!(faults, (None, None));
        assert_eq!(established(&client, &aim(purpose)), Ok(b.public()));
        assert_eq!(established(&server, &aim(purpose)), Ok(a.public()));
        assert_eq!(exporter(&client), exporter(&server));
        assert_eq!(client.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));
        assert_eq!(server.server_name(), None);
        assert_eq!(client.tls13_tickets_received(), 0);
        client.writer().write_all(b"hello").expect("written");
        assert_eq!(give(&mut server, &sent(&mut client)), Ok(b"hello".to_vec()));
    }
}

#[test]
fn another_key_than_the_pinned_one_ends_it_before_anything_was_sent() {
    let (a, b, other) = (identity(), identity(), identity());
    for purpose in [Purpose::Talk, Purpose::Pair] {
        let mut client = client(&a, purpose, Some(b.public())).expect("a client");
        // Written too early, as nobody should.
        client.writer().write_all(b"secret").expect("written");
        let mut gate = server(&other, true, admit(Admission::Known));
        gate.read_tls(&mut &sent(&mut client)[..]).expect("read");
        let mut server = gate.open().expect("opened").expect("whole").connection;
        let error = give(&mut client, &sent(&mut server)).expect_err("another key");
        let fault = fault_of(&client, &error, &aim(purpose));
        assert_eq!(fault, PairFault::OtherKey { wanted: "Mia".into() });
        let left = sent(&mut client);
        assert!(left.len() < 50, "no more than an alert: {left:?}");
        assert!(give(&mut server, &left).is_err());
        assert!(peer_key(&server).is_none(), "nor was our key");
    }
    let bare = super::client(&a, Purpose::Talk, None);
    assert!(matches!(bare, Err(PairFault::Other(_))));
}

#[test]
fn who_was_removed_is_a_stranger_or_cannot_be_looked_up_is_told_so() {
    let (a, b) = (identity(), identity());
    for (admission, fault) in [
        (Admission::Removed, PairFault::RemovedByThem),
        (Admission::Stranger, PairFault::Forgotten),
        // Nothing that ends their tries.
        (Admission::Unsure, PairFault::Cut("they say: HandshakeFailure".into())),
    ] {
        let mut client = client(&a, Purpose::Talk, Some(b.public())).expect("a client");
        let (server, faults) =
            meet(&mut client, server(&b, true, admit(admission))).expect("a handshake");
        assert_eq!(faults.0, Some(fault));
        assert!(faults.1.is_some());
        assert!(server.is_handshaking());
    }
}

#[test]
fn a_refusal_that_was_not_proved_is_believed_nobody() {
    let (a, b) = (identity(), identity());
    for (alert, purpose) in
        [(49, Purpose::Talk), (48, Purpose::Talk), (120, Purpose::Talk), (49, Purpose::Pair)]
    {
        let mut client = client(&a, purpose, Some(b.public())).expect("a client");
        sent(&mut client);
        let error = give(&mut client, &[21, 3, 3, 0, 2, 2, alert]).expect_err("an alert");
        let fault = fault_of(&client, &error, &aim(purpose));
        assert_eq!(fault, PairFault::NotUs { to: "192.168.1.5:47110".into() });
    }
}

#[test]
fn the_ceremony_is_only_offered_while_a_code_is_shown() {
    let (a, b) = (identity(), identity());
    let mut client = client(&a, Purpose::Pair, None).expect("a client");
    let gate = server(&b, false, admit(Admission::Known));
    let (refusal, error) = *meet(&mut client, gate).expect_err("refused");
    assert_eq!(refusal.fault, PairFault::NoCodeShown);
    assert_eq!(fault_of(&client, &error, &aim(Purpose::Pair)), PairFault::NoCodeShown);
}

#[test]
fn whom_we_know_is_asked_only_behind_a_proof() {
    let (a, b) = (identity(), identity());
    let mut client = client(&a, Purpose::Talk, Some(b.public())).expect("a client");
    let never: Admit = Arc::new(|_| panic!("asked too early"));
    let mut gate = server(&b, true, never);
    gate.read_tls(&mut &sent(&mut client)[..]).expect("read");
    let mut server = gate.open().expect("opened").expect("whole").connection;
    give(&mut client, &sent(&mut server)).expect("a handshake");
    let mut last = sent(&mut client);
    // The signature's record is altered.
    let place = last.len() - 60;
    last[place] ^= 1;
    assert!(give(&mut server, &last).is_err());
}

/// A hello as clients before TLS 1.3 send it, with this ALPN.
fn old_hello(alpn: &[u8]) -> Vec<u8> {
    let mut names = vec![u8::try_from(alpn.len()).expect("short")];
    names.extend_from_slice(alpn);
    let extension = |kind: u16, body: &[u8]| {
        let length = u16::try_from(body.len()).expect("short").to_be_bytes();
        [&kind.to_be_bytes()[..], &length, body].concat()
    };
    let list =
        |body: &[u8]| [&u16::try_from(body.len()).expect("short").to_be_bytes()[..], body].concat();
    let extensions = [
        extension(16, &list(&names)),
        extension(13, &list(&[8, 7])),
        extension(10, &list(&[0, 29])),
        extension(11, &[1, 0]),
    ]
    .concat();
    let body = [
        &[3, 3][..],
        &[7; 32],
        &[0],
        &list(&[0xc0, 0x2b, 0xc0, 0x2f]),
        &[1, 0],
        &list(&extensions),
    ]
    .concat();
    let length = u32::try_from(body.len()).expect("short").to_be_bytes();
    let message = [&[u8::from(HandshakeType::ClientHello)][..], &length[1..], &body].concat();
    [&[u8::from(ContentType::Handshake), 3, 1][..], &list(&message)].concat()
}

#[test]
fn an_older_tls_is_refused() {
    for (alpn, description) in [(ALPN_TALK, 70), (&b"http/1.1"[..], 120)] {
        let mut gate = server(&identity(), true, admit(Admission::Known));
        gate.read_tls(&mut &old_hello(alpn)[..]).expect("read");
        let refusal = gate.open().err().expect("refused");
        assert_eq!(refusal.alert, [21, 3, 3, 0, 2, 2, description], "{:?}", refusal.fault);
    }
}

#[test]
fn certificates_are_refused_where_raw_keys_are_due() {
    let mut config = rustls::ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&version::TLS13])
        .expect("a version")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    config.alpn_protocols = vec![ALPN_TALK.to_vec()];
    let name = ServerName::from(std::net::IpAddr::from(Ipv4Addr::LOCALHOST));
    let mut client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let gate = server(&identity(), true, admit(Admission::Known));
    let (_, error) = *meet(&mut client, gate).expect_err("refused");
    assert_eq!(error, rustls::Error::AlertReceived(AlertDescription::HandshakeFailure));
}

#[test]
fn a_hello_cut_anywhere_waits_and_one_without_end_is_refused() {
    let hello = sent(&mut client(&identity(), Purpose::Pair, None).expect("a client"));
    let mut gate = server(&identity(), true, admit(Admission::Known));
    for byte in &hello[..hello.len() - 1] {
        gate.read_tls(&mut &[*byte][..]).expect("read");
        assert!(gate.open().expect("so far well").is_none());
    }
    gate.read_tls(&mut &hello[hello.len() - 1..]).expect("read");
    assert!(gate.open().expect("opened").is_some());

    let mut gate = server(&identity(), true, admit(Admission::Known));
    // Records of one byte each, of a message that never ends.
    let drip = [22, 3, 1, 0, 1, 0].repeat(4096);
    let mut rest = &drip[..];
    let ended = (0..4096).any(|_| gate.read_tls(&mut rest).is_err() || gate.open().is_err());
    assert!(ended);
}

#[test]
fn random_bytes_never_make_a_gate_or_a_client_fall_over() {
    let (own, hello) = (identity(), old_hello(ALPN_TALK));
    for round in 0..2_000_usize {
        let noise = super::super::identity::random::<96>().expect("bytes");
        let mut bytes = hello.clone();
        let place = round % bytes.len();
        bytes.splice(place.., noise.iter().copied().take(1 + round % 90));
        let mut gate = server(&own, true, admit(Admission::Known));
        gate.read_tls(&mut &bytes[..]).expect("read");
        assert!(!matches!(gate.open(), Ok(Some(_))));
        let mut client = client(&own, Purpose::Pair, None).expect("a client");
        give(&mut client, &bytes).ok();
        assert!(established(&client, &aim(Purpose::Pair)).is_err());
    }
}
