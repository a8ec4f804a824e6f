//! The lead's street address: its number and street, with every usual spelling of the rest.

use crate::lead::Pii;
use crate::redact::Label;
use crate::redact::fold::fold;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::known::Values;
use crate::redact::recognise::{Group, unit_before};
use crate::redact::slice::{byte, char_before, cut};
use crate::redact::street::{DIRECTIONS, SUFFIXES, UNITS, canonical, family};

/// The compiled address.
pub(in crate::redact) struct Street {
    /// What the search starts from: the house number, or the first word.
    anchor: Pii<String>,
    /// The words of the street's name, without suffix and direction.
    stem: Vec<Pii<String>>,
    /// Unit, city, state and ZIP, as far as the record has them.
    tail: Vec<Pii<String>>,
    /// Whether it names a city, a state or a ZIP.
    placed: bool,
    /// Whether number and name alone are too common, as in `12 oak`.
    vague: bool,
    value: usize,
}

/// A word of an address.
#[derive(Clone, Copy)]
struct Word<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    /// Whether `#` or a comma stands before it.
    hash: bool,
    comma: bool,
}

impl Street {
    /// An address that is nobody's: a public one.
    pub(in crate::redact) fn of(address: &str) -> Option<Street> {
        Street::new(address, &mut Values::default())
    }

    pub(super) fn new(address: &str, values: &mut Values) -> Option<Street> {
        let folded = fold(address).replace("p.o.", "po").replace("p. o.", "po").replace("p o box", "po box");
        let all: Vec<Word<'_>> = words(&folded, 0, usize::MAX).collect();
        let first = all.first()?;
        let numbered = first.text.starts_with(|c: char| c.is_ascii_digit());
        let has_digit = all.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()));
        if all.len() < 2 || !has_digit {
            return None;
        }
        // The street ends at a comma, a unit, or its suffix.
        let ends = |(at, word): (usize, &Word<'_>)| {
            at > 1 && (word.comma || word.hash || UNITS.contains(&word.text))
        };
        let mut street_end = all.iter().enumerate().position(ends).unwrap_or(all.len());
        let is_suffix_at = |at: usize| all.get(at).is_some_and(|word| family(SUFFIXES, word.text).is_some());
        let suffix = if street_end < all.len() {
            (2..street_end).rev().find(|at| is_suffix_at(*at))
        } else {
            // Without a comma the city follows; `Oak Park Dr` has two.
            (2..street_end).find(|at| is_suffix_at(*at) && !is_suffix_at(at + 1))
        };
        let mut stem_end = suffix.unwrap_or(street_end);
        if numbered && suffix.is_none() && street_end == all.len() {
            stem_end = (1..all.len())
                .find(|at| all.get(*at).is_some_and(|w| family(DIRECTIONS, w.text).is_none()))?
                + 1;
            street_end = stem_end;
        }
        if !numbered {
            stem_end = street_end;
        }
        let stem: Vec<Pii<String>> = all
            .get(1..stem_end)?
            .iter()
            .filter(|word| family(DIRECTIONS, word.text).is_none() || !numbered)
            .map(|word| Pii::from(canonical(word.text)))
            .collect();
        if stem.is_empty() {
            return None;
        }
        let placed = all.iter().skip(street_end).any(|word| is_place(word.text));
        let tail = all.get(stem_end.min(street_end)..)?.iter().map(|word| Pii::from(canonical(word.text)));
        let tail =
            tail.filter(|word| word.expose().len() > 1 && !UNITS.contains(&word.expose().as_str())).collect();
        let vague = numbered && stem.len() == 1 && first.text.len() < 3;
        Some(Street {
            anchor: Pii::from(first.text),
            stem,
            tail,
            placed,
            vague,
            value: values.add(Label::Address, address.trim()),
        })
    }

    pub(in crate::redact) fn find(&self, text: &str, groups: &[Group], hits: &mut Hits) {
        let anchor = self.anchor.expose();
        let mut done = 0;
        // A house number stands where digits begin.
        let numbered = anchor.starts_with(|c: char| c.is_ascii_digit());
        let here =
            |group: &Group| text.get(group.start..).is_some_and(|rest| rest.starts_with(anchor.as_str()));
        let places = groups.iter().filter(|group| numbered && here(group)).map(|group| group.start);
        let words = (!numbered).then(|| text.match_indices(anchor.as_str()).map(|(at, _)| at));
        for at in places.chain(words.into_iter().flatten()) {
            let before = char_before(text, at);
            let free = before.is_none_or(|c| !c.is_alphanumeric() && c != '$')
                && !(matches!(before, Some('.' | ',')) && byte(text, at.wrapping_sub(2)).is_ascii_digit());
            if at < done || !free {
                continue;
            }
            if let Some((mut end, placed)) = self.end_of_match(text, at + anchor.len()) {
                // A city or a ZIP that the record lacks makes no other address of it.
                let whole = |hit: &&Hit| hit.label == Label::Address && hit.start <= at && hit.end > end;
                if (placed || !self.placed)
                    && let Some(whole) = hits.iter().find(whole)
                {
                    end = whole.end;
                }
                done = end;
                let start = unit_before(text, at).unwrap_or(at);
                hits.push(Hit {
                    known: Some(self.value),
                    ..Hit::seen(start, end, Label::Address, Rank::Known)
                });
            }
        }
    }

    /// Where the address ends, and whether that takes in its city, state or ZIP.
    fn end_of_match(&self, text: &str, from: usize) -> Option<(usize, bool)> {
        let after_anchor = words(text, from, GAP).next()?;
        if after_anchor.start == from && after_anchor.text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let mut all = words(text, from, GAP).peekable();
        let mut end = from;
        for stem in &self.stem {
            loop {
                let word = all.next()?;
                if canonical(word.text) == stem.expose() {
                    end = word.end;
                    break;
                }
                // `1204 North Oak`, `1204 1/2 Oak`.
                if family(DIRECTIONS, word.text).is_none() && !matches!(word.text, "1" | "2") {
                    return None;
                }
            }
        }
        let mut certain = !self.vague;
        let (mut suffixed, mut placed) = (false, false);
        while let Some(word) = all.next() {
            let canonical = canonical(word.text);
            let in_record = self.tail.iter().any(|tail| tail.expose() == canonical);
            let suffix = !suffixed && family(SUFFIXES, word.text).is_some();
            let direction = family(DIRECTIONS, word.text).is_some() && (in_record || word.text.len() <= 2);
            let designator = UNITS.contains(&word.text);
            let is_unit = |word: &Word<'_>| {
                word.text.len() <= 5
                    && (word.text.contains(|c: char| c.is_ascii_digit()) || word.text.len() == 1)
            };
            if designator {
                let Some(unit) = all.next_if(is_unit) else { break };
                end = unit.end;
            } else if suffix || in_record || (word.hash && is_unit(&word)) || direction {
                suffixed |= suffix;
                certain |= suffix || in_record;
                placed |= in_record && !suffix && is_place(word.text);
                end = word.end;
            } else {
                break;
            }
        }
        certain.then_some((end, placed))
    }
}

/// A word of a city or a state, or a ZIP; not of a unit.
fn is_place(word: &str) -> bool {
    let zip = word.len() == 5 && word.bytes().all(|b| b.is_ascii_digit());
    zip || word.chars().count() > 1 && word.chars().all(char::is_alphabetic) && !UNITS.contains(&word)
}

/// The most characters between two words of one address.
const GAP: usize = 4;

/// The words from an offset on, for as long as they hang together.
fn words(text: &str, from: usize, gap: usize) -> impl Iterator<Item = Word<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let skipped = rest.find(|c: char| c.is_alphanumeric())?;
        let between = cut(rest, 0, skipped);
        let separates = between.chars().all(|c| " .,#-'/+\n\r\t".contains(c) || gap == usize::MAX);
        if skipped > gap || !separates || (at > from && between.is_empty()) {
            return None;
        }
        let start = at + skipped;
        let len = text.get(start..)?.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len() - start);
        at = start + len;
        Some(Word {
            start,
            end: at,
            text: cut(text, start, at),
            hash: between.contains('#'),
            comma: between.contains([',', '\n']),
        })
    })
}
