//! The comforts that one expects of a program: what it says of itself, and what it does when asked twice.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use jackfield::app::{App, Start};
use jackfield::language::Language;
use jackfield::store::Paths;
use jackfield::threads::Registry;
use std::path::Path;

fn window<'a>(home: &Path, language: Language) -> Harness<'a, App> {
    let start = Start {
        paths: Paths::below(home),
        language: Some(language),
        open: Vec::new(),
        registry: Registry::new(),
    };
    Harness::builder()
        .with_size([1300.0, 850.0])
        .build_eframe(move |cc| App::new(cc, start).expect("the engine starts"))
}

/// Draws until something is put on the clipboard.
fn copied(window: &mut Harness<'_, App>) -> String {
    for _ in 0..20 {
        window.step();
        for command in &window.output().platform_output.commands {
            if let egui::OutputCommand::CopyText(text) = command {
                return text.clone();
            }
        }
    }
    panic!("nothing is put on the clipboard");
}

#[test]
fn it_says_what_it_is_and_what_it_is_built_with() {
    for (language, copy) in
        [(Language::English, "Copy diagnostics"), (Language::Chinese, "复制诊断信息")]
    {
        let home = tempfile::tempdir().expect("a folder");
        let mut window = window(home.path(), language);
        window.run_ok();
        window.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::F1);
        window.run_ok();
        window.get_by_label_contains(env!("CARGO_PKG_VERSION"));
        window.get_by_label("MIT OR Apache-2.0");
        window.get_by_label_contains("ab_glyph 0");
        let config = home.path().join("config").display().to_string();
        window.get_by_label(&config);
        window.get_by_label(copy).click();
        let text = copied(&mut window);
        assert!(text.starts_with("jackfield: ") && text.contains("sessions: 0"), "{text}");
        assert!(!text.contains(&config), "{text}");
        window.key_press(egui::Key::Escape);
        window.run_ok();
        assert!(window.query_by_label("MIT OR Apache-2.0").is_none());
    }
}

#[test]
fn a_crash_leaves_a_report_without_contents_that_the_next_start_tells_of() {
    let home = tempfile::tempdir().expect("a folder");
    for _ in 0..12 {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jackfield"));
        command.args(["--language", "en", "tour"]).env("JACKFIELD_HOME", home.path());
        let ended = command.env("JACKFIELD_PANIC", "a secret").output().expect("it starts");
        assert_eq!(ended.status.code(), Some(101));
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(said.contains("It is sent to nobody."), "{said}");
    }
    let folder = Paths::below(home.path()).crashes();
    let reports =
        || std::fs::read_dir(&folder).expect("a folder").flatten().map(|file| file.path());
    assert_eq!(reports().count(), 10, "the oldest went");
    let text = std::fs::read_to_string(reports().next().expect("a report")).expect("readable");
    for part in [env!("CARGO_PKG_VERSION"), "thread: main", "place: src/main.rs", "main"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("said: on purpose, for the test:") && !text.contains("secret"), "{text}");
    let mut first = window(home.path(), Language::English);
    first.run_ok();
    first.get_by_label_contains("The program had 10 internal errors before");
    first.get_by_label("Keep them").click();
    first.run_ok();
    assert!(first.query_by_label("Keep them").is_none());
    drop(first);
    std::fs::write(folder.join("crash-20260101-120000-1-1.new.txt"), "").expect("written");
    let mut second = window(home.path(), Language::Chinese);
    second.run_ok();
    second.get_by_label("删除报告").click();
    second.run_ok();
    assert!(second.query_by_label("删除报告").is_none());
    assert_eq!(reports().count(), 0);
}

#[test]
fn the_palette_finds_a_command_by_some_of_its_letters() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = window(home.path(), Language::English);
    window.run_ok();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    window.run_ok();
    let field = "Type a command, session, computer or preset";
    window.get_by_role_and_label(egui::Role::TextInput, field).type_text("abjf");
    window.run_ok();
    window.key_press(egui::Key::Enter);
    window.run_ok();
    window.get_by_label("MIT OR Apache-2.0");
}

#[test]
fn a_folder_beside_the_program_takes_its_files() {
    let parent = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let folder = tempfile::tempdir_in(parent).expect("a folder");
    let program = folder.path().join("jackfield");
    // On the same file system: a link, because a copy is a hundred megabytes.
    std::fs::hard_link(env!("CARGO_BIN_EXE_jackfield"), &program).expect("a link");
    let home = folder.path().join("jackfield-portable");
    std::fs::create_dir(&home).expect("made");
    let mut command = std::process::Command::new(&program);
    command.args(["preset", "add", "mine", "127.0.0.1:9"]).env_remove("JACKFIELD_HOME");
    let ended = command.env("HOME", folder.path()).output().expect("it starts");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let (presets, _) = jackfield::store::Presets::load(&Paths::below(&home).presets_file());
    assert!(presets.all().iter().any(|preset| preset.spec.name == "mine"));
}

#[test]
fn settings_that_are_edited_in_their_file_hold_at_once_and_half_a_word_harms_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let start = Start {
        paths: Paths::below(home.path()),
        language: None,
        open: Vec::new(),
        registry: Registry::new(),
    };
    let file = Paths::below(home.path()).settings_file();
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    std::fs::write(&file, "language = \"en\"\n").expect("written");
    let mut window = Harness::builder()
        .with_size([1300.0, 850.0])
        .build_eframe(move |cc| App::new(cc, start).expect("the engine starts"));
    window.run_ok();
    window.get_by_label("Try the tutorial");
    let edit = |window: &mut Harness<'_, App>, text: &str| {
        std::fs::write(&file, text).expect("written");
        window.event(egui::Event::WindowFocused(true));
        window.run_ok();
    };
    edit(&mut window, "language = \"zh");
    window.get_by_label("Try the tutorial");
    assert_eq!(std::fs::read_to_string(&file).expect("untouched"), "language = \"zh");
    edit(&mut window, "language = \"zh-CN\"\nexamples-offered = true\n");
    window.get_by_label("试试教程");
    assert_eq!(window.state().state().notices, []);
}

#[test]
fn a_home_that_holds_no_folders_and_broken_settings_are_told_and_nothing_ends() {
    let home = tempfile::tempdir().expect("a folder");
    let config = Paths::below(home.path()).config;
    std::fs::create_dir(&config).expect("made");
    std::fs::write(config.join("settings.toml"), "theme = [").expect("written");
    // A file in the place of the folder stops root as well.
    std::fs::write(home.path().join("state"), "").expect("written");
    let mut window = window(home.path(), Language::English);
    window.run_ok();
    let notices = &window.state().state().notices;
    assert!(notices.iter().any(|notice| notice.text.contains("settings.toml")), "{notices:?}");
    let kept = std::fs::read_dir(&config).expect("there").flatten();
    let kept = kept.filter(|file| file.file_name().to_string_lossy().contains(".bad-")).count();
    assert_eq!(kept, 1, "the broken file is kept");
    window.get_by_label("Try the tutorial");
}
