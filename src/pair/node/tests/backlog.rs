//! Much that was said while the other was away.

use super::*;

/// More than comes at once, for longer than an acknowledgement may take.
const SAID: u64 = 3_800;

#[test]
fn a_long_backlog_comes_slowly_and_over_one_link() {
    let (mut a, of_a, mut b, of_b) = pair();
    a.here(of_a);
    b.here(of_b);
    b.stop();
    for index in 0..SAID {
        // So long that there are more than are read from the line in one turn.
        a.wish(PairWish::Say(of_a, format!("{index:035}")));
    }
    a.wait("the last one", |event| {
        matches!(event, PairEvent::Item(item) if item.seq == SAID).then_some(())
    });
    a.seen.clear();
    b.start();
    let mut stored = 0;
    while stored < SAID {
        stored = a.wait("more of it", |event| match event {
            PairEvent::Stored(of, seq) if *of == of_a => Some(*seq),
            _ => None,
        });
    }
    let links = |event: &&PairEvent| matches!(event, PairEvent::Presence(_, Presence::Here { .. }));
    assert_eq!(a.seen.iter().filter(links).count(), 1, "the link was cut");
    assert_eq!(mirrored(&a.said(of_a)), b.said(of_b));
}
