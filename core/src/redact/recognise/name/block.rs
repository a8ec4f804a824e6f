//! Brands, organisations, places and streets that have people's names.

use crate::redact::recognise::name::lexicon::Spelling;
use crate::redact::recognise::name::list::{is_kind, is_plain_kind, is_state, is_street, is_suffix, is_time};
use crate::redact::recognise::name::word::{Gap, Shape, Word};
use crate::redact::recognise::name::{Reading, after};
use crate::redact::slice::cut;

/// Where a brand or place of two or three words ends that the word begins, or is the middle of.
pub(super) fn phrase_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let named = |phrase: Spelling| {
        let entry = phrase.look();
        entry.is_org() || entry.place() > 0
    };
    // Of three words or of two, as they are written; the longer, where both are.
    let joined = |from: usize, three: bool| {
        let (first, second) = (reading.word(from)?, next_beside(reading, from)?);
        let two = Spelling::default().then(cut(reading.text, first.start as usize, second.end as usize));
        let third = next_beside(reading, from + 1).filter(|_| three);
        if third
            .is_some_and(|third| named(two.then(cut(reading.text, second.end as usize, third.end as usize))))
        {
            return Some(from + 3);
        }
        named(two).then_some(from + 2)
    };
    // `Marcus & Millichap`, `Winn-Dixie`.
    let tied = |from: usize| {
        let tie = match reading.gap(from + 1) {
            Gap::And => " and ",
            Gap::Hyphen => " ",
            _ => return None,
        };
        let brand = spelling(reading, from).then(tie).then(reading.spelled(from + 1));
        brand.look().is_org().then_some(from + 2)
    };
    // `Wendy's`, `Papa John's`.
    let owned = |from: usize, to: usize| {
        let word = reading.word(to).filter(|word| word.owns)?.text(reading.text);
        let head = if from == to { Spelling::default() } else { spelling(reading, from).then(" ") };
        let brand = head.then(word).then("s").look().is_org();
        (brand && !after::is_kin(reading.spelled(to + 1))).then_some(to + 1)
    };
    let before = at.checked_sub(1);
    joined(at, true)
        .or_else(|| before.and_then(|before| joined(before, false)))
        .or_else(|| tied(at))
        .or_else(|| before.and_then(tied))
        .or_else(|| owned(at, at))
        .or_else(|| owned(at, at + 1))
        .or_else(|| before.and_then(|before| owned(before, at)))
}

/// The word behind a word and a space.
fn next_beside<'a>(reading: &'a Reading<'_>, at: usize) -> Option<&'a Word> {
    reading.word(at + 1).filter(|word| word.gap == Gap::Space)
}

fn spelling(reading: &Reading<'_>, at: usize) -> Spelling {
    Spelling::default().then(reading.spelled(at))
}

/// Whether a builder goes by the word: `Ryan` where others build too.
pub(super) fn is_builder(word: &str) -> bool {
    let word = Spelling::default().then(word);
    [" homes", " communities", " builders"].iter().any(|kind| word.then(kind).look().is_org())
}

/// Whether the word of a list is a place, a brand, a month or a school.
fn is_no_person(reading: &Reading<'_>, at: usize) -> bool {
    let Some(word) = reading.word(at) else { return false };
    let (entry, capital) = (word.entry, reading.is_capital(at));
    let next = reading.spelled(at + 1);
    let kind = reading.gap(at + 1) == Gap::Space
        && is_kind(next)
        && (reading.is_capital(at + 1) || is_plain_kind(next));
    let named = entry.is_org() && entry.first() < 5 || entry.place() > 0 && entry.first() < 6;
    (capital || entry.place() == 2 || entry.is_org())
        && (kind
            || named
            || is_kind(word.text(reading.text)) && entry.first() < 4
            || is_time(word.text(reading.text))
            || phrase_end(reading, at).is_some())
}

/// Whether the word stands in a list with places or brands: `Irving, Garland or Allen`.
pub(super) fn is_listed_with_places(reading: &Reading<'_>, at: usize) -> bool {
    /// The most words that are looked at on a side.
    const REACH: usize = 12;
    let link = |at: usize| {
        matches!(
            reading.spelled(at),
            "and"
                | "or"
                | "vs"
                | "versus"
                | "then"
                | "y"
                | "o"
                | "ou"
                | "et"
                | "nor"
                | "than"
                | "hay"
                | "maybe"
        )
    };
    let parted = |at: usize| matches!(reading.gap(at), Gap::Comma | Gap::And) || link(at);
    let of_item = |at: usize| {
        parted(at)
            || at.checked_sub(1).is_some_and(link)
            || reading.is_capital(at)
            || is_kind(reading.spelled(at))
    };
    let mut parts = 0;
    for to in at + 1..at + REACH {
        if reading.word(to).is_none() || reading.ends_before(to) || !of_item(to) {
            break;
        }
        parts += usize::from(parted(to));
        if parts > 0 && !link(to) && is_no_person(reading, to) {
            return true;
        }
    }
    let mut parts = 0;
    for from in (at.saturating_sub(REACH)..at).rev() {
        let next = from + 1;
        if reading.ends_before(next) || !of_item(from) && !parted(next) {
            break;
        }
        parts += usize::from(parted(next) || link(from));
        if parts > 0 && !link(from) && is_no_person(reading, from) {
            return true;
        }
    }
    false
}

/// Whether what stands around makes the words from `at` to `last` an organisation, a place or a street.
pub(super) fn is_blocked(reading: &Reading<'_>, at: usize, last: usize) -> bool {
    let next = last + 1;
    let follows = reading.gap(next) == Gap::Space;
    let word = reading.spelled(next);
    let owns = reading.word(last).is_some_and(|word| word.owns);
    let numbered = at
        .checked_sub(1)
        .and_then(|before| reading.word(before))
        .is_some_and(|word| word.shape == Shape::Number);
    // `Hunter's Creek`, `Ben's Roofing`; but `Jane's Office`.
    if follows && owns && reading.is_capital(last) && reading.is_capital(next) && names_with(word) {
        return true;
    }
    // `Meadows at Hartland`, `Villas of Austin`.
    let of_place = matches!(word, "at" | "of" | "on") && reading.gap(next) == Gap::Space;
    if of_place && is_kind(reading.spelled(last)) && reading.is_capital(last) && reading.is_capital(next + 1)
    {
        return true;
    }
    // `Max purchase price`, `sterling silver`.
    if follows && !owns && is_measure(reading.spelled(last), word) {
        return true;
    }
    // `Soc Sec No.`
    if is_field(reading.spelled(at)) {
        return true;
    }
    if follows && !owns {
        let capital = reading.is_capital(next) || !reading.is_capital(last);
        // `Travis CAD`
        if reading.shape(next) == Shape::Upper
            && reading.shape(last) == Shape::Capital
            && reading.spelled(next).len() > 1
            && !is_suffix(word)
            && !is_field(word)
        {
            return true;
        }
        if (is_time(reading.spelled(at)) || reading.spelled(at) == "jan")
            && reading.shape(next) == Shape::Number
        {
            return true;
        }
        if is_kind(word) && (capital || is_plain_kind(word)) {
            return true;
        }
        if is_street(word) && (capital || numbered) {
            return true;
        }
    }
    // `San Miguel`.
    if last == at + 1
        && matches!(reading.spelled(at), "san" | "santa" | "santo" | "fort")
        && reading.is_capital(at)
    {
        return true;
    }
    // `on Jennifer Lane`: a last name that is a street's word.
    let towards =
        matches!(reading.before(at, 1), "on" | "off" | "at" | "in" | "near" | "to" | "from" | "of" | "down");
    if last > at && is_street(reading.spelled(last)) && (towards || numbered) {
        return true;
    }
    // `Austin, TX`; `Kyle tx`.
    let state = matches!(reading.gap(next), Gap::Comma | Gap::Space)
        && is_state(word)
        && (reading.shape(next) == Shape::Upper || word == "tx");
    let possible = reading.word(last).is_some_and(|word| word.entry.first() < 4 || word.entry.place() > 0);
    state && (possible || reading.gap(next) == Gap::Comma)
}

/// Whether a name that is a word too is said as that word, by what follows.
fn is_measure(word: &str, next: &str) -> bool {
    match word {
        "max" => matches!(
            next,
            "purchase"
                | "price"
                | "budget"
                | "rent"
                | "loan"
                | "offer"
                | "bid"
                | "payment"
                | "amount"
                | "occupancy"
                | "capacity"
                | "of"
                | "is"
                | "per"
                | "dti"
                | "ltv"
                | "weight"
                | "height"
                | "number"
                | "monthly"
                | "financing"
        ),
        "sterling" => next == "silver",
        "art" => matches!(next, "deco" | "studio" | "gallery" | "district" | "museum"),
        "bill" => matches!(next, "of" | "pay" | "payment" | "due"),
        _ => false,
    }
}

/// What is told of somebody behind the name: `Ana Ruiz DOB 3/14/88`.
fn is_field(word: &str) -> bool {
    matches!(word, "ssn" | "dob" | "dl" | "itin" | "ph" | "cell" | "tel" | "email" | "id" | "ss" | "soc")
}

/// A word that a place or a firm has behind whoever it is called after.
fn names_with(word: &str) -> bool {
    let of_people =
        matches!(word, "team" | "group" | "home" | "homes" | "house" | "place" | "store" | "farm" | "range");
    is_kind(word) && !of_people && !after::is_kin(word) || word == "jr"
}
