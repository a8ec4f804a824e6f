//! The lead's initials, where people sign: `- JS`, `Thanks, j.s.`, `JS` on the last line.

use crate::redact::fold::Folded;
use crate::redact::recognise::look;
use crate::redact::slice::{char_before, cut};

/// Words that a message is closed with, before whoever signs.
const CLOSINGS: &[&str] = &[
    "thanks",
    "thx",
    "tks",
    "ty",
    "thank you",
    "best",
    "regards",
    "sincerely",
    "cheers",
    "love",
    "xo",
    "xoxo",
    "warmly",
    "respectfully",
    "cordially",
    "yours",
    "talk soon",
    "gracias",
    "saludos",
    "atentamente",
    "atte",
    "merci",
    "obrigado",
    "obrigada",
];

/// Every place where somebody with these initials signs.
pub(super) fn signatures(
    folded: &Folded<'_>,
    first: char,
    last: char,
) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    folded.text().split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let (from, to) = initials(line, first, last)?;
        let signed = is_signed(folded, line, start, from, to);
        signed.then_some((start + from, start + to))
    })
}

/// Where a line ends in the initials: `js`, `j.s.`, `j s`.
fn initials(line: &str, first: char, last: char) -> Option<(usize, usize)> {
    let whole = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    let between = whole.strip_suffix(last)?;
    let between = between.strip_suffix(' ').unwrap_or(between);
    let before = between.strip_suffix('.').unwrap_or(between).strip_suffix(first)?;
    (!before.ends_with(char::is_alphanumeric)).then_some((before.len(), whole.len()))
}

fn is_signed(folded: &Folded<'_>, line: &str, start: usize, from: usize, to: usize) -> bool {
    let text = folded.text();
    let before = cut(line, 0, from).trim_end_matches([' ', '\t']);
    let after = cut(text, start + to, text.len());
    let ends = !after.contains(char::is_alphanumeric);
    if before.is_empty() {
        let above = cut(text, 0, start).trim_end();
        return !above.is_empty() && (ends || is_closing(above));
    }
    if before.ends_with(['-', '~']) {
        return ends || is_foot(after);
    }
    // `thanks ok` is no signature of Olivia King's.
    let plain = folded.original(start + from, start + to);
    let word = plain.chars().all(char::is_lowercase) && look(plain).word() > 0;
    is_closing(before) && !word
}

fn is_closing(before: &str) -> bool {
    let before = before.trim_end_matches([',', '!', '.', ' ', '-', '~']);
    CLOSINGS.iter().any(|closing| {
        before
            .strip_suffix(closing)
            .is_some_and(|head| !char_before(head, head.len()).is_some_and(char::is_alphanumeric))
    })
}

/// Whether what follows a message's last line stands below it: how it was sent, and what it answers.
fn is_foot(after: &str) -> bool {
    let next = after.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '>' && c != '(');
    let digits = next.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '>' | '('));
    digits || ["sent from", "get outlook", "on ", "from:"].iter().any(|foot| next.starts_with(foot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_a_signature_where_people_sign() {
        let signed = |text: &str| {
            signatures(&Folded::of(text), 'r', 'c').map(|(a, b)| text[a..b].to_owned()).collect::<Vec<_>>()
        };
        for (text, initials) in [
            ("ok - rc", "rc"),
            ("ok\nr.c.", "r.c"),
            ("thanks, r c", "r c"),
            ("thanks,\nr. c.\n512-555-0147", "r. c"),
            ("talk soon rc\nwhat about sunday", "rc"),
            ("ok - rc\nsent from my iphone", "rc"),
            ("ok\n-- rc\n\n> what about sunday", "rc"),
        ] {
            assert_eq!(signed(text), [initials], "{text}");
        }
        for text in [
            "rc",
            "my rc car",
            "src",
            "- rc\n- parking",
            "a list\nrc\nparking",
            "nobest rc",
            "thanks for the rc",
            "",
        ] {
            assert!(signed(text).is_empty(), "{text}");
        }
        assert_eq!(signatures(&Folded::of("thanks ok"), 'o', 'k').count(), 0);
        assert_eq!(signatures(&Folded::of("Thanks, OK"), 'o', 'k').count(), 1);
    }
}
