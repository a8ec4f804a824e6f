//! Whether a clause is talk: what the lists of words and phrases have no end for.
//!
//! A logistic regression over hashed words, letters and the frame they stand in. It is asked only of a clause that has words
//! which neither the file nor the vocabulary carries, and only whether those are about the property; figures, fields and every
//! other rule are not its business. It does not see which words are on file, only that they are, nor the place of a strange
//! word alone, but also whether it is one of those that are said of homes: so what it learns holds for other files and words.
//! Its weights are trained by [`train`] and are whole numbers of a byte: the same clause is judged alike on every machine.

#[cfg(test)]
mod train;

use std::hash::Hasher;

use fnv::FnvHasher;

use super::mask::BLOT;
use super::matter::is_matter;
use super::on_file::OnFile;
use super::text::words;
use super::vocabulary::is_neutral;

const BUCKETS: usize = 1 << 16;

/// From this score on (38 %), a clause claims something. Less than even: an invention that goes out hurts more than a repair.
const CLAIMS_FROM: f32 = -0.5;

/// Talk is short: what is longer is not read for it.
const MOST_TOKENS: usize = 60;

const WORDS: std::ops::RangeInclusive<usize> = 1..=3;
const LETTERS: usize = 4;

/// As [`train`] writes them: the digest of what they were trained on, the scale, the bias, the weights.
static WEIGHTS: &[u8; BYTES] = include_bytes!("talk/weights.bin");
const HEAD: usize = 8 + 4 + 4;
const BYTES: usize = HEAD + BUCKETS;

/// Whether the text of a clause says nothing of a property.
pub(super) fn is(text: &str, on_file: &OnFile<'_>) -> bool {
    score(WEIGHTS, text, |word| kind(word, on_file)).is_some_and(|score| score < CLAIMS_FROM)
}

/// How surely it claims something: 0 is even. `None` for what is too long, and for what has no word.
fn score(weights: &[u8; BYTES], text: &str, kind: impl Fn(&str) -> Kind) -> Option<f32> {
    let features = features(text, kind)?;
    let (head, rows) = weights.split_at(HEAD);
    let number = |at: usize| -> Option<f32> { Some(f32::from_le_bytes(*head.get(at..)?.first_chunk()?)) };
    let mut sum = 0_i32;
    for bucket in &features {
        sum += i32::from(rows.get(usize::from(*bucket))?.cast_signed());
    }
    Some(number(12)? + number(8)? * sum as f32 / (features.len() as f32).sqrt())
}

/// What a word is to the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A neutral word, a name, or a mark.
    Plain,
    OnFile,
    /// Neither, and one that is said of homes.
    Matter,
    /// Neither, and one of the rest of the world.
    Strange,
}

fn kind(word: &str, on_file: &OnFile<'_>) -> Kind {
    let word = bare(word);
    match () {
        () if is_neutral(word) || on_file.is_name(word) => Kind::Plain,
        () if on_file.has(word) => Kind::OnFile,
        () => kind_of_strange(word),
    }
}

/// What a word is where no file is.
fn kind_of_strange(word: &str) -> Kind {
    let word = bare(word);
    let is_word = word.len() > 2 && word.chars().all(char::is_alphabetic);
    match () {
        () if !is_word || is_neutral(word) => Kind::Plain,
        () if is_matter(word) => Kind::Matter,
        () => Kind::Strange,
    }
}

/// The word without what an apostrophe adds.
fn bare(word: &str) -> &str {
    words(word).next().unwrap_or(word)
}

/// Of a clause that has one of these, the property, its seller or its market may be the subject.
const OF_PROPERTY: [&str; 50] = [
    "home",
    "house",
    "property",
    "place",
    "condo",
    "unit",
    "apartment",
    "townhouse",
    "townhome",
    "listing",
    "lot",
    "land",
    "kitchen",
    "roof",
    "bedroom",
    "bathroom",
    "bath",
    "garage",
    "hoa",
    "dues",
    "building",
    "tower",
    "street",
    "neighborhood",
    "area",
    "seller",
    "owner",
    "owners",
    "sellers",
    "market",
    "it",
    "it's",
    "its",
    "there",
    "has",
    "comes",
    "includes",
    "casa",
    "propiedad",
    "depa",
    "departamento",
    "terreno",
    "hay",
    "tiene",
    "edificio",
    "cuota",
    "dueno",
    "vendedor",
    "colonia",
    "zona",
];
/// Of a clause that has one of these, somebody may be.
const OF_PEOPLE: [&str; 41] = [
    "you", "your", "yours", "i", "i'm", "i'll", "i'd", "i've", "me", "my", "we", "we're", "we'll", "us",
    "our", "usted", "su", "sus", "le", "les", "tu", "te", "ti", "they", "them", "their", "his", "he", "she",
    "her", "that", "that's", "u", "ur", "im", "ill", "you're", "you've", "you'll", "nos", "ustedes",
];

/// The buckets of a clause's features, each once: one to three words, as they are and by their kind, four letters, and the
/// clause's frame.
fn features(text: &str, kind: impl Fn(&str) -> Kind) -> Option<Vec<u16>> {
    let tokens = tokens(text)?;
    let kinds: Vec<Kind> = tokens.iter().map(|token| kind(token)).collect();
    let mut buckets = Vec::with_capacity(256);
    let mut put = |of: u8, parts: &[&str]| {
        let mut hasher = FnvHasher::default();
        hasher.write_u8(of);
        for part in parts {
            hasher.write(part.as_bytes());
            hasher.write_u8(0);
        }
        buckets.push(bucket(&hasher));
    };
    let seen: Vec<&str> = tokens
        .iter()
        .zip(&kinds)
        .map(|(token, kind)| if *kind == Kind::OnFile { ON_FILE } else { *token })
        .collect();
    let by_kind: Vec<&str> = seen
        .iter()
        .zip(&kinds)
        .map(|(token, kind)| match kind {
            Kind::Matter => MATTER,
            Kind::Strange => STRANGE,
            Kind::Plain | Kind::OnFile => *token,
        })
        .collect();
    for length in WORDS {
        for gram in seen.windows(length) {
            put(0, gram);
        }
        for gram in
            by_kind.windows(length).filter(|gram| gram.iter().any(|part| [MATTER, STRANGE].contains(part)))
        {
            put(1, gram);
        }
    }
    let mut letters = String::from(" ");
    for word in seen.iter().filter(|token| token.starts_with(char::is_alphabetic)) {
        letters.push_str(word);
        letters.push(' ');
    }
    let starts: Vec<usize> = letters.char_indices().map(|(at, _)| at).chain([letters.len()]).collect();
    for gram in starts.windows(LETTERS + 1) {
        if let [from, .., to] = gram {
            put(2, &[letters.get(*from..*to).unwrap_or_default()]);
        }
    }
    let side = |list: &[&str], word: &str| list.contains(&word);
    let home = tokens.iter().any(|token| side(&OF_PROPERTY, token));
    let people = tokens.iter().any(|token| side(&OF_PEOPLE, token));
    let first = tokens.get(1).copied().unwrap_or_default();
    put(3, &[if home { "home" } else { "" }, if people { "people" } else { "" }]);
    put(
        4,
        &[if side(&OF_PROPERTY, first) {
            "home"
        } else if side(&OF_PEOPLE, first) {
            "people"
        } else {
            ""
        }],
    );
    put(5, &[if kinds.contains(&Kind::OnFile) { ON_FILE } else { "" }]);
    put(6, &[if kinds.contains(&Kind::Matter) { MATTER } else { "" }]);
    put(7, &[["0", "1", "2", "3"].get(tokens.len() / 3).copied().unwrap_or("4")]);
    buckets.sort_unstable();
    buckets.dedup();
    Some(buckets)
}

/// How a word on file, one that is said of homes and any other strange one are written where only their kind counts.
const ON_FILE: &str = "\u{a7}";
const MATTER: &str = "\u{a7}home";
const STRANGE: &str = "\u{a7}else";

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
        let is = |text: &str| score(WEIGHTS, text, kind_of_strange).is_some_and(|score| score < CLAIMS_FROM);
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
