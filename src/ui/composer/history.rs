//! What was sent before, walked with Up and Down.

/// Lines that are kept in memory.
const KEPT: usize = 1_000;

/// Where in the history the composer stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Walk {
    /// The line that is shown, if one is.
    at: Option<usize>,
    /// What was typed before the walk began.
    draft: String,
}

impl Walk {
    /// Whether a line of the history is shown.
    pub(super) fn is_walking(&self) -> bool {
        self.at.is_some()
    }

    /// One line older.
    pub(super) fn up(&mut self, lines: &[String], text: &str) -> Option<String> {
        let at = match self.at {
            None => {
                text.clone_into(&mut self.draft);
                lines.len().checked_sub(1)?
            }
            Some(at) => at.min(lines.len()).checked_sub(1)?,
        };
        self.at = Some(at);
        lines.get(at).cloned()
    }

    /// One line newer; behind the newest comes what was being typed.
    pub(super) fn down(&mut self, lines: &[String]) -> Option<String> {
        let at = self.at? + 1;
        if let Some(line) = lines.get(at) {
            self.at = Some(at);
            return Some(line.clone());
        }
        self.at = None;
        Some(std::mem::take(&mut self.draft))
    }

    /// Ends the walk: the text was changed or sent.
    pub(super) fn stop(&mut self) {
        self.at = None;
    }
}

/// Puts a line behind the others; the same line twice in a row is kept once.
pub(super) fn push(lines: &mut Vec<String>, line: &str) {
    if line.is_empty() || lines.last().is_some_and(|last| last == line) {
        return;
    }
    lines.push(line.to_owned());
    if lines.len() > KEPT {
        lines.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_and_down_lead_back_to_what_was_being_typed() {
        let mut lines = Vec::new();
        for line in ["one", "two", "two", ""] {
            push(&mut lines, line);
        }
        assert_eq!(lines, ["one", "two"]);
        let mut walk = Walk::default();
        assert_eq!(walk.up(&lines, "draft").as_deref(), Some("two"));
        assert_eq!(walk.up(&lines, "two").as_deref(), Some("one"));
        assert_eq!(walk.up(&lines, "one"), None, "there is nothing older");
        assert_eq!(walk.down(&lines).as_deref(), Some("two"));
        assert_eq!(walk.down(&lines).as_deref(), Some("draft"));
        assert_eq!(walk.down(&lines), None);
    }
}
