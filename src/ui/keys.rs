//! Every shortcut of the window, in one table.

use egui::{Context, Event, InputState, Key, KeyboardShortcut, Modifiers};

/// What a shortcut does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Opens the form to listen.
    Listen,
    /// Opens the form to connect.
    Connect,
    /// Shows a code, or takes one.
    Pair,
    /// Shows everything that can be done.
    Palette,
    /// Finds in the conversation.
    Find,
    /// Takes the shown session off the list.
    PutAway,
    /// Shows the next session.
    Next,
    /// Shows the session before.
    Previous,
    /// Saves the shown session as a preset.
    Save,
    /// Disconnects, or opens again what is over.
    Toggle,
    /// Shows or hides the inspector.
    Inspector,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// As designed.
    ZoomReset,
    /// Shows this table.
    Keys,
    /// Shows the settings.
    Settings,
    /// Shows what the program is.
    About,
}

/// A row of the table.
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// The keys.
    pub shortcut: KeyboardShortcut,
    /// The key of its text.
    pub text: &'static str,
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn bare(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn bind(action: Action, shortcut: KeyboardShortcut, text: &'static str) -> Binding {
    Binding { action, shortcut, text }
}

/// Takes the Enter that sends what is typed: Shift+Enter is a new line, but not with Ctrl.
///
/// What counts is what was held when the key was pressed: who types fast has let go, or pressed
/// again, before the frame is drawn.
pub(super) fn enter_sends(input: &mut InputState) -> bool {
    let sends = |event: &Event| {
        matches!(event, Event::Key { key: Key::Enter, pressed: true, modifiers, .. }
            if !modifiers.alt && (modifiers.command || !modifiers.shift))
    };
    let before = input.events.len();
    input.events.retain(|event| !sends(event));
    input.events.len() < before
}

/// Takes what was pressed of Escape out of the input, to be given back later in the frame.
pub(super) fn hold_escape(ctx: &Context) -> Vec<Event> {
    let is_escape = |event: &mut Event| matches!(event, Event::Key { key: Key::Escape, .. });
    ctx.input_mut(|input| input.events.extract_if(.., is_escape).collect())
}

/// All shortcuts but Ctrl+1 to Ctrl+9, in the order in which they are shown.
pub const TABLE: &[Binding] = &[
    bind(Action::Listen, ctrl(Key::L), "key-listen"),
    bind(Action::Connect, ctrl(Key::N), "key-connect"),
    // Before Ctrl+P, which would take it otherwise.
    bind(
        Action::Pair,
        KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P),
        "key-pair",
    ),
    bind(Action::Palette, ctrl(Key::P), "key-palette"),
    bind(Action::Palette, ctrl(Key::K), "key-palette"),
    bind(Action::Find, ctrl(Key::F), "key-find"),
    bind(Action::Toggle, ctrl(Key::D), "key-toggle"),
    bind(Action::Save, ctrl(Key::S), "key-save"),
    bind(Action::PutAway, ctrl(Key::W), "key-put-away"),
    bind(
        Action::Previous,
        KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Tab),
        "key-previous",
    ),
    bind(Action::Next, ctrl(Key::Tab), "key-next"),
    bind(Action::Inspector, bare(Key::F9), "key-inspector"),
    bind(Action::ZoomIn, ctrl(Key::Equals), "key-zoom-in"),
    bind(Action::ZoomOut, ctrl(Key::Minus), "key-zoom-out"),
    bind(Action::ZoomReset, ctrl(Key::Num0), "key-zoom-reset"),
    bind(Action::Settings, ctrl(Key::Comma), "key-settings"),
    // Before F1, which would take it otherwise.
    bind(Action::About, KeyboardShortcut::new(Modifiers::SHIFT, Key::F1), "key-about"),
    bind(Action::Keys, bare(Key::F1), "key-keys"),
];

/// Keys that show the session with this number in the list.
const NUMBERS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// Takes the shortcuts that were pressed out of the input, so that no field sees them.
pub fn pressed(ctx: &Context) -> Vec<Action> {
    let taken =
        |binding: &&Binding| ctx.input_mut(|input| input.consume_shortcut(&binding.shortcut));
    TABLE.iter().filter(taken).map(|binding| binding.action).collect()
}

/// Which of the first nine sessions was asked for, from 0.
pub fn pressed_number(ctx: &Context) -> Option<usize> {
    NUMBERS.iter().position(|key| ctx.input_mut(|input| input.consume_shortcut(&ctrl(*key))))
}

/// The keys of an action as they are written on this system.
#[must_use]
pub fn hint(ctx: &Context, action: Action) -> String {
    let binding = TABLE.iter().find(|binding| binding.action == action);
    binding.map(|binding| written(ctx, &binding.shortcut)).unwrap_or_default()
}

/// A shortcut as it is written on this system, with the signs that stand on the keys.
#[must_use]
pub fn written(ctx: &Context, shortcut: &KeyboardShortcut) -> String {
    let mut text = ctx.format_shortcut(shortcut);
    for (name, sign) in [("Equals", "="), ("Comma", ","), ("Minus", "-")] {
        if let Some(start) = text.strip_suffix(name) {
            text = format!("{start}{sign}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_stand_on_the_keyboard() {
        let ctx = Context::default();
        for (action, sign) in
            [(Action::ZoomIn, "+="), (Action::ZoomOut, "+-"), (Action::Settings, "+,")]
        {
            let text = hint(&ctx, action);
            assert!(text.ends_with(sign), "{text}");
        }
    }
}
