//! Numbers in words, or in words and digits: `five one two, 555 oh one four seven`.

use smallvec::SmallVec;

use crate::redact::Label;
use crate::redact::fold::Folded;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::mark::Cue;
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::Digits;
use crate::redact::recognise::{card, cue, phone, ssn};
use crate::redact::slice::cut;

/// A number in words.
pub(super) struct Spelled {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) digits: Digits,
    /// How many of its parts are words.
    words: usize,
}

pub(super) type AllSpelled = SmallVec<[Spelled; 2]>;

/// The most bytes between two parts.
const GAP: usize = 4;

/// Every number of four digits or more that has words in it.
pub(super) fn numbers(reading: &Reading<'_>) -> AllSpelled {
    let mut all = AllSpelled::new();
    let mut group = 0;
    let mut mark = 0;
    while let Some(first) = reading.marks.get(mark) {
        if !matches!(first.cue, Cue::Number(_) | Cue::Times(_)) {
            mark += 1;
            continue;
        }
        // Digits may come first: `512 five five five`.
        group += reading.groups.get(group..).unwrap_or(&[]).partition_point(|g| g.end <= first.start);
        let mut begin = group;
        let mut start = first.start;
        while let Some(before) = begin.checked_sub(1).and_then(|at| reading.groups.get(at)) {
            if before.start < all.last().map_or(0, |last: &Spelled| last.end)
                || !hangs(cut(reading.text, before.end, start))
            {
                break;
            }
            start = before.start;
            begin -= 1;
        }
        let spelled = first_number(reading, begin, mark, start);
        mark += reading.marks.get(mark..).unwrap_or(&[]).partition_point(|m| m.start < spelled.end).max(1);
        if spelled.digits.len() >= 4 && spelled.words > 1 {
            all.push(spelled);
        }
    }
    all
}

/// What is said in one breath: a number, or the first of several phones.
fn first_number(reading: &Reading<'_>, group: usize, mark: usize, start: usize) -> Spelled {
    /// The digits of a phone, and the most of any number but a card's.
    const PHONE: usize = 10;
    const LONGEST: usize = 13;
    let whole = read(reading, group, mark, start, usize::MAX);
    if whole.digits.len() <= LONGEST || is_card(&whole.digits) {
        return whole;
    }
    let country = usize::from(whole.digits.starts_with('1'));
    let phone = read(reading, group, mark, start, country + PHONE);
    let national = phone.digits.get(country..).filter(|national| national.len() == PHONE);
    // What is left is to be a number too.
    let others = whole.digits.len() >= phone.digits.len() + 7;
    if others && national.is_some_and(phone::is_nanp) { phone } else { whole }
}

fn is_card(digits: &str) -> bool {
    card::is_issued(digits) && card::luhn(digits)
}

/// Reads on from a group and a mark for as long as the parts hang together, and no further than `most` digits.
fn read(reading: &Reading<'_>, mut group: usize, mut mark: usize, start: usize, most: usize) -> Spelled {
    let mut number = Spelled { start, end: start, digits: Digits::new(), words: 0 };
    let (mut tens, mut times) = (0, 1);
    loop {
        let digits = reading.groups.get(group).filter(|g| g.start >= number.end);
        let word = reading.marks.get(mark).filter(|m| m.start >= number.end);
        let digits_first = match (digits, word) {
            (Some(digits), Some(word)) => digits.start < word.start,
            (digits, _) => digits.is_some(),
        };
        let Some((from, to)) =
            (if digits_first { digits.map(|g| (g.start, g.end)) } else { word.map(|m| (m.start, m.end)) })
        else {
            break;
        };
        if number.end > start && !hangs(cut(reading.text, number.end, from)) {
            break;
        }
        let said = if digits_first { Cue::Number("") } else { word.map_or(Cue::Nothing, |m| m.cue) };
        let written = match said {
            Cue::Number("") => cut(reading.text, from, to),
            Cue::Number(value) => value,
            Cue::Hundred if !number.digits.is_empty() => "00",
            Cue::Times(count) => {
                times = count;
                ""
            }
            _ => break,
        };
        // `fifty five` is 55.
        let unit = tens == 2 && written.len() == 1 && written != "0" && !digits_first;
        if unit {
            number.digits.pop();
        } else if number.digits.len() >= most {
            break;
        }
        let repeated = if written.is_empty() { 0 } else { std::mem::replace(&mut times, 1) };
        let fits = (0..repeated).all(|_| number.digits.try_push_str(written).is_ok());
        if !fits {
            break;
        }
        tens = if written.len() == 2 && written.ends_with('0') && written != "10" && said != Cue::Hundred {
            2
        } else {
            0
        };
        number.words += usize::from(!digits_first);
        number.end = to;
        if digits_first { group += 1 } else { mark += 1 }
    }
    if number.end == start {
        number.end = reading.marks.get(mark).map_or(start + 1, |m| m.end);
    }
    number
}

/// The digits of a number that is written in words, or in words and digits.
pub(in crate::redact) fn said(value: &str) -> String {
    let folded = Folded::of(value);
    let reading = Reading::of(&folded);
    let numbers = numbers(&reading);
    let digits =
        numbers.first().filter(|number| number.digits.len() >= 7).map(|number| number.digits.to_string());
    // What is neither keeps its letters: `1-800-FLOWERS`.
    digits.unwrap_or_else(|| reading.text.chars().filter(|c| c.is_alphanumeric()).collect())
}

fn hangs(between: &str) -> bool {
    between.len() <= GAP && between.chars().all(|c| " -.,()/".contains(c))
        || matches!(between, " y " | " and " | " e " | " dash " | " hyphen " | " guion ")
}

/// Phones and social security numbers among them.
pub(super) fn find(reading: &Reading<'_>, all: &AllSpelled, hits: &mut Hits) {
    for number in all {
        let place = (number.start, number.end);
        let dialled = || cue::is_dialled(reading.text, number.start);
        let label = match number.digits.len() {
            13..=19 if is_card(&number.digits) => Label::CreditCard,
            9 if ssn::is_spelled(reading, place, &number.digits) => Label::Ssn,
            10 if phone::is_nanp(&number.digits) || dialled() => Label::Phone,
            11 if number.digits.get(1..).is_some_and(phone::is_nanp) && number.digits.starts_with('1') => {
                Label::Phone
            }
            // Nothing that is said so is for anybody.
            7.. if dialled() || (number.words >= 7 && number.digits.len() >= 9) => Label::Phone,
            _ => continue,
        };
        hits.push(Hit::seen(phone::opened(reading.text, number.start), number.end, label, Rank::Pattern));
    }
}
