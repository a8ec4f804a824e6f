//! IP addresses, version 4 and 6.

use std::net::Ipv6Addr;

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::cue;
use crate::redact::recognise::run::{Group, is_glued};
use crate::redact::slice::{byte, char_at, char_before, cut};

/// A version 4 address that starts with the first group.
pub(super) fn v4_at(text: &str, groups: &[Group]) -> Option<(Hit, usize)> {
    let four = groups.get(..4)?;
    let dotted = four.iter().zip(four.iter().skip(1)).all(|(a, b)| cut(text, a.end, b.start) == ".");
    if !dotted {
        return None;
    }
    let octets = four.iter().all(|group| {
        let digits = group.digits(text);
        digits.parse::<u8>().is_ok() && (digits.len() == 1 || !digits.starts_with('0'))
    });
    let (start, end) = (four.first()?.start, four.last()?.end);
    let longer = byte(text, start.wrapping_sub(1)) == b'.'
        || (byte(text, end) == b'.' && byte(text, end + 1).is_ascii_digit());
    // `Chrome/119.0.0.0`: a program and its version.
    let version = matches!(text.as_bytes().get(..start), Some([.., b, b'/']) if b.is_ascii_alphanumeric())
        || cue::words_before(text, start).next().is_some_and(is_versioned)
        || cue::words_before(text, start).any(|word| matches!(word, "version" | "firmware"));
    (octets && !longer && !version && !is_glued(text, start, end))
        .then(|| (Hit::seen(start, end, Label::Ip, Rank::Checksum), 4))
}

fn is_versioned(word: &str) -> bool {
    matches!(
        word,
        "v" | "ver"
            | "rev"
            | "release"
            | "section"
            | "build"
            | "chrome"
            | "chromium"
            | "firefox"
            | "safari"
            | "edge"
            | "android"
            | "ios"
            | "macos"
            | "windows"
            | "app"
            | "driver"
            | "update"
            | "patch"
            | "software"
    )
}

/// Every version 6 address.
pub(super) fn find_v6(text: &str, hits: &mut Hits) {
    let member = |c: char| c.is_ascii_hexdigit() || c == ':' || c == '.';
    let mut from = 0;
    while let Some(colon) = text.get(from..).and_then(|rest| rest.find(':')).map(|at| at + from) {
        let start = text.get(from..colon).unwrap_or("").rfind(|c| !member(c)).map_or(from, |at| {
            let at = from + at;
            at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let end =
            text.get(colon..).and_then(|rest| rest.find(|c| !member(c))).map_or(text.len(), |at| at + colon);
        let candidate = cut(text, start, end).trim_end_matches('.');
        let candidate = if candidate.ends_with("::") { candidate } else { candidate.trim_end_matches(':') };
        let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let free = !word(char_before(text, start)) && !word(char_at(text, end));
        let groups = candidate.split(':').filter(|group| !group.is_empty()).count();
        // A longer text cannot be one address; parsing stays cheap.
        if free
            && groups >= 2
            && candidate.len() <= 45
            && candidate.bytes().any(|b| b.is_ascii_digit())
            && candidate.parse::<Ipv6Addr>().is_ok()
        {
            hits.push(Hit::seen(start, start + candidate.len(), Label::Ip, Rank::Checksum));
        }
        from = end.max(colon + 1);
    }
}
