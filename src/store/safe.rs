//! Reading a file of ours without trusting it, and moving it out of the way.

use super::StoreNotice;
use super::atomic;
use crate::model::OsError;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a file looked like when it was last read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    hash: u64,
}

impl Stamp {
    pub(super) fn of(file: &Path, content: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let modified = fs::metadata(file).and_then(|data| data.modified()).ok();
        Self { modified, length: content.len() as u64, hash: hasher.finish() }
    }

    /// Whether the content is another one. The time alone may change without it.
    pub(super) fn differs(&self, content: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        self.length != content.len() as u64 || self.hash != hasher.finish()
    }

    /// Whether the file looks as it did, without reading it.
    pub(super) fn looks_the_same(&self, file: &Path) -> bool {
        fs::metadata(file)
            .is_ok_and(|data| data.len() == self.length && data.modified().ok() == self.modified)
    }
}

/// The content of a file, `None` if there is none.
pub(super) fn read(file: &Path, limit: u64) -> Result<Option<Vec<u8>>, StoreNotice> {
    let cannot = |error: &io::Error| StoreNotice::CannotRead {
        file: file.to_owned(),
        os: OsError::from(error),
    };
    // A pipe or device in the place of the file would never end.
    match fs::metadata(file) {
        Ok(data) if data.is_file() => {}
        Ok(_) => return Err(cannot(&io::Error::other("not a regular file"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(&error)),
    }
    let mut content = Vec::new();
    let opened = File::open(file).map_err(|error| cannot(&error))?;
    let bytes = opened.metadata().map(|data| data.len()).unwrap_or_default();
    opened.take(limit + 1).read_to_end(&mut content).map_err(|error| cannot(&error))?;
    if content.len() as u64 > limit {
        return Err(StoreNotice::TooLarge { file: file.to_owned(), bytes, limit });
    }
    Ok(Some(content))
}

/// Writes a file, and says in the person's terms why it could not.
pub(super) fn write(file: &Path, content: &[u8]) -> Result<(), StoreNotice> {
    atomic::write(file, content).map_err(|error| not_written(file, &error))
}

/// Why a file was not written, in the person's terms.
pub(super) fn not_written(file: &Path, error: &io::Error) -> StoreNotice {
    use io::ErrorKind as K;
    let file = file.to_owned();
    match error.kind() {
        K::StorageFull | K::QuotaExceeded => StoreNotice::DiskFull { file },
        K::PermissionDenied | K::ReadOnlyFilesystem => StoreNotice::ReadOnly { file },
        _ => StoreNotice::CannotWrite { file, os: OsError::from(error) },
    }
}

/// Moves a damaged file to `name.bad-20260101-120000`, behind a link too, and says where it is.
pub(super) fn move_aside(file: &Path, word: &str) -> Option<PathBuf> {
    let target = atomic::target_of(file).ok()?;
    let aside = atomic::free_name(&target, &format!(".{word}-{}", now()));
    fs::rename(&target, &aside).ok()?;
    Some(aside)
}

/// `presets.toml` with something behind it.
pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The time as `20260101-120000`, in UTC.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_becomes_what_the_person_can_do() {
        let file = PathBuf::from("/x");
        let said = |number| not_written(&file, &io::Error::from_raw_os_error(number));
        if cfg!(target_os = "linux") {
            // ENOSPC, EDQUOT, EACCES, EROFS and EIO of errno(3).
            assert_eq!(said(28), StoreNotice::DiskFull { file: file.clone() });
            assert_eq!(said(122), StoreNotice::DiskFull { file: file.clone() });
            assert_eq!(said(13), StoreNotice::ReadOnly { file: file.clone() });
            assert_eq!(said(30), StoreNotice::ReadOnly { file: file.clone() });
            assert!(matches!(said(5), StoreNotice::CannotWrite { .. }));
        }
    }
}
