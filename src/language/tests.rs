//! That every text is there, in every language.

mod events;
mod pairing;

use super::{Language, Words, files};
use crate::codec::InputError;
use crate::model::{
    EndpointError, Fault, FaultKind, Nanos, OsError, PortHolder, RecordEvent, SessionEvent,
    SessionId, ThreadEvent, ThreadId, Transport,
};
use crate::store::{Keeps, Restored, StoreNotice};
use events::events;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

/// Key and value of each message, with the lines that continue it.
fn messages(language: Language) -> BTreeMap<String, String> {
    let key = Regex::new(r"^([a-z][a-z0-9-]*) =").expect("a fixed pattern");
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (topic, text) in files::of(language) {
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(captures) = key.captures(line) {
                current = captures[1].to_owned();
                assert!(!found.contains_key(&current), "{current} is there twice ({topic})");
            }
            found.entry(current.clone()).or_default().push_str(line);
        }
    }
    found.remove("");
    found
}

fn variables(text: &str) -> BTreeSet<String> {
    let variable = Regex::new(r"\{\s*\$([a-z_]+)").expect("a fixed pattern");
    variable.captures_iter(text).map(|captures| captures[1].to_owned()).collect()
}

#[test]
fn each_text_is_there_in_both_languages_with_the_same_values() {
    let (english, chinese) = (messages(Language::English), messages(Language::Chinese));
    assert!(english.len() > 100);
    assert!(english.keys().eq(chinese.keys()), "{:?}", {
        let (e, c): (BTreeSet<_>, BTreeSet<_>) =
            (english.keys().collect(), chinese.keys().collect());
        e.symmetric_difference(&c).map(|key| (*key).clone()).collect::<Vec<_>>()
    });
    for (key, text) in &english {
        assert_eq!(variables(text), variables(&chinese[key]), "{key}");
    }
}

#[test]
fn one_thing_has_one_name_in_the_window_and_on_the_command_line() {
    for language in Language::ALL {
        let said = messages(language);
        let value = |key: &str| said[key].split_once(" = ").map(|(_, text)| text.to_owned());
        for column in ["name", "role", "state", "cpu", "since", "bytes"] {
            let (here, there) = (format!("threads-{column}"), format!("cli-column-{column}"));
            assert_eq!(value(&here), value(&there), "{language:?}");
        }
        assert_eq!(value("tutorial-server"), value("example-server"), "{language:?}");
    }
}

#[test]
fn chinese_has_the_marks_of_its_script() {
    let filled = Regex::new(r"\{[^}]*\}").expect("a fixed pattern");
    // A colon between words is that of an address: 主机:端口.
    let foreign =
        Regex::new(r"\p{Han}[,()]|[,()]\p{Han}|\p{Han}:(?:\P{Han}|$)").expect("a pattern");
    for (key, text) in messages(Language::Chinese) {
        let text = filled.replace_all(&text, "甲");
        assert!(!foreign.is_match(&text), "{key}: {text}");
    }
}

#[test]
fn every_file_is_understood_to_its_end() {
    for language in Language::ALL {
        let words = Words::new(language);
        for key in messages(language).keys() {
            assert!(words.has(key), "{key} in {language:?}");
        }
        for (topic, text) in files::of(language) {
            let read = fluent_bundle::FluentResource::try_new((*text).to_owned());
            assert!(read.is_ok(), "{topic} in {language:?}: {:?}", read.err().map(|(_, e)| e));
        }
    }
}

#[test]
fn nothing_is_left_untranslated() {
    let chinese = messages(Language::Chinese);
    let placeable = Regex::new(r"\{[^}]*\}|^[a-z0-9-]+ =").expect("a fixed pattern");
    let word = Regex::new(r"[a-z]{2}").expect("a fixed pattern");
    for (key, text) in messages(Language::English) {
        let bare = placeable.replace_all(&text, "");
        if chinese[&key] == text {
            // Symbols, units and names are the same everywhere; sentences are not.
            let words = word.find_iter(&bare).count();
            assert!(words < 3, "{key} reads the same in both languages: {text}");
        }
    }
}

fn faults() -> Vec<Fault> {
    use FaultKind as K;
    let (to, path) = (|| "10.0.0.9:80".to_owned(), || PathBuf::from("/run/x.sock"));
    let after = Duration::from_micros(300);
    let holder = Some(PortHolder { name: "python3".to_owned(), pid: 4121 });
    let taken = |ours, holder, free| K::PortTaken { at: to(), ours, holder, free };
    let kinds = vec![
        K::Refused { to: to(), after },
        K::Refused { to: to(), after: Duration::ZERO },
        K::NoAnswer { to: to(), after: Duration::from_secs(5) },
        K::NoSuchHost(to()),
        K::NameServerSilent(to()),
        K::NoRoute(to()),
        K::NoIpv6(to()),
        K::NoInterface("nope0".to_owned()),
        taken(None, None, None),
        taken(None, holder.clone(), Some(81)),
        taken(Some(SessionId(3)), None, None),
        K::PortLingers { at: to(), ours: false, free: None },
        K::PortLingers { at: to(), ours: true, free: None },
        K::PortForbidden(80),
        K::NotOurAddress { address: to(), ours: vec![] },
        K::NotOurAddress { address: to(), ours: vec![to(), to()] },
        K::BroadcastOff(to()),
        K::PathTaken(path()),
        K::PathStale(path()),
        K::PathDeserted(path()),
        K::PathUnfit(path()),
        K::PathNotSocket(path()),
        K::PathMissing(path()),
        K::NoFolder(path()),
        K::PathForbidden(path()),
        K::FileUnreadable(path()),
        K::NotRegularFile(path()),
        K::FileShrank(path()),
        K::Reset,
        K::BrokenPipe,
        K::Lost,
        K::NetworkDown(to()),
        K::SelfConnect(to()),
        K::TooLarge { bytes: 65_508, limit: 65_507 },
        K::QueueFull { waiting: 17_000_000, limit: 16_000_000 },
        K::NobodyThere,
        K::FinishedSending,
        K::Unanswerable,
        K::OutOfHandles,
        K::NoThread,
        K::Panicked { thread: "io:1#1".to_owned(), message: "no\nway\u{202e}".to_owned() },
        K::Other("setsockopt".to_owned()),
    ];
    kinds.into_iter().map(Fault::new).collect()
}

fn endpoint_errors() -> Vec<EndpointError> {
    use EndpointError as E;
    let text = || "x".to_owned();
    vec![
        E::NoHost,
        E::NoPort,
        E::NoListeningPort,
        E::BadPort(text()),
        E::AmbiguousIpv6,
        E::NoScope(text()),
        E::Invisible(0x200b),
        E::HostTooLong,
        E::BadHost('!'),
        E::UnknownScheme(text()),
        E::UnsupportedScheme(text()),
        E::NoPath,
        E::PathTooLong(108),
        E::Trailing(text()),
    ]
}

fn notices() -> Vec<StoreNotice> {
    use StoreNotice as N;
    let file = || PathBuf::from("/x/presets.toml");
    let os = || OsError { code: Some(5), text: "Input/output error".to_owned() };
    let bad = |count: usize| vec![("lab".to_owned(), "no endpoint".to_owned()); count];
    let restored = |entries| Some(Restored { made: Nanos(0), entries });
    vec![
        N::Damaged { file: file(), moved_to: None, restored: None },
        N::Damaged { file: file(), moved_to: Some(file()), restored: None },
        N::Damaged { file: file(), moved_to: Some(file()), restored: restored(1) },
        N::Damaged { file: file(), moved_to: Some(file()), restored: restored(14) },
        N::Gone { file: file(), copy: Restored { made: Nanos(0), entries: 14 } },
        N::NoPlace { folder: file(), keeps: Keeps::Config, os: os() },
        N::NoPlace { folder: file(), keeps: Keeps::Data, os: os() },
        N::NoPlace { folder: file(), keeps: Keeps::State, os: os() },
        N::Unreadable { file: file(), entries: bad(1) },
        N::Unreadable { file: file(), entries: bad(9) },
        N::Newer { file: file(), version: "2".to_owned() },
        N::Migrated { file: file(), backup: file() },
        N::CannotRead { file: file(), os: os() },
        N::ReadOnly { file: file() },
        N::DiskFull { file: file() },
        N::CannotWrite { file: file(), os: os() },
        N::Merged { file: file() },
        N::ChangedOutside { file: file() },
        N::SavingOff { file: file() },
        N::TooLarge { file: file(), bytes: 9_000_000, limit: 8_000_000 },
        N::TooMany { file: file(), count: 6_000, limit: 5_000 },
        N::NotPresets { file: file(), reason: "expected `=`".to_owned() },
    ]
}

fn of_threads_and_records(words: &Words) -> Vec<String> {
    let (id, label, after) = (ThreadId(1), || "io:1#1".to_owned(), Duration::from_secs(3));
    let mut said: Vec<String> = [
        ThreadEvent::Joined(id, label(), after),
        ThreadEvent::Late(id, label(), after),
        ThreadEvent::Renamed(id, label(), None),
        ThreadEvent::Renamed(id, label(), Some("io".to_owned())),
    ]
    .iter()
    .map(|event| words.thread_event(event))
    .collect();
    for count in 0..3 {
        said.push(words.record_event(&RecordEvent::Resumed(SessionId(1), count)));
    }
    for conversations in 1..3 {
        said.push(words.record_event(&RecordEvent::Pruned { conversations, bytes: 5 }));
    }
    // ENOSPC, EACCES.
    for code in [28, 13] {
        let error = std::io::Error::from_raw_os_error(code);
        let fault = Fault::with_os(FaultKind::Other("write".to_owned()), &error);
        said.push(words.record_event(&RecordEvent::Paused(SessionId(1), fault)));
    }
    assert_ne!(said.last(), said.iter().rev().nth(1), "a full disk is said to be full");
    said
}

#[test]
fn everything_that_can_happen_has_a_sentence() {
    for language in Language::ALL {
        let words = Words::new(language);
        let mut said: Vec<String> = Vec::new();
        said.extend(faults().iter().map(|fault| words.fault(fault)));
        said.extend(endpoint_errors().iter().map(|error| words.endpoint_error(error)));
        said.extend(
            events().iter().map(|event| words.session_event(event, "10.0.0.9:80", Transport::Tcp)),
        );
        said.extend(notices().iter().map(|notice| words.store_notice(notice)));
        let is_import = |n: &&StoreNotice| {
            matches!(n, StoreNotice::CannotRead { .. } | StoreNotice::TooLarge { .. })
        };
        said.extend(notices().iter().filter(is_import).map(|notice| words.import_notice(notice)));
        said.extend(of_threads_and_records(&words));
        for error in [
            InputError::OddDigits(1),
            InputError::OddDigits(5),
            InputError::NotHex { at: 0, found: 'g' },
            InputError::BadEscape { at: 3, text: "\\q".to_owned() },
        ] {
            said.push(words.input_error(&error));
        }
        for sentence in &said {
            assert!(!sentence.is_empty());
            assert!(!sentence.contains("⟨fault") && !sentence.contains("{$"), "{sentence}");
            assert!(!sentence.contains('⟨') || sentence.contains("⟨U+202E⟩"), "{sentence}");
            assert!(!sentence.contains('\n'), "{sentence}");
        }
        let distinct: BTreeSet<&String> = said.iter().collect();
        assert_eq!(distinct.len(), said.len(), "two cases read the same");
    }
}

#[test]
fn english_sentences_read_as_designed() {
    let words = Words::new(Language::English);
    let said = |kind| words.fault(&Fault::new(kind));
    assert_eq!(
        said(FaultKind::Refused { to: "10.0.0.9:99".into(), after: Duration::from_micros(300) }),
        "Nothing is listening on 10.0.0.9:99 (refused after 0.3 ms). \
         Start the server there, or check the port."
    );
    let holder = Some(PortHolder { name: "python3".into(), pid: 4121 });
    assert_eq!(
        said(FaultKind::PortTaken { at: "*:80".into(), ours: None, holder, free: Some(81) }),
        "*:80 is used by python3 (pid 4121). Choose another port, or stop that program. \
         Port 81 is free."
    );
    let event = |event: SessionEvent| words.session_event(&event, "p", Transport::Tcp);
    assert_eq!(
        event(SessionEvent::TurnedAway { count: 4871, limit: 1024 }),
        "Turned 4871 clients away (limit 1024)"
    );
    assert_eq!(
        words.input_error(&InputError::BadEscape { at: 0, text: "\\q".into() }),
        r"“\q” at position 1 means nothing. Write \\ for a backslash, or use \r \n \t \0 \e \xNN \u{N…}."
    );
}

#[test]
fn the_detail_names_errno() {
    let words = Words::new(Language::English);
    let refused = std::io::Error::from_raw_os_error(111);
    let fault = Fault::with_os(FaultKind::Reset, &refused);
    if cfg!(target_os = "linux") {
        let detail = words.fault_detail(&fault);
        assert_eq!(detail.as_deref(), Some("ECONNREFUSED (111): Connection refused"));
    }
    let os = OsError { code: Some(99_999), text: "what".to_owned() };
    let fault = Fault { kind: FaultKind::Reset, os: Some(os) };
    assert_eq!(words.fault_detail(&fault).as_deref(), Some("errno 99999: what"));
    assert_eq!(words.fault_detail(&Fault::new(FaultKind::Reset)), None);
}

#[test]
fn quantities_are_rounded_for_eyes() {
    let words = Words::new(Language::English);
    for (count, text) in [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 kB"),
        (3_249, "3.2 kB"),
        (9_960, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (3_200_000, "3.2 MB"),
        (10_000_000_000, "10 GB"),
        (u64::MAX, "18446744 TB"),
    ] {
        assert_eq!(words.bytes(count), text, "{count}");
    }
    for (duration, text) in [
        (Duration::ZERO, "0 s"),
        (Duration::from_nanos(1), "0.1 µs"),
        (Duration::from_micros(80), "80 µs"),
        (Duration::from_micros(300), "0.3 ms"),
        (Duration::from_millis(250), "250 ms"),
        (Duration::from_millis(999), "999 ms"),
        (Duration::from_millis(1_500), "1.5 s"),
        (Duration::from_secs(5), "5 s"),
        (Duration::from_secs(72), "1 min 12 s"),
        (Duration::from_mins(2), "2 min"),
        (Duration::from_hours(1), "1 h"),
        (Duration::from_mins(185), "3 h 5 min"),
        (Duration::from_hours(52), "2 d 4 h"),
    ] {
        assert_eq!(words.duration(duration), text, "{duration:?}");
    }
    assert_eq!(Words::new(Language::Chinese).duration(Duration::from_secs(72)), "1 分 12 秒");
}

#[test]
fn a_key_without_a_text_reads_as_itself() {
    assert_eq!(Words::new(Language::English).say("no-such-key"), "⟨no-such-key⟩");
}

#[test]
fn a_locale_chooses_the_language() {
    for (tag, language) in [
        ("zh-CN", Language::Chinese),
        ("zh_TW.UTF-8", Language::Chinese),
        ("ZH", Language::Chinese),
        ("en-US", Language::English),
        ("C", Language::English),
        ("zhx", Language::English),
        ("", Language::English),
    ] {
        assert_eq!(Language::of_tag(tag), language, "{tag}");
    }
}

#[test]
fn words_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Words::new(Language::Chinese));
}
