//! What goes out: small frames first, then what they want back, then items.

use super::{Link, Talk, TalkFact};
use crate::model::pairing::{Item, PairFault};
use crate::pair::frame::{Frame, Heard, Hello, ItemFrame, PROTOCOL, encode};

/// Items that are read from the ledger at once.
const PAGE: usize = 64;

impl Talk {
    /// Appends what is due, and then items until there are about `room` bytes.
    ///
    /// # Errors
    /// [`PairFault::Ledger`], [`PairFault::NoContact`].
    pub fn outgoing(&mut self, room: usize, out: &mut Vec<u8>) -> Result<Vec<TalkFact>, PairFault> {
        let end = out.len().saturating_add(room);
        self.small(out)?;
        self.give_back(end, out)?;
        self.items(end, out)
    }

    fn small(&mut self, out: &mut Vec<u8>) -> Result<(), PairFault> {
        let due = std::mem::take(&mut self.due);
        if due.hello {
            encode(&Frame::Hello(Box::new(self.own_hello()?)), out);
        }
        if due.recall {
            encode(&Frame::Recall(self.logs.stored + 1), out);
        }
        if due.ack {
            encode(&Frame::Ack(self.inbound.settled()), out);
        }
        if due.pong {
            encode(&Frame::Pong, out);
        }
        if due.ping {
            encode(&Frame::Ping, out);
        }
        Ok(())
    }

    pub(super) fn own_hello(&mut self) -> Result<Hello, PairFault> {
        let logs = self.ledger.log_state(self.contact)?;
        Ok(Hello {
            protocol: PROTOCOL,
            version: self.own.version.clone(),
            name: self.own.name.clone(),
            log: logs.log,
            next: logs.next,
            heard: Heard { log: logs.their_log, seq: logs.heard, last: logs.heard_id },
            addresses: self.own.addresses.clone(),
        })
    }

    fn give_back(&mut self, end: usize, out: &mut Vec<u8>) -> Result<(), PairFault> {
        let log = self.inbound.their_log;
        while let Some(after) = self.giving_back {
            let room = end.saturating_sub(out.len());
            if room == 0 {
                return Ok(());
            }
            let items = self.ledger.heard_from(self.contact, log, after, PAGE, room)?;
            self.giving_back = items.last().map(|item| item.seq);
            if items.is_empty() {
                encode(&Frame::Returned, out);
            }
            for item in items {
                encode(&Frame::Return(framed(item)), out);
            }
        }
        Ok(())
    }

    fn items(&mut self, end: usize, out: &mut Vec<u8>) -> Result<Vec<TalkFact>, PairFault> {
        let before = self.sent;
        while self.more && self.link == Link::Open {
            let room = end.saturating_sub(out.len());
            if room == 0 {
                break;
            }
            let items = self.ledger.outgoing(self.contact, self.sent, PAGE, room)?;
            self.more = !items.is_empty();
            for item in items {
                self.sent = item.seq;
                encode(&Frame::Item(framed(item)), out);
            }
        }
        Ok((self.sent > before).then_some(TalkFact::Sent(self.sent)).into_iter().collect())
    }
}

impl super::Inbound {
    /// The last number of theirs that is in the ledger.
    fn settled(&self) -> u64 {
        self.heard - self.items.len() as u64
    }
}

fn framed(item: Item) -> Box<ItemFrame> {
    Box::new(ItemFrame { seq: item.seq, id: item.id, at: item.at.0, said: item.said })
}
