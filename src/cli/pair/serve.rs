//! `jackfield serve`: a node that stays up; events are told and wishes heard, a line of JSON each.

use super::heard::{self, Nonsense};
use super::seat::{Seat, Woken, unclear_text};
use super::{ServeArgs, told};
use crate::cli::outlet::Outlet;
use crate::cli::screen::stdout;
use crate::cli::{Exit, complain};
use crate::codec::printable;
use crate::flow::Wake;
use crate::language::Words;
use crate::model::ThreadRole;
use crate::model::pairing::{PairEvent, PairWish, Transfer, TransferId, TransferState};
use crate::pair::files::free_space;
use crate::pair::local::read_line;
use crate::threads::{Registry, Spec, spawn};
use crate::tr;
use crossbeam_channel::{Receiver, Sender, bounded, never};
use std::collections::BTreeSet;
use std::io::{self, BufReader, Write};
use std::path::PathBuf;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Most bytes of a wish on standard input.
const WISH: u64 = 1024 * 1024;
/// Calls that wait. Few: when they are taken, standard input is no longer read.
const AHEAD: usize = 16;

/// Which offers are accepted without a person.
#[derive(Debug, Default)]
pub(super) struct Policy {
    accept: Option<PathBuf>,
    max: Option<u64>,
}

impl Policy {
    /// Reads the command line.
    pub(super) fn read(args: &ServeArgs, words: &Words) -> Result<Self, Exit> {
        let wrong = |sentence: String| {
            complain(&sentence);
            Exit::WrongUse
        };
        let accept = match &args.accept {
            Some(folder) if folder.is_dir() => {
                Some(std::path::absolute(folder).unwrap_or_else(|_| folder.clone()))
            }
            Some(folder) => {
                let folder = printable(folder.as_os_str().as_encoded_bytes());
                return Err(wrong(tr!(words, "pair-cli-no-folder", folder = folder)));
            }
            None => None,
        };
        let max = args.max.as_deref().map(|text| {
            size(text).ok_or_else(|| {
                wrong(tr!(words, "pair-cli-bad-size", text = printable(text.as_bytes())))
            })
        });
        let max = max.transpose()?;
        match (&accept, max) {
            (None, Some(_)) => Err(wrong(tr!(words, "pair-cli-max-alone"))),
            _ => Ok(Self { accept, max }),
        }
    }

    /// The wish, with the folder of `--accept` where it accepts files and names none.
    fn placed(&self, wish: PairWish) -> PairWish {
        match wish {
            PairWish::Accept(from, id, None) => PairWish::Accept(from, id, self.accept.clone()),
            wish => wish,
        }
    }

    /// Where files go, in place of what the node says, where that is another folder.
    fn downloads(&self, event: &PairEvent) -> Option<PairEvent> {
        let folder =
            self.accept.clone().filter(|_| matches!(event, PairEvent::Downloads { .. }))?;
        let free = free_space(&folder);
        Some(PairEvent::Downloads { folder, free })
    }

    /// What is answered to an offer; nothing where a person is to answer. `is_alone`: no window is
    /// open at which there is one.
    fn answer(&self, transfer: &Transfer, is_alone: bool) -> Option<PairWish> {
        let (from, id) = (transfer.contact, transfer.id);
        let is_open = !transfer.mine && transfer.state == TransferState::Offered;
        let folder = self.accept.as_ref().filter(|_| is_open)?;
        if self.max.is_none_or(|max| transfer.size <= max) {
            return Some(PairWish::Accept(from, id, Some(folder.clone())));
        }
        // Who offers is told, and need not wait for what nobody will answer.
        is_alone.then_some(PairWish::Decline(from, id))
    }
}

/// `500kB`, `100MB`, `2GB` or bytes; decimal, as they are shown. `None` for anything else.
fn size(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_suffix('b').unwrap_or(&text);
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(split)?;
    let factor: u64 = match unit {
        "" => 1,
        "k" => 1_000,
        "m" => 1_000_000,
        "g" => 1_000_000_000,
        "t" => 1_000_000_000_000,
        _ => return None,
    };
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse::<u64>().ok().filter(|_| is_number)?.checked_mul(factor)
}

/// What calls the loop beside events.
enum Call {
    /// A line of standard input, by its number. It may hold a code.
    Line(usize, Zeroizing<Vec<u8>>),
    /// This line of standard input could not be read.
    Unread(usize, io::Error),
    /// Standard output has room again, or nobody reads it.
    Output,
}

/// What is remembered between events.
struct Serving<'a> {
    policy: &'a Policy,
    words: &'a Words,
    out: Outlet,
    answered: BTreeSet<TransferId>,
    /// Whether our own standard input asked for the code that is shown.
    asked_for_code: bool,
}

/// Serves until it is interrupted, or nobody reads what it tells.
pub(super) fn run(seat: &mut Seat<'_>, policy: &Policy) -> Result<Exit, Exit> {
    let (call, calls) = bounded(AHEAD);
    let started = stdout().and_then(|to| {
        let ring = call.clone();
        let wake: Wake = Arc::new(move || {
            // Full means that the loop is told already.
            ring.try_send(Call::Output).ok();
        });
        listen(&seat.registry, call)?;
        Outlet::start(&seat.registry, to, wake)
    });
    let out = started.map_err(|error| {
        complain(&tr!(seat.words, "cli-cannot-start", error = error.to_string()));
        Exit::Failed
    })?;
    let (words, answered) = (seat.words, BTreeSet::new());
    let mut serving = Serving { policy, words, out, answered, asked_for_code: false };
    let done = serving.turn(seat, &calls);
    serving.out.finish();
    done
}

impl Serving<'_> {
    fn turn(&mut self, seat: &mut Seat<'_>, calls: &Receiver<Call>) -> Result<Exit, Exit> {
        let nobody = never();
        loop {
            if let Some(error) = self.out.failure() {
                return self.unread(&error);
            }
            // What is not taken waits at the node, which knows its own limits. Names mean somebody
            // when all contacts are known.
            let woken = if self.out.has_room() {
                let calls = if seat.picture.is_whole { calls } else { &nobody };
                seat.next_or(None, calls)?
            } else {
                seat.wait_for(calls)?
            };
            match woken {
                Some(Woken::Event(event)) => self.event(seat, &event)?,
                Some(Woken::Other(Some(Call::Line(number, line)))) => {
                    self.line(seat, number, &line)?;
                }
                Some(Woken::Other(Some(Call::Unread(number, error)))) => {
                    self.bad_wish(number, &error.to_string());
                }
                Some(Woken::Other(_)) | None => {}
            }
        }
    }

    fn line(&mut self, seat: &Seat<'_>, number: usize, line: &[u8]) -> Result<(), Exit> {
        match heard::wish(line, &seat.picture) {
            Ok(wish) => {
                self.asked_for_code |= matches!(wish, PairWish::Show(_));
                seat.wish(self.policy.placed(wish))?;
            }
            Err(Nonsense::Json(error)) => {
                // Nothing of the line is repeated: it may hold a code.
                let column = error.column();
                let why = if error.is_data() {
                    tr!(self.words, "pair-cli-no-such-wish", column = column)
                } else {
                    tr!(self.words, "pair-cli-not-json", column = column)
                };
                self.bad_wish(number, &why);
            }
            Err(Nonsense::Whom(name, unclear)) => {
                let error = unclear_text(&unclear, &name, &seat.picture, self.words);
                self.bad_wish(number, &error);
            }
        }
        Ok(())
    }

    fn bad_wish(&self, line: usize, error: &str) {
        let error = printable(error.as_bytes());
        complain(&tr!(self.words, "pair-cli-bad-wish", line = line, error = error));
    }

    fn event(&mut self, seat: &Seat<'_>, event: &PairEvent) -> Result<(), Exit> {
        if let PairEvent::Transfer(transfer) = event
            && let Some(answer) = self.policy.answer(transfer, seat.is_own())
            && self.answered.insert(transfer.id)
        {
            seat.wish(answer)?;
        }
        let downloads = self.policy.downloads(event);
        let event = downloads.as_ref().unwrap_or(event);
        let line = told::line(event, self.asked_for_code, &seat.picture, self.words);
        if matches!(event, PairEvent::Hidden(_)) {
            self.asked_for_code = false;
        }
        // An outlet takes everything; where nobody reads, `failure` says so.
        self.out.write_all(line.as_bytes()).ok();
        Ok(())
    }

    fn unread(&self, error: &io::Error) -> Result<Exit, Exit> {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Ok(Exit::Done);
        }
        complain(&tr!(self.words, "cli-no-output", error = error.to_string()));
        Err(Exit::Failed)
    }
}

/// Starts the thread that reads standard input. Its end is no reason to stop serving.
fn listen(registry: &Registry, call: Sender<Call>) -> io::Result<()> {
    let spec = Spec::new(ThreadRole::Input, "input");
    // Never joined: it waits for standard input to the very end.
    spawn(registry, spec, move |me| {
        let (mut from, mut line) = (BufReader::new(io::stdin()), Zeroizing::new(Vec::new()));
        for number in 1.. {
            let read = me.wait(|| read_line(&mut from, WISH, &mut line));
            let is_last = read.is_err();
            let heard = match read {
                Ok(true) if line.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(true) => Call::Line(number, std::mem::take(&mut line)),
                Ok(false) => return,
                Err(error) => Call::Unread(number, error),
            };
            if me.wait(|| call.send(heard)).is_err() || is_last {
                return;
            }
        }
    })
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pairing::{ContactId, ItemId};

    fn offer(size: u64, mine: bool, state: TransferState) -> Transfer {
        Transfer {
            id: ItemId([1; 16]),
            contact: ContactId(1),
            mine,
            name: "a".to_owned(),
            renamed: false,
            files: 1,
            size,
            done: 0,
            state,
        }
    }

    #[test]
    fn sizes_are_read_as_they_are_shown() {
        let tera = 1_000_000_000_000;
        for (text, bytes) in
            [("0", 0), ("17", 17), ("500kB", 500_000), ("3M", 3_000_000), ("1tb", tera)]
        {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in
            ["", "2 GB", "B", "x", "-1", "1.5MB", "99999999999999999999", "99999999999TB", "+1"]
        {
            assert_eq!(size(text), None, "{text}");
        }
    }

    #[test]
    fn their_open_offers_up_to_the_limit_are_accepted_and_larger_ones_declined() {
        let policy = Policy { accept: Some("/x".into()), max: Some(10) };
        let answer = |size, mine, state, alone| policy.answer(&offer(size, mine, state), alone);
        let accepts = |answer: Option<PairWish>| matches!(answer, Some(PairWish::Accept(..)));
        let declines = |answer: Option<PairWish>| matches!(answer, Some(PairWish::Decline(..)));
        assert!(accepts(answer(10, false, TransferState::Offered, true)));
        assert!(accepts(answer(10, false, TransferState::Offered, false)));
        assert!(declines(answer(11, false, TransferState::Offered, true)));
        assert!(answer(11, false, TransferState::Offered, false).is_none(), "a person answers");
        assert!(answer(10, true, TransferState::Offered, true).is_none());
        assert!(answer(11, false, TransferState::Moving, true).is_none());
        let wished = |into: Option<&str>| {
            PairWish::Accept(ContactId(1), ItemId([1; 16]), into.map(PathBuf::from))
        };
        assert_eq!(policy.placed(wished(None)), wished(Some("/x")));
        assert_eq!(policy.placed(wished(Some("/y"))), wished(Some("/y")));
        let usual = PairEvent::Downloads { folder: "/usual".into(), free: None };
        let told = policy.downloads(&usual);
        assert!(
            matches!(&told, Some(PairEvent::Downloads { folder, .. }) if folder.ends_with("x")),
            "{told:?}"
        );
        assert_eq!(Policy::default().downloads(&usual), None);
        let of_usual = Policy::default().answer(&offer(1, false, TransferState::Offered), true);
        assert!(of_usual.is_none());
    }
}
