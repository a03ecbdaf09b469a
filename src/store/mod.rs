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
mod run;
mod safe;
mod settings;
mod trash;

#[cfg(test)]
mod tests;

pub use drafts::Drafts;
pub use examples::examples;
pub use history::History;
pub use notice::{Keeps, Restored, StoreNotice};
pub use paths::Paths;
pub use presets::{Import, Presets, Removed};
pub use recent::Recent;
pub use run::{Before, Open, OpenSession, Run};
pub use settings::{ComposerChoice, InspectorChoice, Settings, Theme, WindowPlace};

use crate::model::{Nanos, OsError, PresetId};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::SystemTime;

/// The folders of a profile that nothing can be written into, each with what that costs: asked once,
/// at the start, so that nobody types for an hour what will not be kept.
#[must_use]
pub fn no_place(paths: &Paths) -> Vec<StoreNotice> {
    let folders =
        [(&paths.config, Keeps::Config), (&paths.data, Keeps::Data), (&paths.state, Keeps::State)];
    let no_place = |(folder, keeps): (&std::path::PathBuf, Keeps)| {
        atomic::remove_orphans(&folder.join("probe"));
        let error = atomic::probe(folder).err()?;
        let (folder, os) = (folder.clone(), OsError::from(&error));
        Some(StoreNotice::NoPlace { folder, keeps, os })
    };
    folders.into_iter().filter_map(no_place).collect()
}

/// A key that no other preset has, here or on another machine: 64 random bits. `RandomState` is
/// seeded by the system and counts on, so two calls never agree.
fn fresh_id() -> PresetId {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u64(Nanos::from(SystemTime::now()).0);
    hasher.write_u32(std::process::id());
    PresetId(format!("{:016x}", hasher.finish()))
}
