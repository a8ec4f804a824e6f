//! How dates are written: in digits, with the month's name, in number words.

use crate::redact::recognise::mark::{Cue, Mark};
use crate::redact::recognise::reading::Reading;
use crate::redact::slice::{byte, cut};

/// Where a date ends that begins here.
pub(super) fn end(reading: &Reading<'_>, at: usize) -> Option<usize> {
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
pub(super) fn in_digits(text: &str, at: usize) -> Option<usize> {
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
    if let Some(end) = glued(text, at + len).filter(|_| matches!(len, 1 | 2) && (1..=31).contains(&first)) {
        return Some(end);
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

/// Where a month in three letters and a year end that stand right behind a day: `14MAR1988`.
fn glued(text: &str, at: usize) -> Option<usize> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTHS.contains(&cut(text, at, at + 3)).then_some(())?;
    let (year, len) = number(text, at + 3);
    is_year(year, len).then_some(at + 3 + len)
}

fn is_year(year: u32, len: usize) -> bool {
    (len == 4 && (1900..=2030).contains(&year)) || len == 2
}

/// `March 14, 1988`, `14th of march 88`, `3 de marzo de 1984`, `march 1988`.
fn in_words(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let text = reading.text;
    let (day, len) = number(text, at);
    if len > 0 {
        if len > 2 || !(1..=31).contains(&day) {
            return None;
        }
        let after = skip(text, at + len, &["st", "nd", "rd", "th", "er", "o"]);
        let month_at = skip(text, skip(text, after, &[" ", "-", "/"]), &["of ", "de ", "du "]);
        let end = month_end(reading, month_at)?;
        return Some(year(text, end).unwrap_or(end));
    }
    let end = month_end(reading, at)?;
    let day_at = skip(text, skip(text, end, &[" ", "-", "/"]), &["the "]);
    let (day, len) = number(text, day_at);
    if (1..=2).contains(&len) && (1..=31).contains(&day) {
        let end = skip(text, day_at + len, &["st", "nd", "rd", "th"]);
        return Some(year(text, end).or_else(|| spoken_year(reading, end)).unwrap_or(end));
    }
    year(text, end)
}

fn month_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let mark = mark_at(reading, at).filter(|mark| matches!(mark.cue, Cue::Month(_)))?;
    Some(mark.end + usize::from(byte(reading.text, mark.end) == b'.'))
}

/// The phrase that begins here.
fn mark_at<'r>(reading: &'r Reading<'_>, at: usize) -> Option<&'r Mark> {
    let index = reading.marks.partition_point(|mark| mark.start < at);
    reading.marks.get(index).filter(|mark| mark.start == at)
}

/// `ninth of july 1966`, `january third nineteen eighty eight`, `oh four twelve eighty seven`.
fn in_speech(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let text = reading.text;
    let ending = |at: usize| {
        year(text, at).or_else(|| {
            let from = skip(text, at, &[", ", " "]);
            spoken(reading, from).map(|(end, _)| end)
        })
    };
    if let Some(month) = month_end(reading, at) {
        let day = skip(text, skip(text, month, &[" "]), &["the "]);
        let (end, count) = spoken(reading, day)?;
        return (count > 1).then_some(end).or_else(|| year(text, end));
    }
    let (end, count) = spoken(reading, at)?;
    let month = skip(text, skip(text, end, &[" "]), &["of ", "de "]);
    match month_end(reading, month) {
        Some(month) => ending(month),
        None => (count > 2).then_some(end),
    }
}

/// Where a year in words ends that follows a day: `march 14 eighty eight`.
fn spoken_year(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let from = skip(reading.text, at, &[", ", " "]);
    let tens = mark_at(reading, from)?;
    let (end, count) = spoken(reading, from)?;
    let begun = matches!(tens.cue, Cue::Number("19" | "20" | "30" | "40" | "50" | "60" | "70" | "80" | "90"));
    (begun && count > 1).then_some(end)
}

/// Where the number words end that begin here, and how many they are.
fn spoken(reading: &Reading<'_>, at: usize) -> Option<(usize, usize)> {
    const MOST: usize = 8;
    let (mut end, mut count, mut from) = (at, 0, at);
    while count < MOST
        && let Some(word) = mark_at(reading, from)
        && matches!(word.cue, Cue::Number(_) | Cue::Hundred | Cue::Thousand | Cue::Ordinal)
    {
        (end, count) = (word.end, count + 1);
        from = skip(reading.text, skip(reading.text, end, &[", ", " ", "-"]), &["of ", "and "]);
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
