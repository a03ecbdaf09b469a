//! `jackfield tour`: a server, two clients and a talk on loopback, with each call and thread.

mod stage;
mod steps;

use super::Exit;
use super::arguments::TourArgs;
use crate::language::Words;
use stage::Stage;

/// Plays the tour from beginning to end.
pub(super) fn run(args: TourArgs, words: &Words) -> Exit {
    let mut stage = match Stage::new(words, args.pause) {
        Ok(stage) => stage,
        Err(error) => {
            super::complain(&crate::tr!(words, "cli-cannot-start", error = error.to_string()));
            return Exit::Failed;
        }
    };
    let played = steps::play(&mut stage);
    match stage.leave(played) {
        Ok(()) | Err(stage::Broken::Pipe) => Exit::Done,
        Err(stage::Broken::Sentence(sentence)) => {
            super::complain(&sentence);
            Exit::Failed
        }
    }
}
