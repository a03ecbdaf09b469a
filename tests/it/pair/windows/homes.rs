//! Two homes on one machine, where the port of one may be taken by the other or by a stranger.

use super::cable::{Cable, Carries};
use super::side::{Side, Where};
use super::{both_have_the_same, pair};
use crate::support::Program;

#[test]
fn two_homes_on_a_machine_without_a_network_find_each_other_again() {
    let cable = Cable::lay(Carries::Nothing);
    let mut mia = Side::new("alone", "Mia", (&cable, 0), true);
    let mut tom = Side::new("alone", "汤姆", (&cable, 0), false);
    pair(&mut mia, &mut tom, &Where::At("127.0.0.1:47110".to_owned()));
    mia.say("一");
    tom.heard("一");
    mia.kill();
    // Only she can find him now: her port is another one.
    let mut stranger = mia.command("ncat");
    stranger.args(["-lk", "0.0.0.0", "47110"]);
    let _stranger = Program::start(stranger);
    tom.say("二");
    mia.start();
    mia.look_at(tom.name);
    mia.heard("二");
    tom.kill();
    tom.start();
    mia.say("三");
    tom.heard("三");
    both_have_the_same(&mia, &tom);
}

#[test]
fn two_homes_that_take_each_others_port_find_each_other_again() {
    let cable = Cable::lay(Carries::All);
    let mut mia = Side::new("swap", "Mia", (&cable, 0), true);
    let mut tom = Side::new("swap", "汤姆", (&cable, 0), false);
    pair(&mut mia, &mut tom, &Where::Near("Mia"));
    mia.say("一");
    tom.heard("一");
    mia.kill();
    tom.kill();
    tom.listens = Some("[::]:47110");
    tom.start();
    tom.say("二");
    mia.start();
    mia.look_at(tom.name);
    mia.heard("二");
    mia.say("三");
    tom.heard("三");
    both_have_the_same(&mia, &tom);
}

#[test]
fn a_window_notices_what_the_command_line_of_its_home_has_paired() {
    let cable = Cable::lay(Carries::Nothing);
    let mia = Side::new("noticed", "Mia", (&cable, 0), true);
    let mut tom = Side::new("noticed", "汤姆", (&cable, 0), false);
    // She never opens the dialog: her window has no part in it.
    let code = tom.show();
    mia.enter_on_the_line(&code, "127.0.0.1:47110");
    tom.is_paired("Mia");
    mia.look_at(tom.name);
    tom.say("一");
    mia.heard("一");
    mia.say("二");
    tom.heard("二");
    both_have_the_same(&mia, &tom);
}
