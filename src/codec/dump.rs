//! Dumps with offsets and a text column, as Wireshark, hexdump and xxd write them.

/// Most bytes in a row of a dump.
const ROW: usize = 64;

/// A row of a dump: its offset, and what stands behind.
struct Row<'a> {
    offset: u64,
    rest: &'a str,
}

/// The bytes of a dump, or `None` if the text is none.
///
/// The offsets decide: each row holds as many bytes as its offset is short of the next. So a text
/// column that reads like hexadecimal digits is never taken for bytes, but perhaps in the last row.
pub(super) fn read_dump(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let rows: Vec<Row<'_>> = lines.map(row).collect::<Option<_>>()?;
    let first = rows.first()?;
    // Twice two digits and a wide gap may also be plain bytes; a dump starts at a round offset.
    if first.offset % 16 != 0 || (rows.len() == 1 && first.offset != 0) {
        return None;
    }
    let mut bytes = Vec::new();
    let mut widest = None;
    for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
        let count = usize::try_from(next.offset.checked_sub(row.offset)?).ok()?;
        let found = row_bytes(row.rest, count.min(ROW), false);
        if count > ROW || found.len() != count {
            return None;
        }
        widest = widest.max(Some(count));
        bytes.extend(found);
    }
    let last = rows.last()?;
    bytes.extend(row_bytes(last.rest, widest.unwrap_or(16), true));
    Some(bytes)
}

fn row(line: &str) -> Option<Row<'_>> {
    let line = line.trim_start().trim_start_matches('|');
    let line = line.strip_prefix("0x").unwrap_or(line);
    let digits = line.bytes().take_while(u8::is_ascii_hexdigit).count();
    let (offset, rest) = line.split_at_checked(digits)?;
    let is_offset = (4..=16).contains(&digits)
        && (rest.is_empty() || rest.starts_with([':', '\t']) || rest.starts_with("  "));
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let is_apart = rest.is_empty() || rest.starts_with([' ', '\t']);
    (is_offset && is_apart)
        .then(|| u64::from_str_radix(offset, 16).ok().map(|offset| Row { offset, rest }))?
}

/// The first bytes of a row. In the last row, whose length no offset tells, a gap ends them.
fn row_bytes(rest: &str, most: usize, stops_at_gap: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = rest.trim_start();
    while bytes.len() < most {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (token, tail) = rest.split_at(end);
        let pairs = token.as_bytes().chunks(2).map(pair).collect::<Option<Vec<u8>>>();
        let Some(pairs) = pairs.filter(|p| !p.is_empty() && bytes.len() + p.len() <= most) else {
            break;
        };
        bytes.extend(pairs);
        rest = tail.trim_start();
        let gap = tail.len() - rest.len();
        // hexdump has a gap of two in the middle of its sixteen.
        if stops_at_gap && (gap > 2 || (gap == 2 && bytes.len() != 8)) {
            break;
        }
    }
    bytes
}

fn pair(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    let is_pair = digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit);
    is_pair.then(|| u8::from_str_radix(text, 16).ok())?
}
