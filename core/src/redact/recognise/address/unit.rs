//! A unit that stands before its house: `Unit 12C, 400 Beale St`, `#4-12 Elm St`.

use std::sync::LazyLock;

use regex::Regex;

use crate::redact::slice::cut;
use crate::redact::token::pattern;

/// How far before the house it may begin, in bytes.
const REACH: usize = 32;

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let word = r"\b(?:apt|apto|apartment|unit|suite|ste|flat|rm|room|spc)\b[.:]? ?#?|#";
    let link = r" ?[,/-] ?| (?:at|of|in) | ";
    pattern(&format!(r"(?<unit>(?:{word}) ?(?:[a-z]?-?[0-9]{{1,5}}[a-z]?|[a-z]))(?:{link})$"))
});

/// Where a unit begins that stands before a house at `at`.
pub(in crate::redact) fn unit_before(text: &str, at: usize) -> Option<usize> {
    let mut from = at.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let head = cut(text, from, at);
    // Most addresses have nothing of the kind before them, and the pattern takes its time.
    let told = head.bytes().any(|b| b.is_ascii_digit() || b == b'#') || ends_in_letter(head);
    let found = told.then(|| BEFORE.captures(head)).flatten()?;
    Some(from + found.name("unit")?.start())
}

/// Whether what stands before the house ends in a letter of its own: `apt b, `, `unit b at `.
fn ends_in_letter(head: &str) -> bool {
    let bare = head.trim_end_matches([' ', ',', '/', '-']);
    let bare = [" at", " of", " in"].iter().find_map(|link| bare.strip_suffix(link)).unwrap_or(bare);
    let mut last = bare.bytes().rev();
    last.next().is_some_and(|b| b.is_ascii_lowercase())
        && last.next().is_none_or(|b| !b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_told_by_its_word_or_its_sign() {
        for text in ["unit 12c, ", "apt 4 ", "apt. #4 - ", "#4-", "apartment b at ", "suite 200, ", "apt 4/"]
        {
            assert_eq!(unit_before(text, text.len()), Some(0), "{text}");
            let within = format!("i rent {text}");
            assert_eq!(unit_before(&within, within.len()), Some(7), "{text}");
        }
        for text in ["the unit, ", "4-", "community 4 ", "unit 4 and ", "apt and ", "apt 4\n", ""] {
            assert_eq!(unit_before(text, text.len()), None, "{text}");
        }
    }
}
