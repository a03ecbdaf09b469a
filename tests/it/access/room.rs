//! The whole window without a display, in a language, with a node whose news the test tells.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use jackfield::app::state::pairing::Talks;
use jackfield::app::{App, PairNode, PairSource, Start};
use jackfield::language::{Language, Words};
use jackfield::model::pairing::{ContactId, Item, PairEvent, PairFault, PairWish};
use jackfield::store::Paths;
use jackfield::threads::{Late, Registry};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::TcpStream;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The window, as it is drawn.
pub(super) type Drawn = Harness<'static, App>;

/// Frames after which a change is drawn whole.
const SETTLED: usize = 6;

type News = Rc<RefCell<VecDeque<PairEvent>>>;

/// A window, and what is needed to come from screen to screen in it.
pub(super) struct Room {
    pub(super) window: Drawn,
    pub(super) words: Words,
    /// Who talks with its listener.
    pub(super) client: Option<TcpStream>,
    news: News,
    _home: TempDir,
}

/// A node that does nothing, and tells what it is told to tell.
struct Puppet(News);

impl PairSource for Puppet {
    fn was_used(&self) -> bool {
        true
    }

    fn start(&self) -> Result<Box<dyn PairNode>, PairFault> {
        Ok(Box::new(Self(Rc::clone(&self.0))))
    }
}

impl PairNode for Puppet {
    fn wish(&self, _: PairWish) {}

    fn drain(&mut self, _: Duration, each: &mut dyn FnMut(PairEvent)) -> bool {
        self.0.borrow_mut().drain(..).for_each(each);
        false
    }

    fn talks(&self) -> Result<Box<dyn Talks>, PairFault> {
        Ok(Box::new(Nothing))
    }

    fn shut_down(self: Box<Self>, _: Duration) -> Vec<Late> {
        Vec::new()
    }
}

/// A ledger in which nothing was said before.
struct Nothing;

impl Talks for Nothing {
    fn page(&self, _: ContactId, _: Option<u64>, _: usize) -> Result<Vec<Item>, PairFault> {
        Ok(Vec::new())
    }

    fn after(&self, _: ContactId, _: u64, _: usize) -> Result<Vec<Item>, PairFault> {
        Ok(Vec::new())
    }
}

impl Room {
    /// As it is after the first start.
    pub(super) fn new(language: Language) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let start = Start {
            paths: Paths::below(home.path()),
            language: Some(language),
            open: Vec::new(),
            registry: Registry::new(),
        };
        let news = News::default();
        let puppet = Puppet(Rc::clone(&news));
        let window = Harness::builder().with_size([1280.0, 820.0]).build_eframe(move |cc| {
            App::new(cc, start).expect("the engine starts").with_pairing(Box::new(puppet))
        });
        let mut room =
            Self { window, words: Words::new(language), client: None, news, _home: home };
        room.settle();
        room
    }

    pub(super) fn settle(&mut self) {
        self.window.run_steps(SETTLED);
    }

    /// What is called so in its language.
    pub(super) fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// Draws it in a window of this size, in pixels, with so many to a point.
    pub(super) fn fit(&mut self, (wide, tall, zoom): (f32, f32, f32)) {
        self.window.set_size(egui::vec2(wide / zoom, tall / zoom));
        self.settle();
    }

    #[track_caller]
    pub(super) fn until(&mut self, what: &str, fact: impl Fn(&Drawn) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !fact(&self.window) {
            assert!(Instant::now() < deadline, "waited in vain for: {what}");
            self.window.step();
        }
        self.settle();
    }

    pub(super) fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Leaves what lies over the window, and presses keys.
    pub(super) fn anew(&mut self, modifiers: Modifiers, key: Key) {
        self.key(Modifiers::NONE, Key::Escape);
        self.key(modifiers, key);
    }

    /// Presses what a key of the language files names.
    #[track_caller]
    pub(super) fn press(&mut self, key: &str) {
        let name = self.say(key);
        self.press_named(&name);
    }

    #[track_caller]
    pub(super) fn press_named(&mut self, name: &str) {
        let mut usable = self.window.query_all_by_label(name).filter(|node| {
            let node = node.accesskit_node();
            !node.is_disabled() && node.role() != Role::Label
        });
        let found = usable.next_back();
        found.unwrap_or_else(|| panic!("there is no {name:?}")).click_accesskit();
        drop(usable);
        self.settle();
    }

    /// Types into a field.
    pub(super) fn write(&mut self, key: &str, text: &str) {
        let name = self.say(key);
        self.window.get_by_role_and_label(Role::TextInput, &name).focus();
        self.settle();
        self.window.get_by_role_and_label(Role::TextInput, &name).type_text(text);
        self.settle();
    }

    /// Shows the talk with a paired machine.
    pub(super) fn go_to_contact(&mut self, name: &str) {
        let row = self.window.query_all_by_role(Role::Button).find(|node| {
            node.accesskit_node().label().is_some_and(|label| label.starts_with(name))
        });
        row.expect("a paired machine").click_accesskit();
        self.settle();
    }

    /// The node tells this.
    pub(super) fn tell(&mut self, news: impl IntoIterator<Item = PairEvent>) {
        self.news.borrow_mut().extend(news);
        self.window.ctx.request_repaint();
        self.settle();
    }
}
