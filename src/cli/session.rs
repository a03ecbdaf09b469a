//! One session from its opening to its end: engine, standard input and signals in one loop.

use super::input::{self, Input};
use super::outlet::Outlet;
use super::plan::Plan;
use super::screen::{Form, Screen, stdout};
use super::shape::Unsent;
use super::talk::Talk;
use super::{Exit, complain, signals};
use crate::control::{self, Control, SessionRow};
use crate::engine::{Config, Engine};
use crate::flow::Wake;
use crate::language::Words;
use crate::model::{Command, Role, SessionGauges, SessionId, ThreadRole, Transport, limits};
use crate::record;
use crate::store::Paths;
use crate::threads::{Registry, Spec};
use crate::tr;
use crossbeam_channel::{Receiver, bounded, never, select};
use std::io::{self, IsTerminal};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long the loop sleeps when nothing is due. Only a net below the wake-ups: it costs nothing.
const IDLE: Duration = Duration::from_mins(1);
/// How soon it is looked again whether a peer that did not read has read.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Opens a session, talks, closes it.
pub(super) fn run(plan: Plan, paths: &Paths, words: &Words) -> Exit {
    match Headless::start(plan, paths, words) {
        Ok(headless) => headless.run(words),
        Err(error) => {
            complain(&tr!(words, "cli-cannot-start", error = error.to_string()));
            Exit::Failed
        }
    }
}

/// What the control thread may know of the session: set once each, when it is known.
#[derive(Default)]
struct Known {
    gauges: OnceLock<Arc<SessionGauges>>,
    addresses: OnceLock<Vec<String>>,
}

impl Known {
    fn look(&self, engine: &Engine, session: SessionId, talk: &Talk<'_, Outlet>) {
        if let (None, Some(gauges)) = (self.gauges.get(), engine.gauges(session)) {
            // Only the loop sets them, so that nothing is there to be refused.
            self.gauges.set(gauges).ok();
        }
        if let (None, Some(addresses)) = (self.addresses.get(), &talk.listening) {
            self.addresses.set(addresses.clone()).ok();
        }
    }
}

/// The engine and all that speaks to it.
struct Headless {
    plan: Plan,
    engine: Engine,
    session: SessionId,
    known: Arc<Known>,
    out: Outlet,
    input: Receiver<Input>,
    signals: Receiver<()>,
    news: Receiver<()>,
    _control: Option<Control>,
}

impl Headless {
    fn start(plan: Plan, paths: &Paths, words: &Words) -> io::Result<Self> {
        let registry = Registry::new();
        // Its row lasts as long as the registry; this thread has nothing to report about itself.
        let _main = registry.adopt(Spec::new(ThreadRole::Main, "main"));
        // First of all, so that a signal during the start is not the default one.
        let signals = signals::watch(&registry)?;
        let (ring, news) = bounded(1);
        // Full means that the loop is told already.
        let wake: Wake = Arc::new(move || {
            ring.try_send(()).ok();
        });
        let out = Outlet::start(&registry, stdout()?, Arc::clone(&wake))?;
        let record = record_config(&plan, paths);
        let mut engine = Engine::start(Config { record, wake, registry: registry.clone() })?;
        let session = engine.next_session();
        let known = Arc::new(Known::default());
        let control = served(&registry, paths, session, &plan, &known)
            .inspect_err(|error| {
                complain(&tr!(words, "cli-no-control", error = error.to_string()));
            })
            .ok();
        let input = input::start(&registry, plan.shaper())?;
        Ok(Self { plan, engine, session, known, out, input, signals, news, _control: control })
    }

    fn run(self, words: &Words) -> Exit {
        let Self { plan, mut engine, session, known, out, input, signals, news, _control } = self;
        let screen = Screen::new(out, Form::chosen(plan.hex, plan.json), plan.ends_lines());
        let mut talk = Talk::new(&plan, words, session, screen);
        if plan.hex && io::stdin().is_terminal() {
            talk.tell(&tr!(words, "cli-hex-hint"));
        }
        let started = Instant::now();
        let mut closing: Option<Instant> = None;
        engine.run(Command::Open(session, Box::new(plan.spec.clone())));
        loop {
            if let Some(error) = talk.outlet().failure() {
                talk.unread(error);
            }
            // What is not taken from the engine keeps its buffers, and that slows the peer.
            let more = talk.outlet().has_room()
                && engine.drain(limits::DRAIN, &mut |output| talk.take(output));
            talk.wishes.drain(..).for_each(|wish| engine.run(wish));
            known.look(&engine, session, &talk);
            if !more {
                talk.flush();
            }
            let now = Instant::now();
            let due = due(&plan, &talk, started);
            if closing.is_none() && due.is_some_and(|due| due <= now) {
                time_is_up(&plan, &mut talk, words);
            }
            if closing.is_none() && talk.exit.is_some() {
                engine.run(Command::Close(session));
                closing = Some(now + limits::LINGER);
            }
            if closing.is_some_and(|until| talk.stopped || until <= now) {
                break;
            }
            let patience = patience(more, closing.or(due), &talk);
            let deaf = never();
            let open = closing.is_none() && talk.has_room() && !talk.has_heard_all();
            let input = if open { &input } else { &deaf };
            select! {
                recv(news) -> _ => {}
                recv(signals) -> _ => talk.end(Exit::Interrupted),
                recv(input) -> heard => hear(heard.unwrap_or(Input::End), &plan, &mut talk, words),
                default(patience) => {}
            }
        }
        talk.flush();
        let exit = talk.exit.unwrap_or(Exit::Done);
        if let Some(outlet) = talk.into_outlet() {
            outlet.finish();
        }
        for late in engine.shut_down(limits::JOIN) {
            complain(&tr!(words, "cli-late-thread", thread = late.label));
        }
        exit
    }
}

/// Does what standard input gave.
fn hear(input: Input, plan: &Plan, talk: &mut Talk<'_, Outlet>, words: &Words) {
    match input {
        Input::Piece(Ok(bytes)) => talk.send(bytes),
        Input::Piece(Err(bad)) => {
            let (error, exit) = match &bad.error {
                Unsent::Input(error) => (words.input_error(error), Exit::WrongUse),
                Unsent::TooLarge(limit) => {
                    (tr!(words, "cli-too-large", limit = *limit), Exit::Failed)
                }
            };
            talk.tell(&tr!(words, "cli-bad-line", number = bad.number, error = error));
            // A person types the line again; a script would never know.
            if !io::stdin().is_terminal() {
                talk.end(exit);
            }
        }
        Input::End => talk.end_input(),
        Input::Failed(error) => {
            talk.tell(&tr!(words, "cli-no-input", error = error.to_string()));
            talk.end_input();
            if plan.spec.role == Role::Connect {
                talk.end(Exit::Failed);
            }
        }
    }
}

/// When the person's patience ends: for the expected text counted from the start, else from the
/// last byte, and only when standard input has nothing more.
fn due(plan: &Plan, talk: &Talk<'_, Outlet>, started: Instant) -> Option<Instant> {
    let timeout = plan.timeout?;
    if plan.expect.is_some() {
        return Some(started + timeout);
    }
    (talk.has_heard_all() || !talk.is_connected()).then(|| talk.active + timeout)
}

fn time_is_up(plan: &Plan, talk: &mut Talk<'_, Outlet>, words: &Words) {
    let after = words.duration(plan.timeout.unwrap_or_default());
    if plan.expect.is_some() {
        talk.tell(&tr!(words, "cli-not-seen", after = after));
        talk.end(Exit::Failed);
    } else if talk.is_connected() || plan.spec.role == Role::Listen {
        talk.tell(&tr!(words, "cli-idle", after = after));
        talk.end(talk.exit_in_silence());
    } else {
        talk.tell(&not_reached(plan.spec.endpoint.transport(), &after, words));
        talk.end(Exit::Failed);
    }
}

/// That the time is up and there is nothing to send through yet. Where datagrams travel there would
/// have been no connection either.
fn not_reached(over: Transport, after: &str, words: &Words) -> String {
    if over.is_datagram() {
        tr!(words, "cli-not-bound", after = after)
    } else {
        tr!(words, "cli-not-connected", after = after)
    }
}

fn patience(more: bool, due: Option<Instant>, talk: &Talk<'_, Outlet>) -> Duration {
    if more {
        return Duration::ZERO;
    }
    let due = due.map_or(IDLE, |due| due.saturating_duration_since(Instant::now()));
    let is_blocked = talk.is_connected() && !talk.has_room();
    due.min(if is_blocked { LOOK_AGAIN } else { IDLE })
}

fn record_config(plan: &Plan, paths: &Paths) -> record::Config {
    record::Config {
        folder: plan.spec.options.record.then(|| paths.captures()),
        quota: limits::CAPTURE_QUOTA,
        tap: true,
    }
}

fn served(
    registry: &Registry,
    paths: &Paths,
    session: SessionId,
    plan: &Plan,
    known: &Arc<Known>,
) -> io::Result<Control> {
    let (spec, known) = (plan.spec.clone(), Arc::clone(known));
    control::serve(registry, &paths.runtime, move || {
        let mut row = SessionRow::new(session, &spec, known.gauges.get().map(AsRef::as_ref));
        row.addresses = known.addresses.get().cloned().unwrap_or_default();
        vec![row]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn no_connection_is_missed_where_there_is_none() {
        for (language, word) in [(Language::English, "connection"), (Language::Chinese, "连接")] {
            let words = Words::new(language);
            for over in Transport::ALL {
                let text = not_reached(over, "5 s", &words);
                assert_eq!(text.contains(word), !over.is_datagram(), "{text}");
            }
        }
    }
}
