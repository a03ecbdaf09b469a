//! The program in a window: drains the engine, draws, and does what was wished.

use super::drafts::Drafts;
use super::files::{Files, Style};
use super::notify::Notifier;
use super::pairing::Pair;
use super::placing;
use super::shown::Told;
use super::start::Start;
use super::state::{State, Theme};
use super::wake::Waker;
use super::watchdog::{Stall, Watchdog};
use crate::control::{self, Control, Request};
use crate::engine::{self, Engine};
use crate::flow::Output;
use crate::language::{Language, Words};
use crate::model::{Event, RecordEvent, SessionEvent, SessionId, ThreadRole, limits};
use crate::threads::{self, Me};
use crate::ui::inspector::Tab;
use crate::ui::{self, View};
use crate::{record, store, tr};
use egui::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How often counters are read, for rates and the panel of threads.
const MEASURE: Duration = Duration::from_secs(1);
/// How often the list of threads is drawn while another window has the focus and nothing moves.
const GLANCE: Duration = Duration::from_secs(10);
/// The same while nothing is open: only the program's own threads are there, and all of them wait.
const SELDOM: Duration = Duration::from_mins(1);

/// Time that sessions have to end, though the links of paired machines took all there was.
const LAST: Duration = Duration::from_millis(500);

/// What a toast can take back.
pub(super) enum Undo {
    Preset(Box<store::Removed>),
    Crashes(Vec<store::crash::Report>),
    Past(record::Removed),
}

/// The program in a window.
pub struct App {
    /// Taken when the window closes.
    pub(super) engine: Option<Engine>,
    pub(super) state: State,
    pub(super) view: View,
    pub(super) words: Words,
    pub(super) files: Files,
    /// What was asked for on the command line; goes before the settings.
    pub(super) language: Option<Language>,
    pub(super) undo: BTreeMap<u64, Undo>,
    pub(super) next_toast: u64,
    /// The tutorial's server, until it listens and its client can be opened.
    pub(super) tutorial: Option<SessionId>,
    /// How sessions that came from a preset are looked at.
    pub(super) styles: BTreeMap<SessionId, Style>,
    /// Until the window is maximized again, where it was.
    returning: placing::Returning,
    /// What the control thread tells of the sessions.
    pub(super) told: Told,
    pub(super) pair: Pair,
    /// Tells the desktop what is new.
    pub(super) notifier: Notifier,
    /// What is half typed to paired machines.
    pub(super) drafts: Drafts,
    /// What is said of settings that cannot be read as they were edited, while that is so.
    pub(super) half_edited: Option<String>,
    pub(super) waker: Waker,
    /// This run, as the next one will find it; none where nothing can be kept.
    pub(super) run: Option<store::Run>,
    /// How the runs before this one ended.
    pub(super) before: store::Before,
    measured: Option<Instant>,
    /// Sessions whose capture is there.
    recorded: BTreeSet<SessionId>,
    /// Answers `jackfield threads` as long as it is held.
    _control: Option<Control>,
    /// The row of this thread.
    me: Me,
    /// None where the system starts no more threads.
    watchdog: Option<Watchdog>,
}

impl App {
    /// Starts the engine and reads the files. Works without a window, for tests.
    ///
    /// # Errors
    /// The engine could not be started: no thread, or no folder for the record.
    pub fn new(cc: &eframe::CreationContext<'_>, start: Start) -> Result<Self, String> {
        let begun = store::Run::begin(&start.paths);
        Self::begin(cc, start, begun)
    }

    /// The same in a run that has begun.
    pub(super) fn begin(
        cc: &eframe::CreationContext<'_>,
        start: Start,
        (run, before): (Option<store::Run>, store::Before),
    ) -> Result<Self, String> {
        let ctx = &cc.egui_ctx;
        placing::place(cc);
        ui::theme::install(ctx);
        ui::fonts::install(ctx);
        // The shortcuts of the table set the zoom, so that it is saved.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let Start { paths, language, open, registry } = start;
        let me = registry.adopt(threads::Spec::new(ThreadRole::Main, "ui"));
        let waker = Waker::new(ctx.clone());
        let told = Told::default();
        let rows = Arc::clone(&told);
        let list = move || rows.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let pair = Pair::default();
        let asked = asked(ctx, &waker, pair.look());
        let control = match control::serve_window(&registry, &paths.runtime, list, asked) {
            Ok(control) => Some(control),
            Err(error) => {
                log::warn!("other programs cannot ask for the threads: {error}");
                None
            }
        };
        let watchdog = Watchdog::start(&registry, paths.crashes()).inspect_err(|error| {
            log::warn!("nobody looks on whether the window stands still: {error}");
        });
        let watchdog = watchdog.ok();
        let engine = match engine(&paths, registry, &waker) {
            Ok(engine) => engine,
            Err(error) => {
                // Nothing was open: that it ends here is no crash.
                if let Some(run) = run {
                    run.end();
                }
                return Err(error.to_string());
            }
        };
        let drafts = Drafts::load(&paths.drafts_file());
        let (files, notices) = Files::load(paths, before.is_careful);
        let chosen = language.or(files.settings.language).unwrap_or_else(Language::of_system);
        let returning = placing::Returning::to(&files.settings.window);
        let mut app = Self {
            engine: Some(engine),
            state: State::new(Instant::now(), SystemTime::now().into()),
            view: View::default(),
            words: Words::new(chosen),
            files,
            language,
            undo: BTreeMap::new(),
            next_toast: 1,
            tutorial: None,
            styles: BTreeMap::new(),
            returning,
            told,
            pair,
            notifier: Notifier::default(),
            drafts,
            half_edited: None,
            waker,
            run,
            before,
            measured: None,
            recorded: BTreeSet::new(),
            _control: control,
            me,
            watchdog,
        };
        app.state.local = engine::local_addresses();
        app.state.past = app.files.past();
        app.state.places = app.files.places();
        app.state.crashes = store::crash::fresh(&app.state.places.crashes).len();
        app.state.preferences = app.files.preferences();
        app.view.inspector.tab = Tab::of_key(&app.files.settings.inspector.tab);
        app.tell(notices);
        app.begin_files();
        app.files.show(&mut app.state);
        app.look(ctx);
        app.take_left();
        for spec in open {
            app.open(spec);
        }
        Ok(app)
    }

    /// What other threads call when there is something to drain.
    pub(super) fn wake(&self) -> crate::flow::Wake {
        self.waker.wake()
    }

    /// The facts that are known: for tests.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Shows what the files have to say.
    pub(super) fn tell(&mut self, notices: impl IntoIterator<Item = store::StoreNotice>) {
        for notice in notices {
            let text = self.words.store_notice(&notice);
            if notice.is_news() { self.state.inform(text) } else { self.state.notice(text) }
        }
    }

    /// Gives the window the theme and the zoom that are preferred.
    pub(super) fn look(&self, ctx: &Context) {
        ctx.set_theme(match self.state.preferences.theme {
            Theme::System => egui::ThemePreference::System,
            Theme::Light => egui::ThemePreference::Light,
            Theme::Dark => egui::ThemePreference::Dark,
        });
        ctx.set_zoom_factor(self.state.preferences.zoom);
    }

    fn drain(&mut self) {
        let now = Instant::now();
        (self.state.now, self.state.clock) = (now, SystemTime::now().into());
        self.drain_pairing(now);
        let Some(engine) = &mut self.engine else { return };
        let (state, recorded) = (&mut self.state, &mut self.recorded);
        let (notifier, words) = (&mut self.notifier, &self.words);
        let mut listening = Vec::new();
        let more = engine.drain(limits::DRAIN, &mut |output| {
            let Output::Event(event) = output else { return };
            match &event {
                Event::Session(id, SessionEvent::Opened { .. }) => drop(recorded.insert(*id)),
                Event::Session(id, SessionEvent::Listening(_)) => listening.push(*id),
                _ => {}
            }
            if let Event::Record(told @ RecordEvent::Paused(..)) = &event {
                state.notice(words.record_event(told));
            }
            if let Event::Session(id, event) = &event
                && let Some(session) = state.sessions.get(id)
            {
                notifier.session(session, event);
            }
            state.apply(&event, now);
        });
        if more {
            self.waker.call();
        }
        if let Some(server) = self.tutorial.filter(|server| listening.contains(server)) {
            self.tutorial = None;
            self.open_tutorial_client(server);
        }
    }

    /// Takes over what other programs changed in the files: looks once a second, and when the
    /// person comes back from them.
    fn refresh(&mut self, ctx: &Context) {
        let came_back = |input: &egui::InputState| {
            input.events.iter().any(|event| matches!(event, egui::Event::WindowFocused(true)))
        };
        if !(self.is_due() || ctx.input(came_back)) {
            return;
        }
        if let Some(notices) = self.files.refresh() {
            self.tell(notices);
            self.files.show(&mut self.state);
        }
        self.refresh_settings(ctx);
    }

    /// A part of a frame begins.
    fn works(&self) {
        self.me.works();
        if let Some(watchdog) = &self.watchdog {
            watchdog.begin();
        }
    }

    /// That part is made.
    fn rests(&self) {
        self.me.rests();
        if let Some(watchdog) = &self.watchdog {
            watchdog.end();
        }
    }

    /// Says where a frame took too long.
    fn tell_stalls(&mut self, ctx: &Context) {
        let Some(watchdog) = &self.watchdog else { return };
        for Stall { lasted, report } in watchdog.stalls() {
            let lasted = self.words.duration(lasted);
            let text = match report {
                Some(file) => {
                    let file = file.display().to_string();
                    tr!(self.words, "window-stalled", lasted = lasted, file = file)
                }
                None => tr!(self.words, "window-stalled-unkept", lasted = lasted),
            };
            self.state.notice(text);
            // This frame is drawn already.
            ctx.request_repaint();
        }
    }

    fn is_due(&self) -> bool {
        let since = |then| self.state.now.saturating_duration_since(then);
        self.measured.is_none_or(|then| since(then) >= MEASURE)
    }

    /// Reads the counters once a second, and asks for the next second while there is something to
    /// be seen in it.
    fn measure(&mut self, ctx: &Context) {
        let now = self.state.now;
        let Some(engine) = &self.engine else { return };
        let due = self.is_due();
        let changed = engine.registry().count().0 != self.state.threads.rows.len();
        if due || changed {
            let (rows, count) = (engine.registry().rows(), engine.registry().count());
            self.state.threads.read(rows, count, now);
        }
        if due {
            self.measured = Some(now);
            for session in self.state.sessions.values_mut().filter(|s| s.gauges.is_none()) {
                session.gauges = engine.gauges(session.id);
            }
            self.state.measure(now);
            self.tell_control();
            self.state.recorded = self.recorded.iter().map(|id| engine.recorded(*id)).sum();
        }
        if self.state.is_moving() || !self.view.toasts.is_empty() {
            ctx.request_repaint_after(MEASURE);
        } else if self.state.preferences.inspector && self.view.inspector.tab == Tab::Threads {
            // Only the ages and shares of the threads change: seldom enough while nobody looks.
            let nothing = self.state.sessions.is_empty();
            let unseen = if nothing { SELDOM } else { GLANCE };
            ctx.request_repaint_after(if self.notifier.is_away() { unseen } else { MEASURE });
        }
        if let Some(deadline) = engine.deadline() {
            ctx.request_repaint_after(deadline.saturating_duration_since(Instant::now()));
        }
    }

    fn remember_window(&mut self, ctx: &Context) {
        let tab = self.view.inspector.tab.key();
        if self.files.settings.inspector.tab != tab {
            tab.clone_into(&mut self.files.settings.inspector.tab);
        }
        if !self.returning.goes_on(ctx) {
            placing::remember(ctx, &mut self.files.settings.window);
        }
    }
}

/// Does what another program asks of the window.
fn asked(
    ctx: &Context,
    waker: &Waker,
    look: Arc<AtomicBool>,
) -> impl Fn(Request) -> bool + Send + 'static {
    let (front, waker) = (front(ctx), waker.clone());
    move |asked| match asked {
        Request::Front => front(),
        Request::Look => {
            look.store(true, Ordering::Release);
            waker.call();
            true
        }
        Request::Threads => false,
    }
}

/// Brings the window to the front, where the system lets a program do that; else it asks for
/// attention.
pub(super) fn front(ctx: &Context) -> impl Fn() -> bool + Send + 'static {
    use egui::{UserAttentionType, ViewportCommand as Wish, ViewportId};
    let ctx = ctx.clone();
    move || {
        let attention = Wish::RequestUserAttention(UserAttentionType::Informational);
        for wish in [Wish::Minimized(false), Wish::Focus, attention] {
            ctx.send_viewport_cmd_to(ViewportId::ROOT, wish);
        }
        ctx.request_repaint_of(ViewportId::ROOT);
        true
    }
}

fn engine(
    paths: &store::Paths,
    registry: threads::Registry,
    waker: &Waker,
) -> std::io::Result<Engine> {
    let record =
        record::Config { folder: Some(paths.captures()), quota: limits::CAPTURE_QUOTA, tap: false };
    Engine::start(engine::Config { record, wake: waker.wake(), registry })
}

impl eframe::App for App {
    fn raw_input_hook(&mut self, _ctx: &Context, input: &mut egui::RawInput) {
        ui::fonts::narrow(input);
    }

    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.waker.begin();
        self.works();
        self.look_up(ctx);
        self.drain();
        self.refresh(ctx);
        if self.is_due() {
            self.keep_open();
        } else {
            // What is typed in this frame is kept a second later, though nothing else happens.
            ctx.request_repaint_after(MEASURE);
        }
        self.measure(ctx);
        self.supply();
        self.supply_pairing();
        self.notify(ctx);
        self.keep_drafts(ctx);
        let now = self.state.now;
        self.view.toasts.retain(|toast| toast.until > now);
        let toasts = &self.view.toasts;
        self.undo.retain(|id, _| toasts.iter().any(|toast| toast.id == *id));
        self.remember_window(ctx);
        // Nothing is drawn after it while the window is hidden.
        self.rests();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.works();
        #[cfg(feature = "inspection")]
        self.fail_on_purpose();
        let intents = ui::window_ui(ui, &self.words, &self.state, &mut self.view);
        self.tell_dropped(ui);
        let ctx = ui.ctx().clone();
        for intent in intents {
            self.act(intent, &ctx);
        }
        self.rests();
        self.tell_stalls(&ctx);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // First: an end that is asked for is a good one, however long its threads take.
        self.end_run();
        let notices = [self.files.save_rest(), self.files.save_at_end(), self.save_drafts()];
        for notice in notices.into_iter().flatten() {
            log::warn!("{}", self.words.store_notice(&notice));
        }
        let begun = Instant::now();
        self.notifier.shut_down();
        let mut late = self.pair.shut_down();
        if let Some(engine) = self.engine.take() {
            let left = limits::JOIN.saturating_sub(begun.elapsed());
            late.extend(engine.shut_down(left.max(LAST)));
        }
        for late in late {
            log::warn!("the thread {} did not end in time", late.label);
        }
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}

impl Drop for App {
    /// A test's window, or one that never opened, ends its threads as well.
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The last that was typed: the next start offers it.
            self.keep_open();
        } else {
            self.end_run();
        }
        self.notifier.shut_down();
        drop(self.pair.shut_down());
        if let Some(engine) = self.engine.take() {
            drop(engine.shut_down(limits::JOIN));
        }
    }
}
