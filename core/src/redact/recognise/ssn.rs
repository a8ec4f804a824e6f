//! US social security numbers.

use std::sync::LazyLock;

use regex::Regex;

use crate::redact::Label;
use crate::redact::fold::byte;
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::cue;
use crate::redact::recognise::run::{Gap, Group, gaps, is_glued, is_part};
use crate::redact::token::pattern;

/// A number that starts with the first group: 3-2-4, or nine digits where the words say so.
pub(super) fn at(text: &str, groups: &[Group]) -> Option<(Hit, usize)> {
    let lens: Vec<usize> = groups.iter().take(3).map(Group::len).collect();
    let count = match lens.as_slice() {
        [3, 2, 4] => 3,
        [9, ..] => 1,
        _ => return None,
    };
    let gaps = gaps(text, groups, count)?;
    let even =
        gaps.iter().all(|gap| Some(gap) == gaps.first() && matches!(gap, Gap::Space | Gap::Dash | Gap::Dot));
    let window = groups.get(..count)?;
    let (start, end) = (window.first()?.start, window.last()?.end);
    let digits: String = window.iter().map(|group| group.digits(text)).collect();
    let cued = cue::is_social(text, start, end);
    let found = even
        && is_assigned(&digits)
        && (cued || count == 3)
        && (cued || !cue::is_record_id(text, start, false))
        && byte(text, start.wrapping_sub(1)) != b'$'
        && !is_glued(text, start, end)
        && !is_part(text, start, end);
    found.then(|| (Hit::seen(start, end, Label::Ssn, Rank::Pattern), count))
}

/// The last four digits, where the words say that they are.
pub(super) fn find_last_four(text: &str, hits: &mut Vec<Hit>) {
    static LAST_FOUR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x)
            \b last \s (?: four | 4 ) \b [^\n0-9]{0,24} \b (?: ssn | social ) \b [^\n0-9]{0,24} ( [0-9]{4} ) \b
            | \b (?: ssn | social ) \b [^\n0-9]{0,24} \b (?: ends | ending | last \s four | last \s 4 ) \b [^\n0-9]{0,12} ( [0-9]{4} ) \b",
        )
    });
    if !(text.contains("ssn") || text.contains("social")) {
        return;
    }
    for captures in LAST_FOUR.captures_iter(text) {
        if let Some(four) = captures.get(1).or_else(|| captures.get(2)) {
            hits.push(Hit::seen(four.start(), four.end(), Label::Ssn, Rank::Cue));
        }
    }
}

/// Area 000, 666 and 900 up, group 00 and serial 0000 are never assigned (20 CFR 422.103 and SSA's
/// randomisation notice).
fn is_assigned(digits: &str) -> bool {
    let part = |from, to| digits.get(from..to).unwrap_or("");
    digits.len() == 9
        && part(0, 3) != "000"
        && part(0, 3) != "666"
        && byte(digits, 0) != b'9'
        && part(3, 5) != "00"
        && part(5, 9) != "0000"
}
