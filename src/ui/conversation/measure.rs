//! Processor time of frames over a million messages, for the benchmark: it prints, and judges nothing.

use super::fake::{Fake, Script};
use super::{ConversationView, Mode, conversation_ui};
use crate::app::state::Session;
use crate::language::{Language, Words};
use crate::model::{Endpoint, Role, SessionId, SessionSpec};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Frames before the clock starts: fonts are loaded and the place is reached.
const WARM: u32 = 20;
/// Frames that are measured.
const FRAMES: u32 = 200;
/// Messages that arrive from one frame to the next: 50,000 a second at 60 frames.
const ARRIVING: u64 = 833;

/// Writes a line for each view, at the top, in the middle and at the end, still and while 50,000
/// messages a second arrive.
///
/// # Errors
/// What cannot be written.
pub fn frame_times(out: &mut dyn Write) -> io::Result<()> {
    for mode in [Mode::Chat, Mode::Log, Mode::Hex] {
        for (name, place) in [("top", Some(0.0)), ("middle", Some(0.5)), ("end", None)] {
            let still = frames(mode, place, 0).as_micros();
            let flood = frames(mode, place, ARRIVING).as_micros();
            writeln!(out, "{mode:?} {name}: {still} µs still, {flood} µs with 50,000 msgs/s")?;
        }
    }
    Ok(())
}

fn frames(mode: Mode, place: Option<f64>, arriving: u64) -> Duration {
    let words = Words::new(Language::English);
    let Ok(endpoint) = Endpoint::parse("9999", Role::Listen) else { return Duration::ZERO };
    let session = Session::new(SessionId(1), SessionSpec::new(Role::Listen, endpoint));
    let script = Script { count: 1_000_000, ..Script::default() };
    let script = Rc::new(RefCell::new(script));
    let mut view = ConversationView::with_rows(Box::new(Fake::new(&script)));
    view.mode = mode;
    let ctx = egui::Context::default();
    crate::ui::fonts::install(&ctx);
    crate::ui::theme::install(&ctx);
    let mut spent = Duration::ZERO;
    for frame in 0..WARM + FRAMES {
        script.borrow_mut().count += arriving;
        if let Some(place) = place.filter(|_| frame == 1) {
            view.go_to_fraction(place);
        }
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1000.0, 700.0));
        let input = egui::RawInput {
            screen_rect: Some(screen),
            time: Some(f64::from(frame) / 60.0),
            ..egui::RawInput::default()
        };
        let begun = Instant::now();
        let output = ctx.run_ui(input, |ui| {
            conversation_ui(ui, &words, &session, &mut view);
        });
        if frame >= WARM {
            spent += begun.elapsed();
        }
        output.drop_without_applying_deltas();
    }
    spent / FRAMES
}
