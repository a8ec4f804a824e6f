//! Literal patterns, and a quick look that passes over those that cannot match.
//!
//! A rule book is a hundred patterns and more, and a message is a line or two: almost none of them match. The regex
//! engine finds that out by walking each one's tables, which together are larger than a processor's cache. Here each
//! pattern knows for each of its alternatives a few letters that stand in every match of it, and is asked only where
//! those of one stand in the text.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use regex::{Captures, Match, Matches, Regex};
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, HirKind};

/// As many letters of a piece are looked for.
const LETTERS: usize = 8;

/// As many literals of a piece are looked for: six pieces of as many have a length that a row can tell.
const MOST_LITERALS: usize = 2_000;

/// As many pieces of an alternative are looked for.
const PIECES: usize = 6;

/// The letters that stand side by side in a text.
#[derive(Clone)]
struct Grams([u64; Grams::SIZE]);

impl Grams {
    const SIZE: usize = 64;

    fn of(text: &str) -> Grams {
        let mut grams = Grams([0; Grams::SIZE]);
        let bytes = text.as_bytes();
        for gram in bytes.windows(2).chain(bytes.windows(3)) {
            let place = place(gram);
            if let Some(word) = grams.0.get_mut(usize::from(place >> 6)) {
                *word |= 1 << (place & 63);
            }
        }
        grams
    }

    fn has(&self, place: u16) -> bool {
        self.0.get(usize::from(place >> 6)).is_some_and(|word| word >> (place & 63) & 1 == 1)
    }
}

/// A text that patterns are asked about, with its letters noted once for all of them.
#[derive(Clone)]
pub(crate) struct Seen<T> {
    text: T,
    grams: Grams,
}

impl<T: AsRef<str>> Seen<T> {
    pub(crate) fn of(text: T) -> Seen<T> {
        let grams = Grams::of(text.as_ref());
        Seen { text, grams }
    }

    pub(crate) fn text(&self) -> &str {
        self.text.as_ref()
    }
}

/// Where two or three letters are noted, of 4,096 places: others may be noted there too, which costs a look and no more.
fn place(gram: &[u8]) -> u16 {
    let hash =
        gram.iter().fold(gram.len() as u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    (hash >> 16 & 0xfff) as u16
}

/// A pattern that is written in the source.
#[derive(Debug)]
pub(crate) struct Pattern {
    literal: String,
    /// What a text must have for each alternative, one after another in one row: a look is at a hundred patterns, of which
    /// nothing is in the cache. Each is its length and its pieces, each of which is its length and its pairs.
    screen: Box<[u16]>,
    /// Compiled when it is first asked: most patterns never are.
    regex: OnceLock<Regex>,
}

impl Pattern {
    pub(crate) fn new(literal: &str) -> Pattern {
        Pattern { literal: literal.to_owned(), screen: screen(literal), regex: OnceLock::new() }
    }

    pub(crate) fn is_match<T: AsRef<str>>(&self, seen: &Seen<T>) -> bool {
        self.may_match(&seen.grams) && self.regex().is_match(seen.text())
    }

    /// The first match.
    pub(crate) fn find<'t, T: AsRef<str>>(&self, seen: &'t Seen<T>) -> Option<Match<'t>> {
        if self.may_match(&seen.grams) { self.regex().find(seen.text()) } else { None }
    }

    /// How many matches there are.
    pub(crate) fn count<T: AsRef<str>>(&self, seen: &Seen<T>) -> usize {
        if self.may_match(&seen.grams) { self.regex().find_iter(seen.text()).count() } else { 0 }
    }

    /// The first match with its groups.
    pub(crate) fn captures<'t, T: AsRef<str>>(&self, seen: &'t Seen<T>) -> Option<Captures<'t>> {
        if self.may_match(&seen.grams) { self.regex().captures(seen.text()) } else { None }
    }

    /// Every match in the text, or in `now`, which is the text with some of it masked.
    pub(crate) fn find_iter<'p, 't, T: AsRef<str>>(
        &'p self,
        seen: &Seen<T>,
        now: &'t str,
    ) -> Option<Matches<'p, 't>> {
        self.may_match(&seen.grams).then(|| self.regex().find_iter(now))
    }

    fn may_match(&self, grams: &Grams) -> bool {
        let stands = |pair: &[u16]| pair.iter().all(|place| grams.has(*place));
        rows(&self.screen).any(|pieces| rows(pieces).all(|piece| piece.chunks_exact(2).any(stands)))
    }

    #[expect(clippy::expect_used, reason = "every pattern is a literal, and tests compile them all")]
    pub(crate) fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| Regex::new(&self.literal).expect("a literal pattern"))
    }
}

/// Patterns of one meaning.
#[derive(Debug)]
pub(crate) struct Patterns(Vec<Pattern>);

impl Patterns {
    pub(crate) fn new<T: AsRef<str>>(literals: impl IntoIterator<Item = T>) -> Patterns {
        Patterns(literals.into_iter().map(|literal| Pattern::new(literal.as_ref())).collect())
    }

    pub(crate) fn is_match<T: AsRef<str>>(&self, seen: &Seen<T>) -> bool {
        self.0.iter().any(|pattern| pattern.is_match(seen))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.0.iter()
    }
}

/// The rows that lie one after another, each behind its length.
fn rows(mut all: &[u16]) -> impl Iterator<Item = &[u16]> {
    std::iter::from_fn(move || {
        let (length, rest) = all.split_first()?;
        let (row, rest) = rest.split_at_checked(usize::from(*length))?;
        all = rest;
        Some(row)
    })
}

fn row(of: &[u16], into: &mut Vec<u16>) {
    into.extend(u16::try_from(of.len()));
    into.extend(of);
}

fn screen(literal: &str) -> Box<[u16]> {
    let mut screen = Vec::new();
    match regex_syntax::parse(literal) {
        Ok(hir) => match hir.kind() {
            HirKind::Alternation(all) => all.iter().for_each(|one| row(&pieces(one), &mut screen)),
            _ => row(&pieces(&hir), &mut screen),
        },
        // It is asked, and says itself that it is none.
        Err(_) => row(&[], &mut screen),
    }
    screen.into()
}

/// What an alternative begins with and ends with, and what stands between, as rows: none where a match can be anything.
fn pieces(hir: &Hir) -> Vec<u16> {
    let parts = match hir.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        _ => &[],
    };
    let whole = [ExtractKind::Prefix, ExtractKind::Suffix].map(|kind| piece(hir, kind));
    let parts = parts.iter().map(|part| piece(part, ExtractKind::Prefix));
    let mut pieces: Vec<_> = whole.into_iter().chain(parts).flatten().collect();
    // The rarer first: a short list is soon looked through.
    pieces.sort_by_key(|piece| (piece.len(), piece.clone()));
    pieces.dedup();
    pieces.truncate(PIECES);
    let mut rows = Vec::new();
    pieces.iter().for_each(|piece| row(piece, &mut rows));
    rows
}

/// The first and the last letters of what a part begins or ends with, where that is a list of two letters or more each.
fn piece(hir: &Hir, kind: ExtractKind) -> Option<Vec<u16>> {
    let mut extractor = Extractor::new();
    extractor.kind(kind).limit_total(MOST_LITERALS).limit_class(12).limit_literal_len(LETTERS);
    let found = extractor.extract(hir);
    let mut all = BTreeSet::new();
    for literal in found.literals()? {
        let bytes = literal.as_bytes();
        if bytes.len() < 2 {
            return None;
        }
        let (first, last) = (bytes.get(..3.min(bytes.len()))?, bytes.get(bytes.len().saturating_sub(3)..)?);
        all.insert([place(first), place(last)]);
    }
    Some(all.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_patterns_are_passed_over() {
        let grams = Grams::of("what is the price of the house?");
        for (literal, may_match) in [
            (r"\b(?:mold|termites?|radon)\b", false),
            (r"\b(?:price|cost)s?\b", true),
            (r"(very |really )?quiet", false),
            (r"\w+ price", true),
            (r"\w+ radon\b", false),
            (r"\w+ radon\w*", false),
            (r"\w+ price\w*", true),
            (r"^\W*(stop|end)", false),
            ("of|ac", true),
            ("ac", false),
            ("x?", true),
            ("what[^.]*(roof|pool)|no pets", false),
            ("what[^.]*(roof|house)|no pets", true),
            (r"the \w+ of \w+ radon\w* levels", false),
        ] {
            assert_eq!(Pattern::new(literal).may_match(&grams), may_match, "{literal}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_matches_is_passed_over(
            text in proptest::collection::vec(proptest::sample::select(vec!["price", "prices", "is", " ", "año", "stop", "3", "$", "\n", "ac", "王"]), 0..12),
            pieces in proptest::collection::vec(proptest::sample::select(vec![
                "price", "s?", "(a|is|stop)", r"\b", " ", r"\d", "[a-z]?", "^", "(?:an|ac|año)", r"\w*", "|", "(?i)", "王",
            ]), 1..6),
        ) {
            let (text, literal) = (text.concat(), pieces.concat());
            if let Ok(regex) = Regex::new(&literal) {
                let seen = Seen::of(&text);
                proptest::prop_assert_eq!(Pattern::new(&literal).is_match(&seen), regex.is_match(&text), "{} in {:?}", literal, text);
            }
        }
    }
}
