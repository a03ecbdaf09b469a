//! A large file both ways at once, while the cable is cut and one of the two is killed.

use super::cable::{Cable, Carries};
use super::side::{Side, Where};
use super::{both_have_the_same, pair};
use crate::pair::files::{noise, only_file_below};
use crate::support::facts_until;
use std::fs;
use std::path::Path;

/// Bytes of each file.
const SIZE: usize = 200_000_000;

#[test]
fn a_large_file_comes_whole_both_ways_through_a_cut_and_a_kill() {
    let cable = Cable::lay(Carries::All);
    let mut mia = Side::new("files", "Mia", (&cable, 0), true);
    let mut tom = Side::new("files", "汤姆", (&cable, 1), true);
    let folder = tempfile::tempdir().expect("a folder");
    let files = ["电影.bin", "照片.bin"].map(|name| folder.path().join(name));
    let hashes = [&files[0], &files[1]].map(|path| written(path));
    pair(&mut mia, &mut tom, &Where::Near("Mia"));
    mia.offer(&files[0]);
    tom.offer(&files[1]);

    // She gives when the cable is cut, and dies.
    tom.press("Accept");
    in_the_middle(&tom);
    cable.cut();
    mia.kill();
    is_not_whole(&tom, &files[0]);
    tom.picture("cut");
    cable.mend();
    mia.start();
    mia.look_at(tom.name);

    // She takes when she dies once more.
    mia.press("Accept");
    in_the_middle(&mia);
    mia.kill();
    is_not_whole(&mia, &files[1]);
    mia.start();
    mia.look_at(tom.name);
    for (side, hash) in [(&mut mia, hashes[1]), (&mut tom, hashes[0])] {
        side.reads("Saved as");
        side.reads("Whole, on their disk");
        side.picture("whole");
        assert_eq!(hash_of(&only_file_below(&side.received())), hash, "{}", side.name);
    }
    both_have_the_same(&mia, &tom);
}

/// Writes a file that is like no other, and says its hash.
fn written(path: &Path) -> blake3::Hash {
    let mut bytes = noise(SIZE);
    // Both are different from their first byte on.
    bytes.iter_mut().zip(path.display().to_string().bytes().rev()).for_each(|(a, b)| *a ^= b);
    fs::write(path, &bytes).expect("written");
    blake3::hash(&bytes)
}

fn hash_of(path: &Path) -> blake3::Hash {
    blake3::hash(&fs::read(path).expect("the file"))
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { walk(&path, each) } else { each(&path) }
    }
}

fn bytes_below(folder: &Path) -> u64 {
    let mut sum = 0;
    walk(folder, &mut |path| sum += fs::metadata(path).map_or(0, |it| it.len()));
    sum
}

#[track_caller]
fn in_the_middle(side: &Side) {
    facts_until("bytes have come", || bytes_below(&side.received()) > 0);
}

#[track_caller]
fn is_not_whole(side: &Side, file: &Path) {
    let mut is_there = false;
    walk(&side.received(), &mut |path| is_there |= path.file_name() == file.file_name());
    assert!(!is_there, "{} had all of it before anything was cut", side.name);
}
