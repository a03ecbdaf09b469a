//! How much room a disk has, asked on threads of their own: one that is gone (a network folder whose
//! server is away) may never answer.

use super::hub::Hub;
use super::{Call, Way};
use crate::model::ThreadRole;
use crate::model::pairing::{PairEvent, PairFault, PairWish, TransferFault};
use crate::pair::files::{free_space, look_at};
use crate::threads::{self, Spec};
use crossbeam_channel::Receiver;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Folders that are asked about at once, each by one thread: a silent one holds up its own.
const AT_ONCE: usize = 8;
/// How long a node that ends waits for answers. A disk that is there says it at once.
const PATIENCE: Duration = Duration::from_secs(1);

/// What was asked and has no answer yet.
#[derive(Default)]
pub(super) struct Space {
    waiting: VecDeque<(PathBuf, Asked)>,
    asked: BTreeMap<u32, (PathBuf, Asked)>,
    last: u32,
    /// Bytes that are free where files are received, as far as was heard.
    free: Option<u64>,
}

/// What the answer is for.
#[derive(PartialEq)]
enum Asked {
    /// Who listens wants to know.
    Downloads,
    /// This is done then.
    Wish(PairWish),
}

impl Space {
    fn is_asked(&self, about: &Asked) -> bool {
        let waiting = self.waiting.iter().map(|(_, asked)| asked);
        waiting.chain(self.asked.values().map(|(_, asked)| asked)).any(|asked| asked == about)
    }

    /// The next question about a folder that nobody is asked about at the moment.
    fn next(&mut self) -> Option<(PathBuf, Asked)> {
        if self.asked.len() >= AT_ONCE {
            return None;
        }
        let is_free = |folder: &PathBuf| self.asked.values().all(|(at, _)| at != folder);
        let place = self.waiting.iter().position(|(folder, _)| is_free(folder))?;
        self.waiting.remove(place)
    }

    fn has_wishes(&self) -> bool {
        let asked = self.asked.values().chain(&self.waiting).map(|(_, asked)| asked);
        asked.into_iter().any(|asked| matches!(asked, Asked::Wish(_)))
    }
}

impl Hub {
    /// Where files are received, and how much room there was; it is told when there is another.
    pub(super) fn downloads(&mut self) -> PairEvent {
        let folder = self.config.downloads.clone();
        self.ask(folder.clone(), Asked::Downloads);
        PairEvent::Downloads { free: self.space.free, folder }
    }

    /// Does what is wished as soon as it is known how much room there is.
    pub(super) fn when_space_is_known(&mut self, folder: PathBuf, wish: PairWish) {
        self.ask(folder, Asked::Wish(wish));
    }

    /// Does what was wished before the end, where the disks answer soon.
    pub(super) fn await_space(&mut self, inbox: &Receiver<Call>) {
        let until = Instant::now() + PATIENCE;
        while self.space.has_wishes()
            && let Ok(call) = inbox.recv_deadline(until)
        {
            if let Call::Space(number, found) = call {
                self.space_is(number, found);
            }
        }
    }

    /// A disk has answered.
    pub(super) fn space_is(&mut self, number: u32, found: Found) {
        let Found { free, trouble } = found;
        match self.space.asked.remove(&number).map(|(_, asked)| asked) {
            Some(Asked::Downloads) => {
                let folder = self.config.downloads.clone();
                self.space.free = free;
                self.tell(&PairEvent::Downloads { free, folder });
            }
            Some(Asked::Wish(wish)) => {
                let refused = trouble.map(PairFault::Transfer);
                let done = refused.map_or_else(|| self.go_on_with_files(&wish, free), Err);
                if let Err(fault) = done {
                    self.tell(&PairEvent::Refused { wish: Box::new(wish), fault });
                }
            }
            None => {}
        }
        self.ask_next();
    }

    fn ask(&mut self, folder: PathBuf, asked: Asked) {
        // Who wishes it again while the disk is silent gets the same answer.
        if !self.space.is_asked(&asked) {
            self.space.waiting.push_back((folder, asked));
            self.ask_next();
        }
    }

    fn ask_next(&mut self) {
        while let Some((folder, asked)) = self.space.next() {
            self.space.last = self.space.last.wrapping_add(1);
            let (number, way) = (self.space.last, self.way.clone());
            let is_chosen = matches!(asked, Asked::Wish(PairWish::Accept(_, _, Some(_))));
            let spec = Spec::new(ThreadRole::Files, format!("space:{number}"));
            let at = folder.clone();
            let thread = threads::spawn(&self.config.registry, spec, move |me| {
                let mut answer = Answer { way, number, found: Found::default() };
                answer.found = me.wait(|| Found {
                    free: free_space(&at),
                    trouble: is_chosen.then(|| look_at(&at).err()).flatten(),
                });
            });
            match thread {
                Ok(thread) => {
                    self.ending.push(thread);
                    self.space.asked.insert(number, (folder, asked));
                }
                Err(error) => {
                    if let Asked::Wish(wish) = asked {
                        let fault = PairFault::Other(error.to_string());
                        self.tell(&PairEvent::Refused { wish: Box::new(wish), fault });
                    }
                }
            }
        }
    }
}

/// What was found out about a folder.
#[derive(Default)]
pub(super) struct Found {
    /// Bytes that are free; nothing where nobody says.
    free: Option<u64>,
    /// Why a person who chose it for a file cannot have it there.
    trouble: Option<TransferFault>,
}

/// Tells the node, whatever ended the question.
struct Answer {
    way: Way,
    number: u32,
    found: Found,
}

impl Drop for Answer {
    fn drop(&mut self) {
        let found = std::mem::take(&mut self.found);
        self.way.send(Call::Space(self.number, found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pairing::{ContactId, ItemId};

    #[test]
    fn a_silent_folder_holds_up_its_own_questions_and_no_others() {
        let mut space = Space::default();
        let wish = |number| Asked::Wish(PairWish::Resume(ContactId(1), ItemId([number; 16])));
        for number in 0..20 {
            space.waiting.push_back(("/silent".into(), wish(number)));
        }
        space.waiting.push_back(("/other".into(), Asked::Downloads));
        let (silent, asked) = space.next().expect("a question");
        assert_eq!(silent, PathBuf::from("/silent"));
        assert!(asked == wish(0) && space.has_wishes());
        space.asked.insert(1, (silent, asked));
        let (other, asked) = space.next().expect("another folder is asked about");
        assert!(other.ends_with("other") && asked == Asked::Downloads);
        space.asked.insert(2, (other, asked));
        assert!(space.next().is_none() && space.is_asked(&wish(0)) && space.is_asked(&wish(19)));
        space.asked.remove(&1);
        assert!(space.next().is_some_and(|(_, asked)| asked == wish(1)));
    }
}
