//! What people write for a known name: its short forms, and the name with one typo.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::lead::Pii;
use crate::redact::fold::BLANK;
use crate::redact::recognise::look;
use crate::redact::slice::{char_at, cut, is_of_handle};

/// Lines of a name and its short forms. `data/names/build.py` makes it.
const NICKNAMES: &str = include_str!("../../../data/names/nicknames.list");

/// The short forms of a folded name, and where it is one itself, the names it is short for.
pub(super) fn nicknames(name: &str) -> impl Iterator<Item = &'static str> {
    let first = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let lines = LINES.get(first).into_iter().flatten();
    lines.flat_map(|line| line.split(' ')).filter(move |known| *known != first && known.len() >= 2)
}

/// The lines that a name or a short form stands in.
static LINES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut lines: HashMap<&str, Vec<&str>> = HashMap::new();
    for line in NICKNAMES.lines() {
        for name in line.split(' ') {
            lines.entry(name).or_default().push(line);
        }
    }
    lines
});

/// Words that stand for a name, each with what it stands for.
pub(super) struct Near<T> {
    words: Vec<(Pii<String>, Reach, T)>,
    /// For each letter that one of them may begin with, a bit for each length that it may have then.
    lengths: [u32; 32],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Exact,
    OneTypo,
}

/// The least length of a name that a typo is looked for.
const LEAST: usize = 5;

impl<T> Default for Near<T> {
    fn default() -> Near<T> {
        Near { words: Vec::new(), lengths: [0; 32] }
    }
}

impl<T: Copy> Near<T> {
    /// A word that stands for the name as it is.
    pub(super) fn add(&mut self, word: &str, name: T) {
        if self.words.iter().all(|(known, reach, _)| *reach == Reach::OneTypo || known.expose() != word) {
            self.note(word.as_bytes().first(), word.len());
            self.words.push((Pii::from(word), Reach::Exact, name));
        }
    }

    /// A name that may be misspelt, if it is long enough to be known again.
    pub(super) fn misspelt(&mut self, word: &str, name: T) {
        if word.len() >= LEAST && word.bytes().all(|b| b.is_ascii_lowercase()) {
            // A typo may swap the first two letters.
            for first in word.as_bytes().iter().take(2) {
                (word.len() - 1..=word.len() + 1).for_each(|length| self.note(Some(first), length));
            }
            self.words.push((Pii::from(word), Reach::OneTypo, name));
        }
    }

    /// Every word of a folded text that stands for a name.
    pub(super) fn each(&self, text: &str, mut see: impl FnMut(usize, usize, T)) {
        if self.words.is_empty() {
            return;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        loop {
            while bytes.get(at).is_some_and(|b| b.is_ascii() && !is_of_handle(*b)) {
                at += 1;
            }
            let Some(b) = bytes.get(at).copied() else { break };
            // A word of another script is passed over whole, as is a handle; an emoji is no part of one.
            let start = at;
            at = word_end(text, at);
            if at == start {
                at += 1;
                continue;
            }
            let lengths = self.lengths.get(usize::from(b & 31)).filter(|_| b.is_ascii_lowercase());
            if lengths.is_none_or(|lengths| lengths & bit(at - start) == 0) {
                continue;
            }
            let word = cut(text, start, at);
            if let Some((_, _, name)) = self.words.iter().find(|(known, reach, _)| match reach {
                Reach::Exact => known.expose() == word,
                Reach::OneTypo => is_typo(word, known.expose()),
            }) {
                see(start, at, *name);
            }
        }
    }

    /// Notes that a word may begin with a letter and be so long.
    fn note(&mut self, first: Option<&u8>, length: usize) {
        let first = first.filter(|first| first.is_ascii_lowercase());
        if let Some(lengths) = first.and_then(|first| self.lengths.get_mut(usize::from(first & 31))) {
            *lengths |= bit(length);
        }
    }
}

/// The bit of a length; those beyond count are one.
fn bit(length: usize) -> u32 {
    1 << length.min(31)
}

/// Where the letters, digits and underscores end that begin at `from`.
fn word_end(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(b) = bytes.get(at).copied() {
        if is_of_handle(b) {
            at += 1;
        } else if b.is_ascii() {
            break;
        } else {
            match char_at(text, at).filter(|c| *c != BLANK && c.is_alphanumeric()) {
                Some(c) => at += c.len_utf8(),
                None => break,
            }
        }
    }
    at
}

/// Whether `typed` is the name with one letter more, less, other, or two swapped, and nothing else: no word, no other
/// common name.
fn is_typo(typed: &str, name: &str) -> bool {
    if typed.len().abs_diff(name.len()) > 1 || typed == name {
        return false;
    }
    let (a, b) = (typed.as_bytes(), name.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - same;
    let tail = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..a.len() - tail).unwrap_or(&[]), b.get(same..b.len() - tail).unwrap_or(&[]));
    let near = match (a, b) {
        ([_], [] | [_]) | ([], [_]) => same > 0,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    };
    let entry = look(typed);
    near && entry.word() == 0 && entry.first() < 3 && entry.last() < 4 && entry.place() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_lead_both_ways() {
        for (name, short) in [
            ("robert", "bob"),
            ("bob", "robert"),
            ("bob", "rob"),
            ("francisco", "paco"),
            ("elizabeth", "liz"),
            ("jose", "pepe"),
        ] {
            assert!(nicknames(name).any(|known| known == short), "{name} {short}");
        }
        assert_eq!(nicknames("xochitl").count(), 0);
        assert_eq!(nicknames("").count(), 0);
    }

    #[test]
    fn one_typo_is_no_word_and_no_other_name() {
        for typed in ["hendersn", "hendderson", "hendorson", "hednerson", "ehnderson", "hendersons"] {
            assert!(is_typo(typed, "henderson"), "{typed}");
        }
        for (typed, name) in [
            ("henderson", "henderson"),
            ("hendrsn", "henderson"),
            ("janet", "janes"),
            ("grace", "graces"),
            ("martin", "martini"),
            ("xenderson", "henderson"),
            ("stone", "stine"),
        ] {
            assert!(!is_typo(typed, name), "{typed} {name}");
        }
    }

    #[test]
    fn words_are_seen_whole() {
        let mut near = Near::default();
        near.add("bob", 1);
        near.misspelt("castellanos", 2);
        let mut seen = Vec::new();
        near.each("bob bobby, castelanos_x castelanos bob's", |start, end, name| {
            seen.push((start, end, name))
        });
        assert_eq!(seen, [(0, 3, 1), (24, 34, 2), (35, 38, 1)]);
        seen.clear();
        near.each("😀bob😀 bob¿ 王bob bobé", |start, end, name| seen.push((start, end, name)));
        assert_eq!(seen, [(4, 7, 1), (12, 15, 1)]);
    }
}
