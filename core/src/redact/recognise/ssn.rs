//! US social security numbers.

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::cue;
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::{Gap, Group, digits_of, gap, gaps, is_glued, is_part};
use crate::redact::recognise::spelled::AllSpelled;
use crate::redact::recognise::value::{is_link, pieces};
use crate::redact::slice::{byte, cut};

/// How far before and after a number the words may speak of it, in bytes.
const NEAR: (usize, usize) = (60, 24);

/// A number that starts with the first group: 3-2-4, or nine digits where the words say so.
pub(super) fn at(reading: &Reading<'_>, groups: &[Group]) -> Option<(Hit, usize)> {
    let text = reading.text;
    let first = groups.first()?;
    let count = match (first.len(), groups.get(1).map(Group::len), groups.get(2).map(Group::len)) {
        (3, Some(2), Some(4)) | (3, Some(3), Some(3)) => 3,
        (9, ..) => 1,
        // `4 7 2 3 6 8 1 0 5`.
        (1, ..) if groups.get(..9).is_some_and(|all| all.iter().all(|group| group.len() == 1)) => 9,
        _ => return told_in_parts(reading, groups),
    };
    let gaps = gaps(text, groups, count)?;
    let even =
        gaps.iter().all(|gap| Some(gap) == gaps.first() && matches!(gap, Gap::Space | Gap::Dash | Gap::Dot));
    let window = groups.get(..count)?;
    let (start, end) = (first.start, window.last()?.end);
    let digits = digits_of(text, window);
    let cued = reading.is_near((start, end), NEAR, |cue| matches!(cue, Cue::Social | Cue::Itin));
    let shaped = count == 3 && window.get(1).is_some_and(|group| group.len() == 2);
    let clear = !is_glued(text, start, end)
        && !is_part(text, start, end)
        && byte(text, start.wrapping_sub(1)) != b'$';
    // `388-14 0092`, `605/41/8829`, where the words say what it is.
    let loose = || {
        cued && (shaped || count == 9)
            && gaps.iter().all(|gap| matches!(gap, Gap::Space | Gap::Dash | Gap::Dot | Gap::Slash))
    };
    if !(even || loose()) || !clear || !(cued || shaped) {
        return None;
    }
    if is_assigned(&digits) && (cued || !cue::is_record_id(text, start, false)) {
        let rank = if cued { Rank::Cue } else { Rank::Pattern };
        return Some((Hit::seen(start, end, Label::Ssn, rank), count));
    }
    (cued && is_taxpayer(&digits)).then(|| (Hit::seen(start, end, Label::TaxId, Rank::Cue), count))
}

/// Nine digits in whatever parts, right behind the word: `ssn 412 55 70 93`, `social is 412 557093`.
fn told_in_parts(reading: &Reading<'_>, groups: &[Group]) -> Option<(Hit, usize)> {
    let text = reading.text;
    let first = groups.first()?;
    let social = reading.marks_before(first.start, NEAR.1).next().filter(|mark| mark.cue == Cue::Social)?;
    let opens = |word: &str| is_link(word) || matches!(word, "starts" | "begins" | "with" | "w" | "w/");
    if !cut(text, social.end, first.start).split_whitespace().all(opens) {
        return None;
    }
    let mut len = first.len();
    let others = groups.windows(2).take(4).take_while(|pair| {
        let [left, right] = pair else { return false };
        let more = len < 9 && hangs(text, left, right);
        len += if more { right.len() } else { 0 };
        more
    });
    let count = 1 + others.count();
    let window = groups.get(..count)?;
    let end = window.last()?.end;
    let whole = !is_glued(text, first.start, end) && !is_part(text, first.start, end);
    (whole && is_assigned(&digits_of(text, window)))
        .then(|| (Hit::seen(first.start, end, Label::Ssn, Rank::Cue), count))
}

/// Whether parts of a number that is told hang together: `412, 55, 7093`, `412 then 55 then 7093`.
fn hangs(text: &str, left: &Group, right: &Group) -> bool {
    /// The most bytes between: ` and then `.
    const MOST: usize = 10;
    let between = cut(text, left.end, right.start);
    let told =
        |word: &str| matches!(word, "," | "-" | "." | "then" | "and" | "y" | "luego" | "dash" | "guion");
    gap(text, left, right).is_some()
        || between.len() <= MOST && !between.contains('\n') && between.split_whitespace().all(told)
        || matches!(between, ", " | ". ")
}

/// What is told so with words between its parts.
pub(super) fn find_told(reading: &Reading<'_>, hits: &mut Hits) {
    for social in reading.marks.iter().filter(|mark| mark.cue == Cue::Social) {
        let behind = reading.groups.partition_point(|group| group.start < social.end);
        let groups = reading.groups.get(behind..).unwrap_or(&[]);
        hits.extend(told_in_parts(reading, groups).map(|(hit, _)| hit));
    }
}

/// Spelled digits that the words say are one.
pub(super) fn is_spelled(reading: &Reading<'_>, place: (usize, usize), digits: &str) -> bool {
    is_assigned(digits) && reading.is_near(place, NEAR, |cue| cue == Cue::Social)
}

/// The last four digits, where the words say that they are.
pub(super) fn find_last_four(reading: &Reading<'_>, spelled: &AllSpelled, hits: &mut Hits) {
    /// How far the words and the digits may stand apart, in bytes.
    const REACH: usize = 40;
    let text = reading.text;
    for (index, social) in reading.marks.iter().enumerate().filter(|(_, mark)| mark.cue == Cue::Social) {
        let around = reading.marks.get(index.saturating_sub(3)..).unwrap_or(&[]).iter().take(7);
        let near = |mark: &&Mark| {
            let apart =
                mark.start.max(social.start) - mark.end.min(social.end).min(mark.start.max(social.start));
            mark.cue == Cue::LastFour && apart <= REACH
        };
        let Some(last) = around.clone().find(near) else {
            masked(text, social.end, hits);
            continue;
        };
        let (from, to) = (social.start.min(last.start), social.end.max(last.end));
        let four = |start: usize, end: usize| {
            end - start == 4 && !is_glued(text, start, end) && !is_part(text, start, end)
        };
        let ahead = pieces(text, to).take(6).take_while(|piece| piece.start <= to + REACH);
        let ahead = ahead
            .filter(|piece| piece.digits() == 4 && piece.text.len() == 4)
            .map(|piece| (piece.start, piece.end))
            .next();
        let behind = || {
            let before = reading.groups.partition_point(|group| group.end <= from);
            let group = reading.groups.get(before.checked_sub(1)?)?;
            cut(text, group.end, from).split_whitespace().all(is_link).then_some((group.start, group.end))
        };
        // `the last four are 5163, that's the social`.
        let within = || {
            let group = reading.groups.get(reading.groups.partition_point(|group| group.start < last.end))?;
            (group.end <= social.start).then_some((group.start, group.end))
        };
        let in_words = || {
            let number = spelled.iter().find(|number| number.start >= to && number.start <= to + REACH)?;
            (number.digits.len() == 4).then_some((number.start, number.end))
        };
        let found =
            within().or(ahead).or_else(behind).filter(|(start, end)| four(*start, *end)).or_else(in_words);
        let found = found.or_else(|| single(reading, to).filter(|(start, _)| *start <= to + REACH));
        if let Some((start, end)) = found {
            hits.push(Hit::seen(start, end, Label::Ssn, Rank::Cue));
            // `… and hers ends 4470`.
            let next = reading
                .groups
                .get(reading.groups.partition_point(|group| group.start < end)..)
                .and_then(<[_]>::first);
            let again = next.filter(|next| {
                let between = cut(text, end, next.start);
                let linked = between.len() <= 24
                    && [" and ", " y ", " & ", " his ", " hers ", "/"]
                        .iter()
                        .any(|link| between.contains(link));
                let told = reading
                    .marks_before(next.start, 12)
                    .any(|mark| mark.cue == Cue::LastFour && mark.start > end)
                    && between.len() <= 60;
                (linked || told) && four(next.start, next.end)
            });
            hits.extend(again.map(|next| Hit::seen(next.start, next.end, Label::Ssn, Rank::Cue)));
        }
    }
}

/// The next digits, where they are four with a space or dash between each: `3 9 0 2`.
fn single(reading: &Reading<'_>, from: usize) -> Option<(usize, usize)> {
    let behind = reading.groups.partition_point(|group| group.start < from);
    let groups = reading.groups.get(behind..)?;
    let four = groups.get(..4)?;
    let gaps = gaps(reading.text, four, 4)?;
    let joined = |left: &Group| groups.get(4).is_some_and(|next| gap(reading.text, left, next).is_some());
    let last = four.last()?;
    let alone = four.iter().all(|group| group.len() == 1) && !joined(last);
    let even = gaps.iter().all(|gap| matches!(gap, Gap::Space | Gap::Dash) && Some(gap) == gaps.first());
    let start = four.first()?.start;
    let clear = !is_glued(reading.text, start, last.end);
    (alone && even && clear && last.end - start == 7).then_some((start, last.end))
}

/// The last four with no word of what they are of: `last4 6620`, `the last 4? its 1380`.
pub(super) fn find_bare_four(reading: &Reading<'_>, hits: &mut Hits) {
    let text = reading.text;
    if reading.marks.iter().any(|mark| mark.cue == Cue::Social) {
        return;
    }
    for last in reading.marks.iter().filter(|mark| mark.cue == Cue::LastFour) {
        let told = cut(text, last.start, last.end);
        let behind = reading.groups.partition_point(|group| group.start < last.end);
        let Some(group) = reading.groups.get(behind).filter(|group| group.len() == 4) else { continue };
        let between = cut(text, last.end, group.start);
        let linked =
            between.len() <= 12 && between.split_whitespace().all(|word| is_link(word) || word == "its");
        let year = matches!(cut(text, group.start, group.start + 2), "19" | "20");
        // `the last four 1250 units`, `last 4: 1200, 1350`.
        let ends = matches!(byte(text, group.end), 0 | b'.' | b',' | b'!' | b'?' | b';' | b')' | b'\n');
        let listed = reading.groups.get(behind + 1).is_some_and(|next| next.start <= group.end + 3);
        if told.starts_with("last")
            && linked
            && !year
            && ends
            && !listed
            && !is_part(text, group.start, group.end)
        {
            hits.push(Hit::seen(group.start, group.end, Label::Ssn, Rank::Cue));
        }
    }
}

/// `xxx-xx-6789`, as forms show it.
fn masked(text: &str, from: usize, hits: &mut Hits) {
    for piece in pieces(text, from).take(4) {
        let hidden = text.get(from..piece.end).unwrap_or("");
        let shown = piece.text.rsplit(['x', '*', '-']).next().unwrap_or("");
        if shown.len() == 4
            && shown.bytes().all(|b| b.is_ascii_digit())
            && (hidden.contains("xx-") || hidden.contains("**-") || hidden.contains("xxx"))
        {
            hits.push(Hit::seen(piece.end - 4, piece.end, Label::Ssn, Rank::Cue));
            return;
        }
        if piece.ends || piece.has_digit() {
            return;
        }
    }
}

/// `xxx-xx-6789` without a word.
pub(super) fn hidden_at(text: &str, group: &Group) -> Option<Hit> {
    let head = text.get(..group.start)?;
    let hidden = ["xxx-xx-", "***-**-", "xxx xx ", "xxxxx"].iter().any(|hidden| head.ends_with(hidden));
    (hidden && group.len() == 4 && !byte(text, group.end).is_ascii_alphanumeric())
        .then(|| Hit::seen(group.start, group.end, Label::Ssn, Rank::Pattern))
}

/// Area 000, 666 and 900 up, group 00 and serial 0000 are never assigned (20 CFR 422.103 and SSA's
/// randomisation notice).
pub(in crate::redact) fn is_assigned(digits: &str) -> bool {
    let part = |from, to| digits.get(from..to).unwrap_or("");
    digits.len() == 9
        && part(0, 3) != "000"
        && part(0, 3) != "666"
        && byte(digits, 0) != b'9'
        && part(3, 5) != "00"
        && part(5, 9) != "0000"
}

/// Individual taxpayer numbers begin with 9 and have 50 to 65, 70 to 88, 90 to 92 or 94 to 99 in the middle (IRS).
fn is_taxpayer(digits: &str) -> bool {
    let middle: u32 = digits.get(3..5).and_then(|middle| middle.parse().ok()).unwrap_or(0);
    digits.starts_with('9') && matches!(middle, 50..=65 | 70..=88 | 90..=92 | 94..=99)
}
