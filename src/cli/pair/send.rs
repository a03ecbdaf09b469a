//! `jackfield send`: something is said, and stored on the other side's disk.

use super::text::{fault_exit, presence, transfer_end, transfer_line};
use super::{SendArgs, fault_text, seat::Seat};
use crate::cli::{Exit, complain, duration};
use crate::codec::printable;
use crate::language::Words;
use crate::model::pairing::{
    ContactId, Item, ItemId, PairEvent, PairFault, PairWish, Presence, Said, Transfer,
    TransferState,
};
use crate::tr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long to wait where nothing else is asked for.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long a link to who is there takes at most, before it is said that they are away.
const LINK: Duration = Duration::from_secs(1);
/// How long the ledger may take for an item.
const LEDGER: Duration = Duration::from_secs(10);
/// Most bytes of a text; more is offered as a file.
const TEXT: u64 = 64 * 1024;

/// What is to be sent to whom.
pub(super) struct Message {
    peer: String,
    what: What,
    waits: bool,
    timeout: Duration,
}

enum What {
    Text(String),
    File(PathBuf),
}

impl Message {
    /// Reads the command line, and standard input where it says so.
    pub(super) fn read(args: SendArgs, words: &Words) -> Result<Self, Exit> {
        let wrong = |sentence: String| {
            complain(&sentence);
            Exit::WrongUse
        };
        let timeout = match &args.stored_within {
            None => TIMEOUT,
            Some(text) => duration::read(text, "--timeout", words).map_err(wrong)?,
        };
        let what = match (args.text, args.send_file) {
            // Another program's node may have another folder to start from.
            (_, Some(path)) => What::File(std::path::absolute(&path).unwrap_or(path)),
            (Some(text), None) if text == "-" => What::Text(standard_input(words)?),
            (text, None) => What::Text(text.unwrap_or_default()),
        };
        match &what {
            What::Text(text) if text.is_empty() => Err(wrong(tr!(words, "pair-cli-no-text"))),
            What::Text(text) if bytes(text) > TEXT => Err(wrong(fault_text(
                words,
                &PairFault::TooLong { bytes: bytes(text), limit: TEXT },
            ))),
            _ => Ok(Self { peer: args.peer, what, waits: !args.no_wait, timeout }),
        }
    }

    /// Says it, and waits until it is stored there.
    pub(super) fn send(self, seat: &mut Seat<'_>) -> Result<Exit, Exit> {
        let contact = seat.find(&self.peer)?;
        let said = seat.picture.contacts.get(&contact).map_or(0, |one| one.said);
        seat.wish(self.wish(contact))?;
        let item = self.queued(seat, contact, said)?;
        if !self.waits {
            complain(&self.sentence_of(seat, contact, "pair-cli-queued"));
            return Ok(Exit::Done);
        }
        match self.what {
            What::Text(_) => self.stored(seat, contact, item.0),
            What::File(_) => self.fetched(seat, contact, item),
        }
    }

    fn wish(&self, contact: ContactId) -> PairWish {
        match &self.what {
            What::Text(text) => PairWish::Say(contact, text.clone()),
            What::File(path) => PairWish::Offer(contact, path.clone()),
        }
    }

    /// Waits until it is in our ledger: its number and its id.
    fn queued(
        &self,
        seat: &mut Seat<'_>,
        contact: ContactId,
        after: u64,
    ) -> Result<(u64, ItemId), Exit> {
        let (ours, mut until) = (self.wish(contact), Instant::now() + LEDGER);
        loop {
            match seat.next(Some(until))? {
                Some(PairEvent::Item(item)) if self.is_ours(&item, contact, after) => {
                    return Ok((item.seq, item.id));
                }
                Some(PairEvent::Refused { wish, fault }) if *wish == ours => {
                    complain(&fault_text(seat.words, &fault));
                    return Err(fault_exit(&fault));
                }
                // A large folder takes its time to be read; as long as the node lives it goes on.
                Some(other) => {
                    tell_trouble(seat, contact, &other);
                    until = until.max(Instant::now() + LEDGER);
                }
                None => {
                    complain(&tr!(seat.words, "pair-cli-no-answer"));
                    return Err(Exit::Failed);
                }
            }
        }
    }

    fn is_ours(&self, item: &Item, contact: ContactId, after: u64) -> bool {
        let is_new = item.mine && item.contact == contact && item.seq > after && !item.returned;
        is_new
            && match (&item.said, &self.what) {
                (Said::Text(said), What::Text(text)) => said == text,
                (Said::Offer(offer), What::File(path)) => is_named(path, &offer.name),
                _ => false,
            }
    }

    fn stored(&self, seat: &mut Seat<'_>, contact: ContactId, seq: u64) -> Result<Exit, Exit> {
        let until = Instant::now() + self.timeout;
        let mut patience = Some((Instant::now() + LINK).min(until));
        while !is_stored(seat, contact, seq) {
            let Some(event) = seat.next(patience.or(Some(until)))? else {
                if patience.take().is_some_and(|at| at < until) {
                    self.tell_waiting(seat, contact);
                    continue;
                }
                return Ok(self.not_in_time(seat, contact));
            };
            tell_trouble(seat, contact, &event);
            if let PairEvent::Presence(id, Presence::Stopped(fault)) = &event
                && *id == contact
            {
                complain(&fault_text(seat.words, fault));
                return Ok(self.not_in_time(seat, contact));
            }
        }
        complain(&self.sentence_of(seat, contact, "pair-cli-stored"));
        Ok(Exit::Done)
    }

    /// Waits until a file is whole on their disk; the time counts from its last progress.
    fn fetched(
        &self,
        seat: &mut Seat<'_>,
        contact: ContactId,
        (seq, id): (u64, ItemId),
    ) -> Result<Exit, Exit> {
        let (mut until, mut done) = (Instant::now() + self.timeout, 0);
        // That it is offered came before the item, and is told with what it waits for.
        let mut told = Told { state: Some(TransferState::Offered), at: Some(Instant::now()) };
        complain(&self.sentence_of(seat, contact, "pair-cli-file-waits"));
        let mut patience = Some((Instant::now() + LINK).min(until));
        loop {
            match seat.next(patience.or(Some(until)))? {
                None if patience.take().is_some_and(|at| at < until) => {
                    self.tell_waiting(seat, contact);
                }
                None => {
                    let is_open = told.state == Some(TransferState::Offered);
                    if is_open && is_stored(seat, contact, seq) {
                        complain(&self.sentence_of(seat, contact, "pair-cli-not-answered"));
                        return Ok(Exit::Failed);
                    }
                    return Ok(self.not_in_time(seat, contact));
                }
                Some(PairEvent::Transfer(transfer)) if transfer.id == id => {
                    if let Some(exit) = file_end(&transfer, seat.words) {
                        return Ok(exit);
                    }
                    if told.is_news(&transfer, Instant::now()) {
                        complain(&transfer_line(&transfer, seat.words));
                    }
                    if transfer.done > done {
                        (until, done) = (Instant::now() + self.timeout, transfer.done);
                    }
                }
                Some(other) => tell_trouble(seat, contact, &other),
            }
        }
    }

    /// Says that they are away, where they are.
    fn tell_waiting(&self, seat: &Seat<'_>, contact: ContactId) {
        if !seat.picture.is_here(contact) {
            complain(&self.sentence_of(seat, contact, "pair-cli-waits"));
        }
    }

    fn not_in_time(&self, seat: &Seat<'_>, contact: ContactId) -> Exit {
        if let Some(is) = seat.picture.presence.get(&contact) {
            let name = printable(seat.picture.name(contact).as_bytes());
            let is = presence(is, seat.words);
            complain(&tr!(seat.words, "pair-cli-is", name = name, is = is));
        }
        complain(&self.sentence_of(seat, contact, "pair-cli-not-stored"));
        Exit::Failed
    }

    fn sentence_of(&self, seat: &Seat<'_>, contact: ContactId, key: &str) -> String {
        let name = printable(seat.picture.name(contact).as_bytes());
        let after = seat.words.duration(self.timeout);
        seat.words.say_with(key, &[("name", name.into()), ("after", after.into())])
    }
}

/// Whether what we said last up to this number is on their disk.
fn is_stored(seat: &Seat<'_>, contact: ContactId, seq: u64) -> bool {
    seat.picture.contacts.get(&contact).is_some_and(|one| one.stored >= seq)
}

/// Whether an offer may be that of a path: another program's node may offer something else at the
/// same time. Where the path is not to be found here only the node knows.
fn is_named(path: &Path, name: &str) -> bool {
    let whole = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    whole.file_name().is_none_or(|it| it.to_str() == Some(name))
}

/// What was told of a transfer, so that not each of its bytes is a line.
#[derive(Default)]
struct Told {
    state: Option<TransferState>,
    at: Option<Instant>,
}

impl Told {
    /// How often progress is told.
    const PAUSE: Duration = Duration::from_secs(1);

    fn is_news(&mut self, transfer: &Transfer, now: Instant) -> bool {
        let is_new = self.state.as_ref() != Some(&transfer.state);
        let is_due = self.at.is_none_or(|at| now >= at + Self::PAUSE);
        let is_news = is_new || is_due;
        if is_news {
            (self.state, self.at) = (Some(transfer.state.clone()), Some(now));
        }
        is_news
    }
}

/// Says what is wrong with a contact: that another computer answers in its place, say.
fn tell_trouble(seat: &Seat<'_>, contact: ContactId, event: &PairEvent) {
    if matches!(event, PairEvent::Trouble { contact: Some(id), .. } if *id == contact) {
        seat.tell(event);
    }
}

/// How the command ends by a transfer that has ended.
fn file_end(transfer: &Transfer, words: &Words) -> Option<Exit> {
    let text = transfer_end(&transfer.state, &transfer.name, words)?;
    complain(&text);
    let is_done = matches!(transfer.state, TransferState::Done(_));
    Some(if is_done { Exit::Done } else { Exit::Failed })
}

fn bytes(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

/// All of standard input as one text, without the line end that closes it.
fn standard_input(words: &Words) -> Result<String, Exit> {
    let mut text = String::new();
    // One more than may be: enough to see that it is too long.
    let read = io::stdin().lock().take(TEXT.saturating_add(3)).read_to_string(&mut text);
    if let Err(error) = read {
        complain(&tr!(words, "cli-no-input", error = error.to_string()));
        return Err(Exit::WrongUse);
    }
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::model::Nanos;

    fn message(text: &str) -> Message {
        let what = What::Text(text.to_owned());
        Message { peer: "Mia".to_owned(), what, waits: true, timeout: TIMEOUT }
    }

    fn item(seq: u64, mine: bool, text: &str) -> Item {
        Item {
            contact: ContactId(1),
            position: seq,
            mine,
            seq,
            id: ItemId([0; 16]),
            at: Nanos(1),
            said: Said::Text(text.to_owned()),
            returned: false,
            earlier: false,
        }
    }

    #[test]
    fn only_our_new_item_is_the_one_that_was_sent() {
        let ours = |item: &Item| message("hi").is_ours(item, ContactId(1), 4);
        assert!(ours(&item(5, true, "hi")));
        assert!(!ours(&item(4, true, "hi")), "said before");
        assert!(!ours(&item(5, false, "hi")), "said by them");
        assert!(!ours(&item(5, true, "ho")), "said by another program");
        assert!(!message("hi").is_ours(&item(5, true, "hi"), ContactId(2), 4));
    }

    #[test]
    fn the_offer_of_another_file_is_not_ours() {
        let home = tempfile::tempdir().expect("a folder");
        let film = home.path().join("film.bin");
        std::fs::write(&film, b"film").expect("written");
        assert!(is_named(&film, "film.bin"));
        assert!(!is_named(&film, "other.bin"));
        let around = home.path().join("..").join(home.path().file_name().expect("named"));
        assert!(is_named(&around.join("film.bin"), "film.bin"));
        assert!(!is_named(&around.join(".."), "film.bin"));
        assert!(is_named(Path::new("gone/film.bin"), "film.bin"));
    }

    #[test]
    fn progress_is_told_once_a_second_and_a_new_state_at_once() {
        let (mut told, now) = (Told::default(), Instant::now());
        let at = |state, done| Transfer {
            id: ItemId([1; 16]),
            contact: ContactId(1),
            mine: true,
            name: "a".to_owned(),
            renamed: false,
            files: 1,
            size: 100,
            done,
            state,
        };
        assert!(told.is_news(&at(TransferState::Offered, 0), now));
        assert!(told.is_news(&at(TransferState::Moving, 1), now));
        assert!(!told.is_news(&at(TransferState::Moving, 50), now));
        assert!(told.is_news(&at(TransferState::Moving, 60), now + Told::PAUSE));
        assert!(told.is_news(&at(TransferState::Waiting { space: true }, 60), now));
    }

    #[test]
    fn an_empty_or_endless_text_is_wrong_use() {
        let words = Words::new(Language::English);
        let limit = usize::try_from(TEXT).expect("fits");
        for (length, exit) in [(0, false), (1, true), (limit, true), (limit + 1, false)] {
            let args = SendArgs {
                peer: "Mia".to_owned(),
                text: Some("x".repeat(length)),
                send_file: None,
                no_wait: false,
                stored_within: Some("5s".to_owned()),
            };
            assert_eq!(Message::read(args, &words).is_ok(), exit, "{length}");
        }
    }
}
