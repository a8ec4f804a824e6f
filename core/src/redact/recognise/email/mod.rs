//! E-mail addresses, also with "at" and "dot" spelled out.

mod local;
mod plain;
mod top;

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::redact::Label;
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::recognise::email::top::TOPS;
use crate::redact::recognise::look;
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::slice::{byte, char_at, cut};

pub(super) use plain::{find as find_plain, find_unsigned};

/// An address told letter by letter: `j a n e @ g m a i l . c o m`. The `@` stands at `at`.
fn spaced(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let single = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let (mut start, mut end) = (at, at + 1);
    while start >= 2
        && bytes.get(start - 1) == Some(&b' ')
        && bytes.get(start - 2).is_some_and(|b| single(*b))
    {
        start -= 2;
    }
    while bytes.get(end) == Some(&b' ') && bytes.get(end + 1).is_some_and(|b| single(*b)) {
        end += 2;
    }
    // The letter at either end may begin or end a word.
    if is_letter_or_digit(text, end) {
        end -= 2;
    }
    if start >= 1 && byte(text, start - 1).is_ascii_alphanumeric() {
        start += 2;
    }
    let domain = cut(text, at + 1, end);
    (start + 4 <= at && domain.contains(" . ") && domain.len() >= 10).then_some((start, end))
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
    " at the rate ",
    " at the rate of ",
    " chez ",
    " -at- ",
    " _at_ ",
    " at-sign ",
    " (at sign) ",
    "{arroba}",
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
const DOTS: [&str; 31] = [
    " -dot- ",
    " _dot_ ",
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

/// Where a domain may begin that no provider's name and no spelled dot is in: behind `jen @ `, `jane(@)`, `jane at `.
fn signs(text: &str) -> impl Iterator<Item = usize> {
    static AT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("at"));
    static ARROBA: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("arroba"));
    let bytes = text.as_bytes();
    let around = move |from: usize, to: usize| (byte(text, from.wrapping_sub(1)), byte(text, to));
    let signs = memchr::memchr_iter(b'@', bytes).filter_map(move |at| match around(at, at + 1) {
        around if around.1 == b' ' || is_bracketed(around) => Some(at + 2),
        _ => None,
    });
    let words = AT.find_iter(bytes).filter_map(move |at| match around(at, at + 2) {
        (b' ', b' ') | (b'_', b'_') | (b'-', b'-') | (b'#', b'#') | (b'*', b'*') => Some(at + 3),
        (b' ', b'-') => text.get(at..).filter(|rest| rest.starts_with("at-sign ")).map(|_| at + 8),
        around if is_bracketed(around) => Some(at + 3),
        _ => None,
    });
    let spanish = ARROBA.find_iter(bytes).filter_map(move |at| match around(at, at + "arroba".len()) {
        around if around == (b' ', b' ') || is_bracketed(around) => Some(at + "arroba".len() + 1),
        _ => None,
    });
    signs.chain(words).chain(spanish)
}

fn is_bracketed(around: (u8, u8)) -> bool {
    matches!(around, (b'(', b')') | (b'[', b']') | (b'{', b'}') | (b'<', b'>'))
}

/// Every address whose `@` or dots are spelled: each has a spelled dot in its domain or the name of a mail provider.
pub(super) fn find_spelled(reading: &Reading<'_>, hits: &mut Hits) {
    let text = reading.text;
    for sign in signs(text) {
        let start = sign + usize::from(byte(text, sign) == b' ');
        let found = around(text, start, label_end(text, start), false);
        let found =
            found.or_else(|| spaced(text, sign.checked_sub(2)?).filter(|_| byte(text, sign - 2) == b'@'));
        hits.extend(found.map(|(start, end)| Hit::seen(start, end, Label::Email, Rank::Pattern)));
    }
    for mark in &reading.marks {
        let found = match mark.cue {
            // `gmail` stands right behind the `at`, whatever dot follows.
            Cue::Mail => around(text, mark.start, mark.end, true).or_else(|| own_name(text, mark)),
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

/// The name that somebody has with a provider: `my gmail is kimpark88`.
fn own_name(text: &str, mark: &Mark) -> Option<(usize, usize)> {
    let head = cut(text, 0, mark.start);
    let owned = ["my ", "mi ", "his ", "her ", "our "].iter().any(|word| head.ends_with(word));
    let rest = cut(text, mark.end, text.len());
    let said = [" is ", ": ", " es ", " name is "].iter().find(|said| owned && rest.starts_with(**said))?;
    let start = mark.end + said.len();
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_');
    let len = text.as_bytes().iter().skip(start).take_while(|b| part(b)).count();
    let name = cut(text, start, start + len).trim_end_matches('.');
    let telling = name.bytes().any(|b| !b.is_ascii_alphabetic())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name.ends_with(".com");
    (telling && name.len() >= 4 && byte(text, start + len) != b'@').then_some((start, start + name.len()))
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
        || before.rsplit(' ').next().is_some_and(|local| local.contains(['.', '_']))
        || before.rsplit(' ').nth(1).is_some_and(|sign| matches!(sign, "dot" | "underscore" | "dash"));
    (plain && told && domain.split(' ').count() <= WORDS).then(|| end - domain.len())
}

/// The dot that a text begins with.
fn dot_at(text: &str) -> Option<&'static str> {
    // Nearly always what follows a word begins none.
    match text.as_bytes() {
        [b' ', b'-' | b'_' | b'(' | b'[' | b'{' | b'<' | b'd' | b'p' | b'.' | b',', ..]
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
    } else if !TOPS.contains(&top) || is_letter_or_digit(text, to) {
        // `jane@gmail.c`.
        let cut_off = provider && labels == 1 && to <= end + 4 && cut(text, 0, start).ends_with('@');
        if !cut_off || is_letter_or_digit(text, to) {
            return None;
        }
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
            // `jessicaparkerton at gmail`: no word, and as long as two names.
            || local.len() >= 10 && local.bytes().all(|b| b.is_ascii_alphabetic()) && look(local).is_unknown()
    };
    if labels == 0 && to == end && !sign && !telling(local) {
        return None;
    }
    let domain = !sign || labels > 0 || local.len() >= 3;
    (!verb && domain).then_some((from, to))
}

fn is_letter_or_digit(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(char::is_alphanumeric)
}
