//! MAC addresses: six pairs of hexadecimal digits.

use crate::redact::Label;
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::run::Group;
use crate::redact::slice::{byte, char_at, char_before};

/// `a4:5e:60:c2:11:9f`, with dashes too.
const LEN: usize = 17;

/// An address that has its first digit in its first pair or its second.
pub(super) fn at(text: &str, groups: &[Group]) -> Option<(Hit, usize)> {
    let digit = groups.first()?.start;
    if let Some(start) =
        (0..4).filter_map(|back| digit.checked_sub(back)).find(|start| is_dotted(text, *start))
    {
        let end = start + DOTTED;
        let used = groups.iter().take_while(|group| group.start < end).count();
        return Some((Hit::seen(start, end, Label::Mac, Rank::Pattern), used));
    }
    // A separator stands behind each pair but the last.
    let parted = |at: usize| matches!(byte(text, at), b':' | b'-');
    if !parted(digit + 1) && !parted(digit + 2) {
        return None;
    }
    // The digit may be any of the first six characters that are not separators.
    let start = [0, 1, 3, 4, 6, 7]
        .iter()
        .filter_map(|back| digit.checked_sub(*back))
        .find(|start| is_mac(text, *start))?;
    let end = start + LEN;
    let used = groups.iter().take_while(|group| group.start < end).count();
    Some((Hit::seen(start, end, Label::Mac, Rank::Pattern), used))
}

/// `b827.eb14.9a60`, as network equipment writes it.
const DOTTED: usize = 14;

fn is_dotted(text: &str, start: usize) -> bool {
    let end = start + DOTTED;
    if byte(text, start + 4) != b'.' || byte(text, start + 9) != b'.' {
        return false;
    }
    let Some(candidate) = text.get(start..end) else { return false };
    let shaped = candidate
        .bytes()
        .enumerate()
        .all(|(index, b)| if index % 5 == 4 { b == b'.' } else { b.is_ascii_hexdigit() });
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let telling = candidate.bytes().any(|b| b.is_ascii_lowercase());
    shaped && telling && !word(char_before(text, start)) && !word(char_at(text, end))
}

fn is_mac(text: &str, start: usize) -> bool {
    let end = start + LEN;
    let separator = byte(text, start + 2);
    if !matches!(separator, b':' | b'-') {
        return false;
    }
    let Some(candidate) = text.get(start..end) else { return false };
    let shaped = candidate
        .bytes()
        .enumerate()
        .all(|(index, b)| if index % 3 == 2 { b == separator } else { b.is_ascii_hexdigit() });
    let word =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == char::from(separator));
    // Six pairs of decimals may be anything, so with dashes a letter is asked for.
    let telling = separator == b':' || candidate.bytes().any(|b| b.is_ascii_lowercase());
    shaped && telling && !word(char_before(text, start)) && !word(char_at(text, end))
}
