//! A desktop workbench for sockets: the map of the program.
//!
//! ```text
//!           facts flow right                                          Event
//!  socket ──► net::worker ──► record ──► engine::drain ──► app::state ──► ui
//!                   every byte, in arrival order, on disk    └──────────► cli
//!           wishes flow left                                          Command
//!  socket ◄── net::worker ◄── net::session ◄── engine ◄───────────────── ui
//!                                                     ◄───────────────── cli
//! ```
//!
//! 1. **Each datum has one owner.** A socket belongs to one thread, the window's state to the
//!    window's thread, a capture to the record. Where two threads have to see one list (free buffers,
//!    the last chunks in memory, captures, threads, ports that are listened on), a lock guards that
//!    list for a moment, never over a system call or a frame.
//! 2. **A command never blocks and never fails.** What came of it is an event.
//! 3. **Facts are events; gauges are atomics.** Byte counts and queue depths are written by their
//!    owner and read by the panel.
//! 4. **Nobody blocks on a channel.** A worker takes a buffer from its [`flow::Pool`] *before* it
//!    reads a socket; when all are on their way to the record it stops reading, and TCP slows the
//!    peer. UDP has no such brake: what the kernel dropped is counted and shown.
//! 5. **Every thread has a name and a row in the panel, and what works for a session is joined.**
//!    [`threads::spawn`] is the only way to start one. Those that wait for the system in a call that
//!    nothing can end (look-up, standard input, signals) are not joined: they end with the process.
//! 6. **Nothing is dropped, cut or capped in silence.** A limit that bites is an event.
//!
//! # Where things are
//!
//! | layer | is | may use |
//! | --- | --- | --- |
//! | [`model`] | plain data: ids, endpoint, options, command, event, segment, preset | – |
//! | [`codec`] | bytes to text and back, pure | `model` |
//! | [`private`] | files, folders and sockets that are for the user only | – |
//! | [`threads`] | starts, lists, renames, stops and joins threads | `model` |
//! | [`flow`] | batches and buffers between threads | `model` |
//! | [`net`] | the sockets of sessions | `model`, `flow`, `threads` |
//! | [`record`] | captures on disk, lenses, transcript, find | `model`, `flow`, `threads`, `private` |
//! | [`store`] | presets, settings, history and their folders | `model`, `language`, `codec`, `private` |
//! | [`language`] | every text a person reads | `model`, `codec`, `store` |
//! | [`pair`] | paired machines: ceremony, ledger, links | `model`, `flow`, `codec`, `threads`, `private` |
//! | [`engine`] | the program without a window; it has no thread of its own | all of the above |
//! | [`control`] | what a running program tells other processes of its user | `model`, `threads`, `store`, `private` |
//! | [`cli`] | the command line on the engine | all but `app`, `ui` |
//! | [`app`] | the window's half on the window's thread: events into state, wishes to the engine | all but `cli` |
//! | [`ui`] | views: functions that draw and return wishes | `model`, `app::state`, the reading side of `record` and `pair`, `codec`, `language` |
//!
//! `tests/it/tidy` holds the table, that every file opens with one sentence, and that none is longer
//! than 500 lines.
//!
//! # Words
//!
//! | word | meaning |
//! | --- | --- |
//! | endpoint | transport and address: `tcp://host:port`, `udp://…`, `unix:/path`, `unixgram:/path` |
//! | session | one opened endpoint in a role: *listen* or *connect* |
//! | connection | one peer of a session; a datagram listener has one for each peer address |
//! | segment | what one receive returned or one send took, with time and thread: the raw truth |
//! | lens | how segments are cut into messages; it can be changed for what is already there |
//! | message | what a lens shows |
//! | capture | the recorded segments of a session, on disk |
//! | conversation | a capture that is kept after its session |
//! | preset | a saved session |
//! | feed | a file, a large paste or a repetition that a thread sends in a person's place |
//! | call | one socket or thread operation with arguments, result or errno, duration and thread |
//!
//! `Command` is a wish, imperative; `Event` a fact, in the past tense; `Order`, inside [`net`], goes
//! from a session to its threads and `Report` back. `…Handle` is the end one holds, `…Spec` all that
//! is needed to open something, `State` facts that are known, `View` what only the screen cares for.
//!
//! # Threads
//!
//! | thread | when | does |
//! | --- | --- | --- |
//! | `ui` or `main` | always | draws the window, or runs the command line |
//! | `session:<n>` | per session | binds, looks up, accepts, places connections |
//! | `io:<n>#<k>` | per session, up to its `max_threads` | one poll loop over one or many connections |
//! | `file:<n>`, `repeat:<n>` | while it lasts | reads a file and sends it; says something again and again |
//! | `dns:<n>` | for moments | name look-up, which blocks |
//! | `pair-dns:<n>` | for moments | looks up a name that was typed to pair |
//! | `record` | once | writes the captures |
//! | `record-flush` | for moments | has the system write a finished capture to its disk |
//! | `control` | once | answers `jackfield threads` |
//! | `signals` | once | waits for signals |
//! | `patience` | after a signal | ends the process where an orderly end takes too long |
//! | `pair` | once paired, or while a code is shown | accepts, dials, supervises links |
//! | `link:<n>` | per link to a paired machine | handshake, ceremony, talk |
//! | `files:<n>` | per link that talks | reads, hashes and writes the files of a paired machine |
//! | `sweep` | for moments | takes parts of files away that nobody goes on with |
//! | `opener` | for moments | waits for the end of what shows a folder |
//! | `offer` | for moments | looks through a file or folder that is offered |
//! | `nearby`, `mdns` | with `pair`, where it may be seen | finds machines that are near |
//! | `pair-local`, `pair-client:<n>`, `pair-tell:<n>` | with `pair` | let commands of the profile use the node |
//! | `pair-attached` | a command that uses another program's node | hears what happens there |
//! | `doctor` | for moments | looks at the network's ways |
//! | `input`, `output` | command line | reads standard input; writes standard output |
//!
//! # Where it differs from the first design
//!
//! * What passes goes *through* the record and then on, not beside it: one channel keeps the order of
//!   bytes and events, and nothing is shown that is not on disk.
//! * The window reads captures by itself, a chunk of some 256 KiB at a time, instead of being sent
//!   what it shows: a flood costs it nothing but the last chunk, and memory does not grow.
//! * The only store is plain files. `SQLite` comes with what has to be looked up; see [`record`].

pub mod app;
pub mod cli;
pub mod codec;
pub mod control;
pub mod engine;
pub mod flow;
pub mod language;
pub mod model;
pub mod net;
pub mod pair;
pub mod private;
pub mod record;
pub mod store;
pub mod threads;
pub mod ui;
