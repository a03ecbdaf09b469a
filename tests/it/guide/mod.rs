//! What the guide and the README's recipes say, held to the program.

mod page;

use crate::support::{Program, Room};
use page::{Block, Page};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Every function, constant and method that the tutorial names.
const NAMED: &[&str] = &[
    "socket",
    "AF_UNIX",
    "AF_INET",
    "SOCK_STREAM",
    "SOCK_DGRAM",
    "bind",
    "listen",
    "accept",
    "connect",
    "connect_ex",
    "recv",
    "send",
    "sendall",
    "close",
    "gethostname",
    "start_new_thread",
    "currentThread",
    "enumerate",
    "activeCount",
    "run",
    "start",
    "join",
    "isAlive",
    "getName",
    "setName",
];

/// A language, and what a listener says in it when it is ready.
const LANGUAGES: [(&str, &str); 2] = [("en", "Listening on "), ("zh-CN", "正在监听 ")];

fn guide(language: &str) -> Page {
    Page::read(&format!("assets/guide/{language}.md"))
}

#[test]
fn both_guides_have_the_same_parts() {
    let [english, chinese] = LANGUAGES.map(|(language, _)| guide(language));
    assert!(english.headings.len() > 20, "a heading for each function");
    assert_eq!(english.levels(), chinese.levels(), "the headings");
    assert_eq!(english.commands(), chinese.commands(), "the commands");
    assert_eq!(english.links.len(), chinese.links.len(), "links and pictures");
}

#[test]
fn the_reference_has_the_tables_of_the_modules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect(path);
    let reference = read("assets/guide/reference.md");
    for module in ["src/cli/json.rs", "src/cli/pair/told.rs", "src/cli/pair/heard.rs"] {
        let text = read(module);
        let rows: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("//! |")).collect();
        assert!(rows.len() > 10, "{module} has a table");
        for row in rows {
            assert!(reference.contains(&format!("\n|{row}\n")), "{module}: |{row}");
        }
    }
}

#[test]
fn every_name_of_the_tutorial_is_explained() {
    for (language, _) in LANGUAGES {
        let text = guide(language).text;
        let missing =
            |name: &&&str| !Regex::new(&format!(r"\b{name}\b")).expect("a pattern").is_match(&text);
        let missing: Vec<_> = NAMED.iter().filter(missing).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}

#[test]
fn every_function_of_the_tutorial_is_seen_in_the_window() {
    // Those are no calls of the system: the guide says in which ones they are seen.
    const MADE_OF_OTHERS: [&str; 3] = ["connect_ex", "sendall", "gethostname"];
    let read = |path: &str| std::fs::read_to_string(here().join(path)).expect(path);
    let calls = read("src/model/call.rs");
    let legend = read("src/ui/inspector/threads.rs");
    let (_, legend) = legend.split_once("const LEGEND").expect("the legend");
    let (legend, _) = legend.split_once("];\n\n").expect("its end");
    let functions = NAMED
        .iter()
        .filter(|name| !name.contains(char::is_uppercase) || name.contains(char::is_lowercase));
    let unseen = |name: &&&str| {
        let in_legend = Regex::new(&format!(r"\b{name}\(")).expect("a pattern");
        let is_call = calls.contains(&format!("=> \"{name}\""));
        !(is_call || in_legend.is_match(legend) || MADE_OF_OTHERS.contains(name))
    };
    let unseen: Vec<_> = functions.filter(unseen).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn bold_words_stand_in_the_window() {
    for (language, _) in LANGUAGES {
        let shown = shown(language);
        let page = guide(language);
        assert!(page.bold.len() > 30, "the words that are to be looked for");
        let unknown: BTreeSet<_> =
            page.bold.iter().filter(|word| !shown.iter().any(|text| text.is_match(word))).collect();
        assert!(unknown.is_empty(), "{language}: {unknown:?}");
    }
}

/// The texts of a language as patterns: what is filled in may be anything.
fn shown(language: &str) -> Vec<Regex> {
    let folder = here().join("assets/languages").join(language);
    let files =
        std::fs::read_dir(folder).expect("the texts").map(|file| file.expect("a file").path());
    let text: String =
        files.map(|file| std::fs::read_to_string(file).expect("UTF-8") + "\n").collect();
    let said =
        Regex::new(r"(?m)^(?:[a-z][\w-]* =|\s+\*?\[\w+\]) *(.*\p{L}.*)$").expect("a pattern");
    let filled = Regex::new(r"\\\{.*?\\\}").expect("a pattern");
    let pattern = |text: &str| {
        let anything = filled.replace_all(&regex::escape(text), ".+").into_owned();
        // What is nothing but filled in says nothing of a word.
        anything
            .replace(".+", "")
            .chars()
            .any(char::is_alphabetic)
            .then(|| Regex::new(&format!("^{anything}$")).expect("an escaped text"))
    };
    said.captures_iter(&text).filter_map(|found| pattern(found[1].trim())).collect()
}

#[test]
fn what_is_linked_is_there() {
    for page in
        ["assets/guide/en.md", "assets/guide/zh-CN.md", "assets/guide/reference.md", "README.md"]
    {
        let folder = here().join(page).parent().expect("a folder").to_owned();
        let Page { links, .. } = Page::read(page);
        let gone = |link: &&String| {
            !link.contains("://")
                && !folder.join(link.split('#').next().unwrap_or_default()).exists()
        };
        let gone: Vec<_> = links.iter().filter(gone).collect();
        assert!(gone.is_empty(), "{page}: {gone:?}");
    }
}

#[test]
fn the_commands_of_the_english_guide_do_what_it_says() {
    try_out(&guide("en"), LANGUAGES[0]);
}

#[test]
fn the_commands_of_the_chinese_guide_do_what_it_says() {
    try_out(&guide("zh-CN"), LANGUAGES[1]);
}

#[test]
fn the_recipes_of_the_readme_do_what_they_say() {
    let readme = Page::read("README.md");
    let recipes = readme.under("Recipes");
    assert!(recipes.commands().len() > 5, "recipes with commands");
    try_out(&recipes, LANGUAGES[0]);
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the commands of each heading side by side, each block in a terminal of its own.
#[track_caller]
fn try_out(page: &Page, language: (&str, &str)) {
    for (heading, blocks) in page.sections() {
        let mut stage = Stage::new(language);
        for block in blocks {
            match block {
                Block::Ours(commands) => stage.run(heading, commands),
                Block::Shown(lines) => stage.shows(heading, lines),
                Block::Theirs => {}
            }
        }
        stage.end();
    }
}

/// The terminals of one heading, in a network of their own.
struct Stage {
    room: Room,
    folder: TempDir,
    language: (&'static str, &'static str),
    servers: Vec<Program>,
    last: Option<Program>,
}

impl Stage {
    fn new(language: (&str, &str)) -> Self {
        let language = LANGUAGES.into_iter().find(|known| *known == language).expect("one of them");
        let folder = TempDir::new().expect("a folder");
        Self { room: Room::new(), folder, language, servers: Vec::new(), last: None }
    }

    /// Runs a block and waits until its server listens, or all of it has ended as it says.
    #[track_caller]
    fn run(&mut self, heading: &str, commands: &str) {
        self.servers.extend(self.last.take());
        let ends = Regex::new(r"# ends with (\d+)").expect("a pattern");
        let code = ends.captures(commands).map(|found| found[1].parse().expect("a number"));
        let stays = ["jackfield listen", "jackfield preset run"];
        let is_server = stays.iter().any(|stays| commands.starts_with(stays)) && code.is_none();
        // So that a signal meets the program and not the shell.
        let exec = if is_server { "exec " } else { "" };
        let mut program = self.shell(&format!("exec 2>&1\n{exec}{commands}"));
        if is_server {
            program.expect_out(self.language.1);
            self.last = Some(program);
            return;
        }
        let status = program.exit();
        let said = String::from_utf8_lossy(&program.all()).into_owned();
        assert_eq!(status.code(), Some(code.unwrap_or(0)), "{heading}: {commands}\n{said}");
        self.last = Some(program);
    }

    fn shell(&self, script: &str) -> Program {
        let ours = PathBuf::from(env!("CARGO_BIN_EXE_jackfield"));
        let path = std::env::var("PATH").expect("a path");
        let path = format!("{}:{path}", ours.parent().expect("a folder").display());
        let mut command = self.room.command("sh");
        command.args(["-ec", script]).current_dir(self.folder.path()).env("PATH", path);
        command.env("JACKFIELD_HOME", self.folder.path().join("home"));
        command.env("JACKFIELD_LANG", self.language.0);
        Program::start(command)
    }

    /// What the last block said holds these lines, whatever their numbers.
    #[track_caller]
    fn shows(&self, heading: &str, lines: &str) {
        let last =
            self.last.as_ref().unwrap_or_else(|| panic!("{heading}: a text without commands"));
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            last.expect_out(&pattern(line));
        }
    }

    /// Ends what still runs, as Ctrl+C does.
    #[track_caller]
    fn end(mut self) {
        self.servers.extend(self.last.take());
        for mut program in self.servers {
            // Most have ended already, as `run` saw; servers run until now.
            if !program.has_ended() {
                program.interrupt();
            }
        }
    }
}

/// A number with its unit of time, if it has one. In Chinese the next word follows at once.
const NUMBER: &str = r"\d+(?:\.\d+)*(?: ?(?:(?:µs|ms|s)\b|微秒|毫秒|秒))?";

/// A line with any numbers, units of time and widths of columns.
fn pattern(line: &str) -> String {
    let number = Regex::new(NUMBER).expect("a pattern");
    let spaces = Regex::new(" +").expect("a pattern");
    let words = number.split(line).map(regex::escape);
    let words = words.map(|text| spaces.replace_all(&text, r"\s+").into_owned());
    words.collect::<Vec<_>>().join(NUMBER)
}

#[test]
fn a_shown_line_fits_with_other_numbers_only() {
    let fits =
        |shown: &str, said: &str| Regex::new(&pattern(shown)).expect("a pattern").is_match(said);
    let shown = "a (pid 12) after 0.2 ms";
    assert!(fits(shown, "a (pid 4121)  after 86 µs") && fits(shown, "a (pid 1) after 1 s"));
    assert!(!fits(shown, "b (pid 12) after 0.2 ms") && !fits(shown, "a (pid ) after 0.2 ms"));
    let shown = "（0.1 毫秒后被拒绝）";
    assert!(fits(shown, "（93 微秒后被拒绝）") && fits(shown, "（2 秒后被拒绝）"));
    assert!(!fits(shown, "（后被拒绝）") && !fits(shown, "（93 微秒前被拒绝）"));
}
