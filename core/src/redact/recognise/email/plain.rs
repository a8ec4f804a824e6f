//! Addresses with an `@`, and those that lost it.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::email::is_letter_or_digit;
use crate::redact::recognise::email::top::TOPS;
use crate::redact::slice::{byte, cut};

/// Every address with an `@`.
pub(in crate::redact::recognise) fn find(text: &str, hits: &mut Hits) {
    let mut done = 0;
    for (at, _) in text.match_indices('@') {
        let before = text.get(done..at).unwrap_or("");
        let sign = |c: char| matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '!'..='$' | '&' | '*' | '=' | '?' | '^' | '`' | '{'..='~');
        let local = |c: char| c.is_alphanumeric() || c != '"' && sign(c);
        let nearest = before.char_indices().rev().take(64);
        let start = nearest.take_while(|(_, c)| local(*c)).last().map(|(i, _)| done + i);
        let Some(start) = start.or_else(|| quoted(before).map(|start| done + start)) else { continue };
        let start = start + cut(text, start, at).len()
            - cut(text, start, at).trim_start_matches(['.', '\'', '*', '`', '|', '{', '-']).len();
        // `jane@@example.com`, `jane@.example.com`, and where a line was wrapped.
        let after = text.get(at + 1..).unwrap_or("");
        let skipped = after.len() - after.trim_start_matches(['@', '.', '\n']).len();
        let after = cut(after, skipped, after.len());
        let domain = domain_len(after).filter(|len| match skipped {
            0 => true,
            1 => TOPS.contains(&cut(after, 0, *len).rsplit('.').next().unwrap_or("")),
            _ => false,
        });
        let domain = domain.map(|len| skipped + len);
        if let Some(domain) = domain.filter(|_| start < at) {
            done = at + 1 + domain;
            hits.push(Hit::seen(start, done, Label::Email, Rank::Pattern));
        }
    }
}

/// The length of the domain that a text begins with.
fn domain_len(text: &str) -> Option<usize> {
    let len = text.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).unwrap_or(text.len());
    let domain = cut(text, 0, len).trim_end_matches(['.', '-']);
    // `a@b.com..Call me`: a domain ends before an empty label; `a@b..com` has one dot too many.
    let domain = match domain.split_once("..") {
        Some((host, top)) if host.contains('.') || !TOPS.contains(&top) => host,
        _ => domain,
    };
    let shaped = domain.rsplit_once('.').is_some_and(|(host, top)| {
        !host.is_empty()
            && !host.starts_with('.')
            && top.chars().count() >= 2
            && (top.chars().all(char::is_alphabetic) || top.starts_with("xn--") || is_slip(host, top))
    });
    if shaped { Some(domain.len()) } else { slipped(text, domain.len()).or_else(|| before_digit(domain)) }
}

/// Where a domain ends on which a number follows without a space: `example.com512-555-0147`.
fn before_digit(domain: &str) -> Option<usize> {
    domain.match_indices('.').find_map(|(dot, _)| {
        let top = cut(domain, dot + 1, domain.len());
        let len = top.bytes().take_while(u8::is_ascii_alphabetic).count();
        let whole = TOPS.contains(&cut(top, 0, len)) && byte(top, len).is_ascii_digit();
        (whole && dot > 0).then_some(dot + 1 + len)
    })
}

/// Whether a digit was typed for a letter of the top: `yahoo.c0m`; but not `2@9.5k`, `git@host.v2`.
fn is_slip(host: &str, top: &str) -> bool {
    let letter = |b: u8| match b {
        b'0' => b'o',
        b'1' => b'l',
        b'3' => b'e',
        b => b,
    };
    let meant = |known: &&&str| known.len() == top.len() && known.bytes().eq(top.bytes().map(letter));
    host.starts_with(|c: char| c.is_alphabetic()) && TOPS.iter().any(|known| meant(&known))
}

/// Where the part before the `@` begins that stands in quotation marks: `"front desk"@example.com`.
fn quoted(before: &str) -> Option<usize> {
    /// The most bytes of it.
    const MOST: usize = 64;
    let start = before.strip_suffix('"')?.rfind('"')?;
    let plain =
        cut(before, start, before.len()).len() <= MOST && !cut(before, start, before.len()).contains('\n');
    plain.then_some(start)
}

/// Where a domain ends whose dot slipped to a key beside it: `gus@quarrylane,net`.
fn slipped(after: &str, host: usize) -> Option<usize> {
    let top = after.get(host..)?.strip_prefix([',', ';', '/'])?;
    let len = top.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(top.len());
    (host > 1 && TOPS.contains(&cut(top, 0, len)) && byte(top, len) != b'.').then_some(host + 1 + len)
}

/// Addresses at the commonest providers that have no `@`, or something else for it: `jane.doegmail.com`, `jane2gmail.com`,
/// `jane.doe a gmail.com`.
pub(in crate::redact::recognise) fn find_unsigned(text: &str, hits: &mut Hits) {
    const HOSTS: [&str; 6] =
        ["gmail.com", "yahoo.com", "hotmail.com", "icloud.com", "outlook.com", "aol.com"];
    static COM: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(".com"));
    for dot in COM.find_iter(text.as_bytes()) {
        let end = dot + ".com".len();
        let head = cut(text, 0, end);
        let Some(host) = HOSTS.iter().find(|host| head.ends_with(**host)) else { continue };
        let glued = cut(text, 0, end - host.len());
        let apart = [" a ", " ", "&"].iter().find_map(|sign| glued.strip_suffix(*sign));
        let local = apart.unwrap_or(glued);
        let len =
            local.bytes().rev().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"._-#".contains(b));
        let start = local.len() - len.count();
        let name = cut(local, start, local.len());
        // `yahoo.com` behind a word is a site.
        let telling = || {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().any(|b| matches!(b, b'.' | b'_') || b.is_ascii_digit())
        };
        // `mail.yahoo.com`, `x.com/gmail.com`.
        let whole = !matches!(byte(text, start.wrapping_sub(1)), b'/' | b'@' | b':' | b'=')
            && !is_letter_or_digit(text, end)
            && !matches!(byte(text, end), b'/' | b'@');
        if name.len() >= 4 && !name.ends_with(['.', '-', '_']) && whole && (apart.is_none() || telling()) {
            hits.push(Hit::seen(start, end, Label::Email, Rank::Pattern));
        }
    }
}
