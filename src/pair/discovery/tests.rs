//! Tests that start the library. None of them needs a network.

use super::*;
use crate::model::pairing::PublicKey;
use crate::pair::identity::device_hint;

fn about() -> About {
    About {
        hint: "AAAAAAAAAA".into(),
        run: "run01234".into(),
        name: Some("Mia".into()),
        shows_code: false,
        port: Some(47110),
    }
}

fn start(registry: &Registry) -> Discovery {
    let (tell, _) = crossbeam_channel::bounded(16);
    Discovery::start(registry, about(), tell, Arc::new(|| ())).expect("it starts anywhere")
}

#[test]
fn both_threads_have_rows_and_end() {
    let registry = Registry::new();
    let mut discovery = start(&registry);
    let rows = registry.rows();
    let mut names: Vec<_> = rows.iter().map(|row| row.label.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["mdns", "nearby"]);
    assert!(rows.iter().all(|row| row.role == ThreadRole::Discovery));
    #[cfg(target_os = "linux")]
    assert!(rows.iter().all(|row| row.label != "mdns" || row.os_id.is_some()));
    discovery.stop();
    assert!(registry.rows().is_empty(), "{:?}", registry.rows());
}

#[test]
fn what_is_announced_can_change_and_be_taken_back() {
    let registry = Registry::new();
    let mut discovery = start(&registry);
    let shown = About { shows_code: true, ..about() };
    let hidden = About { port: None, ..about() };
    for said in [&shown, &shown, &hidden, &shown] {
        assert_eq!(discovery.update(said), Ok(()));
    }
    discovery.stop();
    assert_eq!(discovery.update(&hidden), Ok(()));
}

#[test]
fn a_nonce_is_eight_letters_another_each_time_and_fit_to_be_announced() {
    let (one, other) = (nonce().expect("random"), nonce().expect("random"));
    let (hint, run) = (device_hint(&PublicKey([7; 32])), one.clone());
    let said = Announcement { version: txt::VERSION, hint, name: None, shows_code: true, run };
    assert!(said.is_sound(), "{said:?}");
    assert!(one.len() == list::INSTANCE && one != other);
    assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
}
