//! Street addresses as a grammar: a number, a street, a unit, a place.
//!
//! A number and a word are not enough: the street ends in its suffix, or has a direction, is a numbered road, or is
//! announced (`I live at`). What only looks like one (`3 bedroom house`, `5 minute drive`) has a word in it that no
//! street's name has.

mod boxed;
mod place;
mod unit;
mod word;

use crate::redact::Label;
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::address::place::{place, unit_end};
pub(in crate::redact) use crate::redact::recognise::address::unit::unit_before;
use crate::redact::recognise::address::word::{Word, next};
use crate::redact::recognise::look;
use crate::redact::recognise::mark::Cue;
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::{Group, is_part};
use crate::redact::recognise::value::pieces_before;
use crate::redact::slice::{byte, cut};
use crate::redact::street::Kind;

/// The most words of a street's name before its suffix.
const NAMES: usize = 5;

/// An address whose number, or whose box, is the first group.
pub(super) fn at(reading: &Reading<'_>, groups: &[Group]) -> Option<(Hit, usize)> {
    let text = reading.text;
    let first = groups.first()?;
    if first.len() > 6 || matches!(byte(text, first.start.wrapping_sub(1)), b'$' | b'.' | b'/') {
        return None;
    }
    let (start, end) = boxed::find(text, first)
        .or_else(|| numbered(reading, groups))
        .or_else(|| named_first(reading, first))?;
    let used = groups.iter().take_while(|group| group.start < end).count();
    Some((Hit::seen(start, end, Label::Address, Rank::Pattern), used))
}

/// The usual order: the number first.
fn numbered(reading: &Reading<'_>, groups: &[Group]) -> Option<(usize, usize)> {
    let text = reading.text;
    let first = groups.first()?;
    let mut number_end = first.end;
    // `78-12 37th Ave`, `1204-B Oak St`.
    if byte(text, number_end) == b'-' {
        let glued = groups.get(1).filter(|second| second.start == number_end + 1);
        let range = glued.filter(|second| second.len() == first.len() && first.len() >= 3);
        let second = glued.filter(|second| second.len() <= 3 && first.len() <= 3);
        number_end = match second {
            Some(second) => second.end,
            // `1716-1718 Larch St`.
            None if range.is_some() => range.map_or(number_end, |range| range.end),
            None if is_unit_letter(text, number_end + 1) => number_end + 2,
            None => return None,
        };
    } else if is_unit_letter(text, number_end) {
        number_end += 1;
    }
    if cut(text, number_end, number_end + 4) == " 1/2" {
        number_end += 4;
    }
    let start = grid_start(text, first);
    let before = byte(text, start.wrapping_sub(1));
    let glued = start > 0
        && (before.is_ascii_alphanumeric()
            || matches!(before, b'_' | b'-' | b'#' | b'+' | b':' | b'%')
            || !before.is_ascii()
                && cut(text, 0, start).chars().next_back().is_some_and(char::is_alphanumeric));
    if glued || is_part(text, first.start, number_end) || !matches!(byte(text, number_end), b' ' | b',') {
        return None;
    }
    let street = Street { reading, start: first.start, number_end, digits: first.len() };
    // `338 17 St Omers Road`.
    let second = || {
        let second = groups.get(1).filter(|second| second.start == number_end + 1 && second.len() <= 4)?;
        let named = next(text, second.end).filter(|word| word.follows() && reading.is_capital(word.start))?;
        let street = Street { number_end: second.end, ..street };
        (named.is(Kind::BEFORE) || named.text.len() > 1).then(|| street.end()).flatten()
    };
    let end = street.end().or_else(second)?;
    // `since 2022`.
    let year = first.len() == 4 && matches!(cut(text, first.start, first.start + 2), "19" | "20");
    let previous = pieces_before(text, first.start).next().unwrap_or("");
    let since = matches!(
        previous,
        "in" | "since"
            | "by"
            | "until"
            | "till"
            | "before"
            | "after"
            | "during"
            | "de"
            | "del"
            | "desde"
            | "en"
    );
    let start = unit_before(text, start).unwrap_or(start);
    (!(year && since)).then_some((start, end))
}

/// Where a house number of a grid begins: `N72W13350`, `W6120`.
fn grid_start(text: &str, group: &Group) -> usize {
    let compass = |at: usize| matches!(byte(text, at), b'n' | b's' | b'e' | b'w');
    let free = |at: usize| at == 0 || !byte(text, at - 1).is_ascii_alphanumeric();
    let Some(letter) = group.start.checked_sub(1).filter(|at| compass(*at) && group.len() >= 3) else {
        return group.start;
    };
    if free(letter) {
        return letter;
    }
    let digits = cut(text, 0, letter).bytes().rev().take_while(u8::is_ascii_digit).count();
    match (letter - digits).checked_sub(1) {
        Some(first) if (1..=4).contains(&digits) && compass(first) && free(first) => first,
        _ => group.start,
    }
}

/// One letter of a house: `17b`.
fn is_unit_letter(text: &str, at: usize) -> bool {
    matches!(byte(text, at), b'a'..=b'h') && matches!(byte(text, at + 1), b' ' | b',')
}

struct Street<'r, 't> {
    reading: &'r Reading<'t>,
    start: usize,
    number_end: usize,
    digits: usize,
}

impl Street<'_, '_> {
    /// Where the address ends, if it is one.
    fn end(&self) -> Option<usize> {
        let text = self.reading.text;
        let mut word = next(text, self.number_end)?;
        // `12, rue de la Paix`.
        if !(word.follows() || word.comma && word.is(Kind::BEFORE))
            || word.is(Kind::NEVER) && !word.is(Kind::DIRECTION)
        {
            return None;
        }
        let mut direction = None;
        if word.is(Kind::DIRECTION) && word.text != "so" {
            let after = next(text, word.end)?;
            let abbreviated = after.period && word.text.len() <= 2;
            if (after.follows() || abbreviated) && after.is_name() {
                direction = Some(word);
                word = after;
            } else if after.is(Kind::NEVER) || !after.follows() {
                return None;
            }
        }
        if let Some(end) = self.road(word) {
            return Some(self.tail(end).0);
        }
        if word.is(Kind::ALONE)
            && !next(text, word.end).is_some_and(|after| after.follows() && after.is(Kind::SUFFIX))
            && (self.digits >= 2 || self.capital(&word))
        {
            return Some(self.tail(word.end).0);
        }
        if word.is(Kind::BEFORE)
            && let Some(end) = self.romance(word)
        {
            return Some(self.tail(self.house(end).unwrap_or(end)).0);
        }
        if word.is(Kind::NEVER) {
            return None;
        }
        if let Some(end) = self.suffixed(word, direction.is_some()) {
            return Some(end);
        }
        self.bare(word, direction)
    }

    /// A name and a suffix.
    fn suffixed(&self, first: Word<'_>, directed: bool) -> Option<usize> {
        let text = self.reading.text;
        let mut word = first;
        let mut best: Option<(usize, bool)> = None;
        let mut capital = false;
        let mut plain = String::new();
        for position in 0..=NAMES {
            let suffix = word.is(Kind::SUFFIX);
            if suffix && position > 0 {
                best = Some((word.end, word.is(Kind::VAGUE)));
            } else if suffix && is_lettered(text, &word) {
                // `1200 Avenue B`.
                best = Some((next(text, word.end)?.end, false));
                break;
            } else if best.is_some_and(|(_, vague)| !vague)
                || !(word.is_name() || position == 0 && word.text == "st")
            {
                break;
            }
            if position == 0 {
                plain.push_str(cut(word.text, 0, 12));
            }
            if best.is_none() {
                capital |= self.capital(&word) || word.is_ordinal();
            }
            let Some(after) = next(text, word.end) else { break };
            // The dot of `St.` or `Martin Luther King Jr.` may be one of the name.
            let dotted = after.period
                && !after.comma
                && !after.line
                && !after.hash
                && word.text.len() <= 3
                && best.is_none();
            if !(after.follows() || dotted) {
                break;
            }
            if best.is_some_and(|(_, vague)| !vague) && !after.is(Kind::SUFFIX) {
                break;
            }
            word = after;
        }
        let (end, vague) = best?;
        // `2 way street`, `4 lane road`.
        if self.digits <= 2
            && !capital
            && matches!(
                plain.as_str(),
                "way" | "lane" | "side" | "wheel" | "sided" | "story" | "family" | "plex"
            )
        {
            return None;
        }
        let (tail, placed) = self.tail(end);
        let certain = match (capital, vague) {
            (true, _) => true,
            (false, false) => self.digits >= 2 || directed,
            (false, true) => self.digits >= 3 && self.digits <= 5,
        };
        (certain || placed || self.announced().is_some()).then_some(tail)
    }

    /// No suffix: a direction, an announcement or a place says that it is an address.
    fn bare(&self, first: Word<'_>, direction: Option<Word<'_>>) -> Option<usize> {
        let text = self.reading.text;
        if let Some(direction) = direction {
            if first.is_ordinal() && self.digits >= 2 {
                return Some(self.tail(first.end).0);
            }
            let letters = direction.text.len() <= 2;
            let named =
                first.is_name() && !first.is(Kind::SOFT) && first.text.len() >= 3 && !first.is(Kind::UNIT);
            if self.digits >= 3 && named && (self.capital(&first) || letters) {
                let second = next(text, first.end).filter(|second| {
                    second.follows()
                        && second.is_name()
                        && self.capital(&first)
                        && self.capital(second)
                        && !second.is(Kind::STATE)
                });
                return Some(self.tail(second.map_or(first.end, |second| second.end)).0);
            }
        }
        if first.is(Kind::UNIT) || !first.is_name() || first.is(Kind::SOFT) && !self.capital(&first) {
            return None;
        }
        // The name's words: capitals, or the first two.
        let capital = self.capital(&first);
        let mut words = 1;
        let mut end = first.end;
        let mut last = first;
        while words < 4 {
            let Some(after) = next(text, last.end)
                .filter(|after| after.follows() && after.is_name() && (capital || !after.is(Kind::SOFT)))
            else {
                break;
            };
            if (capital && !self.capital(&after)) || (!capital && words == 2) || after.is(Kind::UNIT) {
                break;
            }
            last = after;
            end = after.end;
            words += 1;
        }
        if capital && let Some(house) = self.house(end) {
            return Some(self.tail(house).0);
        }
        let announced = self.announced();
        if announced.is_none() && self.spoken_of(&first, end, capital) {
            return Some(end);
        }
        let (tail, placed) = self.tail(end);
        let certain = match announced {
            _ if unit_end(text, end).is_some() => (capital && self.digits >= 2) || self.digits >= 3,
            Some(sure) => {
                (self.digits >= 2 && (sure || capital) && first.text.len() >= 3)
                    && (self.digits >= 3 || capital)
            }
            None => {
                placed
                    && capital
                    && self.digits >= 2
                    && text.get(end..).is_some_and(|rest| rest.starts_with([',', '\n']))
            }
        };
        certain.then_some(tail)
    }

    /// A number and a name that are spoken of as a house is: `is 33 king still open`, `tell me about 1420 Peachtree`.
    fn spoken_of(&self, first: &Word<'_>, end: usize, capital: bool) -> bool {
        let text = self.reading.text;
        let after = next(text, first.end).filter(|after| after.follows());
        let offered = after.is_some_and(|after| {
            matches!(
                after.text,
                "still"
                    | "sold"
                    | "pending"
                    | "available"
                    | "gone"
                    | "active"
                    | "back"
                    | "listed"
                    | "open"
                    | "closed"
            )
        });
        if offered
            && self.digits >= 2
            && first.text.len() >= 3
            && !first.text.ends_with('s')
            && !first.is(Kind::SOFT)
        {
            return true;
        }
        let year = self.digits == 4 && matches!(cut(text, self.start, self.start + 2), "19" | "20");
        let exchange = cut(text, self.start, self.number_end) == "1031";
        if !capital || !(3..=5).contains(&self.digits) || year || exchange || first.text.len() < 4 {
            return false;
        }
        let entry = look(first.text);
        let ends = next(text, end).is_none_or(|after| {
            !after.follows()
                || matches!(
                    after.text,
                    "is" | "was" | "has" | "and" | "or" | "for" | "before" | "when" | "if"
                )
        });
        let previous = pieces_before(text, self.start).next().unwrap_or("");
        let towards = matches!(
            previous,
            "on" | "at"
                | "about"
                | "of"
                | "for"
                | "from"
                | "by"
                | "is"
                | "saw"
                | "toured"
                | "see"
                | "like"
                | "love"
                | "to"
                | "tour"
                | "list"
        );
        ends && towards && !entry.is_org() && entry.word() < 5
    }

    /// `Highway 71`, `N IH 35`, `County Road 204`, `FM 1431`.
    fn road(&self, first: Word<'_>) -> Option<usize> {
        let text = self.reading.text;
        let mut word = first;
        for position in 0..5 {
            let digits = word.text.bytes().take_while(u8::is_ascii_digit).count();
            let hyphened = word.text.rsplit_once('-').is_some_and(|(road, number)| {
                Kind::of(road).is(Kind::ROAD)
                    && (1..=4).contains(&number.len())
                    && number.bytes().all(|b| b.is_ascii_digit())
            });
            if (position > 0 && (1..=4).contains(&digits) && word.text.len() <= digits + 1) || hyphened {
                let last = word.text.len() == digits || !matches!(cut(word.text, digits, 9), "k" | "m");
                return last.then_some(word.end);
            }
            let roads = word.is(Kind::ROAD) || matches!(word.text, "to" | "market") && position > 0;
            if !roads {
                return None;
            }
            word =
                next(text, word.end).filter(|word| word.follows() || word.text.len() <= 2 && !word.line)?;
        }
        None
    }

    /// `Calle Ocho`, `rue de la Paix`: the kind of street stands first.
    fn romance(&self, before: Word<'_>) -> Option<usize> {
        let text = self.reading.text;
        let mut last = before;
        let mut names = 0;
        while let Some(word) = next(text, last.end) {
            let particle = word.is(Kind::PARTICLE);
            if !word.follows() || word.is(Kind::NEVER) && !particle || word.has_digit() && !word.is_ordinal()
            {
                break;
            }
            if !particle && names > 0 && !self.capital(&word) {
                break;
            }
            names += usize::from(!particle);
            last = word;
            if names >= 3 {
                break;
            }
        }
        let vague = before.is(Kind::BEFORE_VAGUE) && !self.capital(&last);
        (names > 0 && !vague && (self.digits >= 2 || self.capital(&last))).then_some(last.end)
    }

    /// Where the house's number ends behind its street, before a unit: `4844 Søndergade 52, Apt 6`, another country's order
    /// behind a number.
    fn house(&self, end: usize) -> Option<usize> {
        let text = self.reading.text;
        let house = next(text, end).filter(|word| {
            word.follows() && word.text.len() <= 4 && word.text.bytes().all(|b| b.is_ascii_digit())
        })?;
        unit_end(text, house.end).is_some().then_some(house.end)
    }

    fn capital(&self, word: &Word<'_>) -> bool {
        self.reading.is_capital(word.start)
    }

    /// Whether the words before announce an address; `true` where they do so by themselves.
    fn announced(&self) -> Option<bool> {
        announced(self.reading, self.start)
    }

    /// Unit and place behind the street, and whether there are any.
    fn tail(&self, end: usize) -> (usize, bool) {
        let text = self.reading.text;
        let mut to = end;
        if let Some(word) = next(text, to)
            && !word.line
            && !word.comma
            && word.is(Kind::DIRECTION)
            && (word.text.len() <= 2 || self.capital(&word))
            && (self.capital(&word)
                || next(text, word.end).is_none_or(|after| !after.follows() || after.is(Kind::UNIT)))
        {
            to = word.end;
        }
        let mut unit = false;
        while let Some(end) = unit_end(text, to) {
            to = end;
            unit = true;
        }
        match place(text, Some(self.reading), to) {
            Some(end) => (end, true),
            None => (to, unit),
        }
    }
}

/// `Avenue K`, `Street 4`.
fn is_lettered(text: &str, suffix: &Word<'_>) -> bool {
    matches!(suffix.text, "avenue" | "ave" | "street")
        && next(text, suffix.end).is_some_and(|word| {
            word.follows() && word.text.len() == 1 && !matches!(word.text, "a" | "i" | "y" | "e")
        })
}

fn announced(reading: &Reading<'_>, start: usize) -> Option<bool> {
    let mark = reading.marks_before(start, 20).find(|mark| mark.cue == Cue::Home)?;
    let between = cut(reading.text, mark.end, start);
    let words = between.split_whitespace().count();
    if words > 2 || between.contains(['.', '?', '!', ';']) {
        return None;
    }
    let phrase = cut(reading.text, mark.start, mark.end);
    Some(
        ["liv", "addr", "mov", "resid", "viv", "direcc", "domicil", "habit", "endereco", "adresse"]
            .iter()
            .any(|sure| phrase.contains(sure)),
    )
}

/// `Calle Luna 14`, `Avenida Juárez 1180`, `Hauptstraße 12`: the street first.
fn named_first(reading: &Reading<'_>, group: &Group) -> Option<(usize, usize)> {
    let text = reading.text;
    if group.len() > 5
        || byte(text, group.end).is_ascii_alphanumeric() && !is_unit_letter(text, group.end)
        || is_part(text, group.start, group.end)
    {
        return None;
    }
    // Only a word that such a street begins with, or a German one's end, is worth the walk back.
    let begun = reading.marks_before(group.start, 64).any(|mark| mark.cue == Cue::Street);
    let german = || ends_in_german(cut(text, 0, group.start).trim_end_matches(' '));
    if !begun && !german() {
        return None;
    }
    let mut head = cut(
        text,
        group.start.saturating_sub(64).max(boundary(text, group.start.saturating_sub(64))),
        group.start,
    );
    head = head.rsplit('\n').next().unwrap_or("").trim_end_matches([' ', '#', ',']);
    for mark in [" no.", " num.", " numero", " no", " num", " n.", " nro", " nro."] {
        head = head.strip_suffix(mark).unwrap_or(head);
    }
    head = head.trim_end_matches([' ', ',']);
    let offset = |rest: &str| rest.as_ptr() as usize - text.as_ptr() as usize;
    let mut names = 0;
    let mut rest = head;
    for _ in 0..6 {
        let cut_at = rest
            .rfind(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-')
            .map_or(0, |at| at + rest.get(at..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8));
        let word = rest.get(cut_at..)?;
        if word.is_empty() {
            return None;
        }
        let start = offset(word);
        let kind = Kind::of(word);
        let german = names == 0 && word.len() >= 8 && ends_in_german(word);
        if german && reading.is_capital(start) {
            return Some((start, place(text, Some(reading), group.end).unwrap_or(group.end)));
        }
        if kind.is(Kind::BEFORE) && names > 0 {
            let named = reading.is_capital(start + word.len() + 1)
                || reading.is_capital(offset(head) + head.rfind(' ').map_or(0, |at| at + 1));
            let sure = !kind.is(Kind::BEFORE_VAGUE) || (named && reading.is_capital(start));
            let mut end = group.end + usize::from(is_unit_letter(text, group.end));
            while let Some(unit) = unit_end(text, end) {
                end = unit;
            }
            end = district(reading, end).unwrap_or(end);
            return sure.then(|| (start, place(text, Some(reading), end).unwrap_or(end)));
        }
        // `Calle 8 #1250`.
        let numbered = names == 0
            && word.len() <= 3
            && word.bytes().all(|b| b.is_ascii_digit())
            && head.len() < group.start;
        if kind.is(Kind::NEVER) && !kind.is(Kind::PARTICLE)
            || word.bytes().any(|b| b.is_ascii_digit()) && !numbered
        {
            return None;
        }
        names += usize::from(!kind.is(Kind::PARTICLE));
        let before = rest.get(..cut_at)?;
        rest = before.strip_suffix(' ').or_else(|| before.strip_suffix(". "))?;
    }
    None
}

/// `, Col. Centro`: the part of a city that stands before it in Mexico.
fn district(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let text = reading.text;
    let kind = next(text, at).filter(|kind| {
        kind.comma && matches!(kind.text, "col" | "colonia" | "fracc" | "fraccionamiento" | "barrio" | "urb")
    })?;
    let mut end = None;
    let mut last = kind;
    for _ in 0..3 {
        let Some(word) = next(text, last.end).filter(|word| {
            !word.comma
                && !word.line
                && !word.hash
                && (reading.is_capital(word.start) || word.is(Kind::PARTICLE))
        }) else {
            break;
        };
        end = Some(word.end);
        last = word;
    }
    end
}

fn ends_in_german(head: &str) -> bool {
    ["strasse", "gasse", "straat", "gatan", "platz", "allee", "weg", "str"]
        .iter()
        .any(|end| head.ends_with(end))
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
