//! A dialogue of 200 frames that is cut, bent and sliced at its bytes.

use super::duo::Duo;
use super::proxy::{Deed, Manner, Plan, Way};
use super::thorough;
use std::time::Duration;

/// Texts that wait on each side of a dialogue: with hellos and acknowledgements 200 frames and more.
const TEXTS: u64 = 100;
/// Cuts after which two new machines go on.
const ROUNDS: usize = 1_000;
/// Cuts after which one of the two is killed and starts again, in turns. No contact may say more than
/// a burst at once (`pair::talk::Pace`), and who starts again allows one more: it saves the test hours.
const LIFE: usize = 10;

/// How many bytes a whole dialogue has in each direction.
fn whole() -> [(Way, usize); 2] {
    // On a machine that is very busy a link may be given up before its dialogue begins.
    let mut tries = (0..3).filter_map(|_| try_whole());
    tries.next().expect("one whole dialogue")
}

fn try_whole() -> Option<[(Way, usize); 2]> {
    let mut duo = Duo::new(Manner::default());
    let never = Plan { way: Way::There, after: usize::MAX, deed: Deed::Finish };
    duo.meet(never, TEXTS);
    let met = duo.proxy.met().expect("it was met");
    duo.settle();
    let counts = [Way::There, Way::Back].map(|way| (way, met.count(way)));
    (!met.has_ended()).then_some(counts)
}

/// The plans of both ways, one for every `step`th byte.
fn plans(step: usize, deed: impl Fn(usize) -> Deed) -> Vec<Plan> {
    let mut plans = Vec::new();
    for (way, bytes) in whole() {
        plans.extend((0..bytes).step_by(step).map(|after| Plan { way, after, deed: deed(after) }));
    }
    plans
}

fn run(plans: &[Plan]) {
    for plans in plans.chunks(ROUNDS) {
        let mut duo = Duo::new(Manner::default());
        for (lives, plans) in plans.chunks(LIFE).enumerate() {
            for plan in plans {
                duo.meet(plan.clone(), TEXTS);
            }
            duo.revive(lives % 2, &[]);
        }
        duo.settle();
    }
}

#[test]
fn a_dialogue_that_is_cut_at_every_byte_loses_and_doubles_nothing() {
    let step = if thorough() { 1 } else { 61 };
    // The two ways in which a line ends take turns, whatever the step is.
    run(&plans(step, |after| if after / step % 2 == 0 { Deed::Finish } else { Deed::Reset }));
}

#[test]
fn a_bit_that_is_turned_over_costs_the_line_and_nothing_else() {
    let step = if thorough() { 7 } else { 241 };
    run(&plans(step, |_| Deed::Flip));
}

#[test]
fn a_line_that_gives_on_byte_by_byte_and_late_is_a_line() {
    let mut duo = Duo::new(Manner { piece: (1, Duration::ZERO), keeps: false });
    duo.fill(TEXTS);
    duo.settle();
    drop(duo);
    let mut duo = Duo::new(Manner { piece: (700, Duration::from_millis(20)), keeps: false });
    duo.fill(TEXTS);
    duo.settle();
}
