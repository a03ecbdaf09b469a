//! What goes wrong while two pair, as both of them read it.

use super::cable::{Cable, Carries};
use super::side::{Side, Where};
use crate::pair::machine::another;

#[test]
fn what_goes_wrong_is_said_on_both_screens() {
    let cable = Cable::lay(Carries::NoMulticast);
    let mut mia = Side::new("wrong", "Mia", (&cable, 0), true);
    let mut tom = Side::new("wrong", "汤姆", (&cable, 1), true);
    let mias = Where::At(cable.address(0));
    let code = "123-456-786";
    tom.enter(code, &mias);
    tom.reads("Nothing listens at 10.77.0.1:47110");
    tom.reads("Nobody is seen here");

    let code = mia.show();
    mia.press("Stop showing");
    tom.enter_again(&code);
    tom.reads("They are not showing a code.");

    mia.press("Show a code");
    let code = mia.code();
    let wrong = another(&code);
    for (count, left) in [(1, "2 more tries"), (2, "1 more try"), (3, "This code is used up.")] {
        tom.enter_again(&wrong);
        tom.reads(left);
        mia.reads(&format!("Wrong code from 10.77.0.2 ({count} of 3)"));
    }
    mia.reads("Code closed after 3 wrong tries.");
    tom.enter_again(&code);
    tom.reads("They are not showing a code.");

    mia.press("New code");
    let link = mia.link();
    tom.enter_again(&link);
    tom.is_paired("Mia");
    mia.is_paired("汤姆");
    mia.details("汤姆", "By a link");
}
