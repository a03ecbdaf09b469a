//! The row in which a message is repeated: how often, how many times.

use super::extras::{feed, last_fed, verdict_ui};
use super::{ComposerView, outgoing};
use crate::app::state::Session;
use crate::language::Words;
use crate::model::{Command, Feed};
use crate::tr;
use crate::ui::widgets::take_over;
use egui::{Key, Response, TextEdit, Ui};
use std::num::NonZeroU32;
use std::time::Duration;

/// Longest pause of a repetition, in milliseconds.
const PAUSE: u64 = 3_600_000;
/// Most repetitions that can be asked for by number.
const TIMES: u32 = 1_000_000;
/// Width of a field, in points, whatever is in it.
const WIDE: f32 = 64.0;

/// What stands in the fields.
pub(super) struct Typed {
    every: String,
    times: String,
}

impl Default for Typed {
    fn default() -> Self {
        Self { every: "1000".to_owned(), times: "10".to_owned() }
    }
}

/// What is wrong in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Every,
    Times,
}

impl Typed {
    /// Pause, and times: none goes on until it is stopped.
    fn read(&self) -> Result<(Duration, Option<NonZeroU32>), Wrong> {
        let every = self.every.trim().parse().ok().filter(|ms| (1..=PAUSE).contains(ms));
        let times: Option<u32> = self.times.trim().parse().ok().filter(|times| *times <= TIMES);
        let every = every.map(Duration::from_millis).ok_or(Wrong::Every)?;
        Ok((every, NonZeroU32::new(times.ok_or(Wrong::Times)?)))
    }
}

/// Draws the row. Enter in it starts, where all is right, and stays in it.
pub(super) fn repeat_ui(
    ui: &mut Ui,
    words: &Words,
    session: &Session,
    view: &mut ComposerView,
    commands: &mut Vec<Command>,
) {
    let (mut entered, mut clicked) = (false, false);
    let made = view.outgoing();
    let free = made
        .as_ref()
        .is_ok_and(|bytes| outgoing::blocked(session, &view.own.choice, bytes.len()).is_none())
        && session.feeds.values().all(|feed| !feed.name.is_empty());
    let typed = &mut view.own.tools.repeat;
    ui.horizontal_wrapped(|ui| {
        let every = field_ui(ui, &tr!(words, "talk-repeat-every"), &mut typed.every);
        ui.label("ms");
        let times = field_ui(ui, &tr!(words, "talk-repeat-times"), &mut typed.times);
        let is_enter = ui.input(|input| input.key_pressed(Key::Enter));
        let now = typed.read();
        for (field, text, wrong) in
            [(&every, &typed.every, Wrong::Every), (&times, &typed.times, Wrong::Times)]
        {
            if field.lost_focus() && is_enter {
                entered = true;
                // What is wrong is typed again; else the keyboard stays where it is.
                let other = now.err().filter(|now| *now != wrong);
                match other {
                    Some(Wrong::Every) => take_over(&every, &typed.every),
                    Some(Wrong::Times) => take_over(&times, &typed.times),
                    None => take_over(field, text),
                }
            }
        }
        times.on_hover_text(tr!(words, "talk-repeat-endless"));
        let start = egui::Button::new(tr!(words, "talk-repeat-start"));
        clicked = ui.add_enabled(free && now.is_ok(), start).clicked();
    });
    let read = typed.read();
    let wrong = read.err().map(|wrong| match wrong {
        Wrong::Every => tr!(words, "talk-repeat-wrong-every", most = words.grouped(PAUSE)),
        Wrong::Times => tr!(words, "talk-repeat-wrong-times", most = words.grouped(TIMES.into())),
    });
    verdict_ui(ui, wrong.as_deref());
    if free
        && (entered || clicked)
        && let (Ok(made), Ok((every, times))) = (made, read)
    {
        commands.push(feed(session, view, Feed::Repeat { bytes: made.into(), every, times }));
        view.own.notice = None;
        view.own.fed = last_fed(session);
    }
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String) -> Response {
    let label = ui.label(name);
    let field = TextEdit::singleline(text).char_limit(8).desired_width(WIDE);
    ui.add(field).labelled_by(label.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_interval_becomes_another_one_by_itself() {
        let read = |every: &str, times: &str| {
            Typed { every: every.to_owned(), times: times.to_owned() }.read()
        };
        let times = NonZeroU32::new(3);
        assert_eq!(read(" 250 ", "3"), Ok((Duration::from_millis(250), times)));
        assert_eq!(read("1", "0"), Ok((Duration::from_millis(1), None)));
        for every in ["0", "", "-1", "1.5", "abc", "3600001"] {
            assert_eq!(read(every, "3"), Err(Wrong::Every), "{every}");
        }
        for times in ["", "x", "1000001"] {
            assert_eq!(read("1", times), Err(Wrong::Times), "{times}");
        }
    }
}
