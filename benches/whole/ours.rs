//! The engine as a process of its own: a listener on a free port.

use super::serve::Kind;
use jackfield::engine::{Config, Engine};
use jackfield::flow::Output;
use jackfield::model::limits::CAPTURE_QUOTA;
use jackfield::model::{Address, Command, Endpoint, Event, Role, SessionEvent, SessionSpec};
use jackfield::record;
use jackfield::threads::Registry;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Serves for ever. What is recorded goes into a folder of its own below `target`.
pub(crate) fn serve(kind: Kind, announce: usize) -> io::Result<()> {
    let folder =
        std::env::var_os("JACKFIELD_BENCH_FOLDER").map_or_else(std::env::temp_dir, Into::into);
    let record =
        record::Config { folder: Some(folder.join("kept")), quota: CAPTURE_QUOTA, tap: false };
    let registry = Registry::new();
    let mut engine = Engine::start(Config { record, wake: Arc::new(|| {}), registry })?;
    let endpoint = Endpoint::parse("tcp://127.0.0.1:0", Role::Listen).map_err(io::Error::other)?;
    let mut spec = SessionSpec::new(Role::Listen, endpoint);
    spec.options.record = kind != Kind::OursLoose;
    spec.options.echo = kind == Kind::OursEcho;
    spec.options.room = kind == Kind::OursRoom;
    spec.options.close_with_peer = true;
    let session = engine.next_session();
    engine.run(Command::Open(session, Box::new(spec)));
    let mut open = 0;
    loop {
        // An hour: whoever measures ends this process.
        let Some(Output::Event(Event::Session(_, event))) = engine.wait(Duration::from_hours(1))
        else {
            continue;
        };
        match event {
            SessionEvent::Listening(addresses) => {
                let port = addresses.iter().find_map(|address| match address {
                    Address::Ip(address) => Some(address.port()),
                    _ => None,
                });
                println!("port {}", port.unwrap_or_default());
            }
            SessionEvent::Connected(_) => {
                open += 1;
                if open == announce {
                    println!("open {announce}");
                }
            }
            SessionEvent::Closed(_, _, totals) => {
                open -= 1;
                println!("closed {}", totals.received);
            }
            SessionEvent::Failed(fault) => return Err(io::Error::other(format!("{fault:?}"))),
            _ => {}
        }
    }
}
