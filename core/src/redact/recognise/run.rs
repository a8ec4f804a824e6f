//! Groups of digits and what stands between them.

use arrayvec::ArrayString;
use smallvec::SmallVec;

use crate::redact::slice::{byte, char_at, char_before, cut};

pub(in crate::redact) type Groups = SmallVec<[Group; 16]>;

/// The digits of one number, which are few.
pub(super) type Digits = ArrayString<32>;

/// Digits in a row.
#[derive(Clone, Copy, Debug)]
pub(in crate::redact) struct Group {
    pub(in crate::redact) start: usize,
    pub(in crate::redact) end: usize,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    pub(super) fn digits<'a>(&self, text: &'a str) -> &'a str {
        cut(text, self.start, self.end)
    }
}

/// What stands between two groups of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Space,
    Dash,
    Dot,
    Slash,
    /// `)` with or without a space or dash.
    Close,
    /// `(` with or without a space or dash before it.
    Open,
}

/// Every group of digits.
pub(in crate::redact) fn groups(text: &str) -> Groups {
    let mut groups = Groups::new();
    add_groups(text, &mut groups);
    groups
}

/// Adds every group of digits.
pub(super) fn add_groups(text: &str, groups: &mut Groups) {
    /// So many bytes are passed over at once where they hold no digit.
    const STRIDE: usize = 32;
    for (index, chunk) in text.as_bytes().chunks(STRIDE).enumerate() {
        if !chunk.iter().fold(false, |any, b| any | b.is_ascii_digit()) {
            continue;
        }
        for (within, b) in chunk.iter().enumerate() {
            if b.is_ascii_digit() {
                let at = index * STRIDE + within;
                match groups.last_mut() {
                    Some(last) if last.end == at => last.end = at + 1,
                    _ => groups.push(Group { start: at, end: at + 1 }),
                }
            }
        }
    }
}

/// The digits of groups side by side; what is beyond the longest number is left out.
pub(super) fn digits_of(text: &str, groups: &[Group]) -> Digits {
    let mut digits = Digits::new();
    for group in groups {
        let room = digits.remaining_capacity();
        digits.push_str(cut(group.digits(text), 0, room));
    }
    digits
}

/// The most bytes between two groups of one number.
pub(super) const MOST_BETWEEN: usize = 4;

/// `412 dash 55 dash 7093`, as a phone writes what is told to it.
pub(super) fn is_said_dash(between: &str) -> bool {
    matches!(between, " dash " | " hyphen " | " guion ")
}

/// How two neighbouring groups hang together, if they may be one number.
pub(super) fn gap(text: &str, left: &Group, right: &Group) -> Option<Gap> {
    let between = cut(text, left.end, right.start);
    if is_said_dash(between) {
        return Some(Gap::Dash);
    }
    if between.len() > MOST_BETWEEN || between.contains('\n') {
        return None;
    }
    match between.trim() {
        "" => Some(Gap::Space),
        "-" | "\u{2013}" | "\u{2014}" => Some(Gap::Dash),
        "." if between.len() == 1 => Some(Gap::Dot),
        "\u{b7}" | "\u{2022}" | "\u{2219}" | "\u{22c5}" => Some(Gap::Dot),
        "/" if between.len() == 1 => Some(Gap::Slash),
        ")" | ")-" | ")." | ") -" => Some(Gap::Close),
        "(" | "-(" | "- (" | ".(" => Some(Gap::Open),
        _ => None,
    }
}

/// The gaps between the first `count` groups, if all may be one number.
pub(super) fn gaps(text: &str, groups: &[Group], count: usize) -> Option<SmallVec<[Gap; 10]>> {
    let window = groups.get(..count)?;
    window.iter().zip(window.iter().skip(1)).map(|(left, right)| gap(text, left, right)).collect()
}

/// Whether the number that spans these offsets is part of a longer one, as a decimal or a code is.
pub(in crate::redact) fn is_part(text: &str, start: usize, end: usize) -> bool {
    let tight = |b: u8| matches!(b, b'.' | b'-' | b',' | b':' | b'/');
    let before = start.checked_sub(1).is_some_and(|at| {
        tight(byte(text, at)) && at.checked_sub(1).is_some_and(|prior| byte(text, prior).is_ascii_digit())
    });
    let after = matches!(byte(text, end), b'.' | b'-' | b':') && byte(text, end + 1).is_ascii_digit();
    before || after
}

/// Whether a letter or digit touches these offsets.
pub(in crate::redact) fn is_glued(text: &str, start: usize, end: usize) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    word(char_before(text, start)) || word(char_at(text, end))
}

/// Whether the offset lies in a web address, whose numbers are ids; links that dial are not meant.
pub(super) fn in_url(text: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(300);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = cut(text, from, at);
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let url =
        word.contains("://") || word.contains("www.") || word.contains(".com/") || word.contains(".net/");
    url && !["wa.me/", "whatsapp", "phone=", "tel="].iter().any(|dials| word.contains(dials))
}
