//! Names of people that nobody told us about, by odds.
//!
//! A word's odds of being a name come from the lexicon and from how it is written; the words around raise or lower
//! them. What a name goes on with (initials, particles, last names) joins it; brands, places and streets stop it.
//! Only for people's words: our own text is full of capitals.

mod after;
mod again;
mod before;
mod block;
mod cue;
#[cfg(feature = "ner")]
mod doubt;
mod lexicon;
mod list;
mod odds;
mod reach;
mod word;

use std::cell::OnceCell;

use crate::redact::Label;
use crate::redact::fold::Folded;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::name::word::{Gap, Shape, Word, words};

pub(in crate::redact) use again::find_again;
pub(in crate::redact) use cue::is_greeting;
#[cfg(feature = "ner")]
pub(in crate::redact) use doubt::{Kind, Near, Open, open_words};
pub(in crate::redact) use lexicon::look;

/// Adds the names, in folded offsets.
pub(in crate::redact) fn find(folded: &Folded<'_>, hits: &mut Hits) {
    let words = words(folded);
    let reading = Reading::of(folded, &words);
    let mut at = 0;
    let mut last_name = None;
    while let Some(word) = reading.words.get(at) {
        let step = if at + 1 == reading.words.len() && before::is_signature(&reading, at) {
            Step::Name(at)
        } else if odds::may_be_name(&reading, at) {
            reading.judge(at, last_name)
        } else {
            Step::Next
        };
        at = match step {
            Step::Next => at + 1,
            Step::Skip(to) => to.max(at + 1),
            Step::Name(last) => {
                let end = reading.words.get(last).map_or(word.end, |word| word.end);
                hits.push(Hit::seen(word.start as usize, end as usize, Label::Person, Rank::Odds));
                last_name = Some(last);
                last + 1
            }
        };
    }
}

/// What a word turned out to be.
enum Step {
    Next,
    /// A brand or a place up to here, this one not included.
    Skip(usize),
    /// A name up to here, this one included.
    Name(usize),
}

/// A text as it is read for names.
struct Reading<'a> {
    text: &'a str,
    words: &'a [Word],
    /// Whether a capital says something: in a text of capitals, or of words that all begin with one, it does not.
    telling: bool,
    /// Whether a brand is named; few texts have a word that asks for it.
    brands: OnceCell<bool>,
}

/// The least score of a name; of a word alone that nothing introduces, as many are none as are one at less.
const ENOUGH: i32 = 2;
const ENOUGH_OF_LITTLE: i32 = 3;

impl<'a> Reading<'a> {
    fn of(folded: &'a Folded<'_>, words: &'a [Word]) -> Reading<'a> {
        let (mut capital, mut upper, mut lower, mut lines) = (0, 0, 0, 1);
        for word in words {
            lines += usize::from(word.gap == Gap::Line);
            match word.shape {
                Shape::Capital => capital += 1,
                Shape::Upper => upper += 1,
                Shape::Lower => lower += 1,
                Shape::Initial | Shape::Number | Shape::Blank | Shape::Foreign => {}
            }
        }
        // A card of an address has capitals only, and few a line.
        let telling = upper <= 2 * (capital + lower) && (lower > 0 || capital + upper <= 6 * lines);
        Reading { text: folded.text(), words, telling, brands: OnceCell::new() }
    }

    fn names_brands(&self) -> bool {
        let named = |word: &Word| word.shape == Shape::Capital && word.entry.is_name();
        *self.brands.get_or_init(|| {
            self.words.iter().enumerate().any(|(at, word)| {
                word.entry.is_org() && word.entry.first() == 0
                    || named(word) && block::phrase_end(self, at).is_some()
            })
        })
    }

    /// Whether the word stands in brackets.
    fn bracketed(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            let (start, end) = (word.start as usize, word.end as usize);
            self.text.get(..start).is_some_and(|head| head.ends_with('('))
                && self.text.get(end..).is_some_and(|rest| rest.starts_with(')'))
        })
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(at)
    }

    /// The word `back` places before, as long as no sentence ends between.
    fn before(&self, at: usize, back: usize) -> &'a str {
        for between in at.saturating_sub(back) + 1..=at {
            if self.ends_before(between) {
                return "";
            }
        }
        at.checked_sub(back).and_then(|at| self.word(at)).map_or("", |word| word.text(self.text))
    }

    /// The word at an index, or nothing.
    fn spelled(&self, at: usize) -> &'a str {
        self.word(at).map_or("", |word| word.text(self.text))
    }

    fn gap(&self, at: usize) -> Gap {
        // The end of the text is the end of a line.
        self.word(at).map_or(Gap::Line, |word| word.gap)
    }

    /// Whether a sentence or line ends before the word.
    fn ends_before(&self, at: usize) -> bool {
        match self.gap(at) {
            Gap::Start | Gap::Stop | Gap::Line => true,
            Gap::Dot => {
                let before = at.checked_sub(1).and_then(|at| self.word(at));
                before.is_none_or(|word| {
                    word.end - word.start > 1 && !list::is_abbreviation(word.text(self.text))
                })
            }
            Gap::Space | Gap::Comma | Gap::Hyphen | Gap::Dash | Gap::And | Gap::Colon | Gap::Glued => false,
        }
    }

    fn shape(&self, at: usize) -> Shape {
        match self.word(at).map(|word| word.shape) {
            Some(Shape::Capital | Shape::Upper) if !self.telling => Shape::Lower,
            Some(shape) => shape,
            None => Shape::Blank,
        }
    }

    /// Whether it has a capital that says something.
    fn is_capital(&self, at: usize) -> bool {
        matches!(self.shape(at), Shape::Capital | Shape::Upper)
    }

    /// Whether a capital is there only because a sentence begins.
    fn is_first(&self, at: usize) -> bool {
        self.ends_before(at) || matches!(self.gap(at), Gap::Dash | Gap::Colon)
    }

    fn judge(&self, at: usize, last_name: Option<usize>) -> Step {
        if let Some(to) = block::phrase_end(self, at) {
            return Step::Skip(to);
        }
        let last = reach::last_word(self, at);
        if block::is_blocked(self, at, last) {
            return Step::Skip(last + 1);
        }
        let mut cue = before::score(self, at, last) + after::score(self, at, last);
        // `Tom and Lisa`, `Tom, Lisa`.
        if last_name.is_some_and(|name| joins(self, name, at)) {
            let plain = !self.is_capital(at) && self.word(at).is_some_and(|word| word.entry.word() >= 3);
            cue += if plain {
                0
            } else if odds::is_likely(self, at) {
                2
            } else {
                1
            };
        }
        let firm = |at: usize| block::is_builder(self.spelled(at)) && self.names_brands();
        // `Ilse Krogh, Windermere` is somebody of a firm.
        if cue < 3 && last == at && (block::is_listed_with_places(self, at) || firm(at)) {
            return Step::Skip(last + 1);
        }
        let own = odds::own(self, at, cue) + reach::bonus(self, at, last);
        let opens = self.is_capital(at) && self.is_first(at) && odds::is_likely(self, at);
        let little = last == at && cue <= 2 && !opens;
        let enough = if little { ENOUGH_OF_LITTLE } else { ENOUGH };
        if own + cue + before::penalty(self, at, last) >= enough { Step::Name(last) } else { Step::Next }
    }
}

/// Whether the name at these folded offsets is part of a brand or a place of two or three words, or a city before its
/// state.
pub(in crate::redact) fn is_in_phrase(folded: &Folded<'_>, start: usize, end: usize) -> bool {
    let text = folded.text();
    let before = text.get(..start).unwrap_or("");
    let after = text.get(end..).unwrap_or("");
    let next: &str = after.strip_prefix(' ').map_or("", |after| first_word(after));
    let third: &str = after
        .get(next.len() + 1..)
        .and_then(|after| after.strip_prefix(' '))
        .filter(|_| !next.is_empty())
        .map_or("", first_word);
    let previous = before
        .strip_suffix(' ')
        .map_or("", |before| before.rsplit(|c: char| !c.is_alphanumeric() && c != '\'').next().unwrap_or(""));
    let named = |from: usize, to: usize| {
        let entry = text.get(from..to).map(look).unwrap_or_default();
        entry.is_org() || entry.place() > 0
    };
    let one = end + 1 + next.len();
    let state = matches!(folded.original(end + 1, one).as_bytes(), [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase());
    (!next.is_empty() && (named(start, one) || (state && list::is_state(next) && named(start, end))))
        || (!third.is_empty() && named(start, one + 1 + third.len()))
        || (!previous.is_empty() && named(start - 1 - previous.len(), end))
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').next().unwrap_or("")
}

/// Whether a name that ended at `name` goes on with another at `at`.
fn joins(reading: &Reading<'_>, name: usize, at: usize) -> bool {
    match at - name {
        1 => matches!(reading.gap(at), Gap::And | Gap::Comma),
        2 => matches!(reading.spelled(at - 1), "and" | "y" | "n" | "e" | "et" | "or"),
        _ => false,
    }
}

#[cfg(test)]
mod rows;
