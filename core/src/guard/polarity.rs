//! What a clause says against the words on file: that a thing on file is not there, that a thing the file denies is, or
//! the opposite of what the file says of it.

use std::sync::LazyLock;

use regex::Regex;

use super::on_file::OnFile;
use super::opposites::Opposites;
use super::text::{Clause, pattern, screened, words};
use super::{Reading, Reason, Rule, times};
use crate::pattern::Pattern;

static DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:no|not|\w+n't|without|sin|ningun\w?|nada de|lacks|never)(?: (?:have|has|come with|include|be|an?|any|the|es|esta|son|tiene|trae|hay|incluye|se|de|un|una|del|el|la))* (?P<word>\w+)(?: (?P<next>\w+))?",
    )
});
/// Any word that turns a clause round.
static TURNS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(r"\b(?:no|not|\w+n't|without|sin|nor|neither|none|never|ningun\w?|tampoco|nada|lacks)\b")
});

static IS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:is|are|was|were|es|son|esta|estan)\b|\w'(?:s|re)\b"));
/// Between the things of a list.
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[,;:&+()/]|\b(?:and|with|plus|has|have|by|in|on|at|to|for|of|from|or|y|con|en|a|de|del|tiene|of)\b",
    )
});

/// What an offer of "now" stands against: a date on file from which it is to be had.
static AT_ONCE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:available|move[- ]in ready|ready|vacant|finished|completed|disponible|lista)\b(?: \w+){0,2} (?:now|today|immediately|right away|ahora|ya|de inmediato)\b|\bmove[- ]in[- ]ready\b|\bmove in (?:now|today|immediately|right away)",
    )
});
static STARTS: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:available|disponible|ready|completion|completed)\b"));
static LATER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:available|completion|ready|starts?|disponible)(?: \w+){0,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*",
    )
});

pub(super) fn check(reading: &Reading<'_>, on_file: &OnFile<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let opposites = Opposites::of(&reading.on_file);
    let later = LATER.is_match(&reading.on_file);
    for clause in reading.stated() {
        if denies(clause, on_file)
            || lingers(clause, on_file)
            || affirms(clause, on_file)
            || !clause.theirs && mixes(clause.text(), on_file)
        {
            let wrong = Reason::about("contradiction", "features", Rule::Feature);
            reasons.push(wrong.at(reading.span_of(clause)));
        }
        if opposites.are_in(clause.text())
            || another_month(clause.text(), reading)
            || later
                && (AT_ONCE.is_match(&clause.seen)
                    || STARTS.is_match(&clause.seen) && times::is_another_day(reading, clause))
        {
            let wrong = Reason::about("contradiction", "description", Rule::Opposite);
            reasons.push(wrong.at(reading.span_of(clause)));
        }
    }
    reasons
}

static MONTH_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*,?(?: de| of)? (?P<year>20\d\d)\b",
    )
});

/// Names a month of a year where the file and the lead name only others.
fn another_month(text: &str, reading: &Reading<'_>) -> bool {
    if !text.contains("20") || !MONTH_YEAR.is_match(text) {
        return false;
    }
    let months = |text: &str| -> Vec<(String, String)> {
        let of = |found: regex::Captures<'_>| {
            Some((
                found.name("month")?.as_str().replace("ene", "jan"),
                found.name("year")?.as_str().to_owned(),
            ))
        };
        MONTH_YEAR.captures_iter(text).filter_map(of).collect()
    };
    let known = months(&reading.on_file);
    let said = months(&reading.lead_said);
    !known.is_empty() && months(text).iter().any(|month| !known.contains(month) && !said.contains(month))
}

/// Words that many things on file have in common, and those that have rules of their own: to deny one denies none.
#[rustfmt::skip]
const COMMON: [&str; 30] = [
    "unit", "home", "house", "floor", "street", "lot", "story", "level", "room", "one", "two", "new", "each",
    "open", "listed", "available", "pets", "pet", "dogs", "dog", "cats", "cat", "mascotas", "perros", "gatos",
    "hoa", "allowed", "the", "casa", "year",
];

/// Says that what is on file is not there: "no parking", "the refrigerator doesn't convey".
fn denies(clause: &Clause, on_file: &OnFile<'_>) -> bool {
    TURNS.is_match(&clause.seen)
        && DENIAL.captures_iter(clause.text()).any(|found| {
            let words = ["word", "next"].into_iter().filter_map(|name| found.name(name)).map(|m| m.as_str());
            words.filter(|word| word.len() > 2 && !COMMON.contains(word)).take(1).any(|word| {
                let mut phrases = on_file.phrases_of(word).peekable();
                phrases.peek().is_some() && phrases.all(|phrase| !phrase.denies)
            })
        })
}

static STILL: LazyLock<Pattern> = LazyLock::new(|| screened(r"\b(?:still|remains?|todavia|aun|queda)\b"));

/// Says that what the file says was taken out is still there: "there's still knob-and-tube".
fn lingers(clause: &Clause, on_file: &OnFile<'_>) -> bool {
    const TAKEN_OUT: [&str; 4] = ["removed", "retirado", "quitado", "eliminado"];
    STILL.is_match(&clause.seen)
        && !TURNS.is_match(&clause.seen)
        && words(clause.text()).filter(|word| word.len() > 3 && !COMMON.contains(word)).any(|word| {
            let mut phrases = on_file.phrases_of(word).peekable();
            phrases.peek().is_some() && phrases.all(|phrase| TAKEN_OUT.iter().any(|out| phrase.has(out)))
        })
}

/// Says that what the file denies is there: "there's an elevator" against "no elevator".
fn affirms(clause: &Clause, on_file: &OnFile<'_>) -> bool {
    !clause.theirs
        && on_file.denies()
        && on_file.phrases().iter().any(|phrase| phrase.denies && phrase.is_in(clause.text()))
        && !TURNS.is_match(&clause.seen)
}

/// Who has to do with a house: "the builder's estimated completion" is no mix of the builder's warranty and another thing.
const WHO: [&str; 8] = ["builder", "seller", "owner", "landlord", "tenant", "board", "dueno", "constructor"];

/// Says of one thing on file what the file says of another: "the sewer line is original" where the built-ins are.
fn mixes(text: &str, on_file: &OnFile<'_>) -> bool {
    LISTED.split(text).any(|part| {
        let content: Vec<&str> = words(part)
            .filter(|word| {
                word.len() > 2
                    && !super::vocabulary::is_neutral(word)
                    && !WHO.contains(word)
                    && on_file.has(word)
            })
            .collect();
        content.len() >= 2
            && IS.is_match(part)
            && !on_file.phrases().iter().any(|phrase| content.iter().all(|word| phrase.has(word)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_what_they_are_for() {
        assert!(LATER.is_match("available december 15") && DENIAL.is_match("no parking"));
        assert!(IS.is_match("it's tile") && LISTED.is_match("a, b"));
        for pattern in [&TURNS, &AT_ONCE, &STILL] {
            assert!(!pattern.regex().as_str().is_empty());
        }
    }
}
