//! E-mail addresses, also with "at" and "dot" spelled out.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::redact::Label;
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::mark::Cue;
use crate::redact::recognise::reading::Reading;
use crate::redact::slice::{byte, char_at, char_before, cut};

/// Every address with an `@`.
pub(super) fn find_plain(text: &str, hits: &mut Vec<Hit>) {
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

/// How an `@` is written, the longest first.
const ATS: &[&str] = &[
    " (at) ",
    " (a) ",
    "(a)",
    " [at] ",
    " {at} ",
    " <at> ",
    " (arroba) ",
    " arroba ",
    " arobase ",
    "(at)",
    " [@] ",
    "[@]",
    "(@)",
    "{@}",
    "[at]",
    "{at}",
    "<at>",
    "(arroba)",
    "[arroba]",
    " at ",
    " -at- ",
    "_at_",
    "-at-",
    "#at#",
    "*at*",
    " @ ",
    " (@) ",
    "@ ",
    " @",
    "@",
];

/// How a dot is written within one.
const DOTS: [&str; 26] = [
    " -dot- ",
    "_dot_",
    "-dot-",
    "#dot#",
    "*dot*",
    " (dot) ",
    " [dot] ",
    " {dot} ",
    " <dot> ",
    "(dot)",
    "[dot]",
    "{dot}",
    "<dot>",
    " dot ",
    " punto ",
    " ponto ",
    " point ",
    "(punto)",
    "[punto]",
    " (punto) ",
    " . ",
    " .",
    ". ",
    ".",
    " , ",
    ",",
];

/// The ends of domains that people spell.
const TOPS: &[&str] = &[
    "com",
    "net",
    "org",
    "edu",
    "gov",
    "io",
    "co",
    "us",
    "me",
    "info",
    "biz",
    "mx",
    "es",
    "fr",
    "br",
    "uk",
    "ca",
    "de",
    "au",
    "it",
    "law",
    "homes",
    "realty",
    "realtor",
    "tv",
    "mil",
    "ai",
    "app",
    "example",
    "test",
    "xyz",
    "online",
    "site",
    "agency",
    "group",
    "team",
    "house",
    "pro",
    "dev",
    "shop",
    "store",
    "land",
    "properties",
    "email",
    "cl",
    "ar",
    "pe",
    "pt",
    "nl",
    "cn",
    "jp",
    "kr",
    "vn",
    "ph",
    "nz",
    "za",
    "ch",
    "se",
    "dk",
    "pl",
    "ru",
    "ua",
    "ie",
    "il",
    "tr",
    "gr",
    "ng",
    "gh",
    "ke",
    "edu",
    "church",
    "fm",
    "nyc",
    "estate",
    "work",
    "cc",
    "studio",
    "design",
    "family",
    "club",
    "tech",
    "cloud",
    "blog",
    "capital",
    "ventures",
    "casa",
    "eu",
    "fi",
    "cz",
    "hu",
    "sg",
    "hk",
    "tw",
];

/// What a domain may follow that no provider's name and no spelled dot is in: `jen @ realty . net`, `jane(@)example.com`,
/// `jane at example.com`. Building the automaton fails only beyond 2^31 states.
static SIGNS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::new(["@ ", "(@)", "[@]", "{@}", " at ", "_at_", "-at-", "#at#", "*at*"]).ok()
});

/// Every address whose `@` or dots are spelled: each has a spelled dot in its domain or the name of a mail provider.
pub(super) fn find_spelled(reading: &Reading<'_>, hits: &mut Vec<Hit>) {
    let text = reading.text;
    for sign in SIGNS.iter().flat_map(|signs| signs.find_iter(text)) {
        let start = sign.end() + usize::from(byte(text, sign.end()) == b' ');
        let found = around(text, start, label_end(text, start), false);
        hits.extend(found.map(|(start, end)| Hit::seen(start, end, Label::Email, Rank::Pattern)));
    }
    for mark in &reading.marks {
        let found = match mark.cue {
            // `gmail` stands right behind the `at`, whatever dot follows.
            Cue::Mail => around(text, mark.start, mark.end, true),
            // The label before the dot of a domain.
            Cue::Dot => {
                let from = before_dot(text, mark.start);
                domain_starts(text, from).find_map(|start| around(text, start, label_end(text, start), false))
            }
            _ => None,
        };
        if let Some((start, end)) = found {
            let again = hits
                .last()
                .is_some_and(|last| last.label == Label::Email && last.end >= end && last.start <= start);
            if !again {
                hits.push(Hit::seen(start, end, Label::Email, Rank::Pattern));
            }
        }
    }
}

/// Where the label ends before a spelled dot: `example [dot`, `example dot`.
fn before_dot(text: &str, dot: usize) -> usize {
    let head = text.get(..dot).unwrap_or("");
    head.trim_end_matches(['(', '[', '{', '<']).trim_end_matches(' ').len()
}

/// Where the domain may begin whose label ends here: at that label, or at one before it.
fn domain_starts(text: &str, end: usize) -> impl Iterator<Item = usize> {
    let mut at = Some(end);
    std::iter::from_fn(move || {
        let start = label_before(text, at?);
        let head = text.get(..start)?;
        at = DOTS.iter().find(|dot| !dot.contains(',') && head.ends_with(**dot)).map(|dot| start - dot.len());
        Some(start)
    })
    .take(3)
}

fn label_end(text: &str, start: usize) -> usize {
    let label = text.get(start..).unwrap_or("");
    start
        + label
            .bytes()
            .take(40)
            .position(|b| !(b.is_ascii_alphanumeric() || b == b'-'))
            .unwrap_or(label.len().min(40))
}

fn label_before(text: &str, end: usize) -> usize {
    let len: usize = text
        .get(..end)
        .unwrap_or("")
        .bytes()
        .rev()
        .take(40)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
        .count();
    end - len
}

/// The address whose domain begins with the label `start..end`.
fn around(text: &str, start: usize, end: usize, provider: bool) -> Option<(usize, usize)> {
    if start >= end {
        return None;
    }
    // The rest of the domain.
    let mut to = end;
    let mut labels = 0;
    let mut spelled = false;
    while labels < 3 {
        let rest = text.get(to..)?;
        let Some(dot) = DOTS.iter().find(|dot| rest.starts_with(**dot)) else { break };
        if dot.contains(',') && (!provider || labels > 0) {
            break;
        }
        let label = rest.get(dot.len()..)?;
        let len = label
            .bytes()
            .take(40)
            .position(|b| !(b.is_ascii_alphanumeric() || b == b'-'))
            .unwrap_or(label.len().min(40));
        let label = cut(label, 0, len);
        let top = TOPS.contains(&label);
        if label.is_empty()
            || (dot.ends_with(' ') && dot.contains('.') && !top)
            || (labels > 0 && dot.len() == 2 && !top)
        {
            break;
        }
        spelled |= dot.len() > 1;
        to += dot.len() + len;
        labels += 1;
        let goes_on = |rest: &str| {
            DOTS.iter()
                .any(|dot| *dot == "." && rest.starts_with('.') || dot.len() > 3 && rest.starts_with(*dot))
        };
        if top && !goes_on(text.get(to..)?) {
            break;
        }
    }
    let top = cut(text, end, to).rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    if labels == 0 && provider {
        // `jane@gmail com`, `jane@gmailcom`.
        let rest = text.get(end..)?;
        to = end
            + [" com", " net"]
                .iter()
                .find(|top| rest.starts_with(**top) && !byte(rest, 4).is_ascii_alphanumeric())
                .map_or(0, |top| top.len());
    } else if !TOPS.contains(&top) || char_at(text, to).is_some_and(char::is_alphanumeric) {
        return None;
    }
    // The part before the `@`.
    let head = text.get(..start)?;
    let at = ATS.iter().find(|at| head.ends_with(**at))?;
    let sign =
        at.contains(['@', '(', '[', '{', '<', '#', '*']) || at.contains("arroba") || at.contains("arobase");
    let local_end = start - at.len();
    let from = local_start(text, local_end)?;
    let local = cut(text, from, local_end);
    // `jane.doe at example.com`, but not `meet at example.com`.
    let plain = || {
        local.contains(['.', '_'])
            || local.bytes().any(|b| b.is_ascii_digit()) && !local.bytes().all(|b| b.is_ascii_digit())
    };
    if !(sign || spelled || provider || plain()) {
        return None;
    }
    // `I work at amazon dot com`.
    let verb = !sign && is_no_local(local);
    // `look at yahoo`.
    let telling = |local: &str| {
        local.contains(['_', '.'])
            || local.contains(" underscore ")
            || local.contains(" dot ")
            || local.bytes().any(|b| b.is_ascii_digit())
    };
    if labels == 0 && to == end && !sign && !telling(local) {
        return None;
    }
    let domain = !sign || labels > 0 || local.len() >= 3;
    (!verb && domain).then_some((from, to))
}

/// Where the part before the `@` begins: a word, or words with spelled signs between, or letters with spaces between.
fn local_start(text: &str, end: usize) -> Option<usize> {
    const SIGNS: [&str; 20] = [
        " (underscore) ",
        "(underscore)",
        " [underscore] ",
        " (dash) ",
        " dot ",
        " (dot) ",
        " [dot] ",
        "(dot)",
        "[dot]",
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
    // `k t nguyen 84 at …`.
    if cut(text, start, end).bytes().all(|b| b.is_ascii_digit()) && end - start <= 4 {
        for _ in 0..4 {
            let head = cut(text, 0, start);
            let before = word(head.trim_end_matches(' ').len());
            let piece = cut(text, before, start).trim_end();
            if !head.ends_with(' ')
                || piece.is_empty()
                || !piece.bytes().all(|b| b.is_ascii_alphabetic())
                || is_before_local(piece)
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
    Some(start)
}

fn is_before_local(word: &str) -> bool {
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

fn is_no_local(word: &str) -> bool {
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
    )
}
