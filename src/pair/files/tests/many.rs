//! A folder of many small files.

use super::*;

const COUNT: usize = 150;

fn with_many() -> (Side, Side) {
    offered(|home| {
        for number in 0..COUNT {
            let folder = home.join(format!("many/{}", number % 3));
            fs::create_dir_all(&folder).expect("made");
            fs::write(folder.join(format!("{number}.txt")), number.to_string()).expect("written");
        }
        home.join("many")
    })
}

fn is_whole(taker: &Side) {
    let many = taker.inbox().join("many");
    let transfer = taker.transfer();
    assert_eq!(transfer.state, TransferState::Done(Some(many.clone())));
    assert_eq!(transfer.done, transfer.size);
    for number in 0..COUNT {
        let path = many.join(format!("{}/{number}.txt", number % 3));
        assert_eq!(fs::read_to_string(path).expect("read"), number.to_string());
    }
}

#[test]
fn many_small_files_are_noted_together() {
    let (mut giver, mut taker) = with_many();
    let before = [floods::changes(&giver), floods::changes(&taker)];
    run(&mut giver, &mut taker);
    is_whole(&taker);
    let [gave, took] = [floods::changes(&giver) - before[0], floods::changes(&taker) - before[1]];
    // One row for each file that was taken, and a few for all of them.
    assert!(gave < COUNT as u64 / 2 && took < COUNT as u64 * 3 / 2, "{gave} and {took}");
}

#[test]
fn a_program_that_ends_before_they_are_noted_fetches_none_again() {
    let (mut giver, mut taker) = with_many();
    let mut wants = 0;
    let mut count = |frame: &mut FileFrame| {
        wants += usize::from(matches!(frame, FileFrame::Want { .. }));
    };
    // Three frames for each file.
    while !run_until(&mut giver, &mut taker, 100, &mut count) {
        giver.reopen();
        taker.reopen();
    }
    is_whole(&taker);
    let links = COUNT * 3 / 100 + 2;
    assert!((COUNT..=COUNT + links).contains(&wants), "{wants} requests for {COUNT} files");
}
