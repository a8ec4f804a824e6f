//! Card numbers: issuer's prefix, length and Luhn's check.

use crate::redact::Label;
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::run::{Digits, Gap, Group, gap, is_glued, is_part};

/// A card number that starts with the first group.
pub(super) fn at(text: &str, groups: &[Group]) -> Option<(Hit, usize)> {
    let first = groups.first()?;
    let spaced = first.len() == 1;
    if !(spaced || first.len() == 4 || (12..=19).contains(&first.len())) {
        return None;
    }
    let most = if spaced { 19 } else { 5 };
    let mut digits = Digits::new();
    let mut first_gap = None;
    let mut found = None;
    let mut left = first;
    for (index, group) in groups.iter().take(most).enumerate() {
        if index > 0 {
            let gap = gap(text, left, group);
            let even = matches!(gap, Some(Gap::Space | Gap::Dash | Gap::Dot))
                && *first_gap.get_or_insert(gap) == gap;
            let sized = if spaced { group.len() == 1 } else { (3..=7).contains(&group.len()) };
            if !even || !sized {
                break;
            }
        }
        if digits.try_push_str(group.digits(text)).is_err() || digits.len() > 19 {
            break;
        }
        if is_issued(&digits)
            && luhn(&digits)
            && !is_glued(text, first.start, group.end)
            && !is_part(text, first.start, group.end)
        {
            found = Some((Hit::seen(first.start, group.end, Label::CreditCard, Rank::Checksum), index + 1));
        }
        left = group;
    }
    found
}

/// Whether a card network issues this prefix at this length (ISO/IEC 7812 ranges as the networks publish
/// them).
pub(in crate::redact) fn is_issued(digits: &str) -> bool {
    let prefix = |len: usize| digits.get(..len).and_then(|p| p.parse::<u32>().ok()).unwrap_or(0);
    let (two, three, four) = (prefix(2), prefix(3), prefix(4));
    match digits.len() {
        16 if (51..=55).contains(&two) || (2221..=2720).contains(&four) => true,
        15 if matches!(two, 34 | 37) || matches!(four, 1800 | 2131) => true,
        12 => is_maestro(four),
        13 | 16 | 19 if digits.starts_with('4') => true,
        14..=19 if matches!(two, 36 | 38 | 39) || (300..=305).contains(&three) => true,
        16..=19 => four == 6011 || (644..=659).contains(&three) || two == 62 || two == 35 || is_maestro(four),
        _ => false,
    }
}

fn is_maestro(four: u32) -> bool {
    matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763)
}

pub(in crate::redact) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, b)| {
            let digit = u32::from(b.saturating_sub(b'0'));
            if index % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}
