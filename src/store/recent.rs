//! The addresses that were opened last, for the address box.

use super::{StoreNotice, safe};
use crate::model::Role;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Addresses that are kept for each role.
const KEPT: usize = 50;
/// Longest address that is kept, in bytes: no host name or path is longer.
const ADDRESS: usize = 512;
/// Largest file that is read, in bytes.
const FILE: u64 = 256 * 1024;

/// The addresses that were opened last, newest first, as they were typed.
#[derive(Debug)]
pub struct Recent {
    path: PathBuf,
    lists: Lists,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Lists {
    listen: Vec<String>,
    connect: Vec<String>,
}

impl Recent {
    /// Reads the file. One that cannot be read counts as empty: nothing in it is a loss.
    #[must_use]
    pub fn load(file: &Path) -> Self {
        let text = safe::read(file, FILE).ok().flatten().unwrap_or_default();
        let mut lists: Lists = std::str::from_utf8(&text)
            .ok()
            .and_then(|t| toml::from_str(t).ok())
            .unwrap_or_default();
        for list in [&mut lists.listen, &mut lists.connect] {
            list.retain(|address| is_fit(address));
            list.truncate(KEPT);
        }
        Self { path: file.to_owned(), lists }
    }

    /// Those for this role, newest first.
    #[must_use]
    pub fn of(&self, role: Role) -> &[String] {
        match role {
            Role::Listen => &self.lists.listen,
            Role::Connect => &self.lists.connect,
        }
    }

    /// Puts an address in front, and writes the file.
    ///
    /// # Errors
    /// Says what stands in the way; the address is in the list all the same.
    pub fn push(&mut self, role: Role, address: &str) -> Result<(), StoreNotice> {
        let address = address.trim();
        if !is_fit(address) || self.of(role).first().is_some_and(|first| first == address) {
            return Ok(());
        }
        let list = match role {
            Role::Listen => &mut self.lists.listen,
            Role::Connect => &mut self.lists.connect,
        };
        list.retain(|other| other != address);
        list.insert(0, address.to_owned());
        list.truncate(KEPT);
        let text = toml::to_string(&self.lists).unwrap_or_default();
        safe::write(&self.path, text.as_bytes())
    }
}

fn is_fit(address: &str) -> bool {
    !address.is_empty() && address.len() <= ADDRESS && !address.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_address_is_in_front_and_none_is_there_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("recent.toml");
        let mut recent = Recent::load(&file);
        for address in ["a:1", "b:2", " a:1 ", "a:1", "", "x\ny"] {
            recent.push(Role::Connect, address).expect("saved");
        }
        recent.push(Role::Listen, "9999").expect("saved");
        let again = Recent::load(&file);
        assert_eq!(again.of(Role::Connect), ["a:1", "b:2"]);
        assert_eq!(again.of(Role::Listen), ["9999"]);
        for number in 0..KEPT * 2 {
            recent.push(Role::Connect, &format!("h:{number}")).expect("saved");
        }
        assert_eq!(Recent::load(&file).of(Role::Connect).len(), KEPT);
        std::fs::write(&file, b"\xffrubbish").expect("written");
        assert_eq!(Recent::load(&file).of(Role::Connect).len(), 0);
    }
}
