//! Puts together what two programs made of the same presets, so that nothing of either is lost.

use super::preset_file::PresetFile;
use super::{fresh_id, names};
use crate::model::{Preset, PresetId};
use std::collections::{BTreeMap, BTreeSet};

/// `base` is what both began with, in the order of the file; all else in the file is theirs. What
/// both changed is there twice.
pub(super) fn merge(base: &[Preset], ours: &PresetFile, theirs: &PresetFile) -> PresetFile {
    let (was, mine, others) = (by_id(base), by_id(&ours.presets), by_id(&theirs.presets));
    let kept: Vec<Kept<'_>> = order(base, &ours.presets, &theirs.presets)
        .iter()
        .map(|id| kept(was.get(id).copied(), mine.get(id).copied(), others.get(id).copied()))
        .collect();
    let names = kept.iter().filter_map(|kept| kept.theirs);
    let mut taken = Taken(names.map(|preset| preset.spec.name.clone()).collect());
    let mut merged: Vec<Preset> = Vec::new();
    let mut file = theirs.clone();
    for Kept { ours: mine, theirs } in kept {
        merged.extend(theirs.cloned());
        let Some(preset) = mine else { continue };
        let mut preset = preset.clone();
        let table = ours.table(&preset.id).cloned();
        if theirs.is_some() {
            preset.id = fresh_id();
        }
        if let (None, Some(table)) = (file.table(&preset.id), table) {
            file.keep_table(preset.id.clone(), table);
        }
        preset.spec.name = taken.free(&preset.spec.name);
        merged.push(preset);
    }
    file.presets = merged;
    file
}

/// What stays of one preset: of both sides where both changed it.
struct Kept<'a> {
    ours: Option<&'a Preset>,
    theirs: Option<&'a Preset>,
}

fn kept<'a>(
    was: Option<&'a Preset>,
    ours: Option<&'a Preset>,
    theirs: Option<&'a Preset>,
) -> Kept<'a> {
    let changed = ours.filter(|preset| Some(*preset) != was && Some(*preset) != theirs);
    let is_theirs = ours.is_some() && changed.is_none();
    // What only one side removed is gone, unless the other side changed it.
    let theirs = theirs.filter(|preset| is_theirs || Some(*preset) != was);
    Kept { ours: changed, theirs }
}

/// The names that are in use.
struct Taken(BTreeSet<String>);

impl Taken {
    fn free(&mut self, wished: &str) -> String {
        let name = names::free(wished, self.0.iter().map(String::as_str));
        self.0.insert(name.clone());
        name
    }
}

fn by_id(presets: &[Preset]) -> BTreeMap<PresetId, &Preset> {
    presets.iter().map(|preset| (preset.id.clone(), preset)).collect()
}

/// All of both: in our order if we have moved something, in theirs otherwise. What only the other
/// has follows what it follows there.
fn order(base: &[Preset], ours: &[Preset], theirs: &[Preset]) -> Vec<PresetId> {
    let ids = |presets: &[Preset]| -> Vec<PresetId> {
        presets.iter().map(|preset| preset.id.clone()).collect()
    };
    let (base, ours, theirs) = (ids(base), ids(ours), ids(theirs));
    let (old, mine): (BTreeSet<_>, BTreeSet<_>) = (base.iter().collect(), ours.iter().collect());
    let have_moved =
        !base.iter().filter(|id| mine.contains(id)).eq(ours.iter().filter(|id| old.contains(id)));
    let (mut all, others) = if have_moved { (ours, theirs) } else { (theirs, ours) };
    let mut at = 0;
    for id in others {
        match all.iter().position(|there| *there == id) {
            Some(place) => at = place + 1,
            None => {
                all.insert(at.min(all.len()), id);
                at += 1;
            }
        }
    }
    all
}
