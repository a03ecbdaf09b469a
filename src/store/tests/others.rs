//! That two programs lose nothing of each other in the same file.

use super::*;

#[test]
fn what_two_programs_saved_is_all_there() {
    let (_folder, file) = place(V1);
    let (mut mine, _) = Presets::load(&file);
    let (mut other, _) = Presets::load(&file);
    let [board, greeter, _] = mine.all() else { panic!("three presets") };
    let (board, greeter) = (board.id.clone(), greeter.id.clone());
    other.add(preset("new"));
    other.rename(&board, "their board");
    other.remove(&greeter);
    assert_eq!(other.save(), Ok(None));
    mine.add(preset("new"));
    mine.rename(&board, "my board");
    mine.save().expect("saved").expect("a notice");
    let (merged, _) = Presets::load(&file);
    let hand = "written by hand, without a key";
    assert_eq!(names(&merged), ["their board", "my board", "new (2)", hand, "new"]);
    assert_eq!(merged.all(), mine.all());
    assert_eq!(merged.get(&board).map(|preset| preset.spec.name.as_str()), Some("their board"));
    let text = fs::read_to_string(&file).expect("a file");
    for kept in ["This comment stays.", "half a preset", "tls = \"later\"", "kept = true"] {
        assert!(text.contains(kept), "{kept:?} is gone from\n{text}");
    }
    assert_eq!(mine.save(), Ok(None), "it is said once");
}

#[test]
fn the_same_preset_changed_by_two_programs_is_there_twice() {
    let (_folder, file) = place(V1);
    let (mut mine, _) = Presets::load(&file);
    let (mut other, _) = Presets::load(&file);
    for (presets, port) in [(&mut mine, "1"), (&mut other, "2")] {
        let mut changed = presets.all()[0].clone();
        changed.spec.endpoint = Endpoint::parse(port, Role::Listen).expect("a port");
        presets.replace(changed);
        presets.save().expect("saved");
    }
    assert_eq!(names(&other)[..2], ["dev board", "dev board (2)"]);
    let ports: Vec<String> = other.all().iter().map(|p| p.spec.endpoint.to_string()).collect();
    assert_ne!(ports[0], ports[1]);
    assert_eq!(mine.refresh(), Some(vec![unreadable(&file)]));
    assert_eq!(mine.all(), other.all());
}

#[test]
fn what_one_program_moved_or_removed_stays_so() {
    let (_folder, file) = place(V1);
    let (mut mine, _) = Presets::load(&file);
    mine.save().expect("every preset has a key");
    let (mut other, _) = Presets::load(&file);
    let [board, greeter, hand] = mine.all() else { panic!("three presets") };
    let (board, greeter, hand) = (board.id.clone(), greeter.id.clone(), hand.id.clone());
    other.rename(&greeter, "hello");
    other.save().expect("saved");
    mine.move_to(&board, "Elsewhere", 2);
    mine.remove(&hand);
    mine.save().expect("saved").expect("a notice");
    assert_eq!(names(&Presets::load(&file).0), ["hello", "dev board"]);
    assert_eq!(mine.get(&board).map(|preset| preset.folder.as_str()), Some("Elsewhere"));
    assert_eq!(mine.trash().len(), 1);
}

fn unreadable(file: &Path) -> StoreNotice {
    let (_, mut notices) = Presets::load(file);
    notices.remove(0)
}

#[test]
fn a_change_outside_is_taken_over_where_nothing_is_unsaved() {
    let (folder, file) = place(V1);
    let (mut presets, _) = Presets::load(&file);
    assert_eq!(presets.refresh(), None);
    let theirs = V1.replace("greeter", "another greeter");
    fs::write(&file, &theirs).expect("written");
    assert!(presets.refresh().is_some());
    assert!(presets.by_name("another greeter").is_some());
    assert_eq!(presets.refresh(), None);
    fs::write(&file, "[[preset").expect("half written");
    assert_eq!(presets.refresh(), None);
    assert_eq!(files_with(folder.path(), ".bad-"), Vec::<PathBuf>::new());
    fs::write(&file, V1).expect("written");
    presets.add(preset("mine"));
    assert_eq!(presets.refresh(), None, "what is unsaved is not thrown away");
    presets.save().expect("saved").expect("a notice");
    assert!(presets.by_name("greeter").is_some() && presets.by_name("mine").is_some());
}

#[test]
fn a_file_that_another_program_made_unreadable_is_not_overwritten() {
    for theirs in ["[[preset", "version = 99\n"] {
        let (_folder, file) = place("");
        let (mut presets, _) = Presets::load(&file);
        presets.add(preset("mine"));
        fs::write(&file, theirs).expect("written");
        assert!(presets.save().is_err(), "{theirs}");
        assert_eq!(fs::read_to_string(&file).expect("a file"), theirs);
        assert!(presets.is_dirty());
        fs::write(&file, V1).expect("mended");
        presets.save().expect("saved");
        assert_eq!(Presets::load(&file).0.all().len(), 4);
    }
}
