//! Parts of a text by their offsets, which never fail.

/// `text[start..end]`, or nothing where that is no slice.
pub(super) fn cut(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end.min(text.len())).unwrap_or("")
}

/// The byte at `index`, or 0 outside.
pub(super) fn byte(text: &str, index: usize) -> u8 {
    text.as_bytes().get(index).copied().unwrap_or(0)
}

/// The letters and digits of ASCII: a look in a table is less than four comparisons, where every byte is looked at.
#[expect(clippy::indexing_slicing, reason = "it is worked out when it is compiled")]
static ALPHANUMERIC: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0_u8;
    while b < 128 {
        table[b as usize] = b.is_ascii_alphanumeric();
        b += 1;
    }
    table
};

/// Whether a byte is a letter or digit of ASCII.
pub(super) fn is_alphanumeric(b: u8) -> bool {
    ALPHANUMERIC.get(usize::from(b)).copied().unwrap_or(false)
}

/// The first offset from `index` on, at most the text's end, where a character is not, or is, a space of any kind.
pub(super) fn space_end(text: &str, index: usize, is_space: bool) -> usize {
    let mut at = index;
    while let Some(b) = text.as_bytes().get(at).copied() {
        let (space, len) = match b {
            b' ' | b'\t'..=b'\r' => (true, 1),
            _ if b.is_ascii() => (false, 1),
            _ => char_at(text, at).map_or((false, 1), |c| (c.is_whitespace(), c.len_utf8())),
        };
        if space != is_space {
            break;
        }
        at += len;
    }
    at
}

/// The character that ends before `index`.
pub(super) fn char_before(text: &str, index: usize) -> Option<char> {
    text.get(..index).and_then(|before| before.chars().next_back())
}

/// The character that starts at `index`.
pub(super) fn char_at(text: &str, index: usize) -> Option<char> {
    text.get(index..).and_then(|after| after.chars().next())
}
