//! Two sides of a ceremony, honest or not.

use super::*;
use crate::pair::identity::{Identity, random};
use crate::pair::tls::{self, tests::joined};
use proptest::prelude::*;

fn about(name: &str, known: bool) -> About {
    let addresses =
        ["192.168.1.5:47110", "[2001:db8::1]:9"].map(|it| it.parse().expect("an address"));
    About { name: name.into(), version: "0.1.0".into(), addresses: addresses.into(), known }
}

fn channels(exporters: [u8; 2]) -> [Channel; 2] {
    let [a, b] = [(); 2].map(|()| Identity::passing().expect("a key").public());
    [
        Channel { own: a, their: b, exporter: [exporters[0]; 32] },
        Channel { own: b, their: a, exporter: [exporters[1]; 32] },
    ]
}

fn shown(code: &[u8]) -> Secrets {
    Secrets::one(Means::Code, code)
}

struct Pair {
    a: Ceremony,
    b: Ceremony,
    tries: Tries,
}

fn pair(secrets: [&[u8]; 2], means: [Means; 2], channels: [Channel; 2], tries: &Tries) -> Pair {
    let a = Ceremony::joiner(secrets[0], means[0], channels[0], about("Mia", false));
    let b = {
        let shown = Secrets::one(means[1], secrets[1]);
        Ceremony::inviter(shown, channels[1], about("Tom", true), tries.clone())
    };
    Pair { a: a.expect("a joiner"), b: b.expect("an inviter"), tries: tries.clone() }
}

fn honest() -> Pair {
    let code: &[u8] = b"12345678";
    pair([code; 2], [Means::Code; 2], channels([7; 2]), &Tries::new())
}

impl Pair {
    /// Carries everything until both are silent; the first fault of each.
    fn run(&mut self) -> [Option<PairFault>; 2] {
        let mut faults = [None, None];
        for _ in 0..5 {
            let out = self.a.take_output();
            if let Err(fault) = self.b.receive(&out) {
                faults[1].get_or_insert(fault);
            }
            let out = self.b.take_output();
            if let Err(fault) = self.a.receive(&out) {
                faults[0].get_or_insert(fault);
            }
        }
        faults
    }
}

#[test]
fn the_right_code_pairs_both() {
    let mut pair = honest();
    assert_eq!(pair.run(), [None, None]);
    let (a, b) = (pair.a.outcome().expect("paired"), pair.b.outcome().expect("paired"));
    assert_eq!((a.verified, a.name.as_str(), a.known_there), (Verified::Code, "Tom", true));
    assert_eq!((b.verified, b.name.as_str(), b.known_there), (Verified::Code, "Mia", false));
    assert_eq!(a.addresses, about("", true).addresses);
    assert_eq!((a.key, b.key), (pair.a.channel.their, pair.b.channel.their));
    pair.a.say_kept();
    assert_eq!(pair.run(), [None, None]);
    assert!(pair.b.kept_there() && !pair.a.kept_there());
    assert!(pair.tries.is_over() && !pair.tries.is_busy(), "a code is used once");
}

#[test]
fn a_link_and_nothing_pair_as_what_they_are() {
    for (means, secret, verified) in
        [(Means::Link, &[9; 16][..], Verified::Link), (Means::Nothing, &[], Verified::No)]
    {
        let mut pair = pair([secret; 2], [means; 2], channels([7; 2]), &Tries::new());
        assert_eq!(pair.run(), [None, None]);
        assert_eq!(pair.a.outcome().map(|it| it.verified), Some(verified));
        assert_eq!(pair.b.outcome().map(|it| it.verified), Some(verified));
    }
}

#[test]
fn three_wrong_codes_and_the_right_one_is_too_late() {
    let tries = Tries::new();
    for left in [2, 1, 0] {
        let mut wrong =
            pair([b"12345678", b"12345679"], [Means::Code; 2], channels([7; 2]), &tries);
        let fault = Some(PairFault::WrongCode { left });
        assert_eq!(wrong.run(), [fault.clone(), fault]);
        assert_eq!(wrong.b.counted(), Some(3 - left));
        assert!(wrong.a.outcome().is_none() && wrong.b.outcome().is_none());
    }
    let mut right = pair([b"12345678"; 2], [Means::Code; 2], channels([7; 2]), &tries);
    assert_eq!(right.run(), [Some(PairFault::UsedUp), Some(PairFault::UsedUp)]);
    assert_eq!((right.b.counted(), tries.used()), (None, 3));
}

#[test]
fn a_wrong_proof_is_answered_by_as_many_bytes_as_a_right_one() {
    let mut lengths = Vec::new();
    for secret in [b"12345678", b"00000000"] {
        let mut pair =
            pair([secret, b"12345678"], [Means::Code; 2], channels([7; 2]), &Tries::new());
        pair.b.receive(&pair.a.take_output()).expect("a start");
        pair.a.receive(&pair.b.take_output()).expect("an answer");
        let judged = pair.b.receive(&pair.a.take_output());
        let out = pair.b.take_output();
        assert_eq!(judged.is_ok(), secret == b"12345678");
        lengths.push(u32::from_be_bytes(*out.first_chunk().expect("a frame")));
    }
    assert_eq!(lengths, [34, 34]);
}

#[test]
fn one_run_at_a_time_and_a_run_is_counted_before_its_answer_leaves() {
    let tries = Tries::new();
    let code: &[u8] = b"12345678";
    let mut first = pair([code; 2], [Means::Code; 2], channels([7; 2]), &tries);
    first.b.receive(&first.a.take_output()).expect("a start");
    assert_eq!((tries.used(), tries.is_busy()), (1, true));
    let mut second = pair([code; 2], [Means::Code; 2], channels([7; 2]), &tries);
    assert_eq!(second.run(), [Some(PairFault::Busy), Some(PairFault::Busy)]);
    assert_eq!(tries.used(), 1);
    // The first one hangs up: its guess is gone, and the next one may try.
    drop(first);
    assert!(!tries.is_busy());
    let mut third = pair([code; 2], [Means::Code; 2], channels([7; 2]), &tries);
    assert_eq!(third.run(), [None, None]);
    assert_eq!(third.b.counted(), Some(2));
}

#[test]
fn a_hundred_callers_get_three_answers() {
    let tries = Tries::new();
    let mut answers = 0;
    for _ in 0..100 {
        let code: &[u8] = b"12345678";
        let mut pair = pair([code; 2], [Means::Code; 2], channels([7; 2]), &tries);
        answers += u8::from(pair.b.receive(&pair.a.take_output()).is_ok());
    }
    assert_eq!(answers, Tries::LIMIT);
}

#[test]
fn a_code_is_spent_when_its_last_run_is_over_and_was_wrong() {
    let tries = Tries::new();
    for _ in 1..Tries::LIMIT {
        drop(tries.begin().expect("a try"));
    }
    let last = tries.begin().expect("the last");
    assert!(tries.is_over() && !tries.are_spent(), "it may be the right one");
    drop(last);
    assert!(tries.are_spent());
    let tries = Tries::new();
    tries.begin().expect("a try").succeed();
    assert!(tries.is_over() && !tries.are_spent(), "it was used");
}

#[test]
fn an_ended_code_answers_nobody() {
    let pair = &mut honest();
    pair.tries.end();
    assert_eq!(pair.run(), [Some(PairFault::UsedUp), Some(PairFault::UsedUp)]);
    assert_eq!(pair.tries.used(), 0);
}

#[test]
fn other_means_are_told_and_cost_no_try() {
    for means in [[Means::Nothing, Means::Code], [Means::Code, Means::Nothing]] {
        let mut pair = pair([b""; 2], means, channels([7; 2]), &Tries::new());
        assert_eq!(pair.run(), [Some(PairFault::NoCodeShown), Some(PairFault::NoCodeShown)]);
        assert_eq!(pair.tries.used(), 0);
    }
}

#[test]
fn means_changed_on_the_way_fail() {
    let mut pair = pair([b""; 2], [Means::Nothing, Means::Code], channels([7; 2]), &Tries::new());
    let mut start = pair.a.take_output();
    start[6] = wire::number_of(Means::Code);
    pair.b.receive(&start).expect("a start");
    assert!(matches!(pair.run(), [Some(PairFault::WrongCode { .. }), Some(_)]));
}

#[test]
fn other_keys_or_another_channel_fail_with_the_right_code() {
    let [a, b] = channels([7; 2]);
    let [mallory, _] = channels([7; 2]);
    for channels in [
        channels([7, 8]),
        [Channel { their: mallory.own, ..a }, b],
        [a, Channel { their: mallory.own, ..b }],
        [Channel { their: mallory.own, ..a }, Channel { their: mallory.own, ..b }],
    ] {
        let mut pair = pair([b"12345678"; 2], [Means::Code; 2], channels, &Tries::new());
        let fault = Some(PairFault::WrongCode { left: 2 });
        assert_eq!(pair.run(), [fault.clone(), fault]);
    }
}

/// The channel as one end of a TLS connection has it.
fn channel<Side>(own: &Identity, connection: &rustls::ConnectionCommon<Side>) -> Channel {
    let their = tls::peer_key(connection).expect("a key");
    let exporter = tls::exporter(connection).expect("a handshake");
    Channel { own: own.public(), their, exporter }
}

#[test]
fn over_tls_the_right_code_pairs() {
    let [a, b] = [(); 2].map(|()| Identity::passing().expect("a key"));
    let (client, server) = joined(&a, &b);
    let channels = [channel(&a, &client), channel(&b, &server)];
    let mut pair = pair([b"12345678"; 2], [Means::Code; 2], channels, &Tries::new());
    assert_eq!(pair.run(), [None, None]);
    assert_eq!(pair.a.outcome().map(|it| it.key), Some(b.public()));
    assert_eq!(pair.b.outcome().map(|it| it.key), Some(a.public()));
}

#[test]
fn a_man_in_the_middle_fails_on_both_with_the_right_code_on_both_ends() {
    let [a, b, mallory] = [(); 3].map(|()| Identity::passing().expect("a key"));
    let (client, _) = joined(&a, &mallory);
    let (_, server) = joined(&mallory, &b);
    let channels = [channel(&a, &client), channel(&b, &server)];
    let mut pair = pair([b"12345678"; 2], [Means::Code; 2], channels, &Tries::new());
    let fault = Some(PairFault::WrongCode { left: 2 });
    assert_eq!(pair.run(), [fault.clone(), fault]);
    assert!(pair.a.outcome().is_none() && pair.b.outcome().is_none());
}

#[test]
fn a_code_and_a_link_are_good_together_and_share_their_tries() {
    let (code, link): (&[u8], &[u8]) = (b"12345678", b"0123456789abcdef");
    let run = |means, typed: &[u8], tries: &Tries| {
        let [own, their] = channels([7; 2]);
        let shown = Secrets::one(Means::Code, code).and(Means::Link, link);
        let a = Ceremony::joiner(typed, means, own, about("Mia", false)).expect("a joiner");
        let b = Ceremony::inviter(shown, their, about("Tom", true), tries.clone());
        let mut pair = Pair { a, b: b.expect("an inviter"), tries: tries.clone() };
        pair.run();
        pair.b.outcome().map(|outcome| outcome.verified)
    };
    assert_eq!(run(Means::Code, code, &Tries::new()), Some(Verified::Code));
    assert_eq!(run(Means::Link, link, &Tries::new()), Some(Verified::Link));
    assert_eq!(run(Means::Link, code, &Tries::new()), None, "the digits are no link");
    assert_eq!(run(Means::Nothing, b"", &Tries::new()), None, "nothing is not enough");
    let tries = Tries::new();
    assert_eq!(run(Means::Code, b"00000000", &tries), None);
    assert_eq!(run(Means::Link, b"00000000", &tries), None);
    assert_eq!(tries.used(), 2, "both are guesses");
    assert_eq!(run(Means::Link, link, &tries), Some(Verified::Link));
    assert!(tries.is_over(), "who used the link has used the code");
}

#[test]
fn our_own_key_is_ourselves() {
    let [channel, _] = channels([7; 2]);
    let own = Channel { their: channel.own, ..channel };
    let joiner = Ceremony::joiner(b"1", Means::Code, own, about("Mia", false));
    assert_eq!(joiner.err(), Some(PairFault::Myself));
    let inviter = Ceremony::inviter(shown(b"1"), own, about("Mia", false), Tries::new());
    assert_eq!(inviter.err(), Some(PairFault::Myself));
}

#[test]
fn reflected_words_fail() {
    let mut pair = honest();
    let start = pair.a.take_output();
    let mut dressed = start[7..].to_vec();
    assert!(matches!(pair.a.receive(&start), Err(PairFault::Altered(_))));
    // As an answer, with the other role's letter before the same point.
    let mut pair = honest();
    pair.a.take_output();
    dressed[0] = b'B';
    let mut answer = Vec::new();
    Frame::Answer { message: &dressed }.write(&mut answer);
    pair.a.receive(&answer).expect("a point");
    let proof = pair.a.take_output();
    assert!(matches!(pair.a.receive(&proof), Err(PairFault::WrongCode { .. })));
}

#[test]
fn swapped_roles_fail() {
    let code: &[u8] = b"12345678";
    let [a, b] = channels([7; 2]);
    let mut joiners =
        [a, b].map(|it| Ceremony::joiner(code, Means::Code, it, about("x", false)).expect("one"));
    let out = joiners[0].take_output();
    assert!(matches!(joiners[1].receive(&out), Err(PairFault::Altered(_))));
    let tries = Tries::new();
    let inviter = Ceremony::inviter(shown(code), a, about("x", false), tries.clone());
    let mut answer = Vec::new();
    Frame::Answer { message: &[b'B'; 33] }.write(&mut answer);
    let received = inviter.expect("one").receive(&answer);
    assert!(matches!(received, Err(PairFault::Altered(_))));
    assert_eq!(tries.used(), 0);
}

#[test]
fn recorded_words_prove_nothing_the_next_time() {
    let code: &[u8] = b"12345678";
    let channels = channels([7; 2]);
    let mut first = pair([code; 2], [Means::Code; 2], channels, &Tries::new());
    let start = first.a.take_output();
    first.b.receive(&start).expect("a start");
    first.a.receive(&first.b.take_output()).expect("an answer");
    let proof = first.a.take_output();
    let mut second = pair([code; 2], [Means::Code; 2], channels, &Tries::new());
    second.b.receive(&start).expect("a start");
    assert_eq!(second.b.receive(&proof), Err(PairFault::WrongCode { left: 2 }));
}

#[test]
fn cut_at_every_byte_nobody_is_paired_too_early() {
    // What A says: 40 bytes, 38, and its name.
    let whole = {
        let mut pair = honest();
        let mut said = 0;
        for _ in 0..3 {
            let out = pair.a.take_output();
            said += out.len();
            pair.b.receive(&out).expect("well");
            pair.a.receive(&pair.b.take_output()).expect("well");
        }
        assert!(pair.b.outcome().is_some());
        said
    };
    for cut in 0..whole {
        let mut pair = honest();
        let mut left = cut;
        for _ in 0..3 {
            for byte in pair.a.take_output().iter().take(left) {
                left -= 1;
                pair.b.receive(&[*byte]).expect("well so far");
            }
            pair.a.receive(&pair.b.take_output()).expect("well so far");
        }
        assert!(pair.b.outcome().is_none(), "{cut} of {whole}");
    }
}

#[test]
fn more_than_was_due_is_refused() {
    for extra in [Frame::Kept, Frame::Busy, Frame::About(about("Eve", false))] {
        let mut pair = honest();
        assert_eq!(pair.run(), [None, None]);
        let mut bytes = Vec::new();
        extra.write(&mut bytes);
        extra.write(&mut bytes);
        assert!(matches!(pair.a.receive(&bytes), Err(PairFault::Altered(_))));
        assert_eq!(pair.a.outcome(), None);
        assert!(matches!(pair.a.receive(&[]), Err(PairFault::Altered(_))), "for ever");
    }
}

#[test]
fn a_long_frame_is_refused_at_its_length_and_a_long_name_fits() {
    let mut pair = honest();
    let length = u32::try_from(FRAME + 1).expect("small").to_be_bytes();
    assert!(matches!(pair.b.receive(&length), Err(PairFault::Altered(_))));
    let mut told = about(&"\u{1f980}".repeat(5000), false);
    told.addresses = vec!["[2001:db8::1]:9".parse().expect("an address"); 100];
    told.version = "9".repeat(5000);
    let mut bytes = Vec::new();
    Frame::About(told).write(&mut bytes);
    assert!(bytes.len() <= FRAME);
    assert!(Frame::read(&bytes[4..]).is_ok());
}

#[test]
fn another_ceremony_is_a_matter_of_versions() {
    let mut pair = honest();
    let mut start = pair.a.take_output();
    start[5] = 2;
    assert!(matches!(pair.b.receive(&start), Err(PairFault::VersionsApart { .. })));
}

#[test]
fn the_doors_answers_are_understood() {
    for (frame, fault) in [(busy_frame(), PairFault::Busy), (used_up_frame(), PairFault::UsedUp)] {
        assert_eq!(honest().a.receive(&frame), Err(fault));
    }
}

#[test]
fn secrets_are_not_in_debug_output() {
    let pair = honest();
    let shown = format!("{:?} {:?}", pair.a, pair.b);
    assert!(!shown.contains(|it: char| it.is_ascii_digit()), "{shown}");
    let [channel, _] = channels([0xab; 2]);
    assert!(!format!("{channel:?}").contains("171, 171, 171"));
}

#[test]
fn ten_thousand_random_inputs_are_refused_or_waited_out() {
    for round in 0..10_000_usize {
        let mut pair = honest_cheap();
        let noise = random::<128>().expect("bytes");
        let body = &noise[..=round % 127];
        let length = u32::try_from(body.len()).expect("small").to_be_bytes();
        let framed = [&length[..], &[noise[0] % 6], &body[1..]].concat();
        let bytes = if round % 2 == 0 { body } else { &framed };
        pair.receive(bytes).ok();
        assert_eq!(pair.outcome(), None);
    }
}

#[test]
fn random_answers_never_pair_a_joiner() {
    for round in 0..500_usize {
        let mut pair = honest();
        let noise = random::<64>().expect("bytes");
        let kind = [2, 3, 4, 5, 0x81, 0x82, 0x83, noise[0]][round % 8];
        let body = &noise[..[33, 33, 40, 1][round % 4]];
        let length = u32::try_from(body.len() + 1).expect("small").to_be_bytes();
        let framed = [&length[..], &[kind], body].concat();
        pair.a.receive(&framed).ok();
        pair.a.receive(&framed).ok();
        assert_eq!(pair.a.outcome(), None);
    }
}

/// An inviter alone: making a joiner costs two multiplications of a point.
fn honest_cheap() -> Ceremony {
    let channel = Channel { own: PublicKey([1; 32]), their: PublicKey([2; 32]), exporter: [7; 32] };
    Ceremony::inviter(shown(b"1"), channel, about("x", false), Tries::new()).expect("an inviter")
}

proptest! {
    #[test]
    fn any_changed_byte_of_the_exchange_fails(place in 0_usize..40, bit in 0_u8..8) {
        let mut pair = honest();
        let mut start = pair.a.take_output();
        start[place] ^= 1 << bit;
        let started = pair.b.receive(&start);
        let waits = started.is_ok() && pair.b.counted().is_none();
        let faults = pair.run();
        prop_assert!(waits || started.is_err() || faults[1].is_some());
        prop_assert!(pair.a.outcome().is_none() && pair.b.outcome().is_none());
    }
}
