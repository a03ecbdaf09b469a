//! Paired machines on the command line: `pair`, `peers`, `send`, `serve`, `unpair`, `doctor`.

mod arguments;
mod ceremony;
mod doctor;
mod heard;
mod identity;
mod node;
mod own;
mod peers;
mod picture;
mod seat;
mod send;
mod serve;
mod text;
mod told;

pub(super) use arguments::{DoctorArgs, PairAction, PeersArgs, SendArgs, ServeArgs, UnpairArgs};

use super::{Exit, complain};
use crate::language::Words;
use crate::model::pairing::PairFault;
use crate::pair::identity::fingerprint;
use crate::store::Paths;
use crate::tr;
use arguments::{NewIdentityArgs, ShowArgs};
use seat::Seat;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// What is asked for about paired machines.
pub(super) enum Asked {
    Pair(PairAction),
    Peers(PeersArgs),
    Send(SendArgs),
    Serve(ServeArgs),
    Unpair(UnpairArgs),
    Doctor(DoctorArgs),
}

/// Does what is asked for.
pub(super) fn run(asked: Asked, paths: &Paths, words: &Words) -> Exit {
    let at = |listen| Seat::take(paths, listen, words);
    let done = match asked {
        Asked::Pair(PairAction::Show(args)) => places(&args.listen_at, words)
            .and_then(at)
            .and_then(|seat| seated(seat, |seat| ceremony::show(seat, ceremony::means(&args)))),
        Asked::Pair(PairAction::Enter(args)) => {
            ceremony::code(args.code.as_ref(), words).and_then(|code| {
                seated(at(Vec::new())?, |seat| ceremony::enter(seat, code, args.address))
            })
        }
        Asked::Pair(PairAction::NewIdentity(args)) => {
            at(Vec::new()).and_then(|seat| seated(seat, |seat| identity::renew(seat, args)))
        }
        Asked::Peers(args) => {
            at(Vec::new()).and_then(|seat| seated(seat, |seat| peers::list(seat, args)))
        }
        Asked::Send(args) => send::Message::read(args, words)
            .and_then(|message| seated(at(Vec::new())?, |seat| message.send(seat))),
        Asked::Serve(args) => serve::Policy::read(&args, words).and_then(|policy| {
            let listen = places(&args.listen_at, words)?;
            seated(at(listen)?, |seat| serve::run(seat, &policy))
        }),
        Asked::Unpair(args) => {
            at(Vec::new()).and_then(|seat| seated(seat, |seat| peers::unpair(seat, &args.peer)))
        }
        Asked::Doctor(args) => {
            at(Vec::new()).and_then(|seat| seated(seat, |seat| doctor::run(seat, &args)))
        }
    };
    done.unwrap_or_else(|exit| exit)
}

/// Does something at the node, and leaves it however that ended.
fn seated(
    mut seat: Seat<'_>,
    work: impl FnOnce(&mut Seat<'_>) -> Result<Exit, Exit>,
) -> Result<Exit, Exit> {
    let done = work(&mut seat);
    seat.leave();
    done
}

/// What went wrong, as a sentence.
fn fault_text(words: &Words, fault: &PairFault) -> String {
    words.pair_fault(fault, None)
}

/// The addresses of `--listen`: `host:port` in digits, or a port on all addresses.
fn places(texts: &[String], words: &Words) -> Result<Vec<SocketAddr>, Exit> {
    texts.iter().map(|text| place(text)).collect::<Result<_, _>>().map_err(|text| {
        let text = crate::codec::printable(text.as_bytes());
        complain(&tr!(words, "pair-cli-bad-place", text = text));
        Exit::WrongUse
    })
}

fn place(text: &str) -> Result<SocketAddr, &str> {
    let text = text.trim();
    let port = text.strip_prefix(':').unwrap_or(text).parse().ok();
    let everywhere = |port| SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), port);
    port.map(everywhere).or_else(|| text.parse().ok()).ok_or(text)
}

/// Writes to standard output at once.
fn print(text: &str, words: &Words) -> Result<(), Exit> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&tr!(words, "cli-no-output", error = error.to_string()));
            Err(Exit::Failed)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_an_address_or_a_port() {
        for (text, address) in [
            ("47110", "[::]:47110"),
            (":47110", "[::]:47110"),
            ("0", "[::]:0"),
            ("127.0.0.1:5", "127.0.0.1:5"),
            ("[::1]:5", "[::1]:5"),
        ] {
            assert_eq!(place(text), Ok(address.parse().expect("an address")), "{text}");
        }
        for text in ["", "localhost:5", "1.2.3.4", "::1:5x", "65536", "127.0.0.1:99999"] {
            assert_eq!(place(text), Err(text));
        }
    }
}
