//! Driving licences, passports, plates and tax ids, by what is said of them.

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::{Group, is_glued, is_part};
use crate::redact::recognise::value::{Piece, after, is_link, number, pieces_before};
use crate::redact::slice::{byte, cut};

/// Every number behind a cue.
pub(super) fn find(reading: &Reading<'_>, hits: &mut Hits) {
    for mark in &reading.marks {
        let (label, found) = match mark.cue {
            Cue::DriverLicense => (Label::DriverLicense, document(reading, mark, (5, 15))),
            Cue::Passport => (Label::Passport, document(reading, mark, (5, 9))),
            Cue::Ein | Cue::Itin => (Label::TaxId, document(reading, mark, (7, 14))),
            Cue::MaybeLicense => (Label::DriverLicense, lettered(reading, mark)),
            Cue::Plate => (Label::LicensePlate, plate(reading, mark)),
            Cue::Vehicle => (Label::LicensePlate, beside(reading, mark)),
            _ => continue,
        };
        if let Some((start, end)) = found {
            hits.push(Hit::seen(start, end, label, Rank::Cue));
        }
    }
}

/// An employer's number in its own shape, where words before it or right behind say so: `27-6618042`.
pub(super) fn employer_at(reading: &Reading<'_>, groups: &[Group]) -> Option<(Hit, usize)> {
    /// How far before and after the number, in bytes.
    const NEAR: (usize, usize) = (80, 16);
    let (first, second) = (groups.first()?, groups.get(1)?);
    let shaped = first.len() == 2 && second.len() == 7 && cut(reading.text, first.end, second.start) == "-";
    let place = (first.start, second.end);
    let whole = !is_part(reading.text, place.0, place.1) && !is_glued(reading.text, place.0, place.1);
    (shaped && whole && reading.is_near(place, NEAR, |cue| cue == Cue::Ein))
        .then(|| (Hit::seen(place.0, place.1, Label::TaxId, Rank::Cue), 2))
}

/// A number with so many digits.
fn document(reading: &Reading<'_>, mark: &Mark, (fewest, most): (usize, usize)) -> Option<(usize, usize)> {
    let text = reading.text;
    let ahead = after(text, mark, 5, false, |piece, _| {
        if byte(text, piece.start.wrapping_sub(1)) == b'$' || piece.text.contains([':', '/', '@']) {
            return None;
        }
        // A state or a country may stand before: `DL TX 12345678` is not one number.
        let state = piece.text.len() == 2 && !piece.has_digit();
        if state {
            return None;
        }
        let (end, digits) = number(reading, piece.start, 20)?;
        ((fewest..=most).contains(&digits) && !is_part(text, piece.start, end)).then_some((piece.start, end))
    });
    ahead.or_else(|| {
        before(text, mark, |value| {
            (fewest..=most).contains(&value.bytes().filter(u8::is_ascii_digit).count())
        })
    })
}

/// A driver's licence begins with one letter in many states; a professional's has two or none.
fn lettered(reading: &Reading<'_>, mark: &Mark) -> Option<(usize, usize)> {
    let own = cut(reading.text, mark.start, mark.end).starts_with("mi ")
        || cut(reading.text, mark.start, mark.end).starts_with("my ");
    document(reading, mark, (7, 15)).filter(|(start, _)| {
        own || byte(reading.text, *start).is_ascii_alphabetic()
            && byte(reading.text, start + 1).is_ascii_digit()
    })
}

/// A plate right beside its vehicle: capitals and digits, and both.
fn beside(reading: &Reading<'_>, mark: &Mark) -> Option<(usize, usize)> {
    let text = reading.text;
    after(text, mark, 2, false, |piece, _| {
        let (start, end) = plate_at(text, piece).or_else(|| three_parts(text, piece))?;
        let original = reading.folded.original(start, end);
        let letters = original.chars().filter(|c| c.is_alphabetic()).count();
        let shouted = letters >= 2 && original.chars().all(|c| !c.is_lowercase());
        shouted.then_some((start, end))
    })
}

/// `P 881 94C`.
fn three_parts(text: &str, piece: &Piece<'_>) -> Option<(usize, usize)> {
    let mut end = piece.end;
    for _ in 0..2 {
        let rest = text.get(end..)?.strip_prefix(' ')?;
        let len = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if !(1..=4).contains(&len) || !cut(rest, 0, len).bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        end += 1 + len;
    }
    let compact = cut(text, piece.start, end).bytes().filter(|b| b.is_ascii_alphanumeric()).count();
    (piece.text.len() <= 3 && (5..=8).contains(&compact)).then_some((piece.start, end))
}

/// A value that stands before its word: `12345678 is my passport`.
fn before(text: &str, mark: &Mark, accept: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let mut at = mark.start;
    for (passed, piece) in pieces_before(text, mark.start).take(4).enumerate() {
        at = cut(text, 0, at).rfind(piece)?;
        let inner = piece.trim_matches(|c: char| !c.is_alphanumeric());
        if inner.bytes().any(|b| b.is_ascii_digit()) {
            let start = at + cut(text, at, at + piece.len()).find(inner)?;
            let whole = inner.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            return (passed > 0 && whole && accept(inner) && !piece.contains('$'))
                .then_some((start, start + inner.len()));
        }
        if !is_link(piece) || piece.ends_with(['.', '!', '?']) {
            return None;
        }
    }
    None
}

/// Letters and digits in one word or two.
fn plate(reading: &Reading<'_>, mark: &Mark) -> Option<(usize, usize)> {
    let text = reading.text;
    let found = after(text, mark, 8, false, |piece, passed| {
        plate_at(text, piece)
            .filter(|(start, _)| passed <= 1 || reading.is_capital(*start) || piece.has_digit())
    });
    found.or_else(|| before(text, mark, |value| is_plate(value, "")))
}

fn plate_at(text: &str, piece: &Piece<'_>) -> Option<(usize, usize)> {
    if byte(text, piece.start.wrapping_sub(1)) == b'$' {
        return None;
    }
    if is_plate(piece.text, "") {
        return Some((piece.start, piece.end));
    }
    // `DKP 4028`, `8 XKR 302`.
    let rest = text.get(piece.end..)?;
    let second = rest.strip_prefix(' ')?;
    let len = second.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(second.len());
    let second = cut(second, 0, len);
    let letters = piece.text.bytes().all(|b| b.is_ascii_alphabetic());
    let sized = if letters {
        (2..=4).contains(&piece.text.len()) && !is_word(piece.text)
    } else {
        piece.text.len() <= 4
    };
    (sized && second.bytes().any(|b| b.is_ascii_digit()) && is_plate(piece.text, second)
        || (sized
            && !letters
            && (2..=4).contains(&second.len())
            && second.bytes().all(|b| b.is_ascii_alphabetic())
            && !is_word(second)
            && piece.digits() >= 2))
        .then_some((piece.start, piece.end + 1 + second.len()))
}

fn is_word(word: &str) -> bool {
    matches!(
        word,
        "is" | "on"
            | "in"
            | "the"
            | "and"
            | "my"
            | "for"
            | "of"
            | "to"
            | "no"
            | "was"
            | "car"
            | "are"
            | "at"
            | "ca"
            | "tx"
            | "new"
            | "old"
            | "with"
            | "from"
            | "es"
            | "el"
            | "la"
            | "un"
            | "num"
            | "ford"
            | "or"
            | "unit"
            | "apt"
            | "lot"
            | "spot"
            | "room"
            | "until"
            | "by"
            | "may"
            | "june"
            | "july"
            | "sept"
            | "call"
            | "text"
    )
}

fn is_plate(first: &str, second: &str) -> bool {
    let count = |pick: fn(&u8) -> bool| first.bytes().chain(second.bytes()).filter(pick).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    let other = count(|b| !b.is_ascii_alphanumeric() && *b != b'-');
    let ordinal = second.is_empty()
        && first.starts_with(|c: char| c.is_ascii_digit())
        && letters <= 2
        && matches!(
            first.trim_start_matches(|c: char| c.is_ascii_digit()),
            "st" | "nd" | "rd" | "th" | "k" | "m" | "am" | "pm" | "bd" | "ba" | "ft" | "sf"
        );
    other == 0
        && !ordinal
        && (5..=8).contains(&(digits + letters))
        && digits >= 2
        && (letters >= 1 || !second.is_empty())
}
