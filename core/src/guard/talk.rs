//! Whether a clause is talk: what the lists of words and phrases have no end for.
//!
//! A logistic regression over hashed words and letters. It is asked only of a clause that has words which neither the file nor
//! the vocabulary carries, and only whether those are about the property; figures, fields and every other rule are not its business.
//! Its weights are trained by [`train`] and are whole numbers of a byte: the same clause is judged alike on every machine.

#[cfg(test)]
mod train;

use std::hash::Hasher;

use fnv::FnvHasher;

use super::mask::BLOT;

const BUCKETS: usize = 1 << 15;

/// From this score on (35 %), a clause claims something. Less than even: an invention that goes out hurts more than a repair.
const CLAIMS_FROM: f32 = -0.62;

/// Talk is short: what is longer is not read for it.
const MOST_TOKENS: usize = 60;

const WORDS: std::ops::RangeInclusive<usize> = 1..=3;
const LETTERS: usize = 4;

/// As [`train`] writes them: the digest of what they were trained on, the scale, the bias, the weights.
static WEIGHTS: &[u8; BYTES] = include_bytes!("talk/weights.bin");
const HEAD: usize = 8 + 4 + 4;
const BYTES: usize = HEAD + BUCKETS;

/// Whether the text of a clause says nothing of a property.
pub(super) fn is(text: &str) -> bool {
    score(WEIGHTS, text).is_some_and(|score| score < CLAIMS_FROM)
}

/// How surely it claims something: 0 is even. `None` for what is too long, and for what has no word.
fn score(weights: &[u8; BYTES], text: &str) -> Option<f32> {
    let features = features(text)?;
    let (head, rows) = weights.split_at(HEAD);
    let number = |at: usize| -> Option<f32> { Some(f32::from_le_bytes(*head.get(at..)?.first_chunk()?)) };
    let mut sum = 0_i32;
    for bucket in &features {
        sum += i32::from(rows.get(usize::from(*bucket))?.cast_signed());
    }
    Some(number(12)? + number(8)? * sum as f32 / (features.len() as f32).sqrt())
}

/// The buckets of a clause's n-grams, each once: one to three words, and four letters.
fn features(text: &str) -> Option<Vec<u16>> {
    let tokens = tokens(text)?;
    let mut buckets = Vec::with_capacity(128);
    for gram in WORDS.flat_map(|length| tokens.windows(length)) {
        let mut hasher = FnvHasher::default();
        for word in gram {
            hasher.write(word.as_bytes());
            hasher.write_u8(0);
        }
        buckets.push(bucket(&hasher));
    }
    let mut letters = vec![' '];
    for word in tokens.iter().filter(|token| token.starts_with(char::is_alphabetic)) {
        letters.extend(word.chars());
        letters.push(' ');
    }
    for gram in letters.windows(LETTERS) {
        let mut hasher = FnvHasher::default();
        hasher.write_u8(1);
        for letter in gram {
            hasher.write(&u32::from(*letter).to_le_bytes());
        }
        buckets.push(bucket(&hasher));
    }
    buckets.sort_unstable();
    buckets.dedup();
    Some(buckets)
}

/// Words, numbers as one, names as one, and marks, between the clause's ends.
fn tokens(text: &str) -> Option<Vec<&str>> {
    let mut tokens = vec!["<"];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let of_word = |c: char| c.is_alphanumeric() || c == '\'';
        let end = if first.is_alphanumeric() {
            rest.find(|c| !of_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(end);
        rest = after;
        tokens.push(match first {
            c if c.is_ascii_digit() => "#",
            c if c.is_alphanumeric() => token.trim_end_matches('\''),
            '!' | '?' | '.' | ',' | ':' => token,
            _ if token == BLOT => token,
            _ => continue,
        });
        if tokens.len() > MOST_TOKENS {
            return None;
        }
    }
    tokens.push(">");
    (tokens.len() > 2).then_some(tokens)
}

fn bucket(hasher: &FnvHasher) -> u16 {
    let hash = hasher.finish();
    // Its low bits alone are poorly mixed.
    ((hash ^ hash >> 32) % BUCKETS as u64) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_cut_into_words_numbers_and_marks() {
        let found = tokens("i'll see -- the 2nd one, ¤!").unwrap();
        assert_eq!(found, ["<", "i'll", "see", "the", "#", "one", ",", "¤", "!", ">"]);
        assert!(tokens(" -- ").is_none() && tokens(&"word ".repeat(MOST_TOKENS + 1)).is_none());
    }

    #[test]
    fn talk_is_told_from_what_claims() {
        for text in [
            "the dishwasher hums nicely and the cellar is dry",
            "la terraza da al sur",
            "word ".repeat(80).as_str(),
        ] {
            assert!(!is(text), "{text}");
        }
        for text in ["hope the rehearsal went smoothly!", "ojala se recupere pronto su abuelito"] {
            assert!(is(text), "{text}");
        }
    }
}
