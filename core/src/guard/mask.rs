//! Blots out what is on file as a name or number to call, so that its digits and words are not read as claims.

use std::sync::LazyLock;

use regex::Regex;

use super::Draft;
use super::text::{fold, pattern};
use super::vocabulary;

/// Stands where something was blotted out.
pub(super) const BLOT: &str = "¤";

/// A phone number as people write it in the US, or in international form.
pub(super) static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[ .-]?)\d{3}[ .-]?\d{4}\b|\+\d{8,15}\b")
});
/// An e-mail address.
pub(super) static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}"));
/// A link, with or without its scheme.
pub(super) static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:https?://|www\.)[^\s)>\]]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|gov|edu|io|co|us|info|homes|realty|house|app|link|ly|example)\b(?:/[^\s)>\]]*)?",
    )
});
/// A number and a street.
pub(super) static STREET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(\d{1,6}[a-z]?) ((?:[nsew]\.? |north |south |east |west )?[a-z]+(?: [a-z]+){0,2}?) (?:street|st|avenue|ave|lane|ln|road|rd|drive|dr|court|ct|boulevard|blvd|way|place|pl|circle|cir|terrace|trail|trl|parkway|pkwy|loop|cove|cv|highway|hwy)\b\.?(?:,? (?:#|apt\.?|unit|ste\.?) ?[a-z0-9-]+\b|,? #[a-z0-9-]+\b)?",
    )
});
static LIST_MARK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\s*\d{1,2}[.)]\s"));

/// The folded text with what is on file as a name or number blotted out.
pub(super) fn blot(folded: &str, draft: &Draft<'_>) -> String {
    let mut text = LIST_MARK.replace_all(folded, "- ").into_owned();
    for known in known(draft) {
        if known.chars().count() >= 2 && text.contains(known.as_str()) {
            text = replace_whole(&text, &known);
        }
    }
    if let Some(name) = common_name(draft) {
        text = replace_acting(&text, &name);
    }
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    for (regex, may_match) in
        [(&EMAIL, text.contains('@')), (&LINK, text.contains('.')), (&PHONE, digits), (&STREET, digits)]
    {
        if may_match && regex.is_match(&text) {
            text = regex.replace_all(&text, BLOT).into_owned();
        }
    }
    text
}

/// What only somebody does: of an agent June or Mark, the name is a word wherever these do not follow.
const ACTS: [&str; 12] = [
    " will ",
    " can ",
    " would ",
    " could ",
    " may ",
    " might ",
    " has ",
    " knows ",
    " handles ",
    "'ll ",
    " to ",
    " le ",
];

/// The agent's first name, where it is a word of its own.
fn common_name(draft: &Draft<'_>) -> Option<String> {
    let agent = fold(draft.account.agent.as_deref()?);
    agent.split_whitespace().next().filter(|first| vocabulary::is_word(first)).map(str::to_owned)
}

/// The names and numbers on file, folded, longest first.
fn known(draft: &Draft<'_>) -> Vec<String> {
    let account = draft.account;
    let mut all: Vec<String> = [
        Some(&account.brand),
        account.agent.as_ref(),
        account.brokerage.as_ref(),
        account.license.as_ref(),
        account.nmls.as_ref(),
        account.phone.as_ref(),
        account.postal_address.as_ref(),
    ]
    .into_iter()
    .flatten()
    .map(|text| fold(text))
    .collect();
    // "Dana" alone is the agent too; a first name that is a common word is left.
    if let Some(agent) = account.agent.as_deref().map(fold) {
        let parts: Vec<&str> = agent.split_whitespace().collect();
        let firsts = (1..parts.len()).filter_map(|count| parts.get(..count));
        all.extend(firsts.map(|first| first.join(" ")).filter(|first| !vocabulary::is_word(first)));
        if let Some(last) = parts.last().filter(|_| parts.len() > 1) {
            let titles =
                ["mr. ", "mr ", "ms. ", "ms ", "mrs. ", "mrs ", "sr. ", "sra. ", "senor ", "senora "];
            all.extend(titles.map(|title| format!("{title}{last}")));
        }
    }
    for number in [&account.license, &account.nmls].into_iter().flatten() {
        all.extend(
            number.split_whitespace().filter(|part| part.chars().any(|c| c.is_ascii_digit())).map(fold),
        );
    }
    for listing in draft.listings {
        all.push(fold(&listing.id));
        all.extend(listing.zip.as_deref().map(fold));
        if let Some(address) = &listing.address {
            let address = fold(address);
            all.extend(street_key(&address).map(|(number, name)| format!("{number} {name}")));
            all.extend(without_suffix(&address));
            let units = address.split_whitespace().skip(1).map(|part| part.trim_matches(['#', ',', '.']));
            let words: Vec<&str> = address.split_whitespace().collect();
            let named = words.windows(2).filter_map(|pair| match pair {
                ["unit" | "apt" | "apt." | "ste" | "depto", number] => Some(number),
                _ => None,
            });
            for number in named {
                all.extend(
                    ["unit", "apt", "apartment", "#", "depto"].map(|kind| {
                        if kind == "#" { format!("#{number}") } else { format!("{kind} {number}") }
                    }),
                );
            }
            all.extend(units.filter(|part| part.chars().any(|c| c.is_ascii_digit())).map(str::to_owned));
            all.push(address);
        }
    }
    all.extend(draft.lead.address.iter().map(|address| fold(address.expose())));
    all.sort_by_key(|text| std::cmp::Reverse(text.len()));
    all
}

/// The number and the first word of the street's name, which tell two addresses apart.
pub(super) fn street_key(address: &str) -> Option<(&str, &str)> {
    let mut words = address.split_whitespace();
    let number = words.next().filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let name = words.find(|word| !DIRECTIONS.contains(&word.trim_end_matches('.')))?;
    Some((number, name.trim_end_matches([',', '.'])))
}

/// "3350 E Palo Brea Ln" without its last word, as people write it.
fn without_suffix(address: &str) -> Option<String> {
    let street = address.split([',', '#']).next()?.trim();
    let words: Vec<&str> =
        street.split(' ').filter(|word| !matches!(*word, "unit" | "apt" | "apt.")).collect();
    let named = words.iter().skip(1).filter(|word| !DIRECTIONS.contains(word)).count();
    let rest = words.get(..words.len().checked_sub(1)?)?;
    (named >= 2 && rest.first()?.starts_with(|c: char| c.is_ascii_digit())).then(|| rest.join(" "))
}

const DIRECTIONS: [&str; 8] = ["n", "s", "e", "w", "north", "south", "east", "west"];

/// Replaces a name that is a word of its own where somebody of that name acts: at a clause's beginning, before what one does.
fn replace_acting(text: &str, name: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, tail) = rest.split_at(at);
        result.push_str(before);
        let after = tail.get(name.len()..).unwrap_or_default();
        let said = result.trim_end_matches(' ');
        let opens = said.is_empty()
            || said.ends_with(['.', '!', '?', ',', ';', ':', '-', '\n'])
            || [" and", " so", " but", " then"].iter().any(|joins| said.ends_with(joins));
        let acts = opens && ACTS.iter().any(|act| after.starts_with(act));
        result.push_str(if acts { BLOT } else { name });
        rest = after;
    }
    result.push_str(rest);
    result
}

/// Replaces `known` where it stands as whole words.
fn replace_whole(text: &str, known: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(known) {
        let (before, tail) = rest.split_at(at);
        let after = tail.get(known.len()..).unwrap_or_default();
        let whole = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        result.push_str(before);
        result.push_str(if whole { BLOT } else { known });
        rest = after;
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_a_word_is_one_where_somebody_acts() {
        for (text, blotted) in [
            ("june will ask, and june can call.", "\u{a4} will ask, and \u{a4} can call."),
            ("it ends in june. june 5 is a friday", "it ends in june. june 5 is a friday"),
            ("your june will be busy", "your june will be busy"),
        ] {
            assert_eq!(replace_acting(text, "june"), blotted);
        }
    }

    #[test]
    fn known_words_are_blotted_whole() {
        assert_eq!(replace_whole("at 12 oak, 12 oaks and 112 oak", "12 oak"), "at ¤, 12 oaks and 112 oak");
        assert_eq!(street_key("88 n. rainey st #1204"), Some(("88", "rainey")));
    }

    #[test]
    fn shapes_are_found() {
        let rows: [(&Regex, &str, bool); 10] = [
            (&PHONE, "(512) 555-0100", true),
            (&PHONE, "512-555-0100", true),
            (&PHONE, "+15125550100", true),
            (&PHONE, "$1,850,000", false),
            (&EMAIL, "jane.smith@example.com", true),
            (&EMAIL, "jane at example", false),
            (&LINK, "oakandmain.example/listing", true),
            (&LINK, "it is $1.2m. us", false),
            (&STREET, "1240 sycamore lane", true),
            (&STREET, "3 beds and 2 baths", false),
        ];
        for (regex, text, found) in rows {
            assert_eq!(regex.is_match(text), found, "{text}");
        }
        assert!(LIST_MARK.is_match("1. price"));
    }
}
