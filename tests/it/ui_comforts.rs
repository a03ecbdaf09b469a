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
