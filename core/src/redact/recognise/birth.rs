//! Dates of birth: dates that the words around call one. Every other date stays.

use smallvec::SmallVec;

use crate::redact::Label;
use crate::redact::fold::{byte, cut};
use crate::redact::hit::{Hit, Rank};
use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::recognise::run::Group;
use crate::redact::recognise::value::{is_link, pieces, pieces_before};

/// How many words may stand between the cue and the date.
const WORDS: usize = 9;

/// Every date of birth.
pub(super) fn find(reading: &Reading<'_>, hits: &mut Vec<Hit>) {
    sweep(reading, hits);
    for mark in reading.marks.iter().filter(|mark| mark.cue == Cue::Birth) {
        let told = is_told(reading.text, mark);
        let fits = |date: &(usize, usize)| !told || is_past(cut(reading.text, date.0, date.1));
        if let Some(first) = ahead(reading, mark).or_else(|| behind(reading, mark)).filter(fits) {
            let mut date = first;
            loop {
                hits.push(Hit::seen(date.0, date.1, Label::Dob, Rank::Cue));
                // `dobs are 3/14/88 and 5/2/90`.
                let Some(next) = following(reading, date.1) else { break };
                date = next;
            }
        }
    }
}

/// Whether the cue's date was found before: another must be of a year in which people were born.
/// `bday [found], closing 3/15`, `dobs are [found] and, I think, 5/2/90`.
fn is_told(text: &str, mark: &Mark) -> bool {
    let next = pieces(text, mark.end).find(|piece| !is_link(piece.text));
    next.is_some_and(|next| {
        next.is_blank() && !matches!(pieces_before(text, next.start).next(), Some("for" | "of" | "de"))
    })
}

/// Whether a full date has a year, in four digits or two, that is not of the last years or the next.
fn is_past(date: &str) -> bool {
    let parts = || date.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let short =
        |part: &str| part.len() == 2 && part.parse().is_ok_and(|year: u32| !(15..=35).contains(&year));
    is_long_ago(date) || parts().count() >= 3 && parts().next_back().is_some_and(short)
}

/// Where a text speaks of births, the dates around of which nothing else can have been: those of a year long ago.
fn sweep(reading: &Reading<'_>, hits: &mut Vec<Hit>) {
    /// How far the word and the date may stand apart, in bytes.
    const AROUND: usize = 160;
    let text = reading.text;
    let births: SmallVec<[&Mark; 4]> = reading.marks.iter().filter(|mark| mark.cue == Cue::Birth).collect();
    if births.is_empty() {
        return;
    }
    let months = reading.marks.iter().filter(|mark| matches!(mark.cue, Cue::Month(_))).map(|mark| mark.start);
    let mut done = 0;
    for start in reading.groups.iter().map(|group| group.start).chain(months) {
        let near = || {
            let before = births.partition_point(|mark| mark.start <= start + AROUND);
            before
                .checked_sub(1)
                .and_then(|last| births.get(last))
                .is_some_and(|mark| start <= mark.end + AROUND)
        };
        if start < done && start != 0 || byte(text, start.wrapping_sub(1)).is_ascii_alphanumeric() || !near()
        {
            continue;
        }
        if let Some(end) = date_at(reading, start).filter(|end| is_long_ago(cut(text, start, *end))) {
            done = end;
            hits.push(Hit::seen(start, end, Label::Dob, Rank::Cue));
        }
    }
}

/// Whether a full date has a year in which the people who write were born.
fn is_long_ago(date: &str) -> bool {
    let parts = date.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let year =
        |part: &str| part.len() == 4 && part.parse().is_ok_and(|year: u32| (1915..=2010).contains(&year));
    parts.clone().count() >= 3 && parts.clone().any(year)
}

/// A full date of long ago right behind a name and a comma, or behind `he's`: `Ana Ruiz, 12/05/1958`.
pub(super) fn at(reading: &Reading<'_>, group: &Group) -> Option<Hit> {
    let text = reading.text;
    if group.len() > 4 || group.len() == 3 {
        return None;
    }
    let head = text.get(..group.start)?;
    let told = ["he's ", "she's ", "hes ", "shes ", "i'm "].iter().any(|told| head.ends_with(told));
    let named = || {
        let name = head.strip_suffix(", ")?;
        let start = name.rfind(|c: char| !c.is_alphanumeric() && c != '-').map_or(0, |at| at + 1);
        let word = name.get(start..)?;
        (word.len() >= 2 && word.chars().all(|c| c.is_alphabetic() || c == '-') && reading.is_capital(start))
            .then_some(())
    };
    if !told && named().is_none() {
        return None;
    }
    let end = in_digits(text, group.start).filter(|end| !byte(text, *end).is_ascii_alphanumeric())?;
    let date = cut(text, group.start, end);
    let year =
        date.split(['/', '-', '.']).find(|part| part.len() == 4).and_then(|year| year.parse::<u32>().ok())?;
    (1915..=2008).contains(&year).then(|| Hit::seen(group.start, end, Label::Dob, Rank::Pattern))
}

fn ahead(reading: &Reading<'_>, mark: &Mark) -> Option<(usize, usize)> {
    let text = reading.text;
    let mut broken = 0;
    for piece in pieces(text, mark.end).take(WORDS) {
        broken += usize::from(piece.broken);
        if broken > 1 {
            return None;
        }
        if let Some(end) = date_at(reading, piece.start) {
            return Some((piece.start, end));
        }
        if piece.ends || (piece.has_digit() && piece.digits() > 2) {
            return None;
        }
    }
    None
}

/// A date whose end stands shortly before the cue: `3/14/1988 is my birthday`.
fn behind(reading: &Reading<'_>, mark: &Mark) -> Option<(usize, usize)> {
    let text = reading.text;
    let mut from = mark.start.saturating_sub(40);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let line = from + cut(text, from, mark.start).rfind('\n').map_or(0, |at| at + 1);
    let mut start = line;
    loop {
        let rest = cut(text, start, mark.start);
        if let Some(end) = date_at(reading, start).filter(|end| *end <= mark.start)
            && (start == line || !byte(text, start - 1).is_ascii_alphanumeric())
        {
            let between = cut(text, end, mark.start);
            return is_said_of(between).then_some((start, end));
        }
        start += rest
            .find(|c: char| !c.is_alphanumeric())
            .map(|at| at + 1 + rest.get(at + 1..).map_or(0, |r| r.len() - r.trim_start().len()))?;
        if !text.is_char_boundary(start) || start >= mark.start {
            return None;
        }
    }
}

/// Whether the words between a date and the cue behind it make the one the other's: `is my`, `haha thats my`.
fn is_said_of(between: &str) -> bool {
    let mut words = between.split_whitespace().rev();
    let mut links = 0;
    let rest = words.find(|word| {
        links += 1;
        !is_link(word) && !word.ends_with("'s")
    });
    let Some(word) = rest else { return true };
    let pointed = matches!(
        word.trim_start_matches(|c: char| !c.is_alphanumeric()),
        "that's" | "thats" | "it's" | "its"
    );
    links > 1
        && pointed
        && words.clone().count() <= 6
        && !between.contains(['.', '!', '?', ';'])
        && !between.bytes().any(|b| b.is_ascii_digit())
}

fn following(reading: &Reading<'_>, end: usize) -> Option<(usize, usize)> {
    let rest = reading.text.get(end..)?;
    [
        " and ",
        ", and ",
        ", ",
        " & ",
        " / ",
        " y ",
        " et ",
        " e ",
        ", y ",
        "; ",
        ", her ",
        " her ",
        " his ",
        " and her ",
        " and his ",
        " and hers ",
        ", hers ",
        " hers ",
        ", his ",
        ", mine ",
        " y yo ",
        " y ella ",
        " i mean ",
        ", i mean ",
    ]
    .iter()
    .filter(|link| rest.starts_with(**link))
    .find_map(|link| date_at(reading, end + link.len()).map(|next| (end + link.len(), next)))
}

/// Where a date ends that begins here.
fn date_at(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let end =
        in_digits(reading.text, at).or_else(|| in_words(reading, at)).or_else(|| in_speech(reading, at))?;
    (!byte(reading.text, end).is_ascii_alphanumeric()).then_some(end)
}

/// The digits here, and how many they are.
fn number(text: &str, at: usize) -> (u32, usize) {
    let digits = text.get(at..).unwrap_or("").bytes().take(9).take_while(u8::is_ascii_digit).count();
    (cut(text, at, at + digits).parse().unwrap_or(0), digits)
}

/// `3/14/1988`, `14.03.88`, `1988-03-14`, `3 14 88`, `03141988`, `3/14`.
fn in_digits(text: &str, at: usize) -> Option<usize> {
    let (first, len) = number(text, at);
    let day_and_month =
        |a: u32, b: u32| (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12);
    if len == 8 {
        let (head, middle, year) = (first / 1_000_000, first / 10_000 % 100, first % 10_000);
        let american = day_and_month(head, middle) && is_year(year, 4);
        let (year, month, day) = (first / 10_000, first / 100 % 100, first % 100);
        return (american || (is_year(year, 4) && day_and_month(month, day))).then_some(at + len);
    }
    if len == 6 {
        return day_and_month(first / 10_000, first / 100 % 100).then_some(at + len);
    }
    let separator = byte(text, at + len);
    if !matches!(len, 1 | 2 | 4) || !matches!(separator, b'/' | b'-' | b'.' | b' ') {
        return None;
    }
    let spaced = usize::from(separator == b' ' && matches!(byte(text, at + len + 1), b'/' | b'-'));
    let separator = if spaced == 1 { byte(text, at + len + 1) } else { separator };
    let second_at = at + len + 1 + spaced + usize::from(spaced == 1 && byte(text, at + len + 2) == b' ');
    let (second, second_len) = number(text, second_at);
    if !(1..=2).contains(&second_len) {
        return None;
    }
    let end = second_at + second_len;
    if byte(text, end + spaced) == separator {
        let third_at = end + 1 + spaced + usize::from(spaced == 1 && byte(text, end + 2) == b' ');
        let (third, third_len) = number(text, third_at);
        let american = len <= 2 && day_and_month(first, second) && is_year(third, third_len);
        let ordered =
            len == 4 && is_year(first, 4) && (1..=2).contains(&third_len) && day_and_month(second, third);
        if american || ordered {
            return Some(third_at + third_len);
        }
        if third_len > 0 {
            return None;
        }
    }
    (separator == b'/' && len <= 2 && day_and_month(first, second)).then_some(end)
}

fn is_year(year: u32, len: usize) -> bool {
    (len == 4 && (1900..=2030).contains(&year)) || len == 2
}

/// `March 14, 1988`, `14th of march 88`, `3 de marzo de 1984`, `march 1988`.
fn in_words(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let text = reading.text;
    let month_end = |at: usize| month_end(reading, at);
    let (day, len) = number(text, at);
    if len > 0 {
        if len > 2 || !(1..=31).contains(&day) {
            return None;
        }
        let after = skip(text, at + len, &["st", "nd", "rd", "th", "er", "o"]);
        let month_at = skip(text, skip(text, after, &[" ", "-", "/"]), &["of ", "de ", "du "]);
        let end = month_end(month_at)?;
        return Some(year(text, end).unwrap_or(end));
    }
    let end = month_end(at)?;
    let day_at = skip(text, skip(text, end, &[" ", "-", "/"]), &["the "]);
    let (day, len) = number(text, day_at);
    if (1..=2).contains(&len) && (1..=31).contains(&day) {
        let end = skip(text, day_at + len, &["st", "nd", "rd", "th"]);
        return Some(year(text, end).unwrap_or(end));
    }
    year(text, end)
}

fn month_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let index = reading.marks.partition_point(|mark| mark.start < at);
    let mark =
        reading.marks.get(index).filter(|mark| mark.start == at && matches!(mark.cue, Cue::Month(_)))?;
    Some(mark.end + usize::from(byte(reading.text, mark.end) == b'.'))
}

/// `ninth of july 1966`, `january third nineteen eighty eight`, `oh four twelve eighty seven`.
fn in_speech(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let text = reading.text;
    let ending = |at: usize| {
        year(text, at).or_else(|| {
            let from = skip(text, at, &[", ", " "]);
            spoken(text, from).map(|(end, _)| end)
        })
    };
    if let Some(month) = month_end(reading, at) {
        let day = skip(text, skip(text, month, &[" "]), &["the "]);
        let (end, count) = spoken(text, day)?;
        return (count > 1).then_some(end).or_else(|| year(text, end));
    }
    let (end, count) = spoken(text, at)?;
    let month = skip(text, skip(text, end, &[" "]), &["of ", "de "]);
    match month_end(reading, month) {
        Some(month) => ending(month),
        None => (count > 2).then_some(end),
    }
}

/// Where the number words end that begin here, and how many they are.
fn spoken(text: &str, at: usize) -> Option<(usize, usize)> {
    const WORDS: &[&str] = &[
        "oh",
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "thirtieth",
    ];
    let (mut end, mut count, mut from) = (at, 0, at);
    while count < 8 {
        let rest = text.get(from..).unwrap_or("");
        let len = rest.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
        if !WORDS.contains(&cut(rest, 0, len)) {
            break;
        }
        (end, count) = (from + len, count + 1);
        from = skip(text, skip(text, end, &[", ", " ", "-"]), &["of ", "and "]);
    }
    (count > 0).then_some((end, count))
}

/// Where a year ends that follows a day or a month.
fn year(text: &str, at: usize) -> Option<usize> {
    let at = skip(text, skip(text, at, &[", ", ",", " ", "-", "/"]), &["of ", "de ", "del ", "in "]);
    let at = skip(text, at, &["'"]);
    let (year, len) = number(text, at);
    is_year(year, len).then_some(at + len)
}

/// Past one of these, if one stands here.
fn skip(text: &str, at: usize, any: &[&str]) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + any.iter().find(|one| rest.starts_with(**one)).map_or(0, |one| one.len())
}
