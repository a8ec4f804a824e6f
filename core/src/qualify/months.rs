//! How many months away a time is that a lead named.

use std::sync::LazyLock;

use super::said::folded;
use crate::clock::Timestamp;
use crate::pattern::Pattern;

/// What is not soon, and has no date.
const NO_RUSH: f64 = 24.0;
const MILLIS_A_MONTH: f64 = 30.44 * 24.0 * 3600.0 * 1e3;

static COUNTED: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        r"\b(\d{1,2}|a few|a couple|an?|one|two|three|four|six|un|dos|tres|seis)( of)? (week|month|year|semana|mes|ano)",
    )
});
static SOON: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        r"\b(asap|right away|immediately|right now|now|today|this (week|month)|next week|lo antes posible|este mes|hoy|days?|dias?)\b",
    )
});

const NUMBERS: [(&str, f64); 12] = [
    ("a", 1.0),
    ("an", 1.0),
    ("one", 1.0),
    ("un", 1.0),
    ("two", 2.0),
    ("dos", 2.0),
    ("a couple", 2.0),
    ("three", 3.0),
    ("tres", 3.0),
    ("a few", 3.0),
    ("four", 4.0),
    ("six", 6.0),
];

/// The months' names, in both languages, as far as they tell them apart.
const MONTHS: [(&str, i8); 24] = [
    ("january", 1),
    ("enero", 1),
    ("february", 2),
    ("febrero", 2),
    ("march", 3),
    ("marzo", 3),
    ("april", 4),
    ("abril", 4),
    ("may", 5),
    ("mayo", 5),
    ("june", 6),
    ("junio", 6),
    ("july", 7),
    ("julio", 7),
    ("august", 8),
    ("agosto", 8),
    ("september", 9),
    ("septiembre", 9),
    ("october", 10),
    ("octubre", 10),
    ("november", 11),
    ("noviembre", 11),
    ("december", 12),
    ("diciembre", 12),
];

/// The middle of each season, in the northern half of the world.
const SEASONS: [(&str, i8); 8] = [
    ("spring", 4),
    ("primavera", 4),
    ("summer", 7),
    ("verano", 7),
    ("fall", 10),
    ("otono", 10),
    ("winter", 1),
    ("invierno", 1),
];

/// The months from `now` until a time that was named `at` a time; `None` where the words name none.
pub(super) fn until(words: &str, at: Timestamp, now: Timestamp) -> Option<f64> {
    let words = folded(words);
    let passed = now.as_millis().saturating_sub(at.as_millis()).max(0) as f64 / MILLIS_A_MONTH;
    from_then(&words, month_of(at)).map(|months| (months - passed).max(0.0))
}

fn from_then(words: &str, month: i8) -> Option<f64> {
    if ["rush", "hurry", "just ", "prisa", "solo "].iter().any(|lazy| words.contains(lazy)) {
        return Some(NO_RUSH);
    }
    if let Some(found) = COUNTED.regex().captures_iter(words).last() {
        let number = found.get(1)?.as_str();
        let number = NUMBERS.iter().find(|(name, _)| *name == number).map(|(_, n)| *n);
        let number = number.or_else(|| found.get(1)?.as_str().parse().ok())?;
        return Some(match found.get(3)?.as_str() {
            "week" | "semana" => number / 4.0,
            "month" | "mes" => number,
            _ => number * 12.0,
        });
    }
    let has = |name: &str| words.split(|c: char| !c.is_alphanumeric()).any(|word| word == name);
    let named = MONTHS.iter().chain(&SEASONS).find(|(name, _)| has(name));
    if let Some((_, named)) = named {
        let ahead = f64::from((named - month).rem_euclid(12));
        let next = has("next") && SEASONS.iter().any(|(name, _)| has(name)) && ahead < 3.0;
        return Some(if next { ahead + 12.0 } else { ahead });
    }
    if SOON.regex().is_match(words) {
        return Some(0.5);
    }
    if has("month") || has("mes") {
        return Some(1.0);
    }
    let this = has("this") || has("este");
    (has("year") || has("ano")).then(|| if this { f64::from(12 - month).max(1.0) } else { 12.0 })
}

fn month_of(at: Timestamp) -> i8 {
    jiff::Timestamp::from_millisecond(at.as_millis())
        .map_or(1, |at| at.to_zoned(jiff::tz::TimeZone::UTC).month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_so_many_months_away() {
        let at: Timestamp = "2026-11-23T15:00:00Z".parse().unwrap();
        for (words, months) in [
            ("asap", Some(0.5)),
            ("in 3 months", Some(3.0)),
            ("3-6 months", Some(6.0)),
            ("a couple of weeks", Some(0.5)),
            ("in a year", Some(12.0)),
            ("en 3 meses", Some(3.0)),
            ("next month", Some(1.0)),
            ("el proximo mes", Some(1.0)),
            ("by june", Some(7.0)),
            ("end of january", Some(2.0)),
            ("en marzo", Some(4.0)),
            ("this summer", Some(8.0)),
            ("next winter", Some(14.0)),
            ("this year", Some(1.0)),
            ("next year", Some(12.0)),
            ("el próximo año", Some(12.0)),
            ("no rush", Some(24.0)),
            ("sin prisa", Some(24.0)),
            ("when the right one comes", None),
        ] {
            assert_eq!(until(words, at, at), months, "{words}");
        }
        let later: Timestamp = "2027-02-23T15:00:00Z".parse().unwrap();
        let left = until("in 6 months", at, later).unwrap();
        assert!((2.9..3.1).contains(&left), "{left}");
        assert_eq!(until("asap", at, later), Some(0.0));
    }
}
