//! The value that a cue announces: the words between the two, and what the value looks like.

use crate::redact::fold::BLANK;
use crate::redact::recognise::mark::Mark;
use crate::redact::recognise::reading::Reading;
use crate::redact::slice::{byte, cut, is_alphanumeric, last_line, runs_back, space_end};

/// How far a value may stand from its cue, in bytes.
pub(super) const REACH: usize = 96;

/// What stands between spaces, without the punctuation around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'t str,
    /// Whether a sentence ends behind it, and whether a line does before it.
    pub(super) ends: bool,
    pub(super) broken: bool,
}

impl Piece<'_> {
    pub(super) fn has_digit(&self) -> bool {
        self.text.bytes().any(|b| b.is_ascii_digit())
    }

    /// Whether a value was here that is found already.
    pub(super) fn is_blank(&self) -> bool {
        self.text.contains(BLANK)
    }

    /// Whether it looks like a year of ours.
    pub(super) fn is_year(&self) -> bool {
        self.text.len() == 4 && self.digits() == 4 && matches!(cut(self.text, 0, 2), "19" | "20")
    }

    pub(super) fn digits(&self) -> usize {
        self.text.bytes().filter(u8::is_ascii_digit).count()
    }
}

/// The pieces from an offset on, as far as a value may stand from its cue.
pub(super) fn pieces(text: &str, from: usize) -> impl Iterator<Item = Piece<'_>> {
    let mut to = text.len().min(from + REACH);
    while !text.is_char_boundary(to) {
        to += 1;
    }
    // A piece that begins within reach is read to its end, unless it is none that a value could be.
    let to = to
        + text
            .get(to..)
            .map_or(0, |rest| rest.bytes().take(REACH).position(|b| b.is_ascii_whitespace()).unwrap_or(0));
    let whole = cut(text, from, to);
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut broken = false;
        loop {
            let begin = space_end(whole, at, true);
            broken |= cut(whole, at, begin).bytes().any(|b| b == b'\n');
            at = space_end(whole, begin, false);
            if begin == at {
                return None;
            }
            let raw = cut(whole, begin, at);
            let edge = |c: char| !c.is_alphanumeric() && c != BLANK;
            let bare = |b: Option<u8>| b.is_some_and(is_alphanumeric);
            let left = if bare(raw.bytes().next()) { raw } else { raw.trim_start_matches(edge) };
            let inner = if bare(left.bytes().next_back()) { left } else { left.trim_end_matches(edge) };
            if inner.is_empty() {
                continue;
            }
            let start = from + begin + (raw.len() - left.len());
            let tail = cut(left, inner.len(), left.len());
            let ends = inner.len() > 3 && tail.bytes().any(|b| matches!(b, b'.' | b'!' | b'?' | b';'));
            return Some(Piece { start, end: start + inner.len(), text: inner, ends, broken });
        }
    })
}

/// The pieces before an offset, the nearest first, on its line.
pub(super) fn pieces_before(text: &str, to: usize) -> impl Iterator<Item = &str> {
    let mut from = to.saturating_sub(REACH / 2);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    runs_back(last_line(cut(text, from, to)), |c| !c.is_whitespace())
}

/// The value after a cue, at most `words` others between them in the same sentence. One that is `patient` passes over
/// a number that is not it.
pub(super) fn after<T>(
    text: &str,
    mark: &Mark,
    words: usize,
    patient: bool,
    mut accept: impl FnMut(&Piece<'_>, usize) -> Option<T>,
) -> Option<T> {
    let mut patience = usize::from(patient);
    for (passed, piece) in pieces(text, mark.end).take(words + 1).enumerate() {
        if let Some(found) = accept(&piece, passed) {
            return Some(found);
        }
        if piece.is_blank() {
            return None;
        }
        let numbered = matches!(piece.text, "4" | "3" | "2" | "four");
        let other = piece.has_digit() && !numbered;
        if other && patience > 0 {
            patience -= 1;
        } else if other {
            return None;
        }
        if piece.ends || (piece.broken && passed > 0) {
            return None;
        }
    }
    None
}

/// Words that may stand between a value and the cue behind it.
pub(super) fn is_link(word: &str) -> bool {
    !word.contains(BLANK)
        && matches!(
            word.trim_matches(|c: char| !c.is_alphanumeric()),
            "" | "is"
                | "was"
                | "are"
                | "my"
                | "the"
                | "our"
                | "his"
                | "her"
                | "a"
                | "an"
                | "for"
                | "to"
                | "as"
                | "es"
                | "el"
                | "la"
                | "mi"
                | "at"
                | "on"
                | "your"
                | "their"
                | "opens"
                | "works"
                | "est"
                | "mon"
                | "ma"
                | "le"
        )
}

/// A number in parts, as `A 425 310 772` or `0048-8123`: letters only at the front or within a part that has digits.
pub(super) fn number(reading: &Reading<'_>, start: usize, most: usize) -> Option<(usize, usize)> {
    let text = reading.text;
    let mut at = start;
    let (mut end, mut digits, mut len) = (None, 0, 0);
    for part in 0.. {
        let rest = text.get(at..)?;
        let width = rest.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let piece = cut(rest, 0, width);
        let count = piece.bytes().filter(u8::is_ascii_digit).count();
        let letters = piece.len() - count;
        let leading = part == 0 && count == 0 && (1..=3).contains(&letters);
        // `43-BX-7719`.
        let inner = part > 0 && count == 0 && (1..=3).contains(&letters) && byte(text, at - 1) == b'-';
        len += piece.len();
        let glued =
            rest.get(width..).and_then(|r| r.chars().next()).is_some_and(|c| c.is_alphanumeric() || c == '%');
        // `2nd`, `500k` and `3bd` are no parts of a number.
        let spoken =
            part > 0 && letters > 0 && piece.starts_with(|c: char| c.is_ascii_digit()) && letters > 1;
        if piece.is_empty()
            || len > most
            || glued
            || spoken
            || !(leading || inner || count > 0)
            || (part > 0 && letters > 2)
        {
            break;
        }
        digits += count;
        at += width;
        if count > 0 {
            end = Some(at);
        }
        let spaced = byte(text, at) == b' ';
        let next = byte(text, at + 1);
        let joined = matches!(byte(text, at), b'-' | b'*' | b'.' | b'/') && next.is_ascii_alphanumeric();
        // After a space only digits go on, two at least unless all are single.
        // A word in small letters is no part of a number.
        let word = leading && spaced && letters > 1 && !reading.is_capital(start);
        let goes_on =
            !word && spaced && next.is_ascii_digit() && (byte(text, at + 2).is_ascii_digit() || width == 1);
        if !(joined || goes_on) {
            break;
        }
        at += 1;
    }
    end.map(|end| (end, digits))
}
