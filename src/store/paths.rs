//! The folders in which a profile keeps its files.

use directories::ProjectDirs;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// Longest name of a profile, in characters: it becomes part of paths, of sockets too.
const PROFILE_NAME: usize = 32;

/// The folder beside the program that makes it portable.
const PORTABLE: &str = "jackfield-portable";

/// Where a profile keeps its files. The folders are made when the first file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Presets and settings: what a person may want to edit or copy to another machine.
    pub config: PathBuf,
    /// Captures.
    pub data: PathBuf,
    /// History and recent addresses: what is no loss.
    pub state: PathBuf,
    /// Sockets of the running program.
    pub runtime: PathBuf,
}

impl Paths {
    /// The usual folders of the system, those of a named profile, or all in one folder: that of
    /// `JACKFIELD_HOME`, or else `jackfield-portable` beside the program, where there is one. What
    /// is relative in `JACKFIELD_HOME` begins at the current folder; in an XDG variable it is
    /// ignored, as the XDG Base Directory Specification asks.
    ///
    /// # Errors
    /// `InvalidInput` for a profile name that cannot be a folder's; `NotFound` where there is
    /// neither a home folder nor `JACKFIELD_HOME`, or where that is relative and the current folder
    /// is gone.
    pub fn find(profile: Option<&str>) -> io::Result<Self> {
        let chosen = chosen(std::env::var_os("JACKFIELD_HOME"))?;
        let paths = match chosen.or_else(portable) {
            Some(home) => Self::below(&home),
            None => Self::of_system()?,
        };
        match profile {
            Some(name) => paths.of_profile(name),
            None => Ok(paths),
        }
    }

    /// All below one folder: for tests and a portable installation.
    #[must_use]
    pub fn below(folder: &Path) -> Self {
        Self {
            config: folder.join("config"),
            data: folder.join("data"),
            state: folder.join("state"),
            runtime: folder.join("run"),
        }
    }

    /// The presets.
    #[must_use]
    pub fn presets_file(&self) -> PathBuf {
        self.config.join("presets.toml")
    }

    /// The settings.
    #[must_use]
    pub fn settings_file(&self) -> PathBuf {
        self.config.join("settings.toml")
    }

    /// What was sent before.
    #[must_use]
    pub fn history_file(&self) -> PathBuf {
        self.state.join("history")
    }

    /// What is half typed.
    #[must_use]
    pub fn drafts_file(&self) -> PathBuf {
        self.state.join("drafts.toml")
    }

    /// The addresses that were opened last.
    #[must_use]
    pub fn recent_file(&self) -> PathBuf {
        self.state.join("recent.toml")
    }

    /// What is open, while the program runs.
    #[must_use]
    pub fn open_file(&self) -> PathBuf {
        self.state.join("open.json")
    }

    /// What was open when a run ended unexpectedly, until somebody has decided on it.
    #[must_use]
    pub fn left_file(&self) -> PathBuf {
        self.state.join("left.json")
    }

    /// The folder of the crash reports.
    #[must_use]
    pub fn crashes(&self) -> PathBuf {
        self.state.join("crashes")
    }

    /// The folder of the captures.
    #[must_use]
    pub fn captures(&self) -> PathBuf {
        self.data.join("captures")
    }

    /// The key of this installation, for those it is paired with.
    #[must_use]
    pub fn identity_file(&self) -> PathBuf {
        self.config.join("identity.key")
    }

    /// The folder of what is said with paired machines.
    #[must_use]
    pub fn pair_folder(&self) -> PathBuf {
        self.data.join("pair")
    }

    /// The folder below which files of paired machines are received.
    #[must_use]
    pub fn received(&self) -> PathBuf {
        self.data.join("received")
    }

    fn of_system() -> io::Result<Self> {
        let folders = ProjectDirs::from("", "", "jackfield").ok_or_else(|| {
            io::Error::new(io::ErrorKind::NotFound, "there is no home folder to save in")
        })?;
        let state = folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned();
        Ok(Self {
            config: folders.config_dir().to_owned(),
            data: folders.data_dir().to_owned(),
            runtime: folders.runtime_dir().map_or_else(|| state.join("run"), Path::to_owned),
            state,
        })
    }

    fn of_profile(&self, name: &str) -> io::Result<Self> {
        let is_fit = !name.is_empty()
            && name.chars().count() <= PROFILE_NAME
            && !name.starts_with('.')
            && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        if !is_fit {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "a profile's name has up to 32 letters, digits, dashes, dots and underscores",
            ));
        }
        let of = |folder: &Path| folder.join("profiles").join(name);
        Ok(Self {
            config: of(&self.config),
            data: of(&self.data),
            state: of(&self.state),
            runtime: of(&self.runtime),
        })
    }
}

/// The folder that a variable names; none where it is empty. Absolute at once: every program of the
/// profile, and every file dialog, means the same folder.
fn chosen(variable: Option<OsString>) -> io::Result<Option<PathBuf>> {
    variable.filter(|home| !home.is_empty()).map(std::path::absolute).transpose()
}

/// The folder beside the program, where somebody made one: it takes its files along on a stick.
fn portable() -> Option<PathBuf> {
    let folder = std::env::current_exe().ok()?.parent()?.join(PORTABLE);
    folder.is_dir().then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_folders_of_its_own() {
        let all = Paths::below(Path::new("/x"));
        let one = all.of_profile("lab").expect("a good name");
        assert_eq!(one.presets_file(), Path::new("/x/config/profiles/lab/presets.toml"));
        assert_ne!(one.history_file(), all.history_file());
    }

    #[test]
    fn a_chosen_folder_is_absolute_and_an_empty_name_is_none() {
        let here = std::env::current_dir().expect("a current folder");
        let home = |text: &str| chosen(Some(text.into())).expect("there is a current folder");
        assert_eq!(home("lab/one"), Some(here.join("lab/one")));
        assert_eq!(home("."), Some(here.clone()));
        assert_eq!(home(&here.display().to_string()), Some(here));
        assert_eq!((home(""), chosen(None).expect("nothing to ask")), (None, None));
    }

    #[test]
    fn a_profile_name_is_never_a_path() {
        let all = Paths::below(Path::new("/x"));
        for name in ["", "..", ".hidden", "a/b", "../x", "a\\b", "a\0", "a b", &"x".repeat(33)] {
            let error = all.of_profile(name).expect_err(name);
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{name:?}");
        }
    }
}
