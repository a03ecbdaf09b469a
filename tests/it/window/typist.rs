//! A person who has nothing but a keyboard: real keys on a real display.

use super::driver::Window;
use super::inspector::Widget;
use super::screen::Screen;
use crate::support::Program;
use egui::accesskit::Role;
use jackfield::language::{Language, Words};
use std::process::Command;

/// More stops than the window has.
pub(crate) const STOPS: usize = 150;

/// A value that is not known.
pub(crate) const UNKNOWN: &str = "¦";

/// The keys of a display.
pub(crate) struct Keyboard<'a> {
    pub(crate) screen: &'a Screen,
    pub(crate) window: &'a Window,
    pub(crate) words: Words,
}

impl<'a> Keyboard<'a> {
    /// The keys of a window that speaks this language.
    pub(crate) fn new(screen: &'a Screen, window: &'a Window, language: Language) -> Self {
        Self { screen, window, words: Words::new(language) }
    }

    /// A text of the window.
    pub(crate) fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// The part of a text before, or between, the values that are not known.
    pub(crate) fn part(&self, key: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).into())).collect();
        let whole = self.words.say_with(key, &values);
        let mut parts = whole.split(UNKNOWN).filter(|part| !part.is_empty());
        parts.next().expect("more than the value").to_owned()
    }

    #[track_caller]
    fn told(&self, arguments: &[&str]) {
        let mut command = Command::new("xdotool");
        command.args(arguments).env("DISPLAY", self.screen.name());
        Program::start(command).succeed();
    }

    /// Presses keys one after the other, by the names that X has for them.
    pub(crate) fn press(&self, keys: &[&str]) {
        self.told(&[&["key"], keys].concat());
    }

    /// Types a text, and waits until it is where the keyboard is. A field may part its groups.
    #[track_caller]
    pub(crate) fn write(&self, text: &str) {
        self.told(&["type", "--delay", "4", text]);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        self.window.wait(&format!("{text:?} where the keyboard is"), |shown| {
            let is = |w: &&Widget| w.focused && letters(&w.value).ends_with(&letters(text));
            shown.iter().find(is).map(drop)
        });
    }

    /// What has the keyboard.
    pub(crate) fn place(&self) -> Option<Widget> {
        self.window.shown().into_iter().find(|w| w.focused && w.role != Role::Window)
    }

    /// Goes to the next stop and returns it. Between the last and the first there may be none.
    #[track_caller]
    pub(crate) fn step(&self, from: Option<&Widget>) -> Option<Widget> {
        self.press(&["Tab"]);
        self.window.wait("another widget with the keyboard", |shown| {
            let now = shown.iter().find(|w| w.focused && w.role != Role::Window);
            let same = |now: &Widget, from: &Widget| now.role == from.role && now.name == from.name;
            match (now, from) {
                (Some(now), Some(from)) if same(now, from) && now.place == from.place => None,
                (None, None) => None,
                _ => Some(now.cloned()),
            }
        })
    }

    /// Goes from stop to stop until this one.
    #[track_caller]
    pub(crate) fn go_to(&self, role: Role, name: &str) -> Widget {
        let is = |w: &Widget| w.role == role && w.name.starts_with(name) && !w.disabled;
        let mut at = self.place();
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            match &at {
                Some(at) if is(at) => return at.clone(),
                Some(at) => passed.push(format!("{:?} {:?}", at.role, at.name)),
                None => {}
            }
            at = self.step(at.as_ref());
        }
        panic!("Tab does not lead to {role:?} {name:?}, only to:\n{}", passed.join("\n"));
    }

    /// Goes there and presses Enter.
    #[track_caller]
    pub(crate) fn take(&self, role: Role, name: &str) {
        self.go_to(role, name);
        self.press(&["Return"]);
    }

    /// Waits until this has the keyboard.
    #[track_caller]
    pub(crate) fn is_at(&self, role: Role, name: &str) {
        self.window.wait(&format!("the keyboard at {role:?} {name:?}"), |shown| {
            let is = |w: &&Widget| w.focused && w.role == role && w.name.starts_with(name);
            shown.iter().find(is).map(drop)
        });
    }
}
