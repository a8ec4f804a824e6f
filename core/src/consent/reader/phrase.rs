//! Patterns over words, and one pass that finds all of them.
//!
//! A pattern is a row of elements: `a|b` one of these words, `text*` any word that starts so,
//! `<class>` a named class of words, `a?` or `<class>?` perhaps, `..2` up to two words of any kind,
//! `_` any word, `@name` a person's name, `#10-17` a number, `^` and `$` the ends of the sentence.
//! Regular expressions are not used: word boundaries outside ASCII and bounded gaps would
//! throw their automaton back to its slow path, and a table of phrases is easier to check by eye.

use std::collections::HashMap;

use super::message::{Sentence, Word};

/// One pattern, ready to match.
#[derive(Debug)]
struct Pattern {
    rule: usize,
    elements: Vec<Element>,
}

#[derive(Debug)]
enum Element {
    Start,
    End,
    Gap(usize),
    One { words: Vec<Alternative>, optional: bool },
}

#[derive(Clone, Debug)]
enum Alternative {
    Exact(String),
    Prefix(String),
    Any,
    Name,
    Number(u32, u32),
}

/// Many patterns, found by their first words.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    patterns: Vec<Pattern>,
    exact: HashMap<String, Vec<usize>>,
    prefix: HashMap<u8, Vec<(String, usize)>>,
    always: Vec<usize>,
}

/// Where a pattern was found: its rule, and the words it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) rule: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Phrases {
    /// Compiles patterns, each with its rule's index. `classes` are named lists of alternatives.
    pub(super) fn new<'a>(
        patterns: impl Iterator<Item = (usize, &'a str)>,
        classes: &[(&str, &str)],
    ) -> Phrases {
        let mut phrases = Phrases::default();
        for (rule, text) in patterns {
            phrases.add(Pattern { rule, elements: parse(text, classes) });
        }
        phrases
    }

    fn add(&mut self, pattern: Pattern) {
        let index = self.patterns.len();
        for element in &pattern.elements {
            let Element::One { words, optional } = element else { continue };
            for word in words {
                match word {
                    Alternative::Exact(word) => self.exact.entry(word.clone()).or_default().push(index),
                    Alternative::Prefix(prefix) => {
                        let first = prefix.as_bytes().first().copied().unwrap_or(0);
                        self.prefix.entry(first).or_default().push((prefix.clone(), index));
                    }
                    Alternative::Any | Alternative::Name | Alternative::Number(..) => self.always.push(index),
                }
            }
            if !optional {
                break;
            }
        }
        self.patterns.push(pattern);
    }

    /// Finds every pattern in a sentence, each at every place where it starts.
    pub(super) fn find(&self, sentence: &Sentence, mut found: impl FnMut(Found)) {
        for (start, word) in sentence.words.iter().enumerate() {
            let mut attempt = |index: &usize| {
                let Some(pattern) = self.patterns.get(*index) else { return };
                if let Some(end) = matches(&pattern.elements, &sentence.words, start) {
                    found(Found { rule: pattern.rule, start, end });
                }
            };
            self.exact.get(word.text.as_str()).into_iter().flatten().for_each(&mut attempt);
            let first = word.text.as_bytes().first().copied().unwrap_or(0);
            for (prefix, index) in self.prefix.get(&first).into_iter().flatten() {
                if word.text.starts_with(prefix.as_str()) {
                    attempt(index);
                }
            }
            self.always.iter().for_each(&mut attempt);
        }
    }
}

/// Where the elements end if they match from `at` on; the shortest match of each gap.
fn matches(elements: &[Element], words: &[Word], at: usize) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else { return Some(at) };
    match element {
        Element::Start => (at == 0).then(|| matches(rest, words, at)).flatten(),
        Element::End => (at == words.len()).then(|| matches(rest, words, at)).flatten(),
        Element::Gap(most) => (at..=(at + most).min(words.len())).find_map(|next| matches(rest, words, next)),
        Element::One { words: alternatives, optional } => {
            let taken = words
                .get(at)
                .filter(|word| alternatives.iter().any(|alternative| alternative.is(word, at)))
                .and_then(|_| matches(rest, words, at + 1));
            taken.or_else(|| optional.then(|| matches(rest, words, at)).flatten())
        }
    }
}

impl Alternative {
    fn is(&self, word: &Word, at: usize) -> bool {
        match self {
            Alternative::Exact(text) => word.text == *text,
            Alternative::Prefix(prefix) => word.text.starts_with(prefix.as_str()),
            Alternative::Any => true,
            Alternative::Name => word.is_name(at),
            Alternative::Number(low, high) => word.number().is_some_and(|n| (*low..=*high).contains(&n)),
        }
    }
}

fn parse(text: &str, classes: &[(&str, &str)]) -> Vec<Element> {
    text.split_whitespace()
        .map(|element| match element {
            "^" => Element::Start,
            "$" => Element::End,
            _ => {
                if let Some(most) = element.strip_prefix("..").and_then(|most| most.parse().ok()) {
                    return Element::Gap(most);
                }
                let (element, optional) =
                    element.strip_suffix('?').map_or((element, false), |element| (element, true));
                let mut words = Vec::new();
                alternatives(element, classes, &mut words);
                Element::One { words, optional }
            }
        })
        .collect()
}

fn alternatives(text: &str, classes: &[(&str, &str)], into: &mut Vec<Alternative>) {
    for word in text.split(['|', ' ']) {
        if let Some((_, class)) = classes.iter().find(|(name, _)| *name == word) {
            alternatives(class, &[], into);
        } else if word == "_" {
            into.push(Alternative::Any);
        } else if word == "@name" {
            into.push(Alternative::Name);
        } else if let Some((low, high)) = word.strip_prefix('#').and_then(|range| range.split_once('-')) {
            into.push(Alternative::Number(low.parse().unwrap_or(1), high.parse().unwrap_or(0)));
        } else if let Some(prefix) = word.strip_suffix('*') {
            into.push(Alternative::Prefix(prefix.to_owned()));
        } else {
            into.push(Alternative::Exact(word.to_owned()));
        }
    }
}

/// What is wrong with a pattern, if anything: for the test that walks the tables.
#[cfg(test)]
pub(super) fn fault(text: &str, classes: &[(&str, &str)]) -> Option<String> {
    let elements = parse(text, classes);
    let first = elements.iter().find(|element| !matches!(element, Element::Start));
    if !matches!(first, Some(Element::One { .. })) {
        return Some(format!("{text}: starts with no word"));
    }
    if !elements.iter().any(|element| matches!(element, Element::One { optional: false, .. })) {
        return Some(format!("{text}: every word is optional"));
    }
    for element in &elements {
        let Element::One { words, .. } = element else { continue };
        for word in words {
            if let Alternative::Exact(word) | Alternative::Prefix(word) = word {
                let plain = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
                if word.is_empty() || !plain {
                    return Some(format!("{text}: {word:?} is no folded word"));
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::message::Message;
    use super::*;

    fn hits(pattern: &str, text: &str) -> Vec<(usize, usize)> {
        let phrases = Phrases::new([(0, pattern)].into_iter(), &[("<contact>", "text* call*")]);
        let mut hits = Vec::new();
        for sentence in &Message::new(text).sentences {
            phrases.find(sentence, |found| hits.push((found.start, found.end)));
        }
        hits
    }

    #[test]
    fn patterns_match_words() {
        assert_eq!(hits("stop ..1 <contact> me", "please stop fucking texting me ok"), [(1, 5)]);
        assert_eq!(hits("stop ..1 <contact> me", "stop it now texting me"), []);
        assert_eq!(hits("^ stop $", "Ugh. Stop! I mean it"), [(0, 1)]);
        assert_eq!(hits("please? stop $", "please stop"), [(0, 2), (1, 2)]);
        assert_eq!(hits("not @name", "I am not Jane"), [(1, 3)]);
        assert_eq!(hits("not @name", "I am not sure"), []);
        assert_eq!(hits("im #10-17 $", "i'm 16"), [(0, 2)]);
        assert_eq!(hits("im #10-17 $", "im sixteen"), [(0, 2)]);
        assert_eq!(hits("im #10-17 $", "im 18"), []);
    }
}
