//! How far a name goes on: initials, particles, last names, generations.

use crate::redact::recognise::name::word::{Gap, Shape};
use crate::redact::recognise::name::{Reading, before, list};

/// The most words of a name.
const MOST: usize = 6;

/// The last word of the name that begins at `at`.
pub(super) fn last_word(reading: &Reading<'_>, at: usize) -> usize {
    let mut last = at;
    // Whether an own capital began it, so that a small letter ends it.
    let capital = reading.is_capital(at) || reading.shape(at) == Shape::Initial;
    while last + 1 - at < MOST {
        if reading.word(last).is_some_and(|word| word.owns) {
            break;
        }
        let next = last + 1;
        if is_generation(reading, next) {
            last = next;
            break;
        }
        if !matches!(reading.gap(next), Gap::Space | Gap::Hyphen | Gap::Dot) || reading.ends_before(next) {
            break;
        }
        if let Some(skipped) = particles(reading, next).filter(|to| is_part(reading, *to, capital, at)) {
            last = skipped;
        } else if is_middle(reading, next, capital) || is_part(reading, next, capital, at) {
            last = next;
        } else {
            break;
        }
    }
    last
}

/// What more than one word adds to the score.
pub(super) fn bonus(reading: &Reading<'_>, at: usize, last: usize) -> i32 {
    if last == at {
        return 0;
    }
    let known = (at + 1..=last).filter_map(|at| reading.word(at)).map(|word| {
        let entry = word.entry;
        let ordinary = entry.word() >= 4;
        match (entry.last(), entry.first()) {
            (3.., _) if !ordinary => 3,
            (_, 3..) if !ordinary => 2,
            (1.., _) | (_, 1..) => 2,
            _ if entry.is_unknown() => 1,
            _ => 1,
        }
    });
    known.max().unwrap_or(0)
}

fn is_generation(reading: &Reading<'_>, at: usize) -> bool {
    matches!(reading.gap(at), Gap::Space | Gap::Comma)
        && (matches!(reading.spelled(at), "jr")
            || (matches!(reading.spelled(at), "sr" | "ii" | "iii" | "iv") && reading.is_capital(at)))
}

/// Where the particles that begin at `at` end, if any do: the word after them.
fn particles(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let mut to = at;
    while to < at + 3
        && matches!(
            reading.spelled(to),
            "de" | "la"
                | "las"
                | "los"
                | "del"
                | "da"
                | "do"
                | "dos"
                | "das"
                | "di"
                | "du"
                | "van"
                | "von"
                | "der"
                | "den"
                | "ter"
                | "ten"
                | "le"
                | "el"
                | "al"
                | "bin"
                | "ibn"
                | "bint"
                | "abu"
                | "st"
                | "san"
                | "mc"
                | "mac"
                | "o"
                | "zu"
                | "af"
                | "ben"
                | "bar"
                | "y"
        )
    {
        to += 1;
        if !matches!(reading.gap(to), Gap::Space | Gap::Hyphen | Gap::Dot) {
            return None;
        }
    }
    (to > at).then_some(to)
}

/// A middle initial, or the initial of a last name.
fn is_middle(reading: &Reading<'_>, at: usize, capital: bool) -> bool {
    let Some(word) = reading.word(at) else { return false };
    if word.end - word.start != 1 || word.owns {
        return false;
    }
    match word.shape {
        Shape::Initial if reading.telling => {
            !matches!(word.text(reading.text), "i" | "a")
                || reading.gap(at + 1) == Gap::Dot
                || is_part(reading, at + 1, capital, at)
        }
        Shape::Initial | Shape::Lower => {
            !matches!(
                word.text(reading.text),
                "i" | "a" | "u" | "r" | "n" | "y" | "e" | "o" | "k" | "w" | "b" | "x"
            ) && (!matches!(reading.gap(at + 1), Gap::Space | Gap::Glued | Gap::Hyphen)
                || reading.spelled(at + 1) == "here")
                || !matches!(word.text(reading.text), "i" | "a" | "u" | "y")
                    && matches!(reading.gap(at + 1), Gap::Dot | Gap::Dash)
        }
        _ => false,
    }
}

/// Whether a word goes on a name that began at `head`.
fn is_part(reading: &Reading<'_>, at: usize, capital: bool, head: usize) -> bool {
    let Some(word) = reading.word(at) else { return false };
    let entry = word.entry;
    let text = word.text(reading.text);
    if matches!(word.shape, Shape::Number | Shape::Blank | Shape::Foreign | Shape::Initial)
        || (list::is_kind(text) && word.gap != Gap::Hyphen && !is_surname(reading, at, head))
        || list::is_title(text)
    {
        return false;
    }
    if word.gap == Gap::Glued || (entry.is_org() && entry.last() < 4) {
        return false;
    }
    if reading.is_capital(at) {
        // `Travis CAD`, `Madison WI`.
        let head_upper = reading.shape(head) == Shape::Upper || reading.shape(head) == Shape::Initial;
        if reading.shape(at) == Shape::Upper
            && !head_upper
            && (word.end - word.start <= 3 || entry.is_unknown())
        {
            return false;
        }
        // `Jane Hill` is a name, `Jane Please` is two sentences.
        if entry.word() >= 6 {
            let clause = matches!(
                reading.spelled(at + 1),
                "you" | "we" | "it" | "i" | "there" | "the" | "they" | "he" | "she" | "be"
            );
            return capital && entry.last() >= 3 && !clause && !list::is_time(text);
        }
        return capital && (entry.is_name() || entry.word() <= 2 && (entry.place() == 0));
    }
    if capital && reading.telling {
        // Only a writer who begins names small goes on small.
        return word.gap == Gap::Hyphen && (entry.is_name() || entry.is_unknown())
            || entry.last() >= 2 && entry.word() == 0 && entry.first() < 4 && entry.place() == 0;
    }
    let strong_head = reading.word(head).is_some_and(|head| head.entry.first() >= 3);
    match entry.word() {
        0 | 1 => {
            entry.last() >= 2
                || (entry.first() >= 3 && strong_head)
                || (word.gap == Gap::Hyphen && entry.is_unknown())
                || (entry.is_unknown() && is_end(reading, at + 1))
        }
        2 | 3 => entry.last() >= 3,
        4 | 5 => entry.last() >= 5 && strong_head,
        _ => entry.last() >= 6 && strong_head && is_end(reading, at + 1),
    }
}

/// Whether a word that a park or a ranch may end with is a last name: after `this is Daniel`, `my agent Kelly`.
fn is_surname(reading: &Reading<'_>, at: usize, head: usize) -> bool {
    let first = reading.word(head).map_or(0, |word| word.entry.first());
    let last = reading.word(at).map_or(0, |word| word.entry.last());
    at == head + 1
        && first >= 4
        && last >= 4
        && (before::cue(reading, head) >= 3 || reading.gap(head) == Gap::Line)
}

/// Whether the sentence ends, or what goes on is about the person.
fn is_end(reading: &Reading<'_>, at: usize) -> bool {
    reading.ends_before(at)
        || matches!(reading.gap(at), Gap::Comma | Gap::Dash | Gap::Colon)
        || matches!(reading.spelled(at), "here" | "again" | "from" | "and" | "with" | "speaking")
}
