//! Preset, settings and history files, and the folders they are in.

pub mod atomic;
pub mod crash;
mod drafts;
mod examples;
mod history;
mod load;
mod merge;
mod migrate;
mod names;
mod notice;
mod paths;
mod preset_file;
mod presets;
mod recent;
mod safe;
mod settings;
mod trash;

#[cfg(test)]
mod tests;

pub use drafts::Drafts;
pub use examples::examples;
pub use history::History;
pub use notice::{Restored, StoreNotice};
pub use paths::Paths;
pub use presets::{Import, Presets, Removed};
pub use recent::Recent;
pub use settings::{ComposerChoice, InspectorChoice, Settings, Theme, WindowPlace};

use crate::model::{Nanos, PresetId};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::SystemTime;

/// A key that no other preset has, here or on another machine: 64 random bits. `RandomState` is
/// seeded by the system and counts on, so two calls never agree.
fn fresh_id() -> PresetId {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u64(Nanos::from(SystemTime::now()).0);
    hasher.write_u32(std::process::id());
    PresetId(format!("{:016x}", hasher.finish()))
}
