//! Folds text so that a value has one spelling, and remembers where each byte came from.
//!
//! Case, diacritics, full-width and foreign digits, letters that look like others, the many dashes, apostrophes and spaces,
//! and invisible characters make no difference to a reader, so they must make none to a matcher.

use std::ops::Range;

use arrayvec::ArrayString;
use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroize;

use crate::redact::escape;
use crate::redact::lookalike::latin;
use crate::redact::slice::cut;

/// What a placeholder, or a value that is to be one, reads as: a word that means nothing.
pub(super) const BLANK: char = '\u{fffc}';

/// Bytes of a folded text that need no memory of their own: a long message's.
const SHORT: usize = 512;

/// A folded text. Offsets into it lead back to offsets into the original.
pub(super) struct Folded<'a> {
    original: &'a str,
    text: Text<'a>,
    /// What is not ASCII in the original, in order. Between two of these the texts run side by side.
    turns: SmallVec<[Turn; 8]>,
    depth: Depth,
}

/// How much is folded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Whatever makes no difference to a reader.
    Full,
    /// The same, and characters that are written as HTML or an address bar writes them.
    Unescaped,
    /// Invisible characters, and how spaces, dashes, digits and wide letters are written: a pattern is read as it was
    /// meant, and still tells capitals and accents.
    Plain,
}

/// The text is the original where that has nothing to fold.
#[expect(clippy::large_enum_variant, reason = "it lies on the stack, and to spare memory is what it is for")]
enum Text<'a> {
    Same(&'a str),
    Short(ArrayString<SHORT>),
    Long(String),
}

/// Bytes of the folded text that stand for bytes of the original as a whole.
#[derive(Clone, Copy)]
struct Turn {
    folded: (u32, u32),
    original: (u32, u32),
}

impl<'a> Folded<'a> {
    pub(super) fn of(original: &'a str) -> Folded<'a> {
        Folded::around(original, &[])
    }

    /// Folds what lies around `blanks`, which are sorted and disjoint; each of them reads as [`BLANK`].
    pub(super) fn around(original: &'a str, blanks: &[Range<usize>]) -> Folded<'a> {
        if blanks.is_empty() && original.is_ascii() {
            let text = if original.bytes().any(|b| b.is_ascii_uppercase()) {
                let mut text = Text::with_room(original.len());
                text.push_lower(original);
                text
            } else {
                Text::Same(original)
            };
            return Folded { original, text, turns: SmallVec::new(), depth: Depth::Full };
        }
        Folded::with_depth(original, blanks, Depth::Full)
    }

    /// The same with capitals and accents as they are.
    pub(super) fn plain(original: &'a str, blanks: &[Range<usize>]) -> Folded<'a> {
        if blanks.is_empty() && original.is_ascii() {
            let text = Text::Same(original);
            return Folded { original, text, turns: SmallVec::new(), depth: Depth::Plain };
        }
        Folded::with_depth(original, blanks, Depth::Plain)
    }

    /// The same as a browser shows the text, where that is another.
    pub(super) fn unescaped(original: &'a str, blanks: &[Range<usize>]) -> Option<Folded<'a>> {
        escape::has_any(original).then(|| Folded::with_depth(original, blanks, Depth::Unescaped))
    }

    fn with_depth(original: &'a str, blanks: &[Range<usize>], depth: Depth) -> Folded<'a> {
        // Folding rarely lengthens; room for the rare case spares copies that nobody would wipe.
        let text = Text::with_room(original.len() + original.len() / 2 + 16);
        let mut folded = Folded { original, text, turns: SmallVec::new(), depth };
        let mut at = 0;
        for blank in blanks {
            folded.extend(at, blank.start);
            folded.put(blank.start.max(at), blank.end.max(at), |text| text.push(BLANK));
            at = blank.end.max(at);
        }
        folded.extend(at, original.len());
        folded
    }

    /// Folds `original[from..to]`.
    fn extend(&mut self, from: usize, to: usize) {
        let mut rest = cut(self.original, from, to);
        let mut at = from;
        while !rest.is_empty() {
            let escapes = self.depth == Depth::Unescaped;
            let special = |b: u8| !b.is_ascii() || escapes && matches!(b, b'&' | b'%');
            let whole = !escapes && rest.is_ascii();
            let special = || rest.bytes().position(special);
            let plain = if whole { rest.len() } else { special().unwrap_or(rest.len()) };
            let (ascii, beyond) = rest.split_at(plain);
            match self.depth {
                Depth::Full | Depth::Unescaped => self.text.push_lower(ascii),
                Depth::Plain => self.text.push_str(ascii),
            }
            at += plain;
            let Some(mut c) = beyond.chars().next() else { break };
            let mut len = c.len_utf8();
            if escapes && let Some((written, width)) = escape::at_start(beyond) {
                (c, len) = (written, width);
            }
            let end = at + len;
            if self.depth == Depth::Plain {
                self.put(at, end, |text| plain_char(c, text));
            } else if let Some(latin) = latin(c, self.original, at) {
                self.put(at, end, |text| text.push(latin));
            } else if is_combining_mark(c) || is_selector(c) {
                self.join(at, end);
            } else {
                self.put(at, end, |text| fold_char(c, text));
            }
            at = end;
            rest = beyond.get(len..).unwrap_or("");
        }
    }

    /// Adds what stands for `original[from..to]`.
    fn put(&mut self, from: usize, to: usize, write: impl FnOnce(&mut Text<'a>)) {
        let before = self.text().len();
        write(&mut self.text);
        let folded = (offset(before), offset(self.text().len()));
        self.turns.push(Turn { folded, original: (offset(from), offset(to)) });
    }

    /// A mark at `original[from..to]` belongs to the letter it stands on.
    fn join(&mut self, from: usize, to: usize) {
        // What is invisible between the two goes along.
        let mut letter_end = offset(from);
        while let Some(gone) = self.turns.last().copied() {
            if gone.folded.0 != gone.folded.1 || gone.original.1 != letter_end {
                break;
            }
            letter_end = gone.original.0;
            self.turns.pop();
        }
        match self.turns.last_mut().filter(|turn| turn.original.1 == letter_end) {
            Some(letter) => letter.original.1 = offset(to),
            None => {
                let here = offset(self.text().len());
                let len = self.text().chars().next_back().map_or(0, |c| offset(c.len_utf8()));
                let folded = (here - len, here);
                self.turns.push(Turn { folded, original: (letter_end.saturating_sub(len), offset(to)) });
            }
        }
    }

    /// The folded text.
    pub(super) fn text(&self) -> &str {
        match &self.text {
            Text::Same(text) => text,
            Text::Short(text) => text,
            Text::Long(text) => text,
        }
    }

    /// The original offsets of a folded range.
    pub(super) fn range(&self, start: usize, end: usize) -> (usize, usize) {
        let turn_of = |at: usize| {
            let after = self.turns.partition_point(|turn| turn.folded.0 as usize <= at);
            self.turns.get(after.checked_sub(1)?)
        };
        let from = match turn_of(start) {
            None => start,
            Some(turn) if start < turn.folded.1 as usize => turn.original.0 as usize,
            Some(turn) => turn.original.1 as usize + (start - turn.folded.1 as usize),
        };
        let from = from.min(self.original.len());
        let to = end.checked_sub(1).map_or(from, |last| match turn_of(last) {
            None => end,
            Some(turn) if last < turn.folded.1 as usize => turn.original.1 as usize,
            Some(turn) => turn.original.1 as usize + (end - turn.folded.1 as usize),
        });
        (from, to.clamp(from, self.original.len().max(from)))
    }

    /// What the original has at folded ranges that are asked for in order.
    pub(super) fn originals(&self) -> Originals<'_, 'a> {
        Originals { folded: self, passed: 0, level: 0..0, origin: 0 }
    }

    /// What the original has at a folded range.
    pub(super) fn original(&self, start: usize, end: usize) -> &'a str {
        let (start, end) = self.range(start, end);
        cut(self.original, start, end)
    }
}

/// Walks along a folded text. Ranges of which each begins where the one before ended or later need no search.
pub(super) struct Originals<'f, 'a> {
    folded: &'f Folded<'a>,
    /// The turns that begin before here.
    passed: usize,
    /// Where the two texts run side by side, in the folded one, and where that begins in the original.
    level: Range<usize>,
    origin: usize,
}

impl<'a> Originals<'_, 'a> {
    /// The original of a range where that differs in its capitals alone; where it does not, see [`Folded::original`].
    pub(super) fn next(&mut self, start: usize, end: usize) -> Option<&'a [u8]> {
        if self.level.end < end {
            self.advance(start);
        }
        let within = self.level.start <= start && end <= self.level.end;
        let from = within.then(|| self.origin + (start - self.level.start))?;
        self.folded.original.as_bytes().get(from..from + (end - start))
    }

    fn advance(&mut self, start: usize) {
        let turns = &self.folded.turns;
        while let Some(turn) = turns.get(self.passed).filter(|turn| turn.folded.0 as usize <= start) {
            self.passed += 1;
            (self.level.start, self.origin) = (turn.folded.1 as usize, turn.original.1 as usize);
        }
        self.level.end = turns.get(self.passed).map_or(usize::MAX, |turn| turn.folded.0 as usize);
    }
}

impl Text<'_> {
    fn with_room(bytes: usize) -> Self {
        if bytes <= SHORT {
            Text::Short(ArrayString::new())
        } else {
            Text::Long(String::with_capacity(bytes))
        }
    }

    fn push(&mut self, c: char) {
        self.push_str(c.encode_utf8(&mut [0; 4]));
    }

    fn push_str(&mut self, more: &str) {
        match self {
            Text::Same(_) => {}
            Text::Long(text) => text.push_str(more),
            Text::Short(text) => {
                if text.try_push_str(more).is_err() {
                    let mut long = String::with_capacity(4 * SHORT);
                    long.push_str(text);
                    long.push_str(more);
                    text.zeroize();
                    *self = Text::Long(long);
                }
            }
        }
    }

    fn push_lower(&mut self, ascii: &str) {
        let before = match self {
            Text::Same(_) => return,
            Text::Short(text) => text.len(),
            Text::Long(text) => text.len(),
        };
        self.push_str(ascii);
        let added = match self {
            Text::Same(_) => None,
            Text::Short(text) => text.get_mut(before..),
            Text::Long(text) => text.get_mut(before..),
        };
        if let Some(added) = added {
            added.make_ascii_lowercase();
        }
    }
}

impl Drop for Text<'_> {
    fn drop(&mut self) {
        match self {
            Text::Same(_) => {}
            Text::Short(text) => text.as_mut_str().zeroize(),
            Text::Long(text) => text.zeroize(),
        }
    }
}

/// The folded form of a value, spaces collapsed.
pub(super) fn fold(text: &str) -> String {
    let folded = Folded::of(text);
    folded.text().split_whitespace().collect::<Vec<_>>().join(" ")
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

fn plain_char(c: char, out: &mut Text<'_>) {
    /// How far the wide forms of ASCII stand from it.
    const WIDE: u32 = 0xfee0;
    match c {
        '\u{ff01}'..='\u{ff5e}' => out.push(char::from_u32(u32::from(c) - WIDE).unwrap_or(c)),
        c if c.is_alphanumeric() && foreign_digit(c).is_none() => out.push(c),
        c if is_combining_mark(c) || u32::from(c) > 0x1_0000 => out.push(c),
        c => fold_char(c, out),
    }
}

fn fold_char(c: char, out: &mut Text<'_>) {
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
        // They part the labels of a domain (UTS 46).
        '\u{3002}' | '\u{ff61}' => out.push('.'),
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
                    part.to_lowercase().filter(|low| !is_combining_mark(*low)).for_each(|low| out.push(low));
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
            ("e\u{200b}\u{301}x", "ex"),
            // Cyrillic and Greek letters among Latin ones, and alone.
            ("Rасhel Тhοmpson", "rachel thompson"),
            ("Анна ΑΝΝΑ", "анна αννα"),
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
    fn a_mark_belongs_to_its_letter_and_the_invisible_to_nobody() {
        let text = "Ze\u{200b}\u{301} A\u{200b}b 5\u{fe0f}";
        let folded = Folded::of(text);
        assert_eq!(folded.text(), "ze ab 5");
        assert_eq!(folded.original(1, 2), "e\u{200b}\u{301}");
        assert_eq!(folded.original(3, 4), "A");
        assert_eq!(folded.original(3, 5), "A\u{200b}b");
        assert_eq!(folded.original(6, 7), "5\u{fe0f}");
    }

    #[test]
    fn what_folds_to_more_than_was_foreseen_is_kept() {
        let text = "\u{fdfa}".repeat(100);
        let folded = Folded::of(&text);
        assert_eq!(folded.text().chars().count(), 1800);
        assert_eq!(folded.original(0, 1), "\u{fdfa}");
    }

    #[test]
    fn an_escape_is_the_character_that_it_stands_for() {
        let text = "Jos%C3%A9 a&#64;b & 5%";
        let folded = Folded::unescaped(text, &[]).unwrap();
        assert_eq!(folded.text(), "jose a@b & 5%");
        assert_eq!(folded.original(3, 4), "%C3%A9");
        assert_eq!(folded.original(6, 7), "&#64;");
        assert_eq!(folded.original(0, folded.text().len()), text);
        assert!(Folded::unescaped("a & b 5%", &[]).is_none());
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
