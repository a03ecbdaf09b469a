//! What a frame of the conversation costs, over a million messages, while 50,000 a second arrive.

use super::measure::{Outcome, Plan};
use super::table::{Figure, Unit};
use egui::{Context, RawInput, Rect, vec2};
use jackfield::app::state::Session;
use jackfield::engine::{Config, Engine};
use jackfield::flow::Output;
use jackfield::language::{Language, Words};
use jackfield::model::limits::CAPTURE_QUOTA;
use jackfield::model::{
    Address, Command, Endpoint, Event, Lens, Role, SessionEvent, SessionId, SessionSpec,
};
use jackfield::record;
use jackfield::threads::Registry;
use jackfield::ui::conversation::{ConversationView, conversation_ui};
use jackfield::ui::{fonts, theme};
use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Messages that are there before a frame is measured.
const MESSAGES: usize = 1_000_000;
/// Messages between two frames: 50,000 a second at 60 frames a second.
const PER_FRAME: usize = 833;
/// Frames that are measured at each place.
const FRAMES: usize = 200;
/// Width of the conversation, in points.
const WIDTH: f32 = 1000.0;
/// Longer than a million messages take.
const LONG: Duration = Duration::from_mins(1);

/// A session that grows, and the screen that shows it.
struct Scene {
    engine: Engine,
    id: SessionId,
    session: Session,
    view: ConversationView,
    peer: TcpStream,
    sent: u64,
    words: Words,
    context: Context,
}

/// Frame times at the top, the middle and the end, beside a frame with nothing but a word in it.
pub(crate) fn frames(plan: &Plan) -> Outcome<Vec<Figure>> {
    let folder = plan.folder.join("frames");
    fs::create_dir_all(&folder)?;
    let mut scene = Scene::open(&folder)?;
    scene.receive(MESSAGES)?;
    let mut figures = Vec::new();
    // The last one is drawn in two widths in turn: nothing can be kept from frame to frame.
    let steady = [WIDTH; 2];
    let places = [
        ("at the top", 0.0, steady),
        ("at the middle", 0.5, steady),
        ("at the end", 1.0, steady),
        ("at another width", 0.5, [WIDTH, WIDTH - 100.0]),
    ];
    for (name, fraction, widths) in places {
        match name {
            "at the top" => scene.view.go_to_start(),
            "at the end" => scene.view.stick_to_end(),
            _ => scene.view.go_to_fraction(fraction),
        }
        let (mut ours, mut empty) = (Vec::new(), Vec::new());
        for width in widths.into_iter().cycle().take(FRAMES) {
            scene.receive(PER_FRAME)?;
            ours.push(scene.frame(width));
            empty.push(scene.empty_frame());
        }
        let name = format!("frame {name} of 1,000,000 messages, 50,000/s");
        figures.push(Figure::new(name, Unit::Milliseconds, ours, "frame with one word", empty));
    }
    drop(scene.engine.shut_down(Duration::from_secs(10)));
    Ok(figures)
}

impl Scene {
    fn open(folder: &Path) -> Outcome<Self> {
        let (engine, id, session, port) = listening(folder)?;
        let peer = TcpStream::connect(("127.0.0.1", port))?;
        let view = ConversationView::new(engine.transcript(id, Lens::Lines)?);
        let context = Context::default();
        fonts::install(&context);
        theme::install(&context);
        let words = Words::new(Language::English);
        Ok(Self { engine, id, session, view, peer, sent: 0, words, context })
    }

    /// Lets so many messages of different lengths arrive.
    fn receive(&mut self, count: usize) -> Outcome<()> {
        let mut lines = String::new();
        for number in 0..count {
            let length = 20 + number * 7 % 100;
            lines.push_str(&"message and what it says, ".repeat(5)[..length]);
            lines.push('\n');
        }
        self.peer.write_all(lines.as_bytes())?;
        self.sent += lines.len() as u64;
        let gauges = self.engine.gauges(self.id).ok_or("no gauges")?;
        let deadline = Instant::now() + LONG;
        while gauges.bytes().0 < self.sent {
            if Instant::now() > deadline {
                return Err("the messages do not arrive".into());
            }
            self.engine.drain(Duration::from_millis(1), &mut |_| {});
            std::thread::yield_now();
        }
        Ok(())
    }

    /// One frame, in milliseconds. By the wall's clock: the processor's is only written at ticks.
    fn frame(&mut self, width: f32) -> f64 {
        let Self { session, view, words, context, .. } = self;
        timed(context, width, |ui| {
            conversation_ui(ui, words, session, view);
        })
    }

    fn empty_frame(&mut self) -> f64 {
        timed(&self.context, WIDTH, |ui| {
            ui.label("Jackfield");
        })
    }
}

/// The layout and the triangles of one frame, without a graphics card.
fn timed(context: &Context, width: f32, mut draw: impl FnMut(&mut egui::Ui)) -> f64 {
    let screen_rect = Some(Rect::from_min_size(egui::Pos2::ZERO, vec2(width, 700.0)));
    let input = RawInput { screen_rect, ..RawInput::default() };
    let begun = Instant::now();
    let mut output = context.run_ui(input, &mut draw);
    let shapes = std::mem::take(&mut output.shapes);
    std::hint::black_box(context.tessellate(shapes, output.pixels_per_point));
    let took = begun.elapsed();
    output.textures_delta.clear();
    took.as_secs_f64() * 1e3
}

/// An engine that listens and records into a folder, its session, and where it listens.
pub(crate) fn listening(folder: &Path) -> Outcome<(Engine, SessionId, Session, u16)> {
    let record =
        record::Config { folder: Some(folder.join("kept")), quota: CAPTURE_QUOTA, tap: false };
    let registry = Registry::new();
    let mut engine = Engine::start(Config { record, wake: Arc::new(|| {}), registry })?;
    let endpoint = Endpoint::parse("tcp://127.0.0.1:0", Role::Listen)?;
    let spec = SessionSpec::new(Role::Listen, endpoint);
    let id = engine.next_session();
    let session = Session::new(id, spec.clone());
    engine.run(Command::Open(id, Box::new(spec)));
    let port = port(&mut engine).ok_or("it does not listen")?;
    Ok((engine, id, session, port))
}

fn port(engine: &mut Engine) -> Option<u16> {
    loop {
        let output = engine.wait(LONG)?;
        let Output::Event(Event::Session(_, SessionEvent::Listening(addresses))) = output else {
            continue;
        };
        return addresses.iter().find_map(|address| match address {
            Address::Ip(address) => Some(address.port()),
            _ => None,
        });
    }
}
