//! The words of a notification: who, and what only where the person wants that.

use super::news::News;
use super::pace::Bundle;
use crate::language::Words;
use crate::model::Notifications;
use crate::{codec, tr};

/// Most characters of a name and of contents.
const CUT: (usize, usize) = (60, 200);

/// A notification, before it is known whether its service reads markup.
#[cfg_attr(
    not(all(unix, not(target_os = "macos"))),
    allow(dead_code, reason = "nobody is there to be told")
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// In our words alone.
    pub(super) title: String,
    /// One line, nothing hidden in it. Not escaped for markup.
    pub(super) body: String,
}

/// Words what is new with `who`.
pub(super) fn note(words: &Words, how: Notifications, who: &str, bundle: &Bundle) -> Note {
    let who = plain(who, CUT.0);
    let Some(last) = bundle.last.as_ref().filter(|_| bundle.total() == 1) else {
        let list = several(words, bundle);
        let kinds = bundle.counts.iter().filter(|count| **count > 0).count();
        let one = bundle.last.as_ref().filter(|_| kinds == 1);
        let title = one.map_or_else(|| tr!(words, "notify-title-news"), |news| title(words, news));
        return Note { title, body: tr!(words, "notify-several", who = who, list = list) };
    };
    let body = match how {
        Notifications::WithContent => {
            let what = plain(&what(words, last), CUT.1);
            tr!(words, "notify-from-what", who = who, what = what)
        }
        Notifications::WithoutContent | Notifications::Off => tr!(words, "notify-from", who = who),
    };
    Note { title: title(words, last), body }
}

fn title(words: &Words, news: &News) -> String {
    match news {
        News::Message(_) => tr!(words, "notify-title-message"),
        News::Offer(..) => tr!(words, "notify-title-offer"),
        News::Received(_) => tr!(words, "notify-title-received"),
        News::Sent(_) => tr!(words, "notify-title-sent"),
        News::Failed(_) => tr!(words, "notify-title-transfer"),
        News::Ended(_) => tr!(words, "notify-title-ended"),
    }
}

fn what(words: &Words, news: &News) -> String {
    match news {
        News::Message(text) => text.clone(),
        News::Received(name) | News::Sent(name) | News::Failed(name) => name.clone(),
        News::Ended(fault) => words.fault(fault),
        News::Offer(name, size) => {
            let (name, size) = (name.clone(), words.bytes(*size));
            tr!(words, "notify-offer-what", name = name, size = size)
        }
    }
}

fn several(words: &Words, bundle: &Bundle) -> String {
    let [messages, offers, received, sent, failed, ended] = bundle.counts;
    let parts = [
        (messages, "notify-messages"),
        (offers, "notify-offers"),
        (received, "notify-arrived"),
        (sent, "notify-sent"),
        (failed, "notify-failed"),
        (ended, "notify-ended"),
    ];
    let said = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, key)| words.say_with(key, &[("count", (*count).into())]));
    said.collect::<Vec<_>>().join(&tr!(words, "notify-and"))
}

/// A text from outside as one short line: what is cut off is an ellipsis, what hides is visible.
fn plain(text: &str, most: usize) -> String {
    // Folded first, from a stretch that is surely long enough: a text may be 64 KiB.
    let begin: String = text.chars().take(most * 4).collect();
    let line = begin.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = line.chars().take(most).collect();
    if cut.len() < line.len() || begin.len() < text.len() {
        cut.push('…');
    }
    codec::printable(cut.as_bytes()).replace('\n', " ")
}

/// A body for a service that reads markup: nothing in it is any (Desktop Notifications 1.2, "Markup").
#[cfg(any(test, all(unix, not(target_os = "macos"))))]
pub(super) fn escaped(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    for c in body.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::notify::news::Source;
    use crate::app::notify::pace::Pace;
    use crate::language::Language;
    use crate::model::pairing::ContactId;
    use std::time::Instant;

    fn bundle(news: &[News]) -> Bundle {
        let (mut pace, now) = (Pace::default(), Instant::now());
        for one in news {
            pace.push(Source::Contact(ContactId(1)), one.clone(), now);
        }
        pace.due(now).pop().expect("it is due").1
    }

    fn said(how: Notifications, who: &str, news: &[News]) -> Note {
        note(&Words::new(Language::English), how, who, &bundle(news))
    }

    #[test]
    fn what_was_said_is_told_only_where_that_is_wanted() {
        let (one, whole) = (Notifications::WithoutContent, Notifications::WithContent);
        let text = [News::Message("the key is\nunder the mat".to_owned())];
        assert_eq!(said(one, "Mia", &text).body, "Mia");
        assert_eq!(said(whole, "Mia", &text).body, "Mia: the key is under the mat");
        let file = [News::Offer("plan.pdf".to_owned(), 2_000_000)];
        assert_eq!(said(one, "Mia", &file).body, "Mia");
        assert_eq!(said(whole, "Mia", &file).body, "Mia: plan.pdf, 2 MB");
        assert_eq!(said(whole, "Mia", &file).title, "File offered");
        let many = [text[0].clone(), text[0].clone(), file[0].clone()];
        let note = said(whole, "Mia", &many);
        assert_eq!(
            (note.title.as_str(), note.body.as_str()),
            ("News", "Mia: 2 messages, 1 file offered")
        );
        assert_eq!(said(whole, "Mia", &many[..2]).title, "New message");
    }

    #[test]
    fn nothing_hides_in_it_and_nothing_is_endless() {
        let whole = Notifications::WithContent;
        let evil = "\u{202e}gpj.exe\u{1b}[31m\0 <b>now</b> & \u{2066}";
        let body = said(whole, "M\u{200b}ia\nroot", &[News::Message(evil.to_owned())]).body;
        assert_eq!(body, "M⟨U+200B⟩ia root: ⟨U+202E⟩gpj.exe⟨ESC⟩[31m⟨00⟩ <b>now</b> & ⟨U+2066⟩");
        let shown = escaped(&body);
        assert!(shown.ends_with("&lt;b&gt;now&lt;/b&gt; &amp; ⟨U+2066⟩"), "{shown}");
        let long = "长".repeat(60_000);
        let body = said(whole, &long, &[News::Message(long.clone())]).body;
        assert!(body.ends_with('…') && body.chars().count() < CUT.0 + CUT.1 + 10, "{body}");
        let blank = format!("{}x", "\n".repeat(60_000));
        assert_eq!(said(whole, "Mia", &[News::Message(blank)]).body, "Mia: …");
    }
}
