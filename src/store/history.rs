//! What was sent before, a line each, appended as it is sent.

use super::{StoreNotice, atomic, safe};
use crate::codec::{escape, read_input};
use crate::model::InputFormat;
use crate::private;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Lines that are kept.
const LINES: usize = 1_000;
/// Longest line that is kept, in bytes. A longer one was pasted from a file, and is there.
const LINE: usize = 16 * 1024;
/// Largest file that is read, in bytes: twice the lines, each with every byte escaped to four.
const FILE: u64 = 2 * 4 * (LINES as u64) * (LINE as u64);

/// What was sent before, newest last: survives restarts.
///
/// A line is on its way to the disk when [`History::push`] returns. Each stands in the file escaped,
/// so a line feed in it is no end of it.
#[derive(Debug)]
pub struct History {
    path: PathBuf,
    lines: Vec<String>,
    /// Lines at the end that are not in the file yet.
    unsaved: usize,
    /// The file is to be written anew: it is too long, or its last line is torn.
    is_untidy: bool,
    skipped: u64,
}

impl History {
    /// Reads the file. A line that cannot be read is left out, and the others are there.
    #[must_use]
    pub fn load(file: &Path) -> Self {
        atomic::remove_orphans(file);
        let mut history = Self {
            path: file.to_owned(),
            lines: Vec::new(),
            unsaved: 0,
            is_untidy: false,
            skipped: 0,
        };
        let text = match safe::read(file, FILE) {
            Ok(text) => text.unwrap_or_default(),
            Err(notice) => {
                // Something that is no history of ours stands there: it goes aside at the next save.
                log::warn!("no history: {notice:?}");
                if matches!(notice, StoreNotice::TooLarge { .. }) {
                    safe::move_aside(file, "bad");
                }
                return history;
            }
        };
        history.is_untidy = text.last().is_some_and(|last| *last != b'\n');
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match std::str::from_utf8(line).ok().and_then(unescaped) {
                Some(line) => history.lines.push(line),
                None => history.is_untidy = true,
            }
        }
        history.is_untidy |= history.lines.len() > LINES;
        history.forget_oldest();
        history
    }

    /// Adds a line and appends it to the file. An empty line, the same as the one before, and one of
    /// over 16 KiB are not kept.
    pub fn push(&mut self, line: &str) {
        if line.len() > LINE {
            self.skipped += 1;
            return;
        }
        if line.is_empty() || self.lines.last().is_some_and(|last| last == line) {
            return;
        }
        self.lines.push(line.to_owned());
        self.unsaved += 1;
        self.forget_oldest();
        if let Err(notice) = self.save() {
            // It stays among the unsaved ones, and goes with the next line or at the end.
            log::warn!("history not saved: {notice:?}");
        }
    }

    /// All of them, the oldest first.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Lines that were too long to be kept.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Forgets everything, on the disk too.
    ///
    /// # Errors
    /// Says what stands in the way.
    pub fn clear(&mut self) -> Result<(), StoreNotice> {
        self.lines.clear();
        self.unsaved = 0;
        self.is_untidy = true;
        self.save()
    }

    /// Writes what could not be written before.
    ///
    /// # Errors
    /// Says what stands in the way. The lines stay in memory and can be saved again.
    pub fn save(&mut self) -> Result<(), StoreNotice> {
        if self.is_untidy {
            safe::write(&self.path, file_text(&self.lines).as_bytes())?;
            self.is_untidy = false;
        } else if self.unsaved > 0 {
            let start = self.lines.len().saturating_sub(self.unsaved);
            let text = file_text(self.lines.get(start..).unwrap_or_default());
            if let Err(error) = append(&self.path, text.as_bytes()) {
                // A part may have been written.
                self.is_untidy = true;
                return Err(safe::not_written(&self.path, &error));
            }
        }
        self.unsaved = 0;
        Ok(())
    }

    fn forget_oldest(&mut self) {
        let excess = self.lines.len().saturating_sub(LINES);
        self.lines.drain(..excess);
        self.unsaved = self.unsaved.min(self.lines.len());
    }
}

fn unescaped(line: &str) -> Option<String> {
    let bytes = read_input(InputFormat::Escapes, line).ok()?;
    String::from_utf8(bytes).ok().filter(|line| line.len() <= LINE)
}

fn file_text(lines: &[String]) -> String {
    lines.iter().map(|line| escape(line.as_bytes()) + "\n").collect()
}

fn append(path: &Path, text: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        private::make_folder(folder)?;
    }
    private::options().append(true).create(true).open(path)?.write_all(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state/history");
        (folder, file)
    }

    #[test]
    fn each_line_is_on_the_disk_as_soon_as_it_was_sent() {
        let (_folder, file) = place();
        let mut history = History::load(&file);
        let sent = ["hello", "two\nlines\\", "欢迎 \u{202e}", "hello"];
        for (count, line) in sent.iter().enumerate() {
            history.push(line);
            assert_eq!(History::load(&file).lines(), &sent[..=count]);
        }
        history.push("hello");
        history.push("");
        assert_eq!(history.lines(), sent);
    }

    #[test]
    fn a_torn_or_strange_line_spoils_no_other() {
        let (_folder, file) = place();
        History::load(&file).push("good");
        let mut text = fs::read(&file).expect("a file");
        text.extend(b"\xff\n\\q\nalso good\nto");
        fs::write(&file, &text).expect("written");
        let mut history = History::load(&file);
        assert_eq!(history.lines(), ["good", "also good", "to"]);
        history.push("next");
        assert_eq!(fs::read_to_string(&file).expect("a file"), "good\nalso good\nto\nnext\n");
    }

    #[test]
    fn the_number_and_length_of_lines_are_bounded() {
        let (_folder, file) = place();
        let lines: Vec<String> = (0..LINES + 10).map(|number| number.to_string()).collect();
        let text = lines.join("\n");
        atomic::write(&file, text.as_bytes()).expect("written");
        let mut history = History::load(&file);
        assert_eq!((history.lines().len(), history.lines()[0].as_str()), (LINES, "10"));
        history.push(&"x".repeat(LINE + 1));
        assert_eq!((history.skipped(), history.lines().len()), (1, LINES));
        history.push(&"x".repeat(LINE));
        assert_eq!((history.lines().len(), history.lines()[0].as_str()), (LINES, "11"));
    }

    #[test]
    fn what_cannot_be_saved_is_saved_later() {
        let (folder, file) = place();
        let mut history = History::load(&file);
        // A file in the place of the folder.
        fs::write(folder.path().join("state"), b"").expect("written");
        history.push("kept");
        assert!(history.save().is_err());
        assert_eq!(history.lines(), ["kept"]);
        fs::remove_file(folder.path().join("state")).expect("there");
        history.save().expect("saved");
        assert_eq!(History::load(&file).lines(), ["kept"]);
        history.clear().expect("cleared");
        assert_eq!(History::load(&file).lines().len(), 0);
    }
}
