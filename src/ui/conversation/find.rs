//! The find bar: plain text, hexadecimal digits or a regular expression, a slice of time a frame.

use super::rows::Rows;
use crate::language::Words;
use crate::model::{InputFormat, SegmentKind};
use crate::record::Position;
use crate::tr;
use crate::ui::theme::palette;
use crate::ui::widgets::option;
use egui::{Key, Modifiers, RichText, TextEdit, Ui};
use regex::bytes::{Regex, RegexBuilder};
use std::time::{Duration, Instant};

/// Time a frame may spend on searching: the window stays at its frame rate.
const SLICE: Duration = Duration::from_millis(3);
/// Hits that are kept; a search that finds more says so.
const HITS: usize = 10_000;
/// Bytes of one message that are searched: as many as a message has at most, unless it never left.
const DEPTH: usize = crate::model::limits::MESSAGE as usize;

/// Least and largest width of the field, in points.
const FIELD: (f32, f32) = (160.0, 420.0);
/// Width of what stands behind the field on the same line in the longest of our languages, in points.
const BESIDE: f32 = 450.0;

/// How what is typed is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// As text, upper and lower case alike.
    #[default]
    Plain,
    /// As hexadecimal digits.
    Hex,
    /// As a regular expression.
    Regex,
}

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) position: Position,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The find bar and how far its search has come.
#[derive(Default)]
pub struct Find {
    /// Whether the bar is there. Ctrl+F sets it.
    pub open: bool,
    text: String,
    kind: Kind,
    error: Option<String>,
    pattern: Option<Regex>,
    pub(super) hits: Vec<Hit>,
    pub(super) current: usize,
    /// The last message that was searched.
    reached: Option<Position>,
    /// Everything there is was searched.
    done: bool,
    full: bool,
    was_open: bool,
    /// Something else is searched for, and nothing of it was shown yet.
    fresh: bool,
}

impl Find {
    /// The hit that is shown as the current one.
    pub(super) fn hit(&self) -> Option<Hit> {
        self.hits.get(self.current).copied().filter(|_| self.open)
    }

    /// The hits in one message.
    pub(super) fn hits_in(&self, position: Position) -> impl Iterator<Item = (usize, &Hit)> {
        let hits: &[Hit] = if self.open { &self.hits } else { &[] };
        let from = hits.partition_point(|hit| hit.position < position);
        let rest = hits.iter().enumerate().skip(from);
        rest.take_while(move |(_, hit)| hit.position == position).take(64)
    }

    /// Begins anew: the conversation was cut another way.
    pub(super) fn restart(&mut self) {
        (self.reached, self.done, self.full, self.current) = (None, false, false, 0);
        self.hits.clear();
    }

    fn compile(&mut self, words: &Words) {
        self.restart();
        self.fresh = true;
        (self.pattern, self.error) = (None, None);
        if self.text.is_empty() {
            return;
        }
        let pattern = match self.kind {
            Kind::Plain => Ok(regex::escape(&self.text)),
            Kind::Regex => Ok(self.text.clone()),
            Kind::Hex => crate::codec::read_input(InputFormat::Hex, &self.text)
                .map(|bytes| {
                    bytes.iter().fold(String::new(), |text, b| text + &format!("\\x{b:02x}"))
                })
                .map_err(|error| words.input_error(&error)),
        };
        let built = pattern.and_then(|pattern: String| {
            RegexBuilder::new(&pattern)
                .case_insensitive(self.kind == Kind::Plain)
                .unicode(self.kind != Kind::Hex)
                .size_limit(1 << 20)
                .build()
                .map_err(|error| {
                    let why = error.to_string();
                    let last = why.lines().last().unwrap_or_default();
                    let what = last.trim_start_matches("error: ").to_owned();
                    tr!(words, "talk-find-bad-regex", why = what)
                })
        });
        match built {
            Ok(pattern) => self.pattern = Some(pattern),
            Err(error) => self.error = Some(error),
        }
    }

    /// Searches on, for a slice of time. True while there is more.
    pub(super) fn step(&mut self, rows: &mut dyn Rows) -> bool {
        let Some(pattern) = self.pattern.clone().filter(|_| self.open && !self.full) else {
            return false;
        };
        let begun = Instant::now();
        while begun.elapsed() < SLICE {
            let next = match self.reached {
                Some(reached) => rows.next(reached),
                None => rows.first(),
            };
            let Some(position) = next else {
                self.done = true;
                return false;
            };
            self.done = false;
            self.reached = Some(position);
            let Some(message) = rows.message(position, DEPTH) else { continue };
            if message.kind == SegmentKind::Note {
                continue;
            }
            for found in pattern.find_iter(&message.bytes).filter(|found| !found.is_empty()) {
                if self.hits.len() >= HITS {
                    self.full = true;
                    return false;
                }
                self.hits.push(Hit { position, start: found.start(), end: found.end() });
            }
        }
        true
    }

    fn go(&mut self, back: bool) {
        if let Some(last) = self.hits.len().checked_sub(1) {
            self.current = match (back, self.current) {
                (true, 0) => last,
                (true, at) => at - 1,
                (false, at) if at >= last => 0,
                (false, at) => at + 1,
            };
        }
    }

    fn count(&self, words: &Words) -> String {
        let more = if self.full || !self.done { "+" } else { "" };
        match self.hits.len() {
            _ if self.text.is_empty() => String::new(),
            0 if !self.done => tr!(words, "talk-find-searching"),
            0 => tr!(words, "talk-find-none"),
            n => format!("{}/{n}{more}", self.current + 1),
        }
    }
}

/// Width of the field: what is left beside the rest, or else the whole line, where that is too
/// little for what people look for.
fn field_width(room: f32) -> f32 {
    let (least, most) = FIELD;
    let left = room - BESIDE;
    if left >= least {
        left.min(most)
    } else {
        (room - 2.0 * crate::ui::theme::size::PAD).clamp(84.0, most)
    }
}

/// Draws the bar. Says whether the current hit is another one now.
pub(super) fn find_ui(ui: &mut Ui, words: &Words, find: &mut Find) -> bool {
    if !find.open {
        find.was_open = false;
        return false;
    }
    let mut moved = false;
    super::toolbar::strip(ui, |ui| {
        crate::ui::widgets::part(ui, egui::Role::Search, &tr!(words, "talk-find"));
        let label = ui.label(tr!(words, "talk-find"));
        let wide = field_width(ui.available_width());
        let field = TextEdit::singleline(&mut find.text)
            .desired_width(wide)
            .char_limit(1000)
            .hint_text(tr!(words, "talk-find-hint"));
        let field = ui.add(field).labelled_by(label.id);
        if !find.was_open {
            field.request_focus();
            find.was_open = true;
        }
        let mut changed = field.changed();
        for (kind, key) in [
            (Kind::Plain, "talk-find-plain"),
            (Kind::Hex, "talk-find-hex"),
            (Kind::Regex, "talk-find-regex"),
        ] {
            changed |= option(ui, &mut find.kind, kind, words.say(key)).changed();
        }
        if changed {
            find.compile(words);
        }
        if field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
            let back = ui.input(|i| i.modifiers.shift);
            // The first hit is shown by itself, as soon as there is one.
            if !find.fresh {
                find.go(back);
                moved = true;
            }
            field.request_focus();
        }
        // Between two characters of Chinese a line may break: not in these few.
        ui.add(egui::Label::new(find.count(words)).extend());
        for (back, sign, key) in [(true, "⬆", "talk-find-previous"), (false, "⬇", "talk-find-next")]
        {
            let name = words.say(key);
            if named_button(ui, sign, &name).clicked() {
                find.go(back);
                moved = true;
            }
        }
        let close = named_button(ui, "✖", &tr!(words, "talk-close"));
        if close.clicked() || ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            find.open = false;
        }
        if let Some(error) = &find.error {
            ui.label(RichText::new(error).color(palette(ui).bad));
        }
    });
    if find.fresh && !find.hits.is_empty() {
        find.fresh = false;
        moved = true;
    }
    moved
}

/// A button with a sign for eyes and a name for everybody else.
pub(super) fn named_button(ui: &mut Ui, sign: &str, name: &str) -> egui::Response {
    let response = ui.add(egui::Button::new(sign)).on_hover_text(name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
    response
}
