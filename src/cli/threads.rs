//! `jackfield threads`: the live table of the running instances.

use super::moment::rfc3339;
use super::table::table;
use super::{Exit, complain, signals};
use crate::codec::printable;
use crate::control::{Answer, Request, instances};
use crate::language::Words;
use crate::model::{Nanos, ThreadRole, ThreadRow, ThreadState};
use crate::store::Paths;
use crate::threads::Registry;
use crate::tr;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::arguments::ThreadsArgs;

/// How often `--watch` looks.
const INTERVAL: Duration = Duration::from_secs(1);
/// Clears the screen and goes to its first cell (ECMA-48, ED and CUP).
const CLEAR: &str = "\x1b[2J\x1b[H";

/// Shows the table, once or again and again.
pub(super) fn run(args: ThreadsArgs, paths: &Paths, words: &Words) -> Exit {
    if cfg!(not(unix)) {
        complain(&tr!(words, "cli-threads-not-here"));
        return Exit::WrongUse;
    }
    if !args.watch {
        return show(args, paths, words).unwrap_or_else(|exit| exit);
    }
    let interrupted = match signals::watch(&Registry::new()) {
        Ok(interrupted) => interrupted,
        Err(error) => {
            complain(&tr!(words, "cli-cannot-start", error = error.to_string()));
            return Exit::Failed;
        }
    };
    loop {
        match show(args, paths, words) {
            Ok(Exit::Done) => {}
            Ok(exit) | Err(exit) => return exit,
        }
        if interrupted.recv_timeout(INTERVAL).is_ok() {
            return Exit::Interrupted;
        }
    }
}

/// The number of a process that did not answer, and why.
type Silent = (u32, io::Error);

/// Writes the table of every instance that answers; `Err` ends a watch.
fn show(args: ThreadsArgs, paths: &Paths, words: &Words) -> Result<Exit, Exit> {
    let (answers, silent) = ask(args.pid, &paths.runtime).map_err(|error| {
        complain(&tr!(words, "cli-threads-failed", error = error.to_string()));
        Exit::Failed
    })?;
    if answers.is_empty() && silent.is_empty() {
        let sentence = match args.pid {
            Some(pid) => tr!(words, "cli-threads-no-such", pid = pid.to_string()),
            None => tr!(words, "cli-threads-none"),
        };
        complain(&sentence);
        return Err(Exit::Failed);
    }
    let mut text = String::new();
    if args.watch && !args.json && io::stdout().is_terminal() {
        text.push_str(CLEAR);
    }
    for answer in &answers {
        if args.json {
            writeln!(text, "{}", as_json(answer)).ok(); // A string never refuses.
        } else {
            text.push_str(&as_text(answer, words));
        }
    }
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    for (pid, error) in &silent {
        let (pid, error) = (pid.to_string(), error.to_string());
        complain(&tr!(words, "cli-threads-silent", pid = pid, error = error));
    }
    match written {
        Ok(()) if answers.is_empty() => Err(Exit::Failed),
        Ok(()) => Ok(Exit::Done),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Exit::Done),
        Err(error) => {
            complain(&tr!(words, "cli-no-output", error = error.to_string()));
            Err(Exit::Failed)
        }
    }
}

/// What the running instances answer, and why others of them do not: one that is stopped must not
/// hide the rest.
fn ask(pid: Option<u32>, runtime: &Path) -> io::Result<(Vec<Answer>, Vec<Silent>)> {
    let mut found = instances(runtime)?;
    found.retain(|instance| pid.is_none_or(|pid| pid == instance.pid));
    let (mut answers, mut silent) = (Vec::new(), Vec::new());
    for instance in found {
        match instance.ask(Request::Threads) {
            Ok(answer) => answers.push(answer),
            // It ended between the look and the question.
            Err(error) if is_gone(&error) => {}
            Err(error) => silent.push((instance.pid, error)),
        }
    }
    Ok((answers, silent))
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound)
}

fn as_text(answer: &Answer, words: &Words) -> String {
    let mut text = tr!(
        words,
        "cli-threads-head",
        pid = answer.pid.to_string(),
        version = answer.version.as_str(),
        count = answer.count,
        peak = answer.peak,
    );
    text.push('\n');
    for session in &answer.sessions {
        let listens = !session.addresses.is_empty();
        let place = if listens { words.list(&session.addresses) } else { session.endpoint.clone() };
        let parties = if session.datagrams {
            tr!(words, "count-peers", count = session.open)
        } else {
            tr!(words, "count-connections", count = session.open)
        };
        let line = tr!(
            words,
            "cli-threads-session",
            id = session.id.to_string(),
            title = printable(session.title.as_bytes()),
            place = printable(place.as_bytes()),
            parties = parties,
            received = words.bytes(session.received),
            sent = words.bytes(session.sent),
            waiting = words.bytes(session.waiting),
        );
        text.push_str(&line);
        text.push('\n');
    }
    text.push_str(&rows_text(&answer.threads, words));
    text
}

/// Threads as a table.
pub(super) fn rows_text(rows: &[ThreadRow], words: &Words) -> String {
    let head = ["id", "name", "label", "role", "state", "since", "cpu", "connections", "bytes"]
        .map(|column| words.say(&format!("cli-column-{column}")));
    let now = Nanos::from(SystemTime::now());
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                printable(row.os_name.as_bytes()),
                printable(row.label.as_bytes()),
                words.say(role_key(row.role)),
                words.say(state_key(row.state)),
                words.duration(now.since(row.since)),
                row.cpu.map(|cpu| words.duration(cpu)).unwrap_or_default(),
                row.connections.to_string(),
                words.bytes(row.bytes),
            ]
        })
        .collect();
    table(&head, &rows)
}

fn role_key(role: ThreadRole) -> &'static str {
    match role {
        ThreadRole::Main => "thread-role-main",
        ThreadRole::Session => "thread-role-session",
        ThreadRole::Io => "thread-role-io",
        ThreadRole::Feed => "thread-role-feed",
        ThreadRole::Lookup => "thread-role-lookup",
        ThreadRole::Record => "thread-role-record",
        ThreadRole::Control => "thread-role-control",
        ThreadRole::Input => "thread-role-input",
        ThreadRole::Output => "thread-role-output",
        ThreadRole::Signals => "thread-role-signals",
        ThreadRole::Pair => "thread-role-pair",
        ThreadRole::Link => "thread-role-link",
        ThreadRole::Files => "thread-role-files",
        ThreadRole::Discovery => "thread-role-discovery",
        ThreadRole::Watch => "thread-role-watch",
        ThreadRole::Notices => "thread-role-notices",
    }
}

fn state_key(state: ThreadState) -> &'static str {
    match state {
        ThreadState::Running => "thread-state-running",
        ThreadState::Waiting => "thread-state-waiting",
        ThreadState::Stopping => "thread-state-stopping",
        ThreadState::Panicked => "thread-state-panicked",
    }
}

/// The same for programs: moments as RFC 3339, processor time in seconds.
fn as_json(answer: &Answer) -> Value {
    let threads: Vec<Value> = answer.threads.iter().map(thread_json).collect();
    json!({
        "pid": answer.pid, "version": answer.version, "count": answer.count, "peak": answer.peak,
        "sessions": answer.sessions, "threads": threads,
    })
}

fn thread_json(row: &ThreadRow) -> Value {
    json!({
        "id": row.id, "os_id": row.os_id, "name": row.os_name, "label": row.label,
        "role": row.role, "state": row.state, "since": rfc3339(row.since),
        "cpu": row.cpu.map(|cpu| cpu.as_secs_f64()), "connections": row.connections,
        "bytes": row.bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::SessionRow;
    use crate::language::Language;
    use crate::model::{Endpoint, Role, SessionId, SessionSpec};
    use crate::threads::Spec;

    #[test]
    fn a_thread_is_a_row_with_all_that_is_known_of_it() {
        let registry = Registry::new();
        let _me = registry.adopt(Spec::new(ThreadRole::Main, "main"));
        for language in Language::ALL {
            let text = rows_text(&registry.rows(), &Words::new(language));
            assert!(!text.contains('⟨'), "{text}");
            assert_eq!(text.lines().count(), 2, "{text}");
            assert!(text.lines().nth(1).is_some_and(|row| row.starts_with("1 ")), "{text}");
        }
        let object = thread_json(&registry.rows()[0]);
        assert_eq!((&object["role"], &object["label"]), (&json!("main"), &json!("main")));
        assert!(object["since"].as_str().is_some_and(|since| since.ends_with('Z')), "{object}");
    }

    #[test]
    fn where_datagrams_travel_peers_are_counted_and_no_connections() {
        let line = |endpoint: &str, language| {
            let endpoint = Endpoint::parse(endpoint, Role::Listen).expect("an endpoint");
            let spec = SessionSpec::new(Role::Listen, endpoint);
            let sessions = vec![SessionRow::new(SessionId(1), &spec, None)];
            let (version, threads) = (String::new(), Vec::new());
            let answer = Answer { pid: 1, version, count: 0, peak: 0, threads, sessions };
            as_text(&answer, &Words::new(language))
        };
        for (language, datagrams, stream) in [
            (Language::English, "0 peers", "0 connections"),
            (Language::Chinese, "0 个对方", "0 个连接"),
        ] {
            let text = line("udp://127.0.0.1:9", language);
            assert!(text.contains(datagrams) && !text.contains(stream), "{text}");
            assert!(line("tcp://127.0.0.1:9", language).contains(stream));
        }
    }

    #[test]
    #[cfg(unix)]
    #[expect(clippy::disallowed_methods, reason = "the socket of a process that is stopped")]
    fn an_instance_that_does_not_answer_hides_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let stopped = folder.path().join("1.sock");
        let _silent = std::os::unix::net::UnixListener::bind(stopped).expect("a socket");
        let registry = Registry::new();
        let _control = crate::control::serve(&registry, folder.path(), Vec::new).expect("serves");
        let (answers, silent) = ask(None, folder.path()).expect("a folder");
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].pid, std::process::id());
        let [(1, error)] = silent.as_slice() else { panic!("{silent:?}") };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        let (answers, silent) = ask(Some(1), folder.path()).expect("a folder");
        assert_eq!((answers.len(), silent.len()), (0, 1));
    }

    #[test]
    fn every_role_and_state_has_a_word() {
        use ThreadRole as R;
        let roles = [
            R::Main,
            R::Session,
            R::Io,
            R::Lookup,
            R::Record,
            R::Control,
            R::Input,
            R::Output,
            R::Signals,
        ];
        use ThreadState as S;
        let states = [S::Running, S::Waiting, S::Stopping, S::Panicked];
        let keys = roles.map(role_key).into_iter().chain(states.map(state_key));
        let words = Language::ALL.map(Words::new);
        for key in keys {
            assert!(words.iter().all(|words| words.has(key)), "{key}");
        }
    }
}
