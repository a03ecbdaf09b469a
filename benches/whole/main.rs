//! Whole-process figures, each measured in turn with its reference: `make bench`.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it prints its table, and its references and generator are to be as plain as can be"
)]

mod display;
mod find;
mod frame;
mod load;
mod measure;
mod ours;
mod pair;
mod plain;
mod raw;
mod serve;
mod sight;
mod system;
mod table;
mod window;

use measure::Plan;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("serve", words)) =
        arguments.split_first().map(|(word, rest)| (word.as_str(), rest))
    {
        return serve::run(words);
    }
    if arguments.iter().any(|word| word == window::BARE) {
        return window::bare();
    }
    let plan = Plan::from_environment();
    println!("{}", system::describe());
    let figures = measure::all(&plan);
    println!("{}", table::text(&figures));
    match table::write_json(&figures) {
        Ok(path) => {
            println!("Also in {}", path.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("target/bench.json was not written: {error}");
            ExitCode::FAILURE
        }
    }
}
