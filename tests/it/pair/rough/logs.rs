//! What both sides have in their ledgers, compared: equal, no twin, no gap.

use super::super::machine::Machine;
use jackfield::model::pairing::{ContactId, Item, Said};
use jackfield::pair::ledger::History;
use std::collections::HashSet;

/// Everything in a machine's ledger about its contact.
pub(super) fn log_of(machine: &Machine) -> Vec<Item> {
    log_in(&machine.paths().pair_folder())
}

/// The same of a ledger in this folder.
pub(super) fn log_in(folder: &std::path::Path) -> Vec<Item> {
    let history = History::open(folder).expect("a ledger");
    history.page(ContactId(super::spoken::CONTACT), None, usize::MAX).expect("it is read")
}

/// One side's texts in the order in which they were said.
pub(super) fn texts(log: &[Item], mine: bool) -> Vec<String> {
    let mut items: Vec<_> = log.iter().filter(|item| item.mine == mine).collect();
    items.sort_by_key(|item| item.seq);
    let text = |item: &Item| match &item.said {
        Said::Text(text) => text.clone(),
        other => panic!("only texts were said, not {other:?}"),
    };
    items.into_iter().map(text).collect()
}

/// Fails unless both have the same, each once and without a gap.
#[track_caller]
pub(super) fn assert_equal(one: &Machine, other: &Machine) {
    let logs = [log_of(one), log_of(other)];
    assert_same(&logs[0], &logs[1]);
}

/// The same of two logs that were read.
#[track_caller]
pub(super) fn assert_same(one: &[Item], other: &[Item]) {
    for (from, to) in [(one, other), (other, one)] {
        let (ours, theirs) = (line(from, true), line(to, false));
        for (place, item) in ours.iter().enumerate() {
            assert_eq!(item.0, place as u64 + 1, "a gap: {ours:?}");
        }
        let different = ours.iter().zip(&theirs).position(|(ours, theirs)| ours != theirs);
        assert_eq!(different, None, "they differ from here on");
        assert_eq!(ours.len(), theirs.len(), "one side has more");
        let ids: HashSet<_> = ours.iter().map(|item| item.1).collect();
        assert_eq!(ids.len(), ours.len(), "a twin");
    }
}

type Line<'a> = (u64, [u8; 16], u64, &'a Said);

fn line(log: &[Item], mine: bool) -> Vec<Line<'_>> {
    let mut items: Vec<_> = log.iter().filter(|item| item.mine == mine).collect();
    items.sort_by_key(|item| item.seq);
    items.into_iter().map(|item| (item.seq, item.id.0, item.at.0, &item.said)).collect()
}
