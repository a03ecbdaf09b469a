//! What a person offers: a file or a folder of this machine, looked through before it is told.

use super::manifest::{MAX_FILES, MAX_LEVELS, checked};
use crate::model::Nanos;
use crate::model::pairing::{Offer, OfferEntry, TransferFault};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

/// Where the files of an offer are on this machine, and how they were when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalSource {
    /// The file or folder; no part of it is a symbolic link.
    pub path: PathBuf,
    /// For each entry when its file was changed last.
    pub changed: Vec<Nanos>,
    /// What of a folder is not offered.
    pub left_out: LeftOut,
}

/// What of a folder is not offered: links, which are not followed, what is no file, and folders
/// below which there is no file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How much.
    pub count: u64,
    /// The first of it, as paths below the folder.
    pub first: Vec<String>,
}

/// How much of what is left out is told by its name.
const NAMED: usize = 5;

impl LeftOut {
    fn add(&mut self, path: String) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(path);
        }
    }
}

/// Looks through a file or folder. Links are not followed, and nothing is opened: in a folder they
/// are left out, as devices, pipes and sockets are.
///
/// # Errors
/// `NotAFile` for devices, pipes, sockets and links; `Unreadable`; and all for which the other side would refuse the offer.
pub fn offer(path: &Path) -> Result<(Offer, LocalSource), TransferFault> {
    let data = fs::symlink_metadata(path).map_err(|error| unreadable(path, &error))?;
    if data.is_symlink() {
        return Err(not_a_file(path));
    }
    let whole = fs::canonicalize(path).map_err(|error| unreadable(path, &error))?;
    let name = whole.file_name().and_then(|name| name.to_str()).ok_or_else(|| not_text(path))?;
    let mut found = Found::default();
    if data.is_dir() {
        look_through(&whole, "", 1, &mut found)?;
    } else {
        found.files.push(entry(&whole, String::new(), &data)?);
    }
    let left_out = found.left_out;
    let (entries, changed) = found.files.into_iter().unzip();
    let offer = Offer { name: name.to_owned(), entries };
    checked(&offer)?;
    Ok((offer, LocalSource { path: whole, changed, left_out }))
}

#[derive(Default)]
struct Found {
    files: Vec<(OfferEntry, Nanos)>,
    left_out: LeftOut,
}

fn look_through(
    folder: &Path,
    below: &str,
    level: usize,
    found: &mut Found,
) -> Result<(), TransferFault> {
    if level > MAX_LEVELS {
        return Err(TransferFault::TooDeep);
    }
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut listed = listed.map_err(|error| unreadable(folder, &error))?;
    listed.sort_by_key(fs::DirEntry::file_name);
    for item in listed {
        let path = item.path();
        let data = item.metadata().map_err(|error| unreadable(&path, &error))?;
        let name = item.file_name().into_string().map_err(|_| not_text(&path))?;
        let name = format!("{below}{name}");
        if data.is_dir() {
            let before = (found.files.len(), found.left_out.count);
            look_through(&path, &format!("{name}/"), level + 1, found)?;
            if before == (found.files.len(), found.left_out.count) {
                found.left_out.add(format!("{name}/"));
            }
        } else if data.is_file() {
            found.files.push(entry(&path, name, &data)?);
        } else {
            found.left_out.add(name);
        }
        if found.files.len() > MAX_FILES {
            let (count, limit) = (found.files.len() as u64, MAX_FILES as u64);
            return Err(TransferFault::TooMany { count, limit });
        }
    }
    Ok(())
}

fn entry(file: &Path, path: String, data: &Metadata) -> Result<(OfferEntry, Nanos), TransferFault> {
    if !data.is_file() {
        return Err(not_a_file(file));
    }
    let changed = data.modified().map_err(|error| unreadable(file, &error))?;
    Ok((OfferEntry { path, size: data.len() }, changed.into()))
}

fn not_a_file(path: &Path) -> TransferFault {
    TransferFault::NotAFile(path.display().to_string())
}

fn not_text(path: &Path) -> TransferFault {
    TransferFault::Unreadable(format!("{}: its name is not Unicode", path.display()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> TransferFault {
    TransferFault::Unreadable(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_offered_with_all_files_below_it() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("trip");
        fs::create_dir_all(folder.join("b/c")).expect("folders");
        fs::write(folder.join("b/c/2"), b"22").expect("written");
        fs::write(folder.join("a"), b"1").expect("written");
        let (made, source) = offer(&folder).expect("an offer");
        let entries: Vec<_> = made.entries.iter().map(|e| (e.path.as_str(), e.size)).collect();
        assert_eq!((made.name.as_str(), entries), ("trip", vec![("a", 1), ("b/c/2", 2)]));
        assert_eq!((source.changed.len(), source.left_out), (2, LeftOut::default()));
        let (made, _) = offer(&folder.join("a")).expect("an offer");
        assert_eq!((made.name.as_str(), made.entries[0].path.as_str()), ("a", ""));
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_and_devices_are_refused() {
        let home = tempfile::tempdir().expect("a folder");
        let refused = |path: &Path| {
            let fault = offer(path).expect_err("refused");
            assert!(matches!(fault, TransferFault::NotAFile(_)), "{path:?}: {fault:?}");
        };
        refused(Path::new("/dev/zero"));
        let link = home.path().join("link");
        std::os::unix::fs::symlink("/etc/hostname", &link).expect("a link");
        refused(&link);
        #[expect(clippy::disallowed_methods, reason = "a file that is no file")]
        let _socket =
            std::os::unix::net::UnixListener::bind(home.path().join("s")).expect("a socket");
        refused(&home.path().join("s"));
        fs::create_dir_all(home.path().join("a/b")).expect("folders");
        fs::write(home.path().join("c"), b"1").expect("written");
        // In a folder they are left out, and told.
        let (offered, source) = offer(home.path()).expect("the rest");
        assert_eq!(offered.entries, [OfferEntry { path: "c".into(), size: 1 }]);
        let left_out = ["a/b/", "link", "s"].map(str::to_owned).to_vec();
        assert_eq!(source.left_out, LeftOut { count: 3, first: left_out });
        fs::remove_file(&link).expect("removed");
        assert!(matches!(offer(&link), Err(TransferFault::Unreadable(_))));
    }
}
