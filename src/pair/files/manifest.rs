//! Offers from a peer, checked as a whole before a person sees them.

use super::safe_name::{leads_out, safe_name, shown};
use crate::model::pairing::{Offer, TransferFault};
use crate::pair::name::folded;
use std::collections::HashMap;

/// Most files of one offer.
pub const MAX_FILES: usize = 10_000;

/// Most folders within folders, with the file.
pub const MAX_LEVELS: usize = 32;

/// Most folders of one offer: there are no empty ones in it, so that each file has two of its own.
pub const MAX_FOLDERS: usize = 2 * MAX_FILES;

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
        let mut known = HashMap::new();
        for entry in &offer.entries {
            let path = safe_path_once(&entry.path, &mut known)?;
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
    safe_path_once(path, &mut HashMap::new())
}

/// The same, where parts may be known from other paths.
fn safe_path_once<'p>(
    path: &'p str,
    known: &mut HashMap<&'p str, String>,
) -> Result<String, TransferFault> {
    let unsafe_name = || TransferFault::UnsafeName(shown(path));
    if leads_out(path) || path.split('/').any(|part| part.is_empty() || part == ".") {
        return Err(unsafe_name());
    }
    if path.split('/').count() > MAX_LEVELS {
        return Err(TransferFault::TooDeep);
    }
    let mut safe = String::with_capacity(path.len());
    for part in path.split('/') {
        if !known.contains_key(part) {
            known.insert(part, safe_name(part)?.name);
        }
        if !safe.is_empty() {
            safe.push('/');
        }
        safe.push_str(&known[part]);
    }
    Ok(safe)
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

/// Refuses two paths that are one on some system, a folder and a file of one name too, and too many
/// folders. Each part is folded once and looked up in its folder: an offer must cost no more than
/// its bytes.
fn refuse_same(paths: &[String]) -> Result<(), TransferFault> {
    let mut fold: HashMap<&str, String> = HashMap::new();
    let mut tree = Tree::default();
    for path in paths {
        let (mut folder, mut from) = (0, 0);
        for (slash, _) in path.match_indices('/') {
            let part = fold_once(&mut fold, &path[from..slash]);
            folder = tree.folder(folder, part, &path[..slash], path)?;
            from = slash + 1;
        }
        tree.file(folder, fold_once(&mut fold, &path[from..]), path)?;
    }
    Ok(())
}

fn fold_once<'a, 'p>(known: &'a mut HashMap<&'p str, String>, part: &'p str) -> &'a str {
    known.entry(part).or_insert_with(|| folded(part))
}

/// What was seen of an offer, by the number of the folder that it is in and its folded name.
#[derive(Default)]
struct Tree<'p> {
    seen: HashMap<(usize, String), (&'p str, Option<usize>)>,
    folders: usize,
}

impl<'p> Tree<'p> {
    /// The number of a folder.
    fn folder(
        &mut self,
        within: usize,
        name: &str,
        is: &'p str,
        path: &'p str,
    ) -> Result<usize, TransferFault> {
        match self.seen.get(&(within, name.to_owned())) {
            Some((first, Some(number))) if *first == is => return Ok(*number),
            Some((first, Some(_))) => {
                return Err(TransferFault::SameName((*first).into(), is.into()));
            }
            Some((file, None)) => {
                return Err(TransferFault::SameName((*file).into(), path.into()));
            }
            None => {}
        }
        self.folders += 1;
        if self.folders > MAX_FOLDERS {
            return Err(TransferFault::Rules(format!("more than {MAX_FOLDERS} folders")));
        }
        self.seen.insert((within, name.to_owned()), (is, Some(self.folders)));
        Ok(self.folders)
    }

    fn file(&mut self, within: usize, name: &str, path: &'p str) -> Result<(), TransferFault> {
        match self.seen.insert((within, name.to_owned()), (path, None)) {
            Some((other, _)) => Err(TransferFault::SameName(other.into(), path.into())),
            None => Ok(()),
        }
    }
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
            ["a/b", "a"],
            ["é/x", "e\u{301}/y"],
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
        let own = |count: usize| {
            let deep = vec!["d"; 24].join("/");
            (0..count).map(|n| format!("{n}/{deep}/x")).collect::<Vec<_>>()
        };
        let fits = own(MAX_FOLDERS / 25);
        checked(&offer(&fits.iter().map(String::as_str).collect::<Vec<_>>())).expect("just so");
        let many = own(MAX_FOLDERS / 25 + 1);
        let many = checked(&offer(&many.iter().map(String::as_str).collect::<Vec<_>>()));
        assert!(matches!(many, Err(TransferFault::Rules(_))), "{many:?}");
        let mut huge = offer(&["a", "b"]);
        huge.entries[0].size = u64::MAX;
        assert!(matches!(checked(&huge), Err(TransferFault::Rules(_))));
        huge.entries[0].size = 1 << 63;
        assert!(matches!(checked(&huge), Err(TransferFault::Rules(_))));
    }
}
