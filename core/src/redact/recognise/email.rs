//! E-mail addresses, also with "at" and "dot" spelled out.

use std::sync::LazyLock;

use regex::Regex;

use crate::redact::Label;
use crate::redact::fold::cut;
use crate::redact::hit::{Hit, Rank};
use crate::redact::token::pattern;

/// Every address; `at` says whether the text has an `@` at all.
pub(super) fn find(text: &str, at: bool, hits: &mut Vec<Hit>) {
    if at {
        find_plain(text, hits);
    }
    if text.contains("dot") || text.contains("at)") || text.contains("at]") || text.contains(" at ") {
        find_spelled(text, hits);
    }
}

fn find_plain(text: &str, hits: &mut Vec<Hit>) {
    let mut done = 0;
    for (at, _) in text.match_indices('@') {
        let before = text.get(done..at).unwrap_or("");
        let local = |c: char| c.is_alphanumeric() || "._%+-'!#$&*=?^`{|}~".contains(c);
        let start =
            before.char_indices().rev().take(64).take_while(|(_, c)| local(*c)).last().map(|(i, _)| done + i);
        let Some(start) = start else { continue };
        let start = start + cut(text, start, at).len()
            - cut(text, start, at).trim_start_matches(['.', '\'', '*', '`', '|', '{', '-']).len();
        let after = text.get(at + 1..).unwrap_or("");
        let domain =
            after.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).unwrap_or(after.len());
        let domain = after.get(..domain).unwrap_or("").trim_end_matches(['.', '-']);
        // `a@b.com.Call me`: a domain ends before an empty label.
        let domain = domain.split("..").next().unwrap_or("");
        let shaped = domain.rsplit_once('.').is_some_and(|(host, top)| {
            !host.is_empty()
                && !host.starts_with('.')
                && top.chars().count() >= 2
                && (top.chars().all(char::is_alphabetic) || top.starts_with("xn--"))
        });
        if shaped && start < at {
            done = at + 1 + domain.len();
            hits.push(Hit::seen(start, done, Label::Email, Rank::Pattern));
        }
    }
}

fn find_spelled(text: &str, hits: &mut Vec<Hit>) {
    // ASCII word boundaries: at the first character beyond ASCII the fast engines give up on Unicode ones.
    static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x)
            (?-u:\b) [a-z0-9] (?: [a-z0-9_+-] | \. [a-z0-9] | \s? (?: \(dot\) | \[dot\] ) \s? | \s (?: dot | underscore ) \s ){0,40}
            (?: \s? (?: \(at\) | \[at\] | \{at\} | @ ) \s? | \s at \s )
            (?: (?: gmail | yahoo | ymail | hotmail | outlook | icloud | me | aol | msn | live | comcast | proton | protonmail | att )
                (?: \s? (?: \(dot\) | \[dot\] | \. ) \s? | \s dot \s )
              | [a-z0-9-]{2,40} (?: \s? (?: \(dot\) | \[dot\] ) \s? | \s dot \s ) )
            (?: com | net | org | edu | me | io | co | us | info ) (?-u:\b)",
        )
    });
    for found in SPELLED.find_iter(text) {
        hits.push(Hit::seen(found.start(), found.end(), Label::Email, Rank::Pattern));
    }
}
