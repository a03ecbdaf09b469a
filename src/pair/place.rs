//! Why a folder or file of the profile cannot be used, each cause by itself.

use crate::model::pairing::{PairFault, PlaceFault};
use std::io::{self, ErrorKind};
use std::path::Path;

/// What the system said of a path; `None` where that has no cause of its own here.
pub(in crate::pair) fn fault(path: &Path, error: &io::Error) -> Option<PairFault> {
    let cause = match error.kind() {
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => PlaceFault::NotAFolder,
        ErrorKind::IsADirectory => PlaceFault::NotAFile,
        ErrorKind::ReadOnlyFilesystem => PlaceFault::ReadOnly,
        ErrorKind::PermissionDenied => PlaceFault::Denied,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => PlaceFault::Full,
        ErrorKind::NotFound => PlaceFault::Missing,
        _ => return None,
    };
    // The deepest part that is there is the one to look at.
    let there = path.ancestors().find(|part| part.symlink_metadata().is_ok());
    let path = match cause {
        PlaceFault::NotAFolder | PlaceFault::Denied => there.unwrap_or(path),
        _ => path,
    };
    Some(PairFault::Place { path: path.display().to_string(), cause })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::identity::Identity;
    use crate::pair::ledger::{Ledger, Lock};
    use std::fs;

    fn place(path: &Path, cause: PlaceFault) -> PairFault {
        PairFault::Place { path: path.display().to_string(), cause }
    }

    #[test]
    fn each_bad_place_has_its_own_cause_and_the_part_that_is_wrong() {
        let home = tempfile::tempdir().expect("a folder");
        let (file, whole) = (home.path().join("file"), home.path().join("whole"));
        fs::write(&file, "x").expect("written");
        for folder in [file.clone(), file.join("data/pair")] {
            let wanted = place(&file, PlaceFault::NotAFolder);
            assert_eq!(Ledger::open(&folder).expect_err("no folder"), wanted);
            assert_eq!(Lock::take(&folder).expect_err("no folder"), wanted);
            let key = Identity::load_or_create(&folder.join("key")).expect_err("no folder");
            assert_eq!(key, wanted);
        }
        fs::create_dir_all(whole.join("ledger.sqlite")).expect("made");
        let wanted = place(&whole.join("ledger.sqlite"), PlaceFault::NotAFile);
        assert_eq!(Ledger::open(&whole).expect_err("no file"), wanted);
        let wanted = place(&whole, PlaceFault::NotAFile);
        assert_eq!(Identity::load_or_create(&whole).expect_err("no file"), wanted);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_the_system_does_not_make_is_named() {
        let path = Path::new("/proc/nowhere/pair");
        let fault = Ledger::open(path).expect_err("no folder can be made there");
        assert_eq!(fault, place(path, PlaceFault::Missing));
    }

    #[test]
    fn every_cause_of_the_system_is_told_apart() {
        let path = Path::new("/");
        for (kind, cause) in [
            (ErrorKind::ReadOnlyFilesystem, PlaceFault::ReadOnly),
            (ErrorKind::PermissionDenied, PlaceFault::Denied),
            (ErrorKind::StorageFull, PlaceFault::Full),
            (ErrorKind::QuotaExceeded, PlaceFault::Full),
        ] {
            assert_eq!(fault(path, &kind.into()), Some(place(path, cause)), "{kind:?}");
        }
        assert_eq!(fault(path, &ErrorKind::TimedOut.into()), None);
    }
}
