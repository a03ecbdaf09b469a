//! Every bound the program keeps, with its unit and its reason.

use std::time::Duration;

/// Connections the kernel may hold ready for `accept`. The usual 128 made 9,500 peers wait up to a
/// minute; the kernel cuts it to `net.core.somaxconn`.
pub const BACKLOG: u32 = 4096;
/// Threads a session may use for its connections before they share.
pub const MAX_THREADS: u8 = 16;
/// The most threads a session can be given.
pub const MAX_THREADS_TOP: u8 = 64;
/// Connections a listener holds at once; more are closed at the door, and counted.
pub const CLIENTS: usize = 10_000;
/// File descriptors kept free for presets, captures and look-ups.
pub const RESERVED_DESCRIPTORS: u64 = 64;
/// How long one address may take to answer a connect.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Head start of one address before the next is tried as well (RFC 8305, section 8).
pub const ADDRESS_STAGGER: Duration = Duration::from_millis(250);
/// Bytes received and not yet recorded before a session stops reading: the peer is slowed by TCP.
/// Small, because buffers that leave the processor's cache halve the rate.
pub const RECEIVE_BUDGET: usize = 2 * 1024 * 1024;
/// Bytes that may wait for a peer that does not read, per connection.
pub const SEND_BUDGET: usize = 16 * 1024 * 1024;
/// Most a connection may read before it is the next one's turn.
pub const QUANTUM: usize = 64 * 1024;
/// Most bytes of one message before it is cut and marked "continues".
pub const MESSAGE: u32 = 64 * 1024;
/// Most bytes of one message that are laid out in the window; the rest is behind "Show all".
pub const SHOWN: usize = 4 * 1024;
/// The largest UDP payload over IPv4 (65,535 − 20 − 8; RFC 768, RFC 791).
pub const DATAGRAM: usize = 65_507;
/// Accepting pauses this long when descriptors run out, and longer each time, up to the second.
pub const ACCEPT_PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));
/// How long unsent bytes may take to leave after a connection was closed by the person.
pub const LINGER: Duration = Duration::from_secs(3);
/// How long threads may take to end before they are named instead of awaited.
pub const JOIN: Duration = Duration::from_secs(3);
/// First and longest pause between two reconnects, and how often it is tried.
pub const RECONNECT: (Duration, Duration, u32) =
    (Duration::from_secs(1), Duration::from_mins(1), 10);
/// TCP keep-alive: idle time, interval, probes.
pub const KEEPALIVE: (Duration, Duration, u32) =
    (Duration::from_secs(30), Duration::from_secs(10), 3);
/// How long sent bytes may stay unacknowledged (`TCP_USER_TIMEOUT`, RFC 5482).
pub const USER_TIMEOUT: Duration = Duration::from_mins(1);
/// Bytes of conversations kept on disk in a profile before the oldest closed one is removed.
pub const CAPTURE_QUOTA: u64 = 10 * 1024 * 1024 * 1024;
/// Time the window may spend on events before it draws.
pub const DRAIN: Duration = Duration::from_millis(4);
/// Calls kept for the ladder.
pub const CALLS: usize = 10_000;
/// Longest preset name, in characters.
pub const PRESET_NAME: usize = 100;
/// Largest preset file that is read, in bytes, and most presets in it.
pub const PRESET_FILE: (u64, usize) = (8 * 1024 * 1024, 5_000);
