//! A desktop workbench for sockets.
pub mod app;
pub mod cli;
pub mod codec;
pub mod control;
pub mod engine;
pub mod flow;
pub mod language;
pub mod model;
pub mod net;
pub mod record;
pub mod store;
pub mod threads;
pub mod ui;
