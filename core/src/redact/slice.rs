//! Parts of a text by their offsets, which never fail.

/// `text[start..end]`, or nothing where that is no slice.
#[inline]
pub(super) fn cut(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end.min(text.len())).unwrap_or("")
}

/// The byte at `index`, or 0 outside.
#[inline]
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
#[inline]
pub(super) fn is_alphanumeric(b: u8) -> bool {
    ALPHANUMERIC.get(usize::from(b)).copied().unwrap_or(false)
}

/// The same with the underscore.
#[expect(clippy::indexing_slicing, reason = "it is worked out when it is compiled")]
static OF_HANDLE: [bool; 256] = {
    let mut table = ALPHANUMERIC;
    table[b'_' as usize] = true;
    table
};

/// Whether a byte is a letter or digit of ASCII, or an underscore.
#[inline]
pub(super) fn is_of_handle(b: u8) -> bool {
    OF_HANDLE.get(usize::from(b)).copied().unwrap_or(false)
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

/// Where the characters begin that end at `index` and are all members.
pub(super) fn run_start(text: &str, index: usize, member: impl Fn(char) -> bool) -> usize {
    let mut at = index;
    loop {
        let b = byte(text, at.wrapping_sub(1));
        let before = if b.is_ascii() && at > 0 { Some(char::from(b)) } else { char_before(text, at) };
        match before.filter(|c| member(*c)) {
            Some(c) => at -= c.len_utf8(),
            None => return at,
        }
    }
}

/// Where the characters end that begin at `index` and are all members.
pub(super) fn run_end(text: &str, index: usize, member: impl Fn(char) -> bool) -> usize {
    let mut at = index;
    loop {
        let next = match text.as_bytes().get(at) {
            Some(b) if b.is_ascii() => Some(char::from(*b)),
            _ => char_at(text, at),
        };
        match next.filter(|c| member(*c)) {
            Some(c) => at += c.len_utf8(),
            None => return at,
        }
    }
}

/// The runs of members in a text, the last first.
pub(super) fn runs_back(text: &str, member: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let mut at = text.len();
    std::iter::from_fn(move || {
        let end = run_start(text, at, |c| !member(c));
        at = run_start(text, end, &member);
        (at < end).then(|| cut(text, at, end))
    })
}

/// The line that a text ends in.
pub(super) fn last_line(text: &str) -> &str {
    let from = memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1);
    cut(text, from, text.len())
}

/// The character that ends before `index`.
#[inline]
pub(super) fn char_before(text: &str, index: usize) -> Option<char> {
    text.get(..index).and_then(|before| before.chars().next_back())
}

/// The character that starts at `index`.
#[inline]
pub(super) fn char_at(text: &str, index: usize) -> Option<char> {
    text.get(index..).and_then(|after| after.chars().next())
}
