//! What the odds leave open, for who takes a second look.

use crate::redact::fold::Folded;
use crate::redact::recognise::name::word::{Gap, Shape, words};
use crate::redact::recognise::name::{Reading, after, before, block, odds, reach};

/// A word, as a second look sees it. Offsets are folded.
#[derive(Clone, Copy, Debug)]
pub(in crate::redact) struct Open {
    pub(in crate::redact) start: usize,
    pub(in crate::redact) end: usize,
    pub(in crate::redact) kind: Kind,
    pub(in crate::redact) near: Near,
    /// How the odds judged a word that may be a name; [`ENOUGH`](super::ENOUGH) would have made it one.
    pub(in crate::redact) score: Option<i32>,
    pub(in crate::redact) is_lower: bool,
    /// Whether a street may be called so.
    pub(in crate::redact) may_be_street: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::redact) enum Kind {
    Word,
    Number,
    /// What was found before.
    Blank,
}

/// How close a word stands to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::redact) enum Near {
    /// A space or a hyphen.
    Joined,
    /// A comma, a slash or the like.
    Comma,
    /// A line or a stop, with little between.
    Behind,
    Apart,
}

/// The least score that is worth a second look.
const WORTH: i32 = -2;

/// Every word of a text. Brands, places and what is blocked are in no doubt.
pub(in crate::redact) fn open_words(folded: &Folded<'_>) -> Vec<Open> {
    let words = words(folded);
    let reading = Reading::of(folded, &words);
    let mut end = 0;
    let words = reading.words.iter().enumerate();
    words
        .map(|(at, word)| {
            let (start, before) = (word.start as usize, end);
            end = word.end as usize;
            let entry = word.entry;
            let len = end - start;
            Open {
                start,
                end,
                kind: match word.shape {
                    Shape::Number => Kind::Number,
                    Shape::Blank => Kind::Blank,
                    Shape::Lower | Shape::Capital | Shape::Upper | Shape::Initial | Shape::Foreign => {
                        Kind::Word
                    }
                },
                near: match word.gap {
                    Gap::Space | Gap::Hyphen => Near::Joined,
                    Gap::Comma | Gap::And => Near::Comma,
                    Gap::Line | Gap::Dot | Gap::Stop if start <= before + 4 => Near::Behind,
                    _ => Near::Apart,
                },
                score: score(&reading, at),
                is_lower: word.shape == Shape::Lower,
                may_be_street: len >= 3
                    && match word.shape {
                        Shape::Capital | Shape::Foreign => entry.word() < 7,
                        Shape::Upper => entry.word() < 6,
                        Shape::Lower => entry.is_unknown(),
                        Shape::Initial | Shape::Number | Shape::Blank => false,
                    },
            }
        })
        .collect()
}

/// The score of a word that may be a name.
fn score(reading: &Reading<'_>, at: usize) -> Option<i32> {
    let word = reading.word(at)?;
    if !odds::may_be_name(reading, at) || word.entry.is_org() || block::phrase_end(reading, at).is_some() {
        return None;
    }
    let last = reach::last_word(reading, at);
    if block::is_blocked(reading, at, last) {
        return None;
    }
    let cue = before::score(reading, at, last) + after::score(reading, at, last);
    let bonus = reach::bonus(reading, at, last) + before::penalty(reading, at, last);
    let score = odds::own(reading, at, cue) + cue + bonus;
    (score >= WORTH).then_some(score)
}
