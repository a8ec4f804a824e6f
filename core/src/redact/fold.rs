//! Folds text so that a value has one spelling, and remembers where each byte came from.
//!
//! Case, diacritics, full-width and foreign digits, the many dashes, apostrophes and spaces, and
//! invisible characters make no difference to a reader, so they must make none to a matcher.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

/// What a placeholder, or a value that is to be one, reads as: a word that means nothing.
pub(super) const BLANK: char = '\u{fffc}';

/// A folded text. Offsets into it lead back to offsets into the original.
pub(super) struct Folded<'a> {
    original: &'a str,
    text: Zeroizing<String>,
    /// For each folded byte the original character's start and end; `None` where they are the same text.
    map: Option<Vec<(u32, u32)>>,
}

impl<'a> Folded<'a> {
    pub(super) fn of(original: &'a str) -> Folded<'a> {
        Folded::around(original, &[])
    }

    /// Folds what lies around `blanks`, which are sorted and disjoint; each of them reads as [`BLANK`].
    pub(super) fn around(original: &'a str, blanks: &[Range<usize>]) -> Folded<'a> {
        if blanks.is_empty() && original.is_ascii() {
            return Folded { original, text: Zeroizing::new(original.to_ascii_lowercase()), map: None };
        }
        // Folding rarely lengthens; room for the rare case spares copies that nobody would wipe.
        let mut text = String::with_capacity(original.len() + original.len() / 2 + 16);
        let mut map: Vec<(u32, u32)> = Vec::with_capacity(text.capacity());
        let mut blanks = blanks.iter().peekable();
        let mut blank_until = 0;
        for (at, c) in original.char_indices() {
            if let Some(blank) = blanks.next_if(|blank| blank.start <= at) {
                text.push(BLANK);
                map.resize(text.len(), (offset(blank.start), offset(blank.end)));
                blank_until = blank.end;
            }
            if at < blank_until {
                continue;
            }
            let here = (offset(at), offset(at + c.len_utf8()));
            if is_combining_mark(c) || is_selector(c) {
                // A mark belongs to the letter it stands on.
                if let Some(last) = map.last_mut() {
                    last.1 = here.1;
                }
                continue;
            }
            fold_char(c, &mut text);
            map.resize(text.len(), here);
        }
        Folded { original, text: Zeroizing::new(text), map: Some(map) }
    }

    /// The folded text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The original offsets of a folded range.
    pub(super) fn range(&self, start: usize, end: usize) -> (usize, usize) {
        match &self.map {
            None => (start, end),
            Some(map) => {
                let from = map.get(start).map_or(self.original.len(), |entry| entry.0 as usize);
                let to = end.checked_sub(1).and_then(|last| map.get(last)).map_or(from, |e| e.1 as usize);
                (from, to.max(from))
            }
        }
    }

    /// What the original has at a folded range.
    pub(super) fn original(&self, start: usize, end: usize) -> &'a str {
        let (start, end) = self.range(start, end);
        cut(self.original, start, end)
    }
}

/// The folded form of a value, spaces collapsed.
pub(super) fn fold(text: &str) -> String {
    let folded = Folded::of(text);
    folded.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text[start..end]`, or nothing where that is no slice.
pub(super) fn cut(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or("")
}

/// The byte at `index`, or 0 outside.
pub(super) fn byte(text: &str, index: usize) -> u8 {
    text.as_bytes().get(index).copied().unwrap_or(0)
}

/// The character that ends before `index`.
pub(super) fn char_before(text: &str, index: usize) -> Option<char> {
    text.get(..index).and_then(|before| before.chars().next_back())
}

/// The character that starts at `index`.
pub(super) fn char_at(text: &str, index: usize) -> Option<char> {
    text.get(index..).and_then(|after| after.chars().next())
}

/// The digits of a text, folded.
pub(super) fn digits(text: &str) -> String {
    Folded::of(text).text().chars().filter(char::is_ascii_digit).collect()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn fold_char(c: char, out: &mut String) {
    match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => {}
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{2043}' => {
            out.push('-')
        }
        '\u{2018}'..='\u{201b}' | '\u{2bc}' | '\u{b4}' | '\u{ff07}' | '\u{2032}' => out.push('\''),
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => out.push('"'),
        '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('\n'),
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'þ' | 'Þ' => out.push_str("th"),
        'ı' => out.push('i'),
        '⁄' => out.push('/'),
        c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
        c if c.is_whitespace() => out.push(' '),
        c => match foreign_digit(c) {
            Some(digit) => out.push(digit),
            None => {
                for part in c.nfkd().filter(|part| !is_combining_mark(*part)) {
                    out.extend(part.to_lowercase().filter(|low| !is_combining_mark(*low)));
                }
            }
        },
    }
}

/// The digits of other scripts that NFKD leaves as they are.
fn foreign_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 18] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0, 0x1810,
    ];
    let code = u32::from(c);
    ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))
        .and_then(|v| char::from_digit(v, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_fold_to_one() {
        for (text, folded) in [
            ("JOSÉ  Núñez", "jose nunez"),
            ("Jose\u{301}", "jose"),
            ("５１２\u{2011}555\u{a0}0147", "512-555 0147"),
            ("O’Brien", "o'brien"),
            ("٥١٢", "512"),
            ("5\u{fe0f}\u{20e3}1\u{fe0f}\u{20e3}", "51"),
            ("Ja\u{200b}ne", "jane"),
            ("İstanbul ıI", "istanbul ii"),
            ("Straße Łukasz Øre", "strasse lukasz ore"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn a_folded_range_leads_back() {
        let text = "x É\u{301}va５ ß!";
        let folded = Folded::of(text);
        let at = folded.text().find("eva").unwrap();
        assert_eq!(folded.original(at, at + 1), "É\u{301}");
        assert_eq!(folded.original(at, at + 4), "É\u{301}va５");
        let at = folded.text().find("ss").unwrap();
        assert_eq!(folded.original(at + 1, at + 2), "ß");
        assert_eq!(folded.original(0, folded.text().len()), text);
    }

    #[test]
    fn blanks_are_one_thing() {
        let text = "é512-555-0147 x";
        let folded = Folded::around(text, std::slice::from_ref(&(2..14)));
        assert_eq!(folded.text(), "e\u{fffc} x");
        assert_eq!(folded.range(1, 4), (2, 14));
        assert_eq!(folded.original(4, 6), " x");
    }

    proptest::proptest! {
        #[test]
        fn every_range_is_a_slice(text in "\\PC{0,30}") {
            let folded = Folded::of(&text);
            let len = folded.text().len();
            for start in 0..len {
                let (from, to) = folded.range(start, len);
                proptest::prop_assert!(text.get(from..to).is_some());
                let (from, to) = folded.range(start, start + 1);
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
