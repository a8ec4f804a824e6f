//! The words that an address is read in.

use crate::redact::slice::{cut, run_end};
use crate::redact::street::Kind;

/// A word of an address, and what stands before it.
#[derive(Clone, Copy)]
pub(super) struct Word<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'t str,
    pub(super) kind: Kind,
    pub(super) comma: bool,
    pub(super) hash: bool,
    pub(super) line: bool,
    pub(super) period: bool,
}

impl Word<'_> {
    /// Whether nothing but a space, or the dot of an abbreviation, stands before it.
    pub(super) fn follows(&self) -> bool {
        !(self.comma || self.hash || self.line || self.period)
    }

    pub(super) fn has_digit(&self) -> bool {
        self.text.bytes().any(|b| b.is_ascii_digit())
    }

    pub(super) fn is(&self, kind: u16) -> bool {
        self.kind.is(kind)
    }

    /// `6th`, `72nd`, `sixth`.
    pub(super) fn is_ordinal(&self) -> bool {
        let digits = self.text.bytes().take_while(u8::is_ascii_digit).count();
        self.is(Kind::ORDINAL)
            || ((1..=3).contains(&digits) && matches!(cut(self.text, digits, 9), "st" | "nd" | "rd" | "th"))
    }

    /// A word that a street's name may have.
    pub(super) fn is_name(&self) -> bool {
        (!self.has_digit() || self.is_ordinal()) && !self.is(Kind::NEVER)
    }
}

/// The next word, if it stands close enough to be of the same address.
pub(super) fn next(text: &str, at: usize) -> Option<Word<'_>> {
    let rest = text.get(at..)?;
    let (mut comma, mut hash, mut line, mut period) = (false, false, false, false);
    let mut skipped = 0;
    for b in rest.bytes().take(6) {
        match b {
            b' ' | b'\t' | b'\r' => {}
            b',' => comma = true,
            b'#' => hash = true,
            b'\n' if !line => line = true,
            b'.' => period = true,
            _ => break,
        }
        skipped += 1;
    }
    let body = rest.get(skipped..)?;
    let len = run_end(body, 0, |c| c.is_alphanumeric() || matches!(c, '\'' | '-'));
    let word = cut(body, 0, len).trim_end_matches(['\'', '-']);
    if word.is_empty() || skipped == 0 {
        return None;
    }
    let start = at + skipped;
    Some(Word { start, end: start + word.len(), text: word, kind: Kind::of(word), comma, hash, line, period })
}
