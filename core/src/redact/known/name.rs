//! The lead's names: whole words, without regard to case and diacritics.

use std::collections::HashMap;

use smallvec::SmallVec;

use crate::lead::Pii;
use crate::redact::Label;
use crate::redact::fold::{Folded, fold};
use crate::redact::hit::{Hit, Hits, Rank};
use crate::redact::known::near::{Near, nicknames};
use crate::redact::known::signature::signatures;
use crate::redact::known::{Finder, Scope, Values, finder, word};
use crate::redact::recognise::{is_greeting, is_in_phrase, look, words_after, words_before};
use crate::redact::slice::{byte, char_at, char_before, cut};

pub(super) struct Names {
    finder: Option<Finder>,
    patterns: Vec<Name>,
    /// Nicknames, and the names that a typo may become.
    near: Near<Name>,
    /// The first letters of the first and the last name.
    initials: Option<(Pii<char>, Pii<char>)>,
    /// The value of the first and the last name together.
    full: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    First,
    Last,
    Full,
}

#[derive(Clone, Copy)]
struct Name {
    role: Role,
    /// Whether it is the whole first or last name, not a part of it.
    entire: bool,
    /// Whether it is also a word, so that alone it says nothing.
    ordinary: bool,
    value: usize,
}

/// A name that stands in a text, in folded offsets.
#[derive(Clone, Copy)]
struct Found {
    start: usize,
    end: usize,
    name: Name,
}

impl Names {
    pub(super) fn new(first: &str, last: &str, values: &mut Values) -> Names {
        let mut patterns = Vec::new();
        let mut seen: HashMap<String, ()> = HashMap::new();
        let mut names = Vec::new();
        let mut add = |pattern: String, name: Name| {
            if !pattern.is_empty() && seen.insert(pattern.clone(), ()).is_none() {
                patterns.push(pattern);
                names.push(name);
            }
        };
        let (folded_first, folded_last) = (fold(first), fold(last));
        let mut near = Near::default();
        let initials = folded_first.chars().next().zip(folded_last.chars().next());
        let initials = initials.filter(|(first, last)| first.is_alphabetic() && last.is_alphabetic());
        let mut full = None;
        if !folded_first.is_empty() && !folded_last.is_empty() {
            let shown = format!("{} {}", first.trim(), last.trim());
            let value = values.add(Label::Person, &shown);
            full = Some(value);
            let name = Name { role: Role::Full, entire: true, ordinary: false, value };
            for between in [".", "_", "-"] {
                add(format!("{folded_first}{between}{folded_last}"), name);
            }
            let joined =
                |a: &str, b: &str| Some(format!("{a}{b}")).filter(|joined| joined.chars().count() >= 7);
            for pattern in [joined(&folded_first, &folded_last), joined(&folded_last, &folded_first)]
                .into_iter()
                .flatten()
            {
                add(pattern, name);
            }
            if !folded_first.is_ascii() {
                // Names without spaces, family name first.
                add(format!("{folded_last}{folded_first}"), name);
            }
        }
        for (role, shown, folded) in [(Role::First, first, &folded_first), (Role::Last, last, &folded_last)] {
            if folded.is_empty() {
                continue;
            }
            let value = values.add(Label::Person, shown.trim());
            let name = Name { role, entire: true, ordinary: is_ordinary(folded), value };
            for spelling in spellings(folded) {
                add(spelling, name);
            }
            near.misspelt(folded, name);
            if role == Role::First {
                for short in nicknames(folded) {
                    near.add(short, Name { ordinary: is_ordinary(short), ..name });
                }
            }
            let parts = folded.split(|c: char| !c.is_alphanumeric() && c != '\'');
            for part in parts.filter(|part| *part != folded.as_str() && part.chars().count() >= 3) {
                if part.chars().all(|c| c.is_alphabetic() || c == '\'') && !word::is_particle(part) {
                    let value = values.add(Label::Person, &spelled_as(shown, part));
                    let name = Name { role, entire: false, ordinary: is_ordinary(part), value };
                    add(part.to_owned(), name);
                    near.misspelt(part, name);
                }
            }
        }
        let finder = finder(&patterns);
        for pattern in patterns {
            drop(Pii::new(pattern));
        }
        let initials = initials.map(|(first, last)| (Pii::new(first), Pii::new(last)));
        Names { finder, patterns: names, near, initials, full }
    }

    pub(super) fn find(&self, folded: &Folded<'_>, scope: Scope, hits: &mut Hits) {
        let Some(finder) = &self.finder else { return };
        let text = folded.text();
        let mut found: SmallVec<[Found; 8]> = SmallVec::new();
        finder.each(text, |m| {
            if let Some(name) = self.patterns.get(m.pattern).filter(|_| is_whole(text, m.start, m.end)) {
                let digits =
                    text.get(m.end..).map_or(0, |after| after.bytes().take_while(u8::is_ascii_digit).count());
                found.push(Found { start: m.start, end: m.end + digits, name: *name });
            }
        });
        if scope == Scope::Words {
            self.near.each(text, |start, end, name| found.push(Found { start, end, name }));
            self.signatures(folded, hits);
        }
        found.sort_by_key(|f| (f.start, usize::MAX - f.end));
        let mut last_end = 0;
        found.retain(|f| {
            let outside = f.start >= last_end;
            last_end = if outside { f.end } else { last_end };
            outside
        });
        let mut rest = found.as_slice();
        while let Some((first, others)) = rest.split_first() {
            let mut run_end = 1;
            let mut left = first;
            for right in others {
                if !hangs_together(folded, left, right) {
                    break;
                }
                left = right;
                run_end += 1;
            }
            let (run, others) = rest.split_at(run_end.min(rest.len()));
            rest = others;
            hits.extend(self.judge(folded, scope, run));
        }
    }

    /// Whether names that stand side by side are meant as names.
    fn judge(&self, folded: &Folded<'_>, scope: Scope, run: &[Found]) -> Option<Hit> {
        let (first, last) = (run.first()?, run.last()?);
        let is_full = first.name.role == Role::Full || run.len() > 1;
        let distinct = run.iter().any(|f| !f.name.ordinary);
        let meant = match (scope, is_full) {
            (Scope::Technical, false) => false,
            // `Oscar Mayer`, `Keller Williams`, `Madison WI`.
            (Scope::Words, false) if is_in_phrase(folded, first.start, last.end) => {
                is_introduced(folded, first)
            }
            (_, _) if distinct => true,
            // Both halves are words: `it may long be` is no name.
            (_, true) => {
                self.is_capital_throughout(folded, first.start, last.end)
                    || is_introduced(folded, first)
                    || first.name.role == Role::First
                        && word::is_of_spanish(cut(folded.text(), first.start, first.end))
            }
            (Scope::Ours, false) => false,
            (Scope::Words, false) => is_introduced(folded, first) || is_name_by_place(folded, first),
        };
        let pair = run.len() == 2 && first.name.role == Role::First && last.name.role == Role::Last;
        let both = pair
            && first.name.entire
            && last.name.entire
            && cut(folded.text(), first.end, last.start).trim().is_empty();
        // A handle stays as it was written.
        let known = if run.len() == 1 {
            Some(first.name.value).filter(|_| first.name.role != Role::Full)
        } else if both {
            self.full
        } else {
            None
        };
        let (start, end) = match (scope, run) {
            (Scope::Words, [alone]) => self.with_initial(folded.text(), alone),
            _ => (first.start, last.end),
        };
        meant.then_some(Hit { start, end, label: Label::Person, rank: Rank::Known, known })
    }

    /// A lone name with the initial of the other, as in `nate b` and `J. Doe`.
    fn with_initial(&self, text: &str, found: &Found) -> (usize, usize) {
        let Some((first, last)) = &self.initials else { return (found.start, found.end) };
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match found.name.role {
            Role::First => {
                let after = text.get(found.end..).and_then(|after| after.strip_prefix(' '));
                let end = after.filter(|after| after.starts_with(*last.expose())).map(|_| found.end + 1);
                let end =
                    end.map(|at| at + last.expose().len_utf8()).filter(|end| !letter(char_at(text, *end)));
                // `nate a house` has no initial.
                let word = matches!(last.expose(), 'a' | 'i' | 'u' | 'y')
                    && char_at(text, end.unwrap_or(0)) == Some(' ');
                (found.start, end.filter(|_| !word).unwrap_or(found.end))
            }
            Role::Last => {
                let before = text.get(..found.start).map(|before| before.trim_end_matches(' '));
                let before = before.map(|before| before.strip_suffix('.').unwrap_or(before));
                let start =
                    before.filter(|before| before.ends_with(*first.expose()) && before.len() < found.start);
                let start = start.map(|before| before.len() - first.expose().len_utf8());
                (start.filter(|start| !letter(char_before(text, *start))).unwrap_or(found.start), found.end)
            }
            Role::Full => (found.start, found.end),
        }
    }

    /// Initials that sign.
    fn signatures(&self, folded: &Folded<'_>, hits: &mut Hits) {
        let Some((first, last)) = &self.initials else { return };
        hits.extend(signatures(folded, *first.expose(), *last.expose()).map(|(start, end)| Hit {
            known: self.full,
            ..Hit::seen(start, end, Label::Person, Rank::Known)
        }));
    }

    fn is_capital_throughout(&self, folded: &Folded<'_>, start: usize, end: usize) -> bool {
        folded
            .original(start, end)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .all(|part| part.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase()))
    }
}

/// Whether two names are one person's: `Jane Doe`, `Jane M. Doe`, `Doe, Jane`.
fn hangs_together(folded: &Folded<'_>, left: &Found, right: &Found) -> bool {
    let between = cut(folded.text(), left.end, right.start);
    let in_order = left.name.role == Role::First && right.name.role == Role::Last;
    let initial = {
        let inner = between.trim().trim_end_matches('.');
        between.starts_with(' ')
            && between.ends_with(' ')
            && inner.chars().count() == 1
            && inner.chars().all(char::is_alphabetic)
    };
    let close = match between {
        // `Jane, Jane` are two; `José María` are two parts of one.
        " " | "  " | "\n" => left.name.role != right.name.role || !(left.name.entire || right.name.entire),
        ", " | "," => left.name.role == Role::Last && right.name.role == Role::First,
        "-" => left.name.role == right.name.role,
        _ => initial && in_order,
    };
    if left.name.role == Role::Full || right.name.role == Role::Full {
        return false;
    }
    // `Henderson will call`: out of order, a word needs its capital.
    close
        && (in_order || !right.name.ordinary || is_capital(folded, right))
        && (in_order || !left.name.ordinary || is_capital(folded, left))
}

/// Whether the words around introduce, greet or sign.
fn is_introduced(folded: &Folded<'_>, found: &Found) -> bool {
    let text = folded.text();
    let capital = is_capital(folded, found);
    let mut before = words_before(text, found.start);
    let (one, two, three) =
        (before.next().unwrap_or(""), before.next().unwrap_or(""), before.next().unwrap_or(""));
    let touching = text.get(..found.start).and_then(|before| before.chars().next_back());
    // `call me? Will you…`: a cue ends with its sentence.
    let trimmed = text.get(..found.start).unwrap_or("").trim_end_matches([' ', '"', '*']);
    let cued = !trimmed.ends_with(['.', '!', '?', ';']);
    let after = text.get(found.end..).unwrap_or("");
    let ends = after.lines().next().unwrap_or("").trim().chars().all(|c| !c.is_alphanumeric());
    let word = cut(text, found.start, found.end);
    let adjective = word::is_adjective(word);
    let next = words_after(text, found.end).next().unwrap_or("");

    // "this is will", "my name is will", "me llamo rose".
    let told = matches!((three, two, one), ("my", "name", "is") | ("mi", "nombre", "es"))
        || matches!(
            (two, one),
            ("name", "is") | ("name", "s") | ("me", "llamo") | ("se", "llama") | ("names", "is")
        )
        || (matches!((two, one), ("ask", "for")) && !word::is_time(word));
    let shown =
        matches!((two, one), ("this", "is") | ("i", "m") | ("i", "am") | ("it", "s") | ("call", "me"))
            || matches!(one, "im" | "soy");
    let titled = matches!(
        one,
        "mr" | "mrs" | "ms" | "miss" | "dr" | "sr" | "sra" | "senor" | "senora" | "name" | "nombre"
    );
    let greeted = is_greeting(one) || matches!(one, "best" | "love" | "you" | "saludos");
    let time_follows = word::is_time(word) && next.starts_with(|c: char| c.is_ascii_digit());
    if told && cued {
        return true;
    }
    if shown
        && cued
        && !time_follows
        && (capital || (!adjective && !word::is_time(word) && two != "it" && !place_follows(one, word)))
    {
        return true;
    }
    if titled && (capital || ends) {
        return true;
    }
    let after_comma = touching.is_some_and(|c| c == ',') || trimmed.ends_with(',');
    if greeted && cued && !time_follows && ((capital && one != "you") || (ends && (after_comma || capital))) {
        return true;
    }
    // "Will here", "- Will" and "Will" alone on the last line.
    let mut near = found.start.saturating_sub(80);
    while !text.is_char_boundary(near) {
        near += 1;
    }
    let line_start = cut(text, near, found.start).rsplit('\n').next().unwrap_or("").trim();
    let last_line = after.trim().chars().all(|c| !c.is_alphanumeric());
    let spoken =
        matches!(next, "here" | "speaking" | "aqui") && line_start.chars().all(|c| !c.is_alphanumeric());
    let dashed = line_start.ends_with(['-', '~']) && ends && (last_line || capital);
    let signed = last_line
        && line_start.is_empty()
        && !word::is_time(word)
        && text.get(..found.start).is_some_and(|b| b.contains('\n') || (capital && b.trim().is_empty()));
    spoken || dashed || signed
}

fn place_follows(preposition: &str, word: &str) -> bool {
    word::is_place(word) && matches!(preposition, "in" | "to" | "near" | "from" | "around" | "at" | "of")
}

/// Whether a capital makes the word a name: within a sentence, and not a month, a place or a street.
fn is_name_by_place(folded: &Folded<'_>, found: &Found) -> bool {
    const STREETS: [&str; 24] = [
        "st", "street", "ave", "avenue", "rd", "road", "dr", "drive", "ln", "lane", "blvd", "ct", "court",
        "way", "pl", "place", "cir", "circle", "pkwy", "park", "county", "city", "creek", "hills",
    ];
    let text = folded.text();
    let word = cut(text, found.start, found.end);
    if !is_capital(folded, found) || word::is_time(word) {
        return false;
    }
    let next = words_after(text, found.end).next().unwrap_or("");
    let bank =
        matches!(next, "bank" | "mortgage" | "loan" | "loans" | "lending" | "home" | "financial" | "credit");
    if bank || STREETS.contains(&next) {
        return false;
    }
    let possessive = text.get(found.end..).is_some_and(|after| after.starts_with("'s"));
    let previous = words_before(text, found.start).next().unwrap_or("");
    if word::is_place(word)
        && matches!(
            previous,
            "in" | "to"
                | "near"
                | "from"
                | "around"
                | "at"
                | "of"
                | "the"
                | "downtown"
                | "north"
                | "south"
                | "east"
                | "west"
                | "central"
                | "greater"
                | "outside"
                | "visit"
                | "toward"
                | "towards"
        )
    {
        return false;
    }
    let before =
        text.get(..found.start).unwrap_or("").trim_end_matches([' ', '"', '\'', '(', '*', '_', '\t']);
    let starts_sentence = before.is_empty() || before.ends_with(['.', '!', '?', '\n', ':', ';', '-', '\r']);
    !starts_sentence || possessive
}

/// Whether the original has a capital that says something: text all in capitals says nothing.
fn is_capital(folded: &Folded<'_>, found: &Found) -> bool {
    let original = folded.original(found.start, found.end);
    let mut letters = original.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_none_or(|_| original.chars().any(char::is_lowercase))
}

/// Whether the match is a whole word; scripts without spaces have none.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let spaceless = |c: Option<char>| {
        c.is_some_and(|c| matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x11ff | 0x2e80..=0xd7ff | 0x20000..=0x3ffff))
    };
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if spaceless(char_at(text, start)) {
        return cut(text, start, end).chars().count() >= 2;
    }
    let glued_before = word(char_before(text, start))
        || (byte(text, start.wrapping_sub(1)) == b'_' && word(char_before(text, start.wrapping_sub(1))));
    let glued_after = word(char_at(text, end)) || (byte(text, end) == b'_' && word(char_at(text, end + 1)));
    // A handle such as `janedoe88` ends in digits.
    let handle = end - start >= 7
        && byte(text, end).is_ascii_digit()
        && !text.get(end..).is_some_and(|after| {
            after.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(char::is_alphanumeric)
        });
    !glued_before && (!glued_after || handle)
}

fn is_ordinary(folded: &str) -> bool {
    let spaced = folded.split_whitespace().count() > 1;
    let short = folded.is_ascii() && folded.len() <= 2;
    !spaced && (short || word::is_ordinary(folded) || word::is_particle(folded) || look(folded).word() >= 4)
}

/// How people write a name of several parts.
fn spellings(folded: &str) -> Vec<String> {
    let mut all = vec![folded.to_owned()];
    for (from, to) in [("'", ""), ("'", " "), ("-", " "), ("-", ""), (" ", "-"), (" ", "")] {
        if folded.contains(from) {
            all.push(folded.replace(from, to));
        }
    }
    all
}

/// A part of a name as the record spells it.
fn spelled_as(shown: &str, part: &str) -> String {
    let spelled = shown
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .find(|piece| fold(piece) == part);
    spelled.unwrap_or(part).to_owned()
}
