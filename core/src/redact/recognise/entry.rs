//! What is typed at a door: behind the door's name, and behind the verb.

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::code::{behind, code, with_key};
use crate::redact::recognise::cue;
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::is_part;
use crate::redact::recognise::value::{Piece, pieces, pieces_before};
use crate::redact::slice::{byte, cut};

/// Verbs that say themselves that something opens.
const OPENS: [&str; 9] = ["open", "buzz", "unlock", "get", "got", "arm", "abre", "apaga", "dials"];

/// What opens a door, right behind it: `side door: 4482`, `lb 8812,`.
pub(super) fn door(reading: &Reading<'_>, mark: &Mark, hits: &mut Hits) {
    let text = reading.text;
    if let Some((start, end)) = keyed(text, mark) {
        hits.push(Hit::seen(start, end, Label::AccessCode, Rank::Cue));
        return;
    }
    // `the elevator needs C4471`.
    let link = |piece: &Piece<'_>| matches!(piece.text, "is" | "needs" | "takes" | "uses" | "wants" | "has");
    let linked = pieces(text, mark.end).next().is_some_and(|first| link(&first));
    // `pool's 1031`.
    let owns = text.get(mark.end..).is_some_and(|rest| rest.starts_with("'s "));
    let Some(piece) = pieces(text, mark.end).nth(usize::from(linked || owns)) else { return };
    let between = cut(text, mark.end, piece.start);
    let among = is_among_codes(reading, mark);
    let what = cut(text, mark.start, mark.end);
    let told = between.contains([':', '='])
        || owns
        || matches!(what, "lb" | "entry")
        || what.ends_with("gate") && between == " "
        || matches!(byte(text, piece.end), b'*' | b'#')
        || among;
    let year = !among && piece.is_year();
    let shaped = (4..=6).contains(&piece.text.len()) && piece.digits() == piece.text.len() && !year;
    // A letter before four digits says so itself.
    let mixed = (5..=7).contains(&piece.text.len())
        && piece.digits() >= 4
        && piece.text.bytes().all(|b| b.is_ascii_alphanumeric())
        && piece.text.starts_with(|c: char| c.is_ascii_alphabetic())
        && what != "storage";
    // `front door 4-1-1-9`.
    let apart = is_digit_by_digit(piece.text) && between == " ";
    // `the mailroom is 0417`: nothing is counted so.
    let noughted = linked && shaped && piece.text.starts_with('0');
    if (told && !linked && shaped || noughted || mixed || apart)
        && !between.contains(['$', '\n'])
        && !is_part(text, piece.start, piece.end)
        && !cue::is_measure(text, piece.end)
    {
        hits.push(Hit::seen(piece.start, piece.end, Label::AccessCode, Rank::Cue));
    } else if what.ends_with("to get in") || what.starts_with("to open") || what.ends_with("entrar") {
        // `they used 6655 to get in`.
        hits.extend(
            behind(text, mark).map(|(start, end)| Hit::seen(start, end, Label::AccessCode, Rank::Cue)),
        );
    }
}

/// `0-9-1-1`: nobody tells anything else so.
fn is_digit_by_digit(written: &str) -> bool {
    written.len() >= 7 && is_in_digits(written)
}

/// `5-3-1`.
fn is_in_digits(written: &str) -> bool {
    written.split('-').all(|digit| matches!(digit.as_bytes(), [b'0'..=b'9']))
}

/// What one uses on a door: `use 4471 on the garage`.
fn keyed(text: &str, mark: &Mark) -> Option<(usize, usize)> {
    let mut words = pieces_before(text, mark.start).skip_while(|word| matches!(*word, "the" | "la" | "el"));
    words.next().filter(|word| matches!(*word, "on" | "for" | "at" | "in" | "to" | "para" | "en"))?;
    let digits = words.next()?;
    words
        .next()
        .filter(|word| matches!(*word, "use" | "punch" | "enter" | "type" | "try" | "key" | "usa"))?;
    let start = cut(text, 0, mark.start).rfind(digits)?;
    let shaped = (4..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    shaped.then_some((start, start + digits.len()))
}

/// Whether codes are what the sentence tells: `pedestrian code A-3382, pool 1974, mail room 0446#`.
fn is_among_codes(reading: &Reading<'_>, mark: &Mark) -> bool {
    // `gate 1207, unit door 8834`.
    let told = |lock: &Mark| {
        lock.cue == Cue::Lock
            && pieces(reading.text, lock.end).next().is_some_and(|value| {
                value.is_blank() || (4..=6).contains(&value.text.len()) && value.digits() == value.text.len()
            })
    };
    reading.marks_before(mark.start, 80).any(|before| {
        (before.cue == Cue::Code || told(before))
            && cut(reading.text, before.start, before.end) != "pin"
            && !cut(reading.text, before.end, mark.start).contains(['.', '\n', '?'])
    })
}

/// What is typed to get in: `punch 4419 and hit enter`, `press 1 2 5 8 at the gate`.
pub(super) fn typed(reading: &Reading<'_>, mark: &Mark, hits: &mut Hits) {
    /// How far around the words may say what it opens, in bytes.
    const AROUND: (usize, usize) = (48, 32);
    let text = reading.text;
    let Some(piece) = pieces(text, mark.end).next() else { return };
    let Some((start, end)) = code(text, &piece, 0, false) else { return };
    let year = piece.is_year();
    let written = cut(text, start, end);
    let apart = is_digit_by_digit(written);
    let keyed = written.bytes().all(|b| b.is_ascii_digit() || b == b' ') || is_in_digits(written);
    let says = |mark: &Mark| OPENS.iter().any(|opens| cut(text, mark.start, mark.end).contains(opens));
    let opens = || {
        // `opens with 8127`, `to disarm type 2580`.
        let verb = |before: &Mark| before.cue == Cue::Enter && says(before);
        if apart || says(mark) || reading.marks_before(mark.start, AROUND.0).any(verb) {
            return true;
        }
        let lock = |cue| matches!(cue, Cue::Lock | Cue::Door | Cue::Code);
        reading.is_near((mark.start, end), AROUND, lock)
    };
    if keyed
        && !year
        && end - start <= 11
        && !cut(text, mark.end, start).contains(['$', '\n', '.'])
        && opens()
    {
        hits.push(Hit::seen(start, with_key(text, end), Label::AccessCode, Rank::Cue));
    }
}
