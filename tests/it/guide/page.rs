//! A page of Markdown: its headings, commands, shown texts, words in bold and links.

use regex::Regex;
use std::path::Path;

/// What is read from a page.
pub(super) struct Page {
    pub(super) text: String,
    /// How deep each heading is, its words, and what stands under it.
    pub(super) headings: Vec<(usize, String, Vec<Block>)>,
    pub(super) bold: Vec<String>,
    pub(super) links: Vec<String>,
}

/// A fenced block.
pub(super) enum Block {
    /// Commands of ours: `sh`.
    Ours(String),
    /// What somebody else's program does, or what nobody can try here: anything else.
    Theirs,
    /// What the commands before it say: `text`.
    Shown(String),
}

impl Page {
    /// Reads a file of the project.
    pub(super) fn read(path: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::new(text)
    }

    fn new(text: String) -> Self {
        let mut page = Self { text, headings: Vec::new(), bold: Vec::new(), links: Vec::new() };
        let bold = Regex::new(r"\*\*([^*]+)\*\*").expect("a pattern");
        let link = Regex::new(r"\]\(([^)]+)\)").expect("a pattern");
        let mut prose = String::new();
        let mut lines = page.text.lines();
        while let Some(line) = lines.next() {
            if let Some(kind) = line.strip_prefix("```") {
                let inside: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
                let inside = inside.join("\n");
                let block = match kind {
                    "sh" => Block::Ours(inside),
                    "text" => Block::Shown(inside),
                    _ => Block::Theirs,
                };
                let heading = page.headings.last_mut().expect("a heading before the first block");
                heading.2.push(block);
            } else if let Some((marks, words)) = line.split_once("# ")
                && marks.chars().all(|mark| mark == '#')
            {
                page.headings.push((marks.len() + 1, words.to_owned(), Vec::new()));
            } else {
                prose.push_str(line);
                prose.push('\n');
            }
        }
        let first = |found: regex::Captures<'_>| found[1].replace('\n', " ");
        page.bold = bold.captures_iter(&prose).map(first).collect();
        page.links = link.captures_iter(&prose).map(first).collect();
        page
    }

    /// How deep its headings are.
    pub(super) fn levels(&self) -> Vec<usize> {
        self.headings.iter().map(|(level, ..)| *level).collect()
    }

    /// Its blocks, with the heading each stands under.
    pub(super) fn sections(&self) -> impl Iterator<Item = (&str, &[Block])> {
        self.headings.iter().map(|(_, words, blocks)| (words.as_str(), blocks.as_slice()))
    }

    /// The commands of ours, in their order.
    pub(super) fn commands(&self) -> Vec<&str> {
        let blocks = self.sections().flat_map(|(_, blocks)| blocks);
        let ours = blocks.filter_map(|block| match block {
            Block::Ours(commands) => Some(commands.as_str()),
            Block::Shown(_) | Block::Theirs => None,
        });
        ours.collect()
    }

    /// The part under a heading, with the headings below it.
    pub(super) fn under(mut self, words: &str) -> Self {
        let at = self.headings.iter().position(|(_, heading, _)| heading == words);
        let at = at.unwrap_or_else(|| panic!("there is no heading {words:?}"));
        let depth = self.headings[at].0;
        let below = self.headings[at + 1..].iter().take_while(|(level, ..)| *level > depth).count();
        self.headings = self.headings.drain(at..=at + below).collect();
        self
    }
}
