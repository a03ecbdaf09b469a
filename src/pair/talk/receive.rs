//! What they say, taken into the ledger.

use super::{Inbound, Link, Talk, TalkFact, altered};
use crate::model::pairing::{ItemId, PairFault};
use crate::pair::frame::{FileFrame, Frame, Hello, ItemFrame, said_to_bytes};
use crate::pair::ledger::{BroughtBack, OUTBOX_BYTES};
use std::time::Instant;

/// About what an item takes in memory beside what it says.
const AROUND: u64 = 128;

impl Talk {
    /// Takes a frame. Items wait for [`Self::settle`].
    ///
    /// # Errors
    /// The link has to be closed: [`PairFault::Altered`], [`PairFault::VersionsApart`],
    /// [`PairFault::Downgraded`], [`PairFault::Ledger`].
    pub fn receive(&mut self, frame: Frame, now: Instant) -> Result<Vec<TalkFact>, PairFault> {
        self.heard_at = now;
        match frame {
            Frame::Hello(hello) => return self.hello(*hello),
            // Whatever else was said: they are gone for good.
            Frame::Unpaired => return Ok(vec![TalkFact::UnpairedByThem]),
            _ if self.link == Link::Silent => return Err(altered("no hello came first")),
            Frame::Item(item) => {
                let held_back = self.count(size(&item), now);
                self.item(*item)?;
                return Ok(held_back);
            }
            Frame::Return(item) => {
                let held_back = self.count(size(&item), now);
                self.returned(*item)?;
                return Ok(held_back);
            }
            Frame::Returned => self.all_returned()?,
            // One that tells something is paid for by an item of ours.
            Frame::Ack(seq) if self.ack(seq)? => {}
            Frame::Ack(_) | Frame::Pong => return Ok(self.count(0, now)),
            Frame::Ping => {
                self.due.pong = true;
                return Ok(self.count(0, now));
            }
            Frame::Recall(from) => {
                if from == 0 || from > self.inbound.heard {
                    return Err(altered("items were recalled that are not here"));
                }
                self.giving_back = Some(from - 1);
                return Ok(self.count(0, now));
            }
            Frame::File(file) if self.is_of_the_flow(&file) => {
                return Ok(vec![TalkFact::Other(Frame::File(file))]);
            }
            other @ (Frame::File(_) | Frame::Name(_) | Frame::DialBack(_) | Frame::Dialled(..)) => {
                let mut facts = self.count(0, now);
                facts.push(TalkFact::Other(other));
                return Ok(facts);
            }
        }
        Ok(Vec::new())
    }

    /// Writes what waits, then owes an acknowledgement. Where the ledger fails, none is owed.
    ///
    /// # Errors
    /// [`PairFault::Ledger`], [`PairFault::Altered`]: the link has to be closed.
    pub fn settle(&mut self) -> Result<Vec<TalkFact>, PairFault> {
        let mut facts = Vec::new();
        if !self.inbound.items.is_empty() {
            let (log, items) = (self.inbound.their_log, std::mem::take(&mut self.inbound.items));
            let heard = self.ledger.hear(self.contact, log, &items)?;
            facts.extend(heard.into_iter().map(TalkFact::Heard));
            self.due.ack = true;
        }
        if let Some(seq) = self.inbound.stored.take() {
            self.ledger.stored(self.contact, seq)?;
            self.logs.stored = seq;
            facts.push(TalkFact::Stored(seq));
        }
        if self.inbound.all_returned {
            facts.extend(self.bring_back()?);
        } else if self.inbound.returned_bytes > OUTBOX_BYTES {
            self.adopt()?;
        }
        Ok(facts)
    }

    /// Something of theirs came that is told, kept or answered.
    fn count(&self, bytes: u64, now: Instant) -> Vec<TalkFact> {
        self.pace.take(bytes, now);
        self.pace.is_to_be_told().then_some(TalkFact::HeldBack).into_iter().collect()
    }

    /// What comes with the bytes of files, as often as there are files: it is bounded by credit, and
    /// by what the disk takes. The rest is kept, told or work done again, and comes as seldom as
    /// words.
    fn is_of_the_flow(&self, frame: &FileFrame) -> bool {
        match frame {
            FileFrame::Want { transfer, entry, .. } => self.pace.goes_on(*transfer, *entry),
            FileFrame::Credit { .. } | FileFrame::Chunk { .. } | FileFrame::End { .. } => true,
            FileFrame::Hold { .. } | FileFrame::Again { .. } | FileFrame::Gone { .. } => false,
        }
    }

    fn hello(&mut self, hello: Hello) -> Result<Vec<TalkFact>, PairFault> {
        if self.link != Link::Silent {
            return Err(altered("a second hello came"));
        }
        if hello.protocol == 0 {
            return Err(PairFault::VersionsApart { theirs: hello.version });
        }
        if hello.protocol < self.logs.protocol {
            return Err(PairFault::Downgraded);
        }
        if hello.protocol > self.logs.protocol {
            self.ledger.set_protocol(self.contact, hello.protocol)?;
        }
        // Something may have been said since the talk began.
        self.logs = self.ledger.log_state(self.contact)?;
        self.inbound.their_log = hello.log;
        (self.inbound.heard, _) = self.ledger.heard_in(self.contact, hello.log)?;
        let again = self.compare(&hello)?;
        let Hello { name, version, addresses, .. } = hello;
        let mut facts = vec![TalkFact::Hello { name, version, addresses }];
        facts.extend(again);
        Ok(facts)
    }

    /// Compares what they have of our log with what we know of it, and decides from where to go on.
    fn compare(&mut self, hello: &Hello) -> Result<Option<TalkFact>, PairFault> {
        let same_log = hello.heard.log == self.logs.log;
        let (seq, last) =
            if same_log { (hello.heard.seq, hello.heard.last) } else { (0, ItemId([0; 16])) };
        let here = self.ledger.id_at(self.contact, true, self.logs.log, seq)?;
        if seq > 0 && here != Some(last) {
            if seq <= self.logs.stored {
                return Err(altered("their copy of what we said is another than ours"));
            }
            self.link = Link::Recalling { until: seq, last };
            self.due.recall = true;
            return Ok(None);
        }
        let known = self.logs.stored;
        self.go_on(seq)?;
        Ok((seq < known)
            .then(|| TalkFact::GivenAgain(known - seq))
            .or_else(|| (seq > known).then_some(TalkFact::Stored(seq))))
    }

    /// They have all up to this number; what is behind it goes out.
    fn go_on(&mut self, seq: u64) -> Result<(), PairFault> {
        if seq != self.logs.stored {
            self.ledger.stored(self.contact, seq)?;
            self.logs.stored = seq;
        }
        self.sent = seq;
        self.more = true;
        self.link = Link::Open;
        Ok(())
    }

    fn item(&mut self, item: ItemFrame) -> Result<(), PairFault> {
        let Inbound { their_log, heard, items, .. } = &mut self.inbound;
        if item.seq == *heard + 1 {
            *heard = item.seq;
            items.push(item);
            return Ok(());
        }
        if item.seq > *heard || item.seq == 0 {
            return Err(PairFault::Altered(format!("item {} came after {heard}", item.seq)));
        }
        let here = match items.iter().find(|waiting| waiting.seq == item.seq) {
            Some(waiting) => Some(waiting.id),
            None => self.ledger.id_at(self.contact, false, *their_log, item.seq)?,
        };
        if here != Some(item.id) {
            // Taken for a duplicate, it would be lost.
            return Err(PairFault::Altered(format!("another item {} came", item.seq)));
        }
        self.due.ack = true;
        Ok(())
    }

    /// True where it tells something new.
    fn ack(&mut self, seq: u64) -> Result<bool, PairFault> {
        if self.link != Link::Open || seq > self.sent {
            return Err(altered("what was never sent was acknowledged"));
        }
        let is_news = seq > self.inbound.stored.unwrap_or(self.logs.stored);
        if is_news {
            self.inbound.stored = Some(seq);
        }
        Ok(is_news)
    }

    fn returned(&mut self, item: ItemFrame) -> Result<(), PairFault> {
        let Link::Recalling { until, .. } = self.link else {
            return Err(altered("an item was given back that nobody recalled"));
        };
        let next = self.logs.stored + 1 + self.inbound.returned.len() as u64;
        if item.seq != next || item.seq > until || self.inbound.all_returned {
            return Err(PairFault::Altered(format!("item {} was given back", item.seq)));
        }
        self.inbound.returned_bytes += size(&item);
        self.inbound.given = Some((item.seq, item.id));
        self.inbound.returned.push(item);
        Ok(())
    }

    fn all_returned(&mut self) -> Result<(), PairFault> {
        let Link::Recalling { until, last } = self.link else {
            return Err(altered("nothing was recalled"));
        };
        if self.inbound.given != Some((until, last)) {
            return Err(altered("not all was given back"));
        }
        self.inbound.all_returned = true;
        Ok(())
    }

    fn bring_back(&mut self) -> Result<Vec<TalkFact>, PairFault> {
        self.adopt()?;
        self.inbound.all_returned = false;
        self.go_on(self.logs.stored)?;
        let BroughtBack { count, items } = std::mem::take(&mut self.brought);
        Ok(vec![TalkFact::BroughtBack(count, items), TalkFact::Stored(self.logs.stored)])
    }

    /// One commit, unless there is so much that it does not stay in memory. Between two, the ledger
    /// is good: after a cut the rest is recalled.
    fn adopt(&mut self) -> Result<(), PairFault> {
        let returned = std::mem::take(&mut self.inbound.returned);
        self.inbound.returned_bytes = 0;
        let back = self.ledger.bring_back(self.contact, &returned)?;
        self.brought.count += back.count;
        // What was put behind the last batch has been moved again.
        self.brought.items.retain(|item| item.returned);
        self.brought.items.extend(back.items);
        self.logs = self.ledger.log_state(self.contact)?;
        Ok(())
    }
}

/// About what an item takes.
fn size(item: &ItemFrame) -> u64 {
    said_to_bytes(&item.said).len() as u64 + AROUND
}
