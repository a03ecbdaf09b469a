//! That no preset is ever lost.

mod others;

use super::*;
use crate::model::{
    Endpoint, InputFormat, Lens, LineEnding, Options, Preset, PresetId, Role, SessionSpec, limits,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const V1: &str = include_str!("../../tests/fixtures/presets.v1.toml");
const V0: &str = include_str!("../../tests/fixtures/presets.v0.toml");

fn place(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("presets.toml");
    if !text.is_empty() {
        fs::write(&file, text).expect("a file");
    }
    (folder, file)
}

fn preset(name: &str) -> Preset {
    let endpoint = Endpoint::parse("tcp://10.0.0.7:80", Role::Connect).expect("an endpoint");
    let mut spec = SessionSpec::new(Role::Connect, endpoint);
    spec.name = name.to_owned();
    Preset {
        id: PresetId(String::new()),
        folder: String::new(),
        spec,
        lens: Lens::Raw,
        input: InputFormat::Text,
        line_ending: LineEnding::Lf,
    }
}

fn names(presets: &Presets) -> Vec<&str> {
    presets.all().iter().map(|preset| preset.spec.name.as_str()).collect()
}

/// The files in a folder whose name has this in it.
fn files_with(folder: &Path, part: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    entries.filter(|path| name(path).contains(part)).collect()
}

#[test]
fn a_file_of_version_1_is_read() {
    let (_folder, file) = place(V1);
    let (presets, notices) = Presets::load(&file);
    assert_eq!(names(&presets), ["dev board", "greeter", "written by hand, without a key"]);
    let [StoreNotice::Unreadable { entries, .. }] = notices.as_slice() else {
        panic!("{notices:?}");
    };
    assert_eq!(entries[0].0, "half a preset");
    assert!(entries[0].1.contains("endpoint"), "{entries:?}");
    let board = presets.by_name("DEV board").expect("by its name");
    assert_eq!(board.folder, "Lab/boards");
    assert_eq!(board.lens, Lens::Lines);
    assert_eq!(board.input, InputFormat::Escapes);
    assert_eq!(board.line_ending, LineEnding::CrLf);
    assert!(board.spec.options.reconnect);
    assert_eq!(board.spec.options.connect_timeout, Duration::from_secs(3));
    let greeter = presets.by_name("greeter").expect("by its name");
    assert_eq!(greeter.spec.options.greet, "欢迎访问菜鸟教程!\r\n".as_bytes());
    assert_eq!(greeter.lens, Lens::IdleGap(300));
    assert_eq!(greeter.spec.options.room, Options::default().room);
}

#[test]
fn what_a_person_wrote_stays_when_something_else_is_changed() {
    let (_folder, file) = place(V1);
    let (mut presets, _) = Presets::load(&file);
    let greeter = presets.by_name("greeter").expect("there").id.clone();
    presets.rename(&greeter, "hello");
    let board = presets.by_name("dev board").expect("there").id.clone();
    let mut changed = presets.get(&board).expect("there").clone();
    changed.spec.options.reconnect = false;
    changed.lens = Lens::Raw;
    presets.replace(changed.clone());
    presets.save().expect("saved");
    let text = fs::read_to_string(&file).expect("a file");
    for kept in [
        "# Presets of the lab. This comment stays.",
        "colour = \"blue\" # of a later version",
        "# The board on the desk.",
        "name = \"dev board\" # as its label says",
        "tls = \"later\"",
        "# No endpoint: this one cannot be read.\nid = \"00000000000000a2\"\nname = \"half a preset\"",
        "kept = true",
        "lens = { idle-gap = 300 }",
    ] {
        assert!(text.contains(kept), "{kept:?} is gone from\n{text}");
    }
    assert!(!text.contains("reconnect"), "{text}");
    let (again, _) = Presets::load(&file);
    assert_eq!(again.all(), presets.all());
    assert_eq!(again.get(&board), Some(&changed));
    assert!(text.find("dev board") < text.find("half a preset"));
    assert!(text.find("half a preset") < text.find("hello"));
}

#[test]
fn options_in_one_line_keep_what_is_not_known() {
    let text = "version = 1\n[[preset]]\nid = \"a\"\nname = \"n\"\nrole = \"listen\"\n\
                endpoint = \"9999\"\noptions = { echo = true, tls = 1 }\n";
    let (_folder, file) = place(text);
    let (mut presets, _) = Presets::load(&file);
    for (echo, room) in [(true, true), (false, true), (false, false)] {
        let mut changed = presets.all()[0].clone();
        changed.spec.options.echo = echo;
        changed.spec.options.room = room;
        presets.replace(changed);
        presets.save().expect("saved");
        let text = fs::read_to_string(&file).expect("a file");
        assert!(text.contains("tls = 1"), "{text}");
        assert_eq!((text.contains("echo"), text.contains("room")), (echo, room), "{text}");
        assert_eq!(Presets::load(&file).0.all(), presets.all());
    }
}

#[test]
fn presets_come_back_as_they_were_saved() {
    let (_folder, file) = place("");
    let (mut presets, notices) = Presets::load(&file);
    assert_eq!(notices, []);
    for words in crate::language::Language::ALL.map(crate::language::Words::new) {
        for example in examples(&words) {
            presets.add(example);
        }
    }
    let mut all = preset("everything \"quoted\" 欢迎 😀\\");
    all.folder = "a/b".to_owned();
    all.lens = Lens::IdleGap(5);
    all.spec.options = Options {
        backlog: 1,
        max_threads: 64,
        connect_timeout: Duration::from_millis(1_500),
        reconnect: true,
        greet: vec![0xff, 0],
        close_after_greet: true,
        echo: true,
        room: true,
        close_with_peer: true,
        no_delay: false,
        keep_alive: false,
        broadcast: true,
        replace_stale: true,
        record: false,
        max_clients: 2,
        receive_budget: 3,
        send_budget: 4,
    };
    presets.add(all);
    assert!(presets.is_dirty());
    presets.save().expect("saved");
    assert!(!presets.is_dirty());
    let (again, notices) = Presets::load(&file);
    assert_eq!(notices, []);
    assert_eq!(again.all(), presets.all());
    let text = fs::read_to_string(&file).expect("a file");
    assert!(text.starts_with("version = 1\n"), "{text}");
    assert!(!text.contains("send-budget = 16777216"), "defaults are not written:\n{text}");
    assert!(text.contains("greet = \"欢迎访问菜鸟教程!\\r\\n\"\n"), "in one line:\n{text}");
    assert!(text.contains("lens = { idle-gap = 5 }"), "{text}");
    assert!(text.contains("connect-timeout = \"1500ms\"\n"), "{text}");
    let mut odd = presets.all()[0].clone();
    odd.spec.options.greet = "\u{7f}\u{0}\u{1b}\r\n\"\\/\u{2028}😀".into();
    presets.replace(odd);
    presets.save().expect("saved");
    assert_eq!(Presets::load(&file).0.all(), presets.all());
}

#[test]
fn a_file_that_is_cut_anywhere_loses_nothing() {
    let (folder, file) = place("");
    let (mut presets, _) = Presets::load(&file);
    presets.add(preset("first"));
    presets.add(preset("second"));
    presets.save().expect("saved");
    let whole = fs::read(&file).expect("a file");
    let all = presets.all().to_vec();
    for cut in 0..whole.len() {
        fs::write(&file, &whole[..cut]).expect("cut");
        let (mut presets, notices) = Presets::load(&file);
        let rest = whole[cut..].trim_ascii_start();
        if whole[..cut].ends_with(b"\n") && (rest.is_empty() || rest.starts_with(b"[[")) {
            // This is what a person leaves who deletes the presets behind it. Nothing says that it
            // was not meant, and the copy still has them.
            assert!(notices.is_empty() && all.starts_with(presets.all()), "cut at {cut}");
            assert_eq!(fs::read(safe::beside(&file, ".bak")).expect("a copy"), whole);
            continue;
        }
        assert_eq!(presets.all(), all, "cut at {cut}");
        let [StoreNotice::Damaged { moved_to: Some(aside), restored, .. }] = notices.as_slice()
        else {
            panic!("cut at {cut}: {notices:?}");
        };
        assert_eq!(fs::read(aside).expect("moved aside"), &whole[..cut]);
        assert_eq!(restored.as_ref().map(|copy| copy.entries), Some(2));
        presets.save().expect("saved");
        assert_eq!(fs::read(&file).expect("a file"), whole);
        fs::remove_file(aside).expect("there");
    }
    assert_eq!(files_with(folder.path(), ".tmp"), Vec::<PathBuf>::new());
}

#[test]
fn the_last_preset_can_be_deleted_with_an_editor() {
    let (folder, file) = place("");
    let (mut presets, _) = Presets::load(&file);
    presets.add(preset("first"));
    presets.add(preset("second"));
    presets.save().expect("saved");
    let text = fs::read_to_string(&file).expect("a file");
    let second = text.rfind("[[preset]]").expect("two of them");
    for edited in [&text[..second], &format!("{}\n", text[..second].trim_end())] {
        fs::write(&file, edited).expect("edited");
        let (presets, notices) = Presets::load(&file);
        assert!(notices.is_empty(), "{notices:?}");
        assert_eq!(names(&presets), ["first"]);
        assert_eq!(fs::read_to_string(&file).expect("a file"), edited);
    }
    assert_eq!(files_with(folder.path(), ".bad-"), Vec::<PathBuf>::new());
}

#[test]
fn what_was_restored_is_there_at_every_later_start() {
    for is_deleted in [false, true] {
        let (folder, file) = place("");
        let (mut presets, _) = Presets::load(&file);
        presets.add(preset("first"));
        presets.add(preset("second"));
        presets.save().expect("saved");
        if is_deleted {
            fs::remove_file(&file).expect("there");
        } else {
            fs::write(&file, "[[preset").expect("damaged");
        }
        let (restored, notices) = Presets::load(&file);
        assert_eq!(names(&restored), ["first", "second"]);
        assert_eq!((restored.is_dirty(), notices.len()), (false, 1));
        let (mut next, notices) = Presets::load(&file);
        assert_eq!((names(&next), notices), (vec!["first", "second"], vec![]));
        next.add(preset("third"));
        next.save().expect("saved");
        for name in ["presets.toml", "presets.toml.bak"] {
            let (saved, _) = Presets::load(&folder.path().join(name));
            assert_eq!(names(&saved), ["first", "second", "third"], "{name}");
        }
    }
}

#[test]
fn a_copy_that_nobody_can_read_is_not_overwritten() {
    let (folder, file) = place("[[preset");
    fs::write(folder.path().join("presets.toml.bak"), "[[preset]").expect("a copy");
    let (mut presets, _) = Presets::load(&file);
    presets.add(preset("new"));
    presets.save().expect("saved");
    let aside = files_with(folder.path(), "presets.toml.bak.bad-");
    assert_eq!(fs::read_to_string(&aside[0]).expect("kept"), "[[preset]");
}

#[test]
fn a_cut_file_without_a_copy_is_kept_aside_or_as_it_is() {
    for cut in (0..V1.len()).filter(|cut| V1.is_char_boundary(*cut)) {
        let (folder, file) = place(&V1[..cut]);
        let (mut presets, notices) = Presets::load(&file);
        presets.add(preset("new"));
        presets.save().expect("saved");
        let is_damaged = notices.iter().any(|n| matches!(n, StoreNotice::Damaged { .. }));
        if is_damaged {
            let aside = &files_with(folder.path(), ".bad-")[0];
            assert_eq!(fs::read_to_string(aside).expect("aside"), &V1[..cut], "cut at {cut}");
        } else {
            let text = fs::read_to_string(&file).expect("a file");
            for line in V1[..cut].lines().filter(|line| line.starts_with("name = \"")) {
                assert!(text.contains(line), "{line} of the cut at {cut} is gone from\n{text}");
            }
        }
    }
}

#[test]
fn garbage_is_moved_aside() {
    for garbage in [&b"\xff\xfe\0"[..], b"preset = 5", b"[[preset]\nname", b"\0\0\0\0"] {
        let (folder, file) = place("");
        fs::write(&file, garbage).expect("a file");
        let (presets, notices) = Presets::load(&file);
        assert!(presets.all().is_empty());
        assert!(matches!(
            notices.as_slice(),
            [StoreNotice::Damaged { moved_to: Some(_), restored: None, .. }]
        ));
        let aside = files_with(folder.path(), ".bad-");
        assert_eq!(fs::read(&aside[0]).expect("aside"), garbage);
        assert!(!file.exists());
    }
}

#[test]
fn an_older_file_is_copied_before_it_is_written_anew() {
    let (folder, file) = place(V0);
    let (mut presets, notices) = Presets::load(&file);
    let backup = folder.path().join("presets.toml.v0.bak");
    assert_eq!(notices, [StoreNotice::Migrated { file: file.clone(), backup: backup.clone() }]);
    assert_eq!(names(&presets), ["old one"]);
    assert!(!backup.exists() && fs::read_to_string(&file).expect("untouched") == V0);
    presets.save().expect("saved");
    assert_eq!(fs::read_to_string(&backup).expect("a copy"), V0);
    let text = fs::read_to_string(&file).expect("a file");
    assert!(text.contains("version = 1") && text.contains("# Before the first release."), "{text}");
    let (again, notices) = Presets::load(&file);
    assert_eq!((again.all(), notices), (presets.all(), vec![]));
}

#[test]
fn a_newer_file_is_used_and_never_written() {
    for version in ["2", "\"2.1\"", "-1"] {
        let text = V1.replace("version = 1", &format!("version = {version}"));
        let (_folder, file) = place(&text);
        let (mut presets, notices) = Presets::load(&file);
        assert!(matches!(&notices[0], StoreNotice::Newer { version: v, .. } if v == version));
        assert_eq!(presets.all().len(), 3);
        presets.add(preset("new"));
        assert!(!presets.can_save());
        assert_eq!(presets.save(), Err(StoreNotice::SavingOff { file: file.clone() }));
        assert_eq!(fs::read_to_string(&file).expect("a file"), text);
    }
}

#[test]
fn names_are_made_free_and_short() {
    let (_folder, file) = place("");
    let (mut presets, _) = Presets::load(&file);
    for name in ["a", "a", "", "../x\0", &"字".repeat(300)] {
        presets.add(preset(name));
    }
    let long = "字".repeat(limits::PRESET_NAME);
    assert_eq!(names(&presets), ["a", "a (2)", "tcp://10.0.0.7:80", "../x", long.as_str()]);
    let id = presets.all()[0].id.clone();
    presets.rename(&id, "a (2)");
    assert_eq!(presets.get(&id).map(|preset| preset.spec.name.as_str()), Some("a (3)"));
    presets.rename(&id, "a (3)");
    assert_eq!(presets.get(&id).map(|preset| preset.spec.name.as_str()), Some("a (3)"));
}

#[test]
fn a_removed_preset_returns_to_its_place_with_its_comments() {
    let (_folder, file) = place(V1);
    let (mut presets, _) = Presets::load(&file);
    let before = presets.all().to_vec();
    let removed = presets.remove(&before[0].id).expect("there");
    assert_eq!(presets.remove(&before[0].id).map(|_| ()), None);
    presets.save().expect("saved");
    assert!(!fs::read_to_string(&file).expect("a file").contains("dev board"));
    presets.restore(removed);
    assert_eq!(presets.all(), before);
    presets.save().expect("saved");
    assert!(fs::read_to_string(&file).expect("a file").contains("# as its label says"));
}

#[test]
fn a_removed_preset_is_in_the_trash_for_a_month() {
    let (folder, file) = place(V1);
    let (mut presets, _) = Presets::load(&file);
    let board = presets.all()[0].clone();
    presets.remove(&board.id);
    assert_eq!(presets.trash().len(), 1, "even before it is saved");
    presets.save().expect("saved");
    let (mut presets, _) = Presets::load(&file);
    let mut trash = presets.trash();
    assert_eq!(trash.len(), 1);
    let (_, removed) = trash.remove(0);
    assert_eq!(removed.preset(), &board);
    presets.restore(removed);
    assert_eq!(presets.trash().len(), 0);
    presets.save().expect("saved");
    let (mut presets, _) = Presets::load(&file);
    assert_eq!((presets.get(&board.id), presets.trash().len()), (Some(&board), 0));
    let text = fs::read_to_string(&file).expect("a file");
    assert!(text.contains("# as its label says") && !text.contains("removed-at"), "{text}");

    presets.remove(&board.id);
    presets.save().expect("saved");
    let trash = folder.path().join("presets.trash.toml");
    let text = fs::read_to_string(&trash).expect("the trash");
    let old: String = text
        .lines()
        .map(|line| if line.starts_with("removed-at") { "removed-at = 1" } else { line })
        .flat_map(|line| [line, "\n"])
        .collect();
    fs::write(&trash, old).expect("written");
    let next = presets.all()[0].id.clone();
    presets.remove(&next);
    presets.save().expect("saved");
    let kept: Vec<PresetId> =
        presets.trash().into_iter().map(|(_, removed)| removed.preset().id.clone()).collect();
    assert_eq!(kept, [next]);
}

#[test]
fn presets_are_moved_and_copied() {
    let (_folder, file) = place("");
    let (mut presets, _) = Presets::load(&file);
    let a = presets.add(preset("a"));
    presets.add(preset("b"));
    presets.add(preset("c"));
    presets.move_to(&a, " Lab // x/", 99);
    assert_eq!(names(&presets), ["b", "c", "a"]);
    assert_eq!(presets.get(&a).map(|preset| preset.folder.as_str()), Some("Lab/x"));
    presets.move_to(&a, "", 1);
    let copy = presets.duplicate(&a).expect("a copy");
    assert_ne!(copy, a);
    assert_eq!(names(&presets), ["b", "a", "a (2)", "c"]);
    presets.save().expect("saved");
    let (again, _) = Presets::load(&file);
    assert_eq!(names(&again), ["b", "a", "a (2)", "c"]);
}

#[test]
fn exported_presets_can_be_looked_at_and_added() {
    let (folder, file) = place(V1);
    let (presets, _) = Presets::load(&file);
    let to = folder.path().join("out.toml");
    let chosen = [presets.all()[1].id.clone()];
    presets.export(Some(&chosen), &to).expect("exported");
    let import = Presets::import(&to).expect("readable");
    assert_eq!(import.presets, presets.all()[1..2]);
    assert_eq!(Presets::import(&file).expect("readable").unreadable.len(), 1);
    let (mut other, _) = Presets::load(&folder.path().join("other.toml"));
    for preset in import.presets {
        assert_ne!(other.add(preset), chosen[0], "an imported preset has a key of its own");
    }
    fs::write(&to, "GIF89a").expect("written");
    assert!(matches!(Presets::import(&to), Err(StoreNotice::NotPresets { .. })));
    let missing = Presets::import(&folder.path().join("none"));
    assert!(matches!(missing, Err(StoreNotice::CannotRead { .. })));
}

#[test]
fn what_could_not_be_saved_is_saved_at_the_next_try() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config");
    let (mut presets, _) = Presets::load(&config.join("presets.toml"));
    presets.add(preset("a"));
    // A file in the place of the folder: even the administrator cannot write below it.
    fs::write(&config, "").expect("written");
    assert!(presets.save().is_err());
    assert!(presets.is_dirty() && names(&presets) == ["a"]);
    fs::remove_file(&config).expect("there");
    presets.save().expect("saved");
    assert_eq!(names(&Presets::load(&config.join("presets.toml")).0), ["a"]);
}

#[test]
fn hostile_files_are_bounded() {
    let deep = format!("x = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let (_folder, file) = place(&deep);
    assert!(matches!(Presets::import(&file), Err(StoreNotice::NotPresets { .. })));

    let large = "#".repeat(usize::try_from(limits::PRESET_FILE.0).expect("fits") + 1);
    let (_folder, file) = place(&large);
    assert!(matches!(Presets::import(&file), Err(StoreNotice::TooLarge { .. })));
    let (mut presets, notices) = Presets::load(&file);
    assert!(matches!(notices.as_slice(), [StoreNotice::TooLarge { .. }]));
    assert!(presets.save().is_err());

    let one = "[[preset]]\nname = \"n\"\nrole = \"listen\"\nendpoint = \"9999\"\n";
    let count = limits::PRESET_FILE.1 + 1;
    let (_folder, file) = place(&format!("version = 1\n{}", one.repeat(count)));
    let (mut presets, notices) = Presets::load(&file);
    assert_eq!(presets.all().len(), limits::PRESET_FILE.1);
    let limit = limits::PRESET_FILE.1;
    assert_eq!(notices, [StoreNotice::TooMany { file: file.clone(), count, limit }]);
    presets.save().expect("saved");
    let kept = fs::read_to_string(&file).expect("a file").matches("[[preset]]").count();
    assert_eq!(kept, count);
}
