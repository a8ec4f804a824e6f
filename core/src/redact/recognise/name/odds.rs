//! What a word's own odds are.

use crate::redact::recognise::name::lexicon::Entry;
use crate::redact::recognise::name::word::{Gap, Shape, Word};
use crate::redact::recognise::name::{Reading, list};
use crate::redact::slice::byte;

/// Whether the word is worth a judgement: all but some words of a message are not.
pub(super) fn may_be_name(reading: &Reading<'_>, at: usize) -> bool {
    let Some(word) = reading.word(at) else { return false };
    match word.shape {
        Shape::Number | Shape::Blank | Shape::Foreign => return false,
        Shape::Initial => return starts_with_initial(reading, at),
        Shape::Lower | Shape::Capital | Shape::Upper if !has_odds(reading, at, word) => return false,
        Shape::Lower | Shape::Capital | Shape::Upper => {}
    }
    // `bit.ly/4bedpool`.
    let (start, end) = (word.start as usize, word.end as usize);
    if byte(reading.text, start.wrapping_sub(1)) == b'.' && byte(reading.text, end) == b'/' {
        return false;
    }
    if word.gap == Gap::Glued || reading.gap(at + 1) == Gap::Glued && !word.owns && is_handle(reading, at) {
        return false;
    }
    // `Don Field` is no `don Ramiro`.
    let text = word.text(reading.text);
    // `la mamá de ella`.
    let spanish = matches!(
        reading.before(at, 1),
        "de" | "y" | "a" | "con" | "que" | "para" | "por" | "es" | "como" | "ni" | "o"
    );
    if text == "ella" && spanish && !reading.is_capital(at) {
        return false;
    }
    !list::is_title(text) || text == "don" && reading.is_capital(at)
}

/// Whether the word's own odds leave room for a name.
fn has_odds(reading: &Reading<'_>, at: usize, word: &Word) -> bool {
    let entry = word.entry;
    if reading.is_capital(at) {
        let nothing_else = entry.is_unknown() || (entry.word() <= 3 && entry.place() == 0 && !entry.is_org());
        nothing_else || (entry.is_name() && (entry.word() < 7 || entry.first() >= 3 || entry.last() >= 5))
    } else if entry.is_unknown() {
        word.end - word.start >= 2
    } else {
        entry.first() >= 4 || (entry.is_name() && entry.word() <= 3)
    }
}

/// Whether what follows makes the word part of an address or a handle.
fn is_handle(reading: &Reading<'_>, at: usize) -> bool {
    let (Some(word), Some(next)) = (reading.word(at), reading.word(at + 1)) else { return false };
    reading
        .text
        .get(word.end as usize..next.start as usize)
        .is_some_and(|between| between.contains(['@', '_', '\\']))
}

/// `J. Smith`, `E Vance`.
fn starts_with_initial(reading: &Reading<'_>, at: usize) -> bool {
    reading.gap(at + 1) == Gap::Dot
        && reading.word(at + 1).is_some_and(|next| {
            next.shape == Shape::Capital || (next.shape == Shape::Initial && reading.gap(at + 2) == Gap::Dot)
        })
}

/// Whether it is no rare name, and a name more than a place.
pub(super) fn is_likely(reading: &Reading<'_>, at: usize) -> bool {
    let entry = reading.word(at).map(|word| word.entry).unwrap_or_default();
    (entry.first() >= 3 || entry.last() >= 4) && entry.place() == 0 && !entry.is_org()
}

/// The score of the word alone, where the words around add `cue`.
pub(super) fn own(reading: &Reading<'_>, at: usize, cue: i32) -> i32 {
    let Some(word) = reading.word(at) else { return i32::MIN };
    let entry = word.entry;
    if word.shape == Shape::Initial {
        return initial(reading, at, cue);
    }
    let (capital, first) = (reading.is_capital(at), reading.is_first(at));
    let mut score = base(entry, capital);
    // A capital within a sentence says name or brand; at its start it says little.
    score += match (reading.shape(at), first) {
        (Shape::Capital, false) => 1,
        (Shape::Capital | Shape::Upper, _) => 0,
        _ => -1,
    };
    let len = word.end - word.start;
    // An abbreviation.
    if reading.shape(at) == Shape::Upper
        && (len <= 3 && (entry.first() < 6 || entry.word() > 0) || len == 4 && entry.is_unknown())
    {
        score -= 4;
    }
    let column = entry.word() as usize;
    score -= match (capital, first) {
        (true, false) if entry.first() >= 5 => price(&[0, 0, 0, 1, 1, 1, 2, 2], column),
        (true, false) => price(&[0, 0, 1, 2, 3, 4, 5, 6], column),
        (true, true) if entry.first() >= 5 => price(&[0, 0, 0, 2, 3, 3, 4, 5], column),
        (true, true) => price(&[0, 0, 1, 2, 3, 4, 5, 6], column),
        (false, _) if entry.first() >= 5 => price(&[0, 1, 1, 2, 3, 4, 5, 5], column),
        (false, _) => price(&[0, 1, 1, 3, 4, 5, 6, 6], column),
    };
    // `this is chase, the guy from …`: who is introduced is no bank and no city.
    if cue < 5 {
        score -= if entry.is_org() { 3 } else { 0 };
        score -= match entry.place() {
            0 => 0,
            // `Tyler said`: what people do makes them people.
            _ if entry.first() == 7 && cue >= 2 => 1,
            1 if cue >= 2 => 2,
            _ => 3,
        };
    }
    if list::is_time(word.text(reading.text)) && cue < 5 {
        score -= 3;
    }
    if word.accented && capital && entry.is_unknown() {
        score += 1;
    }
    if word.owns && (entry.first() >= 3 || (capital && !first && entry.word() < 4)) {
        score += 1;
    }
    score
}

fn base(entry: Entry, capital: bool) -> i32 {
    match (entry.first(), entry.last()) {
        (4.., _) => 3,
        (2..=3, _) => 2,
        (_, 5..) => 1,
        (1, _) => 1,
        (_, 3..=4) => 0,
        (_, 1..=2) => -1,
        _ if entry.word() > 0 => -3,
        _ if capital => 0,
        _ => -2,
    }
}

/// An initial is a name only before a last name.
fn initial(reading: &Reading<'_>, at: usize, cue: i32) -> i32 {
    match reading.word(at + 1).map(|next| next.entry) {
        Some(next) if next.last() >= 1 && next.word() <= 3 && next.place() == 0 => 2,
        Some(next) if next.is_unknown() => 1,
        // `-M. Stone`.
        Some(next) if next.last() >= 2 && cue >= 3 => 0,
        _ => -6,
    }
}

fn price(prices: &[i32; 8], column: usize) -> i32 {
    prices.get(column).copied().unwrap_or(9)
}
