//! How often the desktop is told: each source once in a while, and the rest together.

use super::news::{News, Source};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Least time between two notifications of one source.
pub(super) const PACE: Duration = Duration::from_secs(10);

/// News of one source that are told together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bundle {
    /// The last of them, whole.
    pub(super) last: Option<News>,
    /// How many there are of each kind, in the order of [`News::kind`].
    pub(super) counts: [usize; News::KINDS],
}

impl Bundle {
    fn push(&mut self, news: News) {
        if let Some(count) = self.counts.get_mut(news.kind()) {
            *count += 1;
        }
        self.last = Some(news);
    }

    /// How many news there are in all.
    pub(super) fn total(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// What waits to be told.
#[derive(Default)]
pub(super) struct Pace {
    /// What waits, and from when on its source may tell again.
    sources: BTreeMap<Source, (Bundle, Instant)>,
}

impl Pace {
    /// Takes in news. They are due at once where their source was silent for long enough.
    pub(super) fn push(&mut self, source: Source, news: News, now: Instant) {
        self.sources.entry(source).or_insert_with(|| (Bundle::default(), now)).0.push(news);
    }

    /// What is to be told now.
    pub(super) fn due(&mut self, now: Instant) -> Vec<(Source, Bundle)> {
        // Whoever had nothing to tell since then is forgotten.
        self.sources.retain(|_, (bundle, from)| *from > now || bundle.total() > 0);
        let mut due = Vec::new();
        for (source, (bundle, from)) in &mut self.sources {
            if *from <= now && bundle.total() > 0 {
                due.push((*source, std::mem::take(bundle)));
                *from = now + PACE;
            }
        }
        due
    }

    /// When something is due next.
    pub(super) fn next(&self) -> Option<Instant> {
        let waiting = self.sources.values().filter(|(bundle, _)| bundle.total() > 0);
        waiting.map(|(_, from)| *from).min()
    }

    /// The person looks: nothing waits any more. Sources stay as slow as they were.
    pub(super) fn seen(&mut self) {
        for (bundle, _) in self.sources.values_mut() {
            *bundle = Bundle::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SessionId;
    use crate::model::pairing::ContactId;

    const MIA: Source = Source::Contact(ContactId(1));
    const TOM: Source = Source::Contact(ContactId(2));
    const BOARD: Source = Source::Session(SessionId(1));

    fn said(text: &str) -> News {
        News::Message(text.to_owned())
    }

    #[test]
    fn each_source_tells_once_in_ten_seconds_and_the_rest_together() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(pace.next(), None);
        pace.push(MIA, said("1"), at(0));
        pace.push(BOARD, News::Failed("x".to_owned()), at(0));
        let due = pace.due(at(0));
        assert_eq!(due.iter().map(|(source, _)| *source).collect::<Vec<_>>(), [MIA, BOARD]);
        assert!(due.iter().all(|(_, bundle)| bundle.total() == 1));
        for n in 0..1000 {
            pace.push(MIA, said(&n.to_string()), at(1));
        }
        pace.push(MIA, News::Received("a".to_owned()), at(1));
        pace.push(TOM, said("hi"), at(2));
        assert_eq!(pace.due(at(2)).len(), 1, "one source does not wait for another");
        assert_eq!(pace.next(), Some(at(10)));
        assert_eq!(pace.due(at(9)), []);
        let due = pace.due(at(10));
        let [(MIA, bundle)] = due.as_slice() else { panic!("{due:?}") };
        assert_eq!((bundle.total(), bundle.last.clone()), (1001, Some(News::Received("a".into()))));
        assert_eq!(bundle.counts[said("").kind()], 1000);
        pace.push(MIA, said("late"), at(19));
        assert_eq!((pace.due(at(19)), pace.next()), (vec![], Some(at(20))));
    }

    #[test]
    fn what_was_seen_is_not_told_and_haste_stays_forbidden() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        pace.push(MIA, said("1"), start);
        assert_eq!(pace.due(start).len(), 1);
        pace.push(MIA, said("2"), start);
        pace.seen();
        assert_eq!(pace.next(), None);
        pace.push(MIA, said("3"), start);
        assert_eq!((pace.due(start), pace.next()), (vec![], Some(start + PACE)));
        let due = pace.due(start + PACE);
        assert_eq!(due.iter().map(|(_, bundle)| bundle.total()).collect::<Vec<_>>(), [1]);
        assert_eq!(pace.due(start + PACE * 2), []);
        assert!(pace.sources.is_empty(), "who is silent takes no room");
    }
}
