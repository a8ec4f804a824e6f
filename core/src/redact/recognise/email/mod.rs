//! E-mail addresses, also with "at" and "dot" spelled out.

mod local;

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::redact::Label;
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::mark::Cue;
use crate::redact::recognise::reading::Reading;
use crate::redact::slice::{byte, char_at, cut};

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
        let domain = if shaped { Some(domain.len()) } else { slipped(after, domain.len()) };
        if let Some(domain) = domain.filter(|_| start < at) {
            done = at + 1 + domain;
            hits.push(Hit::seen(start, done, Label::Email, Rank::Pattern));
        }
    }
}

/// Where a domain ends whose dot slipped to the key beside it: `gus@quarrylane,net`.
fn slipped(after: &str, host: usize) -> Option<usize> {
    let top = after.get(host..)?.strip_prefix(',')?;
    let len = top.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(top.len());
    (host > 1 && TOPS.contains(&cut(top, 0, len)) && byte(top, len) != b'.').then_some(host + 1 + len)
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
    " [a] ",
    "[a]",
    "{at}",
    "<at>",
    "(arroba)",
    "[arroba]",
    " at ",
    " at sign ",
    " at symbol ",
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
const DOTS: [&str; 30] = [
    " -dot- ",
    "_dot_",
    "-dot-",
    "#dot#",
    "*dot*",
    " (dot) ",
    " [dot] ",
    " {dot} ",
    " <dot> ",
    "(.)",
    "[.]",
    "(dot)",
    "[dot]",
    "{dot}",
    "<dot>",
    " dot ",
    " dot",
    " period ",
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

/// How a hyphen is said within one.
const HYPHENS: &[&str] = &[" hyphen ", " dash ", " guion "];

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

/// Where a domain may begin that no provider's name and no spelled dot is in: behind `jen @ `, `jane(@)`, `jane at `.
fn signs(text: &str) -> impl Iterator<Item = usize> {
    static AT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("at"));
    static ARROBA: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(" arroba "));
    let bytes = text.as_bytes();
    let around = move |from: usize, to: usize| (byte(text, from.wrapping_sub(1)), byte(text, to));
    let signs = memchr::memchr_iter(b'@', bytes).filter_map(move |at| match around(at, at + 1) {
        around if around.1 == b' ' || is_bracketed(around) => Some(at + 2),
        _ => None,
    });
    let words = AT.find_iter(bytes).filter_map(move |at| match around(at, at + 2) {
        (b' ', b' ') | (b'_', b'_') | (b'-', b'-') | (b'#', b'#') | (b'*', b'*') => Some(at + 3),
        around if is_bracketed(around) => Some(at + 3),
        _ => None,
    });
    let spanish = ARROBA.find_iter(bytes).map(|at| at + " arroba ".len());
    signs.chain(words).chain(spanish)
}

fn is_bracketed(around: (u8, u8)) -> bool {
    matches!(around, (b'(', b')') | (b'[', b']') | (b'{', b'}') | (b'<', b'>'))
}

/// Every address whose `@` or dots are spelled: each has a spelled dot in its domain or the name of a mail provider.
pub(super) fn find_spelled(reading: &Reading<'_>, hits: &mut Vec<Hit>) {
    let text = reading.text;
    for sign in signs(text) {
        let start = sign + usize::from(byte(text, sign) == b' ');
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
                domain_starts(text, from)
                    .find_map(|start| around(text, start, label_end(text, start), false))
                    .or_else(|| around(text, told_domain(text, from)?, from, false))
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

/// Where a domain of several words begins that ends here, where the words say that an address is told:
/// `my email is dana at the oak group dot com`.
fn told_domain(text: &str, end: usize) -> Option<usize> {
    /// How far back the words may stand, and the most words of a domain.
    const REACH: usize = 80;
    const WORDS: usize = 4;
    let mut from = end.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let head = cut(text, from, end);
    let at = head.rfind(" at ")?;
    let (before, domain) = (cut(head, 0, at), cut(head, at + " at ".len(), head.len()));
    let plain = domain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ') && !domain.contains("  ");
    let told = ["email", "e-mail", "correo", "mail"].iter().any(|word| before.contains(word))
        || before.rsplit(' ').next().is_some_and(|local| local.contains(['.', '_']));
    (plain && told && domain.split(' ').count() <= WORDS).then(|| end - domain.len())
}

/// The dot that a text begins with.
fn dot_at(text: &str) -> Option<&'static str> {
    // Nearly always what follows a word begins none.
    match text.as_bytes() {
        [b' ', b'-' | b'(' | b'[' | b'{' | b'<' | b'd' | b'p' | b'.' | b',', ..]
        | [b'_' | b'-' | b'#' | b'*' | b'(' | b'[' | b'{' | b'<' | b'.' | b',', ..] => {
            DOTS.into_iter().find(|dot| text.starts_with(dot))
        }
        _ => None,
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
        let joint = DOTS.iter().filter(|dot| !dot.contains(',')).chain(HYPHENS);
        at = joint.into_iter().find(|joint| head.ends_with(**joint)).map(|joint| start - joint.len());
        Some(start)
    })
    .take(3)
}

/// Where a label ends, with what is joined to it by spelled hyphens: `oak hyphen hill`.
fn label_end(text: &str, start: usize) -> usize {
    let word_end = |start: usize| {
        let label = text.as_bytes().get(start..).unwrap_or(&[]);
        let len = label.iter().take(40).position(|b| !(b.is_ascii_alphanumeric() || *b == b'-'));
        start + len.unwrap_or(label.len().min(40))
    };
    let mut end = word_end(start);
    for _ in 0..2 {
        let rest = text.get(end..).filter(|rest| rest.starts_with(' ')).unwrap_or("");
        let Some(hyphen) = HYPHENS.iter().find(|hyphen| rest.starts_with(**hyphen)) else { break };
        end = word_end(end + hyphen.len());
    }
    end
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
        let Some(dot) = dot_at(rest) else { break };
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
        spelled |= dot.len() > 1 && dot != ". ";
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
    // `gmail dotcom`.
    let top = top.strip_prefix("dot").filter(|top| !top.is_empty()).unwrap_or(top);
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
    let from = local::start_of(text, local_end)?;
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
    let verb = !sign && local::is_none(local);
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
