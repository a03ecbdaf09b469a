//! Numbers that change too often to be events: their owner writes them, anyone reads them.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// What a connection is at this moment. Written by the thread that owns its socket.
#[derive(Debug, Default)]
pub struct ConnectionGauges {
    /// Bytes received.
    pub received: AtomicU64,
    /// Bytes the system took from us.
    pub sent: AtomicU64,
    /// Bytes that wait to be sent.
    pub waiting: AtomicU64,
    /// Receives and sends that moved bytes.
    pub segments: AtomicU64,
    /// Reading stands still: the record or the person's pause holds it.
    pub reading_paused: AtomicBool,
    /// Our direction has ended: nothing more can be sent.
    pub finished: AtomicBool,
}

/// What a session is at this moment.
#[derive(Debug, Default)]
pub struct SessionGauges {
    /// Bytes received by all its connections, the closed ones too.
    pub received: AtomicU64,
    /// Bytes sent by all its connections.
    pub sent: AtomicU64,
    /// Bytes that wait to be sent, over all connections.
    pub waiting: AtomicU64,
    /// Connections that are open.
    pub open: AtomicU32,
    /// Connections there ever were.
    pub ever: AtomicU64,
    /// Datagrams the system dropped because nobody read them in time.
    pub dropped: AtomicU64,
    /// Calls that were not shown because too many came at once.
    pub calls_skipped: AtomicU64,
}

/// Reads a gauge. Gauges are for eyes: no order among them is promised.
#[must_use]
fn read(gauge: &AtomicU64) -> u64 {
    gauge.load(Ordering::Relaxed)
}

impl ConnectionGauges {
    /// Received, sent and waiting bytes.
    #[must_use]
    pub fn bytes(&self) -> (u64, u64, u64) {
        (read(&self.received), read(&self.sent), read(&self.waiting))
    }
}

impl SessionGauges {
    /// Received, sent and waiting bytes.
    #[must_use]
    pub fn bytes(&self) -> (u64, u64, u64) {
        (read(&self.received), read(&self.sent), read(&self.waiting))
    }
}
