//! The n-grams of a message: one to three words, four letters, two to four of other scripts than Latin; and the words that a
//! "not" or a "stop" reaches.

use std::hash::Hasher;

use fnv::FnvHasher;

use super::super::message::Message;
use super::super::{Hit, MessageLabel};
use super::BUCKETS;

const WORDS: std::ops::RangeInclusive<usize> = 1..=3;
const LETTERS: std::ops::RangeInclusive<usize> = 2..=4;

/// A longer message is read from both ends: who wants to be left alone says so first or last.
const MOST_WORDS: usize = 240;
const MOST_LETTERS: usize = 1_200;

/// "Don't ever again text" and "don't text" have no pair of words in common.
const REACHING: [&str; 12] =
    ["dont", "not", "no", "never", "didnt", "isnt", "without", "cant", "wont", "doesnt", "stop", "quit"];
/// How many words after it one of them reaches.
const REACH: usize = 5;

/// The numbers that may be a child's age: who is 15 says so as who is 14 does. They stand for each other, too, as this word.
const AGES: std::ops::RangeInclusive<u32> = 5..=17;
const AGE: &str = "#age";

/// How many features a rule that met the message is.
const TIMES: u8 = 6;

/// The buckets of a message's n-grams, each once.
pub(super) fn of(message: &Message, hits: &[Hit]) -> Vec<u32> {
    let (mut words, mut aged) = (Vec::new(), Vec::new());
    let mut letters = vec![' '];
    for sentence in &message.sentences {
        words.push("<");
        aged.push("<");
        for word in &sentence.words {
            let number = word.text.len() > 2 && word.text.bytes().all(|b| b.is_ascii_digit());
            words.push(if number { "#" } else { &word.text });
            aged.push(if word.number().is_some_and(|n| AGES.contains(&n)) { AGE } else { &word.text });
            letters.extend(word.text.chars());
            letters.push(' ');
        }
        words.push(if sentence.question { "?" } else { ">" });
        aged.push(if sentence.question { "?" } else { ">" });
    }
    let mut buckets = Vec::with_capacity(512);
    for end in ends(&words, MOST_WORDS) {
        buckets.extend(WORDS.flat_map(|length| end.windows(length)).map(of_words));
    }
    if aged.contains(&AGE) {
        for end in ends(&aged, MOST_WORDS) {
            let grams = WORDS.flat_map(|length| end.windows(length));
            buckets.extend(grams.filter(|gram| gram.contains(&AGE)).map(of_words));
        }
    }
    for end in ends(&words, MOST_WORDS) {
        let mut left = 0;
        for word in end {
            match *word {
                "<" | ">" | "?" => left = 0,
                word if REACHING.contains(&word) => left = REACH,
                word if left > 0 => {
                    left -= 1;
                    let mut hasher = FnvHasher::default();
                    hasher.write_u8(1);
                    hasher.write(word.as_bytes());
                    buckets.push(bucket(&hasher));
                }
                _ => {}
            }
        }
    }
    for end in ends(&letters, MOST_LETTERS) {
        let telling =
            |gram: &&[char]| gram.len() == *LETTERS.end() || gram.iter().any(|letter| !letter.is_ascii());
        for gram in LETTERS.flat_map(|length| end.windows(length)).filter(telling) {
            let mut hasher = FnvHasher::default();
            for letter in gram {
                hasher.write(&u32::from(*letter).to_le_bytes());
            }
            buckets.push(bucket(&hasher));
        }
    }
    for hit in hits {
        for time in 0..TIMES {
            let mut hasher = FnvHasher::default();
            hasher.write_u8(2);
            hasher.write_u8(time);
            hasher.write(learnt(hit).as_bytes());
            buckets.push(bucket(&hasher));
        }
    }
    buckets.sort_unstable();
    buckets.dedup();
    buckets
}

/// The rule as the model has learnt it: rights over data but erasure were one.
fn learnt(hit: &Hit) -> &'static str {
    match hit.kind.label() {
        MessageLabel::PrivacyRequestAccess if hit.rule.ends_with(".es") => "privacy.access.es",
        MessageLabel::PrivacyRequestAccess => "privacy.access",
        _ => hit.rule,
    }
}

fn of_words(gram: &[&str]) -> u32 {
    let mut hasher = FnvHasher::default();
    for word in gram {
        hasher.write(word.as_bytes());
        hasher.write_u8(0);
    }
    bucket(&hasher)
}

/// All of it, or its two ends.
fn ends<T>(all: &[T], most: usize) -> impl Iterator<Item = &[T]> {
    let (head, tail) = match all.len() > most {
        true => (all.get(..most / 2), all.get(all.len() - most / 2..)),
        false => (Some(all), None),
    };
    head.into_iter().chain(tail)
}

fn bucket(hasher: &FnvHasher) -> u32 {
    let hash = hasher.finish();
    // Its low bits alone are poorly mixed.
    ((hash ^ hash >> 32) % BUCKETS as u64) as u32
}
