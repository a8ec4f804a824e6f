//! A message as the rules read it.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::words::{AWAY, DECLINES, ENGLISH, LOST, SPANISH};
use crate::pattern::{Pattern, Seen};

/// Without accents, apostrophes and capitals.
pub(super) fn folded(text: &str) -> String {
    let kept = text.nfd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '‘'));
    kept.flat_map(char::to_lowercase).map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

/// A message as the rules read it.
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) folded: Seen<String>,
}

impl<'a> Said<'a> {
    pub(super) fn new(text: &'a str) -> Said<'a> {
        Said { text, folded: Seen::of(folded(text)) }
    }

    pub(super) fn asks(&self) -> bool {
        self.text.contains('?')
    }

    pub(super) fn says(&self, rule: &Pattern) -> bool {
        rule.is_match(&self.folded)
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.folded.text().contains(word)
    }

    /// The sentence that holds a place of the folded text.
    pub(super) fn sentence(&self, at: Range<usize>) -> &str {
        let text = self.folded.text();
        let start = text.get(..at.start).unwrap_or_default();
        let start = ends(start).last().map_or(0, |end| end + 1);
        let rest = text.get(at.end..).unwrap_or_default();
        let end = ends(rest).next().map_or(text.len(), |end| at.end + end + 1);
        text.get(start..end).unwrap_or_default()
    }

    pub(super) fn asks_in(&self, at: Range<usize>) -> bool {
        self.sentence(at).ends_with('?')
    }

    /// Whether it is clearly Spanish.
    pub(super) fn is_spanish(&self) -> bool {
        SPANISH.count(&self.folded) > ENGLISH.count(&self.folded)
    }

    /// The person says no, or asks to be left alone: no question now.
    pub(super) fn turns_away(&self) -> bool {
        self.says(&AWAY) || self.is_lost()
    }

    /// The person no longer looks. Who only asks to be left alone may still look: a right that is exercised says nothing.
    pub(super) fn is_lost(&self) -> bool {
        self.says(&LOST)
    }

    /// The person answers that there is no answer.
    pub(super) fn declines(&self) -> bool {
        !self.asks() && self.says(&DECLINES)
    }
}

/// Where sentences end; a point within a number ends none.
pub(super) fn ends(text: &str) -> impl Iterator<Item = usize> {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    text.match_indices(['.', '?', '!', '\n'])
        .map(|(at, _)| at)
        .filter(move |at| !(at.checked_sub(1).is_some_and(digit) && digit(at + 1)))
}
