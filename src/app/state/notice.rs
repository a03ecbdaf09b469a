//! What a person should know that concerns no single session.

use crate::language::Language;
use crate::model::Notifications;

/// Notices that are on the screen at a time: more would take the place of what is worked on.
const SHOWN: usize = 3;
/// Notices that are held: more come only from something that runs away.
const HELD: usize = 100;

/// Names a notice, to take it off the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoticeId(pub u64);

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Good to know: makes room for what is newer.
    Information,
    /// Something failed or is refused: stays until it is dismissed.
    Error,
}

/// A sentence that stays on the screen until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its name.
    pub id: NoticeId,
    /// The sentence.
    pub text: String,
    /// How much it matters.
    pub weight: Weight,
    /// How often it was said.
    pub count: u32,
}

/// The sentences that wait to be dismissed, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    list: Vec<Notice>,
    /// Sentences that there was no room for, since all were dismissed the last time.
    gone: usize,
    next: u64,
}

impl Notices {
    /// Takes in a sentence. One that is there already is counted.
    pub fn add(&mut self, weight: Weight, text: String) {
        if let Some(same) = self.list.iter_mut().find(|notice| notice.text == text) {
            same.count = same.count.saturating_add(1);
            same.weight = same.weight.max(weight);
            return;
        }
        if self.list.len() >= HELD {
            self.gone += 1;
            match self.list.iter().position(|notice| notice.weight == Weight::Information) {
                Some(oldest) => drop(self.list.remove(oldest)),
                None => return,
            }
        }
        self.next += 1;
        self.list.push(Notice { id: NoticeId(self.next), text, weight, count: 1 });
    }

    /// Those on the screen, oldest first, and how many more there are: errors go before
    /// information. The first errors keep their places; information makes room for what is newer.
    #[must_use]
    pub fn shown(&self) -> (Vec<&Notice>, usize) {
        let of = |weight| self.list.iter().filter(move |notice| notice.weight == weight);
        let mut shown: Vec<&Notice> = of(Weight::Error).take(SHOWN).collect();
        let room = SHOWN - shown.len();
        shown.extend(of(Weight::Information).rev().take(room));
        shown.sort_by_key(|notice| notice.id);
        let more = self.list.len() - shown.len() + self.gone;
        (shown, more)
    }

    /// Takes one off the screen.
    pub fn dismiss(&mut self, id: NoticeId) {
        self.take_off(|notice| notice.id == id);
    }

    /// Takes a sentence off that is true no more.
    pub fn take_back(&mut self, text: &str) {
        self.take_off(|notice| notice.text == text);
    }

    fn take_off(&mut self, goes: impl Fn(&Notice) -> bool) {
        self.list.retain(|notice| !goes(notice));
        if self.list.is_empty() {
            self.gone = 0;
        }
    }

    /// Takes all of them off.
    pub fn dismiss_all(&mut self) {
        self.list.clear();
        self.gone = 0;
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];
}

/// How the person wants the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferences {
    /// The language; the system's where none was chosen.
    pub language: Option<Language>,
    /// Light or dark.
    pub theme: Theme,
    /// Size of everything: 1 is as designed.
    pub zoom: f32,
    /// What the desktop is told while nobody looks.
    pub notifications: Notifications,
    /// Whether the inspector is there.
    pub inspector: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::System,
            zoom: 1.0,
            notifications: Notifications::default(),
            inspector: true,
        }
    }
}

/// Whether the desktop can be told something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Desktop {
    /// Nobody has asked yet, or there is no answer yet.
    #[default]
    Unknown,
    /// It shows notifications.
    Ready,
    /// There is no session bus.
    NoBus,
    /// Nobody on the session bus shows notifications.
    NoService,
    /// This system has no way that the program knows.
    NoWay,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(notices: &Notices) -> (Vec<&str>, usize) {
        let (shown, more) = notices.shown();
        (shown.into_iter().map(|notice| notice.text.as_str()).collect(), more)
    }

    #[test]
    fn the_oldest_information_goes_first_and_errors_keep_their_places() {
        let mut notices = Notices::default();
        for text in ["a", "b", "c", "d"] {
            notices.add(Weight::Information, text.to_owned());
        }
        assert_eq!(texts(&notices), (vec!["b", "c", "d"], 1));
        notices.add(Weight::Error, "E1".to_owned());
        notices.add(Weight::Error, "E2".to_owned());
        assert_eq!(texts(&notices), (vec!["d", "E1", "E2"], 3));
        notices.add(Weight::Error, "E3".to_owned());
        notices.add(Weight::Error, "E4".to_owned());
        notices.add(Weight::Information, "e".to_owned());
        assert_eq!(texts(&notices), (vec!["E1", "E2", "E3"], 6));
        let first = notices.shown().0[0].id;
        notices.dismiss(first);
        assert_eq!(texts(&notices), (vec!["E2", "E3", "E4"], 5));
        notices.dismiss_all();
        assert_eq!(texts(&notices), (vec![], 0));
    }

    #[test]
    fn what_is_said_again_is_counted() {
        let mut notices = Notices::default();
        notices.add(Weight::Information, "a".to_owned());
        notices.add(Weight::Error, "a".to_owned());
        let (shown, more) = notices.shown();
        assert_eq!((shown[0].count, shown[0].weight, shown.len(), more), (2, Weight::Error, 1, 0));
    }

    #[test]
    fn there_is_an_end_to_what_is_held_and_what_is_let_go_is_counted() {
        let mut notices = Notices::default();
        notices.add(Weight::Error, "first".to_owned());
        for number in 0..HELD {
            notices.add(Weight::Information, number.to_string());
        }
        assert_eq!((notices.len(), texts(&notices)), (HELD, (vec!["first", "98", "99"], HELD - 2)));
        for number in 0..HELD {
            notices.add(Weight::Error, format!("error {number}"));
        }
        assert_eq!(notices.len(), HELD);
        assert_eq!(texts(&notices), (vec!["first", "error 0", "error 1"], 2 * HELD - 2));
        notices.take_back("first");
        for number in 0..HELD {
            notices.take_back(&format!("error {number}"));
        }
        notices.add(Weight::Error, "later".to_owned());
        assert_eq!(texts(&notices), (vec!["later"], 0));
    }
}
