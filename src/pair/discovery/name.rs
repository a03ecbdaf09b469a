//! How names from the network are made fit to be shown.

/// Characters of a name.
const NAME: usize = 48;

/// A name without what does not show or turns the writing round, at most 48 characters.
pub(super) fn clean(name: &str) -> String {
    let shown = name.chars().filter(|c| !c.is_control() && !is_invisible(*c));
    let cut: String = shown.take(NAME).collect();
    cut.trim().to_owned()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_does_not_show_is_left() {
        assert_eq!(clean("\u{202e}Mia\u{200b}\n's\u{feff} laptop\u{1b}"), "Mia's laptop");
        assert_eq!(clean(&"x".repeat(100)).len(), NAME);
        assert_eq!(clean("\u{2066}\u{2069} "), "");
    }
}
