//! What helps whoever mends the program, and tells nothing about what was said with it.
//!
//! In English, because it is pasted into a report: version, system, settings, and counts. No codes,
//! keys, names, addresses or contents; the home folder is `~`.

use super::state::State;
use super::state::about::{VERSION, commit, system};
use crate::language::Words;
use crate::model::ThreadRole;
use egui::Context;
use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::path::Path;

/// What the desktop says of itself. Each has a word from a short list, never a name.
const DESKTOP: [&str; 4] = ["XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "LANG", "LC_ALL"];
/// Longest value of such a variable, in characters.
const VALUE: usize = 40;

/// The text for the clipboard.
pub(super) fn diagnostics(ctx: &Context, words: &Words, state: &State) -> String {
    let mut text = String::new();
    line(&mut text, "jackfield", format!("{VERSION} ({})", commit().unwrap_or("no commit told")));
    line(&mut text, "system", system());
    #[cfg(unix)]
    line(&mut text, "kernel", rustix::system::uname().release().to_string_lossy());
    for name in DESKTOP {
        line(&mut text, name, variable(name));
    }
    window(&mut text, ctx, words, state);
    for (name, place) in [
        ("config", &state.places.config),
        ("data", &state.places.data),
        ("state", &state.places.state),
    ] {
        line(&mut text, name, folder(place));
    }
    sessions(&mut text, state);
    counts(&mut text, state);
    text
}

fn line(text: &mut String, name: &str, value: impl Display) {
    // Writing into a text never fails.
    writeln!(text, "{name}: {value}").ok();
}

/// The value of a variable, unless somebody put something else into it.
fn variable(name: &str) -> String {
    let Ok(value) = std::env::var(name) else { return "not set".to_owned() };
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:@".contains(c));
    if plain && value.len() <= VALUE { value } else { "set, not shown".to_owned() }
}

fn window(text: &mut String, ctx: &Context, words: &Words, state: &State) {
    let preferences = state.preferences;
    let size = ctx.content_rect().size();
    line(text, "language", words.language().tag());
    line(text, "theme", format!("{:?}", preferences.theme));
    line(text, "zoom", preferences.zoom);
    let (how, desktop) = (preferences.notifications, state.desktop);
    line(text, "notifications", format!("{how:?}, desktop: {desktop:?}"));
    line(text, "window", format!("{:.0} x {:.0} points", size.x, size.y));
    line(text, "pixels per point", ctx.pixels_per_point());
}

/// Whether a folder is there and can be written, and where, without the person's name. The rest of
/// a path may be a profile's name: only whether it is below the home folder is told.
fn folder(place: &Path) -> String {
    let home = std::env::home_dir().filter(|home| home.parent().is_some());
    let below = home.is_some_and(|home| place.starts_with(home));
    let whose = if below { "below ~" } else { "elsewhere" };
    let state = match std::fs::metadata(place) {
        Ok(data) if !data.is_dir() => "no folder".to_owned(),
        Ok(data) if data.permissions().readonly() => "read-only".to_owned(),
        Ok(_) => "there".to_owned(),
        Err(error) => error.kind().to_string(),
    };
    format!("{whose}, {state}")
}

fn sessions(text: &mut String, state: &State) {
    line(text, "sessions", state.sessions.len());
    for session in state.sessions.values() {
        let kind = session.spec.endpoint.transport().scheme();
        let stage = format!("{:?}", session.stage);
        // The word alone: what stands behind it are addresses and names.
        let stage = stage.split(['(', ' ']).next().unwrap_or_default();
        let (role, open) = (session.spec.role, session.open.len());
        let warnings = session.warnings.len();
        line(
            text,
            "session",
            format!("{role:?} {kind}, {stage}, {open} open, {warnings} warnings"),
        );
    }
}

fn counts(text: &mut String, state: &State) {
    let mut roles: BTreeMap<String, usize> = BTreeMap::new();
    for row in &state.threads.rows {
        let role: ThreadRole = row.role;
        *roles.entry(format!("{role:?}").to_lowercase()).or_default() += 1;
    }
    let roles: Vec<String> = roles.iter().map(|(role, count)| format!("{count} {role}")).collect();
    line(text, "threads", format!("{} (peak {})", roles.join(", "), state.threads.peak));
    line(text, "bytes recorded", state.recorded);
    line(text, "presets", state.presets.len());
    line(text, "earlier conversations", state.past.len());
    line(text, "paired machines", state.pairing.contacts.len());
    line(text, "notices", state.notices.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::model::{Endpoint, Nanos, Role, SessionId, SessionSpec};
    use std::time::Instant;

    #[test]
    fn it_counts_and_names_nobody() {
        let mut state = State::new(Instant::now(), Nanos(0));
        let endpoint = Endpoint::parse("secret-host:4711", Role::Connect).expect("an endpoint");
        let mut spec = SessionSpec::new(Role::Connect, endpoint);
        spec.name = "secret-name".to_owned();
        spec.options.greet = b"secret-greeting".to_vec();
        state.opened(SessionId(1), spec);
        state.places.config = "/secret-folder".into();
        state.notice("secret-notice".to_owned());
        let text = diagnostics(&Context::default(), &Words::new(Language::English), &state);
        for line in ["sessions: 1", "session: Connect tcp, Opening, 0 open", "notices: 1"] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(text.contains(VERSION) && text.contains("config: elsewhere"), "{text}");
        assert!(!text.contains("secret") && !text.contains("4711"), "{text}");
    }
}
