//! Names that people have on sites and networks.

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::company::is_company;
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::value::pieces;
use crate::redact::slice::{byte, char_at, char_before, cut};

/// `@jane_doe`: at least three characters, no domain behind, and no company's.
pub(super) fn find_at_signs(text: &str, hits: &mut Hits) {
    for (at, _) in text.match_indices('@') {
        let glued = char_before(text, at).is_some_and(|c| c.is_alphanumeric() || "._-+@)]".contains(c));
        let rest = text.get(at + 1..).unwrap_or("");
        let len = rest
            .bytes()
            .take(40)
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')))
            .unwrap_or(rest.len().min(40));
        let name = cut(rest, 0, len).trim_end_matches(['.', '_']);
        let shaped = (3..=30).contains(&name.len()) && name.bytes().any(|b| b.is_ascii_alphabetic());
        // `@ 550k`, `@9am`, `@noon`.
        let measure =
            name.starts_with(|c: char| c.is_ascii_digit()) || matches!(name, "noon" | "midnight" | "home");
        let spelled = matches!(char_at(text, at + 1 + len), Some('@'));
        if !glued && shaped && !measure && !spelled && !is_company(name) {
            hits.push(Hit::seen(at, at + 1 + name.len(), Label::Username, Rank::Pattern));
        }
    }
}

/// Names behind a cue.
pub(super) fn find(reading: &Reading<'_>, hits: &mut Hits) {
    for mark in &reading.marks {
        let found = match mark.cue {
            // `user ratings`: the bare word says little.
            Cue::Username => named(
                reading.text,
                mark,
                !matches!(cut(reading.text, mark.start, mark.end), "user" | "login"),
            ),
            Cue::Network => named(reading.text, mark, false),
            _ => continue,
        };
        if let Some((start, end)) = found {
            hits.push(Hit::seen(start, end, Label::Username, Rank::Cue));
        }
    }
    if reading.marks.iter().any(|mark| mark.cue == Cue::Username) {
        underscored(reading.text, hits);
    }
}

/// Where a text speaks of user names, a word that is written as one: `hers is sid_househunt`.
fn underscored(text: &str, hits: &mut Hits) {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    let mut done = 0;
    for at in memchr::memchr_iter(b'_', text.as_bytes()) {
        if at < done {
            continue;
        }
        let start = at - text.as_bytes().iter().take(at).rev().take_while(|b| part(b)).count();
        let end = at + text.as_bytes().iter().skip(at).take_while(|b| part(b)).count();
        done = end;
        let name = cut(text, start, end).trim_end_matches(['.', '_']);
        let apart =
            |b: u8| b == 0 || b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'(' | b')' | b',');
        let ends = byte(text, start + name.len());
        let whole =
            apart(byte(text, start.wrapping_sub(1))) && (apart(ends) || matches!(ends, b'.' | b'!' | b'?'));
        let lettered = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if whole && lettered && name.contains('_') && (4..=30).contains(&name.len()) {
            hits.push(Hit::seen(start, start + name.len(), Label::Username, Rank::Cue));
        }
    }
}

fn named(text: &str, mark: &Mark, certain: bool) -> Option<(usize, usize)> {
    let mut connected = false;
    for (passed, piece) in pieces(text, mark.end).take(5).enumerate() {
        if piece.is_blank() || (piece.broken && passed > 0) {
            return None;
        }
        let gap_start = if passed == 0 { mark.end } else { piece.start.saturating_sub(2) };
        connected |= cut(text, gap_start, piece.start).contains([':', '=']);
        let handle = piece.text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
        let letters = piece.text.bytes().any(|b| b.is_ascii_alphabetic());
        let telling = (piece.has_digit() || piece.text.contains(['_', '.']))
            && letters
            && !piece.text.starts_with(|c: char| c.is_ascii_digit());
        let sign = matches!(byte(text, piece.start.wrapping_sub(1)), b'@' | b'$');
        let plain = connected
            || (certain && passed == 0 && !matches!(byte(text, mark.end), b',' | b'.' | b'?' | b'!' | b')'));
        let domain = piece.text.contains(".com") || piece.text.contains("www.");
        if handle
            && letters
            && !domain
            && (3..=40).contains(&piece.text.len())
            && !is_no_name(piece.text)
            && !is_company(piece.text)
            && (telling || sign || plain)
        {
            return Some((piece.start, piece.end));
        }
        if piece.ends {
            return None;
        }
        connected |= matches!(piece.text, "is" | "es" | "est" | "s" | "name's" | "handle's");
        let filler = connected && matches!(piece.text, "is" | "es" | "est" | "s")
            || matches!(
                piece.text,
                "name"
                    | "handle"
                    | "id"
                    | "username"
                    | "my"
                    | "me"
                    | "at"
                    | "on"
                    | "as"
                    | "under"
                    | "account"
                    | "de"
                    | "acct"
            );
        if !filler {
            return None;
        }
    }
    None
}

fn is_no_name(word: &str) -> bool {
    matches!(
        word,
        "is" | "the"
            | "taken"
            | "and"
            | "for"
            | "name"
            | "id"
            | "info"
            | "page"
            | "password"
            | "pw"
            | "not"
            | "same"
            | "my"
            | "your"
            | "our"
            | "was"
            | "with"
            | "or"
            | "please"
            | "on"
            | "to"
            | "in"
            | "it"
            | "link"
            | "details"
            | "pass"
            | "issue"
            | "issues"
            | "problem"
            | "account"
            | "credentials"
            | "doesn't"
            | "isn't"
            | "won't"
            | "isnt"
            | "doesnt"
            | "wont"
            | "still"
            | "again"
            | "because"
            | "but"
            | "so"
            | "here"
            | "there"
            | "when"
            | "works"
            | "worked"
            | "working"
            | "broken"
            | "down"
            | "ads"
            | "post"
            | "posts"
            | "live"
            | "story"
            | "marketplace"
            | "group"
            | "market"
            | "ad"
            | "listing"
            | "video"
            | "only"
            | "work"
            | "wrong"
            | "fees"
            | "message"
            | "dm"
            | "from"
            | "about"
            | "that"
            | "this"
            | "has"
            | "have"
            | "had"
            | "are"
            | "at"
            | "said"
            | "says"
            | "keeps"
            | "experience"
            | "manual"
            | "guide"
            | "button"
            | "portal"
            | "field"
            | "box"
            | "screen"
            | "site"
            | "request"
            | "payment"
            | "friendly"
            | "ok"
            | "okay"
            | "sent"
            | "just"
            | "also"
            | "if"
    )
}
