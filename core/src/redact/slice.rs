//! Parts of a text by their offsets, which never fail.

/// `text[start..end]`, or nothing where that is no slice.
pub(super) fn cut(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end.min(text.len())).unwrap_or("")
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
