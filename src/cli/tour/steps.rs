//! The steps of the tour, in the order of the tutorial.

use super::stage::{Broken, Stage};
use crate::model::{Command, Endpoint, HostPort, Role, SessionId, SessionSpec, Target, ThreadRole};
use crate::tr;
use std::sync::Arc;

/// The greeting of the tutorial's server, byte for byte.
const GREETING: &str = "欢迎访问菜鸟教程!\r\n";
/// What the clients say.
const HELLO: &str = "你好 🙂\n";
/// The label that a thread is given.
const LABEL: &str = "tutorial";

type Played = Result<(), Broken>;

/// All steps.
pub(super) fn play(stage: &mut Stage<'_>) -> Played {
    let words = stage.words;
    stage.line(&tr!(words, "tour-intro"))?;
    first_thread(stage)?;
    let (server, port) = server(stage)?;
    let first = first_client(stage, server, port)?;
    let second = second_client(stage, server, port)?;
    talk(stage, server, first, second)?;
    names(stage)?;
    close(stage, server, first, second)?;
    refused(stage, port)?;
    stage.line(&format!("\n{}", tr!(words, "tour-end")))
}

fn first_thread(stage: &mut Stage<'_>) -> Played {
    stage.step(1, &tr!(stage.words, "tour-1-title"))?;
    stage.line(&tr!(stage.words, "tour-1-text"))?;
    stage.threads()
}

fn server(stage: &mut Stage<'_>) -> Result<(SessionId, u16), Broken> {
    stage.step(2, &tr!(stage.words, "tour-2-title"))?;
    stage.line(&tr!(stage.words, "tour-2-text"))?;
    let mut spec = at(Role::Listen, 0);
    spec.options.greet = GREETING.into();
    spec.options.room = true;
    spec.options.backlog = 5;
    let server = stage.open(spec);
    stage.wait("listen()", |facts, _| {
        facts.listens_at(server).is_some() && facts.called(server, "listen")
    })?;
    let port = stage.facts.listens_at(server).unwrap_or_default();
    stage.ladder()?;
    stage.line(&tr!(stage.words, "tour-2-done", port = port.to_string()))?;
    stage.threads()?;
    Ok((server, port))
}

fn first_client(stage: &mut Stage<'_>, server: SessionId, port: u16) -> Result<SessionId, Broken> {
    stage.step(3, &tr!(stage.words, "tour-3-title"))?;
    stage.line(&tr!(stage.words, "tour-3-text"))?;
    let client = greeted(stage, server, port, 1)?;
    stage.wait("send(), recv()", |facts, _| {
        facts.called(server, "accept")
            && facts.called(server, "send")
            && facts.called(client, "connect")
            && facts.called(client, "recv")
    })?;
    stage.ladder()?;
    let got = stage.facts.received(client);
    stage.bytes(&tr!(stage.words, "tour-client", number = 1u32), &got)?;
    stage.line(&tr!(stage.words, "tour-3-done"))?;
    stage.threads()?;
    Ok(client)
}

fn second_client(stage: &mut Stage<'_>, server: SessionId, port: u16) -> Result<SessionId, Broken> {
    stage.step(4, &tr!(stage.words, "tour-4-title"))?;
    stage.line(&tr!(stage.words, "tour-4-text"))?;
    let client = greeted(stage, server, port, 2)?;
    stage.wait("connect()", |facts, _| {
        facts.called(client, "connect")
            && facts.called(client, "recv")
            && facts.calls(server, "send") == 2
    })?;
    stage.ladder()?;
    let got = stage.facts.received(client);
    stage.bytes(&tr!(stage.words, "tour-client", number = 2u32), &got)?;
    stage.threads()?;
    Ok(client)
}

fn talk(stage: &mut Stage<'_>, server: SessionId, first: SessionId, second: SessionId) -> Played {
    stage.step(5, &tr!(stage.words, "tour-5-title"))?;
    stage.line(&tr!(stage.words, "tour-5-text"))?;
    let bytes = Arc::from(HELLO.as_bytes());
    stage.engine.run(Command::Send { session: first, target: Target::All, bytes });
    let whole = [GREETING, HELLO].concat();
    stage.wait("send(), recv()", |facts, _| {
        facts.received(server) == HELLO.as_bytes()
            && facts.received(second) == whole.as_bytes()
            && facts.called(first, "send")
            && facts.called(server, "recv")
            && facts.calls(server, "send") == 3
            && facts.calls(second, "recv") == 2
    })?;
    stage.ladder()?;
    stage.bytes(&tr!(stage.words, "tour-server"), HELLO.as_bytes())?;
    stage.bytes(&tr!(stage.words, "tour-client", number = 2u32), HELLO.as_bytes())?;
    stage.line(&tr!(stage.words, "tour-5-done"))
}

fn names(stage: &mut Stage<'_>) -> Played {
    stage.step(6, &tr!(stage.words, "tour-6-title"))?;
    stage.line(&tr!(stage.words, "tour-6-text"))?;
    let io = stage.registry.rows().into_iter().find(|row| row.role == ThreadRole::Io);
    let Some(io) = io else {
        return Err(Broken::Sentence(tr!(stage.words, "tour-stuck", what = "enumerate()")));
    };
    stage.line(&format!("    getName() → {}", io.label))?;
    stage.engine.run(Command::Rename(io.id, LABEL.to_owned()));
    stage.wait("setName()", |_, registry| registry.label(io.id).as_deref() == Some(LABEL))?;
    stage.line(&format!("    setName({LABEL})"))?;
    stage.line(&format!("    getName() → {LABEL}"))?;
    let alive = stage.registry.is_alive(io.id);
    stage.line(&format!("    isAlive() → {alive}"))?;
    stage.threads()
}

fn close(stage: &mut Stage<'_>, server: SessionId, first: SessionId, second: SessionId) -> Played {
    stage.step(7, &tr!(stage.words, "tour-7-title"))?;
    stage.line(&tr!(stage.words, "tour-7-text"))?;
    let before: Vec<_> =
        stage.registry.rows().into_iter().filter(|row| row.role == ThreadRole::Io).collect();
    // Beside those of its connections each session has a thread of its own to join.
    for (session, threads) in [(first, 1), (second, 1), (server, 2)] {
        stage.engine.run(Command::Close(session));
        stage.wait("close(), join()", |facts, _| {
            facts.stopped(session)
                && facts.calls(session, "close") >= threads
                && facts.calls(session, "join") == threads + 1
        })?;
    }
    stage.ladder()?;
    for row in before {
        let alive = stage.registry.is_alive(row.id);
        stage.line(&format!("    {}.isAlive() → {alive}", row.label))?;
    }
    stage.threads()
}

fn refused(stage: &mut Stage<'_>, port: u16) -> Played {
    stage.step(8, &tr!(stage.words, "tour-8-title"))?;
    stage.line(&tr!(stage.words, "tour-8-text"))?;
    let client = stage.open(at(Role::Connect, port));
    stage
        .wait("connect_ex()", |facts, _| facts.failed(client) && facts.called(client, "connect"))?;
    stage.ladder()?;
    stage.line(&tr!(stage.words, "tour-8-done"))
}

/// A client that has received the greeting; it is the server's client number `number`.
fn greeted(
    stage: &mut Stage<'_>,
    server: SessionId,
    port: u16,
    number: usize,
) -> Result<SessionId, Broken> {
    let client = stage.open(at(Role::Connect, port));
    stage.wait("accept(), connect()", |facts, _| {
        facts.connected(client) == 1
            && facts.connected(server) == number
            && facts.closed(server) == 0
            && facts.received(client) == GREETING.as_bytes()
    })?;
    Ok(client)
}

fn at(role: Role, port: u16) -> SessionSpec {
    SessionSpec::new(role, Endpoint::Tcp(HostPort { host: "127.0.0.1".to_owned(), port }))
}
