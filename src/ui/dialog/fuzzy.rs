//! How well a text fits what was typed, where letters may be left out.

/// A rank, the lowest first; `None` where a letter is missing. Spaces and case do not count.
///
/// Best is the beginning, then the beginning of a word, then the middle of one, then letters with
/// gaps between them.
pub(super) fn rank(text: &str, typed: &str) -> Option<usize> {
    let text = text.to_lowercase();
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Some(0);
    }
    if let Some(at) = text.find(&typed) {
        let is_word = |before: &str| !before.ends_with(char::is_alphanumeric);
        return Some(if at == 0 { 0 } else { 1 + usize::from(!is_word(&text[..at])) });
    }
    gaps(&text, &typed).map(|gaps| 3 + gaps)
}

/// How many characters lie between the letters that were typed, taken from the left.
fn gaps(text: &str, typed: &str) -> Option<usize> {
    let mut rest = text.chars();
    let mut gaps = 0;
    for (index, letter) in typed.chars().filter(|c| !c.is_whitespace()).enumerate() {
        let skipped = rest.position(|c| c == letter)?;
        // What stands in front of the first letter is no gap.
        gaps += if index == 0 { 0 } else { skipped };
    }
    Some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_better_comes_first() {
        let texts = ["Undo", "Show or hide", "Do it", "Redo", "Diagnose over"];
        let mut found: Vec<_> =
            texts.iter().filter_map(|text| Some((rank(text, "do")?, *text))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        let found: Vec<_> = found.into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, ["Do it", "Undo", "Redo", "Diagnose over"]);
    }

    #[test]
    fn letters_may_be_left_out_and_none_may_be_wrong() {
        assert!(rank("Zoom in", "zi").is_some());
        assert!(rank("Save as preset", "s a p").is_some());
        assert!(rank("复制诊断信息", "复诊").is_some());
        assert_eq!(rank("Zoom in", "zx"), None);
        assert_eq!(rank("anything", "  "), Some(0));
    }
}
