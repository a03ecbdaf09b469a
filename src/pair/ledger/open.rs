//! The ledger's file: made, opened, recognised, and moved aside when it is damaged.

use super::shape::{self, VERSION};
use crate::model::pairing::PairFault;
use crate::pair::place;
use crate::private;
use rusqlite::{Connection, ErrorCode};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The file in the profile's folder.
pub(super) const FILE: &str = "ledger.sqlite";
/// How long another process, say a backup, may hold the file before a write fails.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens or makes the ledger; tells where a damaged one was moved.
pub(super) fn open(folder: &Path) -> Result<(Connection, Option<PathBuf>), PairFault> {
    private::make_folder(folder).map_err(|error| fault(folder, &error))?;
    let file = folder.join(FILE);
    match connect(&file) {
        Ok(connection) => Ok((connection, None)),
        Err(Refusal::Newer(version)) => Err(PairFault::Ledger(format!(
            "{} was written by a newer version (its tables are {version}, known are {VERSION})",
            file.display()
        ))),
        Err(Refusal::Damaged) => {
            let aside = move_aside(&file).map_err(|error| fault(&file, &error))?;
            let connection = connect(&file).map_err(|refusal| match refusal {
                Refusal::Sql(error) => error.into(),
                _ => PairFault::Ledger("a new ledger cannot be made".to_owned()),
            })?;
            Ok((connection, Some(aside)))
        }
        Err(Refusal::Sql(error)) => Err(error.into()),
        Err(Refusal::Io(error)) => Err(fault(&file, &error)),
    }
}

/// What the system said of the ledger's folder or of a file in it.
pub(super) fn fault(path: &Path, error: &io::Error) -> PairFault {
    place::fault(path, error)
        .unwrap_or_else(|| PairFault::Ledger(format!("{}: {error}", path.display())))
}

/// Why the file is not used as it is.
enum Refusal {
    Newer(i64),
    Damaged,
    Sql(rusqlite::Error),
    Io(io::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged,
            _ => Self::Sql(error),
        }
    }
}

fn connect(file: &Path) -> Result<Connection, Refusal> {
    make_file(file).map_err(Refusal::Io)?;
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > VERSION {
        return Err(Refusal::Newer(version));
    }
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Refusal::Damaged);
    }
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    shape::bring_up(&mut connection, version)?;
    Ok(connection)
}

/// Made before `SQLite` opens it: its other files get the same mode.
fn make_file(file: &Path) -> io::Result<()> {
    match private::options().create(true).append(true).open(file) {
        // `SQLite` says better what is wrong with one that is there.
        Err(_) if file.is_file() => Ok(()),
        made => made.map(drop),
    }
}

/// Gives a damaged ledger another name, its journal with it: somebody may still save what is in it.
fn move_aside(file: &Path) -> io::Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let aside = (0..u64::MAX)
        .map(|more| with_end(file, &format!(".bad-{}", now + more)))
        .find(|aside| !aside.exists())
        .unwrap_or_else(|| with_end(file, ".bad"));
    fs::rename(file, &aside)?;
    for end in ["-wal", "-shm"] {
        let part = with_end(file, end);
        if part.exists() {
            fs::rename(part, with_end(&aside, end))?;
        }
    }
    Ok(aside)
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}
