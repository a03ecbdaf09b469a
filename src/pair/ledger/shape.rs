//! The tables of the ledger, and the steps from those of each earlier version.

use rusqlite::{Connection, Result, Transaction, params};

/// Each step brings the tables from the version that is its place in the list, from 0 on, to the
/// next one. A step that was released is never changed: a change of the tables is a new step.
const STEPS: [fn(&Transaction<'_>) -> Result<()>; 3] = [talk, files, held];

/// The shape of the tables: how many steps were taken.
#[expect(clippy::cast_possible_wrap, reason = "a handful")]
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// `log` is the name of the log that the item is in: ours where `mine`. A contact's `said`, `stored`,
/// `heard` are numbers in the two current logs; `heard_id` is the item with the number `heard`.
const TALK: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE contact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    claimed TEXT NOT NULL,
    verified INTEGER NOT NULL,
    paired_at INTEGER NOT NULL,
    last_seen INTEGER,
    addresses TEXT NOT NULL,
    revoked_at INTEGER,
    protocol INTEGER NOT NULL DEFAULT 0,
    log BLOB NOT NULL,
    said INTEGER NOT NULL DEFAULT 0,
    stored INTEGER NOT NULL DEFAULT 0,
    their_log BLOB NOT NULL DEFAULT x'00000000000000000000000000000000',
    heard INTEGER NOT NULL DEFAULT 0,
    heard_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000'
) STRICT;
CREATE TABLE item (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    contact INTEGER NOT NULL REFERENCES contact (id),
    mine INTEGER NOT NULL,
    log BLOB NOT NULL,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    returned INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL,
    said BLOB NOT NULL,
    UNIQUE (contact, id),
    UNIQUE (contact, mine, log, seq)
) STRICT;
CREATE INDEX item_of_contact ON item (contact, position);
";

/// `source` is where a file of ours is; `home` the name of the contact's folder when theirs was
/// offered, `place` another folder that the person chose; `target` its name there, written before
/// the file gets it; `parts` whether there may be something of it that is not whole; `touched` when something of it was changed last.
const FILES: &str = "
CREATE TABLE IF NOT EXISTS transfer (
    contact INTEGER NOT NULL REFERENCES contact (id),
    id BLOB NOT NULL,
    mine INTEGER NOT NULL,
    name TEXT NOT NULL,
    renamed INTEGER NOT NULL,
    folder INTEGER NOT NULL,
    files INTEGER NOT NULL,
    size INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    source TEXT,
    home TEXT,
    place TEXT,
    target TEXT,
    parts INTEGER NOT NULL DEFAULT 0,
    touched INTEGER NOT NULL,
    PRIMARY KEY (contact, id)
) STRICT;
CREATE TABLE IF NOT EXISTS transfer_entry (
    contact INTEGER NOT NULL,
    id BLOB NOT NULL,
    entry INTEGER NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    changed INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (contact, id, entry),
    FOREIGN KEY (contact, id) REFERENCES transfer (contact, id)
) STRICT, WITHOUT ROWID;
";

/// Columns that the table of transfers got before it had a version.
const LATER: [(&str, &str); 3] = [
    ("home", "TEXT"),
    ("parts", "INTEGER NOT NULL DEFAULT 0"),
    ("touched", "INTEGER NOT NULL DEFAULT 0"),
];

/// Takes all steps that are missing, as one commit.
pub(super) fn bring_up(connection: &mut Connection, version: i64) -> Result<()> {
    let taken = usize::try_from(version).unwrap_or(0);
    if taken >= STEPS.len() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for step in &STEPS[taken..] {
        step(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

fn talk(sql: &Transaction<'_>) -> Result<()> {
    sql.execute_batch(TALK)
}

/// Builds of version 1 made these tables too, when they first needed them.
fn files(sql: &Transaction<'_>) -> Result<()> {
    sql.execute_batch(FILES)?;
    for (column, kind) in LATER {
        let count = "SELECT count(*) FROM pragma_table_info('transfer') WHERE name = ?1";
        let is_there: bool = sql.query_row(count, params![column], |row| row.get(0))?;
        if !is_there {
            sql.execute_batch(&format!("ALTER TABLE transfer ADD COLUMN {column} {kind}"))?;
        }
    }
    Ok(())
}

/// `held` is whether the sender of a file of theirs has paused it.
fn held(sql: &Transaction<'_>) -> Result<()> {
    sql.execute_batch("ALTER TABLE transfer ADD COLUMN held INTEGER NOT NULL DEFAULT 0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pairing::{Transfer, TransferState};
    use crate::pair::ledger::Ledger;
    use crate::pair::ledger::open::FILE;

    fn columns(sql: &Connection) -> Result<Vec<String>> {
        let all = "SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_schema m
             JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1";
        sql.prepare(all)?.query_map([], |row| row.get(0))?.collect()
    }

    #[test]
    fn a_ledger_of_each_version_gets_the_tables_of_today() {
        let fresh = Ledger::open(tempfile::tempdir().expect("a folder").path()).expect("opened");
        let today = fresh.with(columns).expect("read");
        assert!(today.contains(&"transfer.parts INTEGER".to_owned()), "{today:?}");
        let earlier = FILES
            .replace("    home TEXT,\n", "")
            .replace("    parts INTEGER NOT NULL DEFAULT 0,\n", "")
            .replace("    touched INTEGER NOT NULL,\n", "");
        let row = |column: &str, value: &str| {
            format!(
                "INSERT INTO contact (key, name, claimed, verified, paired_at, addresses, log)
                     VALUES (x'07', 'Mia', 'Mia', 1, 5, '', x'01');
                 INSERT INTO transfer
                     (contact, id, mine, name, renamed, folder, files, size, state{column})
                     VALUES (1, x'01010101010101010101010101010101', 0, 'a', 0, 0, 1, 5,
                         '\"moving\"'{value})"
            )
        };
        for (version, tables) in [
            (0, String::new()),
            (1, TALK.to_owned()),
            (1, format!("{TALK}{earlier}{}", row("", ""))),
            (1, format!("{TALK}{FILES}")),
            (2, format!("{TALK}{FILES}")),
            (2, format!("{TALK}{FILES}{}", row(", touched", ", 7"))),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let old = Connection::open(folder.path().join(FILE)).expect("made");
            old.execute_batch(&tables).expect("filled");
            old.pragma_update(None, "user_version", version).expect("set");
            drop(old);
            let ledger = Ledger::open(folder.path()).expect("opened");
            assert_eq!(ledger.moved_aside(), None, "{version}");
            assert_eq!(ledger.with(columns).expect("read"), today, "{version}");
            let is: i64 = ledger
                .with(|sql| sql.query_row("PRAGMA user_version", [], |row| row.get(0)))
                .expect("read");
            assert_eq!(is, VERSION);
            let kept = crate::pair::files::store::transfers(&ledger).expect("read");
            assert_eq!(kept.len(), usize::from(tables.contains("INSERT")), "{version}");
            let moves = |transfer: &Transfer| transfer.state == TransferState::Moving;
            assert!(kept.iter().all(moves), "{version}: nobody has paused it");
        }
    }
}
