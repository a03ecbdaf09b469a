//! Tells the desktop what is new while another window has the focus.

#[cfg(all(unix, not(target_os = "macos")))]
mod bus;
mod desk;
mod news;
mod pace;
mod text;

use super::state::Desktop;
use super::window::{App, front};
use crate::model::pairing::PairEvent;
use crate::model::{Notifications, SessionEvent};
use crate::tr;
use crate::ui::{Dialog, Place};
use desk::{Desk, Order};
use egui::{Context, UserAttentionType, ViewportCommand};
use news::{News, Source};
use pace::Pace;

/// What the window holds of it.
#[derive(Default)]
pub(super) struct Notifier {
    pace: Pace,
    desk: Option<Desk>,
    /// Another window has the focus.
    away: bool,
    /// The window has asked for attention since.
    asked: bool,
    /// The settings are open, and it was asked whether anybody shows notifications.
    looked: bool,
    /// The node has told all that was there before.
    told_all: bool,
    /// The title of the window, as it was set last.
    title: String,
}

impl Notifier {
    /// Whether another window has the focus.
    pub(super) fn is_away(&self) -> bool {
        self.away
    }

    /// Ends its thread.
    pub(super) fn shut_down(&mut self) {
        self.desk = None;
    }

    /// Takes in an event of a session, before the session does.
    pub(super) fn session(&mut self, session: &super::state::Session, event: &SessionEvent) {
        if self.away
            && let Some(news) = news::of_session(session, event)
        {
            self.push(Source::Session(session.id), news);
        }
    }

    /// Takes in an event of the node, before the picture does.
    pub(super) fn pairing(&mut self, pairing: &super::state::Pairing, event: &PairEvent) {
        self.told_all |= *event == PairEvent::AllTold;
        if self.away
            && self.told_all
            && let Some((source, news)) = news::of_pairing(pairing, event)
        {
            self.push(source, news);
        }
    }

    fn push(&mut self, source: Source, news: News) {
        self.pace.push(source, news, std::time::Instant::now());
    }
}

/// Whether nobody looks at the window. Of a hidden one only the raw input is that of now.
fn is_away(ctx: &Context) -> bool {
    ctx.input(|input| !input.raw.focused || input.viewport().visible() == Some(false))
}

impl App {
    /// Learns whether the person looks: then nothing has to be told any more.
    pub(super) fn look_up(&mut self, ctx: &Context) {
        let away = is_away(ctx);
        let came_back = self.notifier.away && !away;
        self.notifier.away = away;
        if !came_back {
            return;
        }
        self.notifier.pace.seen();
        self.order(Order::Clear);
        if std::mem::take(&mut self.notifier.asked) {
            ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Reset));
        }
    }

    /// Tells what is due, and does what a click on it asks for.
    pub(super) fn notify(&mut self, ctx: &Context) {
        let how = self.state.preferences.notifications;
        if how == Notifications::Off {
            self.notifier.pace.seen();
        }
        // There it is said whether anybody shows them: each time anew.
        let asked = self.view.dialog == Some(Dialog::Settings);
        if asked && !std::mem::replace(&mut self.notifier.looked, asked) {
            self.order_from(Order::Look);
        }
        self.notifier.looked &= asked;
        let now = self.state.now;
        for (source, bundle) in self.notifier.pace.due(now) {
            let note = text::note(&self.words, how, &self.name_of(source), &bundle);
            let open = tr!(self.words, "notify-open");
            self.order_from(Order::Show { source, note, open });
            let attention = UserAttentionType::Informational;
            ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(attention));
            self.notifier.asked = true;
        }
        if let Some(next) = self.notifier.pace.next() {
            ctx.request_repaint_after(next.saturating_duration_since(now));
        }
        self.hear_desk(ctx);
        self.title(ctx);
    }

    /// Takes in what the desktop has told.
    fn hear_desk(&mut self, ctx: &Context) {
        let Some((stands, clicked)) = self.notifier.desk.as_ref().map(Desk::take) else { return };
        self.state.desktop = stands;
        let Some(source) = clicked else { return };
        match source {
            Source::Contact(id) => self.show_news(Place::Contact(id)),
            Source::Session(id) if self.state.sessions.contains_key(&id) => {
                self.show_news(Place::Session(id));
            }
            // It was put away since: the window is all there is to show.
            Source::Session(_) => {}
        }
        front(ctx)();
    }

    fn show_news(&mut self, place: Place) {
        // What was begun in a dialog goes on: the news is behind it.
        self.view.dialog = self.view.dialog.take().filter(Dialog::holds_work);
        self.view.show(place);
    }

    /// What a source is called.
    fn name_of(&self, source: Source) -> String {
        match source {
            Source::Contact(id) => {
                let known = self.state.pairing.contacts.get(&id);
                let name = known.map(|known| known.contact.name.as_str()).unwrap_or_default();
                self.words.name_of(name)
            }
            Source::Session(id) => {
                let session = self.state.sessions.get(&id);
                session.map(|session| session.spec.title()).unwrap_or_default()
            }
        }
    }

    /// Orders something of a thread that is there.
    fn order(&self, order: Order) {
        if let Some(desk) = &self.notifier.desk {
            desk.order(order);
        }
    }

    /// The same, and starts the thread where it is not there.
    fn order_from(&mut self, order: Order) {
        if self.notifier.desk.is_none()
            && let Some(engine) = &self.engine
        {
            match Desk::start(engine.registry(), self.waker.wake()) {
                Ok(desk) => self.notifier.desk = Some(desk),
                Err(error) => {
                    log::warn!("the desktop is told nothing: {error}");
                    self.state.desktop = Desktop::NoWay;
                }
            }
        }
        self.order(order);
    }

    /// Puts the number of unread messages into the window's title.
    fn title(&mut self, ctx: &Context) {
        let own = tr!(self.words, "window-title");
        let title = match self.state.pairing.unread() {
            0 => own,
            count => tr!(self.words, "window-title-unread", count = count, title = own),
        };
        if title != self.notifier.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.notifier.title = title;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{RawInput, ViewportId};

    /// What the system tells of a window.
    fn input(focused: bool, minimized: bool) -> RawInput {
        let mut input = RawInput { focused, ..RawInput::default() };
        input.viewports.entry(ViewportId::ROOT).or_default().minimized = Some(minimized);
        input
    }

    #[test]
    fn nobody_looks_at_a_window_that_was_minimized_while_it_had_the_focus() {
        let ctx = Context::default();
        let mut output = ctx.run_ui(input(true, false), |ui| assert!(!is_away(ui.ctx())));
        output.textures_delta.clear();
        // A hidden window gets no pass, and keeps the input of the last one.
        for hidden in [input(false, true), input(true, true), input(false, false)] {
            drop(ctx.run_logic(&hidden, |ctx| assert!(is_away(ctx), "{hidden:?}")));
        }
        drop(ctx.run_logic(&input(true, false), |ctx| assert!(!is_away(ctx))));
    }
}
