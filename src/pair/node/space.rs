//! How much room a disk has, asked on threads of their own: one that is gone (a network folder whose
//! server is away) may never answer.

use super::hub::Hub;
use super::{Call, Way};
use crate::model::ThreadRole;
use crate::model::pairing::{PairEvent, PairFault, PairWish};
use crate::pair::files::free_space;
use crate::threads::{self, Spec};
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;

/// Disks that are asked at once. A silent one holds up those of its own; more wait their turn.
const AT_ONCE: usize = 8;

/// What was asked and has no answer yet.
#[derive(Default)]
pub(super) struct Space {
    waiting: VecDeque<(PathBuf, Asked)>,
    asked: BTreeMap<u32, Asked>,
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

impl Hub {
    /// Where files are received, and how much room there was; it is told when there is another.
    pub(super) fn downloads(&mut self) -> PairEvent {
        let folder = self.config.downloads.clone();
        let is_asked = self.space.waiting.iter().any(|(_, asked)| *asked == Asked::Downloads)
            || self.space.asked.values().any(|asked| *asked == Asked::Downloads);
        if !is_asked {
            self.ask(folder.clone(), Asked::Downloads);
        }
        PairEvent::Downloads { free: self.space.free, folder }
    }

    /// Does what is wished as soon as it is known how much room there is.
    pub(super) fn when_space_is_known(&mut self, folder: PathBuf, wish: PairWish) {
        self.ask(folder, Asked::Wish(wish));
    }

    /// A disk has answered: bytes that are free, or nothing where nobody says.
    pub(super) fn space_is(&mut self, number: u32, free: Option<u64>) {
        match self.space.asked.remove(&number) {
            Some(Asked::Downloads) => {
                let folder = self.config.downloads.clone();
                self.space.free = free;
                self.tell(&PairEvent::Downloads { free, folder });
            }
            Some(Asked::Wish(wish)) => {
                if let Err(fault) = self.go_on_with_files(&wish, free) {
                    self.tell(&PairEvent::Refused { wish: Box::new(wish), fault });
                }
            }
            None => {}
        }
        self.ask_next();
    }

    fn ask(&mut self, folder: PathBuf, asked: Asked) {
        self.space.waiting.push_back((folder, asked));
        self.ask_next();
    }

    fn ask_next(&mut self) {
        while self.space.asked.len() < AT_ONCE
            && let Some((folder, asked)) = self.space.waiting.pop_front()
        {
            self.space.last = self.space.last.wrapping_add(1);
            let (number, way) = (self.space.last, self.way.clone());
            let spec = Spec::new(ThreadRole::Files, format!("space:{number}"));
            let thread = threads::spawn(&self.config.registry, spec, move |me| {
                let mut answer = Answer { way, number, free: None };
                answer.free = me.wait(|| free_space(&folder));
            });
            match thread {
                Ok(thread) => {
                    self.ending.push(thread);
                    self.space.asked.insert(number, asked);
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

/// Tells the node, whatever ended the question.
struct Answer {
    way: Way,
    number: u32,
    free: Option<u64>,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.way.send(Call::Space(self.number, self.free));
    }
}
