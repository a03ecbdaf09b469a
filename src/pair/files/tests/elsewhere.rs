//! An offer that is received into a folder of the person's choice.

use super::*;

/// An offer that waits for its answer.
fn waiting() -> (Side, Side) {
    let (giver, mut taker) = (Side::new(), Side::new());
    let path = giver.home.path().join("film.bin");
    fs::write(&path, b"film").expect("written");
    let (offer, source) = offering::offer(&path).expect("an offer");
    let kept = store::keep(&giver.ledger, giver.contact, ID, offer.clone(), &source);
    assert_eq!(kept.expect("kept").1.id, ID);
    taker.hear(ID, Said::Offer(offer));
    (giver, taker)
}

/// As the node does it: its disk is asked first, on another thread.
fn accept_into(taker: &Side, into: &Path) -> Result<store::Outcome, PairFault> {
    wishes::look_at(into).map_err(PairFault::Transfer)?;
    wishes::accept(&taker.ledger, taker.contact, ID, Some(into), place::free_space(into))
}

#[test]
fn it_comes_into_the_folder_that_was_chosen_and_nowhere_else() {
    let (mut giver, mut taker) = waiting();
    let chosen = taker.home.path().join("chosen");
    fs::create_dir(&chosen).expect("made");
    fs::write(chosen.join("film.bin"), b"mine").expect("written");
    let (transfer, said) = accept_into(&taker, &chosen).expect("accepted");
    assert_eq!(transfer.state, TransferState::Moving);
    taker.said.push(said.expect("an answer").said);
    taker.files.look_again().expect("looked");
    run(&mut giver, &mut taker);
    let path = chosen.join("film (1).bin");
    assert_eq!(taker.transfer().state, TransferState::Done(Some(path.clone())));
    assert_eq!(fs::read(path).expect("there"), b"film");
    assert_eq!(fs::read(chosen.join("film.bin")).expect("there"), b"mine", "nothing is replaced");
    assert_eq!(fs::read_dir(&chosen).expect("there").count(), 2, "no parts are left");
    assert!(!taker.inbox().exists());
}

#[test]
fn a_folder_that_cannot_be_used_is_refused_before_anything_is_answered() {
    let (_giver, taker) = waiting();
    let home = taker.home.path();
    fs::write(home.join("file"), b"").expect("written");
    for folder in [home.join("missing"), home.join("file"), PathBuf::from("."), PathBuf::new()] {
        let refused = accept_into(&taker, &folder).expect_err("refused");
        let fault = TransferFault::NoFolder(folder.display().to_string());
        assert_eq!(refused, PairFault::Transfer(fault));
    }
    assert!(!home.join("missing").exists(), "nothing is made");
    // What is in the way of the folder for parts stops root as well.
    let blocked = home.join("blocked");
    fs::create_dir(&blocked).expect("made");
    fs::write(blocked.join(".parts"), b"").expect("written");
    let refused = accept_into(&taker, &blocked).expect_err("refused");
    assert!(matches!(refused, PairFault::Transfer(TransferFault::Unwritable(_))), "{refused:?}");
    assert_eq!(taker.transfer().state, TransferState::Offered, "it can still be answered");
}
