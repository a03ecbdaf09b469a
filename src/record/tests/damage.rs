//! Whatever a capture looks like, it is opened without a panic, up to the damage at least.

use super::*;
use crate::model::Lens;
use crate::record::recover;
use std::fs;

fn sample(parent: &Path, chunk: u64) -> std::path::PathBuf {
    let pieces: Vec<_> =
        (0..20_u32).map(|n| piece(n % 3, format!("piece {n}\n").as_bytes())).collect();
    let (capture, source) = write(parent, &pieces, chunk, 3);
    capture.finish();
    source.folder().expect("on disk").to_owned()
}

fn messages(folder: &Path) -> Vec<Vec<u8>> {
    let mut transcript = Transcript::open_folder(folder, Lens::Raw).expect("it opens");
    let found = all(&mut transcript).into_iter().map(|message| message.bytes).collect();
    assert_eq!(all_backwards(&mut transcript).len(), all(&mut transcript).len());
    found
}

#[test]
fn a_torn_tail_is_cut_off_at_every_byte() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = sample(parent.path(), 200);
    let whole = messages(&folder);
    assert_eq!(whole.len(), 20);
    let bytes = fs::read(folder.join(folder::CAPTURE)).expect("there");
    let index = fs::read(folder.join(folder::INDEX)).expect("there");
    for len in 0..bytes.len() {
        fs::write(folder.join(folder::CAPTURE), &bytes[..len]).expect("written");
        fs::write(folder.join(folder::INDEX), &index).expect("written");
        let found = messages(&folder);
        assert!(whole.starts_with(&found), "{len}: {found:?}");
        let mut end = 0;
        let fit = whole
            .iter()
            .take_while(|bytes| {
                end += 48 + bytes.len();
                end <= len
            })
            .count();
        assert_eq!(found.len(), fit, "all that is whole in {len} bytes");
    }
}

#[test]
fn a_capture_that_grows_while_it_is_opened_is_read_up_to_where_it_ended() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = sample(parent.path(), 200);
    let whole = messages(&folder);
    fs::remove_file(folder.join(folder::INDEX)).expect("removed");
    let capture = fs::File::open(folder.join(folder::CAPTURE)).expect("there");
    let now = capture.metadata().expect("there").len();
    let record = 48 + whole[0].len() as u64;
    for size in 0..now {
        let source = recover::up_to(&folder, &capture, size).expect("it opens");
        assert_eq!(source.recorded() + source.torn(), size, "all of it, and nothing behind it");
        assert!(size < record || source.recorded() >= record);
        fs::remove_file(folder.join(folder::INDEX)).ok();
    }
}

#[test]
fn a_flipped_bit_hides_one_record_at_most() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = sample(parent.path(), 300);
    let whole = messages(&folder);
    let bytes = fs::read(folder.join(folder::CAPTURE)).expect("there");
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        fs::write(folder.join(folder::CAPTURE), &damaged).expect("written");
        let found = messages(&folder);
        let same = whole.iter().filter(|bytes| found.contains(bytes)).count();
        assert!(same + 1 >= whole.len(), "byte {at}: {same} of {} are there", whole.len());
    }
}

#[test]
fn a_damaged_index_is_built_again() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = sample(parent.path(), 300);
    let whole = messages(&folder);
    let index = fs::read(folder.join(folder::INDEX)).expect("there");
    assert!(index.len() >= 3 * 128, "several chunks");
    for at in 0..index.len() {
        let mut damaged = index.clone();
        damaged[at] ^= 0x10;
        fs::write(folder.join(folder::INDEX), &damaged).expect("written");
        assert_eq!(messages(&folder), whole, "byte {at}");
        fs::write(folder.join(folder::INDEX), &index[..at]).expect("written");
        assert_eq!(messages(&folder), whole, "{at} bytes of it");
    }
    fs::remove_file(folder.join(folder::INDEX)).expect("removed");
    assert_eq!(messages(&folder), whole);
}

#[test]
fn damage_is_counted_and_joins_no_lines() {
    let parent = tempfile::tempdir().expect("a folder");
    let pieces = [piece(1, b"one "), piece(1, b"two "), piece(1, b"three\n")];
    let (capture, source) = write(parent.path(), &pieces, 10_000, 3);
    capture.finish();
    let path = source.folder().expect("on disk").join(folder::CAPTURE);
    let mut bytes = fs::read(&path).expect("there");
    bytes[48 + 4 + 20] ^= 1;
    fs::write(&path, &bytes).expect("written");
    let mut transcript =
        Transcript::open_folder(source.folder().expect("on disk"), Lens::Lines).expect("it opens");
    let found: Vec<_> = all(&mut transcript).into_iter().map(|message| message.bytes).collect();
    assert_eq!(found, [b"one ".to_vec(), b"three\n".to_vec()]);
    assert_eq!(transcript.damaged(), 48 + 4);
}

#[test]
fn a_newer_format_is_left_alone() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = sample(parent.path(), 300);
    let meta = fs::read_to_string(folder.join(folder::META)).expect("there");
    fs::write(folder.join(folder::META), meta.replace("\"version\": 1", "\"version\": 2"))
        .expect("written");
    let error = Transcript::open_folder(&folder, Lens::Raw).err().expect("not opened");
    assert_eq!(error.kind(), std::io::ErrorKind::Unsupported);
}
