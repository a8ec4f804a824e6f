//! International bank account numbers: country's length and the check by 97 (ISO 13616).

use arrayvec::ArrayVec;

use crate::redact::Label;
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::run::Group;
use crate::redact::slice::{byte, char_at, char_before};

/// Lengths by country, from SWIFT's IBAN registry.
const LENGTHS: [(&str, usize); 79] = [
    ("ad", 24),
    ("ae", 23),
    ("al", 28),
    ("at", 20),
    ("az", 28),
    ("ba", 20),
    ("be", 16),
    ("bg", 22),
    ("bh", 22),
    ("br", 29),
    ("by", 28),
    ("ch", 21),
    ("cr", 22),
    ("cy", 28),
    ("cz", 24),
    ("de", 22),
    ("dj", 27),
    ("dk", 18),
    ("do", 28),
    ("ee", 20),
    ("eg", 29),
    ("es", 24),
    ("fi", 18),
    ("fk", 18),
    ("fo", 18),
    ("fr", 27),
    ("gb", 22),
    ("ge", 22),
    ("gi", 23),
    ("gl", 18),
    ("gr", 27),
    ("gt", 28),
    ("hn", 28),
    ("hr", 21),
    ("hu", 28),
    ("ie", 22),
    ("il", 23),
    ("iq", 23),
    ("is", 26),
    ("it", 27),
    ("jo", 30),
    ("kw", 30),
    ("kz", 20),
    ("lb", 28),
    ("lc", 32),
    ("li", 21),
    ("lt", 20),
    ("lu", 20),
    ("lv", 21),
    ("mc", 27),
    ("md", 24),
    ("me", 22),
    ("mk", 19),
    ("mr", 27),
    ("mt", 31),
    ("mu", 30),
    ("nl", 18),
    ("no", 15),
    ("om", 23),
    ("pk", 24),
    ("pl", 28),
    ("ps", 29),
    ("pt", 25),
    ("qa", 29),
    ("ro", 24),
    ("rs", 22),
    ("ru", 33),
    ("sa", 24),
    ("sc", 31),
    ("se", 24),
    ("si", 19),
    ("sk", 24),
    ("sm", 27),
    ("tn", 24),
    ("tr", 26),
    ("ua", 29),
    ("va", 22),
    ("vg", 24),
    ("xk", 20),
];

/// A number whose two check digits begin the group.
pub(super) fn at(text: &str, group: &Group) -> Option<Hit> {
    let start = group.start.checked_sub(2)?;
    if !byte(text, start).is_ascii_lowercase() || !byte(text, start + 1).is_ascii_lowercase() {
        return None;
    }
    let country = text.get(start..group.start)?;
    if group.len() < 2 || char_before(text, start).is_some_and(char::is_alphanumeric) {
        return None;
    }
    let (_, length) = LENGTHS.iter().find(|(code, _)| *code == country)?;
    let (digits, end) = take(text, start, *length)?;
    let whole = char_at(text, end).is_none_or(|c| !c.is_alphanumeric()) && checks(&digits);
    whole.then(|| Hit::seen(start, end, Label::Iban, Rank::Checksum))
}

/// So many letters and digits, with single spaces or dashes between; and where they end.
fn take(text: &str, start: usize, count: usize) -> Option<(ArrayVec<u8, 40>, usize)> {
    let mut taken = ArrayVec::new();
    let mut at = start;
    while taken.len() < count {
        match byte(text, at) {
            b if b.is_ascii_alphanumeric() => taken.try_push(b).ok()?,
            b' ' | b'-' if byte(text, at + 1).is_ascii_alphanumeric() => {}
            _ => return None,
        }
        at += 1;
    }
    Some((taken, at))
}

/// Whether this is one, in small letters and without spaces.
pub(in crate::redact) fn is_iban(value: &str) -> bool {
    let length = LENGTHS.iter().find(|(country, _)| value.starts_with(country)).map(|(_, length)| *length);
    let plain = value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    plain && length == Some(value.len()) && checks(value.as_bytes())
}

fn checks(iban: &[u8]) -> bool {
    let (head, tail) = iban.split_at(4.min(iban.len()));
    let remainder = tail.iter().chain(head).fold(0u32, |sum, b| match b {
        b'0'..=b'9' => (sum * 10 + u32::from(b - b'0')) % 97,
        _ => (sum * 100 + u32::from(b - b'a') + 10) % 97,
    });
    remainder == 1
}
