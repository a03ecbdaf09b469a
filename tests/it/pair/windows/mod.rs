//! Two machines that pair and talk as people have them do: each with a network, a home and a
//! display of its own, joined by a cable that is cut.

mod cable;
mod files;
mod hand;
mod homes;
mod keys;
mod notices;
mod side;
mod wrong;

use cable::{Cable, Carries};
use side::{Side, Where, text};

const HELLO: &str = "你好，世界 👋";
const ANSWER: &str = "收到啦 🎉 ok";

#[test]
fn two_windows_find_each_other_and_lose_nothing() {
    let cable = Cable::lay(Carries::All);
    let mut mia = Side::new("found", "Mia", (&cable, 0), true);
    let mut tom = Side::new("found", "汤姆", (&cable, 1), true);
    pair(&mut mia, &mut tom, &Where::Near("Mia"));
    talk(&cable, &mut mia, &mut tom);
    power_fails(&cable, &mut mia, &mut tom);
    both_have_the_same(&mia, &tom);
}

#[test]
fn a_typed_address_does_where_nobody_is_seen() {
    let cable = Cable::lay(Carries::NoMulticast);
    let mut mia = Side::new("typed", "Mia", (&cable, 0), true);
    let mut tom = Side::new("typed", "汤姆", (&cable, 1), true);
    pair(&mut mia, &mut tom, &Where::At(cable.address(0)));
    talk(&cable, &mut mia, &mut tom);
    both_have_the_same(&mia, &tom);
}

#[test]
fn a_window_and_a_command_line_pair_where_there_is_only_ipv6() {
    let cable = Cable::lay(Carries::OnlyV6);
    let mut mia = Side::new("v6", "Mia", (&cable, 0), true);
    let mut tom = Side::new("v6", "汤姆", (&cable, 1), false);
    pair(&mut mia, &mut tom, &Where::Near("Mia"));
    talk(&cable, &mut mia, &mut tom);
    both_have_the_same(&mia, &tom);
}

#[test]
fn a_command_line_and_a_window_pair_over_a_poor_line() {
    let cable = Cable::lay(Carries::Poorly);
    let mut mia = Side::new("poor", "Mia", (&cable, 0), false);
    let mut tom = Side::new("poor", "汤姆", (&cable, 1), true);
    pair(&mut mia, &mut tom, &Where::At(cable.address(0)));
    talk(&cable, &mut mia, &mut tom);
    both_have_the_same(&mia, &tom);
}

fn pair(shows: &mut Side, enters: &mut Side, place: &Where<'_>) {
    let code = shows.show();
    enters.enter(&code, place);
    let names = (shows.name, enters.name);
    enters.is_paired(names.0);
    shows.is_paired(names.1);
}

/// Both say something, also while the cable is cut and while one of them is dead.
fn talk(cable: &Cable, mia: &mut Side, tom: &mut Side) {
    mia.say(HELLO);
    tom.heard(HELLO);
    tom.say(ANSWER);
    mia.heard(ANSWER);
    mia.picture("talks");

    cable.cut();
    mia.say("线断了 1");
    tom.say("线断了 2");
    mia.picture("cut");
    cable.mend();
    mia.heard("线断了 2");
    tom.heard("线断了 1");

    mia.say("临死之前");
    mia.kill();
    tom.say("你不在的时候");
    tom.picture("alone");
    mia.start();
    mia.look_at(tom.name);
    mia.heard("你不在的时候");
    tom.heard("临死之前");
    for side in [mia, tom] {
        side.all_is_stored();
        side.picture("end");
    }
}

/// The cable is cut and one of them is dead: nobody can tell the other.
fn power_fails(cable: &Cable, mia: &mut Side, tom: &mut Side) {
    cable.cut();
    mia.kill();
    tom.say("有人吗？ 1");
    tom.say("有人吗？ 2");
    tom.screen().see("2 queued");
    tom.screen().see("next try in");
    tom.picture("waits");
    cable.mend();
    mia.start();
    mia.look_at(tom.name);
    mia.heard("有人吗？ 2");
    mia.say("我回来了");
    tom.heard("我回来了");
    mia.all_is_stored();
    tom.all_is_stored();
    tom.picture("all");
}

/// Neither has a gap or a twin, and each has what the other one has, on disk and on the screen.
fn both_have_the_same(mia: &Side, tom: &Side) {
    let (mias, toms) = (mia.ledger(), tom.ledger());
    for (own, their) in [(&mias, &toms), (&toms, &mias)] {
        let said: Vec<_> = own.iter().filter(|it| it.mine).map(|it| (it.seq, it.id)).collect();
        let heard: Vec<_> = their.iter().filter(|it| !it.mine).map(|it| (it.seq, it.id)).collect();
        assert_eq!(said, heard, "what one said is what the other heard, in the same order");
        let numbers: Vec<u64> = said.iter().map(|(seq, _)| *seq).collect();
        let count = u64::try_from(numbers.len()).expect("few");
        assert_eq!(numbers, (1..=count).collect::<Vec<_>>(), "no gap and no twin");
    }
    for (side, ledger) in [(mia, &mias), (tom, &toms)] {
        let texts: Vec<String> = ledger.iter().filter_map(text).collect();
        if let Some(shown) = side.shown(&texts) {
            assert_eq!(shown, texts, "the window of {} shows its ledger", side.name);
        }
    }
}
