//! The part before the `@`, as it is written or said.

use crate::redact::recognise::mark::number_words;
use crate::redact::slice::{byte, char_before, cut};

/// Where the part before the `@` begins: a word, or words with spelled signs between, or letters with spaces between.
pub(super) fn start_of(text: &str, end: usize) -> Option<usize> {
    const SIGNS: [&str; 23] = [
        " (underscore) ",
        "(underscore)",
        " [underscore] ",
        " (dash) ",
        " dot ",
        " (dot) ",
        " [dot] ",
        "(dot)",
        "[dot]",
        "{dot}",
        "<dot>",
        " _dot_ ",
        " underscore ",
        " under score ",
        " dash ",
        " hyphen ",
        " punto ",
        " ponto ",
        " guion bajo ",
        " guion ",
        " . ",
        " plus ",
        " _ ",
    ];
    let word = |at: usize| {
        let len: usize = text
            .get(..at)
            .unwrap_or("")
            .chars()
            .rev()
            .take(64)
            .take_while(|c| c.is_alphanumeric() || "._+-".contains(*c))
            .map(char::len_utf8)
            .sum();
        let start = at - len;
        start + (len - cut(text, start, at).trim_start_matches(['.', '-']).len())
    };
    let mut start = word(end);
    if start == end {
        return None;
    }
    for _ in 0..4 {
        let head = text.get(..start)?;
        let Some(sign) = SIGNS.iter().find(|sign| head.ends_with(**sign)) else { break };
        let next = word(start - sign.len());
        if next == start - sign.len() {
            break;
        }
        start = next;
    }
    // `maria garcia one word at …`.
    let joined =
        ["all one word", "one word", "1 word"].iter().find(|said| cut(text, 0, end).ends_with(**said));
    if let Some(said) = joined {
        start = end - said.len();
        for _ in 0..3 {
            let head = cut(text, 0, start).trim_end_matches([' ', ',']);
            let before = word(head.len());
            let owned = byte(text, before.wrapping_sub(1)) == b'\'';
            if before == head.len() || owned || is_before(cut(head, before, head.len())) {
                break;
            }
            start = before;
        }
        return Some(start);
    }
    // `j smith at …`.
    let (letter, before) = (byte(text, start.wrapping_sub(2)), byte(text, start.wrapping_sub(3)));
    if start >= 2
        && end - start > 1
        && byte(text, start - 1) == b' '
        && letter.is_ascii_alphabetic()
        && !matches!(letter, b'a' | b'e' | b'i' | b'n' | b'o' | b'r' | b'u' | b'w' | b'y')
        && !before.is_ascii_alphanumeric()
        && !matches!(before, b'\'' | b'.')
        && before.is_ascii()
    {
        start -= 2;
    }
    let number = number_start(text, start);
    // `k t nguyen 84 at …`, `t underscore hughes forty two at …`.
    if number.is_some() || cut(text, start, end).bytes().all(|b| b.is_ascii_digit()) && end - start <= 4 {
        start = number.unwrap_or(start);
        for _ in 0..4 {
            let head = cut(text, 0, start);
            if let Some(sign) = SIGNS.iter().find(|sign| head.ends_with(**sign)) {
                start = word(start - sign.len());
                continue;
            }
            let before = word(head.trim_end_matches(' ').len());
            let piece = cut(text, before, start).trim_end();
            if !head.ends_with(' ')
                || piece.is_empty()
                || !piece.bytes().all(|b| b.is_ascii_alphabetic())
                || is_before(piece)
                || byte(text, before.wrapping_sub(1)) == b'\''
            {
                break;
            }
            start = before;
        }
    }
    // `s a r a h @ …`.
    if end - start == 1 {
        while byte(text, start.wrapping_sub(1)) == b' '
            && byte(text, start.wrapping_sub(2)).is_ascii_alphanumeric()
            && !char_before(text, start.wrapping_sub(2)).is_some_and(char::is_alphanumeric)
        {
            start -= 2;
        }
    }
    // `s-y-k-e-s 4 2 at …`, of which the last letter may have been taken for one that stands alone.
    let hyphen = usize::from(byte(text, start.wrapping_sub(1)) == b'-');
    let spelt = word(cut(text, 0, start + hyphen).trim_end_matches(' ').len());
    let letters = cut(text, spelt, start + hyphen).trim_end();
    if letters.len() >= 5 && letters.split('-').all(|letter| letter.len() == 1) {
        start = spelt;
    }
    Some(told_start(text, start))
}

/// Where the number words begin of which one stands at `start`: `[forty] two`.
fn number_start(text: &str, start: usize) -> Option<usize> {
    let is_number = |word: &str| number_words(byte(word, 0)).iter().any(|(known, _)| *known == word);
    let word = cut(text, start, text.len()).split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let mut first = is_number(word).then_some(start)?;
    while let Some(head) = cut(text, 0, first).strip_suffix(' ') {
        let before = head.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
        if !is_number(cut(head, before, head.len())) {
            break;
        }
        first = before;
    }
    Some(first)
}

/// The same with letters that are told by words before it: `s as in sam e underscore park`.
fn told_start(text: &str, start: usize) -> usize {
    let mut start = start;
    for _ in 0..8 {
        let Some(head) = cut(text, 0, start).strip_suffix(' ') else { break };
        let Some((before, word)) = head.trim_end_matches(',').rsplit_once(' ') else { break };
        let like = [" as in", " for", " like"].iter().find_map(|like| before.strip_suffix(like));
        let Some(letter) = like.filter(|_| word.bytes().all(|b| b.is_ascii_alphabetic())) else { break };
        let alone = letter.len() == 1 || letter.as_bytes().iter().rev().nth(1) == Some(&b' ');
        let letter_at = letter.len().saturating_sub(1);
        if !alone
            || !byte(text, letter_at).is_ascii_lowercase()
            || !word.starts_with(cut(text, letter_at, letter.len()))
        {
            break;
        }
        start = letter_at;
    }
    start
}

/// Whether the part begins behind this word.
fn is_before(word: &str) -> bool {
    matches!(
        word,
        "is" | "its"
            | "it's"
            | "at"
            | "to"
            | "email"
            | "mail"
            | "me"
            | "use"
            | "try"
            | "my"
            | "address"
            | "and"
            | "or"
            | "on"
            | "es"
            | "correo"
            | "cc"
            | "send"
            | "write"
            | "hers"
            | "his"
            | "mine"
            | "the"
            | "also"
            | "reply"
    )
}

/// Whether nobody's address is told so: `I work at amazon dot com`.
pub(super) fn is_none(word: &str) -> bool {
    matches!(
        word,
        "work"
            | "works"
            | "worked"
            | "working"
            | "look"
            | "looked"
            | "find"
            | "found"
            | "apply"
            | "sold"
            | "shop"
            | "is"
            | "are"
            | "available"
            | "listed"
            | "them"
            | "us"
            | "it"
            | "me"
            | "him"
            | "her"
            | "saw"
            | "home"
            | "house"
            | "you"
            | "up"
            | "posted"
            | "live"
            | "store"
            | "job"
            | "rep"
            | "here"
            | "there"
            | "only"
            | "was"
            | "online"
            | "agent"
            | "bought"
            | "that"
            | "be"
            | "reached"
            | "reach"
            | "contact"
            | "email"
            | "and"
            | "meet"
            | "stop"
            | "get"
            | "order"
            | "see"
            | "pics"
            | "photos"
            | "website"
            | "site"
    )
}
