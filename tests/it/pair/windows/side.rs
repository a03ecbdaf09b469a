//! One of two that pair: a window with a person at it, or the command line.

use super::cable::Cable;
use super::hand;
use crate::support::{Program, Room, facts_until};
use crate::window::driver::Window;
use crate::window::inspector::Widget;
use crate::window::screen::Screen;
use crate::window::typist::Keyboard;
use egui::accesskit::Role;
use jackfield::language::Language;
use jackfield::model::pairing::{ContactId, Item, Said};
use jackfield::pair::ledger::History;
use jackfield::store::Paths;
use rustix::process::Signal;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const CODE: &str = "Code or link";
const ADDRESS: &str = "Their address, if they are not in the list";

/// Where the other one is.
pub(super) enum Where<'a> {
    /// Found by mDNS under this name.
    Near(&'a str),
    /// At this address, which is typed.
    At(String),
}

/// A profile in a network of its own, and what runs on it.
pub(super) struct Side {
    pub(super) name: &'static str,
    story: &'static str,
    home: TempDir,
    room: Room,
    screen: Option<Screen>,
    seat: Seat,
    step: u32,
    /// Where the command line listens, if not at the usual place.
    pub(super) listens: Option<&'static str>,
}

enum Seat {
    Window(Window),
    Line(Program),
    Nobody,
}

impl Side {
    /// A window that is open, or a command line where nothing runs yet.
    pub(super) fn new(
        story: &'static str,
        name: &'static str,
        (cable, end): (&Cable, usize),
        with_window: bool,
    ) -> Self {
        let room = Room::named(&cable.ends[end].name);
        let home = TempDir::new().expect("a home");
        let screen = with_window.then(Screen::start);
        let (seat, step, listens) = (Seat::Nobody, 0, None);
        let mut own = Self { name, story, home, room, screen, seat, step, listens };
        if with_window {
            own.start();
        } else {
            own.serve()
                .say(format!("{}\n", json!({ "wish": "call-myself", "name": name })).as_bytes());
            own.serve().expect_out(&format!(r#""me":"{name}""#));
            own.serve().interrupt();
            own.seat = Seat::Nobody;
        }
        own
    }

    /// Opens the window, or begins to serve.
    pub(super) fn start(&mut self) {
        self.seat = match &self.screen {
            Some(screen) => Seat::Window(Window::open_in(&self.room, screen, self.home.path())),
            None => {
                let place = self.listens.map(|place| ["--listen", place]);
                let words = ["serve"].into_iter().chain(place.into_iter().flatten());
                let serves = self.run(&words.collect::<Vec<_>>());
                serves.expect_out(r#""event":"node""#);
                Seat::Line(serves)
            }
        };
    }

    /// Ends it in the middle of whatever it does.
    pub(super) fn kill(&mut self) {
        match std::mem::replace(&mut self.seat, Seat::Nobody) {
            Seat::Window(window) => window.kill(),
            Seat::Line(mut program) => {
                program.signal(Signal::KILL);
                program.exit();
            }
            Seat::Nobody => panic!("{} does not run", self.name),
        }
    }

    /// A program in its network.
    pub(super) fn command(&self, program: &str) -> Command {
        self.room.command(program)
    }

    fn run(&self, arguments: &[&str]) -> Program {
        let mut command = self.command(env!("CARGO_BIN_EXE_jackfield"));
        command.args(["--language", "en"]).args(arguments).env("JACKFIELD_HOME", self.home.path());
        Program::start(command)
    }

    fn serve(&mut self) -> &mut Program {
        if !matches!(self.seat, Seat::Line(_)) {
            self.start();
        }
        let Seat::Line(program) = &mut self.seat else { panic!("{} has a window", self.name) };
        program
    }

    fn window(&self) -> (&Screen, &Window) {
        let (Some(screen), Seat::Window(window)) = (&self.screen, &self.seat) else {
            panic!("{} has no window", self.name)
        };
        (screen, window)
    }

    /// Keeps what it looks like now.
    pub(super) fn picture(&mut self, what: &str) {
        if let Seat::Window(window) = &self.seat {
            self.step += 1;
            window.picture(&format!("pair-{}-{}-{}-{what}", self.story, self.name, self.step));
        }
    }

    /// Opens the dialog and fills in its name.
    fn say_who(&mut self) {
        let (screen, window) = self.window();
        hand::click(screen, window, Role::Button, "Pair");
        window.write(Role::TextInput, "My name", self.name);
        self.picture("begins");
    }

    /// Shows a code and returns it.
    pub(super) fn show(&mut self) -> String {
        if self.screen.is_none() {
            let shows = self.run(&["pair", "show"]);
            let code = shows.expect_out(r"(?m)^(\d{3}-\d{3}-\d{3})$");
            self.seat = Seat::Line(shows);
            return code;
        }
        self.say_who();
        let (screen, window) = self.window();
        hand::click(screen, window, Role::CheckBox, "with its name");
        window.wait("that it is seen with its name", |shown| {
            let is = |w: &&Widget| w.name == "with its name" && w.on == Some(true);
            shown.iter().find(is).map(drop)
        });
        hand::click(screen, window, Role::Button, "Show a code");
        let code = self.code();
        self.picture("shows");
        code
    }

    /// The code that its window shows.
    pub(super) fn code(&self) -> String {
        self.window().1.wait("a code", |shown| {
            shown.iter().map(Widget::text).find(|text| is_code(text)).map(str::to_owned)
        })
    }

    /// The link beside the code, out of the clipboard.
    pub(super) fn link(&self) -> String {
        self.code();
        self.press("Copy the link");
        let (screen, window) = self.window();
        window.see("Copied");
        // The code stays while its dialog is away; what was copied is read where it can be pasted.
        hand::press(screen, "Escape");
        hand::click(screen, window, Role::TextInput, "Find a session or preset");
        hand::press(screen, "ctrl+v");
        let link = window.wait("the link", |shown| {
            shown.iter().map(|w| &w.value).find(|text| text.starts_with("jackfield://")).cloned()
        });
        hand::press(screen, "ctrl+a");
        hand::press(screen, "BackSpace");
        window.see_no_more("jackfield://");
        link
    }

    /// Clicks on a button.
    pub(super) fn press(&self, name: &str) {
        let (screen, window) = self.window();
        hand::click(screen, window, Role::Button, name);
    }

    /// Waits until its window says something.
    pub(super) fn reads(&mut self, text: &str) {
        self.window().1.see(text);
        self.picture("reads");
    }

    /// Types another code where there was one.
    pub(super) fn enter_again(&self, code: &str) {
        let (screen, window) = self.window();
        window.write(Role::TextInput, CODE, code);
        hand::press(screen, "Return");
    }

    /// What its window tells of the other one says this.
    pub(super) fn details(&mut self, other: &str, text: &str) {
        self.press("Details");
        self.reads(text);
        self.reads(other);
    }

    /// Pairs with who shows this code.
    pub(super) fn enter(&mut self, code: &str, place: &Where<'_>) {
        if self.screen.is_none() {
            let mut words = vec!["pair", "enter", code];
            if let Where::At(address) = place {
                words.push(address);
            }
            let mut enters = self.run(&words);
            enters.exit_with(0);
            return;
        }
        self.say_who();
        let (screen, window) = self.window();
        hand::click(screen, window, Role::Button, "Enter a code");
        match place {
            Where::Near(name) => {
                let row = window.find_like(Role::Button, &format!("{name}, shows a code now"));
                hand::click(screen, window, Role::Button, &row.name);
            }
            Where::At(address) => {
                hand::click(screen, window, Role::TextInput, ADDRESS);
                hand::keys(screen, window, ADDRESS, address);
                hand::click(screen, window, Role::TextInput, CODE);
            }
        }
        hand::keys(screen, window, CODE, code);
        self.picture("enters");
        hand::press(self.window().0, "Return");
    }

    /// Pairs with who shows this code by a command, whatever else runs in its home.
    pub(super) fn enter_on_the_line(&self, code: &str, place: &str) {
        self.run(&["pair", "enter", code, place]).exit_with(0);
    }

    /// Waits until it is paired with this one, and stays up.
    pub(super) fn is_paired(&mut self, other: &str) {
        match &mut self.seat {
            Seat::Window(window) => {
                window.see(&format!("Paired with {other}"));
                // The talk is opened for whom the person waited.
                window.find(Role::MultilineTextInput, "Message");
            }
            Seat::Line(shows) => {
                shows.exit_with(0);
                self.start();
            }
            Seat::Nobody => self.start(),
        }
        self.picture("paired");
    }

    /// Opens the talk with a paired machine again.
    pub(super) fn look_at(&self, other: &str) {
        if let Seat::Window(window) = &self.seat {
            let row = window.find_like(Role::Button, &format!("{other}, "));
            hand::click_at(self.window().0, row.place.center());
            window.find(Role::MultilineTextInput, "Message");
        }
    }

    /// Says something, without waiting for where it gets.
    pub(super) fn say(&self, text: &str) {
        match &self.seat {
            Seat::Window(window) => {
                window.say(text);
                // From here on it is in the ledger.
                window.wait(&format!("{text:?} said"), |shown| {
                    let is = |w: &&Widget| w.role == Role::Label && w.text() == text;
                    shown.iter().find(is).map(drop)
                });
            }
            Seat::Line(serves) => {
                let wish = json!({ "wish": "say", "to": 1, "text": text });
                serves.say(format!("{wish}\n").as_bytes());
                serves.expect_out(&format!(r#""text":"{text}""#));
            }
            Seat::Nobody => panic!("{} does not run", self.name),
        }
    }

    /// Waits until something was heard.
    pub(super) fn heard(&self, text: &str) {
        match &self.seat {
            Seat::Window(window) => drop(window.see(text)),
            Seat::Line(serves) => drop(serves.expect_out(&format!(r#""text":"{text}""#))),
            Seat::Nobody => panic!("{} does not run", self.name),
        }
    }

    /// Waits until all that was said here is on the other's disk, as far as is known here.
    pub(super) fn all_is_stored(&self) {
        match &self.seat {
            Seat::Window(window) => window.wait("all stored", |shown| {
                let waits =
                    |w: &Widget| w.text().ends_with(", queued") || w.text().ends_with(", sent");
                let stored = |w: &Widget| w.text().ends_with(", stored on their disk");
                (!shown.iter().any(waits) && shown.iter().any(stored)).then_some(())
            }),
            Seat::Line(_) => facts_until("nothing is queued", || {
                let mut peers = self.run(&["peers", "--json"]);
                let all = peers.all();
                peers.exit_with(0);
                String::from_utf8_lossy(&all).contains(r#""queued":0"#)
            }),
            Seat::Nobody => panic!("{} does not run", self.name),
        }
    }

    /// The texts of its window, as often and in the order they are read.
    pub(super) fn shown(&self, texts: &[String]) -> Option<Vec<String>> {
        let Seat::Window(window) = &self.seat else { return None };
        let mut labels = window.shown();
        labels.retain(|w| w.role == Role::Label && texts.iter().any(|text| text == w.text()));
        labels.sort_by(|a, b| a.place.top().total_cmp(&b.place.top()));
        Some(labels.iter().map(|w| w.text().to_owned()).collect())
    }

    /// Offers a file.
    pub(super) fn offer(&self, path: &Path) {
        self.press("Offer a file or folder");
        let ((screen, window), field) = (self.window(), "Path of a file or folder");
        hand::click(screen, window, Role::TextInput, field);
        window.write(Role::TextInput, field, &path.display().to_string());
        self.press("Offer");
    }

    /// Where what it receives goes.
    pub(super) fn received(&self) -> PathBuf {
        Paths::below(self.home.path()).received()
    }

    /// What is in its ledger.
    pub(super) fn ledger(&self) -> Vec<Item> {
        let folder = Paths::below(self.home.path()).pair_folder();
        let history = History::open(&folder).expect("a ledger");
        history.page(ContactId(1), None, 1000).expect("its items")
    }

    /// The keyboard at its window.
    pub(super) fn keyboard(&self) -> Keyboard<'_> {
        let (screen, window) = self.window();
        Keyboard::new(screen, window, Language::English)
    }

    /// The window, for what only a window shows.
    pub(super) fn screen(&self) -> &Window {
        self.window().1
    }
}

/// The text of an item, if it is one.
pub(super) fn text(item: &Item) -> Option<String> {
    match &item.said {
        Said::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn is_code(text: &str) -> bool {
    text.len() == 11
        && text
            .char_indices()
            .all(|(at, c)| if at % 4 == 3 { c == '-' } else { c.is_ascii_digit() })
}
