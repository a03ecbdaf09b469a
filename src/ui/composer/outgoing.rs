//! What will go out, to whom, and why it cannot: pure, so that the window only shows it.

use crate::app::state::{Connection, Session};
use crate::codec::{self, InputError};
use crate::model::{Audience, ConnectionId, InputFormat, LineEnding, Target, limits};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whom the composer writes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Choice {
    /// Everybody who is there when it is sent.
    #[default]
    All,
    /// These.
    Some(BTreeSet<ConnectionId>),
}

impl Choice {
    /// The same for the engine; who has gone is left out.
    pub(super) fn target(&self, session: &Session) -> Target {
        match self {
            Self::All => Target::All,
            Self::Some(chosen) => {
                let here: Vec<_> =
                    chosen.iter().copied().filter(|id| can_send(session, *id)).collect();
                match here.as_slice() {
                    [one] => Target::One(*one),
                    _ => Target::Some(here),
                }
            }
        }
    }

    /// Whom a thread is to send to: a stream to those who are there now, as nobody wants its end
    /// alone; a repetition to whoever is there at its time.
    pub(super) fn audience(&self, session: &Session, is_stream: bool) -> Audience {
        let ids: Vec<_> = match self {
            Self::All if !is_stream => return Audience::Anybody,
            Self::All => session.open.clone(),
            Self::Some(chosen) => chosen.iter().copied().collect(),
        };
        let can_send = |id: &ConnectionId| can_send(session, *id);
        let gauges = |id| session.connections.get(&id).map(|at| (id, Arc::clone(&at.info.gauges)));
        Audience::These(ids.into_iter().filter(can_send).filter_map(gauges).collect())
    }

    /// How many would get it.
    pub(super) fn count(&self, session: &Session) -> usize {
        match self {
            Self::All => session.open.iter().filter(|id| can_send(session, **id)).count(),
            Self::Some(chosen) => chosen.iter().filter(|id| can_send(session, **id)).count(),
        }
    }

    /// Whether one of them is there, for whatever.
    fn is_open(&self, session: &Session) -> bool {
        match self {
            Self::All => !session.open.is_empty(),
            Self::Some(chosen) => chosen.iter().any(|id| session.open.contains(id)),
        }
    }

    /// Bytes that wait for the one of them who reads the slowest.
    pub(super) fn waiting(&self, session: &Session) -> u64 {
        let of = |id: &ConnectionId| session.connections.get(id).map_or(0, gauge_of);
        match self {
            Self::All => session.open.iter().map(of).max().unwrap_or(0),
            Self::Some(chosen) => chosen.iter().map(of).max().unwrap_or(0),
        }
    }
}

fn gauge_of(connection: &Connection) -> u64 {
    connection.info.gauges.bytes().2
}

fn can_send(session: &Session, id: ConnectionId) -> bool {
    session.connections.get(&id).is_some_and(Connection::can_send)
}

/// Why nothing can be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Blocked {
    /// A conversation of an earlier run.
    ReadOnly,
    /// Nobody is connected.
    NobodyThere,
    /// Our direction of every connection there is was ended.
    Finished,
    /// Those who were chosen have gone.
    ChosenGone,
    /// What is typed is no bytes.
    Input(InputError),
    /// A stream cannot carry an empty message.
    Nothing,
    /// A datagram cannot carry so many bytes.
    TooLarge(usize),
    /// So much waits for the peer already.
    Full(u64),
}

/// The bytes of what is typed. A line break in the text is the chosen line ending too, so that a
/// request of several lines is right; hexadecimal digits go out exactly as they are.
pub(super) fn bytes(
    format: InputFormat,
    text: &str,
    ending: LineEnding,
) -> Result<Vec<u8>, InputError> {
    if format == InputFormat::Hex {
        return codec::read_input(format, text);
    }
    let end = std::str::from_utf8(ending.bytes()).unwrap_or_default();
    let mut bytes = if matches!(ending, LineEnding::Cr | LineEnding::CrLf) && text.contains('\n') {
        codec::read_input(format, &text.replace('\n', end))?
    } else {
        codec::read_input(format, text)?
    };
    bytes.extend_from_slice(ending.bytes());
    Ok(bytes)
}

/// Why so many bytes cannot go to the chosen now, if they cannot.
pub(super) fn blocked(session: &Session, choice: &Choice, count: usize) -> Option<Blocked> {
    if session.read_only {
        return Some(Blocked::ReadOnly);
    }
    if choice.count(session) == 0 {
        return Some(match choice {
            _ if choice.is_open(session) => Blocked::Finished,
            Choice::Some(_) if session.can_send() => Blocked::ChosenGone,
            _ => Blocked::NobodyThere,
        });
    }
    let datagram = session.spec.endpoint.transport().is_datagram();
    if count == 0 && !datagram {
        return Some(Blocked::Nothing);
    }
    if datagram && count > limits::DATAGRAM {
        return Some(Blocked::TooLarge(count));
    }
    let waiting = choice.waiting(session);
    let budget = session.spec.options.send_budget as u64;
    (waiting > 0 && waiting.saturating_add(count as u64) > budget).then_some(Blocked::Full(waiting))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_goes_out_with_its_line_ending() {
        let table: [(InputFormat, &str, LineEnding, &[u8]); 7] = [
            (InputFormat::Text, "欢迎", LineEnding::CrLf, "欢迎\r\n".as_bytes()),
            (InputFormat::Text, "a\nb", LineEnding::CrLf, b"a\r\nb\r\n"),
            (InputFormat::Text, "a\nb", LineEnding::None, b"a\nb"),
            (InputFormat::Text, "a\\n", LineEnding::Lf, b"a\\n\n"),
            (InputFormat::Escapes, "a\\n\\x00", LineEnding::Cr, b"a\n\0\r"),
            (InputFormat::Hex, "0xAA,bb", LineEnding::CrLf, b"\xaa\xbb"),
            (InputFormat::Text, "", LineEnding::None, b""),
        ];
        for (format, text, ending, expected) in table {
            assert_eq!(bytes(format, text, ending).as_deref(), Ok(expected), "{text:?}");
        }
        assert!(matches!(
            bytes(InputFormat::Hex, "AABBC", LineEnding::None),
            Err(InputError::OddDigits(5))
        ));
    }
}
