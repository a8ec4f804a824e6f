//! The words of a text, each with what the lexicon says of it and how it is written.

use smallvec::SmallVec;

use crate::redact::fold::{BLANK, Folded, Originals};
use crate::redact::recognise::name::lexicon::{self, Entry, Spelling};
use crate::redact::slice::{byte, cut};

/// Words of a long message, which need no memory of their own.
pub(super) type Words = SmallVec<[Word; 96]>;

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Lower,
    /// A capital, then small letters.
    Capital,
    /// Capitals only, two at least.
    Upper,
    /// One capital.
    Initial,
    /// It begins with a digit.
    Number,
    /// What a placeholder stands for.
    Blank,
    /// Letters of another script, whose names only a lead's record tells.
    Foreign,
}

/// What stands between a word and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing before: the text begins.
    Start,
    Space,
    Comma,
    /// `.` after an initial or an abbreviation.
    Dot,
    /// A hyphen without spaces.
    Hyphen,
    /// A dash.
    Dash,
    /// `&`, `/`, `+`.
    And,
    Colon,
    /// `.`, `!`, `?`, `;`, a bracket, a quotation mark, an emoji.
    Stop,
    Line,
    /// Part of something longer: `@`, `_`, a digit.
    Glued,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) entry: Entry,
    pub(super) shape: Shape,
    pub(super) gap: Gap,
    /// Whether `'s` follows.
    pub(super) owns: bool,
    /// Whether it has letters beyond ASCII.
    pub(super) accented: bool,
}

impl Word {
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        cut(text, self.start as usize, self.end as usize)
    }
}

/// Splits a folded text into words.
pub(super) fn words(folded: &Folded<'_>) -> Words {
    let text = folded.text();
    let bytes = text.as_bytes();
    let mut originals = folded.originals();
    let mut words = Words::new();
    let mut at = 0;
    let mut gap = Gap::Start;
    while let Some(b) = bytes.get(at).copied() {
        let start = at;
        let mut word = Word {
            start: start as u32,
            end: start as u32,
            entry: Entry::default(),
            shape: Shape::Number,
            gap,
            owns: false,
            accented: false,
        };
        if b.is_ascii_alphabetic() {
            // Nearly every word: it is looked up as it is read.
            let mut spelling = Spelling::default();
            while let Some(b) = bytes.get(at).filter(|b| b.is_ascii_alphabetic()) {
                spelling.push(*b);
                at += 1;
            }
            let after = byte(text, at);
            if after.is_ascii()
                && after != b'\''
                && let Some(original) = originals.next(start, at)
            {
                (word.end, word.shape, word.entry) = (at as u32, ascii_shape(original), spelling.look());
            } else {
                at = long_word(folded, &mut originals, &mut word);
            }
        } else if b.is_ascii_digit() {
            at = number_end(bytes, at);
            word.end = at as u32;
        } else if b.is_ascii() || !(is_blank(text, at) || is_letter(text, at)) {
            // Nearly always.
            at += 1;
            if b == b' ' && gap == Gap::Glued {
                gap = Gap::Space;
                continue;
            }
            gap = next_gap(gap, b, words.last());
            while !text.is_char_boundary(at) {
                at += 1;
            }
            continue;
        } else if is_blank(text, at) {
            at += BLANK.len_utf8();
            (word.end, word.shape) = (at as u32, Shape::Blank);
        } else {
            at = long_word(folded, &mut originals, &mut word);
        }
        words.push(word);
        gap = Gap::Glued;
    }
    words
}

/// Reads a word that has letters beyond ASCII or an apostrophe, or goes on with `'s`; where what follows begins.
fn long_word(folded: &Folded<'_>, originals: &mut Originals<'_, '_>, word: &mut Word) -> usize {
    let text = folded.text();
    let start = word.start as usize;
    let mut at = word_end(text, start);
    let mut end = at;
    // `Jane's`, `Mike'll`: the name is what stands before.
    if byte(text, at) == b'\'' {
        let tail = word_end(text, at + 1);
        match cut(text, at + 1, tail) {
            "s" | "ll" | "d" | "ve" | "re" => {
                word.owns = true;
                at = tail;
            }
            "" => at += 1,
            _ => {
                end = tail;
                at = tail;
            }
        }
    }
    word.end = end as u32;
    match originals.next(start, end) {
        Some(original) => word.shape = ascii_shape(original),
        None if !cut(text, start, end).is_ascii() => word.shape = Shape::Foreign,
        None => (word.shape, word.accented) = shape(folded.original(start, end)),
    }
    word.entry = lexicon::look(cut(text, start, end));
    at
}

fn is_blank(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(BLANK))
}

/// Where a number ends, with what is written in one with it: `12th`, `4:30`, `1,850`.
fn number_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(b) = bytes.get(at) {
        let inner = matches!(b, b'.' | b',' | b':') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !b.is_ascii_alphanumeric() && !inner {
            break;
        }
        at += 1;
    }
    at
}

fn ascii_shape(original: &[u8]) -> Shape {
    if !original.first().is_some_and(u8::is_ascii_uppercase) {
        return Shape::Lower;
    }
    match original.get(1..) {
        None | Some([]) => Shape::Initial,
        Some(rest) if rest.iter().any(u8::is_ascii_lowercase) => Shape::Capital,
        Some(_) => Shape::Upper,
    }
}

/// What the gap is once this byte is part of it.
fn next_gap(gap: Gap, b: u8, before: Option<&Word>) -> Gap {
    match (gap, b) {
        (Gap::Start, _) if before.is_none() => Gap::Start,
        (_, b'\n' | b'\r') => Gap::Line,
        (Gap::Line, b'@' | b'_' | b'\\') => Gap::Glued,
        (Gap::Line, b'-' | b'~') => Gap::Dash,
        (Gap::Line, _) => Gap::Line,
        (Gap::Glued, b' ' | b'\t') => Gap::Space,
        (gap, b' ' | b'\t' | b'*' | b'"') => {
            if gap == Gap::Hyphen {
                Gap::Dash
            } else {
                gap
            }
        }
        (Gap::Glued, b'-') => Gap::Hyphen,
        (_, b'-' | b'~') => Gap::Dash,
        (Gap::Glued, b'.')
            if before.is_some_and(|word| word.end - word.start <= 3 && word.shape != Shape::Number) =>
        {
            Gap::Dot
        }
        (Gap::Glued | Gap::Space, b',') => Gap::Comma,
        (Gap::Glued | Gap::Space, b'&' | b'/' | b'+') => Gap::And,
        (Gap::Glued | Gap::Space, b':' | b'=') => Gap::Colon,
        (_, b'@' | b'_' | b'\\' | b'#' | b'$') => Gap::Glued,
        (Gap::Glued, b'\'') => Gap::Glued,
        _ => Gap::Stop,
    }
}

fn is_letter(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphabetic)
}

fn word_end(text: &str, from: usize) -> usize {
    let mut at = from;
    while byte(text, at).is_ascii_alphabetic() || !byte(text, at).is_ascii() && is_letter(text, at) {
        at += 1;
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    at
}

/// How the original is written, and whether it goes beyond ASCII.
fn shape(original: &str) -> (Shape, bool) {
    let mut letters = original.chars().filter(|c| c.is_alphabetic());
    let accented = !original.is_ascii() && original.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
    if !letters.next().is_some_and(char::is_uppercase) {
        return (Shape::Lower, accented);
    }
    let (mut small, mut capital) = (false, false);
    for c in letters {
        small |= c.is_lowercase();
        capital |= c.is_uppercase();
    }
    let shape = match (small, capital) {
        (true, _) => Shape::Capital,
        (false, true) => Shape::Upper,
        (false, false) => Shape::Initial,
    };
    (shape, accented)
}
