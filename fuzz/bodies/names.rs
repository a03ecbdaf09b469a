//! Names of machines and of files: what was made safe once is safe.

use jackfield::pair::files::safe_name::{NAME_BYTES, SafeName, numbered, safe_name};
use jackfield::pair::name::{LONGEST, clean};

/// The bytes are the name, with a sign for each that is no text.
pub(crate) fn run(name: &[u8]) {
    let name = String::from_utf8_lossy(name);
    let shown = clean(&name);
    assert!(shown.chars().count() <= LONGEST && clean(&shown) == shown, "{shown:?}");
    let Ok(safe) = safe_name(&name) else { return };
    assert!(is_one_name(&safe.name), "{safe:?}");
    assert_eq!(safe.renamed, safe.name != name);
    let again = safe_name(&safe.name).expect("what is safe leads nowhere");
    assert_eq!(again, SafeName { renamed: false, ..safe });
    let other = numbered(&again.name, u32::MAX);
    assert!(is_one_name(&other) && other != again.name, "{other:?}");
}

fn is_one_name(name: &str) -> bool {
    let parts = std::path::Path::new(name).components();
    let is_normal = parts.map(|part| matches!(part, std::path::Component::Normal(_))).eq([true]);
    is_normal && name.len() <= NAME_BYTES && !name.contains(['/', '\\', ':', '\0'])
}
