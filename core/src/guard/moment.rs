//! Moments as they are said: hours, days of a week or of a month, and days from today.

use std::sync::LazyLock;

use jiff::Zoned;
use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::text::{pattern, screened};
use crate::pattern::{Pattern, Seen};

const HALF_DAY: &str = r"am\b|pm\b|a\. ?m\.?|p\. ?m\.?|de la (?:tarde|manana|noche)";
const MONTHS: [&str; 24] = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?P<h1>\d{{1,2}})(?::(?P<m1>\d\d))? ?(?P<half1>{HALF_DAY})? ?(?:-+|to|until|till|and|a|y|hasta) ?(?:las? )?(?P<h2>\d{{1,2}})(?::(?P<m2>\d\d))? ?(?P<half2>{HALF_DAY})"
    ))
});
static BARE_RANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:from|between|runs|goes|open|de|entre)(?: las?)? |\()(?P<h1>\d{1,2})(?::(?P<m1>\d\d))? ?(?:-+|to|until|and|a|y|hasta)(?: las?)? (?P<h2>\d{1,2})(?::(?P<m2>\d\d))?(?:[\s.,!?)]*$|[.,!?;)] | (?:on|this|el|de la|with|and|y|or|central|eastern|pacific|mountain|arizona)\b| &)",
    )
});
/// "Sat 11-1": hours with no other mark than a day's name before them.
static DAY_RANGE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:mon|tue|wed|thu|fri|sat|sun|lunes|martes|miercoles|jueves|viernes|sabado|domingo)[a-z]{0,6}[:,]? (?:is |es |runs |at )?(?P<h1>\d{1,2})(?::(?P<m1>\d\d))? ?(?:-|to|a) ?(?P<h2>\d{1,2})(?::(?P<m2>\d\d))?\b",
    )
});
static SINGLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?P<h1>\d{{1,2}})(?::(?P<m1>\d\d))? ?(?P<half1>{HALF_DAY}|o'clock)|\b(?P<h2>[01]?\d|2[0-3]):(?P<m2>[0-5]\d)\b|(?:\bat|@|\ba las?|\b(?:until|till|after|before|starts at|from|hasta las?|despues de las?)) ?(?P<h3>\d{{1,2}})(?:[\s.,;!?)]*$|[.,;!?)]+ | (?:on|this|tomorrow|today|works?|el|for|del|de la|y|pero|with|if|would|is|and|or|to|ok|okay|good|please|maybe|instead|possible|as well|too|then|still|so|but|mon\w*|tues?\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*)\b)"
    ))
});
/// "Noon to 2": the second end has no mark of its own.
static FROM_NOON: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:noon|midday|mediodia) ?(?:-|to|until|till?|a|hasta) ?(?:las )?(?P<h1>\d{1,2})(?::(?P<m1>\d\d))?\b",
    )
});
/// "10:30 to noon", "11 til noon".
static TO_NOON: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?P<h1>\d{1,2})(?::(?P<m1>\d\d))? ?(?:-|to|until|till?|a|hasta) ?(?:el )?(?:noon|midday|mediodia)\b",
    )
});
static NOON: LazyLock<Pattern> = LazyLock::new(|| screened(r"\b(?:noon|midday|mediodia)\b"));
static WEEKDAY: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?P<day>monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes|sabado|domingo)s?\b|\b(?P<short>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?,? ?(?:at |from |the |\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(?P<lone>mon|tues?|wed|thu(?:rs?)?|fri)\b(?:[\s?.!,]*$|,? (?:morning|afternoon|evening|night|after|before|or|and|works)\b)|\b(?:on|this|next) (?P<next>sat|sun)\b|\b(?P<part>sat|sun) (?:morning|afternoon|evening|night)\b",
    )
});
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?:,? 20\d\d\b)?|\b(?P<day2>\d{1,2}) (?:de )?(?P<month2>ene(?:ro)?|feb(?:rero)?|marzo|abr(?:il)?|mayo|jun(?:io)?|jul(?:io)?|ago(?:sto)?|sep(?:tiembre)?|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?)\b(?: de 20\d\d)?|\b(?P<month3>1[0-2]|0?[1-9])/(?P<day3>3[01]|[12]\d|0?[1-9])(?:/(?:20)?\d\d)?\b|\b20\d\d-(?P<month4>\d\d)-(?P<day4>\d\d)\b",
    )
});
/// "3/2.5" is beds and baths, "on 3/2" a day.
static ROOMS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b[1-9]/[1-9]\.5\b|(?:^|\b(?:a|an|is|it's|un|una|baths?|beds?):?\s)[1-9]/[1-9]\b")
});
static DAY_OF: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:the|el|dia) (?P<day>\d{1,2})(?:st|nd|rd|th)\b"));
/// "Domingo 6 de 12 a 2": the day of the month after the day of the week.
static WEEKDAY_DAY: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo),? (?P<day>\d{1,2})(?P<after>[\s.,;!?)]*$| (?:de|del|y|a las)\b|[,.])",
    )
});
static RELATIVE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?P<today>today|tonight|hoy|this (?:morning|afternoon|evening))\b|\b(?P<tomorrow>tomorrow)\b|(?:^|[^a] )(?P<manana>manana)\b",
    )
});
/// A moment as it is said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Moment {
    /// Minutes after midnight, and whether the half of the day is known.
    Time(i64, bool),
    Weekday(Weekday),
    /// Month and day.
    Day(i8, i8),
    /// A day of some month, as in "the 28th".
    DayOf(i8),
    /// Days from today.
    FromToday(i8),
}

/// Blots times and dates out, so that their digits are not read as claims.
pub(super) fn blot(seen: &Seen<String>) -> String {
    let mut text = seen.text().to_owned();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return text;
    }
    // A year after the date goes with it.
    if WEEKDAY_DAY.is_match(seen) {
        text = WEEKDAY_DAY.regex().replace_all(&MONTH_DAY.replace_all(&text, "¤"), "¤$after").into_owned();
    }
    text = MONTH_DAY.replace_all(&text, "¤").into_owned();
    if DAY_OF.is_match(&text) {
        let whole = text.clone();
        let day = |found: &Captures<'_>| match found.get(0) {
            Some(kept) if !is_day(found, &whole) => kept.as_str().to_owned(),
            _ => "¤".to_owned(),
        };
        text = DAY_OF.replace_all(&whole, day).into_owned();
    }
    text = RANGE.replace_all(&text, "¤").into_owned();
    for regex in ranges(seen).chain([&*SINGLE]) {
        if regex.is_match(&text) {
            text = regex.replace_all(&text, "¤").into_owned();
        }
    }
    text
}

/// How hours are given from one to another without a half of the day.
fn ranges<T: AsRef<str>>(seen: &Seen<T>) -> impl Iterator<Item = &'static Regex> {
    let marked = [&DAY_RANGE, &FROM_NOON, &TO_NOON];
    let marked: Vec<_> = marked.into_iter().filter(|range| range.is_match(seen)).map(|r| r.regex()).collect();
    marked.into_iter().chain([&*BARE_RANGE])
}

pub(super) fn moments<T: AsRef<str>>(seen: &Seen<T>) -> Vec<Moment> {
    let text = seen.text();
    let mut all = Vec::new();
    named(seen, &mut all);
    // All that follows has a digit in it.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return all;
    }
    let text = &ROOMS.replace_all(text, "¤");
    for found in MONTH_DAY.captures_iter(text) {
        let get = |name: &str| found.name(name).map(|m| m.as_str());
        let month = get("month").or(get("month2")).or(get("month3")).or(get("month4"));
        let day = get("day").or(get("day2")).or(get("day3")).or(get("day4")).and_then(|day| day.parse().ok());
        if let (Some(month), Some(day)) = (month.and_then(month_number), day) {
            all.push(Moment::Day(month, day));
        }
    }
    for found in DAY_OF.captures_iter(text).filter(|found| is_day(found, text)) {
        all.extend(found.name("day").and_then(|day| day.as_str().parse().ok()).map(Moment::DayOf));
    }
    let text = MONTH_DAY.replace_all(text, "¤");
    let text = DAY_OF.replace_all(&text, "¤");
    let mut text = text.into_owned();
    if WEEKDAY_DAY.is_match(seen) {
        let days = WEEKDAY_DAY.regex();
        for found in days.captures_iter(&text) {
            all.extend(found.name("day").and_then(|day| day.as_str().parse().ok()).map(Moment::DayOf));
        }
        text = days.replace_all(&text, "¤$after").into_owned();
    }
    for found in RANGE.captures_iter(&text) {
        let half = found.name("half2").map(|m| m.as_str());
        all.extend(time(&found, "h2", "m2", half));
        let own = found.name("half1").map(|m| m.as_str());
        let (first, last) = (time(&found, "h1", "m1", own.or(half)), time(&found, "h2", "m2", half));
        // "11 to 2 pm" begins in the morning.
        match (first, last) {
            (Some(Moment::Time(from, known)), Some(Moment::Time(to, _))) if own.is_none() && from > to => {
                all.push(Moment::Time(from - 720, known));
            }
            (Some(first), _) => all.push(first),
            (None, _) => {}
        }
    }
    let text = RANGE.replace_all(&text, "¤");
    let mut text = text.into_owned();
    for range in ranges(seen) {
        for found in range.captures_iter(&text) {
            all.extend(time(&found, "h1", "m1", None));
            let second = found.name("h2").and_then(|_| time(&found, "h2", "m2", None));
            all.extend(second);
        }
        text = range.replace_all(&text, "¤").into_owned();
    }
    for found in SINGLE.captures_iter(&text) {
        let half = found.name("half1").map(|m| m.as_str()).filter(|half| *half != "o'clock");
        all.extend(time(&found, "h1", "m1", half));
        all.extend(time(&found, "h2", "m2", None));
        all.extend(time(&found, "h3", "m3", None));
    }
    all
}

/// "The 22nd floor" is no day.
fn is_day(found: &Captures<'_>, text: &str) -> bool {
    let after = found.get(0).and_then(|day| text.get(day.end()..)).unwrap_or_default();
    ![" floor", " story", " level", " unit"].iter().any(|of| after.starts_with(of))
}

fn named<T: AsRef<str>>(seen: &Seen<T>, all: &mut Vec<Moment>) {
    let iter = |pattern: &'static Pattern| {
        let found = pattern.is_match(seen).then(|| pattern.regex().captures_iter(seen.text()));
        found.into_iter().flatten()
    };
    for found in iter(&WEEKDAY) {
        let name = ["day", "short", "lone", "next", "part"].into_iter().find_map(|name| found.name(name));
        all.extend(name.and_then(|name| weekday(name.as_str())).map(Moment::Weekday));
    }
    for found in iter(&RELATIVE) {
        all.push(Moment::FromToday(i8::from(found.name("today").is_none())));
    }
    all.extend(iter(&NOON).map(|_| Moment::Time(720, true)));
}

pub(super) fn time(found: &Captures<'_>, hour: &str, minute: &str, half: Option<&str>) -> Option<Moment> {
    let hour: i64 = found.name(hour)?.as_str().parse().ok()?;
    let minute: i64 = found.name(minute).and_then(|m| m.as_str().parse().ok()).unwrap_or(0);
    let hour = match half {
        Some(half) if half.starts_with('p') || half.contains("tarde") || half.contains("noche") => {
            hour % 12 + 12
        }
        Some(_) => hour % 12,
        None => hour,
    };
    // 13:00 needs no half of the day to be clear.
    (hour < 24 && minute < 60).then_some(Moment::Time(hour * 60 + minute, half.is_some() || hour > 12))
}

pub(super) fn is_one_of(moment: Moment, instants: &[Zoned], today: Date) -> bool {
    instants.iter().any(|at| match moment {
        Moment::Time(minutes, known) => {
            let at = i64::from(at.hour()) * 60 + i64::from(at.minute());
            at == minutes || !known && at % 720 == minutes % 720
        }
        Moment::Weekday(day) => at.weekday() == day,
        Moment::Day(month, day) => at.month() == month && at.day() == day,
        Moment::DayOf(day) => at.day() == day,
        Moment::FromToday(days) => from_today(today, days) == Some(at.date()),
    })
}

/// Whether two moments can be the same one, each in its own words.
pub(super) fn alike(a: Moment, b: Moment, today: Date) -> bool {
    match (a, b) {
        (Moment::Time(a, a_known), Moment::Time(b, b_known)) => {
            a == b || !(a_known && b_known) && a % 720 == b % 720
        }
        (Moment::Time(..), _) | (_, Moment::Time(..)) => false,
        (Moment::Weekday(a), Moment::Weekday(b)) => a == b,
        (Moment::Day(m1, d1), Moment::Day(m2, d2)) => (m1, d1) == (m2, d2),
        (Moment::DayOf(a), Moment::DayOf(b) | Moment::Day(_, b)) | (Moment::Day(_, a), Moment::DayOf(b)) => {
            a == b
        }
        (Moment::Weekday(day), other) | (other, Moment::Weekday(day)) => {
            date_of(other, today).is_some_and(|date| date.weekday() == day)
        }
        _ => date_of(a, today).is_some() && date_of(a, today) == date_of(b, today),
    }
}

pub(super) fn date_of(moment: Moment, today: Date) -> Option<Date> {
    match moment {
        Moment::FromToday(days) => from_today(today, days),
        Moment::Day(month, day) => {
            let this_year = Date::new(today.year(), month, day).ok()?;
            // A day that has gone by is next year's.
            if this_year < today { Date::new(today.year() + 1, month, day).ok() } else { Some(this_year) }
        }
        Moment::Time(..) | Moment::Weekday(_) | Moment::DayOf(_) => None,
    }
}

fn from_today(today: Date, days: i8) -> Option<Date> {
    today.checked_add(jiff::Span::new().days(days)).ok()
}

fn month_number(name: &str) -> Option<i8> {
    if let Ok(number) = name.parse() {
        return Some(number);
    }
    let index = MONTHS.iter().rposition(|month| month.get(..3) == name.get(..3))?;
    i8::try_from(index % 12 + 1).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    let start = name.get(..3)?;
    Some(match start {
        "mon" | "lun" => Weekday::Monday,
        "tue" | "mar" => Weekday::Tuesday,
        "wed" | "mie" => Weekday::Wednesday,
        "thu" | "jue" => Weekday::Thursday,
        "fri" | "vie" => Weekday::Friday,
        "sat" | "sab" => Weekday::Saturday,
        "sun" | "dom" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_dates_are_read() {
        let rows: [(&str, &[Moment]); 15] = [
            (
                "sat 11-1",
                &[Moment::Weekday(Weekday::Saturday), Moment::Time(660, false), Moment::Time(60, false)],
            ),
            (
                "domingo 6 de 12 a 2",
                &[
                    Moment::Weekday(Weekday::Sunday),
                    Moment::DayOf(6),
                    Moment::Time(720, false),
                    Moment::Time(120, false),
                ],
            ),
            ("from 1 to 3 pm", &[Moment::Time(900, true), Moment::Time(780, true)]),
            ("11 to 2 pm", &[Moment::Time(840, true), Moment::Time(660, true)]),
            ("1:00-3:00 pm", &[Moment::Time(900, true), Moment::Time(780, true)]),
            ("13:00 to 15:00", &[Moment::Time(780, true), Moment::Time(900, true)]),
            ("de 1 a 3 de la tarde", &[Moment::Time(900, true), Moment::Time(780, true)]),
            ("at 4", &[Moment::Time(240, false)]),
            ("at noon", &[Moment::Time(720, true)]),
            ("saturday, november 28", &[Moment::Weekday(Weekday::Saturday), Moment::Day(11, 28)]),
            ("sat 11/28", &[Moment::Weekday(Weekday::Saturday), Moment::Day(11, 28)]),
            ("el sabado 28 de noviembre", &[Moment::Weekday(Weekday::Saturday), Moment::Day(11, 28)]),
            ("tomorrow", &[Moment::FromToday(1)]),
            ("at $689,000 with 3 beds", &[]),
            ("3 to 4 bedrooms in the sun", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(moments(&Seen::of(text)), expected, "{text}");
        }
    }
}
