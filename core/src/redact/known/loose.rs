//! A known number with letters or words that touch its digits: `512-555-O147`, `five12 555 zero147`. Words alone are read by
//! the recognisers.

use crate::redact::recognise::{Group, number_words};
use crate::redact::slice::{byte, char_at, char_before, cut};

/// The characters that people put between the digits of one number.
pub(super) const BETWEEN: &str = " -.()/_+,*|:;~\n\r\t[]\u{b7}\u{2022}";

/// The most of them in a row.
pub(super) const REACH: usize = 5;

/// What a number may begin with, its first digit, letters typed for it, and its words: a bit for each ASCII character.
#[derive(Clone, Copy, Default)]
pub(super) struct Beginnings(u128);

impl Beginnings {
    /// Adds those of the first digit.
    pub(super) fn add(&mut self, digits: &str) {
        let first = byte(digits, 0);
        let word = |b: u8| number_words(b).iter().any(|(_, value)| byte(value, 0) == first);
        let begins = |b: &u8| *b == first || stands_for(*b) == first || word(*b);
        self.0 = (0..=127).filter(begins).fold(self.0, |all, b| all | 1 << b);
    }

    /// Where a number may begin: no letter goes before. Few texts have a digit that touches a letter, and only those are read.
    pub(super) fn each(self, text: &str, groups: &[Group], mut see: impl FnMut(usize)) {
        let letter = |at: usize| byte(text, at).is_ascii_alphabetic();
        if !groups.iter().any(|group| letter(group.start.wrapping_sub(1)) || letter(group.end)) {
            return;
        }
        let mut before = b' ';
        for (at, b) in text.bytes().enumerate() {
            let free = !before.is_ascii_alphabetic();
            before = b;
            if free && b.is_ascii() && self.0 >> b & 1 == 1 {
                see(at);
            }
        }
    }
}

/// Where a number stands, from its country code on, whose digits begin here, some of them in letters.
pub(super) fn place(text: &str, at: usize, digits: &str) -> Option<(usize, usize)> {
    let end = end(text, at, digits).filter(|_| !char_before(text, at).is_some_and(char::is_alphabetic))?;
    let written = cut(text, at, end);
    // Within the number itself, so that what stands far off makes no difference.
    let mixed = |pair: &[u8]| matches!(pair, [a, b] if a.is_ascii_digit() && b.is_ascii_alphabetic() || a.is_ascii_alphabetic() && b.is_ascii_digit());
    let odd = written.as_bytes().windows(2).any(mixed);
    // `set goal` is no number.
    let told = digits.len() > 7 || written.bytes().filter(u8::is_ascii_digit).count() > 3;
    let goes_on = |c: char| c.is_alphanumeric() && c != 'x';
    (odd && told && !char_at(text, end).is_some_and(goes_on)).then(|| (with_country(text, at), end))
}

fn end(text: &str, start: usize, digits: &str) -> Option<usize> {
    let (mut at, mut wanted) = (start, digits);
    while !wanted.is_empty() {
        let apart = at > start && !byte(text, at).is_ascii_alphanumeric();
        at += if apart { between(text, at) } else { 0 };
        let (width, read) = digit(text, at, wanted)?;
        (at, wanted) = (at + width, wanted.get(read..)?);
    }
    Some(at)
}

/// How much stands here for the first of the digits, or the first two, and for how many.
fn digit(text: &str, at: usize, wanted: &str) -> Option<(usize, usize)> {
    let (here, first) = (byte(text, at), byte(wanted, 0));
    if here == first {
        return Some((1, 1));
    }
    word(text, at, wanted).or_else(|| (stands_for(here) == first).then_some((1, 1)))
}

fn word(text: &str, at: usize, wanted: &str) -> Option<(usize, usize)> {
    let rest = text.get(at..).filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))?;
    let said = |(word, value): (&str, &str)| {
        if byte(value, 0) != byte(wanted, 0) || !rest.starts_with(word) {
            return None;
        }
        if wanted.starts_with(value) {
            return Some((word.len(), value.len()));
        }
        // `forty-seven`.
        let tens = value.len() == 2 && value.ends_with('0');
        let unit_at = at + word.len() + between(text, at + word.len());
        let unit = tens.then(|| digit(text, unit_at, wanted.get(1..)?)).flatten();
        unit.filter(|(width, read)| *read == 1 && *width > 1).map(|(width, _)| (unit_at + width - at, 2))
    };
    number_words(byte(rest, 0)).iter().copied().filter_map(said).max()
}

/// What stands between two digits of one number.
fn between(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    rest.chars().take(REACH).take_while(|c| BETWEEN.contains(*c)).map(char::len_utf8).sum()
}

/// The digit that a letter is typed for, or 0.
fn stands_for(letter: u8) -> u8 {
    match letter {
        b'o' => b'0',
        b'l' | b'i' => b'1',
        b'z' => b'2',
        b'e' => b'3',
        b'a' => b'4',
        b's' => b'5',
        b't' => b'7',
        b'b' => b'8',
        b'g' | b'q' => b'9',
        _ => 0,
    }
}

/// The same with `+1`, `1-` and `(` before it.
fn with_country(text: &str, at: usize) -> usize {
    let head = |at: usize, c: &[char]| cut(text, 0, at).trim_end_matches(c).len();
    let opened = head(at, &['(', '[']);
    let apart = head(opened, &[' ', '-', '.']);
    let country = cut(text, 0, apart).bytes().rev().take(4).take_while(u8::is_ascii_digit).count();
    let plus = byte(text, (apart - country).wrapping_sub(1)) == b'+';
    let known = (1..=3).contains(&country) && (plus || cut(text, apart - country, apart) == "1");
    let free = !char_before(text, apart - country).is_some_and(char::is_alphanumeric);
    if known && free && opened - apart <= 1 { apart - country - usize::from(plus) } else { opened }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_words_stand_for_digits() {
        for text in [
            "512-555-o147",
            "5l2 555 oi47",
            "s12-sss-0147",
            "five12 555 0147",
            "5onetwofivefivefivezeroonefourseven",
            "five one two-555-01forty-seven",
            "5one2.555.oh147x12",
            "(512) 555-zero147",
        ] {
            let found = place(text, usize::from(text.starts_with('(')), "5125550147").unwrap();
            assert_eq!(text[found.1..].len(), if text.ends_with("x12") { 3 } else { 0 }, "{text}");
            assert_eq!(found.0, 0, "{text}");
        }
        assert_eq!(place("555-o147", 0, "5550147"), Some((0, 8)));
        assert_eq!(place("five one two 555 oh one four seven", 0, "5125550147"), None);
        assert_eq!(place("set goal", 0, "5379041"), None);
        for text in ["512-555-0147", "512-555-o1478", "512-555-o146", "512-555-o", "512 call 555-o147", ""] {
            assert_eq!(place(text, 0, "5125550147"), None, "{text}");
        }
        assert_eq!(place("call +1 (512) 555-o147", 9, "5125550147"), Some((5, 22)));
        assert_eq!(place("unit 2 512-555-o147", 7, "5125550147"), Some((7, 19)));
    }
}
