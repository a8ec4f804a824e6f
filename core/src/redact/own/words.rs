//! A list of words that a recogniser finds.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use crate::redact::fold::fold;
use crate::redact::recognise::is_glued;

/// Words and phrases, found whole, in any case, with or without accents.
pub(super) struct Words {
    /// Finds each first word.
    finder: AhoCorasick,
    /// What may follow the first word of the same place, the longest first.
    rests: Vec<Vec<Vec<String>>>,
    /// The most bytes of a phrase, its words one space apart.
    longest: usize,
}

impl Words {
    /// Compiles the list. `None` where it is too large.
    pub(super) fn new(list: &[String]) -> Option<Words> {
        let (mut firsts, mut places, mut rests) = (Vec::new(), HashMap::new(), Vec::new());
        for phrase in list {
            let folded = fold(phrase);
            let mut words = folded.split(' ').map(str::to_owned);
            let first = words.next().unwrap_or_default();
            let place = *places.entry(first.clone()).or_insert_with(|| {
                firsts.push(first);
                rests.push(Vec::new());
                rests.len() - 1
            });
            if let Some(rests) = rests.get_mut(place) {
                rests.push(words.collect());
            }
        }
        for rests in &mut rests {
            rests.sort_by_key(|words: &Vec<String>| usize::MAX - words.len());
        }
        let finder = AhoCorasick::new(&firsts).ok()?;
        let longest = list.iter().map(String::len).max().unwrap_or(0);
        Some(Words { finder, rests, longest })
    }

    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Where they stand in a folded text.
    pub(super) fn find(&self, text: &str, mut see: impl FnMut(usize, usize)) {
        for first in self.finder.find_overlapping_iter(text) {
            let rests = self.rests.get(first.pattern().as_usize()).into_iter().flatten();
            let whole = rests.filter_map(|words| follow(text, first.end(), words));
            if let Some(end) = whole.filter(|end| !is_glued(text, first.start(), *end)).max() {
                see(first.start(), end);
            }
        }
    }
}

/// Where these words end that follow at `at`, each after a space or more.
fn follow(text: &str, at: usize, words: &[String]) -> Option<usize> {
    let mut rest = text.get(at..)?;
    for word in words {
        let next = rest.trim_start();
        if next.len() == rest.len() {
            return None;
        }
        rest = next.strip_prefix(word.as_str())?;
    }
    Some(text.len() - rest.len())
}
