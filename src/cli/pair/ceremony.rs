//! `jackfield pair`: one shows a code, the other enters it.

use super::text::fault_exit;
use super::{ShowArgs, fault_text, fingerprint, print, seat::Seat};
use crate::cli::{Exit, complain};
use crate::codec::printable;
use crate::language::Words;
use crate::model::pairing::{
    ContactId, Hidden, Means, Nearby, PairEvent, PairFault, PairWish, Secret,
};
use crate::pair::code::Typed;
use crate::tr;
use std::io::{self, BufRead, IsTerminal, Read};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// How long somebody near who shows a code may take to be seen.
const NEARBY: Duration = Duration::from_secs(5);
/// How long the new contact's name may take behind the news that it is paired.
const NAME: Duration = Duration::from_secs(2);
/// Most bytes of a code or link on standard input.
const CODE: u64 = 4 * 1024;
/// How a link begins.
const LINK: &str = "jackfield://";

/// How the other side is to prove itself.
pub(super) fn means(args: &ShowArgs) -> Means {
    match (args.link, args.without_code) {
        (true, _) => Means::Link,
        (false, true) => Means::Nothing,
        (false, false) => Means::Code,
    }
}

/// Shows a code until somebody has used it, or nobody can any more.
pub(super) fn show(seat: &mut Seat<'_>, means: Means) -> Result<Exit, Exit> {
    // A code that another program shows already is part of all there is.
    seat.settle()?;
    if seat.picture.shows_code {
        complain(&tr!(seat.words, "pair-cli-replaces"));
    }
    seat.wish(PairWish::Show(means))?;
    let done = watch(seat);
    if done == Err(Exit::Interrupted) {
        // A node of our own ends anyway; that of another program must not go on showing it.
        seat.wish(PairWish::Hide).ok();
    }
    done
}

fn watch(seat: &mut Seat<'_>) -> Result<Exit, Exit> {
    let (mut is_shown, mut is_used) = (false, false);
    loop {
        let Some(event) = seat.next(None)? else { continue };
        match &event {
            PairEvent::Showing { code, link, .. } => {
                is_shown = true;
                show_secret(code.expose(), link.expose(), seat.words)?;
                seat.tell(&event);
                tell_addresses(seat);
                tell_command(seat, code.expose().is_empty(), link.expose().is_empty());
            }
            PairEvent::Refused { wish, fault }
                if !is_shown && matches!(**wish, PairWish::Show(_)) =>
            {
                return Err(failed(seat, fault));
            }
            PairEvent::Hidden(Hidden::Used) => is_used = is_shown,
            // The code was right, and it came to nothing all the same.
            PairEvent::Trouble { contact: None, fault } if is_used => {
                return Err(failed(seat, fault));
            }
            PairEvent::Hidden(_) if is_shown => {
                seat.tell(&event);
                return Ok(Exit::Failed);
            }
            PairEvent::Paired(id) if is_shown => return paired(seat, *id),
            PairEvent::WrongTry { .. }
            | PairEvent::PairFailed(_)
            | PairEvent::Trouble { .. }
            | PairEvent::Cloned { .. } => {
                seat.tell(&event);
            }
            _ => {}
        }
    }
}

/// The one place where a secret is written, and standard output the only place it goes to.
fn show_secret(code: &str, link: &str, words: &Words) -> Result<(), Exit> {
    match (code, link) {
        ("", "") => Ok(()),
        ("", link) => print(&format!("{link}\n"), words),
        (code, _) => print(&format!("{code}\n"), words),
    }
}

fn tell_addresses(seat: &Seat<'_>) {
    let addresses: Vec<String> = seat.picture.addresses.iter().map(ToString::to_string).collect();
    if addresses.is_empty() {
        complain(&tr!(seat.words, "pair-cli-unreachable"));
    } else {
        let addresses = seat.words.list(&addresses);
        complain(&tr!(seat.words, "pair-cli-addresses", addresses = addresses));
    }
}

/// What is to be entered on the other side, where it is asked for the secret: in an argument a list of
/// processes would show it.
fn tell_command(seat: &Seat<'_>, no_code: bool, no_link: bool) {
    if no_code && no_link {
        return;
    }
    let address = seat.picture.addresses.first().filter(|_| !no_code);
    let address = address.map(|address| format!(" - {address}")).unwrap_or_default();
    let command = format!("jackfield pair enter{address}");
    complain(&tr!(seat.words, "pair-cli-other-side", command = command));
}

/// The code of the command line, or of standard input. What cannot be one is seen here already.
pub(super) fn code(typed: Option<&Secret>, words: &Words) -> Result<Secret, Exit> {
    let code = read_code(typed, words)?;
    match Typed::parse(code.expose()) {
        Ok(_) => Ok(code),
        Err(fault) => {
            complain(&words.code_fault(fault));
            Err(Exit::WrongUse)
        }
    }
}

/// A code of the command line; or a line of standard input, which no list of processes shows.
fn read_code(typed: Option<&Secret>, words: &Words) -> Result<Secret, Exit> {
    if let Some(text) = typed.map(|typed| typed.expose().trim()).filter(|text| *text != "-") {
        return Ok(text.into());
    }
    if io::stdin().is_terminal() {
        complain(&tr!(words, "pair-cli-type-code"));
    }
    let mut code = Zeroizing::new(String::new());
    match io::stdin().lock().take(CODE).read_line(&mut code) {
        // An empty code means to pair without one, which nobody wishes by an empty file.
        Ok(_) if code.trim().is_empty() => {
            complain(&tr!(words, "pair-cli-no-code"));
            Err(Exit::WrongUse)
        }
        Ok(_) => Ok(code.trim().into()),
        Err(error) => {
            complain(&tr!(words, "cli-no-input", error = error.to_string()));
            Err(Exit::WrongUse)
        }
    }
}

/// Pairs with who shows this code.
pub(super) fn enter(
    seat: &mut Seat<'_>,
    code: Secret,
    addresses: Vec<String>,
) -> Result<Exit, Exit> {
    seat.settle()?;
    let is_complete = !addresses.is_empty() || code.expose().starts_with(LINK);
    let addresses = if is_complete { addresses } else { nearby(seat)? };
    seat.wish(PairWish::Enter { code, addresses })?;
    let done = follow(seat);
    if done == Err(Exit::Interrupted) {
        // As with a code that is shown.
        seat.wish(PairWish::Cancel).ok();
    }
    done
}

fn follow(seat: &mut Seat<'_>) -> Result<Exit, Exit> {
    loop {
        let Some(event) = seat.next(None)? else { continue };
        match &event {
            PairEvent::Step(_) | PairEvent::Trouble { .. } => seat.tell(&event),
            PairEvent::Paired(id) => return paired(seat, *id),
            PairEvent::PairFailed(fault) => return Err(failed(seat, fault)),
            _ => {}
        }
    }
}

/// Where the one machine is that shows a code near here.
fn nearby(seat: &mut Seat<'_>) -> Result<Vec<String>, Exit> {
    let until = Instant::now() + NEARBY;
    while seat.picture.showing().is_empty() && seat.next(Some(until))?.is_some() {}
    match seat.picture.showing().as_slice() {
        [] => Err(failed(seat, &PairFault::NoAddress)),
        [one] => Ok(one.addresses.iter().map(ToString::to_string).collect()),
        several => {
            let several: Vec<String> = several.iter().map(|one| near_text(one)).collect();
            let several = seat.words.list(&several);
            complain(&tr!(seat.words, "pair-cli-several-near", several = several));
            Err(Exit::WrongUse)
        }
    }
}

fn near_text(near: &Nearby) -> String {
    let name = near.name.as_ref().unwrap_or(&near.instance);
    let address = near.addresses.first().map(ToString::to_string).unwrap_or_default();
    format!("{} ({address})", printable(name.as_bytes()))
}

fn paired(seat: &mut Seat<'_>, id: ContactId) -> Result<Exit, Exit> {
    let until = Instant::now() + NAME;
    while !seat.picture.contacts.contains_key(&id) && seat.next(Some(until))?.is_some() {}
    seat.tell(&PairEvent::Paired(id));
    if let Some(contact) = seat.picture.contacts.get(&id) {
        let (name, letters) = (printable(contact.name.as_bytes()), fingerprint(&contact.key));
        complain(&tr!(seat.words, "pair-cli-fingerprint", name = name, fingerprint = letters));
    }
    Ok(Exit::Done)
}

fn failed(seat: &Seat<'_>, fault: &PairFault) -> Exit {
    complain(&fault_text(seat.words, fault));
    fault_exit(fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn what_cannot_be_a_code_is_wrong_use_before_anybody_is_looked_for() {
        let words = Words::new(Language::English);
        for typed in ["abc", "123", "123-456-789", "jackfield://x"] {
            let read = code(Some(&typed.into()), &words);
            assert_eq!(read.err(), Some(Exit::WrongUse), "{typed}");
        }
        assert!(code(Some(&"123-456-786".into()), &words).is_ok());
        assert!(words.say("pair-code-hint").contains("123-456-786"));
    }
}
