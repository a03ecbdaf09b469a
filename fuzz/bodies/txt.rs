//! Records of multicast DNS, as anybody on the network may write them.

use jackfield::pair::discovery::txt::{Announcement, HINT, Property, RECORD, RUN};
use jackfield::pair::name::clean;

/// Properties between zeros, keys before `=`.
pub(crate) fn run(record: &[u8]) {
    let properties = record.split(|byte| *byte == 0).filter_map(|property| {
        let mut parts = property.splitn(2, |byte| *byte == b'=');
        Some((std::str::from_utf8(parts.next()?).ok()?, parts.next()))
    });
    let Ok(read) = Announcement::read(properties, clean) else { return };
    assert_eq!(read.hint.chars().count(), HINT);
    assert!(RUN.contains(&read.run.chars().count()));
    assert!(read.name.as_ref().is_none_or(|name| clean(name) == *name));
    let written = read.properties();
    let bytes: usize = written.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    assert!(bytes <= RECORD, "{bytes} bytes");
    let properties =
        written.iter().map(|(key, value)| -> Property<'_> { (key, Some(value.as_bytes())) });
    let again = Announcement::read(properties, clean).expect("what was read can be announced");
    let name = again.name.clone();
    assert_eq!(again, Announcement { name, ..read }, "a long name may be cut, nothing else");
}
