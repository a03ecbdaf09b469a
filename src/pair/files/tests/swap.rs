//! Somebody swaps folders for links while a file is received: nothing gets out.

use crate::pair::files::place::Place;
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How often the folders are received anew.
const ROUNDS: usize = 500;

/// How long it may take until a swap has met a round, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// Swaps a folder and a link that leads outside, as fast as it can.
fn swap(folder: &Path, outside: &Path, over: &AtomicBool, swaps: &AtomicUsize) {
    let aside = folder.with_extension("aside");
    while !over.load(Ordering::Relaxed) {
        if fs::rename(folder, &aside).is_ok() {
            let swapped = usize::from(symlink(outside, folder).is_ok());
            swaps.fetch_add(swapped, Ordering::Relaxed);
            std::thread::yield_now();
            fs::remove_file(folder).ok();
            fs::rename(&aside, folder).ok();
        }
    }
}

/// One file of a folder is received, put in its tree, and the whole gets its name.
fn receive(downloads: &Path, round: usize) -> std::io::Result<()> {
    let place = Place::of_contact(downloads, "Mia")?;
    place.make_tree("t.tree")?;
    let mut part = place.open_part("t.part")?;
    part.write_all(b"from the network")?;
    place.put_in_tree("t.part", "t.tree", "a/b/file")?;
    place.publish("t.tree", &format!("trip {round}"))?;
    place.clear("t.part", "t.tree")
}

#[expect(clippy::disallowed_methods, reason = "who swaps is no thread of the program")]
#[test]
fn a_folder_that_becomes_a_link_leads_nothing_out() {
    for below in ["Mia", "Mia/.parts", "Mia/.parts/t.tree", "Mia/.parts/t.tree/a"] {
        let home = tempfile::tempdir().expect("a folder");
        let (downloads, outside) = (home.path().join("downloads"), home.path().join("outside"));
        fs::create_dir_all(&outside).expect("made");
        fs::write(outside.join("secret"), b"secret").expect("written");
        let (over, swaps) = (AtomicBool::new(false), AtomicUsize::new(0));
        let (mut came, until) = (0, Instant::now() + PATIENCE);
        let swapped = || swaps.load(Ordering::Relaxed);
        std::thread::scope(|scope| {
            scope.spawn(|| swap(&downloads.join(below), &outside, &over, &swaps));
            // At least so many rounds, and on until one of them has met a swap.
            for round in 0.. {
                if round >= ROUNDS / 4 && (swapped() > 0 || Instant::now() > until) {
                    break;
                }
                came += usize::from(receive(&downloads, round).is_ok());
                // What stopped half-way is taken away as the next start would.
                if let Ok(place) = Place::of_contact(&downloads, "Mia") {
                    place.clear("t.part", "t.tree").ok();
                }
            }
            over.store(true, Ordering::Relaxed);
        });
        let names: Vec<_> = fs::read_dir(&outside)
            .expect("there")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert_eq!(names, ["secret"], "{below}: {came} came, {} swaps", swapped());
        assert_eq!(fs::read(outside.join("secret")).expect("read"), b"secret");
        assert!(swapped() > 0, "{below}: nothing was swapped");
    }
}
