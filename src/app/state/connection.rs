//! One peer of a session, and how far its conversation has got.

use crate::app::Rate;
use crate::model::{CloseReason, ConnectionInfo, Totals};
use std::sync::atomic::Ordering;

/// How far a connection has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionStage {
    /// Both directions are open.
    Open,
    /// The peer has finished sending; we still can.
    PeerFinished,
    /// We have finished sending; the peer still can.
    WeFinished,
    /// It ended.
    Closed(CloseReason, Totals),
}

/// A peer.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Addresses, thread and living numbers.
    pub info: ConnectionInfo,
    /// How far it has got.
    pub stage: ConnectionStage,
    /// Bytes a second, measured once a second.
    pub rate: Rate,
}

impl Connection {
    /// A connection that has just opened.
    #[must_use]
    pub fn new(info: ConnectionInfo) -> Self {
        Self { info, stage: ConnectionStage::Open, rate: Rate::default() }
    }

    /// Whether anything can still pass.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, ConnectionStage::Closed(..))
    }

    /// Whether we can still send.
    #[must_use]
    pub fn can_send(&self) -> bool {
        matches!(self.stage, ConnectionStage::Open | ConnectionStage::PeerFinished)
    }

    /// Whether we have stopped reading.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.info.gauges.reading_paused.load(Ordering::Relaxed)
    }

    /// What the peer is called on the screen: its address.
    #[must_use]
    pub fn title(&self) -> String {
        self.info.peer.to_string()
    }

    /// Whether one side has finished sending, and the other has not ended it.
    #[must_use]
    pub fn is_half_closed(&self) -> bool {
        matches!(self.stage, ConnectionStage::PeerFinished | ConnectionStage::WeFinished)
    }

    /// Takes in that one side has finished sending. Says whether it is the first to do so.
    pub(super) fn finished(&mut self, side: ConnectionStage) -> bool {
        let first = matches!(self.stage, ConnectionStage::Open);
        if first {
            self.stage = side;
        }
        first
    }
}
