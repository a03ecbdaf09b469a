//! A window and the hand on it: what it shows is waited for, never slept for.

use super::inspector::{Inspector, Widget, widgets};
use super::screen::Screen;
use crate::soon::SOON;
use crate::support::{Program, Room, free_port};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_inspection::{Request, Response};
use rustix::process::Signal;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Pause between two looks: a frame at sixty in a second.
const FRAME: Duration = Duration::from_millis(16);

/// The program, with its window on a screen.
pub(crate) struct Window {
    pub(crate) program: Program,
    inspector: Inspector,
}

impl Window {
    /// Starts the program on a screen, with this home.
    #[track_caller]
    pub(crate) fn open(screen: &Screen, home: &Path) -> Self {
        Self::open_in(&Room::outside(), screen, home)
    }

    /// The same in a network of its own.
    #[track_caller]
    pub(crate) fn open_in(room: &Room, screen: &Screen, home: &Path) -> Self {
        Self::open_with(room, screen, home, &[])
    }

    /// The same with more in its environment.
    #[track_caller]
    pub(crate) fn open_with(
        room: &Room,
        screen: &Screen,
        home: &Path,
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = room.command(env!("CARGO_BIN_EXE_jackfield"));
        command.envs(environment.iter().copied());
        Self::run(command, room, screen, home)
    }

    /// Opens the window that a command of the machine's own network becomes.
    #[track_caller]
    pub(crate) fn open_command(command: Command, screen: &Screen, home: &Path) -> Self {
        Self::run(command, &Room::outside(), screen, home)
    }

    #[track_caller]
    fn run(mut command: Command, room: &Room, screen: &Screen, home: &Path) -> Self {
        let port = free_port(Ipv4Addr::LOCALHOST.into());
        let given: Vec<_> = command.get_envs().map(|(name, _)| name.to_owned()).collect();
        let english = |name: &str| !given.iter().any(|other| other == name);
        if english("LANG") {
            command.env("LANG", "en_US.UTF-8");
        }
        command
            .env("JACKFIELD_HOME", home)
            .env("DISPLAY", screen.name())
            .env("EGUI_INSPECTION", format!("127.0.0.1:{port}"))
            // The software renderer takes a thread for each core: several windows share them.
            .env("LP_NUM_THREADS", "1")
            .env_remove("LANGUAGE")
            .env_remove("LC_ALL")
            .env_remove("WAYLAND_DISPLAY");
        let program = Program::start(command);
        let deadline = Instant::now() + SOON;
        let inspector = loop {
            if let Some(inspector) = Inspector::connect(room, port) {
                break inspector;
            }
            assert!(Instant::now() < deadline, "no window came.\n{}", program.errors());
            std::thread::park_timeout(FRAME);
        };
        let window = Self { program, inspector };
        // Nobody gives it the keyboard on a screen without a window manager.
        window.of_the_screen(screen, &["windowfocus"]);
        window
    }

    /// Has `xdotool` do something with the window, and returns what it says.
    #[track_caller]
    pub(crate) fn of_the_screen(&self, screen: &Screen, what: &[&str]) -> String {
        let pid = self.program.pid().to_string();
        let mut command = Command::new("xdotool");
        command.args(["search", "--sync", "--onlyvisible", "--all", "--pid", &pid]);
        command.args(["--class", "."]).args(what).env("DISPLAY", screen.name());
        let mut program = Program::start(command);
        program.succeed();
        String::from_utf8(program.all()).expect("text")
    }

    /// Gives the keyboard to a window of somebody else, for as long as that is held.
    #[track_caller]
    pub(crate) fn look_away(&self, screen: &Screen) -> Program {
        let mut other = Command::new("xev");
        other.args(["-event", "focus"]).env("DISPLAY", screen.name());
        let other = Program::start(other);
        let mut focus = Command::new("xdotool");
        focus.args(["search", "--sync", "--onlyvisible", "--name", "Event Tester", "windowfocus"]);
        focus.env("DISPLAY", screen.name());
        Program::start(focus).succeed();
        // It has heard of that when it has drawn twice since.
        self.shown();
        self.shown();
        other
    }

    #[track_caller]
    fn ask(&self, request: &Request) -> Response {
        let answer = self.inspector.ask(request);
        answer.unwrap_or_else(|why| panic!("{request:?}: {why}\n{}", self.program.errors()))
    }

    /// What it shows now.
    #[track_caller]
    pub(crate) fn shown(&self) -> Vec<Widget> {
        match self.ask(&Request::GetTree) {
            Response::Tree { accesskit, .. } => accesskit.as_ref().map(widgets).unwrap_or_default(),
            other => panic!("a tree was asked for, not {other:?}"),
        }
    }

    /// Waits until what it shows says something.
    #[track_caller]
    pub(crate) fn wait<T>(&self, what: &str, found: impl Fn(&[Widget]) -> Option<T>) -> T {
        let deadline = Instant::now() + SOON;
        loop {
            let shown = self.shown();
            if let Some(found) = found(&shown) {
                return found;
            }
            if Instant::now() >= deadline {
                self.picture("failed");
                panic!("it did not show {what}, but:\n{}\n{}", list(&shown), self.program.errors());
            }
            std::thread::park_timeout(FRAME);
        }
    }

    /// Waits until a text is read somewhere, and returns the widget that says it.
    #[track_caller]
    pub(crate) fn see(&self, text: &str) -> Widget {
        let says = |shown: &[Widget]| shown.iter().find(|widget| widget.says(text)).cloned();
        self.wait(&format!("{text:?}"), says)
    }

    /// Waits until a text is read nowhere any more.
    #[track_caller]
    pub(crate) fn see_no_more(&self, text: &str) {
        let says = |shown: &[Widget]| (!shown.iter().any(|widget| widget.says(text))).then_some(());
        self.wait(&format!("no {text:?}"), says);
    }

    /// Waits for a widget of this kind with this name that can be used.
    #[track_caller]
    pub(crate) fn find(&self, role: Role, name: &str) -> Widget {
        self.wait(&format!("{role:?} {name:?}"), |shown| {
            let mut fits = shown.iter().filter(|w| w.role == role && !w.disabled && w.name == name);
            fits.next().cloned()
        })
    }

    /// Waits for a widget whose name begins so.
    #[track_caller]
    pub(crate) fn find_like(&self, role: Role, name: &str) -> Widget {
        self.wait(&format!("{role:?} {name:?}…"), |shown| {
            let mut fits = shown.iter().filter(|w| w.role == role && w.name.starts_with(name));
            fits.next().cloned()
        })
    }

    /// Clicks on a widget.
    #[track_caller]
    pub(crate) fn click(&self, role: Role, name: &str) {
        self.click_at(self.find(role, name).place.center());
    }

    /// Clicks on whatever is called so and can be clicked on.
    #[track_caller]
    pub(crate) fn press(&self, name: &str) {
        let fits = |w: &&Widget| !w.disabled && w.name == name && w.role != Role::Label;
        let found =
            self.wait(&format!("{name:?} to click on"), |shown| shown.iter().find(fits).cloned());
        self.click_at(found.place.center());
    }

    /// Presses and releases the first button there.
    #[track_caller]
    pub(crate) fn click_at(&self, at: Pos2) {
        self.events(vec![Event::PointerMoved(at)]);
        self.events(press(at).to_vec());
    }

    /// The same twice in a row.
    #[track_caller]
    pub(crate) fn double_click_at(&self, at: Pos2) {
        self.events(vec![Event::PointerMoved(at)]);
        self.events([press(at), press(at)].concat());
    }

    /// Writes into a field, where there may be something already.
    #[track_caller]
    pub(crate) fn write(&self, role: Role, name: &str, text: &str) {
        self.click(role, name);
        self.key(Key::A, Modifiers::COMMAND);
        self.type_text(text);
        self.wait(&format!("{text:?} in {name:?}"), |shown| {
            shown.iter().find(|w| w.role == role && w.name == name && w.value == text).map(drop)
        });
    }

    /// Types where the keyboard is.
    #[track_caller]
    pub(crate) fn type_text(&self, text: &str) {
        self.events(vec![Event::Text(text.to_owned())]);
    }

    /// Types what the window does not outlive.
    pub(crate) fn type_last(&self, text: &str) {
        let events = vec![Event::Text(text.to_owned())];
        // Its answer may come or not.
        self.inspector.ask(&Request::ApplyEvents { events }).ok();
    }

    /// Presses and releases a key.
    #[track_caller]
    pub(crate) fn key(&self, key: Key, modifiers: Modifiers) {
        let modifiers = if modifiers.command { modifiers | Modifiers::CTRL } else { modifiers };
        let event =
            |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.events(vec![event(true), event(false)]);
    }

    #[track_caller]
    fn events(&self, events: Vec<Event>) {
        let answer = self.ask(&Request::ApplyEvents { events });
        assert!(matches!(answer, Response::Done), "events were given, not {answer:?}");
    }

    /// Saves what it looks like, where a person can look at it after the tests.
    pub(crate) fn picture(&self, name: &str) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("window");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        // A picture is a help, not a fact: a window that cannot be drawn fails elsewhere.
        if let Ok(picture) = self.photograph() {
            std::fs::write(folder.join(format!("{name}.png")), picture).expect("a picture");
        }
    }

    fn photograph(&self) -> Result<Vec<u8>, String> {
        match self.inspector.ask(&Request::GetScreenshot { pixels_per_point: None })? {
            Response::Screenshot(picture) => Ok(picture.bytes),
            other => Err(format!("a picture was asked for, not {other:?}")),
        }
    }

    /// What it looks like now.
    #[track_caller]
    pub(crate) fn look(&self) -> image::RgbImage {
        let picture = self.photograph().expect("a picture");
        image::load_from_memory(&picture).expect("a PNG").into_rgb8()
    }

    /// How bright the whole of it is, from 0 to 255. Saves the picture as well.
    #[track_caller]
    pub(crate) fn brightness(&self, name: &str) -> u64 {
        self.picture(name);
        let picture = self.photograph().expect("a picture");
        let picture = image::load_from_memory(&picture).expect("a PNG").into_luma8();
        let sum: u64 = picture.pixels().map(|pixel| u64::from(pixel.0[0])).sum();
        sum / u64::from(picture.width() * picture.height()).max(1)
    }

    /// Ends it in the middle of whatever it does.
    #[track_caller]
    pub(crate) fn kill(mut self) {
        self.program.signal(Signal::KILL);
        self.program.exit();
    }

    /// Opens the form, types an address and opens the session.
    #[track_caller]
    pub(crate) fn open_session(&self, kind: &str, address: &str) {
        let key = if kind == "Listen" { Key::L } else { Key::N };
        self.key(key, Modifiers::COMMAND);
        self.write(Role::TextInput, "Address", address);
        self.key(Key::Enter, Modifiers::NONE);
        self.see_no_more("Options…");
    }

    /// Listens on a free port of 127.0.0.1 and returns it, as the window shows it.
    #[track_caller]
    pub(crate) fn listen(&self) -> u16 {
        self.open_session("Listen", "127.0.0.1:0");
        self.wait("the port it listens on", |shown| {
            let of = |widget: &Widget| {
                let rest = widget.name.strip_prefix("Copy 127.0.0.1:")?;
                rest.parse().ok().filter(|port| *port != 0)
            };
            shown.iter().find_map(of)
        })
    }

    /// Types a message and sends it.
    #[track_caller]
    pub(crate) fn say(&self, text: &str) {
        self.click(Role::MultilineTextInput, "Message");
        self.type_text(text);
        self.wait(&format!("{text:?} in the composer"), |shown| {
            let is = |w: &&Widget| w.role == Role::MultilineTextInput && w.value == text;
            shown.iter().find(is).map(drop)
        });
        self.key(Key::Enter, Modifiers::NONE);
    }

    /// Waits until a message of the conversation says this.
    #[track_caller]
    pub(crate) fn heard(&self, text: &str) {
        self.wait(&format!("{text:?} received"), |shown| {
            let is = |w: &&Widget| w.says(text) && w.says("received)");
            shown.iter().find(is).map(drop)
        });
    }
}

fn press(pos: Pos2) -> [Event; 2] {
    [true, false].map(|pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    })
}

fn list(shown: &[Widget]) -> String {
    let said = shown.iter().filter(|w| !w.name.is_empty() || !w.value.is_empty());
    let lines = said.map(|w| format!("  {:?} {:?} {:?}", w.role, w.name, w.value));
    lines.collect::<Vec<_>>().join("\n")
}
