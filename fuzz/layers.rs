//! The layers of the program that bytes of strangers reach, compiled without the window.

#[path = "../src/codec/mod.rs"]
pub mod codec;
#[path = "../src/flow/mod.rs"]
pub mod flow;
#[path = "../src/model/mod.rs"]
pub mod model;
#[path = "../src/pair/mod.rs"]
pub mod pair;
#[path = "../src/private.rs"]
pub mod private;
#[path = "../src/threads/mod.rs"]
pub mod threads;
