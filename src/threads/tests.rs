//! Tests of starting, listing, renaming, stopping and joining threads.

use super::*;
use crate::model::{ThreadRole, ThreadState};
use std::sync::mpsc;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(10);

fn spec(name: &str) -> Spec {
    Spec::new(ThreadRole::Io, name)
}

#[test]
fn a_thread_has_a_row_from_start_to_end() {
    let registry = Registry::new();
    let (go, wait) = mpsc::channel::<()>();
    let (ready, is_ready) = mpsc::channel();
    let handle = spawn(&registry, spec("io:1#1"), move |me| {
        me.set_connections(3);
        me.wait(|| {
            ready.send(()).expect("the test listens");
            wait.recv().ok();
        });
        7
    })
    .expect("a thread");
    is_ready.recv_timeout(SOON).expect("it runs");
    let rows = registry.rows();
    assert_eq!((rows.len(), rows[0].label.as_str(), rows[0].connections), (1, "io:1#1", 3));
    assert_eq!(rows[0].state, ThreadState::Waiting);
    drop(go);
    assert_eq!(handle.join_within(SOON), Ok(Some(7)));
    assert_eq!(registry.count(), (0, 1));
}

#[test]
fn a_panic_takes_the_row_off_and_is_told() {
    let registry = Registry::new();
    let (told, heard) = mpsc::channel();
    registry.observe(move |ended| told.send(ended.clone()).expect("the test listens"));
    let handle =
        spawn(&registry, spec("io:1#1"), |_| panic!("on purpose, for the test")).expect("a thread");
    assert_eq!(handle.join(), None::<()>);
    let ended = heard.recv_timeout(SOON).expect("the observer is called");
    assert_eq!(ended.panic.as_deref(), Some("on purpose, for the test"));
    assert!(registry.rows().is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn the_system_follows_a_new_label() {
    let registry = Registry::new();
    let (go, wait) = mpsc::channel::<()>();
    let handle = spawn(&registry, spec("io:1#1"), move |_| wait.recv().ok()).expect("a thread");
    while registry.rows()[0].os_id.is_none() {
        std::thread::yield_now();
    }
    let row = &registry.rows()[0];
    assert_eq!(registry.rename(row.id, "服务器的第一个线程"), Some(Some("服务器的第".into())));
    let comm = format!("/proc/self/task/{}/comm", row.os_id.expect("seen above"));
    assert_eq!(std::fs::read_to_string(comm).expect("it lives").trim(), "服务器的第");
    assert_eq!(registry.rows()[0].label, "服务器的第一个线程");
    drop(go);
    handle.join();
}

#[test]
fn who_does_not_come_is_named_and_goes_on() {
    let registry = Registry::new();
    let (go, wait) = mpsc::channel::<()>();
    let (done, is_done) = mpsc::channel();
    let handle = spawn(&registry, spec("io:1#1"), move |_| {
        wait.recv().ok();
        done.send(()).expect("the test listens");
    })
    .expect("a thread");
    let late = join_all([handle], Duration::ZERO);
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].label, "io:1#1");
    drop(go);
    is_done.recv_timeout(SOON).expect("it was not stopped");
}

#[test]
fn a_thread_is_stopped_by_the_way_it_was_given() {
    let registry = Registry::new();
    let (go, wait) = mpsc::channel::<()>();
    let stop = spec("io:1#1").with_stop(move || go.send(()).expect("it listens"));
    let handle = spawn(&registry, stop, move |_| wait.recv().is_ok()).expect("a thread");
    let lone = spawn(&registry, spec("record"), |_| ()).expect("a thread");
    assert!(!registry.stop(lone.id()), "it has no way to be stopped by itself");
    assert!(registry.stop(handle.id()));
    assert_eq!(handle.join(), Some(true));
    lone.join();
}

#[test]
#[cfg(target_os = "linux")]
fn a_thread_of_a_library_is_found_by_its_name() {
    let registry = Registry::new();
    let (go, wait) = mpsc::channel::<()>();
    let (ready, is_ready) = mpsc::channel();
    #[expect(clippy::disallowed_methods, reason = "it plays the library")]
    let library = std::thread::Builder::new().name("library-49b1".into()).spawn(move || {
        ready.send(()).expect("the test listens");
        wait.recv().ok();
    });
    is_ready.recv_timeout(SOON).expect("it runs");
    let foreign = registry.list_foreign("library-49b1", spec("mdns"));
    let rows = registry.rows();
    assert_eq!((rows.len(), rows[0].id, rows[0].label.as_str()), (1, foreign.id(), "mdns"));
    let comm = format!("/proc/self/task/{}/comm", rows[0].os_id.expect("it was found"));
    assert_eq!(std::fs::read_to_string(comm).expect("it lives").trim(), "mdns");
    drop(go);
    library.expect("a thread").join().expect("it ends");
    drop(foreign);
    assert!(registry.rows().is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn rows_are_the_threads_of_the_system_whatever_starts_and_stops() {
    let rounds = if std::env::var_os("JACKFIELD_THOROUGH").is_some() { 1_000 } else { 200 };
    let registry = Registry::new();
    let mut live: Vec<(mpsc::Sender<()>, Handle<()>)> = Vec::new();
    let (ready, is_ready) = mpsc::channel();
    let mut ever = Vec::new();
    // Numbers without an order, the same in each run (Knuth, TAOCP 2, 3.3.4).
    let mut chance = 1_u64;
    for round in 0..rounds {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let pick = usize::try_from(chance >> 40).expect("24 bits");
        if live.len() < 24 && (live.is_empty() || pick.is_multiple_of(2)) {
            let (go, wait) = mpsc::channel::<()>();
            let ready = ready.clone();
            let handle = spawn(&registry, spec(&format!("rows:{round}")), move |_| {
                ready.send(()).expect("the test listens");
                wait.recv().ok();
                assert_ne!(round % 9, 0, "on purpose, for the test");
            });
            is_ready.recv_timeout(SOON).expect("it runs");
            live.push((go, handle.expect("a thread")));
        } else {
            let (go, handle) = live.swap_remove(pick % live.len());
            drop(go);
            handle.join_within(SOON).expect("it ends");
        }
        let rows = registry.rows();
        assert_eq!(rows.len(), live.len());
        for row in &rows {
            let comm = format!("/proc/self/task/{}/comm", row.os_id.expect("it runs"));
            assert_eq!(std::fs::read_to_string(&comm).expect("it lives").trim(), row.os_name);
        }
        ever.extend(rows.into_iter().filter_map(|row| Some((row.os_id?, row.os_name))));
    }
    for (go, handle) in live {
        drop(go);
        handle.join();
    }
    assert!(registry.rows().is_empty());
    for (os_id, name) in ever {
        // The system may have given the number to another thread.
        let comm = std::fs::read_to_string(format!("/proc/self/task/{os_id}/comm"));
        assert_ne!(comm.unwrap_or_default().trim(), name, "it has ended");
    }
}
