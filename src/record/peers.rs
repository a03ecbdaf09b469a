//! Who is behind a connection's number: its `Connected` note, found once and kept.

use super::transcript::Transcript;
use crate::model::{Address, ConnectionId, SegmentKind, SessionEvent};
use std::collections::HashMap;
use std::sync::Arc;

/// Names that are kept; more than a listener's clients at once.
const NAMES: usize = 20_000;
/// Chunks one look-up may decode. The note stands in the first chunk that holds the connection,
/// which the index says but for other connections with the same bit.
const CHUNKS: usize = 8;

/// The peers whose notes were found.
#[derive(Default)]
pub(super) struct Peers(HashMap<ConnectionId, Arc<Address>>);

impl Transcript {
    /// The peer's address, as the note of its connecting has it.
    pub(super) fn peer(&mut self, id: ConnectionId) -> Option<Arc<Address>> {
        if id == ConnectionId::SESSION {
            return None;
        }
        if let Some(known) = self.peers.0.get(&id) {
            return Some(Arc::clone(known));
        }
        let extent = self.view.extent();
        let found = (extent.first..=extent.chunks)
            .filter(|chunk| *chunk == extent.chunks || self.view.may_hold(*chunk, id))
            .take(CHUNKS)
            .collect::<Vec<_>>()
            .into_iter()
            .find_map(|chunk| self.connected_in(chunk, id))?;
        if self.peers.0.len() >= NAMES {
            self.peers.0.clear();
        }
        let found = Arc::new(found);
        self.peers.0.insert(id, Arc::clone(&found));
        Some(found)
    }

    fn connected_in(&mut self, chunk: u64, id: ConnectionId) -> Option<Address> {
        let chunk = self.view.load(chunk)?;
        (0_u32..).zip(&chunk.records).find_map(|(number, record)| {
            let head = &record.header.head;
            if head.kind != SegmentKind::Note || head.connection != id {
                return None;
            }
            match serde_json::from_slice(chunk.payload(number)) {
                Ok(SessionEvent::Connected(info)) => Some(info.peer),
                _ => None,
            }
        })
    }
}
