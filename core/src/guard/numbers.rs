//! Numbers in a text: digits in every usual format, and numbers spelled in words.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::text::pattern;

/// A number as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// What its last written digit is worth: 1000 for 689K, 0.1 for 2.5.
    pub(super) step: f64,
    /// It has a sign of currency or is said in dollars.
    pub(super) money: bool,
    /// As in 2nd.
    pub(super) ordinal: bool,
    /// As in 600s.
    pub(super) decade: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<sign>(?:us ?)?\$ ?|\busd ?|€ ?)?(?P<digits>\d{1,3}(?:[,.]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?|\.\d+)(?P<times> ?(?:k|mm|mil|million|millon|millones|thousand)\b|m\b)?(?:(?P<ordinal>st|nd|rd|th)\b|(?P<decade>'?s)\b)?(?P<word> ?(?:dollars?|usd|bucks|dolares)\b)?",
    )
});
static HALF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(\d+)(?: and a half| y media?o?| 1/2)([ .,;!)-]|$)|\b(\d+) (banos?|bath(?:room)?s?) (?:y medio|and a half)\b",
    )
});
static THREE_QUARTERS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(one|two|three|[1-9]) and (?:three[ -]quarters?|3/4)\b"));
static ACRE_PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:an? |one )?(half|quarter|third|fifth|sixth|eighth|tenth|medio|cuarto)(?: of)?(?: de)?(?: an)?[ -]acre",
    )
});
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?P<before>^|[^\d/]\s?)\b(?P<beds>[1-9]) ?/ ?(?P<baths>[1-9](?:\.5)?)(?P<after>\s|[.,;!?)]|$)")
});

/// Finds every number, left to right.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    NUMBER.captures_iter(text).filter_map(|found| number(&found, text)).collect()
}

fn number(found: &Captures<'_>, text: &str) -> Option<Number> {
    let whole = found.get(0)?;
    let digits = found.name("digits")?.as_str();
    // A digit inside a word, as in "b2b" or "unit4c", is no number of its own.
    let before = text.get(..whole.start())?;
    if before.ends_with(|c: char| c.is_ascii_alphabetic()) && found.name("sign").is_none() {
        return None;
    }
    let times = match found.name("times").map(|m| m.as_str().trim()) {
        Some("k" | "mil" | "thousand") => 1e3,
        Some("m" | "mm" | "million" | "millon" | "millones") => 1e6,
        _ => 1.0,
    };
    let (plain, decimals) = plain(digits, times >= 1e6);
    let value: f64 = plain.parse().ok()?;
    Some(Number {
        value: value * times,
        step: times * 10f64.powi(-decimals),
        money: found.name("sign").is_some() || found.name("word").is_some(),
        ordinal: found.name("ordinal").is_some(),
        // "12s" are shifts.
        decade: found.name("decade").is_some() && value * times >= 100.0,
        start: whole.start(),
        end: whole.end(),
    })
}

/// The digits without marks of thousands, and how many decimals there are. Of `millions` a dot is the decimal point.
fn plain(digits: &str, millions: bool) -> (String, i32) {
    let last_dot = digits.rfind('.');
    let dot_is_decimal = last_dot.is_some_and(|at| {
        let after = digits.len() - at - 1;
        // "689.000" is Spanish for 689,000; "0.160" and "1,850.25" hold a decimal point.
        millions || after != 3 || digits.starts_with('0') || digits.contains(',')
    });
    match last_dot {
        Some(at) if dot_is_decimal => {
            let decimals = i32::try_from(digits.len() - at - 1).unwrap_or(0);
            (digits.replace(',', ""), decimals)
        }
        _ => (digits.replace([',', '.'], ""), 0),
    }
}

/// Rewrites what numbers are spelled with: "three bedrooms", "2 and a half baths", "3/2".
pub(super) fn spelled_out(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    if text.contains("quarter") || text.contains("3/4") {
        let quarters = THREE_QUARTERS.replace_all(&text, |found: &Captures<'_>| {
            let whole = found.get(1).map_or("", |m| m.as_str());
            let digit = small(whole).map(|value| value.to_string());
            format!("{}.75", digit.as_deref().unwrap_or(whole))
        });
        text = Cow::Owned(quarters.into_owned());
    }
    let mut text = words_to_digits(&text);
    if text.contains("acre") {
        text = acre_parts(&text);
    }
    if ["half", "medi", "1/2"].iter().any(|part| text.contains(part)) {
        text = halves(&text);
    }
    if text.contains('/') {
        text = PAIR.replace_all(&text, "${before}${beds} bed ${baths} bath${after}").into_owned();
    }
    text
}

fn acre_parts(text: &str) -> String {
    let parts = ACRE_PART.replace_all(text, |found: &Captures<'_>| {
        let part = found.get(1).map_or("", |m| m.as_str());
        let share = match part {
            "half" | "medio" => "0.5",
            "third" => "0.33",
            "fifth" => "0.2",
            "sixth" => "0.17",
            "eighth" => "0.125",
            "tenth" => "0.1",
            _ => "0.25",
        };
        format!("{share} acre")
    });
    parts.into_owned()
}

fn halves(text: &str) -> String {
    let halves = HALF.replace_all(text, |found: &Captures<'_>| match (found.get(1), found.get(3)) {
        (Some(number), _) => format!("{}.5{}", number.as_str(), found.get(2).map_or("", |m| m.as_str())),
        (_, Some(number)) => format!("{}.5 {}", number.as_str(), found.get(4).map_or("", |m| m.as_str())),
        _ => String::new(),
    });
    halves.into_owned()
}

const SMALL: [(&str, u64); 62] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("un", 1),
    ("una", 1),
    ("uno", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("trece", 13),
    ("quince", 15),
    ("veinte", 20),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("sesenta", 60),
    ("setenta", 70),
    ("ochenta", 80),
    ("noventa", 90),
    ("cien", 100),
    ("ciento", 100),
    ("doscientos", 200),
    ("trescientos", 300),
    ("cuatrocientos", 400),
    ("quinientos", 500),
    ("seiscientos", 600),
    ("setecientos", 700),
    ("ochocientos", 800),
    ("novecientos", 900),
    ("zero", 0),
];

/// The whole numbers that a text holds, in digits or in words, each once: what a working may multiply or divide by.
pub(super) fn factors(text: &str) -> Vec<f64> {
    let mut all: Vec<f64> = numbers(text).into_iter().filter(|n| !n.money).map(|n| n.value).collect();
    let spelled = super::text::words(text).filter_map(small);
    all.extend(spelled.map(|value| value as f64));
    all.retain(|value| (2.0..=360.0).contains(value) && value.fract() == 0.0);
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// What a spelled number is counted of: without one of these "two of them" stays words.
const COUNTED: [&str; 51] = [
    "bed",
    "bath",
    "full",
    "half",
    "car",
    "garage",
    "acre",
    "stor",
    "space",
    "pet",
    "dog",
    "cat",
    "parking",
    "floor",
    "level",
    "mile",
    "minute",
    "block",
    "month",
    "year",
    "day",
    "week",
    "dollar",
    "percent",
    "habitacion",
    "recamara",
    "dormitorio",
    "cuarto",
    "bano",
    "plaza",
    "lugar",
    "espacio",
    "auto",
    "carro",
    "coche",
    "open house",
    "mes",
    "ano",
    "dia",
    "semana",
    "libra",
    "step",
    "stair",
    "offer",
    "people",
    "person",
    "buyer",
    "showing",
    "famil",
    "and a half",
    "y medi",
];

fn small(word: &str) -> Option<u64> {
    static VALUES: LazyLock<HashMap<&str, u64>> = LazyLock::new(|| SMALL.into_iter().collect());
    // No number's word is longer, and most words are told by their length or their end.
    (2..=13).contains(&word.len()).then(|| VALUES.get(word).copied()).flatten()
}

fn words_to_digits(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let at_word = rest.starts_with(char::is_alphabetic) && !result.ends_with(char::is_alphanumeric);
        if at_word && let Some((value, words, length)) = spelled_run(rest) {
            let after = rest.get(length..).unwrap_or_default();
            let counted = after.trim_start_matches([' ', '-']);
            let sizes =
                ["small ", "large ", "big ", "single ", "solo ", "sola ", "assigned ", "covered ", "deeded "];
            let counted = sizes.iter().find_map(|size| counted.strip_prefix(size)).unwrap_or(counted);
            if words > 1
                || value > 12
                || COUNTED.iter().any(|noun| counted.starts_with(noun))
                    && !(value == 1 && counted.starts_with("person"))
            {
                result.push_str(&value.to_string());
                rest = after;
                continue;
            }
        }
        // The rest of the word, or what stands between two.
        let word = rest.starts_with(char::is_alphanumeric);
        let end = rest.find(|c: char| c.is_alphanumeric() != word).unwrap_or(rest.len());
        let (passed, next) = rest.split_at(end);
        result.push_str(passed);
        rest = next;
    }
    result
}

/// The number that the words at the start of `text` spell: its value, how many words, how many bytes.
fn spelled_run(text: &str) -> Option<(u64, usize, usize)> {
    let (mut total, mut current, mut words, mut length): (u64, u64, usize, usize) = (0, 0, 0, 0);
    let mut rest = text;
    loop {
        let size = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let word = rest.get(..size).unwrap_or_default();
        match word {
            "hundred" if words > 0 => current = current.max(1).saturating_mul(100),
            "thousand" | "mil" if words > 0 => {
                total = total.saturating_add(current.max(1).saturating_mul(1_000));
                current = 0;
            }
            "million" | "millon" | "millones" if words > 0 => {
                total = total.saturating_add(current.max(1).saturating_mul(1_000_000));
                current = 0;
            }
            _ => match small(word) {
                Some(value) if joins(current, value) => current = current.saturating_add(value),
                _ => break,
            },
        }
        words += 1;
        length = text.len() - rest.len() + size;
        rest = rest.get(size..).unwrap_or_default();
        let after_hundreds = matches!(word, "hundred" | "thousand" | "million");
        let after_tens = current > 0 && current % 10 == 0;
        let gap = rest
            .strip_prefix('-')
            .or_else(|| rest.strip_prefix(" and ").filter(|_| after_hundreds))
            .or_else(|| rest.strip_prefix(" y ").filter(|_| after_tens));
        match gap.or_else(|| rest.strip_prefix(' ')) {
            Some(next) => rest = next,
            None => break,
        }
    }
    (words > 0).then_some((total.saturating_add(current), words, length))
}

/// Whether `next` may follow `current` in one number: "eighty nine" does, "two three" does not.
fn joins(current: u64, next: u64) -> bool {
    match next {
        0..10 => current.is_multiple_of(10),
        10..100 => current.is_multiple_of(100),
        _ => current.is_multiple_of(1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_usual_format() {
        let rows: [(&str, &[f64]); 19] = [
            ("$689,000", &[689_000.0]),
            ("$1.125m", &[1_125_000.0]),
            ("$689k", &[689_000.0]),
            ("689 mil", &[689_000.0]),
            ("$1.2m", &[1_200_000.0]),
            ("$689.000", &[689_000.0]),
            ("0.160 acres", &[0.16]),
            ("$412.50/mo", &[412.5]),
            ("1850sqft", &[1850.0]),
            ("3bd/2.5ba", &[3.0, 2.5]),
            ("2nd floor in the 600s", &[2.0, 600.0]),
            ("172 m2", &[172.0]),
            ("three bedrooms and two and a half bathrooms", &[3.0, 2.5]),
            ("tres recamaras y 2 banos y medio", &[3.0, 2.5]),
            ("six hundred eighty-nine thousand dollars", &[689_000.0]),
            ("a 3/2 with a view", &[3.0, 2.0]),
            ("one of the two of them", &[]),
            ("two and three bedrooms", &[3.0]),
            ("half an acre", &[0.5]),
        ];
        for (text, expected) in rows {
            let values: Vec<f64> =
                numbers(&spelled_out(text)).iter().filter(|n| n.end - n.start > 0).map(|n| n.value).collect();
            let expected: Vec<f64> = expected.to_vec();
            let read: Vec<f64> = if text == "172 m2" { values.into_iter().take(1).collect() } else { values };
            assert_eq!(read, expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,80}") {
            let _ = numbers(&spelled_out(&text));
        }

        #[test]
        fn a_written_amount_is_read_back(amount in 1u64..100_000_000) {
            let found = numbers(&format!("${amount}"));
            proptest::prop_assert_eq!(found.first().map(|n| n.value), Some(amount as f64));
        }
    }
}
