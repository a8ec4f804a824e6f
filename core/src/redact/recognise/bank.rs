//! Accounts by what is said of them, and routing numbers by their check.

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::cue;
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::{Group, digits_of, gaps, is_glued, is_part};
use crate::redact::recognise::value::{after, number};
use crate::redact::slice::byte;

/// How far before and after a routing number the words may speak of it, in bytes.
const NEAR: (usize, usize) = (64, 24);

/// The fewest digits of an account, and of one that only may be meant.
const FEWEST: usize = 5;
const FEWEST_VAGUE: usize = 7;

/// A routing number that starts with the first group, where the words speak of a bank.
pub(super) fn routing_at(reading: &Reading<'_>, groups: &[Group]) -> Option<(Hit, usize)> {
    let text = reading.text;
    let first = groups.first()?;
    let count = match (first.len(), groups.get(1).map(Group::len), groups.get(2).map(Group::len)) {
        (9, ..) => 1,
        (4, Some(4), Some(1)) | (3, Some(3), Some(3)) => 3,
        _ => return None,
    };
    gaps(text, groups, count)?;
    let window = groups.get(..count)?;
    let (start, end) = (first.start, window.last()?.end);
    let found = is_aba(&digits_of(text, window))
        && !is_glued(text, start, end)
        && !is_part(text, start, end)
        && reading.is_near((start, end), NEAR, |cue| matches!(cue, Cue::Routing | Cue::Account));
    found.then(|| (Hit::seen(start, end, Label::Routing, Rank::Checksum), count))
}

/// The account that stands behind a routing number without a word: `031133072 / 9914402217`.
pub(super) fn behind_routing(text: &str, groups: &[Group], routing: &Hit) -> Option<Hit> {
    let next = groups.iter().find(|group| group.start >= routing.end)?;
    let between = text.get(routing.end..next.start)?;
    let joined = matches!(between, "/" | " / " | " - " | ", " | " " | "\n")
        && (6..=17).contains(&next.len())
        && !is_part(text, next.start, next.end);
    joined.then(|| Hit::seen(next.start, next.end, Label::Account, Rank::Cue))
}

/// Every account number behind a cue.
pub(super) fn find_accounts(reading: &Reading<'_>, hits: &mut Hits) {
    for mark in &reading.marks {
        let fewest = match mark.cue {
            Cue::Account => FEWEST,
            Cue::MaybeAccount => FEWEST_VAGUE,
            _ => continue,
        };
        if let Some((start, end)) = account(reading, mark, fewest) {
            hits.push(Hit::seen(start, end, Label::Account, Rank::Cue));
        }
    }
}

fn account(reading: &Reading<'_>, mark: &Mark, fewest: usize) -> Option<(usize, usize)> {
    let text = reading.text;
    if cue::words_before(text, mark.start).next() == Some("escrow") {
        return None;
    }
    let next =
        reading.marks_after(mark.end, 96).find(|next| is_own(next.cue)).map_or(usize::MAX, |next| next.start);
    after(text, mark, 8, false, |piece, passed| {
        if !piece.text.starts_with(|c: char| c.is_ascii_alphanumeric())
            || byte(text, piece.start.wrapping_sub(1)) == b'$'
            || piece.start >= next
        {
            return None;
        }
        let (end, digits) = number(reading, piece.start, 24)?;
        let price = text.get(end..).is_some_and(|rest| {
            rest.starts_with(',') && rest.get(1..2).is_some_and(|c| c.bytes().all(|b| b.is_ascii_digit()))
        });
        let decimal = text.get(piece.start..end).is_some_and(|v| v.contains('.'));
        // `account ending in 4471`.
        let ending = digits == 4
            && reading.marks_before(piece.start, 12).any(|m| m.cue == Cue::LastFour && m.start >= mark.end);
        ((digits >= fewest || ending)
            && !price
            && !decimal
            && !cue::is_measure(text, end)
            && (passed == 0 || !cue::is_record_id(text, piece.start, true)))
        .then_some((piece.start, end))
    })
}

fn is_own(cue: Cue) -> bool {
    matches!(cue, Cue::Routing | Cue::Social | Cue::Ein | Cue::Birth | Cue::DriverLicense | Cue::Passport)
}

/// The check by 3, 7 and 1, and the prefixes of Federal Reserve districts (ABA's policy on routing numbers).
pub(in crate::redact) fn is_aba(digits: &str) -> bool {
    let prefix: u32 = digits.get(..2).and_then(|prefix| prefix.parse().ok()).unwrap_or(99);
    let sum: u32 = digits
        .bytes()
        .zip([3, 7, 1].into_iter().cycle())
        .map(|(b, weight)| u32::from(b - b'0') * weight)
        .sum();
    digits.len() == 9
        && matches!(prefix, 0..=12 | 21..=32 | 61..=72 | 80)
        && sum.is_multiple_of(10)
        && sum > 0
}
