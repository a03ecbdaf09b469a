//! Offers from a peer, checked as a whole before a person sees them.

use super::safe_name::{leads_out, safe_name, shown};
use crate::model::pairing::{Offer, TransferFault};
use crate::pair::name::folded;
use std::collections::BTreeMap;

/// Most files of one offer.
pub const MAX_FILES: usize = 10_000;

/// Most folders within folders, with the file.
pub const MAX_LEVELS: usize = 32;

/// Most bytes of all paths of an offer together.
pub const MAX_MANIFEST: usize = 4 * 1024 * 1024;

/// An offer that may be written below a folder, on every system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The name of the file or folder.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// The name, or a path below it, was changed because it was not safe.
    pub renamed: bool,
    /// For each entry its path below the folder, safe; empty for a single file.
    pub paths: Vec<String>,
    /// Bytes of all files.
    pub size: u64,
}

/// Checks an offer and makes its names safe.
///
/// # Errors
/// Names that lead out of the folder, two names that are one on some systems, and too many files,
/// levels or bytes.
pub fn checked(offer: &Offer) -> Result<Checked, TransferFault> {
    let count = offer.entries.len();
    if count > MAX_FILES {
        return Err(TransferFault::TooMany { count: count as u64, limit: MAX_FILES as u64 });
    }
    if offer.entries.iter().map(|entry| entry.path.len()).sum::<usize>() > MAX_MANIFEST {
        return Err(TransferFault::Rules("the paths are longer than 4 MiB".into()));
    }
    let name = safe_name(&offer.name)?;
    let folder = !matches!(&*offer.entries, [only] if only.path.is_empty());
    let mut renamed = name.renamed;
    let mut paths = Vec::with_capacity(count);
    if folder {
        for entry in &offer.entries {
            let path = safe_path(&entry.path)?;
            renamed |= path != entry.path;
            paths.push(path);
        }
        refuse_same(&paths)?;
    } else {
        paths.push(String::new());
    }
    Ok(Checked { name: name.name, folder, renamed, paths, size: total(offer)? })
}

/// Makes a path below a folder safe, part by part. Parts are separated by `/`.
///
/// # Errors
/// `UnsafeName` where it leads out of the folder or has an empty part; `TooDeep`.
pub fn safe_path(path: &str) -> Result<String, TransferFault> {
    let unsafe_name = || TransferFault::UnsafeName(shown(path));
    if leads_out(path) || path.split('/').any(|part| part.is_empty() || part == ".") {
        return Err(unsafe_name());
    }
    if path.split('/').count() > MAX_LEVELS {
        return Err(TransferFault::TooDeep);
    }
    let parts: Result<Vec<_>, _> =
        path.split('/').map(|part| safe_name(part).map(|safe| safe.name)).collect();
    Ok(parts?.join("/"))
}

/// A peer may declare any size; what is larger than a disk can be is a lie.
fn total(offer: &Offer) -> Result<u64, TransferFault> {
    let sizes = offer.entries.iter().map(|entry| entry.size);
    sizes
        .clone()
        .try_fold(0u64, u64::checked_add)
        .filter(|&sum| i64::try_from(sum).is_ok())
        .ok_or_else(|| TransferFault::Rules("sizes beyond every disk".into()))
}

fn refuse_same(paths: &[String]) -> Result<(), TransferFault> {
    let mut files: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        if let Some(other) = files.insert(folded(path), path) {
            return Err(TransferFault::SameName(other.into(), path.clone()));
        }
    }
    let mut folders: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        for (slash, _) in path.match_indices('/') {
            let folder = &path[..slash];
            let same = folded(folder);
            if let Some(file) = files.get(&same) {
                return Err(TransferFault::SameName((*file).into(), path.clone()));
            }
            let first = *folders.entry(same).or_insert(folder);
            if first != folder {
                return Err(TransferFault::SameName(first.into(), folder.into()));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pairing::OfferEntry;

    fn offer(paths: &[&str]) -> Offer {
        let entries = paths.iter().map(|path| OfferEntry { path: (*path).into(), size: 1 });
        Offer { name: "folder".into(), entries: entries.collect() }
    }

    #[test]
    fn names_that_are_one_file_somewhere_are_refused() {
        for pair in [
            ["a", "A"],
            ["straße", "STRASSE"],
            ["\u{e9}", "e\u{301}"],
            ["a/x", "A/y"],
            ["a", "a/b"],
            ["x:y", "x_y"],
            ["a/b/c", "a/B"],
            ["σ", "ς"],
            ["same", "same"],
        ] {
            let fault = checked(&offer(&pair)).expect_err("one name");
            assert!(matches!(fault, TransferFault::SameName(..)), "{pair:?}: {fault:?}");
        }
        checked(&offer(&["a/b", "a/c", "b/a", "ab"])).expect("all different");
    }

    #[test]
    fn paths_that_lead_out_are_refused_and_others_made_safe() {
        for path in ["../x", "a/../b", "/x", "a//b", "a/", "C:/x", "a/./b", "", "..\\x", "a/..\\b"]
        {
            let fault = checked(&offer(&["ok", path])).expect_err("unsafe");
            assert!(matches!(fault, TransferFault::UnsafeName(_)), "{path:?}: {fault:?}");
        }
        let safe = checked(&offer(&["CON/nul.txt", "a\\b"])).expect("safe");
        assert_eq!(safe.paths, ["_CON/_nul.txt", "a_b"]);
        assert!(safe.renamed && safe.folder);
    }

    #[test]
    fn there_are_limits() {
        let deep = vec!["d"; MAX_LEVELS].join("/");
        checked(&offer(&[&deep])).expect("just so");
        assert_eq!(checked(&offer(&[&format!("{deep}/d")])), Err(TransferFault::TooDeep));
        let names: Vec<String> = (0..=MAX_FILES).map(|number| number.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        checked(&offer(&names[1..])).expect("just so many");
        let many = checked(&offer(&names)).expect_err("too many");
        assert_eq!(many, TransferFault::TooMany { count: 10_001, limit: 10_000 });
        let long = "x".repeat(MAX_MANIFEST + 1);
        assert!(matches!(checked(&offer(&[&long])), Err(TransferFault::Rules(_))));
        let mut huge = offer(&["a", "b"]);
        huge.entries[0].size = u64::MAX;
        assert!(matches!(checked(&huge), Err(TransferFault::Rules(_))));
        huge.entries[0].size = 1 << 63;
        assert!(matches!(checked(&huge), Err(TransferFault::Rules(_))));
    }
}
