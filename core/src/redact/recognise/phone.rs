//! Phone numbers: North American shapes by their own rules, the others after a `+`.

use arrayvec::ArrayVec;

use crate::redact::Label;
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::cue;
use crate::redact::recognise::run::{Digits, Gap, Group, digits_of, gap, gaps, is_part};
use crate::redact::slice::{byte, char_at, char_before, cut};

/// How many candidates of one text are validated; beyond it they count as numbers unchecked.
const VALIDATIONS: usize = 64;

/// A number of the North American plan that starts with the first group.
pub(super) fn nanp_at(text: &str, groups: &[Group]) -> Option<(Hit, usize)> {
    let (first, rest) = groups.split_first()?;
    // A country code of its own: `1 512…`, `+1 (512)…`.
    if first.digits(text) == "1"
        && let Some(next) = rest.first()
        && matches!(gap(text, first, next), Some(Gap::Space | Gap::Dash | Gap::Dot | Gap::Open))
        && let Some((hit, used)) = national_at(text, rest, Some(first.start))
    {
        return Some((hit, used + 1));
    }
    national_at(text, groups, None)
}

/// The ten digits, of which the country code may be the first group's first.
fn national_at(text: &str, groups: &[Group], country: Option<usize>) -> Option<(Hit, usize)> {
    let first = groups.first()?;
    let glued_country = country.is_none() && first.digits(text).starts_with('1');
    let skip = usize::from(glued_country && matches!(first.len(), 4 | 11));
    if !matches!(first.len() - skip, 1 | 3 | 6 | 10) {
        return None;
    }
    let lens: ArrayVec<usize, 10> = groups
        .iter()
        .take(10)
        .enumerate()
        .map(|(at, group)| group.len() - if at == 0 { skip } else { 0 })
        .collect();
    let plus = byte(text, country.unwrap_or(first.start).wrapping_sub(1)) == b'+';
    let prefixed = plus || country.is_some() || skip == 1;
    let spaced = lens.len() == 10 && lens.iter().all(|len| *len == 1);
    let count = match lens.as_slice() {
        [10, ..] => 1,
        [3, 3, 4, ..] => 3,
        [3, 7, ..] | [6, 4, ..] => 2,
        [3, 3, 2, 2, ..] => 4,
        _ if spaced => 10,
        [3, 4, ..] if country.is_none() && skip == 0 => return local_at(text, groups),
        _ => return None,
    };
    let gaps = gaps(text, groups, count)?;
    let joined = match (count, gaps.as_slice()) {
        (1, _) => true,
        // A price range before an area reads `650-700 1200`: mixed gaps only where a phone has them.
        (3, [a, b]) => {
            a == b
                || matches!(
                    (a, b),
                    (Gap::Close, _) | (Gap::Space | Gap::Slash, Gap::Dash) | (Gap::Dash, Gap::Dot)
                )
        }
        (2, [only]) => match lens.first() {
            Some(6) => *only == Gap::Dash,
            _ => !matches!(only, Gap::Dot | Gap::Open),
        },
        (_, all) => {
            // `313 555-01-81`, `5 1 2 - 5 5 5 - 0 1 4 7`.
            let (_, tail) = all.split_first()?;
            tail.windows(2).all(|pair| pair.first() == pair.last())
                && (all.first() == tail.first() || matches!(all.first(), Some(Gap::Close | Gap::Space)))
                || spaced && all.iter().all(|gap| matches!(gap, Gap::Space | Gap::Dash | Gap::Dot))
        }
    };
    let used = groups.get(..count)?;
    let digits = digits_of(text, used);
    let national = digits.get(skip..)?;
    let end = used.last()?.end;
    let start = opened(text, country.unwrap_or(first.start));
    let bare = count == 1 && !prefixed;
    // Who writes `+1` before three, three and four digits means a phone, whatever the plan says.
    let told = plus && prefixed && count == 3;
    let rejected = !joined
        || !(is_nanp(national) || told && matches!(byte(national, 0), b'2'..=b'9'))
        || is_part(text, start, end)
        || !is_free(text, start, end)
        || byte(text, start.wrapping_sub(1)) == b'$'
        || byte(text, end) == b'%'
        || (!plus && (cue::is_measure(text, end) || is_id(text, start, bare)));
    (!rejected).then(|| (Hit::seen(start, end, Label::Phone, Rank::Pattern), count))
}

/// Seven digits, where the words say that they are dialled.
fn local_at(text: &str, groups: &[Group]) -> Option<(Hit, usize)> {
    let (first, last) = (groups.first()?, groups.get(1)?);
    let joined = first.end + 1 == last.start && gap(text, first, last).is_some();
    let exchange = first.digits(text);
    let found = joined
        && exchange.starts_with(|c: char| c >= '2')
        && !exchange.ends_with("11")
        && !is_part(text, first.start, last.end)
        && is_free(text, first.start, last.end)
        && (cue::is_dialled(text, first.start) || cue::is_phone_of(text, last.end))
        && !cue::is_measure(text, last.end)
        && byte(text, first.start.wrapping_sub(1)) != b'$'
        && !cue::is_record_id(text, first.start, false);
    found.then(|| (Hit::seen(first.start, last.end, Label::Phone, Rank::Pattern), 2))
}

/// A toll-free number that ends in letters: `1-800-555-HOME`.
pub(super) fn lettered_at(text: &str, groups: &[Group]) -> Option<(Hit, usize)> {
    let (first, rest) = groups.split_first()?;
    if !matches!(first.len(), 1 | 3) {
        return None;
    }
    let (area, used) = match first.digits(text) {
        "1" => (
            rest.first()
                .filter(|next| matches!(gap(text, first, next), Some(Gap::Space | Gap::Dash | Gap::Dot)))?,
            2,
        ),
        _ => (first, 1),
    };
    if !matches!(area.digits(text), "800" | "833" | "844" | "855" | "866" | "877" | "888")
        || byte(text, area.end) != b'-'
    {
        return None;
    }
    let tail = text.get(area.end + 1..)?;
    let len = tail
        .bytes()
        .take(12)
        .position(|b| !(b.is_ascii_alphanumeric() || b == b'-'))
        .unwrap_or(tail.len().min(12));
    let tail = cut(tail, 0, len).trim_end_matches('-');
    let keys = tail.bytes().filter(u8::is_ascii_alphanumeric).count();
    let letters = tail.bytes().filter(u8::is_ascii_alphabetic).count();
    let (start, end) = (first.start, area.end + 1 + tail.len());
    let found =
        (7..=8).contains(&keys) && letters >= 3 && !is_part(text, start, end) && is_free(text, start, end);
    // The digits among the letters are groups too.
    let inner = groups.iter().skip(used).take_while(|group| group.start < end).count();
    found.then(|| (Hit::seen(start, end, Label::Phone, Rank::Pattern), used + inner))
}

/// Eight digits or more in groups of another country's shape, where the words say that they are dialled.
pub(super) fn dialled_at(text: &str, groups: &[Group]) -> Option<(Hit, usize)> {
    /// The most digits of one, its country code among them.
    const MOST: usize = 13;
    let first = groups.first()?;
    let home = first.digits(text).starts_with('0') && !first.digits(text).starts_with("00");
    let mut found = None;
    let mut total = 0;
    for (index, group) in groups.iter().take(6).enumerate() {
        let left = index.checked_sub(1).and_then(|at| groups.get(at));
        let hangs = left.is_none_or(|left| {
            matches!(gap(text, left, group), Some(Gap::Space | Gap::Dash | Gap::Dot | Gap::Close))
        });
        total += group.len();
        if !hangs || total > MOST || group.len() == 1 {
            break;
        }
        // A number that begins with the 0 of its own country says so itself.
        // A North American shape that is no number there is none elsewhere.
        let american =
            matches!(groups.get(..3).unwrap_or(&[]), [a, b, c] if (a.len(), b.len(), c.len()) == (3, 3, 4));
        let whole = (8..=MOST).contains(&total) && index > 0 && (home || !american);
        if whole || (index == 0 && home && (10..=11).contains(&total)) {
            found = Some((group.end, index + 1, total));
        }
    }
    let (end, used, total) = found?;
    let start = opened(text, first.start);
    let goes_before =
        byte(text, start.wrapping_sub(1)) == b' ' && byte(text, start.wrapping_sub(2)).is_ascii_digit();
    // `52 55 1234 5678`: a country code that nothing else tells.
    let told = cue::is_dialled(text, start)
        || cue::is_phone_of(text, end)
        || (total <= 11 && home && total >= 10 && used > 1 && !goes_before);
    let rejected = !told
        || is_part(text, start, end)
        || !is_free(text, start, end)
        || byte(text, start.wrapping_sub(1)) == b'$'
        || cue::is_record_id(text, start, true)
        || cue::is_measure(text, end);
    (!rejected).then(|| (Hit::seen(start, end, Label::Phone, Rank::Cue), used))
}

/// A number of any country after `+`, or after `00`.
pub(super) fn international_at(
    text: &str,
    groups: &[Group],
    validations: &mut usize,
) -> Option<(Hit, usize)> {
    let first = groups.first()?;
    let open = opened(text, first.start);
    let plus = byte(text, open) == b'+' || byte(text, first.start.wrapping_sub(1)) == b'+';
    // `011` is what North America dials first.
    let prefix = match first.digits(text) {
        "011" => 3,
        digits if digits.starts_with("00") => 2,
        _ => 0,
    };
    let zeros = !plus && prefix > 0;
    if !(plus || zeros) || (plus && first.digits(text).starts_with('1')) {
        return None;
    }
    let mut candidates: ArrayVec<(Digits, usize, usize), 8> = ArrayVec::new();
    let mut digits = Digits::new();
    for (index, group) in groups.iter().enumerate() {
        let hangs = index == 0
            || groups
                .get(index - 1)
                .is_some_and(|left| matches!(gap(text, left, group), Some(g) if g != Gap::Slash));
        let fits = digits.try_push_str(group.digits(text)).is_ok();
        let significant = digits.len().saturating_sub(if zeros { prefix } else { 0 });
        if !hangs || !fits || significant > 15 {
            break;
        }
        if significant >= 8 {
            let _ = candidates.try_push((digits, group.end, index + 1));
        }
    }
    let start = if plus { open.min(first.start - 1) } else { first.start };
    // `+44 (0)20`: the zero is dialled at home only.
    let number = |digits: &str| digits.get(if zeros { prefix } else { 0 }..).unwrap_or("").to_owned();
    let without_home_zero = |digits: &str| {
        let (country, rest) = (digits.get(..2)?, digits.get(2..)?.strip_prefix('0')?);
        Some(format!("{country}{rest}"))
    };
    let mut valid = |digits: &str| {
        *validations += 1;
        let check = |digits: &str| {
            phonenumber::parse(None, format!("+{digits}")).is_ok_and(|n| phonenumber::is_valid(&n))
        };
        *validations > VALIDATIONS
            || check(digits)
            || without_home_zero(digits).is_some_and(|digits| check(&digits))
    };
    let longest = candidates.iter().rev().find(|(digits, ..)| valid(&number(digits)));
    // Numbers kept for films and new ranges are not valid, and written with a `+` all the same.
    let plausible = || candidates.iter().rev().find(|(digits, ..)| plus && (10..=13).contains(&digits.len()));
    let (_, end, used) = longest.or_else(plausible)?;
    is_free(text, start, *end).then(|| (Hit::seen(start, *end, Label::Phone, Rank::Pattern), *used))
}

/// Area code and exchange are `NXX`, neither is `N11`, and areas `N9X` are kept for expansion (NANPA's
/// numbering plan).
pub(in crate::redact) fn is_nanp(digits: &str) -> bool {
    let at = |index| byte(digits, index);
    digits.len() == 10
        && at(0) >= b'2'
        && at(1) != b'9'
        && (at(1), at(2)) != (b'1', b'1')
        && at(3) >= b'2'
        && (at(4), at(5)) != (b'1', b'1')
        && !digits.bytes().all(|b| b == at(0))
}

fn is_id(text: &str, start: usize, bare: bool) -> bool {
    let hash = byte(text, start.wrapping_sub(1)) == b'#' && bare;
    (hash || cue::is_record_id(text, start, bare)) && !cue::is_dialled(text, start)
}

/// Where the number starts when its `(` and `+` are taken in.
pub(super) fn opened(text: &str, start: usize) -> usize {
    let mut at = start;
    for _ in 0..3 {
        match at.checked_sub(1).map(|before| byte(text, before)) {
            Some(b'(') => at -= 1,
            Some(b'+') => return at - 1,
            Some(b' ') if byte(text, at) == b'(' && byte(text, at.wrapping_sub(2)) == b'+' => at -= 1,
            _ => break,
        }
    }
    at
}

/// Whether no letters touch the number, but for words that people write without a space.
fn is_free(text: &str, start: usize, end: usize) -> bool {
    const BEFORE: [&str; 18] = [
        "call", "cell", "ph", "phone", "text", "txt", "tel", "mobile", "home", "work", "c", "p", "t", "m",
        "at", "is", "fax", "whatsapp",
    ];
    const AFTER: [&str; 14] =
        ["x", "ext", "c", "cell", "mobile", "home", "work", "or", "and", "call", "text", "thanks", "m", "h"];
    let letters = |c: &char| c.is_alphanumeric() || *c == '_';
    let before: usize =
        text.get(..start).unwrap_or("").chars().rev().take(20).take_while(letters).map(char::len_utf8).sum();
    let after: usize = text
        .get(end..)
        .unwrap_or("")
        .chars()
        .take(20)
        .take_while(|c| c.is_alphabetic() || *c == '_')
        .map(char::len_utf8)
        .sum();
    // CJK and the like write no spaces around numbers.
    let spaceless = |c: Option<char>| c.is_some_and(|c| u32::from(c) >= 0x0e00);
    (before == 0 || spaceless(char_before(text, start)) || BEFORE.contains(&cut(text, start - before, start)))
        && (after == 0 || spaceless(char_at(text, end)) || AFTER.contains(&cut(text, end, end + after)))
}
