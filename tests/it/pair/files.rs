//! Files between two processes: whole on the other disk, whatever is cut.

use super::machine::Machine;
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes that look like nothing.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(b"noise").finalize_xof().fill(&mut bytes);
    bytes
}

/// The only file below a folder that is not part of a profile's own.
#[track_caller]
pub(super) fn only_file_below(folder: &Path) -> PathBuf {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_file_is_whole_on_the_other_disk() {
    let (mia, tom) = (Machine::new(), Machine::new());
    mia.pair(&tom);
    let (from, to) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let film = noise(20_000_000);
    fs::write(from.path().join("电影.bin"), &film).expect("written");
    let serves = mia.serve(&["--accept", to.path().to_str().expect("text"), "--max", "100MB"]);
    let path = from.path().join("电影.bin");
    let mut sent = tom.run(&["send", &mia.name(), "--file", path.to_str().expect("text")]);
    sent.exit_with(0);
    sent.expect_err("“电影.bin” is whole on their disk");
    let there = only_file_below(to.path());
    assert_eq!(there.file_name(), path.file_name());
    assert!(fs::read(there).expect("read") == film);
    serves.expect_out(r#""state":\{"done":"#);
}
